package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.json.Shape.And;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.False;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Numbers;
import dev.espalier.compiler.json.Shape.Or;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.json.Shape.Pending;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.Strings;
import dev.espalier.compiler.json.Shape.True;
import dev.espalier.compiler.json.Shape.Types;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.StringSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes shapes, each once, and does their algebra: conjunction, disjunction, restriction to a type.
 *
 * <p>Nothing is multiplied out: a conjunction of disjunctions stays one. Safe for many threads.
 */
final class Shapes {
  private final CompileLimits limits;
  private final boolean ordered;
  private final ConcurrentHashMap<Object, Shape> made = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  final Shape any = new True(ids.getAndIncrement());
  final Shape none = new False(ids.getAndIncrement());

  /**
   * @param ordered whether the order in which names are declared matters, also of those that may
   *     have any value
   */
  Shapes(CompileLimits limits, boolean ordered) {
    this.limits = limits;
    this.ordered = ordered;
  }

  /** A budget for the automata of one operation. */
  Work work(String what) {
    return new Work(limits.automatonStates(), limits.automatonWork(), what);
  }

  private record Key(Object kind, Object content) {}

  @SuppressWarnings("unchecked")
  private <S extends Shape> S intern(Object kind, Object content, IntFunction<S> make) {
    Key key = new Key(kind, content);
    Shape known = made.get(key);
    if (known == null) {
      known = made.computeIfAbsent(key, k -> make.apply(ids.getAndIncrement()));
    }
    return (S) known;
  }

  /** How many shapes were made so far. */
  int count() {
    return ids.get();
  }

  Shape types(int set) {
    int types = set & JsonType.ALL;
    if (types == JsonType.ALL) {
      return any;
    }
    return types == 0 ? none : intern(Types.class, types, id -> new Types(id, types));
  }

  Shape numbers(NumberSet set) {
    return set.equals(NumberSet.ALL) ? any : intern(Numbers.class, set, id -> new Numbers(id, set));
  }

  Shape strings(StringSet set) {
    return set.isAny() ? any : intern(Strings.class, set, id -> new Strings(id, set));
  }

  Shape items(List<Shape> prefix, Shape rest) {
    int n = prefix.size();
    while (n > 0 && prefix.get(n - 1) == rest) {
      n--;
    }
    if (n == 0 && rest == any) {
      return any;
    }
    List<Shape> places = List.copyOf(prefix.subList(0, n));
    return intern(Items.class, List.of(places, rest), id -> new Items(id, places, rest));
  }

  Shape itemCount(long min, long max) {
    long least = Math.max(min, 0);
    if (least == 0 && max == Long.MAX_VALUE) {
      return any;
    }
    return intern(ItemCount.class, List.of(least, max), id -> new ItemCount(id, least, max));
  }

  Shape members(Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
    if (others == any
        && (names.isEmpty() || !ordered)
        && names.values().stream().allMatch(s -> s == any)
        && patterns.stream().allMatch(p -> p.value() == any)) {
      return any;
    }
    Map<String, Shape> byName = new LinkedHashMap<>(names);
    List<PatternMember> byPattern = List.copyOf(patterns);
    // The order of the names is part of the key: it is the declared order of the output form.
    Object key = List.of(new ArrayList<>(byName.entrySet()), byPattern, others);
    return intern(Members.class, key, id -> new Members(id, byName, byPattern, others));
  }

  Shape required(Collection<String> keys) {
    if (keys.isEmpty()) {
      return any;
    }
    Set<String> sorted = new TreeSet<>(keys);
    return intern(Required.class, sorted, id -> new Required(id, sorted));
  }

  Shape reference(Definition definition) {
    return intern(Reference.class, definition, id -> new Reference(id, definition));
  }

  Shape pending(int index) {
    return intern(Pending.class, index, id -> new Pending(id, index));
  }

  Shape and(Shape a, Shape b) {
    return a == b || b == any ? a : a == any ? b : and(List.of(a, b));
  }

  Shape or(Shape a, Shape b) {
    return a == b || b == none ? a : a == none ? b : or(List.of(a, b));
  }

