package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the data that stands beside the checkout, in {@code ../shared/data}. A test whose data is
 * missing is skipped, so that a checkout passes by itself, unless the folder was named: by the
 * system property {@code espalier.shared}, or by the environment variable {@code ESPALIER_SHARED},
 * as {@code .ci/run} does where the data is there. Then it fails.
 */
public final class SharedData {

  private SharedData() {}

  /**
   * A file or folder of the data.
   *
   * @param name its path below {@code shared/data}
   */
  public static Path path(String name) {
    String told = System.getProperty("espalier.shared", System.getenv("ESPALIER_SHARED"));
    if (told != null) {
      Path path = Path.of(told).resolve("data").resolve(name);
      assertTrue(Files.exists(path), () -> path + " is missing");
      return path;
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolve("shared").resolve("data").resolve(name);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    return abort(
        name
            + " is missing: put the folder shared beside the checkout, or name it with"
            + " -Despalier.shared=DIR");
  }
}
