package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.IntArrays;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lexer rules of a grammar as a deterministic automaton over bytes, of the fewest states.
 *
 * <p>A state that accepts, names an alternative; going on from it may accept again. Every state
 * leads to one that accepts, now or at the end of the text, or to where rules would call each other
 * deeper than they are followed: there the text does not go on, and what must not happen has
 * happened.
 *
 * <p>Immutable.
 */
final class TokenDfa {
  static final int DEAD = -1;
  static final int NONE = -1;

  // Pairs of states that are looked at to compare two obligations.
  private static final int MAX_COMPARED = 5_000;

  private final byte[] classOf; // of each byte
  private final int classes;
  private final int[] next;
  private final int[] accepts;
  private final int[] acceptsAtEnd;
  private final int[] starts;
  private final int[] obligation;
  private final int[] obligationNext; // of each obligation and class, or KEPT or VIOLATED
  private final int[] violatedAtEnd; // odd where the end of the text violates an obligation
  private final int[][][] paths; // of each obligation, those that lead deep into calls
  private final boolean bounded;
  private final ConcurrentHashMap<Long, Boolean> saidBy = new ConcurrentHashMap<>();

  /**
   * @param rows over bytes
   * @param obligation of each state, or NONE
   * @param watch of each obligation, over bytes
   * @param violatedAtEnd of each obligation: an odd number, or another one
   * @param paths of each obligation, as in {@link OrderedSubsets.Watch}
   */
  private TokenDfa(
      int[][] rows,
      int[] accepts,
      int[] acceptsAtEnd,
      int[] starts,
      int[] obligation,
      int[][] watch,
      int[] violatedAtEnd,
      int[][][] paths) {
    this.accepts = accepts;
    this.acceptsAtEnd = acceptsAtEnd;
    this.starts = starts;
    this.obligation = obligation;
    this.violatedAtEnd = violatedAtEnd;
    this.paths = paths;
    int n = rows.length;
    this.classOf = new byte[256];
    IntArrays columns = new IntArrays();
    int[] column = new int[n + watch.length];
    for (int b = 0; b < 256; b++) {
      for (int q = 0; q < column.length; q++) {
        column[q] = q < n ? rows[q][b] : watch[q - n][b];
      }
      classOf[b] = (byte) columns.number(column, column.length);
    }
    this.classes = columns.size();
    this.next = new int[n * classes];
    this.obligationNext = new int[watch.length * classes];
    boolean beyond = false;
    for (int c = 0; c < classes; c++) {
      for (int q = 0; q < n; q++) {
        int to = columns.array(c)[q];
        beyond |= to == OrderedSubsets.BEYOND;
        next[q * classes + c] = Math.max(to, DEAD);
      }
      for (int o = 0; o < watch.length; o++) {
        obligationNext[o * classes + c] = columns.array(c)[n + o];
      }
    }
    this.bounded = beyond;
  }

  /** What {@link #watch} answers where the longer match can no longer complete. */
  static final int KEPT = OrderedSubsets.NONE;

  /** What {@link #watch} answers where the longer match completes. */
  static final int VIOLATED = OrderedSubsets.BEYOND;

  int classes() {
    return classes;
  }

  /** Whether some text is left out, since rules would call each other too deep for it. */
  boolean isBounded() {
    return bounded;
  }

  int classOf(int b) {
    return classOf[b] & 0xff;
  }

  int states() {
    return accepts.length;
  }

  int modes() {
    return starts.length;
  }

  int start(int mode) {
    return starts[mode];
  }

  int next(int state, int byteClass) {
    return next[state * classes + byteClass];
  }

  /** Whether some state reads a class. */
  boolean reads(int byteClass) {
    for (int q = 0; q < accepts.length; q++) {
      if (next(q, byteClass) != DEAD) {
        return true;
      }
    }
    return false;
  }

  /** The alternative that matches up to here, or {@link #NONE}. */
  int accepts(int state) {
    return accepts[state];
  }

