package dev.espalier.compiler.lexical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strings spelled by a generator of their own, and texts read by a reader of their own. */
class StringAutomatonTest {
  private static final long SEED = 8259;
  private static final int DEAD = LexicalAutomaton.DEAD;
  private static final int NO_LABEL = LexicalAutomaton.NO_LABEL;
  private static final Work WORK = new Work(100_000, Long.MAX_VALUE, "a test");

  private static final int[] EDGES = {
    0, 7, 8, 9, 0x0A, 0x0B, 0x0C, 0x0D, 0x1F, 0x20, '"', '/', '\\', 'a', 'u', 0x7E, 0x7F, 0x80,
    0xAB, 0x7FF, 0x800, 0xFFF, 0x1000, 0xABCD, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFE, 0xFFFF,
    0x10000, 0x103FF, 0x10400, 0x1F600, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF
  };

  private static StringAutomaton automaton(StringSet set, Spelling spelling) {
    return new StringAutomaton(set, List.of(), spelling, 1_000_000);
  }

  /** Every spelling of a character in hexadecimal of the bytes. */
  private static Set<String> spellings(int c, Spelling spelling) {
    Set<String> all = new TreeSet<>();
    int shortEscape = "\b\t\n\f\r\"\\".indexOf(c);
    if (spelling == Spelling.CANONICAL) {
      if (c < 0x80 && shortEscape >= 0) {
        all.add(hex("\\" + "btnfr\"\\".charAt(shortEscape)));
      } else if (c < 0x20) {
        all.add(hex(String.format("\\u%04x", c)));
      } else {
        all.add(hex(Character.toString(c)));
      }
      return all;
    }
    if (c >= 0x20 && c != '"' && c != '\\') {
      all.add(hex(Character.toString(c)));
    }
    if (shortEscape >= 0) {
      all.add(hex("\\" + "btnfr\"\\".charAt(shortEscape)));
    }
    if (c == '/') {
      all.add(hex("\\/"));
    }
    List<String> escapes = new ArrayList<>(List.of(""));
    for (char unit : Character.toChars(c)) {
      List<String> longer = new ArrayList<>();
      for (String before : escapes) {
        for (String digits : cases(String.format("%04x", (int) unit))) {
          longer.add(before + "\\" + "u" + digits);
        }
      }
      escapes = longer;
    }
    escapes.forEach(escape -> all.add(hex(escape)));
    return all;
  }

  /** A word with every choice of case. */
  private static Set<String> cases(String word) {
    Set<String> all = new HashSet<>(Set.of(""));
    for (char c : word.toCharArray()) {
      Set<String> longer = new HashSet<>();
      for (String before : all) {
        longer.add(before + c);
        longer.add(before + Character.toUpperCase(c));
      }
      all = longer;
    }
    return all;
  }

