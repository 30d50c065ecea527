package dev.espalier.testsuite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatchetTest {
  @TempDir Path folder;

  @Test
  void turnsOneWayOnly() throws IOException {
    Path file = folder.resolve("a/names.ratchet");
    Ratchet.read(file).raise(Set.of("b", "a"));
    assertEquals(List.of("a", "b"), Files.readAllLines(file));
    Ratchet ratchet = Ratchet.read(file);
    assertEquals(List.of("b"), ratchet.broken(Set.of("a", "b", "c"), Set.of("a", "c")));
    assertEquals(1, ratchet.gained(Set.of("a", "c")));
    assertTrue(ratchet.broken(Set.of("a"), Set.of("a")).isEmpty(), "b was not run");
    ratchet.raise(Set.of("c"));
    assertEquals(List.of("a", "b", "c"), Files.readAllLines(file));
  }

  @Test
  void tablesAreReplacedBetweenTheirMarks() {
    String once = Output.replace("# Runs\n", "x", "one\n");
    String twice = Output.replace(Output.replace(once, "y", "other\n"), "x", "two\n");
    assertTrue(twice.contains("<!-- begin x -->\ntwo\n<!-- end x -->"), twice);
    assertTrue(twice.contains("<!-- begin y -->\nother\n<!-- end y -->"), twice);
    assertTrue(!twice.contains("one"), twice);
  }

  @Test
  void percentilesAreElementsOfTheTimes() {
    LongList times = new LongList();
    for (int i = 1000; i >= 1; i--) {
      times.add(1000L * i);
    }
    Percentiles p = Percentiles.of(times);
    assertEquals(501, p.micros("p50"));
    assertEquals(991, p.micros("p99"));
    assertEquals(1000, p.micros("p99.9"));
    assertEquals(1000, p.micros("max"));
    assertEquals(500.5, p.micros("mean"));
  }
}
