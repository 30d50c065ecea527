package dev.espalier.compiler;

import static dev.espalier.compiler.TagWorld.SPECIAL;
import static dev.espalier.compiler.TagWorld.agree;
import static dev.espalier.compiler.TagWorld.choice;
import static dev.espalier.compiler.TagWorld.repeat;
import static dev.espalier.compiler.TagWorld.sequence;
import static dev.espalier.compiler.TagWorld.until;
import static dev.espalier.compiler.TagWorld.without;
import static dev.espalier.compiler.TagWorld.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.TagWorld.Language;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarsTest {
  private static final Grammar NUMBERS = JsonSchema.compile("{\"enum\": [1, 11]}");
  private static final Language IS_NUMBER = choice(word("1"), word("11"));
  private static final Grammar TOKEN = Grammars.specialToken(TagWorld.NAME);
  private static final Language IS_TOKEN = word(String.valueOf(SPECIAL));
  private static final int MANY = 100;

  @Test
  void leaves() {
    agree(Grammars.text("a<a"), word("a<a"));
    agree(Grammars.text(""), word(""));
    agree(Grammars.regex("a*|<[1>]"), choice(repeat(word("a"), 0, MANY), word("<1"), word("<>")));
    agree(TOKEN, IS_TOKEN);
    agree(Grammars.anyText(), without());
    agree(Grammars.withLimits(NUMBERS, CompileLimits.DEFAULT), IS_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "<a",
        "<<",
        "<a<a",
        "<<>",
        "aaa",
        "<a>,<>",
        "<a>,<1>,>1",
        "a1,11,<<",
        "aa,a1,>"
      })
  void freeText(String markers) {
    String[] all = markers.split(",");
    agree(Grammars.textWithout(all), without(all));
    agree(Grammars.textUntil(all), until(all));
  }

  @Test
  void sequences() {
    agree(Grammars.sequence(), word(""));
    agree(Grammars.sequence(NUMBERS, Grammars.text("1a")), sequence(IS_NUMBER, word("1a")));
    agree(Grammars.sequence(NUMBERS, NUMBERS), sequence(IS_NUMBER, IS_NUMBER));
    agree(
        Grammars.sequence(Grammars.textUntil("<"), TOKEN, NUMBERS),
        sequence(until("<"), IS_TOKEN, IS_NUMBER));
    agree(
        Grammars.sequence(Grammars.textWithout("1"), NUMBERS, Grammars.anyText()),
        sequence(without("1"), IS_NUMBER, without()));
  }

  @Test
  void choices() {
    agree(
        Grammars.choice(NUMBERS, TOKEN, Grammars.text("1a"), Grammars.text("")),
        choice(IS_NUMBER, IS_TOKEN, word("1a"), word("")));
    // The special token and the text of its name.
    agree(
        Grammars.choice(
            Grammars.sequence(TOKEN, NUMBERS),
            Grammars.sequence(Grammars.text("<>"), Grammars.text("a"))),
        choice(sequence(IS_TOKEN, IS_NUMBER), word("<>a")));
    agree(
        Grammars.sequence(
            Grammars.optional(NUMBERS), Grammars.optional(TOKEN), Grammars.optional(NUMBERS)),
        sequence(repeat(IS_NUMBER, 0, 1), repeat(IS_TOKEN, 0, 1), repeat(IS_NUMBER, 0, 1)));
  }

  @Test
  void repetitions() {
    agree(Grammars.repeated(NUMBERS, 0), repeat(IS_NUMBER, 0, MANY));
    agree(Grammars.repeated(NUMBERS, 2), repeat(IS_NUMBER, 2, MANY));
    agree(Grammars.repeated(NUMBERS, 1, 2), repeat(IS_NUMBER, 1, 2));
    agree(Grammars.repeated(TOKEN, 0, 0), word(""));
    Grammar tagged = Grammars.sequence(Grammars.text("<"), NUMBERS, Grammars.text(">"));
    Language isTagged = sequence(word("<"), IS_NUMBER, word(">"));
    agree(Grammars.repeated(tagged, 0), repeat(isTagged, 0, MANY));
    agree(
        Grammars.separated(NUMBERS, TOKEN, 0),
        choice(word(""), sequence(IS_NUMBER, repeat(sequence(IS_TOKEN, IS_NUMBER), 0, MANY))));
    agree(
        Grammars.separated(NUMBERS, Grammars.text("a"), 2, 3),
        sequence(IS_NUMBER, repeat(sequence(word("a"), IS_NUMBER), 1, 2)));
    // What may be empty, many times.
    agree(
        Grammars.repeated(Grammars.choice(Grammars.text(""), NUMBERS, TOKEN), 0),
        repeat(choice(IS_NUMBER, IS_TOKEN), 0, MANY));
  }

  @Test
  void grammarsOfTextsArePartsToo() {
    Grammar nested =
        TextGrammar.compile(
            "root ::= \"<\" root \">\" | \"1\"",
            GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF));
    Language isNested =
        TagWorld.where(text -> text.matches("<*1>*") && text.indexOf('1') * 2 + 1 == text.length());
    agree(
        Grammars.sequence(Grammars.text("a"), nested, TOKEN),
        sequence(word("a"), isNested, IS_TOKEN));
  }

  @Test
  void theyMayEndInOtherGrammarsThemselves() {
    Grammar nested =
        TextGrammar.compile(
            "start: \"a\" %json {\"enum\": [1, 11]}",
            GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.LARK));
    agree(
        Grammars.sequence(nested, Grammars.repeated(Grammars.text("a1"), 1), TOKEN),
        sequence(word("a"), IS_NUMBER, repeat(word("a1"), 1, MANY), IS_TOKEN));
  }

  @Test
  void reportsAreJoined() {
    Grammar one =
        JsonSchema.compile(
            "{\"type\": \"string\", \"format\": \"date\"}", JsonSchemaOptions.DEFAULT);
    Grammar two =
        JsonSchema.compile(
            "{\"type\": \"integer\", \"minimum\": 1, \"x\": 1, \"pattern\": \"(a)\\\\1\"}",
            JsonSchemaOptions.DEFAULT.withRelax(Set.of("pattern")));
    Grammar both = Grammars.sequence(Grammars.optional(one), Grammars.choice(two, TOKEN));
    assertEquals(List.of("minimum", "type"), both.report().enforced());
    assertEquals(two.report().relaxed(), both.report().relaxed());
    assertEquals(1, both.report().relaxed().size());
    assertTrue(both.report().notes().containsAll(one.report().notes()));
    assertFalse(one.report().notes().isEmpty());
    assertEquals(
        both.report(), both.bind(TagWorld.VOCABULARY).grammar().report(), "of the constraint");
  }

  @Test
  void fingerprintsDependOnEveryPart() {
    Supplier<Grammar> made =
        () -> Grammars.sequence(Grammars.text("a"), Grammars.choice(NUMBERS, TOKEN));
    String fingerprint = made.get().fingerprint();
    assertEquals(fingerprint, made.get().fingerprint());
    assertEquals(
        made.get().bind(TagWorld.VOCABULARY).fingerprint(),
        made.get().bind(TagWorld.VOCABULARY).fingerprint());
    List<Grammar> others =
        List.of(
            Grammars.sequence(Grammars.text("b"), Grammars.choice(NUMBERS, TOKEN)),
            Grammars.sequence(Grammars.text("a"), Grammars.choice(TOKEN, NUMBERS)),
            Grammars.sequence(Grammars.text("a"), Grammars.choice(NUMBERS, Grammars.text("<>"))),
            Grammars.sequence(
                Grammars.text("a"),
                Grammars.choice(JsonSchema.compile("{\"enum\": [1, 12]}"), TOKEN)),
            Grammars.sequence(Grammars.text("a"), NUMBERS, TOKEN),
            Grammars.withLimits(made.get(), CompileLimits.DEFAULT.withCachedStates(7)));
    for (Grammar other : others) {
      assertNotEquals(fingerprint, other.fingerprint());
    }
  }

  @Test
  void errorsSayWhatIsWrong() {
    GrammarException within =
        assertThrows(GrammarException.class, () -> Grammars.textUntil("<a>", "a"));
    assertTrue(within.getMessage().contains("\"a\" lies within the marker \"<a>\""));
    assertTrue(
        assertThrows(GrammarException.class, () -> Grammars.textUntil("<a>", "<a"))
            .getMessage()
            .contains("\"<a\" lies within the marker \"<a>\""));
    assertTrue(
        assertThrows(GrammarException.class, () -> Grammars.textWithout("ba", "xxba"))
            .getMessage()
            .contains("\"ba\" lies within the marker \"xxba\""));
    assertThrows(GrammarException.class, () -> Grammars.textUntil());
    assertThrows(GrammarException.class, () -> Grammars.textUntil(""));
    assertThrows(GrammarException.class, () -> Grammars.text("\uD800"));
    assertThrows(GrammarException.class, () -> Grammars.choice());
    assertThrows(GrammarException.class, () -> Grammars.specialToken(""));
    GrammarException regex = assertThrows(GrammarException.class, () -> Grammars.regex("a\n(b"));
    assertEquals(2, regex.at().line());
    assertEquals(
        GrammarException.Kind.EMPTY,
        assertThrows(GrammarException.class, () -> Grammars.regex("[]")).kind());
    assertThrows(IllegalArgumentException.class, () -> Grammars.repeated(NUMBERS, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> Grammars.repeated(NUMBERS, 0, -1));
    VocabularyException missing =
        assertThrows(
            VocabularyException.class,
            () -> Grammars.specialToken("<|x|>").bind(TagWorld.VOCABULARY));
    assertTrue(missing.getMessage().contains("<|x|>"));
  }

  @Test
  void limitsAreNamed() {
    assertLimit("automatonStates", () -> Grammars.textWithout("x".repeat(200_000)));
    assertLimit("automatonStates", () -> Grammars.text("x".repeat(200_000)));
    assertLimit("grammarSymbols", () -> Grammars.repeated(NUMBERS, 2_000_000));
    assertLimit(
        "nesting",
        () -> {
          Grammar deep = NUMBERS;
          for (int i = 0; i < 600; i++) {
            deep = Grammars.optional(Grammars.sequence(deep, TOKEN));
          }
          return deep;
        });
    // Long ones within the limits are possible.
    String text = "ab".repeat(20_000);
    State state = Grammars.text(text).bind(TagWorld.VOCABULARY).start();
    assertEquals(
        text, new String(state.completion().bytes(), java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void assertLimit(String limit, Supplier<Grammar> grammar) {
    GrammarException e = assertThrows(GrammarException.class, grammar::get);
    assertEquals(GrammarException.Kind.LIMIT, e.kind(), e.getMessage());
    assertEquals(limit, assertInstanceOf(LimitExceeded.class, e.getCause()).limit());
  }
}