  private static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(String.format("%02x", b));
    }
    return out.toString();
  }

  /** All texts that an automaton accepts, found by trying every byte in every state. */
  private static Set<String> texts(LexicalAutomaton automaton) {
    Set<String> out = new TreeSet<>();
    collect(automaton, LexicalAutomaton.START, new byte[64], 0, out);
    return out;
  }

  private static void collect(
      LexicalAutomaton automaton, int state, byte[] text, int length, Set<String> out) {
    if (automaton.label(state) != NO_LABEL) {
      out.add(hex(java.util.Arrays.copyOf(text, length)));
    }
    boolean goesOn = false;
    for (int b = 0; b < 256; b++) {
      int next = automaton.step(state, b);
      if (next != DEAD) {
        goesOn = true;
        text[length] = (byte) b;
        collect(automaton, next, text, length + 1, out);
      }
    }
    assertEquals(!goesOn, automaton.isFinal(state));
    assertTrue(goesOn || automaton.label(state) != NO_LABEL, "a dead end");
  }

  @ParameterizedTest
  @EnumSource
  void everySpellingOfACharacterAndNothingElse(Spelling spelling) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int c : EDGES) {
      check(CodePointSet.of(c), spelling);
    }
    // Sets of several: what is undecided after some bytes is decided after others.
    for (int round = 0; round < 25; round++) {
      CodePointSet.Builder set = new CodePointSet.Builder();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        int lo = EDGES[random.nextInt(EDGES.length)];
        set.add(lo, Math.min(lo + random.nextInt(random.nextInt(8) == 0 ? 3_000 : 40), 0x10FFFF));
      }
      check(set.build(), spelling);
    }
  }

  private static void check(CodePointSet set, Spelling spelling) {
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < set.ranges(); i++) {
      for (int c = set.lo(i); c <= set.hi(i); c++) {
        if (c < 0xD800 || c > 0xDFFF) {
          for (String bytes : spellings(c, spelling)) {
            expected.add("22" + bytes + "22");
          }
        }
      }
    }
    StringSet one = StringSet.of(CodePointDfa.ofSet(set));
    Set<String> found = texts(automaton(one, spelling));
    if (!expected.equals(found)) {
      Set<String> missing = new TreeSet<>(expected);
      missing.removeAll(found);
      Set<String> superfluous = new TreeSet<>(found);
      superfluous.removeAll(expected);
      assertEquals(Set.of(), missing, set + " missing");
      assertEquals(Set.of(), superfluous, set + " superfluous");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCharacterOfAll(Spelling spelling) {
    StringAutomaton any = automaton(StringSet.ANY, spelling);
    int open = any.step(0, '"');
    for (int c = 0; c <= 0x10FFFF; c++) {
      if (c == 0xD800) {
        c = 0xE000;
      }
      if (c > 0x3000 && c < 0x10FF00 && c % 7 != 0) {
        continue;
      }
      int state = open;
      for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
        state = state == DEAD ? DEAD : any.step(state, b & 0xFF);
      }
      if (c == '"' || c == '\\') {
        assertTrue(state != DEAD && state != open);
      } else {
        assertEquals(c < 0x20 ? DEAD : open, state);
      }
    }
    // Free text has few states: it does not matter which character it was.
    assertTrue(any.statesEntered() < 20, "states: " + any.statesEntered());
    explore(any, 200);
  }

  /** All states, each of which must reach a label. */
  private static List<int[]> explore(LexicalAutomaton automaton, int most) {
    List<int[]> moves = new ArrayList<>();
    int known = 1;
    for (int s = 0; s < known; s++) {
      int[] row = new int[256];
      for (int b = 0; b < 256; b++) {
        row[b] = automaton.step(s, b);
        known = Math.max(known, row[b] + 1);
      }
      moves.add(row);
      assertTrue(known <= most, "more states than " + most);
    }
    BitSet live = new BitSet();
    for (int size = -1; size != live.cardinality(); ) {
      size = live.cardinality();
      for (int s = known - 1; s >= 0; s--) {
        boolean in = automaton.label(s) != NO_LABEL;
        for (int next : moves.get(s)) {
          in |= next != DEAD && live.get(next);
        }
        live.set(s, in);
      }
    }
    assertEquals(known, live.cardinality(), "every state reaches a label");
    return moves;
  }

  /** What a JSON string stands for, or nothing: read by the book. */
  private static Optional<String> read(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"') {
        return Optional.empty();
      }
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (++i >= text.length() - 1) {
        return Optional.empty();
      }
      int known = "\"\\/bfnrt".indexOf(text.charAt(i));
      if (known >= 0) {
        out.append("\"\\/\b\f\n\r\t".charAt(known));
      } else if (text.charAt(i) == 'u'
          && i + 4 < text.length() - 1
          && text.substring(i + 1, i + 5).matches("[0-9a-fA-F]{4}")) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
        i += 4;
      } else {
        return Optional.empty();
      }
    }
    String value = out.toString();
    return value.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)
        ? Optional.empty()
        : Optional.of(value);
  }

  private static int run(LexicalAutomaton automaton, int state, byte[] bytes) {
    int at = state;
    for (byte b : bytes) {
      if (at == DEAD) {
        return DEAD;
      }
      at = automaton.step(at, b & 0xFF);
    }
    return at;
  }

  @Test
  void randomTextsAreReadAsTheyStand() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    String letters = "\"\\/abfnrtu0123dDcC89EFé😀\u0001 ߿ࠀ\uD7FF\uE000\uFFFF\u007f";
    List<StringSet> goals =
        List.of(
            StringSet.of(StringSetTest.dfa("^[\\s\\S]*a")),
            StringSet.lengths(2, 3),
            StringSet.ofWords("", "a", "é", "/", "\"", "\n", "😀", "\uD7FF"),
            StringSet.of(StringSetTest.dfa("😀|\\\\"), 2, StringSet.UNBOUNDED, WORK));
    StringAutomaton all = new StringAutomaton(StringSet.ANY, goals, Spelling.ALL, 1_000_000);
    StringSet some = goals.get(0).and(goals.get(1), WORK).or(goals.get(2), WORK);
    StringAutomaton few = new StringAutomaton(some, goals, Spelling.ALL, 1_000_000);
    int valid = 0;
    for (int round = 0; round < 100_000; round++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write('"');
      for (int i = random.nextInt(6); i > 0; i--) {
        int kind = random.nextInt(12);
        int at = random.nextInt(letters.length());
        at -= Character.isLowSurrogate(letters.charAt(at)) ? 1 : 0;
        int c = letters.codePointAt(at);
        byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        if (kind < 6) {
          out.writeBytes(bytes);
        } else if (kind < 7) {
          out.write(bytes, 0, random.nextInt(bytes.length + 1)); // cut off
        } else if (kind < 8) {
          out.write(random.nextInt(256));
        } else if (kind < 9) {
          out.writeBytes(new byte[] {'\\', (byte) (c & 0x7F)});
        } else {
          for (char unit : Character.toChars(c)) {
            String escape = "\\" + "u" + String.format("%04x", (int) unit);
            out.writeBytes(
                (random.nextBoolean() ? escape : escape.toUpperCase(Locale.ROOT).replace('U', 'u'))
                    .getBytes(StandardCharsets.UTF_8));
            if (random.nextInt(20) == 0) {
              break; // a lone surrogate
            }
          }
        }
      }
      out.write('"');
      byte[] bytes = out.toByteArray();
      Optional<String> value = read(bytes);
      valid += value.isPresent() ? 1 : 0;
      int state = run(all, 0, bytes);
      boolean accepted = state != DEAD && all.label(state) != NO_LABEL;
      assertEquals(value.isPresent(), accepted, () -> hex(bytes));
      if (accepted) {
        BitSet outcome = all.outcome(all.label(state));
        for (int g = 0; g < goals.size(); g++) {
          assertEquals(goals.get(g).contains(value.orElseThrow()), outcome.get(g), value.get());
        }
        assertTrue(all.isFinal(state));
      }
      state = run(few, 0, bytes);
      accepted = state != DEAD && few.label(state) != NO_LABEL;
      assertEquals(value.isPresent() && some.contains(value.get()), accepted, () -> hex(bytes));
    }
    assertTrue(valid > 25_000 && valid < 75_000, "seed " + SEED + ", valid: " + valid);
  }

  @Test
  void everyStateReachesALabelAndEveryPrefixIsAState() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    int sets = 0;
    long prefixes = 0;
    for (int round = 0; round < 80; round++) {
      StringSetTest.Both both = StringSetTest.random(random, 1 + random.nextInt(5));
      if (both.set().isEmpty()) {
        assertThrows(
            IllegalArgumentException.class, () -> automaton(both.set(), Spelling.CANONICAL));
        continue;
      }
      sets++;
      for (Spelling spelling : Spelling.values()) {
        StringAutomaton automaton = automaton(both.set(), spelling);
        explore(automaton, 100_000);
        for (String text : both.strings()) {
          if (random.nextInt(10) > 0) {
            continue;
          }
          byte[] bytes = spell(text, spelling, random);
          int state = run(automaton, 0, bytes);
          assertTrue(state != DEAD && automaton.label(state) != NO_LABEL, both.name() + text);
          prefixes += bytes.length;
        }
      }
    }
    System.out.printf("seed %d: %d sets, %d prefixes%n", SEED + 2, sets, prefixes);
    assertTrue(sets > 50);
  }

  private static byte[] spell(String text, Spelling spelling, SplittableRandom random) {
    StringBuilder out = new StringBuilder("22");
    for (int c : text.codePoints().toArray()) {
      List<String> all = List.copyOf(spellings(c, spelling));
      out.append(all.get(random.nextInt(all.size())));
    }
    String digits = out.append("22").toString();
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  @Test
  void endingsEnd() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int round = 0; round < 50; round++) {
      StringSetTest.Both both = StringSetTest.random(random, 1 + random.nextInt(5));
      if (both.set().isEmpty()) {
        continue;
      }
      StringAutomaton automaton = automaton(both.set(), Spelling.ALL);
      int known = explore(automaton, 100_000).size();
      for (int s = 0; s < known; s++) {
        int finished = run(automaton, s, automaton.finish(s));
        assertTrue(finished != DEAD && automaton.label(finished) != NO_LABEL, both.name());
        if (!automaton.betweenCharacters(s)) {
          int state = s;
          assertThrows(IllegalArgumentException.class, () -> automaton.content(state));
          continue;
        }
        assertEquals(s, automaton.stateBetween(automaton.content(s)));
        StringWord ending = automaton.ending(s);
        byte[] spelled = spell(ending.text(1_000), Spelling.ALL, random);
        int end = run(automaton, s, java.util.Arrays.copyOfRange(spelled, 1, spelled.length));
        assertTrue(end != DEAD && automaton.label(end) != NO_LABEL, both.name() + ending);
        // No shorter one: breadth first over characters that the set tells apart.
        assertEquals(shortest(automaton, s), ending.length(), both.name());
      }
    }
  }

  private static long shortest(StringAutomaton automaton, int state) {
    Set<Integer> layer = Set.of(state);
    for (int length = 0; ; length++) {
      Set<Integer> next = new HashSet<>();
      for (int s : layer) {
        int end = automaton.step(s, '"');
        if (end != DEAD && automaton.label(end) != NO_LABEL) {
          return length;
        }
        for (String c : List.of("a", "b", "😀")) {
          int t = run(automaton, s, c.getBytes(StandardCharsets.UTF_8));
          if (t != DEAD) {
            next.add(t);
          }
        }
      }
      assertFalse(next.isEmpty());
      layer = next;
    }
  }

  @Test
  void representativesReadTokensAlike() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    List<byte[]> tokens = new ArrayList<>(List.of(new byte[0]));
    byte[] letters = {'a', '"', '\\', (byte) 0xF0};
    int longest = 4;
    for (int done = 0; tokens.get(done).length < longest; done++) {
      for (byte letter : letters) {
        byte[] token = tokens.get(done);
        byte[] longer = java.util.Arrays.copyOf(token, token.length + 1);
        longer[token.length] = letter;
        tokens.add(longer);
      }
    }
    String[] patterns = {
      "", "^a*$", "^(?:aa)*$", "^(?:aaa|😀😀)*$", "^[^a]*a$", "^(?:a😀|a)*$", "^.?.?a*$", "", "aaa$"
    };
    int other = 0;
    for (int round = 0; round < 600; round++) {
      StringSet set = counted(patterns, random);
      if (set.isEmpty()) {
        continue;
      }
      List<StringSet> goals = random.nextBoolean() ? List.of() : List.of(counted(patterns, random));
      StringAutomaton automaton = new StringAutomaton(set, goals, Spelling.ALL, 1_000_000);
      int state = 0;
      int steps = 30 + random.nextInt(30);
      state = automaton.step(state, '"');
      for (int i = 0; i < steps && state != DEAD; i++) {
        int like = automaton.representative(state, longest);
        assertEquals(like, automaton.representative(like, longest), "a representative is its own");
        if (like != state) {
          other++;
          for (byte[] token : tokens) {
            compare(automaton, state, like, token, set);
          }
        }
        int next = automaton.step(state, 'a');
        int partial = automaton.step(state, 0xF0);
        if (partial != DEAD) {
          int likePartial = automaton.representative(partial, longest);
          for (byte[] token : tokens) {
            compare(automaton, partial, likePartial, token, set);
          }
        }
        if (next == DEAD || random.nextInt(12) == 0) {
          next = run(automaton, state, "😀".getBytes(StandardCharsets.UTF_8));
        }
        state = next;
      }
    }
    assertTrue(other > 2_000, "seed " + SEED + ": representatives of others: " + other);
    // A million characters, of which one state in the middle stands for nearly all.
    StringAutomaton large = automaton(StringSet.lengths(1_000, 1_000_000), Spelling.ALL);
    Set<Integer> seen = new HashSet<>();
    int state = large.step(0, '"');
    for (int i = 0; i < 3_000; i++) {
      seen.add(large.representative(state, 20));
      state = large.step(state, 'a');
    }
    assertTrue(seen.size() < 50, "representatives: " + seen.size());
  }

  private static StringSet counted(String[] patterns, SplittableRandom random) {
    StringSet set = StringSet.NONE;
    for (int i = random.nextInt(2); i >= 0; i--) {
      int min = random.nextInt(20);
      long max =
          random.nextInt(3) == 0
              ? StringSet.UNBOUNDED
              : min + random.nextInt(random.nextInt(3) == 0 ? 2 : 25);
      CodePointDfa dfa = StringSetTest.dfa(patterns[random.nextInt(patterns.length)]);
      set = set.or(StringSet.of(dfa, min, max, WORK), WORK);
    }
    return set;
  }

  private static void compare(
      StringAutomaton automaton, int state, int like, byte[] token, StringSet set) {
    int s = state;
    int t = like;
    for (byte b : token) {
      s = automaton.step(s, b & 0xFF);
      t = automaton.step(t, b & 0xFF);
      if (s == DEAD || t == DEAD) {
        assertEquals(s, t, () -> set + " " + hex(token));
        return;
      }
      assertEquals(automaton.label(s), automaton.label(t), () -> set + " " + hex(token));
      assertEquals(automaton.isFinal(s), automaton.isFinal(t));
    }
  }

  @Test
  void utf8IsThatOfTheDecoder() {
    StringAutomaton any = automaton(StringSet.ANY, Spelling.ALL);
    int open = any.step(0, '"');
    int[] ends = {0x7F, 0x80, 0xBF, 0xC0};
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer decoded = CharBuffer.allocate(8);
    int accepted = 0;
    for (int first = 0x80; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        for (int third : ends) {
          for (int fourth : ends) {
            byte[] bytes = {(byte) first, (byte) second, (byte) third, (byte) fourth};
            if (second == '"' || second == '\\' || second < 0x20) {
              continue;
            }
            decoded.clear();
            boolean expected =
                decoder.reset().decode(ByteBuffer.wrap(bytes), decoded, true).isUnderflow();
            accepted += expected ? 1 : 0;
            assertEquals(expected, run(any, open, bytes) == open, () -> hex(bytes));
          }
        }
      }
    }
    assertTrue(accepted > 1_000, "accepted: " + accepted);
  }

  @ParameterizedTest
  @EnumSource
  void canonicalSpellingsAreRead(Spelling spelling) {
    StringAutomaton any = automaton(StringSet.ANY, spelling);
    for (int c : EDGES) {
      byte[] spelled = Spelling.canonical("x" + Character.toString(c));
      assertEquals("78" + spellings(c, Spelling.CANONICAL).iterator().next(), hex(spelled));
      assertTrue(any.betweenCharacters(run(any, any.step(0, '"'), spelled)));
    }
  }

  @Test
  void limitsAndEmptySets() {
    assertThrows(IllegalArgumentException.class, () -> automaton(StringSet.NONE, Spelling.ALL));
    StringAutomaton small =
        new StringAutomaton(StringSet.lengths(0, 100), List.of(), Spelling.ALL, 20);
    int start = small.step(0, '"');
    LimitExceeded limit =
        assertThrows(
            LimitExceeded.class,
            () ->
                run(
                    small,
                    start,
                    new byte[] {
                      'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a',
                      'a', 'a', 'a', 'a'
                    }));
    assertEquals("lexicalStates", limit.limit());
    // What was entered is still there.
    assertFalse(small.betweenCharacters(0));
    assertTrue(small.betweenCharacters(start));
    StringAutomaton huge =
        automaton(StringSet.lengths(1_000_000_000, 2_000_000_000), Spelling.CANONICAL);
    assertEquals(1_000_000_000, huge.ending(huge.step(0, '"')).length());
    assertEquals(DEAD, huge.step(huge.step(0, '"'), '"'));
    assertEquals("lexicalStates", assertThrows(LimitExceeded.class, () -> huge.finish(0)).limit());
  }

  @Test
  void manyWordsAsKeys() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      words.add("key" + Integer.toString(i * 7919, 36));
    }
    StringSet set = StringSet.ofWords(words);
    StringAutomaton automaton =
        new StringAutomaton(
            StringSet.ANY, List.of(set, set.not(WORK)), Spelling.CANONICAL, 1_000_000);
    for (String word : words) {
      int state = run(automaton, 0, ("\"" + word + "\"").getBytes(StandardCharsets.UTF_8));
      assertEquals("{0}", automaton.outcome(automaton.label(state)).toString());
      state = run(automaton, 0, ("\"" + word + "-\"").getBytes(StandardCharsets.UTF_8));
      assertEquals("{1}", automaton.outcome(automaton.label(state)).toString());
    }
  }
}
