package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A regular language of Unicode text, frozen: the minimal deterministic automaton that reads it
 * code point by code point.
 *
 * <p>States are ints from 0, the start. Every state can be reached, and every state but the start
 * of the empty language can reach acceptance: a transition that exists is alive. States are
 * numbered in the order of a breadth-first search that follows transitions by code point, and
 * transitions are as wide as they can be; so two objects are equal if and only if their languages
 * are.
 *
 * <p>Transitions of a state are sorted ranges of code points. A range may run across the
 * surrogates, which no text holds and no transition reads.
 *
 * <p>Immutable and safe for use by many threads. Memory: 12 bytes a transition, 4 a state.
 */
public final class CodePointDfa {
  /** What {@link #next} answers when no word goes on with that code point. */
  public static final int DEAD = -1;

  /** What {@link #count} answers where infinitely many words go on. */
  public static final long INFINITE = -1;

  /** The start state. */
  public static final int START = 0;

  /** The language without a word. */
  public static final CodePointDfa NONE =
      new CodePointDfa(new int[] {0, 0}, new int[0], new BitSet());

  /** The language of the empty string alone. */
  public static final CodePointDfa EMPTY_STRING =
      new CodePointDfa(new int[] {0, 0}, new int[0], firstState());

  /** All strings. */
  public static final CodePointDfa ANY =
      new CodePointDfa(new int[] {0, 1}, new int[] {0, Scalars.MAX, 0}, firstState());

  private final int[] first; // of state s: the transitions first[s] to first[s + 1]
  private final int[] transitions; // lo, hi, target
  private final BitSet accepting;
  private final int hash;
  private volatile long @Nullable [] counts;
  private volatile int @Nullable [] distances;
  private volatile @Nullable BitSet open;

  CodePointDfa(int[] first, int[] transitions, BitSet accepting) {
    this.first = first;
    this.transitions = transitions;
    this.accepting = accepting;
    this.hash =
        (Arrays.hashCode(first) * 31 + Arrays.hashCode(transitions)) * 31 + accepting.hashCode();
  }

  private static BitSet firstState() {
    BitSet set = new BitSet();
    set.set(0);
    return set;
  }

  /**
   * The language of finitely many words. A word with a lone surrogate is not Unicode text, and is
   * left out.
   *
   * <p>Time O(n log n) in the code points of the words, space that of the minimal automaton and the
   * words (Daciuk, Mihov, Watson, Watson, "Incremental construction of minimal acyclic finite-state
   * automata", 2000, for sorted input).
   */
  public static CodePointDfa ofWords(Collection<String> words) {
    return WordsBuilder.build(words);
  }

  /** The language of the one-letter words from a set. */
  public static CodePointDfa ofSet(CodePointSet set) {
    if (set.isEmpty()) {
      return NONE;
    }
    int[] transitions = new int[3 * set.ranges()];
    for (int i = 0; i < set.ranges(); i++) {
      transitions[3 * i] = set.lo(i);
      transitions[3 * i + 1] = set.hi(i);
      transitions[3 * i + 2] = 1;
    }
    BitSet accepting = new BitSet();
    accepting.set(1);
    return new CodePointDfa(new int[] {0, set.ranges(), set.ranges()}, transitions, accepting);
  }

  /** How many states there are, at least 1. */
  public int states() {
    return first.length - 1;
  }

  /** How many transitions there are, of all states. */
  public int transitions() {
    return first[states()];
  }

  /** Whether the word read so far is in the language. */
  public boolean accepts(int state) {
    return accepting.get(state);
  }

  /** The state after one code point, or {@link #DEAD}; always dead after a surrogate. */
  public int next(int state, int codePoint) {
    if (Scalars.isSurrogate(codePoint)) {
      return DEAD;
    }
    int i = 3 * find(state, codePoint);
    return i < 3 * first[state + 1] && transitions[i] <= codePoint ? transitions[i + 2] : DEAD;
  }

