package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subset construction for automata with word boundaries and looks ahead and behind.
 *
 * <p>A look ahead makes the automaton alternating: a path that passed one goes on together with the
 * obligation that the rest of the text is (not) accepted from the look's body. So what is read here
 * are <i>threads</i>: a state and a set of obligations, each of which is a set of threads that runs
 * beside it, and whether that is to be accepted or not. Looks behind run beside the whole from the
 * beginning of the text; where one stands is the same for all threads.
 *
 * <p>Conditions hold between two code points. So a subset is kept as it is before the conditions of
 * its place are resolved, with what was read last; they are resolved when the next code point, or
 * that there is none, is known. Everything is numbered once: a thread by its state and obligations,
 * an obligation by its threads.
 *
 * <p>Doubly exponential in the number of states at worst, and bounded by the work.
 */
final class ConditionalSubsets {
  // What is done here takes longer than a step of the plain construction.
  private static final long STEP = 4;

  // What was read last, or is read next.
  private static final int NOTHING = 0;
  private static final int WORD = 1;
  private static final int OTHER = 2;

  /** Where conditions are resolved. */
  private record Place(int last, int next, BitSet behind) {}

  /** A resolved set of threads: alive with these, or decided for good. */
  private record Closed(boolean matched, int[] threads) {
    static final Closed MATCHED = new Closed(true, new int[0]);
  }

  private final CodePointNfa nfa;
  private final Work work;
  private final Alphabet alphabet;
  private final boolean[] word; // of each class
  private final List<CodePointNfa.Look> behinds = new ArrayList<>();
  private final int[] behindNumber; // of each look that looks behind
  private final IntArrays threads = new IntArrays(); // state, then obligations, sorted
  private final IntArrays obligations = new IntArrays(); // 1 if negative, then threads, sorted
  // Last kind, then of each look behind how many states there are and those, then threads.
  private final IntArrays subsets = new IntArrays();
  private final int start;
  private final DfaTable table;

  /**
   * @param boundaries whether there are conditions on word boundaries; the sets of the automaton
   *     then tell word characters from others
   */
  ConditionalSubsets(CodePointNfa nfa, int start, boolean boundaries) {
    this.nfa = nfa;
    this.work = nfa.work;
    this.start = start;
    this.alphabet = Alphabet.of(nfa.sets, work);
    this.table = DfaTable.ofClasses(work);
    word = new boolean[alphabet.classes()];
    for (int c = 0; c < word.length; c++) {
      word[c] = boundaries && CodePointNfa.WORD.contains(alphabet.lowest(c));
    }
    behindNumber = new int[nfa.looks.size()];
    for (int i = 0; i < behindNumber.length; i++) {
      if (!nfa.looks.get(i).ahead()) {
        behindNumber[i] = behinds.size();
        behinds.add(nfa.looks.get(i));
      }
    }
  }

  CodePointDfa run() {
    IntList key = new IntList();
    key.add(NOTHING);
    for (CodePointNfa.Look behind : behinds) {
      key.add(1);
      key.add(behind.body());
    }
    key.add(thread(start, new IntList()));
    subsets.number(key.array(), key.size());
    for (int done = 0; done < subsets.size(); done++) {
      int[] subset = subsets.array(done);
      Resolved atEnd = resolve(subset, NOTHING);
      Resolved beforeWord = resolve(subset, WORD);
      Resolved beforeOther = resolve(subset, OTHER);
      // Classes that lead to the same are many: group them by what they select.
      Map<List<Integer>, Integer> known = new HashMap<>();
      for (int c = 0; c < word.length; c++) {
        int target = step(word[c] ? beforeWord : beforeOther, c, known);
        if (target >= 0) {
          table.add(c, c, target);
        }
      }
      table.endState(accepts(atEnd));
    }
    return table.freeze(alphabet);
  }

  /** A subset at its place: the threads, and the states of the looks behind. */
  private record Resolved(Closed main, List<int[]> behind) {}

