package dev.espalier.compiler.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The next key of an object, or the brace that closes it: names byte by byte, any other key as
 * whatever other keys may come, and one with an escape as any key. It reads all that may come, and
 * more.
 */
final class RoughKeys implements JsonLexis.Reader {
  private static final int BLANK = 1;
  private static final int OTHER = 2;
  private static final int ESCAPE = 3;
  private static final int ESCAPED = 4;
  private static final int ROOT = 5;

  private final List<int[]> next = new ArrayList<>();
  private final List<int[]> labels = new ArrayList<>();
  private int escapedEnd = DEAD;

  /**
   * @param close whether the brace may come
   * @param blanks whether white space may come before
   */
  RoughKeys(KeyContent.Allowed allowed, boolean close, boolean blanks) {
    int[] others = allowed.classes().stream().map(allowed.space()::classLabel).toArray();
    BitSet all = new BitSet();
    Arrays.stream(others).forEach(all::set);
    allowed.names().stream().map(allowed.space()::nameLabel).forEach(all::set);
    for (int state = 0; state <= ROOT; state++) {
      state(new int[0]);
    }
    if (others.length > 0) {
      inside(OTHER, OTHER);
      put(OTHER, '"', end(others));
    }
    if (!all.isEmpty()) {
      Arrays.fill(next.get(ESCAPE), ESCAPED);
      inside(ESCAPED, ESCAPED);
      escapedEnd = end(all.stream().toArray());
      put(ESCAPED, '"', escapedEnd);
      inside(ROOT, others.length > 0 ? OTHER : DEAD);
      if (others.length > 0) {
        put(ROOT, '"', end(others));
      }
    }
    allowed.names().stream().forEach(i -> name(allowed.space().names().get(i), others, allowed, i));
    for (int begin : new int[] {0, BLANK}) {
      if (!all.isEmpty()) {
        put(begin, '"', ROOT);
      }
      if (close) {
        put(begin, '}', end(new int[] {KeySpace.CLOSE}));
      }
      if (blanks) {
        for (int b : new int[] {' ', '\t', '\n', '\r'}) {
          put(begin, b, BLANK);
        }
      }
    }
  }

  private void name(String name, int[] others, KeyContent.Allowed allowed, int index) {
    int state = ROOT;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      int known = next.get(state)[b & 0xff];
      if ((b & 0xff) < 0x20 || b == '"' || b == '\\') {
        return; // spelled with an escape only
      }
      if (known == DEAD || known == OTHER) {
        known = state(new int[0]);
        inside(known, others.length > 0 ? OTHER : DEAD);
        if (others.length > 0) {
          put(known, '"', end(others));
        }
        put(state, b & 0xff, known);
      }
      state = known;
    }
    put(state, '"', end(new int[] {allowed.space().nameLabel(index)}));
  }

  private int state(int[] itsLabels) {
    int[] row = new int[256];
    Arrays.fill(row, DEAD);
    next.add(row);
    labels.add(itsLabels);
    return next.size() - 1;
  }

  private int end(int[] itsLabels) {
    return state(itsLabels);
  }

  /** All bytes of a string but its end lead to a state. */
  private void inside(int from, int to) {
    Arrays.fill(next.get(from), 0x20, 256, to);
    put(from, '"', DEAD);
    put(from, '\\', ESCAPE);
  }

  private void put(int from, int b, int to) {
    next.get(from)[b] = to;
  }

  @Override
  public int step(int state, int b) {
    return next.get(state)[b];
  }

  @Override
  public int[] labels(int state) {
    return labels.get(state);
  }

  @Override
  public boolean isRough(int state) {
    return state == ESCAPE || state == ESCAPED || state == escapedEnd;
  }

  @Override
  public int[] allLabels() {
    return labels.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
  }
}