  /** The values in all of some shapes; facts about the same things are merged. */
  Shape and(Collection<Shape> shapes) {
    Set<Shape> parts = new LinkedHashSet<>();
    int types = JsonType.ALL;
    NumberSet numbers = NumberSet.ALL;
    StringSet strings = StringSet.ANY;
    Set<String> required = null;
    long min = 0;
    long max = Long.MAX_VALUE;
    List<Shape> open = new ArrayList<>(shapes);
    for (int i = 0; i < open.size(); i++) {
      switch (open.get(i)) {
        case True t -> {}
        case False f -> {
          return none;
        }
        case And and -> open.addAll(and.parts);
        case Types t -> types &= t.set;
        case Numbers n -> numbers = numbers.and(n.set);
        case Strings s -> strings = strings.and(s.set, work("combining patterns and lengths"));
        case ItemCount c -> {
          min = Math.max(min, c.min);
          max = Math.min(max, c.max);
        }
        case Required r -> {
          required = required == null ? new TreeSet<>() : required;
          required.addAll(r.keys);
        }
        case Shape other -> parts.add(other);
      }
    }
    parts.add(types(types));
    parts.add(numbers(numbers));
    parts.add(strings(strings));
    parts.add(itemCount(min, max));
    if (required != null) {
      parts.add(required(required));
    }
    if (parts.contains(none)) {
      return none;
    }
    parts.remove(any);
    // Absorption: a ∧ (a ∨ b) = a. Keeps formulas small while they are followed along a text.
    if (parts.size() > 1) {
      Set<Shape> all = Set.copyOf(parts);
      parts.removeIf(part -> part instanceof Or or && or.parts.stream().anyMatch(all::contains));
    }
    return combine(And.class, parts, any, And::new);
  }

  /** The values in any of some shapes. */
  Shape or(Collection<Shape> shapes) {
    Set<Shape> parts = new LinkedHashSet<>();
    int types = 0;
    List<Shape> open = new ArrayList<>(shapes);
    for (int i = 0; i < open.size(); i++) {
      switch (open.get(i)) {
        case True t -> {
          return any;
        }
        case False f -> {}
        case Or or -> open.addAll(or.parts);
        case Types t -> types |= t.set;
        case Shape other -> parts.add(other);
      }
    }
    parts.add(types(types));
    if (parts.contains(any)) {
      return any;
    }
    parts.remove(none);
    if (parts.size() > 1) {
      Set<Shape> all = Set.copyOf(parts);
      parts.removeIf(part -> part instanceof And and && and.parts.stream().anyMatch(all::contains));
    }
    return combine(Or.class, parts, none, Or::new);
  }

  private interface Make {
    Shape make(int id, List<Shape> parts);
  }

  private Shape combine(Class<?> kind, Set<Shape> parts, Shape neutral, Make make) {
    if (parts.isEmpty()) {
      return neutral;
    }
    if (parts.size() == 1) {
      return parts.iterator().next();
    }
    List<Shape> sorted = parts.stream().sorted(Comparator.comparingInt(Shape::id)).toList();
    return intern(kind, sorted, id -> make.make(id, sorted));
  }

  /** A formula with each of its leaves replaced. */
  Shape map(Shape shape, Function<Shape, Shape> leaf) {
    return switch (shape) {
      case And and -> and(and.parts.stream().map(part -> map(part, leaf)).toList());
      case Or or -> or(or.parts.stream().map(part -> map(part, leaf)).toList());
      default -> leaf.apply(shape);
    };
  }

  /**
   * What a shape says of the values of one type: a formula over the facts of that type alone.
   * References are followed.
   *
   * <p>Complexity: linear in the formula, once per shape and type.
   */
  Shape restrict(Shape shape, JsonType type) {
    Shape known = shape.restricted[type.ordinal()];
    if (known == null) {
      known = restrictNow(shape, type);
      shape.restricted[type.ordinal()] = known;
    }
    return known;
  }

