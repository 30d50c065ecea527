package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.json.Shape.And;
import dev.espalier.compiler.json.Shape.False;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Or;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.True;
import dev.espalier.compiler.lexical.StringSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a shape has values, by finding one: witness generation (Attouche, Baazizi,
 * Colazzo, Ghelli, Sartiani, Scherzinger, "Witness Generation for JSON Schema", VLDB 2022), on the
 * formulas of {@link Shapes} as they are. Disjunctions are taken branch by branch, under a budget;
 * shapes that need themselves have no finite value that way and are tried otherwise.
 *
 * <p>Safe for many threads.
 */
final class Satisfier {
  private static final int MAX_DEPTH = 1000;

  private final Shapes shapes;
  private final OutputForm form;
  private final CompileLimits limits;
  private final ConcurrentHashMap<Shape, Optional<Witness>> known = new ConcurrentHashMap<>();
  private final String comma;
  private final String colon;

  /** One search: what it is in the middle of, and whether that was met again. */
  private static final class Search {
    final Map<Shape, Integer> active = new HashMap<>();
    int lowest = Integer.MAX_VALUE;
    int branches;
  }

  Satisfier(Shapes shapes, OutputForm form, CompileLimits limits) {
    this.shapes = shapes;
    this.form = form;
    this.limits = limits;
    if (form.whiteSpace() instanceof WhiteSpace.Fixed fixed) {
      comma = fixed.itemSeparator();
      colon = fixed.keySeparator();
    } else {
      comma = ",";
      colon = ":";
    }
  }

  /** Between two items or members of a witness. */
  String comma() {
    return comma;
  }

  /** Between a key and its value in a witness. */
  String colon() {
    return colon;
  }

  /** A value of a shape, if there is one. */
  Optional<Witness> witness(Shape shape) {
    return Optional.ofNullable(find(shape, new Search()));
  }

  boolean satisfiable(Shape shape) {
    return shape == shapes.any || find(shape, new Search()) != null;
  }

  private @Nullable Witness find(Shape shape, Search search) {
    Optional<Witness> before = known.get(shape);
    if (before != null) {
      return before.orElse(null);
    }
    Integer above = search.active.get(shape);
    if (above != null) {
      search.lowest = Math.min(search.lowest, above);
      return null;
    }
    int depth = search.active.size();
    if (depth > MAX_DEPTH) {
      throw new LimitExceeded("nesting", MAX_DEPTH, "looking for a value of " + name(shape));
    }
    int outside = search.lowest;
    search.lowest = Integer.MAX_VALUE;
    search.active.put(shape, depth);
    Witness found = findNow(shape, search);
    search.active.remove(shape);
    if (found != null) {
      known.put(shape, Optional.of(found));
      search.lowest = outside;
    } else if (search.lowest >= depth) {
      // No value, and that did not hang on a shape that is still being looked at.
      known.put(shape, Optional.empty());
      search.lowest = outside;
    } else {
      search.lowest = Math.min(outside, search.lowest);
    }
    return found;
  }

  private static String name(Shape shape) {
    String name = shape.toString();
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }

  private @Nullable Witness findNow(Shape shape, Search search) {
    Witness best = number(shape);
    if (best != null && best.length() == 1) {
      return best;
    }
    best = shorter(best, string(shape));
    for (JsonType word : List.of(JsonType.NULL, JsonType.TRUE, JsonType.FALSE)) {
      if (shapes.restrict(shape, word) == shapes.any) {
        best = shorter(best, new Witness.Text(word.name().toLowerCase(java.util.Locale.ROOT)));
      }
    }
    if (best != null) {
      return best;
    }
    best = array(shapes.restrict(shape, JsonType.ARRAY), search);
    return best != null ? best : object(shapes.restrict(shape, JsonType.OBJECT), search);
  }

  private static @Nullable Witness shorter(@Nullable Witness a, @Nullable Witness b) {
    return a == null ? b : b == null || a.length() <= b.length() ? a : b;
  }

  private @Nullable Witness number(Shape shape) {
    if (shapes.restrict(shape, JsonType.NUMBER) == shapes.none) {
      return null;
    }
    return shapes.numbersOf(shape).shortest(form.numbers()).map(Witness.Text::new).orElse(null);
  }

  private @Nullable Witness string(Shape shape) {
    if (shapes.restrict(shape, JsonType.STRING) == shapes.none) {
      return null;
    }
    StringSet strings = shapes.stringsOf(shape);
    return strings.shortest().map(Witness.Quoted::new).orElse(null);
  }

  /** Whether an array can be completed of whose remaining items a formula speaks. */
  boolean arraySatisfiable(Shape formula) {
    return formula == shapes.any || array(formula, new Search()) != null;
  }

  /** Whether an object can be completed of whose remaining members a formula speaks. */
  boolean objectSatisfiable(Shape formula, Predicate<String> mayCome) {
    return formula == shapes.any
        || anyBranch(formula, facts -> members(facts, mayCome, new Search()) != null);
  }

  private @Nullable Witness array(Shape formula, Search search) {
    Witness[] found = new Witness[1];
    anyBranch(formula, facts -> (found[0] = items(facts, search)) != null);
    return found[0];
  }

