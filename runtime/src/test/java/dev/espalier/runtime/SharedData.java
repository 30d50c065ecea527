package dev.espalier.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the data that stands beside the checkout, in {@code ../shared/data}. */
public final class SharedData {

  private SharedData() {}

  /**
   * A file or folder of the data.
   *
   * @param name its path below {@code shared/data}
   */
  public static Path path(String name) {
    String told = System.getProperty("espalier.shared");
    if (told != null) {
      return existing(Path.of(told).resolve("data").resolve(name));
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path up = here; up != null; up = up.getParent()) {
      Path candidate = up.resolve("shared").resolve("data").resolve(name);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    return existing(here.resolve("../shared/data").resolve(name).normalize());
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new AssertionError(
          path
              + " is missing; put the folder shared beside the checkout, or name it with"
              + " -Despalier.shared=DIR");
    }
    return path;
  }
}
