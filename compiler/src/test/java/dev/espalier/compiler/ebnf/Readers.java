package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Rule;
import java.util.Objects;

/** What the tests of the readers share. */
final class Readers {
  /** A reader of grammars. */
  interface Reader {
    GrammarDefinition read(String text, GrammarOptions options);
  }

  private Readers() {}

  static GrammarDefinition read(Reader reader, String text) {
    return reader.read(text, GrammarOptions.DEFAULT);
  }

  /** A rule that is there. */
  static Rule rule(GrammarDefinition grammar, String name) {
    return Objects.requireNonNull(grammar.rules().get(name), name);
  }

  /** Checks that a text is refused at a place, with certain words in the message. */
  static GrammarException refused(Reader reader, String text, int line, int column, String words) {
    GrammarException wrong = assertThrows(GrammarException.class, () -> read(reader, text), text);
    assertEquals(
        "grammar:" + line + ":" + column, wrong.at().toString(), text + ": " + wrong.getMessage());
    assertTrue(wrong.getMessage().contains(words), wrong.getMessage());
    return wrong;
  }

  /** Checks that a text ends in a limit. */
  static void limited(Reader reader, String text, String limit) {
    GrammarException wrong = assertThrows(GrammarException.class, () -> read(reader, text));
    assertEquals(GrammarException.Kind.LIMIT, wrong.kind());
    assertEquals(limit, assertInstanceOf(LimitExceeded.class, wrong.getCause()).limit());
  }

  /** The default limits with another length of the source. */
  static GrammarOptions ofLength(long bytes) {
    CompileLimits limits = CompileLimits.DEFAULT;
    return GrammarOptions.DEFAULT.withLimits(CompileLimits.DEFAULT.withSchemaBytes(bytes));
  }
}
