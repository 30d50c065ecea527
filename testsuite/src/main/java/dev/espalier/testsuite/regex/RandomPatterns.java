package dev.espalier.testsuite.regex;

import java.util.List;
import java.util.SplittableRandom;

/** Random patterns, valid ones for the most part, and random texts. */
final class RandomPatterns {
  private static final List<String> LEAVES =
      List.of(
          "a",
          "b",
          "a",
          "b",
          "c",
          "A",
          "0",
          "1",
          "_",
          "-",
          " ",
          "é",
          "😀",
          "\\n",
          "\\t",
          ".",
          ".",
          "\\d",
          "\\D",
          "\\w",
          "\\W",
          "\\s",
          "\\S",
          "[ab]",
          "[^a]",
          "[a-c]",
          "[\\d_-]",
          "[^\\w😀]",
          "[😀-😂]",
          "[\\s\\S]",
          "[^]",
          "[]",
          "[\\b]",
          "[-a]",
          "[a-]",
          "[.]",
          "[\\]\\\\]",
          "[^\\n-a]",
          "\\u0061",
          "\\x62",
          "\\u{1F600}",
          "\\uD83D\\uDE00",
          "\\cJ",
          "\\0",
          "\\.",
          "\\/",
          "\\$",
          "\\p{L}",
          "\\P{Lu}",
          "\\p{Script=Latin}",
          "[\\p{Nd}\\p{Zs}]",
          "\\p{ASCII}",
          "\\p{Emoji_Presentation}");

  private static final List<String> PLACES = List.of("^", "$", "\\b", "\\B", "^", "$");

  private static final List<String> QUANTIFIERS =
      List.of("*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}", "{1,3}", "*?", "+?", "??", "{2}?");

  // What patterns are made of, and what Annex B makes of what they are not.
  private static final List<String> CRUMBS =
      List.of(
          "(",
          ")",
          "(?:",
          "(?=",
          "(?!",
          "(?<=",
          "(?<!",
          "(?<n>",
          "(?<m>",
          "[",
          "]",
          "[^",
          "{",
          "}",
          "{1",
          "{1,",
          "{,2}",
          "{2,1}",
          "*",
          "+",
          "?",
          "|",
          "^",
          "$",
          ".",
          "-",
          "\\",
          "\\-",
          "\\_",
          "\\a",
          "\\c",
          "\\c1",
          "\\cA",
          "\\x",
          "\\x4",
          "\\x41",
          "\\u",
          "\\u00",
          "\\u0041",
          "\\u{",
          "\\u{41}",
          "\\u{110000}",
          "\\0",
          "\\00",
          "\\07",
          "\\1",
          "\\2",
          "\\8",
          "\\101",
          "\\k",
          "\\k<n>",
          "\\p",
          "\\p{",
          "\\p{L}",
          "\\p{Foo}",
          "\\p{Script=Greek}",
          "\\P",
          "\\b",
          "\\B",
          "\\d",
          "\\w-",
          "a",
          "b",
          "z",
          "0",
          ":",
          "<",
          ">",
          "=",
          "!",
          ",",
          "😀",
          "\\😀",
          "é",
          "\\/",
          "/");

  private static final int[] LETTERS = {
    'a', 'b', 'c', 'A', '0', '1', '_', '-', ' ', '\n', '.', '$', 0xE9, 0x1F600, 0x1F602, 0, ']',
    '\\'
  };

  private final SplittableRandom random;

  RandomPatterns(long seed) {
    this.random = new SplittableRandom(seed);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      text.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }

  /** A pattern that is built up, and valid with the flag u. */
  String built(int size) {
    return choice(size, 0);
  }

  private String choice(int size, int behind) {
    if (size > 2 && random.nextInt(4) == 0) {
      int left = 1 + random.nextInt(size - 1);
      return choice(left, behind) + "|" + choice(size - left, behind);
    }
    StringBuilder all = new StringBuilder();
    for (int left = size; left > 0; ) {
      int part = 1 + random.nextInt(left);
      all.append(term(part, behind));
      left -= part;
    }
    return all.toString();
  }

  private String term(int size, int behind) {
    if (random.nextInt(6) == 0) {
      return any(PLACES);
    }
    if (size > 1 && random.nextInt(5) == 0) {
      boolean ahead = behind == 0 && random.nextBoolean();
      String body = choice(size - 1, ahead ? 0 : 1);
      return (ahead ? "(?" : "(?<") + (random.nextBoolean() ? "=" : "!") + body + ")";
    }
    String body =
        size == 1
            ? any(LEAVES)
            : (random.nextBoolean() ? "(?:" : "(") + choice(size - 1, behind) + ")";
    return random.nextInt(3) == 0 ? body + any(QUANTIFIERS) : body;
  }

  /** Crumbs in a row: hardly valid with the flag u, often by Annex B. */
  String crumbs() {
    StringBuilder all = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      all.append(any(CRUMBS));
    }
    return all.toString();
  }
}
