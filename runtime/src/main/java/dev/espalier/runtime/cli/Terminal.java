package dev.espalier.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person is watching a stream. */
final class Terminal {
  static final int OUT = 1;
  static final int ERR = 2;

  private Terminal() {}

  /**
   * Whether a file descriptor is a terminal, as far as the system says so: Java itself only knows
   * about all streams together.
   */
  static boolean is(int descriptor) {
    try {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
