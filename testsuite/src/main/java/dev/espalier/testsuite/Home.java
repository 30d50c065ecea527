package dev.espalier.testsuite;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's folder, where records stand, and the data beside it. */
public final class Home {
  private Home() {}

  /**
   * The project's root: the system property {@code espalier.home} (the launcher sets it), or the
   * nearest folder above the current one that holds the records.
   */
  public static Path root() {
    String set = System.getProperty("espalier.home");
    if (set != null) {
      return Path.of(set);
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("testsuite/src")) && Files.exists(at.resolve("pom.xml"))) {
        return at;
      }
    }
    throw new RunException("not inside the project: " + here + "; set -Despalier.home=DIR");
  }

  /**
   * A file or folder of the shared data, which lies beside the project's root, or where the system
   * property {@code espalier.shared} or the environment variable {@code ESPALIER_SHARED} says.
   */
  public static Path data(String name) {
    String set = System.getProperty("espalier.shared", System.getenv("ESPALIER_SHARED"));
    if (set != null) {
      return Path.of(set).resolve("data").resolve(name);
    }
    return root().resolve("../shared/data").resolve(name).normalize();
  }

  /** A committed record. */
  public static Path record(String name) {
    return root().resolve("testsuite/records").resolve(name);
  }

  /**
   * A file or folder that a run needs.
   *
   * @param option how the user points to it
   * @throws RunException if it is not there; says how to point to it
   */
  public static Path need(Path path, String option) {
    if (!Files.exists(path)) {
      throw new RunException("no such file: " + path + "; point to it with " + option);
    }
    return path;
  }
}
