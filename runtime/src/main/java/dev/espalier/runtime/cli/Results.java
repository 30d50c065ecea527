package dev.espalier.runtime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where finished texts go, one after another: standard output or a file. None is lost: what a file
 * cannot take goes to standard output, what standard output cannot take to standard error.
 *
 * <p>A file is written beside its place and put there at the end, so that an older one stays whole
 * if this one cannot be written.
 */
final class Results implements AutoCloseable {
  private final Streams streams;
  private final @Nullable Path target;
  private final @Nullable Path part;
  private final @Nullable OutputStream file;

  /** How many bytes the file has taken, whole lines only. */
  private long taken;

  private boolean failed;

  Results(
      Streams streams, @Nullable Path target, @Nullable Path part, @Nullable OutputStream file) {
    this.streams = streams;
    this.target = target;
    this.part = part;
    this.file = file;
  }

  /** Opens what is needed, so that a file that cannot be written is known before the work. */
  static Results to(@Nullable String output, Streams streams) {
    if (output == null || output.equals("-")) {
      return new Results(streams, null, null, null);
    }
    Path target = Inputs.path(output);
    try {
      if (Files.isDirectory(target)) {
        throw Failure.file(output + ": is a directory", new IOException("directory"));
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        // A device or a pipe: there is nothing to keep whole.
        return new Results(
            streams, target, null, Files.newOutputStream(target, StandardOpenOption.WRITE));
      }
      Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      Path part = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".part");
      return new Results(streams, real, part, Files.newOutputStream(part));
    } catch (IOException e) {
      throw Failure.file(output + ": cannot be written: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass() == IOException.class || e.getMessage() == null
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName().replace("Exception", "");
  }

  /** Whether texts go to standard output. */
  boolean direct() {
    return file == null;
  }

  /** Takes a finished text, and puts it down at once. */
  void line(String line) {
    if (file == null) {
      try {
        streams.println(line);
      } catch (Failure.Stop e) {
        streams.note(line);
        throw e;
      }
      return;
    }
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      file.write(bytes);
      file.flush();
      taken += bytes.length;
    } catch (IOException e) {
      throw rescue(e, line);
    }
  }

  /** Puts the file in its place. */
  @Override
  public void close() {
    if (file == null || failed) {
      return;
    }
    try {
      file.close();
      if (part != null && target != null) {
        move(part, target);
      }
    } catch (IOException e) {
      throw rescue(e, null);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Puts all that the file was to hold on standard output instead. */
  private Failure.Stop rescue(IOException cause, @Nullable String line) {
    failed = true;
    if (part != null) {
      try (InputStream in = Files.newInputStream(part)) {
        streams.print(in, taken);
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
    if (line != null) {
      streams.println(line);
    }
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // The same trouble again.
      cause.addSuppressed(e);
    }
    try {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return Failure.file(
        "%s: cannot be written: %s; the texts are on standard output"
            .formatted(target, reason(cause)),
        cause);
  }
}