  private @Nullable Witness items(List<Shape> facts, Search search) {
    long min = 0;
    long max = Long.MAX_VALUE;
    int places = 0;
    List<Items> items = new ArrayList<>();
    for (Shape fact : facts) {
      switch (fact) {
        case ItemCount c -> {
          min = Math.max(min, c.min);
          max = Math.min(max, c.max);
        }
        case Items i -> {
          items.add(i);
          places = Math.max(places, i.prefix.size());
        }
        default -> throw new AssertionError("not about arrays: " + fact);
      }
    }
    if (min > max) {
      return null;
    }
    List<Witness> parts = new ArrayList<>();
    parts.add(new Witness.Text("["));
    Witness separator = new Witness.Text(comma);
    for (int i = 0; i < Math.min(min, places + 1L); i++) {
      int place = i;
      Shape shape =
          shapes.and(
              items.stream()
                  .map(f -> place < f.prefix.size() ? f.prefix.get(place) : f.rest)
                  .toList());
      Witness item = find(shape, search);
      if (item == null) {
        return null;
      }
      if (i > 0) {
        parts.add(separator);
      }
      parts.add(item);
      if (i == places && min > places + 1L) {
        parts.add(new Witness.Repeat(Witness.sequence(List.of(separator, item)), min - places - 1));
      }
    }
    parts.add(new Witness.Text("]"));
    return Witness.sequence(parts);
  }

  private @Nullable Witness object(Shape formula, Search search) {
    Witness[] found = new Witness[1];
    anyBranch(formula, facts -> (found[0] = whole(facts, search)) != null);
    return found[0];
  }

  private @Nullable Witness whole(List<Shape> facts, Search search) {
    Map<String, Witness> members = members(facts, key -> true, search);
    if (members == null) {
      return null;
    }
    List<String> keys = new ArrayList<>(members.keySet());
    List<String> declared = declared(facts);
    keys.sort(java.util.Comparator.comparingInt(declared::indexOf));
    List<Witness> parts = new ArrayList<>();
    String before = "{";
    for (String key : keys) {
      parts.add(new Witness.Text(before + JsonBytes.quote(key) + colon));
      Witness value = members.get(key);
      if (value != null) {
        parts.add(value);
      }
      before = comma;
    }
    parts.add(new Witness.Text(keys.isEmpty() ? "{}" : "}"));
    return Witness.sequence(parts);
  }

  /** The names that some facts use, in declared order. */
  static List<String> declared(List<Shape> facts) {
    Set<String> names = new java.util.LinkedHashSet<>();
    for (Shape fact : facts) {
      if (fact instanceof Members m) {
        names.addAll(m.names.keySet());
      }
    }
    for (Shape fact : facts) {
      if (fact instanceof Required r) {
        names.addAll(r.keys);
      }
    }
    return List.copyOf(names);
  }

  /**
   * The members that a conjunction of facts needs, with a value for each.
   *
   * @param mayCome whether a key may still come
   */
  private @Nullable Map<String, Witness> members(
      List<Shape> facts, Predicate<String> mayCome, Search search) {
    Set<String> required = new TreeSet<>();
    List<Members> members = new ArrayList<>();
    for (Shape fact : facts) {
      switch (fact) {
        case Required r -> required.addAll(r.keys);
        case Members m -> members.add(m);
        default -> throw new AssertionError("not about objects: " + fact);
      }
    }
    Map<String, Witness> found = new java.util.LinkedHashMap<>();
    for (String key : required) {
      if (!mayCome.test(key)) {
        return null;
      }
      Witness value = find(value(members, key), search);
      if (value == null) {
        return null;
      }
      found.put(key, value);
    }
    return found;
  }

  Shape value(List<Members> members, String key) {
    return shapes.and(members.stream().map(m -> shapes.member(m, key)).toList());
  }

  /**
   * A key that has to come, if the object cannot be closed; decided by the first branch that can
   * be.
   */
  Optional<String> neededKey(Shape formula, Predicate<String> mayCome, List<String> order) {
    String[] needed = new String[1];
    anyBranch(
        formula,
        facts -> {
          Map<String, Witness> members = members(facts, mayCome, new Search());
          if (members == null) {
            return false;
          }
          needed[0] =
              members.keySet().stream()
                  .min(java.util.Comparator.comparingInt(order::indexOf))
                  .orElse(null);
          return true;
        });
    return Optional.ofNullable(needed[0]);
  }

  /**
   * Shows the conjunctions of facts that make up a formula, one after the other, until one is
   * taken.
   *
   * @return whether one was taken
   * @throws LimitExceeded ({@code branches}) if too many were shown
   */
  boolean anyBranch(Shape formula, Predicate<List<Shape>> take) {
    return branch(new Todo(formula, null), new ArrayList<>(), take, new int[1]);
  }

  private record Todo(Shape first, @Nullable Todo rest) {}

  private boolean branch(
      @Nullable Todo todo, List<Shape> facts, Predicate<List<Shape>> take, int[] count) {
    if (todo == null) {
      if (++count[0] > limits.branches()) {
        throw new LimitExceeded(
            "branches", limits.branches(), "combining anyOf, allOf and enum alternatives");
      }
      return take.test(facts);
    }
    Todo rest = todo.rest;
    return switch (todo.first) {
      case True t -> branch(rest, facts, take, count);
      case False f -> false;
      case And and -> {
        Todo all = rest;
        for (Shape part : and.parts) {
          all = new Todo(part, all);
        }
        yield branch(all, facts, take, count);
      }
      case Or or -> {
        boolean taken = false;
        for (int i = 0; i < or.parts.size() && !taken; i++) {
          taken = branch(new Todo(or.parts.get(i), rest), facts, take, count);
        }
        yield taken;
      }
      case Shape fact -> {
        facts.add(fact);
        boolean taken = branch(rest, facts, take, count);
        facts.remove(facts.size() - 1);
        yield taken;
      }
    };
  }
}
