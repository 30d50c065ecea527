package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.lexical.ByteSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which of several patterns a key matches: the product of their automata, made as it is entered.
 * The <em>class</em> of a key is the set of the patterns that it matches.
 *
 * <p>Safe for many threads (one lock).
 */
final class PatternProduct {
  static final int START = 0;

  private final List<CodePointDfa> patterns;
  private final int maxStates;
  private final Map<List<Integer>, Integer> numbers = new HashMap<>();
  private final List<int[]> states = new ArrayList<>();
  private final List<int[]> lows = new ArrayList<>();
  private final List<int[]> targets = new ArrayList<>();
  private final Map<BitSet, Integer> classNumbers = new HashMap<>();
  private final List<BitSet> classes = new ArrayList<>();
  private final Map<Integer, BitSet> reachable = new HashMap<>();

  PatternProduct(List<CodePointDfa> patterns, int maxStates) {
    this.patterns = patterns;
    this.maxStates = maxStates;
    number(new int[patterns.size()]);
  }

  boolean isTrivial() {
    return patterns.isEmpty();
  }

  private int number(int[] state) {
    List<Integer> key = Arrays.stream(state).boxed().toList();
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    if (states.size() == maxStates) {
      throw new LimitExceeded("automatonStates", maxStates, "matching keys with patternProperties");
    }
    int number = states.size();
    numbers.put(key, number);
    states.add(state);
    lows.add(null);
    targets.add(null);
    return number;
  }

  /** The number of the class of the keys that end in a state. */
  synchronized int classOf(int state) {
    BitSet matches = new BitSet();
    int[] each = states.get(state);
    for (int i = 0; i < each.length; i++) {
      if (each[i] != CodePointDfa.DEAD && patterns.get(i).accepts(each[i])) {
        matches.set(i);
      }
    }
    return classNumbers.computeIfAbsent(
        matches,
        m -> {
          classes.add(m);
          return classes.size() - 1;
        });
  }

  /** The patterns that the keys of a class match. */
  synchronized BitSet matches(int keyClass) {
    return classes.get(keyClass);
  }

  /** The class of a key. */
  int classOf(String key) {
    int state = START;
    for (int i = 0; i < key.length(); i += Character.charCount(key.codePointAt(i))) {
      state = next(state, key.codePointAt(i));
    }
    return classOf(state);
  }

  synchronized int next(int state, int codePoint) {
    expand(state);
    int at = Arrays.binarySearch(lows.get(state), codePoint);
    return targets.get(state)[at >= 0 ? at : -at - 2];
  }

  /**
   * The state after every scalar value from {@code lo} to {@code hi}, if it is one, else -1; -1
   * also where a range of nothing but surrogates lies between two that lead to one state.
   */
  synchronized int onlyNext(int state, int lo, int hi) {
    expand(state);
    int[] low = lows.get(state);
    int at = Arrays.binarySearch(low, lo);
    int range = at >= 0 ? at : -at - 2;
    return range + 1 == low.length || low[range + 1] > hi ? targets.get(state)[range] : -1;
  }

  /**
   * The first bytes of the UTF-8 of the characters that keys of some classes go on with; all bytes
   * if not all of these are ASCII.
   */
  synchronized ByteSet firstBytes(int state, BitSet of) {
    expand(state);
    int[] low = lows.get(state);
    StringBuilder bytes = new StringBuilder();
    for (int k = 0; k < low.length; k++) {
      if (!isSurrogates(state, k) && reachable(targets.get(state)[k]).intersects(of)) {
        if (k + 1 == low.length || low[k + 1] > 0x80) {
          return ByteSet.ALL;
        }
        for (int c = low[k]; c < low[k + 1]; c++) {
          bytes.append((char) c);
        }
      }
    }
    return ByteSet.of(bytes.toString());
  }

  /** Where the ranges of code points begin that lead from a state to one state each. */
  synchronized int[] ranges(int state) {
    expand(state);
    return lows.get(state);
  }

  private void expand(int state) {
    if (lows.get(state) != null) {
      return;
    }
    int[] each = states.get(state);
    TreeSet<Integer> cuts = new TreeSet<>(List.of(0));
    for (int i = 0; i < each.length; i++) {
      if (each[i] == CodePointDfa.DEAD) {
        continue;
      }
      CodePointDfa dfa = patterns.get(i);
      for (int t = dfa.firstTransition(each[i]); t < dfa.endTransition(each[i]); t++) {
        cuts.add(dfa.lo(t));
        if (dfa.hi(t) < Character.MAX_CODE_POINT) {
          cuts.add(dfa.hi(t) + 1);
        }
      }
    }
    int[] low = cuts.stream().mapToInt(Integer::intValue).toArray();
    int[] target = new int[low.length];
    for (int k = 0; k < low.length; k++) {
      int[] next = new int[each.length];
      for (int i = 0; i < each.length; i++) {
        next[i] =
            each[i] == CodePointDfa.DEAD
                ? CodePointDfa.DEAD
                : patterns.get(i).next(each[i], low[k]);
      }
      target[k] = number(next);
    }
    lows.set(state, low);
    targets.set(state, target);
  }

