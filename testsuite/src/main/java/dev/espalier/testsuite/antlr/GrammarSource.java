package dev.espalier.testsuite.antlr;

import dev.espalier.compiler.GrammarResolver;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A grammar to be tested.
 *
 * @param name for reports: a file's name
 * @param text of the combined or parser grammar
 * @param start the parser rule that a whole text is; empty for the first one
 * @param resolver finds what it imports, and the lexer grammar of its tokens
 * @param texts texts that are judged before all others, such as those that were once judged wrongly
 * @param world what is enumerated to check its masks; empty for none
 */
public record GrammarSource(
    String name,
    String text,
    Optional<String> start,
    GrammarResolver resolver,
    List<String> texts,
    Optional<World> world) {

  /**
   * All texts over an alphabet, up to a length.
   *
   * @param alphabet the code points, each once
   * @param length the most code points
   */
  public record World(String alphabet, int length) {
    public World {
      double texts = Math.pow(alphabet.codePointCount(0, alphabet.length()), length);
      if (alphabet.isEmpty() || length < 1 || texts > 50_000_000) {
        throw new IllegalArgumentException(alphabet + " up to " + length + " cannot be enumerated");
      }
    }
  }

  public GrammarSource {
    texts = List.copyOf(texts);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A grammar that stands alone. */
  public static GrammarSource of(String name, String text, String start) {
    return new GrammarSource(
        name, text, Optional.of(start), GrammarResolver.NONE, List.of(), Optional.empty());
  }

  /** A file; what it imports stands beside it. */
  public static GrammarSource read(Path file, Optional<String> start) {
    Path folder = file.toAbsolutePath().resolveSibling("");
    GrammarResolver beside =
        imported -> {
          Path other = folder.resolve(imported + ".g4").normalize();
          return other.startsWith(folder) && Files.isRegularFile(other)
              ? Optional.of(text(other))
              : Optional.empty();
        };
    return new GrammarSource(
        file.getFileName().toString(), text(file), start, beside, List.of(), Optional.empty());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new RunException("cannot read the grammar " + file + ": " + e.getMessage(), e);
    }
  }
}
