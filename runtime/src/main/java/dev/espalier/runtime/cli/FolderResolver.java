package dev.espalier.runtime.cli;

import dev.espalier.compiler.GrammarResolver;
import dev.espalier.compiler.GrammarSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the grammars that lie beside one, in its folder and nowhere else: {@code NAME.g4} for
 * ANTLR, {@code NAME.lark} for Lark.
 *
 * <p>A name is one of a file, without a separator and without two dots in a row; a link that leads
 * out of the folder is not followed.
 */
final class FolderResolver implements GrammarResolver {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)*");

  private final Path folder;
  private final String ending;
  private final long most;

  /**
   * @param most longer files than this, in bytes, are refused
   */
  FolderResolver(Path folder, GrammarSyntax syntax, long most) {
    this.folder = folder;
    this.ending =
        switch (syntax) {
          case ANTLR -> ".g4";
          case LARK -> ".lark";
          case GBNF, W3C, ISO, REGEX -> "";
        };
    this.most = most;
  }

  @Override
  public Optional<String> resolve(String name) {
    if (ending.isEmpty() || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = folder.resolve(name + ending);
    try {
      if (!Files.isRegularFile(file)
          || !folder.toRealPath().equals(file.toRealPath().getParent())) {
        return Optional.empty();
      }
    } catch (IOException e) {
      throw Failure.file(file + ": cannot be read: " + e.getMessage(), e);
    }
    return Optional.of(Inputs.text(file, most));
  }
}
