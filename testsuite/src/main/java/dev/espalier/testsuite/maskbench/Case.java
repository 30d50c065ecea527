package dev.espalier.testsuite.maskbench;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.text.RawJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * One schema with its instances.
 *
 * @param id begins with the name of the corpus split
 * @param schema its text
 * @param tests its instances
 */
public record Case(String id, String schema, List<Test> tests) {
  /**
   * An instance.
   *
   * @param text as Python's {@code json.dumps(data, ensure_ascii=False)} writes it, numbers as they
   *     were written
   */
  public record Test(boolean valid, String text) {}

  public Case {
    tests = List.copyOf(tests);
  }

  private static final List<String> SPLITS =
      List.of("Github_trivial", "Github_easy", "Github_medium", "Github_hard", "Github_ultra");

  /** The corpus split: how the id begins. */
  public String split() {
    for (String split : SPLITS) {
      if (id.startsWith(split)) {
        return split;
      }
    }
    int end = 0;
    while (end < id.length() && Character.isLetterOrDigit(id.charAt(end))) {
      end++;
    }
    return id.substring(0, end);
  }

  /** Reads a line of a {@code .jsonl} file. */
  static Case parse(String line) {
    if (!(RawJson.parse(line) instanceof RawJson.Obj object)
        || !(object.member("id") instanceof RawJson.Str id)
        || object.member("schema") == RawJson.NONE
        || !(object.member("tests") instanceof RawJson.Arr array)) {
      throw new IllegalArgumentException("an object with id, schema and tests was expected");
    }
    List<Test> tests = new ArrayList<>();
    for (RawJson item : array.items()) {
      if (!(item instanceof RawJson.Obj test) || test.member("data") == RawJson.NONE) {
        throw new IllegalArgumentException("a test is an object with valid and data");
      }
      tests.add(
          new Test(
              test.member("valid") == RawJson.TRUE,
              test.member("data").write(RawJson.Style.SPACED)));
    }
    return new Case(id.value(), object.member("schema").write(RawJson.Style.SPACED), tests);
  }

  /** How many lines a file has. */
  public static int count(Path file) {
    int[] count = new int[1];
    lines(file, line -> count[0]++);
    return count[0];
  }

  /**
   * Reads every {@code every}-th line, one at a time.
   *
   * @throws RunException if the file cannot be read; names the line
   */
  public static void read(Path file, int every, Consumer<Case> each) {
    int[] number = new int[1];
    lines(
        file,
        line -> {
          if (number[0]++ % every == 0) {
            Case next;
            try {
              next = parse(line);
            } catch (RuntimeException e) {
              throw new RunException(file + ", line " + number[0] + ": " + e.getMessage(), e);
            }
            each.accept(next);
          }
        });
  }

  private static void lines(Path file, Consumer<String> each) {
    try (BufferedReader reader =
        file.toString().endsWith(".gz")
            ? new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                    StandardCharsets.UTF_8))
            : Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          each.accept(line);
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
