package dev.espalier.testsuite.oracle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * All JSON texts up to a length whose lexemes are of a small pool.
 *
 * <p>Knows JSON's structure only: arrays and objects of the pool's scalars, with the pool's white
 * space in every place where some may stand. Objects with repeated keys are left out.
 */
final class TextEnumerator {
  private static final byte[] OPEN_ARRAY = {'['};
  private static final byte[] CLOSE_ARRAY = {']'};
  private static final byte[] OPEN_OBJECT = {'{'};
  private static final byte[] CLOSE_OBJECT = {'}'};

  /**
   * A pool of lexemes.
   *
   * @param scalars spelled strings, numbers and literals
   * @param keys spelled keys
   * @param keyNames of each key the number of the string that it spells, below 64
   * @param gaps white space inside of brackets and braces
   * @param commas commas with the white space around them
   * @param colons colons with the white space around them
   */
  record Pool(
      List<byte[]> scalars,
      List<byte[]> keys,
      List<Integer> keyNames,
      List<byte[]> gaps,
      List<byte[]> commas,
      List<byte[]> colons) {}

  /**
   * What was enumerated.
   *
   * @param texts all texts of at most {@code length} bytes
   */
  record Enumerated(List<byte[]> texts, int length) {}

  private record Members(byte[] text, long names) {}

  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMany() {
      super("", null, false, false);
    }
  }

  private final Pool pool;
  private final int budget;
  private final int longest;
  private int made;

  // Indexed by length in bytes.
  private final List<List<byte[]>> values = new ArrayList<>();
  private final List<List<byte[]>> items = new ArrayList<>();
  private final List<List<Members>> members = new ArrayList<>();

  /**
   * @param budget so many texts and parts of texts may be made
   * @param longest the greatest length, if the budget lasts
   */
  TextEnumerator(Pool pool, int budget, int longest) {
    this.pool = pool;
    this.budget = budget;
    this.longest = longest;
  }

  /** Enumerates, shortest first, as far as the budget lasts. */
  Enumerated run() {
    List<byte[]> all = new ArrayList<>();
    int length = 0;
    try {
      while (length < longest) {
        level(length + 1);
        length++;
        all.addAll(values.get(length));
      }
    } catch (TooMany e) {
      // The length that was begun does not count.
    }
    return new Enumerated(all, length);
  }

  private void level(int n) {
    while (values.size() <= n) {
      values.add(new ArrayList<>());
      items.add(new ArrayList<>());
      members.add(new ArrayList<>());
    }
    List<byte[]> here = values.get(n);
    for (byte[] scalar : pool.scalars()) {
      if (scalar.length == n) {
        keep(here, scalar);
      }
    }
    // Empty, and full: "[" gap items gap "]".
    for (byte[] gap : pool.gaps()) {
      if (gap.length + 2 == n) {
        keep(here, join(OPEN_ARRAY, gap, CLOSE_ARRAY));
        if (!pool.keys().isEmpty()) {
          keep(here, join(OPEN_OBJECT, gap, CLOSE_OBJECT));
        }
      }
    }
    for (byte[] before : pool.gaps()) {
      for (byte[] after : pool.gaps()) {
        int inner = n - 2 - before.length - after.length;
        if (inner >= 1) {
          for (byte[] list : items.get(inner)) {
            keep(here, join(OPEN_ARRAY, before, list, after, CLOSE_ARRAY));
          }
          for (Members list : members.get(inner)) {
            keep(here, join(OPEN_OBJECT, before, list.text(), after, CLOSE_OBJECT));
          }
        }
      }
    }
    // A list of items: a value, or a list, a comma and a value.
    List<byte[]> lists = items.get(n);
    for (byte[] value : here) {
      keep(lists, value);
    }
    for (byte[] comma : pool.commas()) {
      for (int first = 1; first + comma.length < n; first++) {
        for (byte[] head : items.get(first)) {
          for (byte[] last : values.get(n - first - comma.length)) {
            keep(lists, join(head, comma, last));
          }
        }
      }
    }
    members(n);
  }

  private void members(int n) {
    List<Members> here = members.get(n);
    for (byte[] colon : pool.colons()) {
      for (int k = 0; k < pool.keys().size(); k++) {
        int value = n - pool.keys().get(k).length - colon.length;
        if (value >= 1) {
          for (byte[] each : values.get(value)) {
            count();
            here.add(
                new Members(join(pool.keys().get(k), colon, each), 1L << pool.keyNames().get(k)));
          }
        }
      }
    }
    List<Members> more = new ArrayList<>();
    for (byte[] comma : pool.commas()) {
      for (int first = 1; first + comma.length < n; first++) {
        for (Members head : members.get(first)) {
          for (Members last : members.get(n - first - comma.length)) {
            if (Long.bitCount(last.names()) == 1 && (head.names() & last.names()) == 0) {
              count();
              more.add(
                  new Members(join(head.text(), comma, last.text()), head.names() | last.names()));
            }
          }
        }
      }
    }
    here.addAll(more);
  }

  private void keep(List<byte[]> list, byte[] text) {
    count();
    list.add(text);
  }

  private void count() {
    if (++made > budget) {
      throw new TooMany();
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