  private Resolved resolve(int[] subset, int next) {
    int last = subset[0];
    BitSet truth = new BitSet();
    List<int[]> behind = new ArrayList<>();
    int at = 1;
    // In the order in which they were added, so that inner ones come first.
    for (int b = 0; b < behinds.size(); b++) {
      int size = subset[at++];
      IntList states = new IntList();
      for (int i = 0; i < size; i++) {
        states.add(subset[at++]);
      }
      int[] closed = closeBehind(states, new Place(last, next, truth));
      behind.add(closed);
      for (int s : closed) {
        if (nfa.accepting.get(s)) {
          truth.set(b);
        }
      }
    }
    int[] kernel = new int[subset.length - at];
    System.arraycopy(subset, at, kernel, 0, kernel.length);
    Closer closer = new Closer(new Place(last, next, truth));
    return new Resolved(closer.close(kernel), behind);
  }

  private static boolean accepts(Resolved atEnd) {
    return atEnd.main.matched;
  }

  /** Whether an edge without a character and without a look ahead may be passed. */
  private boolean passes(int kind, Place place) {
    return switch (kind) {
      case CodePointNfa.EMPTY -> true;
      case CodePointNfa.EMPTY_AT_START -> place.last == NOTHING;
      case CodePointNfa.EMPTY_AT_END -> place.next == NOTHING;
      case CodePointNfa.BOUNDARY -> (place.last == WORD) != (place.next == WORD);
      case CodePointNfa.NO_BOUNDARY -> (place.last == WORD) == (place.next == WORD);
      default -> {
        int look = CodePointNfa.LOOK - kind;
        yield place.behind.get(behindNumber[look]) != nfa.looks.get(look).negative();
      }
    };
  }

  private boolean isAhead(int kind) {
    return kind <= CodePointNfa.LOOK && nfa.looks.get(CodePointNfa.LOOK - kind).ahead();
  }

  private int[] closeBehind(IntList states, Place place) {
    BitSet seen = new BitSet();
    IntList stack = new IntList();
    for (int i = 0; i < states.size(); i++) {
      seen.set(states.at(i));
      stack.add(states.at(i));
    }
    while (!stack.isEmpty()) {
      int s = stack.removeLast();
      for (int e = nfa.firstEdge.at(s); e >= 0; e = nfa.nextEdge.at(e)) {
        work.spend(STEP);
        int kind = nfa.edgeKind.at(e);
        int target = nfa.edgeTarget.at(e);
        if (kind < 0 && !seen.get(target) && passes(kind, place)) {
          seen.set(target);
          stack.add(target);
        }
      }
    }
    return seen.stream().toArray();
  }

  private int thread(int state, IntList obligationsSorted) {
    int[] key = new int[obligationsSorted.size() + 1];
    key[0] = state;
    System.arraycopy(obligationsSorted.array(), 0, key, 1, key.length - 1);
    work.spend(STEP * key.length);
    return threads.number(key, key.length);
  }

  private int obligation(boolean negative, int[] sorted) {
    int[] key = new int[sorted.length + 1];
    key[0] = negative ? 1 : 0;
    System.arraycopy(sorted, 0, key, 1, sorted.length);
    work.spend(STEP * key.length);
    return obligations.number(key, key.length);
  }

  /** Resolves sets of threads at one place. */
  private final class Closer {
    private static final int FULFILLED = -1; // for good
    private static final int BROKEN = -2;

    private final Place place;
    private final Map<Integer, Integer> closedObligations = new HashMap<>();
    private final Map<CodePointNfa.Look, Integer> closedLooks = new HashMap<>();

    Closer(Place place) {
      this.place = place;
    }

