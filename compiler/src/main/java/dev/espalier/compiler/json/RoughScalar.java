package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Arrays;

/**
 * Any string, or any number, whatever a schema asks of it: a few states in the place of an
 * automaton that counts digits and characters. It reads all that such an automaton reads, and more.
 */
final class RoughScalar extends LexicalAutomaton {
  private final int[][] next;
  private final boolean[] ends;
  private final int label;

  private RoughScalar(int states, int label) {
    this.next = new int[states][256];
    for (int[] row : next) {
      Arrays.fill(row, DEAD);
    }
    this.ends = new boolean[states];
    this.label = label;
  }

  /**
   * Any string in quotes.
   *
   * @param label of all of them
   */
  static RoughScalar string(int label) {
    RoughScalar made = new RoughScalar(11, label);
    int inside = 1;
    int escape = 2;
    int hex = 3; // and 4 to 6: the digits of an escape
    int more = 7; // and 8 and 9: by the bytes of a character that are missing
    int end = 10;
    made.put(START, '"', '"', inside);
    made.put(inside, 0x20, 0x7f, inside);
    made.put(inside, 0xc2, 0xdf, more);
    made.put(inside, 0xe0, 0xef, more + 1);
    made.put(inside, 0xf0, 0xf4, more + 2);
    made.put(inside, '\\', '\\', escape);
    made.put(inside, '"', '"', end);
    for (char c : "\"\\/bfnrt".toCharArray()) {
      made.put(escape, c, c, inside);
    }
    made.put(escape, 'u', 'u', hex);
    for (int i = 0; i < 4; i++) {
      made.hex(hex + i, i == 3 ? inside : hex + i + 1);
    }
    for (int i = 0; i < 3; i++) {
      made.put(more + i, 0x80, 0xbf, i == 0 ? inside : more + i - 1);
    }
    made.ends[end] = true;
    return made;
  }

  /**
   * Any number.
   *
   * @param label of all of them
   */
  static RoughScalar number(int label) {
    RoughScalar made = new RoughScalar(9, label);
    int minus = 1;
    int zero = 2;
    int digits = 3;
    int point = 4;
    int fraction = 5;
    int exponent = 6;
    int sign = 7;
    int power = 8;
    made.put(START, '-', '-', minus);
    for (int from : new int[] {START, minus}) {
      made.put(from, '0', '0', zero);
      made.put(from, '1', '9', digits);
    }
    made.put(digits, '0', '9', digits);
    for (int from : new int[] {zero, digits}) {
      made.put(from, '.', '.', point);
    }
    made.put(point, '0', '9', fraction);
    made.put(fraction, '0', '9', fraction);
    for (int from : new int[] {zero, digits, fraction}) {
      made.put(from, 'e', 'e', exponent);
      made.put(from, 'E', 'E', exponent);
      made.ends[from] = true;
    }
    made.put(exponent, '+', '+', sign);
    made.put(exponent, '-', '-', sign);
    for (int from : new int[] {exponent, sign, power}) {
      made.put(from, '0', '9', power);
    }
    made.ends[power] = true;
    return made;
  }

  private void hex(int from, int to) {
    put(from, '0', '9', to);
    put(from, 'a', 'f', to);
    put(from, 'A', 'F', to);
  }

  private void put(int from, int first, int last, int to) {
    Arrays.fill(next[from], first, last + 1, to);
  }

  @Override
  public int step(int state, int b) {
    return next[state][b];
  }

  @Override
  public int label(int state) {
    return ends[state] ? label : NO_LABEL;
  }

  @Override
  public boolean isFinal(int state) {
    return ends[state] && Arrays.stream(next[state]).allMatch(to -> to == DEAD);
  }
}
