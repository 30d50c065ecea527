package dev.espalier.compiler.regex;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Random patterns together with a matcher of their own: by backtracking with continuations,
 * straight from the semantics of ECMA-262, § 22.2.2. Shares nothing with the parser or the
 * automata.
 */
final class PatternGenerator {
  /** Matches from a place on, and asks whether the rest matches from where it ended. */
  interface Matcher {
    boolean match(int[] text, int at, IntPredicate rest);
  }

  /**
   * A part of a pattern.
   *
   * @param text its source
   * @param quantifiable whether a quantifier may follow
   */
  record Part(String text, Matcher matcher, boolean quantifiable) {
    boolean matchesIn(int[] string) {
      for (int at = 0; at <= string.length; at++) {
        if (matcher.match(string, at, end -> true)) {
          return true;
        }
      }
      return false;
    }
  }

  private final SplittableRandom random;
  private final boolean looks;
  private final boolean boundaries;
  private int behind;

  PatternGenerator(SplittableRandom random, boolean looks, boolean boundaries) {
    this.random = random;
    this.looks = looks;
    this.boundaries = boundaries;
  }

  Part pattern(int size) {
    return choice(size);
  }

  private Part choice(int size) {
    if (size < 3 || random.nextInt(3) > 0) {
      return sequence(size);
    }
    int left = 1 + random.nextInt(size - 1);
    Part a = choice(left);
    Part b = choice(size - left);
    return new Part(
        a.text + "|" + b.text,
        (s, i, rest) -> a.matcher.match(s, i, rest) || b.matcher.match(s, i, rest),
        false);
  }

  private Part sequence(int size) {
    if (size < 2) {
      return random.nextInt(12) == 0
          ? new Part("", (s, i, rest) -> rest.test(i), false)
          : term(size);
    }
    int left = 1 + random.nextInt(size - 1);
    Part a = left == size ? term(size) : term(left);
    Part b = sequence(size - left);
    return new Part(
        a.text + b.text,
        (s, i, rest) -> a.matcher.match(s, i, k -> b.matcher.match(s, k, rest)),
        false);
  }

  private Part term(int size) {
    if (size < 2) {
      return leaf();
    }
    int kind = random.nextInt(looks ? 6 : 4);
    if (kind < 2) {
      Part body = choice(size - 1);
      return new Part((random.nextBoolean() ? "(?:" : "(") + body.text + ")", body.matcher, true);
    } else if (kind < 4) {
      Part body = term(size - 1);
      return body.quantifiable ? quantified(body) : body;
    }
    return look(size - 1);
  }

  private Part quantified(Part body) {
    int min = random.nextInt(3);
    int max = random.nextBoolean() ? Integer.MAX_VALUE : min + random.nextInt(3);
    String text =
        switch (random.nextInt(4)) {
          case 0 -> {
            min = 0;
            max = Integer.MAX_VALUE;
            yield "*";
          }
          case 1 -> {
            min = 1;
            max = Integer.MAX_VALUE;
            yield "+";
          }
          case 2 -> {
            min = 0;
            max = 1;
            yield "?";
          }
          default ->
              max == Integer.MAX_VALUE
                  ? "{" + min + ",}"
                  : min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
        };
    int from = min;
    int to = max;
    return new Part(
        body.text + text + (random.nextInt(4) == 0 ? "?" : ""),
        (s, i, rest) -> repeat(body.matcher, from, to, s, i, rest),
        false);
  }

  // RepeatMatcher: an iteration that is not required must read something.
  private static boolean repeat(
      Matcher body, int min, int max, int[] text, int at, IntPredicate rest) {
    if (max == 0) {
      return rest.test(at);
    }
    boolean more =
        body.match(
            text,
            at,
            end ->
                !(min == 0 && end == at)
                    && repeat(
                        body,
                        Math.max(min - 1, 0),
                        max == Integer.MAX_VALUE ? max : max - 1,
                        text,
                        end,
                        rest));
    return more || (min == 0 && rest.test(at));
  }

  private Part look(int size) {
    boolean ahead = behind == 0 && random.nextBoolean();
    boolean negative = random.nextBoolean();
    if (!ahead) {
      behind++;
    }
    Part body = choice(size);
    if (!ahead) {
      behind--;
    }
    Matcher inner = body.matcher;
    Matcher condition =
        ahead
            ? (s, i, rest) -> inner.match(s, i, end -> true)
            : (s, i, rest) -> {
              for (int from = 0; from <= i; from++) {
                if (inner.match(s, from, end -> end == i)) {
                  return true;
                }
              }
              return false;
            };
    return new Part(
        (ahead ? "(?" : "(?<") + (negative ? "!" : "=") + body.text + ")",
        (s, i, rest) -> condition.match(s, i, rest) != negative && rest.test(i),
        false);
  }

  private Part leaf() {
    switch (random.nextInt(boundaries ? 14 : 12)) {
      case 0:
        return at("^", (s, i) -> i == 0);
      case 1:
        return at("$", (s, i) -> i == s.length);
      case 2:
        return one(".", c -> c != '\n' && c != '\r' && c != 0x2028 && c != 0x2029);
      case 3:
        return one("[^a]", c -> c != 'a');
      case 4:
        return one("\\d", c -> c >= '0' && c <= '9');
      case 5:
        return one("\\W", c -> !word(c));
      case 6:
        return one("[\\u{1F600}-\\u{1F64F}_]", c -> (c >= 0x1F600 && c <= 0x1F64F) || c == '_');
      case 7:
        return one("\\s", c -> c == '\n' || c == ' ');
      case 8, 9:
        return one("a", c -> c == 'a');
      case 10:
        return one("[ab]", c -> c == 'a' || c == 'b');
      case 11:
        return one("b", c -> c == 'b');
      case 12:
        return at("\\b", (s, i) -> boundary(s, i));
      default:
        return at("\\B", (s, i) -> !boundary(s, i));
    }
  }

  private interface Place {
    boolean holds(int[] text, int at);
  }

  private static Part at(String text, Place place) {
    return new Part(text, (s, i, rest) -> place.holds(s, i) && rest.test(i), false);
  }

  private static Part one(String text, IntPredicate set) {
    return new Part(text, (s, i, rest) -> i < s.length && set.test(s[i]) && rest.test(i + 1), true);
  }

  private static boolean word(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static boolean boundary(int[] text, int at) {
    return (at > 0 && word(text[at - 1])) != (at < text.length && word(text[at]));
  }
}
