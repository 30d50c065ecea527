package dev.espalier.testsuite.suite;

import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The documents that the suite's schemas refer to: its folder {@code remotes}, as it would be
 * served at {@code http://localhost:1234/}. Nothing is served, and nothing else is read.
 */
public final class Remotes {
  private static final String BASE = "http://localhost:1234/";

  private final Path folder;

  /**
   * @param suite the suite's root
   */
  public Remotes(Path suite) {
    this.folder = suite.resolve("remotes").normalize();
  }

  /**
   * The text of a document.
   *
   * @param uri without a fragment
   */
  public Optional<String> text(String uri) {
    if (!uri.startsWith(BASE)) {
      return Optional.empty();
    }
    Path file = folder.resolve(uri.substring(BASE.length())).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
