package dev.espalier.compiler.json;

import dev.espalier.compiler.json.JsonValue.Arr;
import dev.espalier.compiler.json.JsonValue.Run;
import dev.espalier.compiler.json.Satisfier.Search;
import dev.espalier.compiler.json.Shape.Counted;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.Unique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds items that satisfy a conjunction of facts about an array, or about what is left of one.
 *
 * <p>Item by item it is chosen which counts the item adds to; the ways that add the most to what is
 * needed and nothing to what is bounded come first. Items that have to differ are told apart at the
 * end: a system of distinct representatives, found by augmenting paths. All ways are tried in turn,
 * so the answer is exact; their number is bounded by the limit {@code branches}.
 */
final class ArraySolver {
  private final Shapes shapes;
  private final Membership membership;
  private final Search search;
  private Items items;
  private long min;
  private long max = Long.MAX_VALUE;
  private final List<Counted> counted = new ArrayList<>();
  private boolean differ;
  private boolean repeat;

  private int places;
  private final List<Place> taken = new ArrayList<>();
  private final Set<State> failed = new HashSet<>();
  private @Nullable Arr found;

  /** Some items in a row of one shape. */
  private record Place(Shape shape, long times) {}

  /** What the rest of the array depends on. */
  private record State(long place, List<Long> left) {}

  private ArraySolver(Satisfier satisfier, Search search) {
    this.shapes = satisfier.shapes();
    this.membership = satisfier.membership();
    this.search = search;
    this.items = new Items(-1, List.of(), shapes.any);
    this.unused = shapes.any;
  }

  static @Nullable Arr solve(Shape conjunction, Satisfier satisfier, Search search) {
    ArraySolver solver = new ArraySolver(satisfier, search);
    for (Shape fact : Shapes.parts(conjunction)) {
      if (!solver.add(satisfier.shapes().restrict(fact, JsonType.ARRAY))) {
        return null;
      }
    }
    return solver.run();
  }

  private boolean add(Shape fact) {
    switch (fact) {
      case Shape.True t -> {}
      case Shape.False f -> {
        return false;
      }
      case Items i -> items = i; // a conjunction has one
      case ItemCount c -> {
        min = c.min;
        max = c.max;
      }
      case Counted c -> counted.add(c);
      case Unique u -> {
        differ |= u.differ;
        repeat |= !u.differ;
      }
      default -> throw new AssertionError("not about arrays: " + fact);
    }
    return true;
  }

  private @Nullable Arr run() {
    if (min > max || (differ && repeat)) {
      return null;
    }
    places = items.prefix.size();
    for (Counted each : counted) {
      places = Math.max(places, each.prefix.size());
    }
    if (counted.isEmpty() && !differ && !repeat) {
      for (long i = 0; i < Math.min(min, places + 1L); i++) {
        taken.add(new Place(items.place(i), i == places ? min - places : 1));
      }
      return written();
    }
    long[] left = counted.stream().mapToLong(c -> c.count).toArray();
    extend(0, left, 0);
    return found;
  }

  /**
   * Goes on with the items from a place on.
   *
   * @param left of each count what is still needed, or what is still allowed
   * @param spare how many items were added beyond those that are needed
   */
  private boolean extend(long place, long[] left, int spare) {
    search.branch();
    boolean met = place >= min;
    for (int k = 0; k < left.length; k++) {
      met &= !counted.get(k).atLeast || left[k] == 0;
    }
    if (met && finish()) {
      return true;
    }
    // Beyond that more items are of use only to be equal to others, two at the most.
    if (place >= max || (met && (!repeat || spare == 2))) {
      return false;
    }
    boolean uniform = place >= places;
    State state =
        new State(
            uniform && place >= min && max == Long.MAX_VALUE ? -1 : place,
            Arrays.stream(left).boxed().toList());
    boolean memo = !differ && !repeat;
    if (memo && failed.contains(state)) {
      return false;
    }
    Shape base = items.place(place);
    List<Integer> free = new ArrayList<>();
    for (int k = 0; k < left.length; k++) {
      Counted c = counted.get(k);
      if (c.place(place) != shapes.none && (!c.atLeast || left[k] > 0)) {
        free.add(k);
      }
    }
    for (int choice = 0; choice < 1 << Math.min(free.size(), 20); choice++) {
      if (take(place, left, spare, base, free, choice, met, uniform)) {
        return true;
      }
    }
    if (memo) {
      failed.add(state);
    }
    return false;
  }

