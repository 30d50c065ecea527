package dev.espalier.testsuite.lark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.lark.PythonRegex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random patterns: where Lark's lexer lets terminals end, by Python's own re. */
class PythonRegexDifferentialTest {
  private static final long SEED = 20261107;
  private static final int PATTERNS = 3000;
  private static final Location AT = new Location("pattern", 1, 1);

  @Test
  void terminalsEndWherePythonLetsThem() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> texts = new ArrayList<>(List.of(""));
    for (int from = 0, length = 0; length < 4; length++) {
      int to = texts.size();
      for (; from < to; from++) {
        for (String c : List.of("a", "b", "\n")) {
          texts.add(texts.get(from) + c);
        }
      }
    }
    int compared = 0;
    int refused = 0;
    try (LarkProcess python = LarkProcess.start()) {
      for (int n = 0; n < PATTERNS; n++) {
        String pattern = pattern(random, 3);
        String flags = random.nextInt(4) == 0 ? "imsx".substring(random.nextInt(4)) : "";
        String what = "seed " + SEED + ", pattern " + n + ": /" + pattern + "/" + flags;
        Optional<List<List<List<Integer>>>> expected = python.ends(pattern, flags, texts);
        CodePointDfa ours;
        try {
          ours = PythonRegex.texts(pattern, flags, 100, Work.standard(), AT);
        } catch (GrammarException e) {
          assertTrue(
              expected.isEmpty() || e.kind() == GrammarException.Kind.UNSUPPORTED,
              () -> what + " is refused: " + e.getMessage());
          refused++;
          continue;
        }
        assertTrue(expected.isPresent(), () -> what + " is no pattern of Python");
        compared++;
        for (int t = 0; t < texts.size(); t++) {
          String text = texts.get(t);
          for (int i = 0; i <= text.length(); i++) {
            assertEquals(
                expected.get().get(t).get(i),
                ends(ours, text, i),
                what + " in " + text.replace("\n", "\\n") + " at " + i);
          }
        }
      }
    }
    assertTrue(compared > PATTERNS / 2, compared + " compared, " + refused + " refused");
  }

  private static List<Integer> ends(CodePointDfa dfa, String text, int from) {
    List<Integer> ends = new ArrayList<>();
    int state = CodePointDfa.START;
    for (int i = from; i < text.length(); i++) {
      state = dfa.next(state, text.charAt(i));
      if (state == CodePointDfa.DEAD) {
        break;
      }
      if (dfa.accepts(state)) {
        ends.add(i + 1);
      }
    }
    return ends;
  }

  private static String pattern(SplittableRandom random, int depth) {
    StringBuilder out = new StringBuilder();
    int parts = random.nextInt(4);
    for (int i = 0; i < parts; i++) {
      out.append(part(random, depth));
    }
    return random.nextInt(4) == 0 ? out + "|" + pattern(random, depth) : out.toString();
  }

  private static String part(SplittableRandom random, int depth) {
    String atom =
        switch (random.nextInt(depth > 0 ? 18 : 10)) {
          case 0, 1, 2 -> "a";
          case 3, 4 -> "b";
          case 5 -> ".";
          case 6 -> "[^a]";
          case 7 -> "[ab]";
          case 8 -> "\\w";
          case 9 ->
              List.of("^", "$", "\\b", "\\B", "\\Z", "\\A", "\\n", "A").get(random.nextInt(8));
          case 10 -> "(?!" + pattern(random, 0) + ")";
          case 11 -> "(?=" + pattern(random, 0) + ")";
          case 12 ->
              "(?<" + List.of("!a", "=b", "=.a", "![^b]", "!", "=").get(random.nextInt(6)) + ")";
          default -> "(?:" + pattern(random, depth - 1) + ")";
        };
    return atom
        + switch (random.nextInt(12)) {
          case 0 -> "*";
          case 1 -> "+";
          case 2 -> "?";
          case 3 -> "*?";
          case 4 -> "+?";
          case 5 -> "??";
          case 6 -> "{1,2}";
          case 7 -> List.of("{2}", "{,2}?", "{1,}", "{0,3}", "{2,}?").get(random.nextInt(5));
          default -> "";
        };
  }
}
