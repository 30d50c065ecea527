package dev.espalier.testsuite.antlr;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes texts that are one edit away from others. */
final class Mutator {
  private final int[] alphabet;
  private final SplittableRandom random;

  /**
   * @param alphabet characters that the grammar speaks of
   */
  Mutator(int[] alphabet, SplittableRandom random) {
    this.alphabet = alphabet;
    this.random = random;
  }

  /**
   * A text that differs from another by one edit: a character, a match or a range of matches that
   * is added, left out, replaced, exchanged with its neighbour or said twice.
   *
   * @param borders where the matches of the text begin, and its end
   * @param other a text that what is added may come from
   */
  int[] edit(int[] text, int[] borders, int[] other, int[] otherBorders) {
    for (int tries = 0; tries < 20; tries++) {
      int[] edited =
          borders.length < 2 || random.nextBoolean()
              ? editCharacter(text, other)
              : editMatches(text, borders, other, otherBorders);
      if (!Arrays.equals(edited, text)) {
        return edited;
      }
    }
    return splice(text, text.length, text.length, new int[] {' '});
  }

  private int[] editCharacter(int[] text, int[] other) {
    int at = text.length == 0 ? 0 : random.nextInt(text.length);
    int kind = text.length == 0 ? 0 : random.nextInt(5);
    return switch (kind) {
      case 0 -> {
        int place = random.nextInt(text.length + 1);
        yield splice(text, place, place, new int[] {character(text, other)});
      }
      case 1 -> splice(text, at, at + 1, new int[0]);
      case 2 -> splice(text, at, at + 1, new int[] {character(text, other)});
      case 3 ->
          at + 1 == text.length
              ? text
              : splice(text, at, at + 2, new int[] {text[at + 1], text[at]});
      default -> Arrays.copyOf(text, at);
    };
  }

  private int character(int[] text, int[] other) {
    int[] from = random.nextBoolean() ? text : other;
    int kind = random.nextInt(8);
    if (kind < 3 && from.length > 0) {
      return from[random.nextInt(from.length)];
    }
    if (kind < 6 && alphabet.length > 0) {
      return alphabet[random.nextInt(alphabet.length)];
    }
    if (kind == 6) {
      return ' ' + random.nextInt(95);
    }
    int point = random.nextInt(Character.MAX_CODE_POINT + 1);
    return point >= 0xd800 && point <= 0xdfff ? '\n' : point;
  }

  private int[] editMatches(int[] text, int[] borders, int[] other, int[] otherBorders) {
    int n = borders.length - 1;
    int i = random.nextInt(n);
    int j = Math.min(n, i + 1 + random.nextInt(random.nextInt(3) == 0 ? n : 3));
    int[] range = Arrays.copyOfRange(text, borders[i], borders[j]);
    int[] piece = range;
    if (otherBorders.length > 1 && random.nextBoolean()) {
      int k = random.nextInt(otherBorders.length - 1);
      piece = Arrays.copyOfRange(other, otherBorders[k], otherBorders[k + 1]);
    } else {
      int k = random.nextInt(n);
      piece = Arrays.copyOfRange(text, borders[k], borders[k + 1]);
    }
    return switch (random.nextInt(6)) {
      case 0 -> splice(text, borders[i], borders[i], piece);
      case 1 -> splice(text, borders[i], borders[i + 1], new int[0]);
      case 2 -> splice(text, borders[i], borders[i + 1], piece);
      case 3 -> {
        if (i + 1 == n) {
          yield text;
        }
        int[] first = Arrays.copyOfRange(text, borders[i], borders[i + 1]);
        int[] second = Arrays.copyOfRange(text, borders[i + 1], borders[i + 2]);
        yield splice(
            text, borders[i], borders[i + 2], splice(second, second.length, second.length, first));
      }
      case 4 -> splice(text, borders[i], borders[j], new int[0]);
      default -> splice(text, borders[j], borders[j], range);
    };
  }

  private static int[] splice(int[] text, int from, int to, int[] with) {
    int[] result = new int[from + with.length + text.length - to];
    System.arraycopy(text, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(text, to, result, from + with.length, text.length - to);
    return result;
  }
}
