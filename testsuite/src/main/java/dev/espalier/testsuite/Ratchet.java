package dev.espalier.testsuite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What passed once passes for ever: a committed file of the names of tests that pass, a name a
 * line, sorted.
 */
public final class Ratchet {
  private final Path file;
  private final SortedSet<String> names;

  private Ratchet(Path file, SortedSet<String> names) {
    this.file = file;
    this.names = names;
  }

  /** Reads a ratchet; one that is not there is empty. */
  public static Ratchet read(Path file) {
    SortedSet<String> names = new TreeSet<>();
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          if (!line.isBlank() && !line.startsWith("#")) {
            names.add(line);
          }
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot read the ratchet " + file + ": " + e.getMessage(), e);
    }
    return new Ratchet(file, names);
  }

  /** The tests that must pass. */
  public Set<String> names() {
    return Set.copyOf(names);
  }

  /** The tests that must pass, were run, and did not pass; sorted. */
  public List<String> broken(Set<String> ran, Set<String> passed) {
    return names.stream().filter(n -> ran.contains(n) && !passed.contains(n)).toList();
  }

  /** How many tests passed that the ratchet does not hold yet. */
  public int gained(Set<String> passed) {
    return (int) passed.stream().filter(n -> !names.contains(n)).count();
  }

  /** Adds what passed; never takes a name away. */
  public void raise(Set<String> passed) {
    names.addAll(passed);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, names);
    } catch (IOException e) {
      throw new RunException("cannot write the ratchet " + file + ": " + e.getMessage(), e);
    }
  }
}
