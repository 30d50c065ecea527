package dev.espalier.testsuite;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The shared data, for tests. A test whose data is missing is skipped, so that a checkout passes by
 * itself, unless the folder was named (see {@link Home#data}). Then it fails.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * A file or folder of the data.
   *
   * @param name its path below {@code shared/data}
   */
  public static Path path(String name) {
    Path path = Home.data(name);
    if (Files.exists(path)) {
      return path;
    }
    boolean told =
        System.getProperty("espalier.shared") != null || System.getenv("ESPALIER_SHARED") != null;
    assertTrue(!told, () -> path + " is missing");
    return abort(path + " is missing; name the folder shared with -Despalier.shared=DIR");
  }
}
