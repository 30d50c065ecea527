package dev.espalier.compiler.cfg;

import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.lexing.Boundaries;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which stacks can still be completed by what can be written: where not every sequence of tokens
 * can be, a viable prefix alone does not say so.
 *
 * <p>For each symbol behind a dot of a stack's top, the classes of places are kept such that, with
 * the symbol read up to one of them, the rest of the text can be written. They follow from those of
 * the nodes below, so that they are found once for each node, in a time that does not depend on the
 * depth of the stack: the reachability of a pushdown system (Bouajjani, Esparza, Maler,
 * "Reachability Analysis of Pushdown Automata", 1997), kept at hand while it grows.
 *
 * <p>Safe for use by many threads.
 */
final class Writable {
  private static final int REMEMBERED = 50_000;

  private final Lr0 automaton;
  private final int classes;
  private final long[][] reach; // of each symbol, for each class before it, the classes behind it
  private final Recent<Key, long[]> known = new Recent<>(REMEMBERED);

  private record Key(Lr0.State state, long[] targets) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && k.state == state && Arrays.equals(k.targets, targets);
    }

    @Override
    public int hashCode() {
      return 31 * state.id() + Arrays.hashCode(targets);
    }
  }

  Writable(Lr0 automaton, Boundaries boundaries) {
    this.automaton = automaton;
    this.classes = boundaries.classes();
    this.reach = new long[automaton.symbols()][classes];
    for (int c = 0; c < classes; c++) {
      for (int t = 0; t < automaton.end(); t++) {
        reach[t][c] = boundaries.behind(c, t);
      }
      reach[automaton.end()][c] = boundaries.mayEnd(c) ? 1 : 0;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int p = 1; p < automaton.productions(); p++) {
        long[] row = reach[automaton.left(p)];
        for (int c = 0; c < classes; c++) {
          long behind = 1L << c;
          for (int symbol : automaton.right(p)) {
            behind = behind(symbol, behind);
          }
          changed |= (behind & ~row[c]) != 0;
          row[c] |= behind;
        }
      }
    }
  }

  /**
   * Whether as many modes as are told apart are enough: whatever a nonterminal can be written as
   * with one more, it can be written as without.
   *
   * @param boundaries those of this parser, with some modes told apart
   */
  boolean hasRoom(Boundaries boundaries) {
    int rooms = boundaries.room() + 1;
    for (int n = automaton.terminals(); n < reach.length; n++) {
      long[] row = reach[n];
      for (int c = rooms - 1; c < classes; c += rooms) {
        if (boundaries.withoutRoom(row[c]) != boundaries.withoutRoom(row[c - 1])) {
          return false;
        }
      }
    }
    return true;
  }

  /** The classes behind a symbol that is written from one of some classes. */
  private long behind(int symbol, long from) {
    long behind = 0;
    for (long left = from; left != 0; left &= left - 1) {
      behind |= reach[symbol][Long.numberOfTrailingZeros(left)];
    }
    return behind;
  }

  /** The classes from which a symbol can be written up to one of some classes. */
  private long before(int symbol, long to) {
    long before = 0;
    for (int c = 0; c < classes; c++) {
      if ((reach[symbol][c] & to) != 0) {
        before |= 1L << c;
      }
    }
    return before;
  }

  private long before(int[] symbols, long to) {
    long before = to;
    for (int i = symbols.length - 1; i >= 0 && before != 0; i--) {
      before = before(symbols[i], before);
    }
    return before;
  }

  /**
   * For each of a state's symbols, in their order, the classes behind it from which the text can be
   * completed.
   *
   * @param back where each of the state's slots returns to
   */
  long[] good(Lr0.State state, Returns[] back) {
    long[] targets = new long[back.length];
    for (int slot = 0; slot < targets.length; slot++) {
      targets[slot] = back[slot].good;
    }
    Key key = new Key(state, targets);
    long[] found = known.get(key);
    return found != null ? found : known.put(key, compute(state, targets));
  }

  private long[] compute(Lr0.State state, long[] targets) {
    int[] symbols = state.symbols();
    long[] good = new long[symbols.length];
    int[] kernel = state.kernel();
    for (int i = 0; i < kernel.length; i++) {
      int next = automaton.next(kernel[i]);
      if (next >= 0) {
        int at = Arrays.binarySearch(symbols, next);
        boolean whole = automaton.left(automaton.production(kernel[i])) < 0;
        long behind = whole ? -1 : targets[state.slot(kernel[i])];
        good[at] |= before(automaton.rest(kernel[i] + 1), behind);
      }
    }
    BitSet begun = state.begins();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int n = begun.nextSetBit(0); n >= 0; n = begun.nextSetBit(n + 1)) {
        int nonterminal = n + automaton.terminals();
        int from = Arrays.binarySearch(symbols, nonterminal);
        if (from < 0 || good[from] == 0) {
          continue;
        }
        for (int p : automaton.productionsOf(nonterminal)) {
          int item = automaton.firstItem(p);
          int at = Arrays.binarySearch(symbols, automaton.next(item));
          long more = before(automaton.rest(item + 1), good[from]);
          changed |= (more & ~good[at]) != 0;
          good[at] |= more;
        }
      }
    }
    return good;
  }
}
