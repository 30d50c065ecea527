package dev.espalier.compiler.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/formats.md} against the automata. */
class FormatTableTest {
  private static final Path PAGE = Path.of("..", "docs", "formats.md");

  @Test
  void thePageSaysWhatThereIs() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Format format : Format.values()) {
      int states = format.make().pieces().stream().mapToInt(piece -> piece.dfa().states()).sum();
      expected.add("`" + format.text() + "` | " + drafts(format) + " | " + states);
    }
    List<String> written = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `")) {
        String[] cells = line.split("\\|");
        written.add(cells[1].strip() + " | " + cells[3].strip() + " | " + cells[4].strip());
      }
    }
    assertEquals(String.join("\n", expected), String.join("\n", written));
  }

  private static String drafts(Format format) {
    List<String> names = List.of("3", "4", "6", "7", "2019-09", "2020-12", "v1");
    int[] numbers = {3, 4, 6, 7, 2019, 2020, Format.LATER};
    int first = 0;
    while (!format.isOf(numbers[first])) {
      first++;
    }
    int last = first;
    while (last + 1 < numbers.length && format.isOf(numbers[last + 1])) {
      last++;
    }
    return first == last ? names.get(first) : names.get(first) + " to " + names.get(last);
  }
}