  private Shape restrictNow(Shape shape, JsonType type) {
    return switch (shape) {
      case And and -> and(and.parts.stream().map(part -> restrict(part, type)).toList());
      case Or or -> or(or.parts.stream().map(part -> restrict(part, type)).toList());
      case Types types -> (types.set & type.bit()) != 0 ? any : none;
      case Reference reference -> restrict(reference.definition.shape(), type);
      case Numbers n -> type != JsonType.NUMBER ? any : n.set.isEmpty() ? none : n;
      case Strings s -> type != JsonType.STRING ? any : s.set.isEmpty() ? none : s;
      case ItemCount c -> type != JsonType.ARRAY ? any : c.min > c.max ? none : c;
      case Items i -> type == JsonType.ARRAY ? i : any;
      case Members m -> type == JsonType.OBJECT ? m : any;
      case Required r -> type == JsonType.OBJECT ? r : any;
      default -> shape;
    };
  }

  /** The numbers of a shape. */
  NumberSet numbersOf(Shape shape) {
    return switch (restrict(shape, JsonType.NUMBER)) {
      case True t -> NumberSet.ALL;
      case False f -> NumberSet.NONE;
      case Shape formula -> numbersOfFormula(formula);
    };
  }

  private NumberSet numbersOfFormula(Shape formula) {
    return switch (formula) {
      case Numbers n -> n.set;
      case And and ->
          and.parts.stream().map(this::numbersOfFormula).reduce(NumberSet.ALL, NumberSet::and);
      case Or or ->
          or.parts.stream().map(this::numbersOfFormula).reduce(NumberSet.NONE, NumberSet::or);
      default -> throw new AssertionError("not about numbers: " + formula);
    };
  }

  /** The strings of a shape. */
  StringSet stringsOf(Shape shape) {
    return switch (restrict(shape, JsonType.STRING)) {
      case True t -> StringSet.ANY;
      case False f -> StringSet.NONE;
      case Shape formula -> stringsOfFormula(formula);
    };
  }

  private StringSet stringsOfFormula(Shape formula) {
    return switch (formula) {
      case Strings s -> s.set;
      case And and ->
          and.parts.stream()
              .map(this::stringsOfFormula)
              .reduce(StringSet.ANY, (a, b) -> a.and(b, work("combining patterns and lengths")));
      case Or or ->
          or.parts.stream()
              .map(this::stringsOfFormula)
              .reduce(StringSet.NONE, (a, b) -> a.or(b, work("combining patterns and lengths")));
      default -> throw new AssertionError("not about strings: " + formula);
    };
  }

  /** What a fact about an object's members asks of the value of a key. */
  Shape member(Members members, String key) {
    List<Shape> parts = new ArrayList<>();
    boolean known = false;
    Shape named = members.names.get(key);
    if (named != null) {
      parts.add(named);
      known = true;
    }
    for (PatternMember pattern : members.patterns) {
      if (pattern.keys().contains(key)) {
        parts.add(pattern.value());
        known = true;
      }
    }
    return known ? and(parts) : members.others;
  }

  /** The next item's shape. */
  static Shape item(Items items) {
    return items.prefix.isEmpty() ? items.rest : items.prefix.get(0);
  }

  /** What the fact asks of the items after the next one. */
  Shape afterItem(Items items) {
    return items.prefix.isEmpty()
        ? items
        : items(items.prefix.subList(1, items.prefix.size()), items.rest);
  }

  /** The fact with one item less to come. */
  Shape afterItem(ItemCount count) {
    if (count.max == 0) {
      return none;
    }
    long max = count.max == Long.MAX_VALUE ? count.max : count.max - 1;
    return itemCount(Math.max(count.min - 1, 0), max);
  }

  /** Answers a formula in which every leaf is decided. */
  Shape evaluate(Shape formula, Function<Shape, Boolean> leaf) {
    return map(formula, s -> s == any || s == none ? s : leaf.apply(s) ? any : none);
  }

  static boolean isPending(@Nullable Shape shape) {
    return Objects.requireNonNull(shape) instanceof Pending;
  }
}
