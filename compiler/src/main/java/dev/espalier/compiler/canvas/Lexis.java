package dev.espalier.compiler.canvas;

import dev.espalier.compiler.LimitExceeded;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * How bytes are cut into lexemes, in whatever way: places within lexemes, numbered as they are
 * found. A reading may end a lexeme wherever one can end, and go on with it as well.
 *
 * <p>Implementations are safe for use by many threads.
 */
public abstract class Lexis {
  /** What {@link #step} answers where no lexeme goes on. */
  public static final int DEAD = -1;

  /** The terminal of lexemes that the grammar does not see. */
  public static final int INVISIBLE = -1;

  private static final int MOST_PLACES = 50_000;

  private final ConcurrentHashMap<Integer, int[]> successors = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, Within> within = new ConcurrentHashMap<>();

  /** Before the first lexeme. */
  public abstract int start();

  /** The place after one more byte of a lexeme, or {@link #DEAD}. */
  public abstract int step(int place, int b);

  /**
   * The ends of a lexeme that has a byte at least: terminals, each followed by the place behind.
   */
  public abstract int[] ends(int place);

  /** Whether a text may end here, before a lexeme. */
  public abstract boolean mayEnd(int place);

  /** The terminals that a lexeme is if the text ends here, by reading its end. */
  public int[] atEnd(int place) {
    return NONE;
  }

  /** A place from which at least the same can be read. */
  public int relaxed(int place) {
    return place;
  }

  /** A terminal that may stand any number of times at the end of a text, or -1. */
  public int endToken() {
    return -1;
  }

  /** How unlikely a place is to lead to a text of the constraint; lower ones are tried first. */
  protected int doubt(int place) {
    return 0;
  }

  protected static final int[] NONE = {};

  /**
   * What a hole can hold within one lexeme: the relation between places, by one byte at least.
   *
   * @param places that can be reached, those by fewer bytes first
   * @param before of each, the index of the one before it, or -1
   * @param bytes of each, the last byte on the way
   * @param ends terminals and the places behind them, relaxed, that some of the places end with
   * @param endsAt of each pair, the index of the first such place
   * @param atEnd terminals of lexemes that the end of the text ends
   * @param atEndAt of each, the index of the first such place
   */
  record Within(
      int[] places,
      int[] before,
      byte[] bytes,
      int[] ends,
      int[] endsAt,
      int[] atEnd,
      int[] atEndAt) {

    /** How many bytes lead to a place, by its index. */
    int length(int index) {
      int length = 0;
      for (int i = index; i >= 0; i = before[i]) {
        length++;
      }
      return length;
    }

    /** The bytes that lead to a place, by its index. */
    byte[] path(int index) {
      int length = length(index);
      byte[] path = new byte[length];
      for (int i = index; i >= 0; i = before[i]) {
        path[--length] = bytes[i];
      }
      return path;
    }
  }

  /** What a hole can hold from a place on. Found once. */
  final Within within(int place) {
    Within known = within.get(place);
    if (known == null) {
      known = find(place);
      within.put(place, known);
    }
    return known;
  }

  /** The places after one byte, each once, by the most pleasant: bytes and places in turn. */
  private int[] successors(int place) {
    int[] known = successors.get(place);
    if (known == null) {
      known = findSuccessors(place);
      successors.put(place, known);
    }
    return known;
  }

  private int[] findSuccessors(int place) {
    int[] found = new int[16];
    int n = 0;
    BitSet seen = new BitSet();
    int last = DEAD;
    for (int b : PLEASANT) {
      int next = step(place, b);
      if (next == DEAD || next == last || seen.get(next)) {
        continue;
      }
      last = next;
      seen.set(next);
      if (n == found.length) {
        found = Arrays.copyOf(found, 2 * n);
      }
      found[n++] = b;
      found[n++] = next;
    }
    return Arrays.copyOf(found, n);
  }

  private Within find(int from) {
    BitSet seen = new BitSet();
    int[] places = new int[16];
    int[] before = new int[16];
    byte[] bytes = new byte[16];
    int n = 0;
    Map<Long, Integer> ends = new LinkedHashMap<>();
    Map<Integer, Integer> atEnd = new LinkedHashMap<>();
    for (int at = -1; at < n; at++) {
      int[] after = successors(at < 0 ? from : places[at]);
      for (int i = 0; i < after.length; i += 2) {
        int next = after[i + 1];
        if (!seen.get(next)) {
          seen.set(next);
          if (n == MOST_PLACES) {
            throw new LimitExceeded("lexicalStates", MOST_PLACES, "finding what a hole can hold");
          }
          if (n == places.length) {
            places = Arrays.copyOf(places, 2 * n);
            before = Arrays.copyOf(before, 2 * n);
            bytes = Arrays.copyOf(bytes, 2 * n);
          }
          places[n] = next;
          before[n] = at;
          bytes[n++] = (byte) after[i];
        }
      }
    }
    int[] order = order(places, n);
    int[] rank = new int[n];
    for (int i = 0; i < n; i++) {
      rank[order[i]] = i;
    }
    int[] sorted = new int[n];
    int[] sortedBefore = new int[n];
    byte[] sortedBytes = new byte[n];
    for (int i = 0; i < n; i++) {
      sorted[i] = places[order[i]];
      sortedBefore[i] = before[order[i]] < 0 ? -1 : rank[before[order[i]]];
      sortedBytes[i] = bytes[order[i]];
    }
    places = sorted;
    for (int at = 0; at < n; at++) {
      int[] own = ends(places[at]);
      for (int i = 0; i < own.length; i += 2) {
        ends.putIfAbsent((long) own[i] << 32 | relaxed(own[i + 1]), at);
      }
      for (int terminal : atEnd(places[at])) {
        atEnd.putIfAbsent(terminal, at);
      }
    }
    return new Within(
        places,
        sortedBefore,
        sortedBytes,
        ends.keySet().stream()
            .flatMapToInt(e -> IntStream.of((int) (e >> 32), (int) (long) e))
            .toArray(),
        ends.values().stream().mapToInt(Integer::intValue).toArray(),
        atEnd.keySet().stream().mapToInt(Integer::intValue).toArray(),
        atEnd.values().stream().mapToInt(Integer::intValue).toArray());
  }

  /** Those without doubt first, else as they were found. */
  private int[] order(int[] places, int n) {
    return IntStream.range(0, n)
        .boxed()
        .sorted(Comparator.comparingInt(i -> doubt(places[i])))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  // Letters and digits first, so that what is written reads well.
  private static final int[] PLEASANT = pleasant();

  private static int[] pleasant() {
    int[] order = new int[256];
    int n = 0;
    for (int b = 'a'; b <= 'z'; b++) {
      order[n++] = b;
    }
    for (int b = '1'; b <= '9'; b++) {
      order[n++] = b;
    }
    order[n++] = '0';
    for (int b = 0x20; b < 0x7f; b++) {
      if (!(b >= 'a' && b <= 'z') && !(b >= '0' && b <= '9')) {
        order[n++] = b;
      }
    }
    for (int b = 0; b < 256; b++) {
      if (b < 0x20 || b >= 0x7f) {
        order[n++] = b;
      }
    }
    return order;
  }
}