  /**
   * Takes an item in one way.
   *
   * @param choice the counts for which the item does the less welcome thing, as bits of {@code
   *     free}: it does not add to what is needed, or it may add to what is bounded
   */
  private boolean take(
      long place,
      long[] left,
      int spare,
      Shape base,
      List<Integer> free,
      int choice,
      boolean met,
      boolean uniform) {
    search.branch();
    List<Shape> asked = new ArrayList<>();
    asked.add(base);
    long times = uniform && !differ ? Long.MAX_VALUE : 1;
    // Before the last place of its own an item may be needed for those that come after it.
    boolean useful = place < min || met || !uniform;
    long[] change = new long[left.length];
    for (int i = 0; i < free.size(); i++) {
      int k = free.get(i);
      Counted c = counted.get(k);
      boolean welcome = (choice >> i & 1) == 0;
      if (c.atLeast && welcome) {
        asked.add(c.place(place));
        change[k] = 1;
        times = Math.min(times, left[k]);
        useful = true;
      } else if (!c.atLeast && welcome) {
        asked.add(shapes.not(c.place(place)));
      } else if (!c.atLeast) {
        if (left[k] == 0) {
          return false;
        }
        change[k] = 1;
        times = Math.min(times, left[k]);
      }
    }
    if (!useful) {
      return false;
    }
    boolean needed = false;
    for (int k = 0; k < change.length; k++) {
      needed |= change[k] > 0 && counted.get(k).atLeast;
    }
    if (!needed) {
      times = Math.min(times, place < min ? min - place : 1);
    }
    times = Math.min(times, max - place);
    Shape shape = shapes.and(asked);
    if (shape == shapes.none || search.find(shape) == null) {
      return false;
    }
    // Many alike at once; failing that, one, and then perhaps others.
    for (long n = times; ; n = 1) {
      long[] after = left.clone();
      for (int k = 0; k < after.length; k++) {
        after[k] -= n * change[k];
      }
      taken.add(new Place(shape, n));
      search.enter();
      boolean done = extend(place + n, after, met ? spare + 1 : spare);
      search.leave();
      if (done) {
        return true;
      }
      taken.remove(taken.size() - 1);
      if (n == 1) {
        return false;
      }
    }
  }

  private boolean finish() {
    if (differ) {
      found = distinct();
    } else if (repeat) {
      found = repeated();
    } else {
      found = written();
    }
    return found != null;
  }

  private @Nullable Arr written() {
    List<Run> runs = new ArrayList<>();
    for (Place place : taken) {
      JsonValue item = search.find(place.shape);
      if (item == null) {
        return null;
      }
      runs.add(new Run(item, place.times));
    }
    return new Arr(runs);
  }

  private @Nullable Arr repeated() {
    for (Place place : taken) {
      if (place.times > 1) {
        return written();
      }
    }
    for (int i = 0; i < taken.size(); i++) {
      for (int k = 0; k < i; k++) {
        search.branch();
        Shape both = shapes.and(taken.get(k).shape, taken.get(i).shape);
        JsonValue twice = search.find(both);
        if (twice != null) {
          Arr array = written();
          if (array == null) {
            return null;
          }
          List<Run> runs = new ArrayList<>();
          for (int p = 0; p < taken.size(); p++) {
            JsonValue own = search.find(taken.get(p).shape);
            runs.add(new Run(p == i || p == k || own == null ? twice : own, 1));
          }
          return new Arr(runs);
        }
      }
    }
    return null;
  }

  // ---- Items that differ

  private final List<JsonValue> values = new ArrayList<>();
  private Shape unused;

  private @Nullable Arr distinct() {
    values.clear();
    unused = shapes.any;
    Shape same = taken.isEmpty() ? shapes.any : taken.get(0).shape;
    if (taken.size() > 1 && taken.stream().allMatch(place -> place.shape == same)) {
      List<JsonValue> scalars = search.scalars(same, taken.size());
      if (scalars.size() >= taken.size()) {
        return new Arr(scalars.subList(0, taken.size()).stream().map(v -> new Run(v, 1)).toList());
      }
    }
    for (int i = 0; i < taken.size(); i++) {
      if (!assign(i, new HashSet<>())) {
        return null;
      }
    }
    return new Arr(values.stream().map(v -> new Run(v, 1)).toList());
  }

  /** Finds a value for an item that no other has, moving others out of the way if need be. */
  private boolean assign(int item, Set<Integer> visited) {
    search.branch();
    JsonValue fresh = search.find(shapes.and(taken.get(item).shape, unused));
    if (fresh != null) {
      set(item, fresh);
      unused = shapes.and(unused, shapes.not(shapes.constant(fresh)));
      return true;
    }
    for (int other = 0; other < values.size(); other++) {
      if (other != item
          && !visited.contains(other)
          && membership.holds(taken.get(item).shape, values.get(other))) {
        visited.add(other);
        JsonValue wanted = values.get(other);
        search.enter();
        boolean moved = assign(other, visited);
        search.leave();
        if (moved) {
          set(item, wanted);
          return true;
        }
      }
    }
    return false;
  }

  private void set(int item, JsonValue value) {
    if (item == values.size()) {
      values.add(value);
    } else {
      values.set(item, value);
    }
  }
}
