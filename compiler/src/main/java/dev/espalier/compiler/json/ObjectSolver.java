package dev.espalier.compiler.json;

import dev.espalier.compiler.json.JsonValue.Obj;
import dev.espalier.compiler.json.Satisfier.Search;
import dev.espalier.compiler.json.Shape.MemberCount;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.SomeMember;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds members that satisfy a conjunction of facts about an object, or about what is left of one.
 *
 * <p>Required keys come first. A fact that wants some member, if none of those that are there
 * happens to be one, takes one of them or one more; keys that no name tells apart stand for their
 * class. The fact with the fewest ways is next, and all ways are tried in turn, so the answer is
 * exact; their number is bounded by the limit {@code branches}.
 */
final class ObjectSolver {
  private final Shapes shapes;
  private final Membership membership;
  private final Remaining remaining;
  private final Search search;
  private final List<Members> all = new ArrayList<>();
  private final List<SomeMember> wanted = new ArrayList<>();
  private final TreeSet<String> required = new TreeSet<>();
  private long min;
  private long max = Long.MAX_VALUE;
  private final Map<String, Shape> chosen = new LinkedHashMap<>();

  private ObjectSolver(Satisfier satisfier, Remaining remaining, Search search) {
    this.shapes = satisfier.shapes();
    this.membership = satisfier.membership();
    this.remaining = remaining;
    this.search = search;
  }

  static @Nullable Obj solve(
      Shape conjunction, Remaining remaining, Satisfier satisfier, Search search) {
    ObjectSolver solver = new ObjectSolver(satisfier, remaining, search);
    for (Shape fact : Shapes.parts(conjunction)) {
      if (!solver.add(satisfier.shapes().restrict(fact, JsonType.OBJECT))) {
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
      case Members m -> all.add(m);
      case SomeMember m -> wanted.add(m);
      case Required r -> required.addAll(r.keys);
      case MemberCount c -> {
        min = Math.max(min, c.min);
        max = Math.min(max, c.max);
      }
      default -> throw new AssertionError("not about objects: " + fact);
    }
    return true;
  }

  private @Nullable Obj run() {
    if (required.size() > max) {
      return null;
    }
    for (String key : required) {
      Shape value = value(key);
      if (!remaining.mayCome(key) || search.find(value) == null) {
        return null;
      }
      chosen.put(key, value);
    }
    return want(new BitSet());
  }

  /** What the facts about all members ask of the value of a key. */
  private Shape value(String key) {
    List<Shape> values = new ArrayList<>(all.size());
    for (Members members : all) {
      values.add(shapes.member(members, key));
    }
    return values.size() == 1 ? values.get(0) : shapes.and(values);
  }

  /** A member that could be the one that a fact wants, if its shape has a value. */
  private record Option(String key, Shape value) {}

  /**
   * Goes on until every fact has the member that it wants.
   *
   * @param before facts that have it by choice; others may have it by chance
   */
  private @Nullable Obj want(BitSet before) {
    search.branch();
    BitSet met = (BitSet) before.clone();
    Map<String, Shape> undo = new LinkedHashMap<>(chosen);
    int fewest = -1;
    List<Option> options = List.of();
    for (int i = met.nextClearBit(0); i < wanted.size(); i = met.nextClearBit(i + 1)) {
      SomeMember some = wanted.get(i);
      if (isThere(some)) {
        continue;
      }
      List<Option> own = options(some);
      if (own.size() == 1 && search.find(own.get(0).value) != null) {
        // There is no other way: that is no choice.
        chosen.put(own.get(0).key, own.get(0).value);
        met.set(i);
      } else if (own.size() <= 1) {
        return undo(undo);
      } else if (fewest < 0 || own.size() < options.size()) {
        fewest = i;
        options = own;
      }
    }
    if (fewest < 0) {
      Obj found = fill();
      return found != null ? found : undo(undo);
    }
    // What was taken meanwhile may have changed the ways.
    options = options(wanted.get(fewest));
    met.set(fewest);
    // Scalar values are found at once, others perhaps after a long search: they wait.
    for (boolean scalar : new boolean[] {true, false}) {
      for (Option option : options) {
        if (search.isScalar(option.value) != scalar || search.find(option.value) == null) {
          continue;
        }
        Map<String, Shape> here = new LinkedHashMap<>(chosen);
        chosen.put(option.key, option.value);
        search.enter();
        Obj found = want(met);
        search.leave();
        if (found != null) {
          return found;
        }
        undo(here);
      }
    }
    return undo(undo);
  }

  private @Nullable Obj undo(Map<String, Shape> before) {
    chosen.clear();
    chosen.putAll(before);
    return null;
  }

  private boolean isThere(SomeMember some) {
    for (Map.Entry<String, Shape> member : chosen.entrySet()) {
      JsonValue value = search.find(member.getValue());
      if (value != null && membership.holds(shapes.member(some, member.getKey()), value)) {
        return true;
      }
    }
    return false;
  }

  private List<Option> options(SomeMember some) {
    List<Option> options = new ArrayList<>();
    chosen.forEach((key, value) -> consider(some, key, value, options));
    if (chosen.size() >= max) {
      return options;
    }
    for (String key : remaining.keys().space().names()) {
      if (!chosen.containsKey(key)
          && shapes.member(some, key) != shapes.none
          && remaining.mayCome(key)) {
        consider(some, key, value(key), options);
      }
    }
    BitSet classes = remaining.classes();
    for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
      remaining
          .fresh(c, chosen.keySet())
          .ifPresent(key -> consider(some, key, value(key), options));
    }
    return options;
  }

  private void consider(SomeMember some, String key, Shape value, List<Option> options) {
    Shape both = shapes.and(value, shapes.member(some, key));
    if (both != shapes.none) {
      options.add(new Option(key, both));
    }
  }

  /** Adds members up to the least number of them. */
  private @Nullable Obj fill() {
    Map<String, Shape> members = new LinkedHashMap<>(chosen);
    if (members.size() < min) {
      for (String key : remaining.keys().space().names()) {
        if (members.size() < min && !members.containsKey(key) && remaining.mayCome(key)) {
          addIfPossible(members, key);
        }
      }
      BitSet classes = remaining.classes();
      for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
        int missing = (int) Math.min(min - members.size(), search.mostBranches());
        if (missing <= 0) {
          break;
        }
        for (String key : remaining.fresh(c, missing, members.keySet())) {
          search.branch();
          if (!addIfPossible(members, key)) {
            break;
          }
        }
      }
      if (members.size() < min) {
        return null;
      }
    }
    Map<String, JsonValue> found = new LinkedHashMap<>();
    List<Map.Entry<String, Shape>> inOrder = new ArrayList<>(members.entrySet());
    if (inOrder.size() > 1) {
      ObjectKeys order = remaining.keys();
      inOrder.sort(Comparator.comparingInt(member -> order.rank(member.getKey())));
    }
    for (Map.Entry<String, Shape> member : inOrder) {
      JsonValue value = search.find(member.getValue());
      if (value == null) {
        return null;
      }
      found.put(member.getKey(), value);
    }
    return new Obj(found);
  }

  private boolean addIfPossible(Map<String, Shape> members, String key) {
    Shape value = value(key);
    if (search.find(value) == null) {
      return false;
    }
    members.put(key, value);
    return true;
  }
}