  /** Whether some code point from {@code lo} to {@code hi}, both included, is alive in a state. */
  public boolean anyNext(int state, int lo, int hi) {
    int from = Scalars.ceiling(lo);
    int to = Scalars.floor(hi);
    int i = find(state, from);
    return from <= to && i < first[state + 1] && transitions[3 * i] <= to;
  }

  /**
   * The one state after every code point from {@code lo} to {@code hi}, both included, or {@link
   * #DEAD} if they differ or one of them is dead.
   */
  public int onlyNext(int state, int lo, int hi) {
    int from = Scalars.ceiling(lo);
    int to = Scalars.floor(hi);
    int i = find(state, from);
    // Transitions are as wide as they can be: one target, one range.
    return from <= to
            && i < first[state + 1]
            && transitions[3 * i] <= from
            && transitions[3 * i + 1] >= to
        ? transitions[3 * i + 2]
        : DEAD;
  }

  /** The number of a state's first transition that does not end below a code point. */
  public int transitionFrom(int state, int codePoint) {
    return find(state, codePoint);
  }

  private int find(int state, int codePoint) {
    int low = first[state];
    int high = first[state + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (transitions[3 * middle + 1] < codePoint) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The number of a state's first transition: its transitions are this one up to the next's. */
  public int firstTransition(int state) {
    return first[state];
  }

  /** The number after that of a state's last transition. */
  public int endTransition(int state) {
    return first[state + 1];
  }

  /** The first code point of a transition. */
  public int lo(int transition) {
    return transitions[3 * transition];
  }

  /** The last code point of a transition. */
  public int hi(int transition) {
    return transitions[3 * transition + 1];
  }

  /** The state that a transition leads to. */
  public int target(int transition) {
    return transitions[3 * transition + 2];
  }

  /** The code points that go on from a state. */
  public CodePointSet alive(int state) {
    CodePointSet.Builder set = new CodePointSet.Builder();
    for (int i = first[state]; i < first[state + 1]; i++) {
      set.add(lo(i), hi(i));
    }
    return set.build();
  }

  /** Whether there is no word. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Whether every string is a word. */
  public boolean isUniversal() {
    return equals(ANY);
  }

  /** Whether every string goes on from a state to a word: such a state is unique. */
  public boolean isUniversal(int state) {
    int i = first[state];
    return accepting.get(state)
        && first[state + 1] == i + 1
        && target(i) == state
        && lo(i) == 0
        && hi(i) == Scalars.MAX;
  }

  /**
   * Whether every string goes on from a state to the beginning of a word: no code point is ever
   * dead. Linear in the transitions at first.
   */
  public boolean isOpen(int state) {
    BitSet known = open;
    if (known == null) {
      known = findOpen();
      open = known;
    }
    return known.get(state);
  }

  // Backwards from the states in which some code point is dead.
  private BitSet findOpen() {
    int n = states();
    BitSet found = new BitSet(n);
    found.set(0, n);
    int[] queue = new int[n];
    int size = 0;
    for (int s = 0; s < n; s++) {
      if (!isTotal(s)) {
        found.clear(s);
        queue[size++] = s;
      }
    }
    if (size == n) {
      return found;
    }
    Reverse reverse = Reverse.of(n, first, transitions);
    for (int done = 0; done < size; done++) {
      for (int i = reverse.first(queue[done]); i < reverse.end(queue[done]); i++) {
        int p = reverse.source(i);
        if (found.get(p)) {
          found.clear(p);
          queue[size++] = p;
        }
      }
    }
    return found;
  }

  private boolean isTotal(int state) {
    int next = 0;
    for (int i = first[state]; i < first[state + 1]; i++) {
      if (lo(i) != next) {
        return false;
      }
      next = Scalars.after(hi(i));
    }
    return next > Scalars.MAX;
  }

  /** Whether a string is in the language. A string with a lone surrogate is in none. */
  public boolean contains(String text) {
    int state = START;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      state = next(state, c);
      if (state == DEAD) {
        return false;
      }
      i += Character.charCount(c);
    }
    return accepts(state);
  }

  /** Whether there are finitely many words. */
  public boolean isFinite() {
    return count(START) != INFINITE;
  }

  /**
   * How many words are read from a state.
   *
   * @return the number, {@link Long#MAX_VALUE} if it is that or more, or {@link #INFINITE}
   */
  public long count(int state) {
    long[] known = counts;
    if (known == null) {
      known = countWords();
      counts = known;
    }
    return known[state];
  }

  // From the leaves up; what is left is on a cycle or leads to one.
  private long[] countWords() {
    int n = states();
    int[] waiting = new int[n];
    for (int s = 0; s < n; s++) {
      waiting[s] = first[s + 1] - first[s];
    }
    Reverse reverse = Reverse.of(n, first, transitions);
    long[] count = new long[n];
    Arrays.fill(count, INFINITE);
    int[] queue = new int[n];
    int size = 0;
    for (int s = 0; s < n; s++) {
      if (waiting[s] == 0) {
        queue[size++] = s;
      }
    }
    for (int done = 0; done < size; done++) {
      int s = queue[done];
      long sum = accepts(s) ? 1 : 0;
      for (int i = first[s]; i < first[s + 1]; i++) {
        long words = count[target(i)];
        long codePoints = Scalars.count(lo(i), hi(i));
        long product = words > Long.MAX_VALUE / codePoints ? Long.MAX_VALUE : words * codePoints;
        sum = sum + product < 0 ? Long.MAX_VALUE : sum + product;
      }
      count[s] = sum;
      for (int i = reverse.first(s); i < reverse.end(s); i++) {
        int p = reverse.source(i);
        if (--waiting[p] == 0) {
          queue[size++] = p;
        }
      }
    }
    return count;
  }

  /**
   * Words of the language: all of them in the order of their code points, if they are finitely many
   * and not more than {@code limit}; else the first ones by length, then by code point.
   *
   * @throws dev.espalier.compiler.LimitExceeded when the lengths of the words of an infinite
   *     language are too intricate
   */
  public List<String> words(int limit, Work work) {
    List<String> words = new ArrayList<>();
    long all = count(START);
    if (all != INFINITE && all <= limit) {
      collect(words, limit, null, -1, work);
      return words;
    }
    LengthSets lengths = LengthSets.of(this, work);
    long length = -1;
    while (words.size() < limit) {
      length = lengths.shortestAtLeast(START, length + 1);
      if (length < 0) {
        break;
      }
      collect(words, limit, lengths, length, work);
    }
    return words;
  }

  // Depth first, without recursion: words may be long.
  private void collect(
      List<String> words, int limit, @Nullable LengthSets lengths, long length, Work work) {
    StringBuilder text = new StringBuilder();
    int[] states = new int[16];
    int[] transition = new int[16];
    int[] codePoint = new int[16]; // the next to try; -1 before the state itself was looked at
    int depth = 0;
    states[0] = START;
    codePoint[0] = -1;
    while (depth >= 0 && words.size() < limit) {
      work.spend(1);
      int s = states[depth];
      if (codePoint[depth] < 0) {
        if (accepts(s) && (lengths == null || depth == length)) {
          words.add(text.toString());
        }
        transition[depth] = first[s];
        codePoint[depth] = first[s] < first[s + 1] ? lo(first[s]) : 0;
      }
      int i = transition[depth];
      if (i == first[s + 1] || (lengths != null && depth == length)) {
        depth--;
        if (depth >= 0) {
          text.setLength(text.offsetByCodePoints(text.length(), -1));
        }
        continue;
      }
      int c = codePoint[depth];
      boolean viable =
          lengths == null || lengths.anyLength(target(i), length - depth - 1, length - depth - 1);
      if (c == hi(i) || !viable) {
        transition[depth] = i + 1;
        codePoint[depth] = i + 1 < first[s + 1] ? lo(i + 1) : 0;
      } else {
        codePoint[depth] = Scalars.after(c);
      }
      if (viable) {
        text.appendCodePoint(c);
        depth++;
        if (depth == states.length) {
          states = Arrays.copyOf(states, 2 * depth);
          transition = Arrays.copyOf(transition, 2 * depth);
          codePoint = Arrays.copyOf(codePoint, 2 * depth);
        }
        states[depth] = target(i);
        codePoint[depth] = -1;
      }
    }
  }

  /** A shortest word, of letters, digits and printable ASCII where there is a choice. Linear. */
  public Optional<String> shortest() {
    return isEmpty() ? Optional.empty() : Optional.of(shortest(START));
  }

  /** A shortest word from a state; the language must not be empty. Linear. */
  public String shortest(int state) {
    int[] distance = distances();
    StringBuilder word = new StringBuilder();
    for (int s = state; distance[s] > 0; ) {
      int best = -1;
      int next = -1;
      for (int i = first[s]; i < first[s + 1]; i++) {
        if (distance[target(i)] == distance[s] - 1) {
          int c = pleasant(i);
          if (best < 0 || moreOrdinary(c, best)) {
            best = c;
            next = target(i);
          }
        }
      }
      word.appendCodePoint(best);
      s = next;
    }
    return word.toString();
  }

  /** The length of the shortest words in code points; -1 if there is none. Linear. */
  public int shortestLength() {
    return shortestLength(START);
  }

  /** The length of the shortest words from a state in code points; -1 if there is none. */
  public int shortestLength(int state) {
    return distances()[state];
  }

  /**
   * The code point of a transition that reads best in an example: a small letter, else a digit,
   * else printable ASCII, else what is not a control character.
   */
  public int pleasant(int transition) {
    return Scalars.pleasant(lo(transition), hi(transition));
  }

  /** Whether a code point reads better in an example than another, in the sense of pleasant. */
  public static boolean moreOrdinary(int codePoint, int other) {
    return Scalars.unpleasantness(codePoint) < Scalars.unpleasantness(other);
  }

  /** Of each state, the length of the shortest words read from it in code points. */
  private int[] distances() {
    int[] known = distances;
    if (known == null) {
      known = findDistances();
      distances = known;
    }
    return known;
  }

  private int[] findDistances() {
    int n = states();
    int[] distance = new int[n];
    Arrays.fill(distance, -1);
    int[] queue = new int[n];
    int size = 0;
    for (int s = accepting.nextSetBit(0); s >= 0; s = accepting.nextSetBit(s + 1)) {
      distance[s] = 0;
      queue[size++] = s;
    }
    Reverse reverse = Reverse.of(n, first, transitions);
    for (int done = 0; done < size; done++) {
      int s = queue[done];
      for (int i = reverse.first(s); i < reverse.end(s); i++) {
        int p = reverse.source(i);
        if (distance[p] < 0) {
          distance[p] = distance[s] + 1;
          queue[size++] = p;
        }
      }
    }
    return distance;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CodePointDfa dfa
            && hash == dfa.hash
            && Arrays.equals(first, dfa.first)
            && Arrays.equals(transitions, dfa.transitions)
            && accepting.equals(dfa.accepting));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The table, a line a state: its number, {@code *} if it accepts, its transitions. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("CodePointDfa of ").append(states()).append(" states");
    for (int s = 0; s < Math.min(states(), 100); s++) {
      text.append('\n').append(s).append(accepts(s) ? "*" : "");
      for (int i = first[s]; i < first[s + 1]; i++) {
        text.append(String.format(" %04X-%04X:%d", lo(i), hi(i), target(i)));
      }
    }
    return text.toString();
  }
}
