package dev.espalier.compiler.ebnf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RegexReaderTest {
  private static Set<String> texts(String regex, String alphabet, int length) {
    return Texts.of(Readers.read(RegexReader::read, regex), alphabet, length);
  }

  @Test
  void matchesTheWholeText() {
    assertEquals(new TreeSet<>(Set.of("ab", "b")), texts("a?b", "ab", 3));
    // Alternatives are all anchored, and looks see the whole text.
    assertEquals(new TreeSet<>(Set.of("a", "b")), texts("a|b", "ab", 3));
    assertEquals(Set.of("a"), texts("(?!b).", "ab", 3));
    assertEquals(Set.of("a"), texts("^a$", "ab", 3));
    assertEquals(new TreeSet<>(Set.of("a", "ab")), texts("a$|ab", "ab", 3));
    assertEquals(Set.of(""), texts("", "ab", 3));
    assertEquals(Set.of("a b"), texts("a\\b.\\bb", "ab ", 3));
  }

  @Test
  void isOneRule() {
    GrammarDefinition grammar = Readers.read(RegexReader::read, "[a-z]+\r\n");
    Expr.Regular body = (Expr.Regular) Readers.rule(grammar, grammar.start()).body();
    assertEquals("[a-z]+", body.source());
    assertEquals(1, grammar.rules().size());
    assertEquals(1, grammar.notes().size());
    assertTrue(grammar.notes().get(0).startsWith("grammar:1:7: "), grammar.notes().get(0));
  }

  @Test
  void refuses() {
    // It stays one expression: no bracket of it closes a group around it.
    Readers.refused(RegexReader::read, "a)|(b", 1, 2, "unmatched )");
    Readers.refused(RegexReader::read, "\ud83d\ude00\n(a", 2, 1, "no ) closes this group");
    GrammarException unsupported =
        Readers.refused(RegexReader::read, "(a)\\1", 1, 4, "not supported");
    assertEquals(GrammarException.Kind.UNSUPPORTED, unsupported.kind());
    assertTrue(Readers.refused(RegexReader::read, "/a(/", 1, 3, "").hint().contains("slashes"));
  }

  @Test
  void isBounded() {
    Readers.limited(RegexReader::read, "(".repeat(100_000), "patternNesting");
    Readers.limited(RegexReader::read, "(a|b)*a(a|b){40}", "automatonStates");
  }
}
