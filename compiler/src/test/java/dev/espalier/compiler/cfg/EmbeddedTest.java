package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of JSON Schemas and special tokens among plain texts. */
class EmbeddedTest {
  private static final long SEED = 20261126;
  private static final int EOS = 0;
  private static final int CALL = 1;
  private static final int DONE = 2;

  private static Grammar lark(String text) {
    return TextGrammar.compile(text, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.LARK));
  }

  private static Vocabulary vocabulary(SplittableRandom random, List<String> more) {
    Vocabulary.Builder builder =
        Vocabulary.builder()
            .special(EOS, "<|end|>")
            .special(CALL, "<|call|>")
            .special(DONE, "<|done|>")
            .eos(EOS);
    for (int b = 0; b < 256; b++) {
      builder.add(new byte[] {(byte) b});
    }
    more.forEach(builder::add);
    String[] pieces = {
      "{", "}", "\"a\"", "\"", ":", "1", "<t>", "</t>", "x", ",", "[", "]", " ", "<|call|>", "true"
    };
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(4); k >= 0; k--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      builder.add(text.toString());
    }
    return builder.build();
  }

  private static int id(Vocabulary vocabulary, String text) {
    for (int id = 0; id < vocabulary.size(); id++) {
      if (new String(vocabulary.bytes(id), StandardCharsets.UTF_8).equals(text)) {
        return id;
      }
    }
    throw new AssertionError(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start: \"<t>\" j \"</t>\"\n"
            + "j: %json {\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}}",
        "start: (\"x\" | <|call|> j <|done|>)*\n"
            + "j: %json {\"type\": \"array\", \"items\": {\"type\": \"boolean\"}}",
        "start: <|call|> j | \"x\" j j\nj: %json {\"type\": [\"integer\", \"object\"]}",
        "start: \"1\" j | j \"x\" | k\nj: %json {\"type\": \"integer\"}\n"
            + "k: %json {\"enum\": [1, 11, [1]]}",
        "start: (j \"<t>\")+ <|done|>\nj: %json {}",
        "start: \"x\"* <|call|> start <|done|> | %json {\"type\": \"boolean\"}",
        "start: /[x1]+/ j <|call|>\nj: %json {\"type\": \"integer\"} | \"x\"",
      })
  void masksAreWhatReadingEveryTokenGives(String text) {
    SplittableRandom random = new SplittableRandom(SEED);
    Vocabulary vocabulary = vocabulary(random, List.of());
    Constraint constraint = lark(text).bind(vocabulary);
    Constraint plain = lark(text).bind(vocabulary);
    int symbols = 0;
    for (int walk = 0; walk < 12; walk++) {
      State state = constraint.start();
      State same = plain.start();
      List<Integer> path = new ArrayList<>();
      for (int step = 0; step < 12; step++) {
        TokenMask mask = state.mask();
        for (int token = 0; token < vocabulary.size(); token++) {
          String message = text + " after " + path + " token " + token + " seed " + SEED;
          assertEquals(reads(same, token), mask.contains(token), message);
          assertEquals(same.allows(token), mask.contains(token), message);
        }
        assertEquals(same.accepting(), mask.contains(EOS));
        State.Completion completion = state.completion();
        State at = same;
        for (int id : completion.ids()) {
          at = at.next(id);
        }
        assertTrue(at.accepting(), () -> text + " completion after " + path);
        if (!completion.symbols()) {
          assertTrue(
              same.next(completion.bytes()).accepting(), () -> text + " bytes after " + path);
        }
        int[] ids = mask.ids();
        int token = ids[random.nextInt(ids.length)];
        if (completion.ids().length > 0 && random.nextInt(3) > 0) {
          token = completion.ids()[0]; // so that texts get out of others, too
        }
        if (vocabulary.isEos(token)) {
          break;
        }
        symbols += token == CALL || token == DONE ? 1 : 0;
        path.add(token);
        state = state.next(token);
        same = same.next(token);
      }
    }
    assertEquals(text.contains("<|"), symbols > 0, text);
  }

  private static boolean reads(State state, int token) {
    try {
      state.next(token);
      return true;
    } catch (NotAllowed e) {
      return false;
    }
  }

  @Test
  void tokensCrossIntoAndOutOfJson() {
    List<String> crossing =
        List.of("<t>{\"a", "{\"", "1}}</t>", "}</t>", "</t>x", "}}</", "t>{\"a\":{\"b\":1}}</t>");
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED), crossing);
    Constraint constraint =
        lark("start: \"<t>\" j \"</t>\" \"x\"?\n"
                + "j: %json {\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"object\"}}}")
            .bind(vocabulary);
    State start = constraint.start();
    assertTrue(start.mask().contains(id(vocabulary, "<t>{\"a")));
    State inside = start.next(id(vocabulary, "<t>{\"a"));
    assertEquals(inside, start.next("<t>{\"a".getBytes(StandardCharsets.UTF_8)));
    State json = start.next("<t>".getBytes(StandardCharsets.UTF_8));
    assertTrue(json.mask().contains(id(vocabulary, "{\"")));
    assertTrue(
        start
            .next("<".getBytes(StandardCharsets.UTF_8))
            .mask()
            .contains(id(vocabulary, "t>{\"a\":{\"b\":1}}</t>")));
    State deep = inside.next("\":{\"b\":".getBytes(StandardCharsets.UTF_8));
    assertTrue(deep.mask().contains(id(vocabulary, "1}}</t>")));
    State closing = deep.next("1}".getBytes(StandardCharsets.UTF_8));
    assertTrue(closing.mask().contains(id(vocabulary, "}</t>")));
    assertTrue(!closing.mask().contains(id(vocabulary, "</t>x")));
    State closed = closing.next("}".getBytes(StandardCharsets.UTF_8));
    assertTrue(closed.mask().contains(id(vocabulary, "</t>x")));
    assertTrue(!closed.mask().contains(id(vocabulary, "}</t>")));
    assertTrue(deep.next(id(vocabulary, "1}}</t>")).accepting());
  }

  @Test
  void aSpecialTokenIsNotItsSpelling() {
    Vocabulary vocabulary = vocabulary(new SplittableRandom(SEED), List.of());
    State start = lark("start: <|call|> \"x\"").bind(vocabulary).start();
    assertTrue(start.mask().contains(CALL));
    assertEquals(1, start.mask().count());
    assertTrue(!start.allows(id(vocabulary, "<")));
    assertEquals("x", new String(start.next(CALL).completion().bytes(), StandardCharsets.UTF_8));
    State.Completion completion = start.completion();
    assertTrue(completion.symbols());
    assertEquals(CALL, completion.ids()[0]);
  }
}