  /** The alternative that matches if the text ends here, by reading its end; or {@link #NONE}. */
  int acceptsAtEnd(int state) {
    return acceptsAtEnd[state];
  }

  /** What must not happen once a match up to this state is taken; {@link #NONE} for nothing. */
  int obligation(int state) {
    return obligation[state];
  }

  /** What is left of an obligation after a byte: another, {@link #KEPT} or {@link #VIOLATED}. */
  int watch(int obligation, int byteClass) {
    return obligationNext[obligation * classes + byteClass];
  }

  /** Whether the end of the text would violate an obligation. */
  boolean violatedAtEnd(int obligation) {
    return violatedAtEnd[obligation] > 0 && violatedAtEnd[obligation] % 2 == 1;
  }

  /**
   * The obligations that say all that some say: without those that are violated only where another
   * one is.
   *
   * @param obligations sorted
   */
  int[] strictest(int[] obligations) {
    int n = 0;
    int[] left = new int[obligations.length];
    for (int one : obligations) {
      boolean said = false;
      for (int other : obligations) {
        // Of two that say the same, the first one stays.
        said |= other != one && isSaidBy(one, other) && (other < one || !isSaidBy(other, one));
      }
      if (!said) {
        left[n++] = one;
      }
    }
    return n == left.length ? obligations : Arrays.copyOf(left, n);
  }

  private boolean isSaidBy(int one, int other) {
    long key = (long) one << 32 | other;
    Boolean known = saidBy.get(key);
    if (known == null) {
      known = compare(one, other);
      saidBy.put(key, known);
    }
    return known;
  }

  /** Whether what violates one violates another; a no where that takes too long to tell. */
  private boolean compare(int one, int other) {
    Set<Long> seen = new HashSet<>();
    List<Long> open = new ArrayList<>();
    long first = (long) one << 32 | other;
    seen.add(first);
    open.add(first);
    while (!open.isEmpty()) {
      long pair = open.removeLast();
      int a = (int) (pair >> 32);
      int b = (int) pair;
      if (a == b || isCovered(paths[a], paths[b])) {
        continue;
      }
      if (seen.size() > MAX_COMPARED || (violatedAtEnd(a) && !violatedAtEnd(b))) {
        return false;
      }
      for (int c = 0; c < classes; c++) {
        int afterA = watch(a, c);
        int afterB = watch(b, c);
        if (afterA == KEPT || afterB == VIOLATED) {
          continue;
        }
        if (afterA == VIOLATED || afterB == KEPT) {
          return false;
        }
        long after = (long) afterA << 32 | afterB;
        if (seen.add(after)) {
          open.add(after);
        }
      }
    }
    return true;
  }

  /**
   * Whether what completes by one of some paths has completed by one of others. Where calls are
   * followed to a depth only, this is not to be seen from the automaton.
   */
  private static boolean isCovered(int[][] paths, int[][] others) {
    return paths.length > 0
        && Arrays.stream(paths)
            .allMatch(path -> Arrays.stream(others).anyMatch(other -> begins(other, path)));
  }

  private static boolean begins(int[] beginning, int[] path) {
    return beginning.length <= path.length
        && Arrays.equals(beginning, 0, beginning.length, path, 0, beginning.length);
  }