    /** The threads that go on from some. At the end of the text: whether one of them accepts. */
    Closed close(int[] kernel) {
      IntList found = new IntList();
      IntList stack = new IntList();
      BitSet seen = new BitSet();
      for (int thread : kernel) {
        // What the thread brought along is resolved at this place, once.
        int[] parts = threads.array(thread);
        IntList kept = new IntList();
        if (keep(parts, kept)) {
          push(thread(parts[0], kept), seen, stack);
        }
      }
      while (!stack.isEmpty()) {
        int thread = stack.removeLast();
        int[] parts = threads.array(thread);
        int s = parts[0];
        boolean free = parts.length == 1;
        if (free && (nfa.universal.get(s) || (atEnd() && nfa.accepting.get(s)))) {
          return Closed.MATCHED;
        }
        boolean goesOn = nfa.universal.get(s);
        for (int e = nfa.firstEdge.at(s); e >= 0; e = nfa.nextEdge.at(e)) {
          work.spend(STEP);
          int kind = nfa.edgeKind.at(e);
          int target = nfa.edgeTarget.at(e);
          if (kind >= 0) {
            goesOn = true;
          } else if (!isAhead(kind)) {
            if (passes(kind, place)) {
              push(with(target, parts), seen, stack);
            }
          } else {
            CodePointNfa.Look look = nfa.looks.get(CodePointNfa.LOOK - kind);
            Integer closed = closedLooks.get(look);
            if (closed == null) {
              int body = thread(look.body(), new IntList());
              closed = close(look.negative(), new int[] {body});
              closedLooks.put(look, closed);
            }
            if (closed == FULFILLED) {
              push(with(target, parts), seen, stack);
            } else if (closed != BROKEN) {
              push(with(target, parts, closed), seen, stack);
            }
          }
        }
        if (goesOn && !atEnd()) {
          found.add(thread);
        }
      }
      return new Closed(false, withoutSuperfluous(found));
    }

    private boolean atEnd() {
      return place.next == NOTHING;
    }

    private void push(int thread, BitSet seen, IntList stack) {
      if (!seen.get(thread)) {
        seen.set(thread);
        stack.add(thread);
      }
    }

    private int with(int state, int[] parts) {
      int[] key = parts.clone();
      key[0] = state;
      work.spend(STEP * key.length);
      return threads.number(key, key.length);
    }

    private int with(int state, int[] parts, int obligation) {
      IntList all = new IntList();
      for (int i = 1; i < parts.length; i++) {
        all.add(parts[i]);
      }
      all.add(obligation);
      all.sortDistinct();
      return thread(state, all);
    }

    /** Resolves the obligations of a thread; false if one is broken. */
    private boolean keep(int[] parts, IntList kept) {
      for (int i = 1; i < parts.length; i++) {
        Integer known = closedObligations.get(parts[i]);
        if (known == null) {
          int[] all = obligations.array(parts[i]);
          int[] kernel = Arrays.copyOfRange(all, 1, all.length);
          known = close(all[0] == 1, kernel);
          closedObligations.put(parts[i], known);
        }
        if (known == BROKEN) {
          return false;
        } else if (known != FULFILLED) {
          kept.add(known);
        }
      }
      kept.sortDistinct();
      return true;
    }

    private int close(boolean negative, int[] kernel) {
      Closed closed = close(kernel);
      if (closed.matched) {
        return negative ? BROKEN : FULFILLED;
      }
      if (closed.threads.length == 0) {
        return negative ? FULFILLED : BROKEN;
      }
      return obligation(negative, closed.threads);
    }
  }

