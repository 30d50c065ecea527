package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Streams streams =
      new Streams(
          new ByteArrayInputStream(new byte[0]),
          out,
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

  /** A disk with room for some bytes. */
  private static final class Disk extends FilterOutputStream {
    private int room;

    Disk(OutputStream out, int room) {
      super(out);
      this.room = room;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, Math.min(room, length));
      if (length > room) {
        room = 0;
        throw new IOException("No space left on device");
      }
      room -= length;
    }
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatADiskDoesNotTakeIsPrintedAndTheOldFileStays(@TempDir Path directory) throws IOException {
    Path target = Files.writeString(directory.resolve("out"), "old");
    Path part = directory.resolve(".out.part");
    Results results = new Results(streams, target, part, new Disk(Files.newOutputStream(part), 12));
    try (results) {
      results.line("first");
      Failure.Stop stop = assertThrows(Failure.Stop.class, () -> results.line("second line"));
      assertEquals(ExitStatus.COULD_NOT_RUN, stop.failure().status());
    }
    // The file holds a part of the second line: whole lines are printed, each once.
    assertEquals("first\nsecond line\n", printed());
    assertEquals("old", Files.readString(target));
    assertFalse(Files.exists(part));
  }

  @Test
  void aFileThatCannotBePutInItsPlaceIsPrinted(@TempDir Path directory) throws IOException {
    Path part = directory.resolve(".out.part");
    Path target = directory.resolve("gone").resolve("out");
    Results results = new Results(streams, target, part, Files.newOutputStream(part));
    results.line("first");
    results.line("second");
    assertThrows(Failure.Stop.class, results::close);
    assertEquals("first\nsecond\n", printed());
  }

  @Test
  void linksAreFollowedAndNotReplaced(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);
    try (Results results = Results.to(link.toString(), streams)) {
      results.line("new");
      assertEquals("old", Files.readString(file));
    }
    assertEquals("new\n", Files.readString(file));
    assertEquals("", printed());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsKnownBeforeTheWork(@TempDir Path directory) {
    for (Path bad : new Path[] {directory, directory.resolve("none").resolve("out")}) {
      Failure.Stop stop =
          assertThrows(Failure.Stop.class, () -> Results.to(bad.toString(), streams).close());
      assertEquals("file", stop.failure().kind());
    }
  }
}
