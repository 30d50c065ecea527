package dev.espalier.testsuite.suite;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A schema of the suite with its tests.
 *
 * @param draft the name of the draft's folder
 * @param part {@link Part}
 * @param file within the draft's folder, with {@code /}
 * @param index in the file, from 0
 * @param schema its text
 */
public record Group(
    String draft,
    Part part,
    String file,
    int index,
    String description,
    String schema,
    List<Test> tests) {
  /** Which tests of a draft. */
  public enum Part {
    REQUIRED,
    OPTIONAL,
    /** Optional tests of formats, which are asserted there. */
    FORMAT
  }

  /** An instance. */
  public record Test(String description, RawJson data, boolean valid) {}

  public Group {
    tests = List.copyOf(tests);
  }

  /** The name of a test: stable as long as the suite is. */
  public String name(int test) {
    return draft + "/" + file + "/" + index + "/" + test;
  }

  boolean allInvalid() {
    return tests.stream().noneMatch(Test::valid);
  }

  /** The drafts of a suite, in the order of their names. */
  public static List<String> drafts(Path suite) {
    Path tests = suite.resolve("tests");
    try (Stream<Path> folders = Files.list(tests)) {
      return folders
          .filter(Files::isDirectory)
          .filter(f -> !Files.isSymbolicLink(f))
          .map(f -> f.getFileName().toString())
          .filter(n -> n.startsWith("draft") || n.startsWith("v"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RunException("no JSON Schema Test Suite at " + suite + " (no folder tests)", e);
    }
  }

  /** All groups of a draft. */
  public static List<Group> read(Path suite, String draft) {
    Path folder = suite.resolve("tests").resolve(draft);
    List<Group> groups = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        groups.addAll(read(folder, draft, file));
      }
    } catch (IOException e) {
      throw new RunException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    return groups;
  }

  private static List<Group> read(Path folder, String draft, Path file) throws IOException {
    String name = folder.relativize(file).toString().replace('\\', '/');
    Part part =
        name.startsWith("optional/format/") || name.startsWith("format/")
            ? Part.FORMAT
            : name.indexOf('/') >= 0 ? Part.OPTIONAL : Part.REQUIRED;
    List<Group> groups = new ArrayList<>();
    try {
      RawJson.Arr array = (RawJson.Arr) RawJson.parse(Files.readString(file));
      for (RawJson item : array.items()) {
        RawJson.Obj group = (RawJson.Obj) item;
        List<Test> tests = new ArrayList<>();
        for (RawJson each : ((RawJson.Arr) group.member("tests")).items()) {
          RawJson.Obj test = (RawJson.Obj) each;
          tests.add(
              new Test(
                  text(test.member("description")),
                  test.member("data"),
                  test.member("valid") == RawJson.TRUE));
        }
        groups.add(
            new Group(
                draft,
                part,
                name,
                groups.size(),
                text(group.member("description")),
                group.member("schema").write(RawJson.Style.SPACED),
                tests));
      }
    } catch (RuntimeException e) {
      throw new RunException(file + " is not a file of the suite: " + e.getMessage(), e);
    }
    return groups;
  }

  private static String text(RawJson value) {
    return value instanceof RawJson.Str string ? string.value() : "";
  }
}
