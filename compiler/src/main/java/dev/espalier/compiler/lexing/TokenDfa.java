package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.Alphabet;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lexer rules of a grammar as a deterministic automaton over bytes, of the fewest states.
 *
 * <p>A state that accepts, names an alternative; going on from it may accept again. Every state
 * leads to one that accepts, now or at the end of the text.
 *
 * <p>Immutable.
 */
final class TokenDfa {
  static final int DEAD = -1;
  static final int NONE = -1;

  private final byte[] classOf; // of each byte
  private final int classes;
  private final int[] next;
  private final int[] accepts;
  private final int[] acceptsAtEnd;
  private final int[] starts;
  private final int[] obligation;
  private final int[] obligationNext; // -1 kept, -2 violated

  private TokenDfa(int[][] rows, int[] accepts, int[] acceptsAtEnd, int[] starts) {
    this.accepts = accepts;
    this.acceptsAtEnd = acceptsAtEnd;
    this.starts = starts;
    this.classOf = new byte[256];
    Map<List<Integer>, Integer> columns = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      List<Integer> column = new ArrayList<>(rows.length);
      for (int[] row : rows) {
        column.add(row[b]);
      }
      Integer known = columns.putIfAbsent(column, columns.size());
      classOf[b] = (byte) (known == null ? columns.size() - 1 : known);
    }
    this.classes = columns.size();
    this.next = new int[rows.length * classes];
    for (int q = 0; q < rows.length; q++) {
      for (int b = 0; b < 256; b++) {
        next[q * classes + (classOf[b] & 0xff)] = rows[q][b];
      }
    }
    // What must not happen after a match that is taken although it could grow: the automaton with
    // one kind of acceptance only.
    int[][] watched = new int[rows.length][classes];
    int[] atEnd = new int[rows.length];
    for (int q = 0; q < rows.length; q++) {
      atEnd[q] = acceptsAtEnd[q] == NONE ? 0 : 1;
      for (int c = 0; c < classes; c++) {
        int to = next[q * classes + c];
        watched[q][c] = to == DEAD ? KEPT : accepts[to] != NONE ? VIOLATED : to;
      }
    }
    int[] block = Partition.of(watched, atEnd);
    int blocks = Arrays.stream(block).max().orElse(-1) + 1;
    this.obligationNext = new int[blocks * classes];
    this.obligationAtEnd = new boolean[blocks];
    boolean[] empty = new boolean[blocks];
    for (int q = 0; q < rows.length; q++) {
      boolean nothing = atEnd[q] == 0;
      for (int c = 0; c < classes; c++) {
        int to = watched[q][c];
        obligationNext[block[q] * classes + c] = to < 0 ? to : block[to];
        nothing &= to == KEPT;
      }
      obligationAtEnd[block[q]] = atEnd[q] != 0;
      empty[block[q]] = nothing;
    }
    this.obligation = new int[rows.length];
    for (int q = 0; q < rows.length; q++) {
      obligation[q] = empty[block[q]] ? NONE : block[q];
    }
  }

  private final boolean[] obligationAtEnd;

  /** What {@link #watch} answers where the longer match can no longer complete. */
  static final int KEPT = -1;

  /** What {@link #watch} answers where the longer match completes. */
  static final int VIOLATED = -2;

  int classes() {
    return classes;
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
    return obligationAtEnd[obligation];
  }

  /** The automaton of a lexer. */
  static TokenDfa of(LexerNfa nfa, int maxDepth, Work work) {
    Alphabet alphabet = Alphabet.of(nfa.sets(), work);
    OrderedSubsets.Table table = new OrderedSubsets(nfa, alphabet, maxDepth, work).build();
    int[][] next = table.next();
    int[] labels = new int[next.length];
    Map<Long, Integer> kinds = new HashMap<>();
    for (int q = 0; q < labels.length; q++) {
      long kind = ((long) table.accepts()[q] << 32) | (table.acceptsAtEnd()[q] & 0xffffffffL);
      Integer known = kinds.putIfAbsent(kind, kinds.size());
      labels[q] = known == null ? kinds.size() - 1 : known;
    }
    for (int start : table.starts()) {
      labels[start] = kinds.size() + start;
    }
    trim(next, table);
    int[] block = Partition.of(next, labels);
    int blocks = Arrays.stream(block).max().orElse(-1) + 1;
    int[][] small = new int[blocks][];
    int[] accepts = new int[blocks];
    int[] atEnd = new int[blocks];
    for (int q = 0; q < next.length; q++) {
      if (small[block[q]] == null) {
        small[block[q]] = Arrays.stream(next[q]).map(t -> t < 0 ? DEAD : block[t]).toArray();
        accepts[block[q]] = table.accepts()[q];
        atEnd[block[q]] = table.acceptsAtEnd()[q];
      }
    }
    int[] starts = Arrays.stream(table.starts()).map(q -> block[q]).toArray();
    int[][] rows = Utf8Rows.of(small, alphabet, work);
    int[] byteAccepts = Arrays.copyOf(accepts, rows.length);
    int[] byteAtEnd = Arrays.copyOf(atEnd, rows.length);
    Arrays.fill(byteAccepts, blocks, rows.length, NONE);
    Arrays.fill(byteAtEnd, blocks, rows.length, NONE);
    return new TokenDfa(rows, byteAccepts, byteAtEnd, starts);
  }

  // Transitions to states from which nothing is accepted are cut.
  private static void trim(int[][] next, OrderedSubsets.Table table) {
    int n = next.length;
    boolean[] live = new boolean[n];
    for (int q = 0; q < n; q++) {
      live[q] = table.accepts()[q] != NONE || table.acceptsAtEnd()[q] != NONE;
    }
    List<List<Integer>> before = new ArrayList<>();
    for (int q = 0; q < n; q++) {
      before.add(new ArrayList<>());
    }
    List<Integer> open = new ArrayList<>();
    for (int q = 0; q < n; q++) {
      for (int target : Arrays.stream(next[q]).filter(t -> t >= 0).distinct().toArray()) {
        before.get(target).add(q);
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
