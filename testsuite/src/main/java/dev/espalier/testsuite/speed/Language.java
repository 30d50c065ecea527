package dev.espalier.testsuite.speed;

import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A language that is measured.
 *
 * @param name of the bundled grammar
 * @param texts names of the resources that hold its texts
 */
record Language(String name, List<String> texts) {
  static final List<Language> ALL =
      List.of(
          new Language("sql", List.of("library.sql", "sales.sql", "upkeep.sql")),
          new Language("cpp", List.of("puzzles.cpp", "graphs.cpp", "ledger.cpp")),
          new Language("java", List.of("lexer.java", "automaton.java", "bench.java")));

  /** The language of a name. */
  static Language named(String name) {
    return ALL.stream()
        .filter(language -> language.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new RunException("no such language: " + name));
  }

  /** The same without what only llguidance's dialect has. */
  String plainLark() {
    return PlainLark.of(lark());
  }

  /** The equivalent grammar in llguidance's Lark dialect. */
  String lark() {
    return read("lark/" + name + ".lark");
  }

  /** The text of that name. */
  String text(String file) {
    return read("texts/" + file);
  }

  private static String read(String resource) {
    try (@Nullable InputStream in = Language.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new RunException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RunException("cannot read " + resource, e);
    }
  }
}