  /** Without threads that have all the obligations of another in the same state, and more. */
  private int[] withoutSuperfluous(IntList found) {
    Map<Integer, IntList> byState = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      byState.computeIfAbsent(threads.array(found.at(i))[0], s -> new IntList()).add(found.at(i));
    }
    IntList out = new IntList();
    for (IntList group : byState.values()) {
      for (int i = 0; i < group.size(); i++) {
        boolean needed = true;
        for (int j = 0; needed && j < group.size(); j++) {
          needed = i == j || !includes(threads.array(group.at(i)), threads.array(group.at(j)));
        }
        if (needed) {
          out.add(group.at(i));
        }
      }
    }
    out.sortDistinct();
    return out.toArray();
  }

  /** Whether a thread has all the obligations of another. Two threads are never the same. */
  private boolean includes(int[] large, int[] small) {
    work.spend(STEP * large.length);
    int i = 1;
    for (int k = 1; k < small.length; k++) {
      while (i < large.length && large[i] < small[k]) {
        i++;
      }
      if (i == large.length || large[i] != small[k]) {
        return false;
      }
    }
    return true;
  }

  /** The subset after a class, or -1. */
  private int step(Resolved resolved, int c, Map<List<Integer>, Integer> known) {
    List<Integer> key = new ArrayList<>();
    key.add(word[c] ? WORD : OTHER);
    for (int[] states : resolved.behind) {
      IntList next = new IntList();
      for (int s : states) {
        targets(s, c, next);
      }
      next.sortDistinct();
      key.add(next.size());
      for (int i = 0; i < next.size(); i++) {
        key.add(next.at(i));
      }
    }
    if (resolved.main.matched) {
      // Whatever follows: one subset for all that.
      return matchedSubset();
    }
    Map<Integer, int[]> stepped = new HashMap<>();
    int[] next = step(resolved.main.threads, c, stepped);
    if (next.length == 0) {
      return -1;
    }
    for (int thread : next) {
      key.add(thread);
    }
    work.spend(STEP * key.size());
    Integer target = known.get(key);
    if (target == null) {
      int[] array = key.stream().mapToInt(Integer::intValue).toArray();
      target = subsets.number(array, array.length);
      known.put(key, target);
    }
    return target;
  }

  private int matchedSubset() {
    // A thread that has matched stays where it is; the looks behind and the last code point do not
    // matter to it, so they are left out: no state of theirs, and never at the start.
    IntList key = new IntList();
    key.add(OTHER);
    for (int b = 0; b < behinds.size(); b++) {
      key.add(0);
    }
    key.add(thread(universalState(), new IntList()));
    return subsets.number(key.array(), key.size());
  }

  private int universalState() {
    return nfa.universal.nextSetBit(0);
  }

  /** The threads after a class, from resolved ones. */
  private int[] step(int[] closed, int c, Map<Integer, int @Nullable []> stepped) {
    IntList out = new IntList();
    IntList targets = new IntList();
    for (int thread : closed) {
      int[] parts = threads.array(thread);
      IntList kept = new IntList();
      if (!stepObligations(parts, c, stepped, kept)) {
        continue;
      }
      targets.clear();
      if (nfa.universal.get(parts[0])) {
        targets.add(parts[0]);
      } else {
        targets(parts[0], c, targets);
      }
      for (int i = 0; i < targets.size(); i++) {
        out.add(thread(targets.at(i), kept));
      }
    }
    out.sortDistinct();
    return out.toArray();
  }

  private boolean stepObligations(
      int[] parts, int c, Map<Integer, int @Nullable []> stepped, IntList kept) {
    for (int i = 1; i < parts.length; i++) {
      int[] next = stepped.get(parts[i]);
      int[] all = obligations.array(parts[i]);
      boolean negative = all[0] == 1;
      if (next == null) {
        next = step(Arrays.copyOfRange(all, 1, all.length), c, stepped);
        stepped.put(parts[i], next);
      }
      if (next.length > 0) {
        kept.add(obligation(negative, next));
      } else if (!negative) {
        return false;
      }
    }
    kept.sortDistinct();
    return true;
  }

  private void targets(int state, int c, IntList out) {
    for (int e = nfa.firstEdge.at(state); e >= 0; e = nfa.nextEdge.at(e)) {
      work.spend(STEP);
      int kind = nfa.edgeKind.at(e);
      if (kind >= 0 && Arrays.binarySearch(alphabet.members(kind), c) >= 0) {
        out.add(nfa.edgeTarget.at(e));
      }
    }
  }
}
