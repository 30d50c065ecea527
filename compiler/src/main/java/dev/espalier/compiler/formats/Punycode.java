package dev.espalier.compiler.formats;

import java.util.Arrays;

/** The encoder of RFC 3492, § 6.3. */
final class Punycode {
  private static final int INITIAL_N = 0x80;

  private static final int BASE = 36;
  private static final int TMIN = 1;
  private static final int TMAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;

  private Punycode() {}

  /** How many characters of a text are of ASCII. */
  static int asciiCharacters(int[] text) {
    int count = 0;
    for (int c : text) {
      count += c < INITIAL_N ? 1 : 0;
    }
    return count;
  }

  /**
   * The numbers that say which other characters stand where among those of ASCII, in small letters
   * and digits. Which ones those of ASCII are makes no difference.
   *
   * @param text short, so that no number is too large
   */
  static String digits(int[] text) {
    int[] sorted = text.clone();
    Arrays.sort(sorted);
    StringBuilder digits = new StringBuilder();
    int ascii = asciiCharacters(text);
    int done = ascii;
    int delta = 0;
    int bias = INITIAL_BIAS;
    int next = INITIAL_N;
    while (done < text.length) {
      int other = sorted[done];
      delta += (other - next) * (done + 1);
      for (int c : text) {
        if (c < other) {
          delta++;
        } else if (c == other) {
          write(delta, bias, digits);
          bias = bias(delta, done + 1, done == ascii);
          delta = 0;
          done++;
        }
      }
      delta++;
      next = other + 1;
    }
    return digits.toString();
  }

  private static void write(int number, int bias, StringBuilder digits) {
    int rest = number;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.clamp(k - bias, TMIN, TMAX);
      if (rest < threshold) {
        digits.append(digit(rest));
        return;
      }
      digits.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  /** § 6.1 */
  private static int bias(int number, int characters, boolean first) {
    int delta = first ? number / DAMP : number / 2;
    delta += delta / characters;
    int k = 0;
    for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE) {
      delta /= BASE - TMIN;
    }
    return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
  }
}
