package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a grammar against what a judge says of all texts of a few letters up to a length: which are
 * accepted, where one can go on, and which tokens are allowed there.
 */
final class Words {
  static final int EOS = 0;
  private static final String LETTERS = "abc";

  private final int longest;
  private final int judged;
  private final Set<String> accepted = new HashSet<>();
  private final Set<String> live = new HashSet<>();
  private final Predicate<String> judge;

  /**
   * @param longest up to which length texts are listed
   * @param judged up to which length the judge can tell
   * @param accepted those of them that the judge accepts
   * @param judge says it of any other text
   */
  Words(int longest, int judged, Set<String> accepted, Predicate<String> judge) {
    this.longest = longest;
    this.judged = judged;
    Map<String, Boolean> known = new HashMap<>();
    this.judge = text -> known.computeIfAbsent(text, judge::test);
    this.accepted.addAll(accepted);
    for (String text : accepted) {
      for (int i = 0; i <= text.length(); i++) {
        live.add(text.substring(0, i));
      }
    }
  }

  /** All texts up to a length. */
  static List<String> all(int longest) {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int next = 0; next < texts.size(); next++) {
      String one = texts.get(next);
      if (one.length() < longest) {
        for (char c : LETTERS.toCharArray()) {
          texts.add(one + c);
        }
      }
    }
    return texts;
  }

  /** Every letter, tokens of several, some twice, and some that no text has. */
  static Vocabulary vocabulary(SplittableRandom random) {
    Vocabulary.Builder builder = Vocabulary.builder().special(EOS, "<end>").eos(EOS);
    for (char c : LETTERS.toCharArray()) {
      builder.add(Character.toString(c));
    }
    for (int i = 0; i < 30; i++) {
      StringBuilder text = new StringBuilder();
      int length = 2 + random.nextInt(4);
      for (int k = 0; k < length; k++) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      builder.add(random.nextInt(20) == 0 ? text + "d" : text.toString());
    }
    return builder.width(40).build();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable State after(State state, String text) {
    try {
      return state.next(bytes(text));
    } catch (NotAllowed e) {
      return null;
    }
  }

  /** Checks everything, at all places up to some letters before the longest texts. */
  void check(Supplier<Grammar> compile, Vocabulary vocabulary, int maskLength) {
    Constraint constraint = compile.get().bind(vocabulary);
    // Never asked for a mask, so that its states read tokens byte by byte.
    Constraint plain = compile.get().bind(vocabulary);
    for (String text : all(longest)) {
      State state = after(constraint.start(), text);
      if (state == null) {
        assertTrue(!live.contains(text), () -> "'" + text + "' can be gone on with");
        continue;
      }
      assertEquals(accepted.contains(text), state.accepting(), () -> "'" + text + "' accepted");
      String end = completion(state);
      if (text.length() + end.length() <= judged) {
        assertTrue(
            judge.test(text + end), () -> "'" + text + "' is not completed by '" + end + "'");
        State done = after(state, end);
        assertNotNull(done, () -> "'" + text + "' cannot be completed by '" + end + "'");
        assertTrue(done.accepting(), () -> "'" + text + end + "' is not accepted");
      }
      String forced = new String(state.forced(), StandardCharsets.UTF_8);
      for (String other : accepted) {
        if (other.startsWith(text)) {
          assertTrue(
              other.startsWith(text + forced),
              () -> "'" + forced + "' is forced after '" + text + "', but not in '" + other + "'");
        }
      }
      assertTrue(end.startsWith(forced), () -> "'" + forced + "' is forced after '" + text + "'");
      if (text.length() <= maskLength) {
        State same = after(plain.start(), text);
        assertNotNull(same);
        mask(text, state, same, vocabulary);
      }
    }
  }

  private static String completion(State state) {
    State.Completion completion = state.completion();
    State at = state;
    for (int id : completion.ids()) {
      assertTrue(at.allows(id), () -> "a completion's token " + id);
      at = at.next(id);
    }
    assertTrue(at.accepting(), "after a completion's tokens");
    return new String(completion.bytes(), StandardCharsets.UTF_8);
  }

  private void mask(String text, State state, State plain, Vocabulary vocabulary) {
    TokenMask mask = state.mask();
    assertEquals(state.accepting(), mask.contains(EOS), () -> "the end after '" + text + "'");
    for (int token = 1; token < vocabulary.size(); token++) {
      String more = new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
      String message = "token '" + more + "' after '" + text + "'";
      if (more.isEmpty()) {
        assertTrue(!mask.contains(token), message);
        continue;
      }
      assertEquals(plain.allows(token), mask.contains(token), message);
      State next = after(plain, more);
      if (mask.contains(token)) {
        assertNotNull(next, message);
        assertEquals(after(state, more), state.next(token), message);
        String whole = text + more + completion(next);
        if (whole.length() <= judged) {
          assertTrue(judge.test(whole), () -> message + ": '" + whole + "' is no text");
        }
      } else {
        assertNull(next, message);
        assertTrue(!live.contains(text + more), message + " can be gone on with");
      }
    }
  }
}
