package dev.espalier.compiler.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.text.UnicodeSet;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaRegexTest {
  private static final long SEED = 262;
  private static final int[] LETTERS = {'a', 'b', '0', ' ', '\n', 0x1F600};

  private static EcmaRegex parse(String pattern) {
    return EcmaRegex.parse(pattern, EcmaRegex.DEFAULT_NESTING, Work.standard());
  }

  private static CodePointDfa dfa(String pattern) {
    return parse(pattern).dfa();
  }

  private static boolean matches(String pattern, String text) {
    return dfa(pattern).contains(text);
  }

  private static void sameLanguage(String a, String b) {
    assertEquals(dfa(a), dfa(b), a + " and " + b);
  }

  /** All strings of up to {@code longest} letters. */
  private static List<int[]> strings(int longest) {
    List<int[]> all = new ArrayList<>();
    all.add(new int[0]);
    for (int done = 0; all.get(done).length < longest; done++) {
      for (int letter : LETTERS) {
        int[] next = java.util.Arrays.copyOf(all.get(done), all.get(done).length + 1);
        next[next.length - 1] = letter;
        all.add(next);
      }
    }
    return all;
  }

  private static void compareWithMatcher(boolean looks, boolean boundaries, int rounds, int size) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<int[]> strings = strings(4);
    long yes = 0;
    long no = 0;
    int limited = 0;
    for (int round = 0; round < rounds; round++) {
      PatternGenerator.Part part =
          new PatternGenerator(random, looks, boundaries).pattern(1 + random.nextInt(size));
      CodePointDfa dfa;
      try {
        dfa = dfa(part.text());
      } catch (LimitExceeded e) {
        limited++;
        continue;
      }
      for (int[] string : strings) {
        boolean expected = part.matchesIn(string);
        String text = new String(string, 0, string.length);
        if (expected != dfa.contains(text)) {
          assertEquals(
              expected, dfa.contains(text), "seed " + SEED + " /" + part.text() + "/ " + text);
        }
        yes += expected ? 1 : 0;
        no += expected ? 0 : 1;
      }
    }
    System.out.printf(
        "seed %d: %d patterns, %d strings matched, %d not, %d limits%n",
        SEED, rounds, yes, no, limited);
    assertTrue(yes > rounds * 100L && no > rounds * 100L, "too one-sided to tell");
    assertTrue(limited <= rounds / 100, "too many limits: " + limited);
  }

  @Test
  void plainPatternsMatchWhatBacktrackingMatches() {
    compareWithMatcher(false, false, 1_500, 10);
  }

  @Test
  void boundariesMatchWhatBacktrackingMatches() {
    compareWithMatcher(false, true, 600, 8);
  }

  @Test
  void looksMatchWhatBacktrackingMatches() {
    compareWithMatcher(true, true, 1_500, 10);
  }

  @Test
  void javaFindsTheSame() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    List<int[]> strings = strings(4);
    long[] found = new long[2];
    int refused = 0;
    for (int round = 0; round < 1_000; round++) {
      String pattern =
          new PatternGenerator(random, true, true).pattern(1 + random.nextInt(8)).text();
      // What Java spells or means otherwise: $ is also before a last line break.
      String java = pattern.replace("$", "\\z").replace("\\u{", "\\x{");
      if (java.contains("(?<")) {
        refused++; // Java wants bounds there, and takes a surrogate for a character
        continue;
      }
      Pattern judge = Pattern.compile(java, Pattern.UNIX_LINES);
      CodePointDfa dfa = dfa(pattern);
      for (int[] string : strings) {
        String text = new String(string, 0, string.length);
        boolean expected = found(judge, text);
        found[expected ? 1 : 0]++;
        if (expected != dfa.contains(text)) {
          assertEquals(expected, dfa.contains(text), "/" + pattern + "/ " + text);
        }
      }
    }
    System.out.printf(
        "seed %d: %d found, %d not, %d patterns not for Java%n",
        SEED + 1, found[1], found[0], refused);
    assertTrue(found[0] > 100_000 && found[1] > 100_000 && refused < 500);
  }

  /** Whether it matches where a code point begins: find() also tries the middle of one. */
  private static boolean found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text).useAnchoringBounds(false).useTransparentBounds(true);
    for (int at = 0; ; at = text.offsetByCodePoints(at, 1)) {
      if (matcher.region(at, text.length()).lookingAt()) {
        return true;
      }
      if (at == text.length()) {
        return false;
      }
    }
  }

  @Test
  void patternsAreNotAnchored() {
    assertTrue(matches("b", "abc"));
    assertFalse(matches("^b", "abc"));
    assertFalse(matches("b$", "abc"));
    assertTrue(matches("^abc$", "abc"));
    assertTrue(matches("a|^b|c$", "bxx"));
    assertTrue(matches("a|^b|c$", "xxc"));
    assertFalse(matches("a|^b|c$", "xbcx"));
    assertTrue(matches("(^a|b$)x?", "ab"));
    assertFalse(matches("x^y", "x^y"));
    assertTrue(matches("$^", ""));
    assertFalse(matches("$^", "a"));
    assertTrue(matches("(?:$)(?:^)x*", ""));
    sameLanguage("", "[\\s\\S]*");
    sameLanguage("^", "$");
    assertEquals(CodePointDfa.ANY, dfa("^.*"));
    assertEquals(CodePointDfa.ANY, dfa("(a*)*"));
    assertEquals(CodePointDfa.ANY, dfa("^[^]*$"));
    assertEquals(CodePointDfa.NONE, dfa("[]"));
    assertEquals(CodePointDfa.NONE, dfa("a^"));
    sameLanguage(".+", ".");
    sameLanguage("^(?:a|b)*?$", "^[ab]*$");
    sameLanguage("^(a{2,4}){2}$", "^a{4,8}$");
    sameLanguage("^(?<one>a)(?<two>b)$", "^ab$");
    sameLanguage("(?<one>a)|(?<one>b)", "[ab]");
  }

  @Test
  void theDotEndsAtLineTerminators() {
    for (String end : List.of("\n", "\r", "\u2028", "\u2029")) {
      assertFalse(matches("^.$", end));
      assertTrue(matches("^\\s$", end));
    }
    for (String text : List.of("\u0085", "\f", "\u000B", "\u0000", "\uD83D\uDE00")) {
      assertTrue(matches("^.$", text));
    }
    // Only without the flag m: $ is the end, not before a last line terminator.
    assertFalse(matches("^a$", "a\n"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          ^\\t$               | 0009
          ^\\n$               | 000A
          ^\\v$               | 000B
          ^\\f$               | 000C
          ^\\r$               | 000D
          ^\\cC$              | 0003
          ^\\cc$              | 0003
          ^\\0$               | 0000
          ^[\\b]$             | 0008
          ^\\x41$             | 0041
          ^\\u0041$           | 0041
          ^\\u{41}$           | 0041
          ^\\u{000041}$       | 0041
          ^\\u{1F600}$        | 1F600
          ^\\uD83D\\uDE00$    | 1F600
          ^\\/$               | 002F
          ^\\.$               | 002E
          ^\\^$               | 005E
          ^[\\-]$             | 002D
          ^[^\\0-,.-\\u{10FFFF}]$ | 002D
          ^[--]$              | 002D
          ^[a-]$              | 0061 002D
          ^[\\d-]$            | 0030-0039 002D
          ^[^\\d\\D]$         |
          ^\\d$               | 0030-0039
          ^\\w$               | 0030-0039 0041-005A 005F 0061-007A
          ^\\s$               | 0009-000D 0020 00A0 1680 2000-200A 2028 2029 202F 205F 3000 FEFF
          ^[\\s\\S]$          | 0000-10FFFF
          ^\\p{ASCII_Hex_Digit}$ | 0030-0039 0041-0046 0061-0066
          ^\\p{AHex}$         | 0030-0039 0041-0046 0061-0066
          ^\\P{ASCII}$        | 0080-10FFFF
          ^[\\uD83D]$         |
          ^[^\\uD800-\\uDFFF]$ | 0000-10FFFF
          """,
      delimiter = '|')
  void aCharacterIsRead(String pattern, String set) {
    assertEquals(expected(set == null ? "" : set), read(pattern), pattern);
  }

  private static CodePointSet expected(String set) {
    CodePointSet.Builder builder = new CodePointSet.Builder();
    for (String range : set.strip().split(" ")) {
      if (!range.isEmpty()) {
        String[] bounds = range.split("-");
        builder.add(
            Integer.parseInt(bounds[0], 16), Integer.parseInt(bounds[bounds.length - 1], 16));
      }
    }
    return builder.build();
  }

  /** The characters that a pattern of one character reads. */
  private static CodePointSet read(String pattern) {
    CodePointDfa dfa = dfa(pattern);
    if (dfa.isEmpty()) {
      return CodePointSet.NONE;
    }
    assertEquals(2, dfa.states(), pattern);
    return dfa.alive(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L",
        "Lu",
        "Uppercase_Letter",
        "Letter",
        "LC",
        "Cased_Letter",
        "Nd",
        "Decimal_Number",
        "digit",
        "P",
        "punct",
        "Zs",
        "Cn",
        "Unassigned",
        "Cc",
        "Cntrl",
        "Sm",
        "M",
        "Combining_Mark"
      })
  void generalCategories(String name) {
    String java = name.equals("Cntrl") ? "cntrl" : name;
    UnicodeSet set = new UnicodeSet("[\\p{gc=" + name + "}]");
    CodePointSet.Builder expected = new CodePointSet.Builder();
    for (UnicodeSet.EntryRange range : set.ranges()) {
      expected.add(range.codepoint, range.codepointEnd);
    }
    if (!java.equals(name)) {
      // ICU is lenient where ECMA-262 is not.
      assertThrows(RegexException.class, () -> parse("\\p{" + name + "}"));
      return;
    }
    for (String prefix : List.of("", "gc=", "General_Category=")) {
      assertEquals(expected.build(), read("^\\p{" + prefix + name + "}$"));
      assertEquals(expected.build().complement(), read("^\\P{" + prefix + name + "}$"));
      assertEquals(expected.build().complement(), read("^[^\\p{" + prefix + name + "}]$"));
    }
  }

  @Test
  void scriptsAndBinaryProperties() {
    assertEquals(read("^\\p{Script=Greek}$"), read("^\\p{sc=Grek}$"));
    assertTrue(matches("^\\p{Script=Greek}+$", "αβγ"));
    assertFalse(matches("^\\p{Script=Cyrillic}$", "\u0484\u0301"));
    // U+0342 is Inherited, and used in Greek.
    assertFalse(matches("^\\p{sc=Greek}$", "\u0342"));
    assertTrue(matches("^\\p{scx=Greek}$", "\u0342"));
    assertTrue(matches("^\\p{Emoji_Presentation}$", "😀"));
    assertTrue(matches("^\\p{White_Space}$", "\u0085"));
    assertTrue(matches("^\\p{Lowercase}\\p{Uppercase}\\p{Alphabetic}\\p{IDS}$", "aAäß"));
    assertEquals(CodePointSet.ALL, read("^\\p{Any}$"));
    assertEquals(read("^\\P{Cn}$"), read("^\\p{Assigned}$"));
    for (String name :
        List.of(
            "",
            "lu",
            "LU",
            " Lu",
            "Foo",
            "Script",
            "Script=",
            "Script=greek",
            "Script=Foo",
            "gc=Foo",
            "General_Category",
            "In_Greek",
            "InGreek",
            "IsGreek",
            "Block=Basic_Latin",
            "age=3.0",
            "Line_Break=AL",
            "Line_Break",
            "ASCII=Y",
            "Greek",
            "uppercase",
            "RGI_Emoji",
            "Kore",
            "Script=Kore",
            "scx=Kore",
            "L=Y",
            "Lu=Lu")) {
      RegexException e = assertThrows(RegexException.class, () -> parse("\\p{" + name + "}"), name);
      assertEquals(RegexException.Kind.INVALID, e.kind());
    }
    // A newer ICU means newer properties: to be said in the changelog.
    assertEquals("18.0", EcmaRegex.unicodeVersion());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "(?",
        "(?:",
        "a)",
        "(?<a",
        "(?<a>",
        "(?<>a)",
        "(?<1>a)",
        "(?<a>x)(?<a>y)",
        "[",
        "[a",
        "[z-a]",
        "a**",
        "*",
        "+a",
        "?",
        "a{2,1}",
        "^*",
        "$+",
        "\\",
        "[\\",
        "(?#a)",
        "(?>a)",
        "(?i)a",
        "a++",
        "a{1}{2}",
        "(?P<a>x)",
        "\\k<a>(?<b>x)",
        "\\p{",
        "\\p{L",
        "x{99999999999,1}",
        "{2}",
        "a|*",
        "(?ii:a)",
        "(?-:a)",
        "(?i-i:a)",
        "(?<!a",
        "\\b+",
        "(?<=a)*"
      })
  void invalid(String pattern) {
    RegexException e = assertThrows(RegexException.class, () -> parse(pattern));
    assertEquals(RegexException.Kind.INVALID, e.kind(), e.getMessage());
    assertEquals(pattern, e.pattern());
    assertTrue(0 <= e.index() && e.index() <= pattern.length());
    assertTrue(e.getMessage().contains(e.reason()));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '¦',
      textBlock =
          """
          ^\\-$ ¦ -
          ^\\_\\@\\a$ ¦ _@a
          ^]$ ¦ ]
          ^}{$ ¦ }{
          ^{$ ¦ {
          ^a{$ ¦ a{
          ^a{,5}$ ¦ a{,5}
          ^a{1$ ¦ a{1
          ^[\\w-.]$ ¦ -
          ^[a-\\d]$ ¦ -
          ^\\x4$ ¦ x4
          ^\\u41$ ¦ u41
          ^\\08$ ¦ `\0008`
          ^\\101$ ¦ A
          ^\\8$ ¦ 8
          ^\\c$ ¦ \\c
          ^[\\c]$ ¦ \\
          ^[\\_\\9]$ ¦ 9
          ^(?=a)*b$ ¦ b
          ^\\k$ ¦ k
          ^\\k<a>$ ¦ k<a>
          ^\\p$ ¦ p
          ^\\Z$ ¦ Z
          ^\\A$ ¦ A
          ^\\<\\>\\"$ ¦ <>"
          """)
  void annexB(String pattern, String text) {
    EcmaRegex regex = parse(pattern);
    assertTrue(regex.dfa().contains(text.replace("\\0", "\0")), pattern);
    assertEquals(1, regex.notes().size(), pattern);
    assertTrue(regex.notes().get(0).contains("Annex B"), regex.notes().get(0));
  }

  @Test
  void notesOnlyWhereNeeded() {
    assertEquals(List.of(), parse("^[\\w\\-.]+\\/\\{\\}$").notes());
    // Outside of ECMA-262, but what is meant: a property beside an escape of Annex B.
    EcmaRegex mixed = parse("^\\p{Lu}\\-\\u{1F600}$");
    assertTrue(mixed.dfa().contains("Ä-😀"));
    assertEquals(1, mixed.notes().size());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '¦',
      textBlock =
          """
          (a)\\1 ¦ a backreference
          (?<a>x)\\k<a> ¦ a backreference
          \\1(a) ¦ a backreference
          \\-(a)\\1 ¦ a backreference
          (?i:a) ¦ the modifiers (?i:…)
          (?s-m:a) ¦ the modifiers (?s-m:…)
          (?<=a(?=b)) ¦ a look-ahead inside a look-behind
          """)
  void unsupported(String pattern, String name) {
    RegexException e = assertThrows(RegexException.class, () -> parse(pattern));
    assertEquals(RegexException.Kind.UNSUPPORTED, e.kind());
    assertEquals(name, e.reason());
  }

  @Test
  void invalidComesBeforeUnsupported() {
    RegexException e = assertThrows(RegexException.class, () -> parse("(a)\\1("));
    assertEquals(RegexException.Kind.INVALID, e.kind());
  }

  @Test
  void largeCountsWork() {
    CodePointDfa words = dfa("^(\\S+\\s+){0,49}\\S+$");
    assertTrue(words.contains("a ".repeat(49) + "a"));
    assertFalse(words.contains("a ".repeat(50) + "a"));
    assertEquals(5_002 - 1, dfa("^.{0,5000}$").states());
    assertEquals(dfa("^(?:ab){3,}$"), dfa("^(?:ab)(?:ab)(?:ab)+$"));
    assertEquals(CodePointDfa.EMPTY_STRING, dfa("^(?:|){1000000000}$"));
    assertEquals(CodePointDfa.EMPTY_STRING, dfa("^(?:^){5,1000000000}$"));
    assertEquals(CodePointDfa.ANY, dfa("(?:a{1000000000}){0}"));
    assertEquals(CodePointDfa.ANY, dfa("(?:(?=a)){0,1000000000}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(a|b)*a(a|b){30}$",
        "(a|b)*a(a|b){30}",
        "a.{1000}b",
        "^.{1000000000}$",
        "^(((a{1000}){1000}){1000}){1000}$",
        "^(?:(?:a?){1000}){1000}$",
        "((a*)*)*|x{0,4000000}y",
        "(?=(a|b)*a(a|b){30}$)a",
        "(?:(?=.{0,30}a)(?=.{0,30}b).){40}c",
        "^(?:(?=\\w{1,50}\\d)(?!.{1,50}x)\\w){1,500}\\b$",
      })
  void whatGrowsTooLargeEndsInALimit(String pattern) {
    long start = System.nanoTime();
    LimitExceeded e = assertThrows(LimitExceeded.class, () -> parse(pattern));
    System.out.printf(
        "/%s/ %s after %d ms%n", pattern, e.limit(), (System.nanoTime() - start) / 1_000_000);
    assertTrue(e.limit().startsWith("automaton"), e.getMessage());
  }

  @Test
  void nestingIsLimited() {
    String deep = "(".repeat(10_000) + ")".repeat(10_000);
    LimitExceeded e = assertThrows(LimitExceeded.class, () -> parse(deep));
    assertEquals("patternNesting", e.limit());
    parse("(".repeat(150) + ")".repeat(150));
    LimitExceeded small =
        assertThrows(LimitExceeded.class, () -> EcmaRegex.parse("((a))", 2, Work.standard()));
    assertEquals(2, small.value());
  }
}
