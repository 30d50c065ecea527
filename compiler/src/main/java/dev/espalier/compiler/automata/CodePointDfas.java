package dev.espalier.compiler.automata;

import java.util.Arrays;
import java.util.List;

/**
 * The algebra of regular languages on {@link CodePointDfa}.
 *
 * <p>Operands are never changed. Every operation may end in {@link
 * dev.espalier.compiler.LimitExceeded}; what it costs is counted in transitions, <i>m</i> and
 * <i>n</i> below being those of the operands.
 */
public final class CodePointDfas {
  private enum Operation {
    AND,
    OR,
    MINUS
  }

  private CodePointDfas() {}

  /** The words of both. O(m · n) and the minimisation of that. */
  public static CodePointDfa intersection(CodePointDfa a, CodePointDfa b, Work work) {
    if (a.isEmpty() || b.isUniversal() || a.equals(b)) {
      return a;
    }
    return b.isEmpty() || a.isUniversal() ? b : product(a, b, Operation.AND, work);
  }

  /** The words of either. O(m · n) and the minimisation of that. */
  public static CodePointDfa union(CodePointDfa a, CodePointDfa b, Work work) {
    if (b.isEmpty() || a.isUniversal() || a.equals(b)) {
      return a;
    }
    return a.isEmpty() || b.isUniversal() ? b : product(a, b, Operation.OR, work);
  }

  /** The union of many languages, of similar ones first. */
  public static CodePointDfa union(List<CodePointDfa> all, Work work) {
    CodePointDfa[] heap = all.toArray(CodePointDfa[]::new);
    if (heap.length == 0) {
      return CodePointDfa.NONE;
    }
    for (int size = heap.length; size > 1; size = (size + 1) / 2) {
      for (int i = 0; i < size / 2; i++) {
        heap[i] = union(heap[2 * i], heap[2 * i + 1], work);
      }
      if (size % 2 == 1) {
        heap[size / 2] = heap[size - 1];
      }
    }
    return heap[0];
  }

  /** The words of the first that are not of the second. O(m · n) and the minimisation of that. */
  public static CodePointDfa difference(CodePointDfa a, CodePointDfa b, Work work) {
    if (a.isEmpty() || b.isEmpty()) {
      return a;
    }
    if (b.isUniversal() || a.equals(b)) {
      return CodePointDfa.NONE;
    }
    return a.isUniversal() ? complement(b, work) : product(a, b, Operation.MINUS, work);
  }

  /** The strings that are no words. O(n): the complement of a minimal automaton is minimal. */
  public static CodePointDfa complement(CodePointDfa a, Work work) {
    if (a.isUniversal()) {
      return CodePointDfa.NONE;
    }
    if (a.isEmpty()) {
      return CodePointDfa.ANY;
    }
    // The one state from which everything is a word becomes the dead one, and the dead one it.
    int n = a.states();
    int[] number = new int[n];
    int count = 0;
    for (int s = 0; s < n; s++) {
      number[s] = a.isUniversal(s) ? -1 : count++;
    }
    int everything = count;
    DfaTable table = DfaTable.ofCodePoints(work);
    boolean needed = false;
    for (int s = 0; s < n; s++) {
      if (number[s] < 0) {
        continue;
      }
      int next = 0;
      for (int i = a.firstTransition(s); i < a.endTransition(s); i++) {
        if (a.lo(i) > next) {
          table.add(next, Scalars.before(a.lo(i)), everything);
          needed = true;
        }
        if (number[a.target(i)] >= 0) {
          table.add(a.lo(i), a.hi(i), number[a.target(i)]);
        }
        next = Scalars.after(a.hi(i));
      }
      if (next <= Scalars.MAX) {
        table.add(next, Scalars.MAX, everything);
        needed = true;
      }
      table.endState(!a.accepts(s));
    }
    if (needed) {
      table.add(0, Scalars.MAX, everything);
      table.endState(true);
    }
    return table.freezeMinimal();
  }

  /** Words of the first followed by words of the second. Exponential at worst. */
  public static CodePointDfa concatenation(CodePointDfa a, CodePointDfa b, Work work) {
    if (a.isEmpty() || b.equals(CodePointDfa.EMPTY_STRING)) {
      return a;
    }
    if (b.isEmpty() || a.equals(CodePointDfa.EMPTY_STRING)) {
      return b;
    }
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    int middle = nfa.state();
    int end = nfa.state();
    nfa.embed(start, a, middle);
    if (b.isUniversal()) {
      nfa.acceptAnything(middle);
    } else {
      nfa.embed(middle, b, end);
      nfa.accept(end);
    }
    return nfa.determinise(start);
  }

