package dev.espalier.compiler.automata;

import java.util.Arrays;
import java.util.List;

/**
 * The code points in classes that no set of a given list tells apart.
 *
 * <p>An automaton whose transitions are such sets cannot tell them apart either, so it is made over
 * the classes, of which there are few, and not over the ranges, of which one Unicode property has
 * hundreds. Classes are numbered by their lowest code points.
 */
public final class Alphabet {
  private final int[] starts; // of the intervals, each up to before the next
  private final int[] classOf;
  private final int[] lowest; // code point of each class
  private final int[][] members; // the classes of each set, sorted

  private Alphabet(int[] starts, int[] classOf, int[] lowest, int[][] members) {
    this.starts = starts;
    this.classOf = classOf;
    this.lowest = lowest;
    this.members = members;
  }

  /** O(s · i), s sets, i different bounds of theirs. */
  public static Alphabet of(List<CodePointSet> sets, Work work) {
    IntList bounds = new IntList();
    bounds.add(0);
    for (CodePointSet set : sets) {
      work.spend(set.ranges() + 1);
      for (int i = 0; i < set.ranges(); i++) {
        bounds.add(set.lo(i));
        if (set.hi(i) < Scalars.MAX) {
          bounds.add(Scalars.after(set.hi(i)));
        }
      }
    }
    bounds.sortDistinct();
    int[] starts = bounds.toArray();
    int n = starts.length;
    int[] classOf = new int[n];
    int classes = 1;
    int[] size = new int[n + 1];
    size[0] = n;
    int[] inside = new int[n + 1]; // how many intervals of a class the set holds
    int[] renamed = new int[n + 1];
    IntList split = new IntList();
    for (CodePointSet set : sets) {
      int last = classes;
      for (int i = 0; i < set.ranges(); i++) {
        int from = Arrays.binarySearch(starts, set.lo(i));
        for (int k = from; k < n && starts[k] <= set.hi(i); k++) {
          inside[classOf[k]]++;
          work.spend(1);
        }
      }
      for (int i = 0; i < set.ranges(); i++) {
        int from = Arrays.binarySearch(starts, set.lo(i));
        for (int k = from; k < n && starts[k] <= set.hi(i); k++) {
          int c = classOf[k];
          if (c < last && inside[c] < size[c]) {
            if (renamed[c] == 0) {
              renamed[c] = classes++;
              split.add(c);
            }
            classOf[k] = renamed[c];
            size[renamed[c]]++;
          }
        }
      }
      // Undo the marks, and let the split classes shrink.
      for (int i = 0; i < set.ranges(); i++) {
        int from = Arrays.binarySearch(starts, set.lo(i));
        for (int k = from; k < n && starts[k] <= set.hi(i); k++) {
          inside[classOf[k]] = 0;
        }
      }
      for (int i = 0; i < split.size(); i++) {
        int c = split.at(i);
        size[c] -= size[renamed[c]];
        inside[c] = 0;
        renamed[c] = 0;
      }
      split.clear();
    }
    // Number them by their lowest code points.
    int[] number = new int[classes];
    Arrays.fill(number, -1);
    int[] lowest = new int[classes];
    int count = 0;
    for (int k = 0; k < n; k++) {
      if (number[classOf[k]] < 0) {
        number[classOf[k]] = count;
        lowest[count++] = starts[k];
      }
      classOf[k] = number[classOf[k]];
    }
    int[][] members = new int[sets.size()][];
    IntList list = new IntList();
    for (int s = 0; s < members.length; s++) {
      CodePointSet set = sets.get(s);
      list.clear();
      for (int i = 0; i < set.ranges(); i++) {
        int from = Arrays.binarySearch(starts, set.lo(i));
        for (int k = from; k < n && starts[k] <= set.hi(i); k++) {
          list.add(classOf[k]);
        }
      }
      list.sortDistinct();
      members[s] = list.toArray();
    }
    return new Alphabet(starts, classOf, Arrays.copyOf(lowest, count), members);
  }

  public int classes() {
    return lowest.length;
  }

  /** The classes of a set, sorted. */
  public int[] members(int set) {
    return members[set];
  }

  /** The lowest code point of a class. */
  public int lowest(int c) {
    return lowest[c];
  }

  public int intervals() {
    return starts.length;
  }

  public int lo(int interval) {
    return starts[interval];
  }

  public int hi(int interval) {
    return interval + 1 < starts.length ? Scalars.before(starts[interval + 1]) : Scalars.MAX;
  }

  public int classOf(int interval) {
    return classOf[interval];
  }
}
