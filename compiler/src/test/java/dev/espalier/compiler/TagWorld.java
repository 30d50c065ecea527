package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small world of texts over a few letters and a special token, and what compositions mean in it,
 * by definition: which texts a language has is found by trying every way of cutting them.
 */
final class TagWorld {
  /** Stands for the special token in the texts of this world. */
  static final char SPECIAL = '\uE000';

  static final String NAME = "<>";

  private static final int LONGEST = 5;
  private static final char[] LETTERS = {'a', '1', '<', '>', SPECIAL};

  private static final List<String> WORDS =
      List.of("<a", "a>", "><", "<a>1", "11", "a1", ">a", "<>", "1>");

  static final Vocabulary VOCABULARY = vocabulary();
  private static final List<String> TEXTS = texts();

  private TagWorld() {}

  /** A language: where its texts can end if they begin somewhere in a text. */
  interface Language {
    BitSet ends(String text, int from);

    default boolean has(String text) {
      return ends(text, 0).get(text.length());
    }
  }

  static Language word(String word) {
    return (text, from) -> {
      BitSet ends = new BitSet();
      if (text.startsWith(word, from)) {
        ends.set(from + word.length());
      }
      return ends;
    };
  }

  /** All texts that a rule, which sees the whole of them, allows. */
  static Language where(java.util.function.Predicate<String> rule) {
    return (text, from) -> {
      BitSet ends = new BitSet();
      for (int to = from; to <= text.length(); to++) {
        if (rule.test(text.substring(from, to))) {
          ends.set(to);
        }
      }
      return ends;
    };
  }

  static Language without(String... markers) {
    return where(
        text -> text.indexOf(SPECIAL) < 0 && List.of(markers).stream().noneMatch(text::contains));
  }

  static Language until(String... markers) {
    return where(text ->
        text.indexOf(SPECIAL) < 0
            && List.of(markers).stream().anyMatch(text::endsWith)
            && List.of(markers).stream()
                .noneMatch(text.substring(0, Math.max(0, text.length() - 1))::contains));
  }

  static Language sequence(Language... parts) {
    return (text, from) -> {
      BitSet at = new BitSet();
      at.set(from);
      for (Language part : parts) {
        BitSet next = new BitSet();
        at.stream().forEach(i -> next.or(part.ends(text, i)));
        at = next;
      }
      return at;
    };
  }

  static Language choice(Language... ways) {
    return (text, from) -> {
      BitSet ends = new BitSet();
      for (Language way : ways) {
        ends.or(way.ends(text, from));
      }
      return ends;
    };
  }

  static Language repeat(Language part, int min, int max) {
    return (text, from) -> {
      BitSet ends = new BitSet();
      BitSet at = new BitSet();
      at.set(from);
      // More often than there are characters makes no difference but by empty texts.
      int most = Math.min(max, min + text.length() + 1);
      for (int i = 0; i <= most; i++) {
        if (i >= min) {
          ends.or(at);
        }
        BitSet next = new BitSet();
        at.stream().forEach(j -> next.or(part.ends(text, j)));
        at = next;
      }
      return ends;
    };
  }

  private static Vocabulary vocabulary() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    WORDS.forEach(tokens::add);
    tokens.special(NAME);
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }

  private static List<String> texts() {
    List<String> all = new ArrayList<>(List.of(""));
    int done = 0;
    for (int length = 1; length <= LONGEST; length++) {
      for (int end = all.size(); done < end; done++) {
        for (char letter : LETTERS) {
          all.add(all.get(done) + letter);
        }
      }
    }
    return all;
  }

  private static String spelled(Vocabulary vocabulary, int token) {
    return vocabulary.special(NAME).orElse(-1) == token
        ? String.valueOf(SPECIAL)
        : new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
  }

  /**
   * Holds a grammar against a language: which texts of the world are in it, which can go on, that
   * what can go on can be finished, and every mask.
   */
  static void agree(Grammar grammar, Language language) {
    Set<String> viable = new HashSet<>();
    Set<String> members = new HashSet<>();
    for (String text : TEXTS) {
      if (language.has(text)) {
        members.add(text);
        for (int i = 0; i <= text.length(); i++) {
          viable.add(text.substring(0, i));
        }
      }
    }
    assertFalse(members.isEmpty(), "no text of the world is in the language");
    Map<String, State> states = new LinkedHashMap<>();
    states.put("", grammar.bind(VOCABULARY).start());
    int special = VOCABULARY.special(NAME).orElseThrow();
    for (String text : TEXTS) {
      if (!text.isEmpty()) {
        State before = states.get(text.substring(0, text.length() - 1));
        char last = text.charAt(text.length() - 1);
        int token = last == SPECIAL ? special : VOCABULARY.singleByte(last);
        if (before == null || !before.allows(token)) {
          assertFalse(viable.contains(text), () -> "refused: " + show(text));
          continue;
        }
        states.put(text, before.next(token));
      }
      State state = states.get(text);
      if (state != null) {
        assertEquals(members.contains(text), state.accepting(), () -> show(text));
        if (!viable.contains(text)) {
          StringBuilder whole = new StringBuilder(text);
          for (int id : state.completion().ids()) {
            whole.append(spelled(VOCABULARY, id));
          }
          assertTrue(language.has(whole.toString()), () -> show(text) + " to " + show(whole));
        }
      }
    }
    masks(states);
  }

  private static void masks(Map<String, State> states) {
    Map<Integer, String> tokens = new HashMap<>();
    for (int token = 0; token < VOCABULARY.size(); token++) {
      if (!VOCABULARY.isEos(token)) {
        tokens.put(token, spelled(VOCABULARY, token));
      }
    }
    int eos = VOCABULARY.eos()[0];
    states.forEach((text, state) -> {
      if (text.length() > 2) {
        return;
      }
      TokenMask mask = state.mask();
      assertEquals(state.accepting(), mask.contains(eos), () -> show(text));
      tokens.forEach((token, letters) -> {
        boolean inWorld = letters.chars().allMatch(c -> new String(LETTERS).indexOf(c) >= 0);
        if (inWorld && text.length() + letters.length() <= LONGEST) {
          boolean alive = states.containsKey(text + letters);
          assertEquals(alive, mask.contains(token), () -> show(text) + " + " + letters);
          assertEquals(alive, state.allows(token), () -> show(text) + " + " + letters);
          if (alive) {
            assertEquals(states.get(text + letters), state.next((int) token));
          }
        }
      });
    });
  }

  private static String show(CharSequence text) {
    return '"' + text.toString().replace(String.valueOf(SPECIAL), "[special]") + '"';
  }
}