  /** Any number of words, one after another. Exponential at worst. */
  public static CodePointDfa star(CodePointDfa a, Work work) {
    CodePointNfa nfa = new CodePointNfa(work);
    int loop = nfa.state();
    nfa.accept(loop);
    nfa.embed(loop, a, loop);
    return nfa.determinise(loop);
  }

  /** Whether every word of the first is one of the second. O(m · n). */
  public static boolean includes(CodePointDfa large, CodePointDfa small, Work work) {
    return difference(small, large, work).isEmpty();
  }

  private static CodePointDfa product(
      CodePointDfa a, CodePointDfa b, Operation operation, Work work) {
    DfaTable table = DfaTable.ofCodePoints(work);
    Pairs pairs = new Pairs();
    pairs.number(0, 0);
    for (int done = 0; done < pairs.size(); done++) {
      int s = pairs.left(done);
      int t = pairs.right(done);
      int i = s < 0 ? 0 : a.firstTransition(s);
      int iEnd = s < 0 ? 0 : a.endTransition(s);
      int j = t < 0 ? 0 : b.firstTransition(t);
      int jEnd = t < 0 ? 0 : b.endTransition(t);
      int next = 0; // everything below is done
      while (i < iEnd || j < jEnd) {
        work.spend(1);
        int iLo = i < iEnd ? Math.max(a.lo(i), next) : Integer.MAX_VALUE;
        int jLo = j < jEnd ? Math.max(b.lo(j), next) : Integer.MAX_VALUE;
        int lo = Math.min(iLo, jLo);
        int hi =
            Math.min(end(iLo, lo, i < iEnd ? a.hi(i) : 0), end(jLo, lo, j < jEnd ? b.hi(j) : 0));
        int left = iLo == lo ? a.target(i) : CodePointDfa.DEAD;
        int right = jLo == lo ? b.target(j) : CodePointDfa.DEAD;
        boolean alive =
            switch (operation) {
              case AND -> left >= 0 && right >= 0;
              case OR -> true;
              case MINUS -> left >= 0 && !(right >= 0 && b.isUniversal(right));
            };
        if (alive) {
          if (operation == Operation.OR) {
            // Where one of them takes everything, the other has no say.
            if (left >= 0 && a.isUniversal(left)) {
              right = CodePointDfa.DEAD;
            } else if (right >= 0 && b.isUniversal(right)) {
              left = CodePointDfa.DEAD;
            }
          }
          table.add(lo, hi, pairs.number(left, right));
        }
        if (hi == Scalars.MAX) {
          break;
        }
        next = Scalars.after(hi);
        if (i < iEnd && a.hi(i) < next) {
          i++;
        }
        if (j < jEnd && b.hi(j) < next) {
          j++;
        }
      }
      boolean inA = s >= 0 && a.accepts(s);
      boolean inB = t >= 0 && b.accepts(t);
      table.endState(
          switch (operation) {
            case AND -> inA && inB;
            case OR -> inA || inB;
            case MINUS -> inA && !inB;
          });
      work.states(pairs.size());
    }
    return table.freeze();
  }

  /** Up to where a range that begins at {@code from} goes on alike, for one that begins at lo. */
  private static int end(int from, int lo, int hi) {
    if (from == Integer.MAX_VALUE) {
      return Scalars.MAX;
    }
    return from == lo ? hi : Scalars.before(from);
  }

  /** Numbers pairs of states from 0, in the order of their first appearance. */
  private static final class Pairs {
    private long[] pairs = new long[16];
    private int[] table = new int[32]; // number + 1, open addressing
    private int size;

    int number(int left, int right) {
      long pair = (long) left << 32 | (right & 0xFFFFFFFFL);
      int mask = table.length - 1;
      int slot = slot(pair, mask);
      for (int found; (found = table[slot]) != 0; slot = (slot + 1) & mask) {
        if (pairs[found - 1] == pair) {
          return found - 1;
        }
      }
      if (size == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * size);
      }
      pairs[size++] = pair;
      table[slot] = size;
      if (2 * size > table.length) {
        table = new int[2 * table.length];
        for (int i = 0; i < size; i++) {
          int free = slot(pairs[i], table.length - 1);
          while (table[free] != 0) {
            free = (free + 1) & (table.length - 1);
          }
          table[free] = i + 1;
        }
      }
      return size - 1;
    }

    private static int slot(long pair, int mask) {
      long h = pair * 0x9E3779B97F4A7C15L;
      return (int) (h >>> 32) & mask;
    }

    int left(int number) {
      return (int) (pairs[number] >> 32);
    }

    int right(int number) {
      return (int) pairs[number];
    }

    int size() {
      return size;
    }
  }
}