  /** The automaton of a lexer. */
  static TokenDfa of(LexerNfa nfa, int maxDepth, Work work) {
    Alphabet alphabet = Alphabet.of(nfa.sets(), work);
    OrderedSubsets.Table table = new OrderedSubsets(nfa, alphabet, maxDepth, work).build();
    int n = table.next().length;
    int[] labels = new int[n];
    boolean[] live = new boolean[n];
    Map<Long, Integer> kinds = new HashMap<>();
    for (int q = 0; q < n; q++) {
      long kind = ((long) table.accepts()[q] << 32) | (table.acceptsAtEnd()[q] & 0xffffffffL);
      Integer known = kinds.putIfAbsent(kind, kinds.size());
      labels[q] = known == null ? kinds.size() - 1 : known;
      live[q] = table.accepts()[q] != NONE || table.acceptsAtEnd()[q] != NONE;
    }
    for (int start : table.starts()) {
      labels[start] = kinds.size() + start;
    }
    trim(table.next(), live);
    int[] block = Partition.of(table.next(), labels);
    int[][] rows = Utf8Rows.of(quotient(table.next(), block), alphabet, work);

    OrderedSubsets.Watch watch = table.watch();
    boolean[] watched = watch.atEnd().clone(); // what can be violated at all
    int[] atEnd = new int[watched.length];
    for (int o = 0; o < watched.length; o++) {
      atEnd[o] = watched[o] ? 1 : 0;
    }
    int[][][] paths = watch.paths();
    for (int o = 0; o < paths.length; o++) {
      // What is alike up to the depth that is followed may differ beyond it.
      atEnd[o] += paths[o].length > 0 ? 2 * (o + 1) : 0;
    }
    trim(watch.next(), watched);
    int[] watchBlock = Partition.of(watch.next(), atEnd);
    int[] obligation = new int[n];
    for (int q = 0; q < n; q++) {
      int left = watch.of()[q];
      obligation[q] = left >= 0 && watched[left] ? watchBlock[left] : NONE;
    }
    int[][] watchRows = Utf8Rows.of(quotient(watch.next(), watchBlock), alphabet, work);
    int[][][] blockPaths = new int[watchRows.length][][];
    Arrays.fill(blockPaths, new int[0][]);
    for (int o = 0; o < paths.length; o++) {
      blockPaths[watchBlock[o]] = paths[o];
    }
    return new TokenDfa(
        rows,
        ofBlocks(table.accepts(), block, rows.length),
        ofBlocks(table.acceptsAtEnd(), block, rows.length),
        Arrays.stream(table.starts()).map(q -> block[q]).toArray(),
        ofBlocks(obligation, block, rows.length),
        watchRows,
        ofBlocks(atEnd, watchBlock, watchRows.length),
        blockPaths);
  }

  /** The automaton whose states are the blocks of another. */
  private static int[][] quotient(int[][] next, int[] block) {
    int[][] small = new int[Arrays.stream(block).max().orElse(-1) + 1][];
    for (int q = 0; q < next.length; q++) {
      if (small[block[q]] == null) {
        small[block[q]] = Arrays.stream(next[q]).map(t -> t < 0 ? t : block[t]).toArray();
      }
    }
    return small;
  }

  /** What is known of states, by their blocks; nothing of those within a character. */
  private static int[] ofBlocks(int[] values, int[] block, int length) {
    int[] all = new int[length];
    Arrays.fill(all, NONE);
    for (int q = 0; q < values.length; q++) {
      all[block[q]] = values[q];
    }
    return all;
  }

  /**
   * Cuts transitions to states that lead neither to live ones nor to what is left out.
   *
   * @param live changed to those that do
   */
  private static void trim(int[][] next, boolean[] live) {
    int n = next.length;
    List<List<Integer>> before = new ArrayList<>();
    for (int q = 0; q < n; q++) {
      before.add(new ArrayList<>());
    }
    List<Integer> open = new ArrayList<>();
    for (int q = 0; q < n; q++) {
      int last = NONE;
      for (int target : next[q]) {
        live[q] |= target == OrderedSubsets.BEYOND;
        if (target >= 0 && target != last) {
          before.get(target).add(q);
          last = target;
        }
      }
      if (live[q]) {
        open.add(q);
      }
    }
    while (!open.isEmpty()) {
      for (int q : before.get(open.removeLast())) {
        if (!live[q]) {
          live[q] = true;
          open.add(q);
        }
      }
    }
    for (int[] row : next) {
      for (int c = 0; c < row.length; c++) {
        if (row[c] >= 0 && !live[row[c]]) {
          row[c] = DEAD;
        }
      }
    }
  }
}
