package dev.espalier.compiler.cfg;

import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of all tokens that are read in the same way, one: that complete the same terminals and leave the
 * lexer at the same place. Found once for each place, in one walk over the trie of the tokens.
 *
 * <p>Safe for use by many threads.
 */
final class TokenReach {
  // With more ways of reading, a vocabulary is not looked at as a whole.
  private static final int MOST = 50_000;

  private final Lexis lexis;
  private final TokenTrie trie;
  private final ConcurrentHashMap<Integer, Reach> reaches = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Begun, Part> parts = new ConcurrentHashMap<>();
  private final Map<Long, Integer> trails = new HashMap<>(); // sequences of terminals

  TokenReach(Lexis lexis, TokenTrie trie) {
    this.lexis = lexis;
    this.trie = trie;
  }

  Lexis lexis() {
    return lexis;
  }

  /**
   * One token for each way of reading.
   *
   * @param complete whether none is missing
   */
  record Reach(int[] tokens, boolean complete) {}

  private record Begun(int node, int place) {}

  /** Tokens that begin with a byte: how they are read, and one of each. */
  private record Part(long[] ways, int[] tokens, boolean complete) {}

  Reach of(int place) {
    Reach known = reaches.get(place);
    if (known == null) {
      known = find(place);
      reaches.put(place, known);
    }
    return known;
  }

  private Reach find(int place) {
    // Behind the first byte most places have come to the same few.
    Map<Long, Integer> all = new LinkedHashMap<>();
    boolean complete = true;
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      int next = lexis.step(place, trie.byteAt(node));
      if (next != Lexis.DEAD) {
        int first = node;
        Part part = parts.computeIfAbsent(new Begun(node, next), b -> walk(first, b.place));
        complete &= part.complete;
        for (int i = 0; i < part.ways.length; i++) {
          all.putIfAbsent(part.ways[i], part.tokens[i]);
        }
      }
    }
    Set<Integer> tokens = new LinkedHashSet<>(all.values());
    int[] ends = lexis.ends(place);
    for (int i = 0; i < ends.length; i += 2) {
      Reach behind = of(ends[i + 1]);
      complete &= behind.complete;
      Arrays.stream(behind.tokens).forEach(tokens::add);
    }
    return new Reach(tokens.stream().mapToInt(Integer::intValue).toArray(), complete);
  }

  private synchronized int trail(int before, int terminal) {
    return terminal == Lexis.INVISIBLE
        ? before
        : trails.computeIfAbsent((long) before << 32 | terminal, key -> trails.size() + 1);
  }

  private Part walk(int first, int begun) {
    Map<Long, Integer> found = new LinkedHashMap<>();
    List<long[]> path = new ArrayList<>(); // the readings after each byte
    path.add(new long[] {begun});
    put(first, path.get(0), found);
    int base = trie.depth(first);
    int end = trie.skip(first);
    int node = first + 1;
    while (node < end && found.size() <= MOST) {
      int depth = trie.depth(node) - base;
      long[] readings = step(path.get(depth - 1), trie.byteAt(node));
      if (readings.length == 0) {
        node = trie.skip(node);
        continue;
      }
      if (depth == path.size()) {
        path.add(readings);
      } else {
        path.set(depth, readings);
      }
      put(node, readings, found);
      node++;
    }
    return new Part(
        found.keySet().stream().mapToLong(Long::longValue).toArray(),
        found.values().stream().mapToInt(Integer::intValue).toArray(),
        found.size() <= MOST);
  }

  private void put(int node, long[] readings, Map<Long, Integer> found) {
    int token = trie.token(node);
    if (token >= 0) {
      for (long reading : readings) {
        found.putIfAbsent(reading, token);
      }
    }
  }

  /** The readings after one more byte: the terminals that were completed, and the place. */
  private long[] step(long[] readings, int b) {
    Readings next = new Readings();
    for (long reading : readings) {
      int place = (int) reading;
      int trail = (int) (reading >> 32);
      next.add(trail, lexis.step(place, b));
      int[] ends = lexis.ends(place);
      for (int i = 0; i < ends.length; i += 2) {
        int begun = lexis.step(ends[i + 1], b);
        if (begun != Lexis.DEAD) {
          next.add(trail(trail, ends[i]), begun);
        }
      }
    }
    return Arrays.copyOf(next.all, next.count);
  }

  /** Distinct readings. */
  private static final class Readings {
    private long[] all = new long[2];
    private int count;

    private void add(int trail, int place) {
      if (place == Lexis.DEAD) {
        return;
      }
      long reading = (long) trail << 32 | place;
      for (int i = 0; i < count; i++) {
        if (all[i] == reading) {
          return;
        }
      }
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = reading;
    }
  }
}