  /**
   * Keys of a class: the shortest of those that fit.
   *
   * <p>Words that reach one state go on alike, so of more than {@code others} words that reach it
   * one leads to a key that fits, if any does: no more are kept than that and those asked for.
   *
   * @param count how many keys are asked for; there may be fewer
   * @param others the number of keys that do not fit
   * @param fits whether a key does
   */
  List<String> keys(int keyClass, int count, int others, Predicate<String> fits) {
    List<String> first = firstKeys.computeIfAbsent(keyClass, this::findFirst);
    List<String> fitting = first.stream().filter(fits).limit(count).toList();
    if (fitting.size() == count) {
      return fitting;
    }
    int enough = others + count;
    for (int most = Math.min(count + 2, enough); ; most = enough) {
      List<String> found = search(keyClass, count, most, fits);
      if (found.size() == count || most == enough) {
        return found;
      }
    }
  }

  // Of each class that was asked for a few keys, found once: mostly some of them fit.
  private static final int FIRST = 4;
  private final Map<Integer, List<String>> firstKeys = new ConcurrentHashMap<>();

  private List<String> findFirst(int keyClass) {
    return search(keyClass, FIRST, FIRST + 1, key -> true);
  }

  private record Word(int state, String text) {}

  private List<String> search(int keyClass, int count, int most, Predicate<String> fits) {
    List<String> found = new ArrayList<>();
    Map<Integer, Integer> kept = new HashMap<>();
    ArrayDeque<Word> open = new ArrayDeque<>(List.of(new Word(START, "")));
    while (!open.isEmpty()) {
      Word word = open.remove();
      if (classOf(word.state) == keyClass && fits.test(word.text)) {
        found.add(word.text);
        if (found.size() == count) {
          break;
        }
      }
      int[] ranges = ranges(word.state);
      for (int k = 0; k < ranges.length; k++) {
        int hi = k + 1 < ranges.length ? ranges[k + 1] - 1 : Character.MAX_CODE_POINT;
        int to = next(word.state, ranges[k]);
        if (!reachable(to).get(keyClass)) {
          continue;
        }
        int room = most - kept.getOrDefault(to, 0);
        for (int c : characters(ranges[k], hi, room)) {
          kept.merge(to, 1, Integer::sum);
          open.add(new Word(to, word.text + Character.toString(c)));
        }
      }
    }
    return found;
  }

  /** Some characters of a range, letters first. */
  private static int[] characters(int lo, int hi, int most) {
    return IntStream.of('a', 'A', '0', lo)
        .filter(from -> from >= lo && from <= hi)
        .flatMap(from -> IntStream.rangeClosed(from, hi))
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .distinct()
        .limit(Math.max(0, most))
        .toArray();
  }

  /** Beyond so many states it is not looked for keys without end. */
  private static final int MANY = 1 << 10;

  private final Map<Integer, Boolean> endless = new HashMap<>();

  /** Whether there are surely keys of a class without end. */
  synchronized boolean isEndless(int keyClass) {
    return endless.computeIfAbsent(keyClass, this::findEndless);
  }

  /** Whether a circle of states, reached from the start, goes on to the class. */
  private boolean findEndless(int keyClass) {
    if (isTrivial()) {
      return true;
    }
    reachable(START);
    if (states.size() > MANY) {
      return false;
    }
    // Depth first; a state on the way that is met again closes a circle.
    BitSet onTheWay = new BitSet();
    BitSet done = new BitSet();
    ArrayDeque<int[]> open = new ArrayDeque<>();
    open.push(new int[] {START, 0});
    onTheWay.set(START);
    while (!open.isEmpty()) {
      int[] last = open.element();
      expand(last[0]);
      int[] next = targets.get(last[0]);
      if (last[1] == next.length) {
        onTheWay.clear(last[0]);
        done.set(last[0]);
        open.pop();
        continue;
      }
      int to = next[last[1]];
      boolean counts = !isSurrogates(last[0], last[1]++) && reachable(to).get(keyClass);
      if (counts && onTheWay.get(to)) {
        return true;
      }
      if (counts && !done.get(to)) {
        onTheWay.set(to);
        open.push(new int[] {to, 0});
      }
    }
    return false;
  }

  /** Whether a range of a state has nothing but surrogates: then it is no range. */
  private boolean isSurrogates(int state, int range) {
    int[] low = lows.get(state);
    return low[range] >= 0xd800 && (range + 1 < low.length ? low[range + 1] : 0x110000) <= 0xe000;
  }

  /** The classes of the keys that go on from a state. */
  synchronized BitSet reachable(int state) {
    BitSet known = reachable.get(state);
    if (known != null) {
      return known;
    }
    BitSet found = new BitSet();
    BitSet seen = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(state);
    seen.set(state);
    while (!open.isEmpty()) {
      int at = open.remove();
      BitSet done = reachable.get(at);
      if (done != null) {
        found.or(done);
        continue;
      }
      found.set(classOf(at));
      expand(at);
      int[] low = lows.get(at);
      for (int k = 0; k < low.length; k++) {
        int to = targets.get(at)[k];
        if (!isSurrogates(at, k) && !seen.get(to)) {
          seen.set(to);
          open.add(to);
        }
      }
    }
    reachable.put(state, found);
    return found;
  }
}
