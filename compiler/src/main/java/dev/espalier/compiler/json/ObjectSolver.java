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
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds members that satisfy a conjunction of facts about an object, or about what is left of one.
 *
 * <p>Required keys come first. A fact that wants some member takes one of those that are there or
 * one more; keys that no name tells apart stand for their class. All ways are tried in turn, so the
 * answer is exact; the number of ways is bounded by the limit {@code branches}.
 */
final class ObjectSolver {
  private final Shapes shapes;
  private final Remaining remaining;
  private final Search search;
  private final List<Members> all = new ArrayList<>();
  private final List<SomeMember> wanted = new ArrayList<>();
  private final TreeSet<String> required = new TreeSet<>();
  private long min;
  private long max = Long.MAX_VALUE;
  private final Map<String, Shape> chosen = new LinkedHashMap<>();

  private ObjectSolver(Shapes shapes, Remaining remaining, Search search) {
    this.shapes = shapes;
    this.remaining = remaining;
    this.search = search;
  }

  static @Nullable Obj solve(
      Shape conjunction, Remaining remaining, Satisfier satisfier, Search search) {
    ObjectSolver solver = new ObjectSolver(satisfier.shapes(), remaining, search);
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
    return want(0);
  }

  /** What the facts about all members ask of the value of a key. */
  private Shape value(String key) {
    List<Shape> values = new ArrayList<>(all.size());
    for (Members members : all) {
      values.add(shapes.member(members, key));
    }
    return values.size() == 1 ? values.get(0) : shapes.and(values);
  }

  private @Nullable Obj want(int fact) {
    if (fact == wanted.size()) {
      return fill();
    }
    search.branch();
    SomeMember some = wanted.get(fact);
    for (Map.Entry<String, Shape> member : List.copyOf(chosen.entrySet())) {
      String key = member.getKey();
      Obj found = take(key, shapes.and(member.getValue(), shapes.member(some, key)), fact);
      if (found != null) {
        return found;
      }
    }
    if (chosen.size() >= max) {
      return null;
    }
    for (String key : remaining.keys().declared()) {
      if (!chosen.containsKey(key) && remaining.mayCome(key)) {
        Obj found = take(key, shapes.and(value(key), shapes.member(some, key)), fact);
        if (found != null) {
          return found;
        }
      }
    }
    BitSet classes = remaining.classes();
    for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
      Optional<String> key = remaining.fresh(c, chosen.keySet());
      if (key.isPresent()) {
        Obj found =
            take(key.get(), shapes.and(value(key.get()), shapes.member(some, key.get())), fact);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Lets a member be the one that a fact wants. */
  private @Nullable Obj take(String key, Shape value, int fact) {
    if (value == shapes.none || search.find(value) == null) {
      return null;
    }
    Shape before = chosen.put(key, value);
    Obj found = want(fact + 1);
    if (found == null) {
      if (before == null) {
        chosen.remove(key);
      } else {
        chosen.put(key, before);
      }
    }
    return found;
  }

  /** Adds members up to the least number of them. */
  private @Nullable Obj fill() {
    Map<String, Shape> members = new LinkedHashMap<>(chosen);
    if (members.size() < min) {
      for (String key : remaining.keys().declared()) {
        if (members.size() < min && !members.containsKey(key) && remaining.mayCome(key)) {
          addIfPossible(members, key);
        }
      }
      BitSet classes = remaining.classes();
      for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
        while (members.size() < min) {
          search.branch();
          Optional<String> key = remaining.fresh(c, members.keySet());
          if (key.isEmpty() || !addIfPossible(members, key.get())) {
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
