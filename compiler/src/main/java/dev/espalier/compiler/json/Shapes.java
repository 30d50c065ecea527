package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.json.Shape.And;
import dev.espalier.compiler.json.Shape.Captured;
import dev.espalier.compiler.json.Shape.Counted;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.False;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.KeyedShapes;
import dev.espalier.compiler.json.Shape.Keys;
import dev.espalier.compiler.json.Shape.Literal;
import dev.espalier.compiler.json.Shape.MemberCount;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Numbers;
import dev.espalier.compiler.json.Shape.One;
import dev.espalier.compiler.json.Shape.Or;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.json.Shape.Pending;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.SomeMember;
import dev.espalier.compiler.json.Shape.Strings;
import dev.espalier.compiler.json.Shape.True;
import dev.espalier.compiler.json.Shape.Types;
import dev.espalier.compiler.json.Shape.Unique;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.SpelledNumbers;
import dev.espalier.compiler.lexical.StringSet;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes shapes, each once, and does their algebra: conjunction, disjunction, restriction to a type.
 *
 * <p>Nothing is multiplied out: a conjunction of disjunctions stays one. Safe for many threads.
 */
final class Shapes {
  private final CompileLimits limits;
  private final boolean ordered;
  private final ConcurrentHashMap<Key, Made> made = new ConcurrentHashMap<>();
  private final ReferenceQueue<Shape> forgotten = new ReferenceQueue<>();
  private final ConcurrentHashMap<Definition, Definition> complements = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  final Shape any = new True(ids.getAndIncrement());
  final Shape none = new False(ids.getAndIncrement());
  private final Shape noArray = types(JsonType.ALL & ~JsonType.ARRAY.bit());
  private final Shape noObject = types(JsonType.ALL & ~JsonType.OBJECT.bit());

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

  /**
   * A shape, as long as someone needs it: texts make new ones without end, by what was read of
   * them, and these go with the positions that they belong to.
   */
  private static final class Made extends WeakReference<Shape> {
    final Key key;

    Made(Key key, Shape shape, ReferenceQueue<Shape> forgotten) {
      super(shape, forgotten);
      this.key = key;
    }
  }

  @SuppressWarnings("unchecked")
  private <S extends Shape> S intern(Object kind, Object content, IntFunction<S> make) {
    Key key = new Key(kind, content);
    S shape = null;
    while (true) {
      Made before = made.get(key);
      Shape known = before == null ? null : before.get();
      if (known != null) {
        return (S) known;
      }
      if (shape == null) {
        forget();
        shape = make.apply(ids.getAndIncrement());
      }
      Made reference = new Made(key, shape, forgotten);
      if (before == null
          ? made.putIfAbsent(key, reference) == null
          : made.replace(key, before, reference)) {
        return shape;
      }
    }
  }

  private void forget() {
    for (java.lang.ref.Reference<?> gone = forgotten.poll();
        gone != null;
        gone = forgotten.poll()) {
      Made shape = (Made) gone;
      made.remove(shape.key, shape);
    }
  }

  Shape types(int set) {
    int types = set & JsonType.ALL;
    if (types == JsonType.ALL) {
      return any;
    }
    return types == 0 ? none : intern(Types.class, types, id -> new Types(id, types));
  }

  Shape numbers(NumberSet set) {
    return numbers(SpelledNumbers.of(set));
  }

  Shape numbers(SpelledNumbers set) {
    return set.equals(SpelledNumbers.ALL)
        ? any
        : intern(Numbers.class, set, id -> new Numbers(id, set));
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

  /**
   * Bounds how many items are in a shape: the first ones each in the shape of their place, the
   * others in one.
   *
   * @param atLeast whether the count is the least number of them, or the greatest
   */
  Shape counted(List<Shape> prefix, Shape rest, long count, boolean atLeast) {
    int n = prefix.size();
    while (n > 0 && prefix.get(n - 1) == rest) {
      n--;
    }
    List<Shape> places = List.copyOf(prefix.subList(0, n));
    if (atLeast ? count <= 0 : count == Long.MAX_VALUE) {
      return any;
    }
    if (places.isEmpty() && rest == any) {
      return atLeast ? itemCount(count, Long.MAX_VALUE) : itemCount(0, count);
    }
    if (rest == none && places.stream().filter(s -> s != none).count() < count) {
      return atLeast ? noArray : any;
    }
    if (count < 0) {
      return noArray;
    }
    if (count == 0) {
      return items(places.stream().map(this::not).toList(), not(rest));
    }
    return intern(
        Counted.class,
        List.of(places, rest, count, atLeast),
        id -> new Counted(id, places, rest, count, atLeast));
  }

  /** If an array, the number of its items that are in a shape, inclusive. */
  Shape contains(Shape item, long min, long max) {
    return and(counted(List.of(), item, min, true), counted(List.of(), item, max, false));
  }

  /** If an array, its items differ pairwise. */
  Shape unique() {
    return unique(true);
  }

  private Shape unique(boolean differ) {
    return intern(Unique.class, differ, id -> new Unique(id, differ));
  }

  Shape captured(boolean differ) {
    return intern(Captured.class, differ, id -> new Captured(id, differ));
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
    return intern(
        Members.class,
        keyed(byName, byPattern, others),
        id -> new Members(id, byName, byPattern, others));
  }

  // The order of the names is part of the key: it is the declared order of the output form.
  private static Object keyed(
      Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
    return List.of(new ArrayList<>(names.entrySet()), patterns, others);
  }

  /** If an object, there is a member whose value is in any of the shapes for its key. */
  Shape someMember(Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
    Map<String, Shape> byName = new LinkedHashMap<>(names);
    List<PatternMember> byPattern = new ArrayList<>(patterns);
    if (others == none) {
      byPattern.removeIf(p -> p.value() == none);
      byName.values().removeIf(s -> s == none);
      if (byName.isEmpty() && byPattern.isEmpty()) {
        return noObject;
      }
      if (byName.size() == 1 && byPattern.isEmpty() && byName.containsValue(any)) {
        return required(byName.keySet());
      }
    }
    if (others == any
        && byName.values().stream().allMatch(s -> s == any)
        && byPattern.stream().allMatch(p -> p.value() == any)) {
      return memberCount(1, Long.MAX_VALUE);
    }
    List<PatternMember> all = List.copyOf(byPattern);
    return intern(
        SomeMember.class,
        keyed(byName, all, others),
        id -> new SomeMember(id, byName, all, others));
  }

  /** If an object, the key is not there. */
  Shape absent(String key) {
    return members(Map.of(key, none), List.of(), any);
  }

  /** If an object, the number of its members, inclusive. */
  Shape memberCount(long min, long max) {
    long least = Math.max(min, 0);
    if (least == 0 && max == Long.MAX_VALUE) {
      return any;
    }
    return least > max
        ? noObject
        : intern(MemberCount.class, List.of(least, max), id -> new MemberCount(id, least, max));
  }

  /** If an object, every key is, as a string, in a shape. */
  Shape propertyNames(Shape names) {
    return keys(names, false);
  }

  private Shape keys(Shape names, boolean negated) {
    if (names == any) {
      return negated ? noObject : any;
    }
    return intern(Keys.class, List.of(names, negated), id -> new Keys(id, names, negated));
  }

  // The strings of the shape are known once the whole schema was read.
  private Shape lowered(Keys keys) {
    Work work = work("the keys that propertyNames allows");
    CodePointDfa others = stringsOf(keys.names).not(work).toDfa(work);
    if (others.isEmpty()) {
      return keys.negated ? noObject : any;
    }
    return keys.negated
        ? someMember(Map.of(), List.of(new PatternMember(others, any)), none)
        : members(Map.of(), List.of(new PatternMember(others, none)), any);
  }

  Shape required(Collection<String> keys) {
    if (keys.isEmpty()) {
      return any;
    }
    Set<String> names = names();
    names.addAll(keys);
    return intern(Required.class, List.copyOf(names), id -> new Required(id, names));
  }

  // In the order in which they are listed where that is the declared order.
  private Set<String> names() {
    return ordered ? new LinkedHashSet<>() : new TreeSet<>();
  }

  Shape reference(Definition definition) {
    return intern(Reference.class, definition, id -> new Reference(id, definition));
  }

  Shape pending(int index, boolean negated) {
    return intern(Pending.class, List.of(index, negated), id -> new Pending(id, index, negated));
  }

  /** The values in exactly one of some shapes. */
  Shape one(List<Shape> shapes) {
    return one(shapes.stream().map(s -> new Literal(s, not(s))).toList(), false);
  }

  /**
   * The values for which exactly one of some formulas holds; negated, none or several.
   *
   * <p>What is known of a formula may be less than what is known of its complement, while it is not
   * decided yet what a child is: so both count.
   */
  Shape one(List<Literal> parts, boolean negated) {
    List<Literal> open = new ArrayList<>();
    List<Shape> conjoined = new ArrayList<>();
    for (Literal part : parts) {
      if (part.holds() == none && part.fails() == any) {
        continue;
      }
      if (part.holds() == none && !negated) {
        conjoined.add(part.fails());
      } else {
        open.add(part);
      }
    }
    for (int i = 0; i < open.size(); i++) {
      Literal part = open.get(i);
      if (part.fails() != none || (negated && part.holds() != any)) {
        continue;
      }
      // This one holds: then no other does, or, negated, some other does.
      List<Literal> others = new ArrayList<>(open);
      others.remove(i);
      if (negated) {
        return or(others.stream().map(Literal::holds).toList());
      }
      conjoined.add(part.holds());
      others.forEach(other -> conjoined.add(other.fails()));
      return and(conjoined);
    }
    if (open.size() <= 1) {
      Shape last =
          open.isEmpty()
              ? (negated ? any : none)
              : negated ? open.get(0).fails() : open.get(0).holds();
      conjoined.add(last);
    } else {
      List<Literal> all = List.copyOf(open);
      conjoined.add(intern(One.class, List.of(all, negated), id -> new One(id, all, negated)));
    }
    return and(conjoined);
  }

  /** The alternatives of a connective, written out. */
  List<Shape> alternatives(Shape connective) {
    return alternativeParts(connective).stream().map(this::and).toList();
  }

  /** The alternatives of a connective, each as shapes to be conjoined. */
  List<List<Shape>> alternativeParts(Shape connective) {
    return switch (connective) {
      case Or or -> or.parts.stream().map(List::of).toList();
      case One one -> one.negated ? noneOrTwo(one.parts) : exactlyOne(one.parts);
      default -> throw new AssertionError("no alternatives: " + connective);
    };
  }

  private static List<List<Shape>> exactlyOne(List<Literal> parts) {
    List<List<Shape>> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<Shape> each = new ArrayList<>();
      for (int k = 0; k < parts.size(); k++) {
        each.add(k == i ? parts.get(k).holds() : parts.get(k).fails());
      }
      all.add(each);
    }
    return all;
  }

  private static List<List<Shape>> noneOrTwo(List<Literal> parts) {
    List<List<Shape>> all = new ArrayList<>();
    all.add(parts.stream().map(Literal::fails).toList());
    for (int i = 0; i < parts.size(); i++) {
      for (int k = 0; k < i; k++) {
        all.add(List.of(parts.get(k).holds(), parts.get(i).holds()));
      }
    }
    return all;
  }

  // ---- Complements

  /**
   * The values that are not in a shape: its negation normal form, in which facts have dual facts.
   *
   * <p>Complexity: linear in the shape down to the references in it, once per shape.
   */
  Shape not(Shape shape) {
    Shape known = shape.complement;
    if (known == null) {
      known = notNow(shape);
      shape.complement = known;
      if (known != any && known != none && known.complement == null) {
        known.complement = shape;
      }
    }
    return known;
  }

  private Shape notNow(Shape shape) {
    return switch (shape) {
      case True t -> none;
      case False f -> any;
      case And and -> notAll(and.parts);
      case Or or -> and(or.parts.stream().map(this::not).toList());
      case One one -> one(one.parts, !one.negated);
      case Types types -> types(~types.set);
      case Reference r -> reference(complement(r.definition));
      case Pending p -> pending(p.index, !p.negated);
      case Captured c -> captured(!c.differ);
      default -> and(types(typeOf(shape).bit()), dual(shape));
    };
  }

  private Definition complement(Definition definition) {
    return complements.computeIfAbsent(definition, Definition::complement);
  }

  /** Of a type and facts about it alone, the complement is what the dual facts say. */
  private Shape notAll(List<Shape> parts) {
    int types = JsonType.ALL;
    for (Shape part : parts) {
      types = part instanceof Types t ? types & t.set : types;
    }
    List<Shape> either = new ArrayList<>();
    boolean covered = false;
    for (Shape part : parts) {
      if (isFact(part) && types == typeOf(part).bit()) {
        either.add(dual(part));
        covered = true;
      } else if (!(part instanceof Types)) {
        either.add(not(part));
      }
    }
    if (!covered) {
      either.add(types(~types));
    }
    return or(either);
  }

  private static boolean isFact(Shape shape) {
    return switch (shape) {
      case Numbers n -> true;
      case Strings s -> true;
      case Items i -> true;
      case ItemCount c -> true;
      case Counted c -> true;
      case Unique u -> true;
      case Members m -> true;
      case SomeMember m -> true;
      case Required r -> true;
      case MemberCount c -> true;
      case Keys k -> true;
      default -> false;
    };
  }

  /** The type that a fact speaks of. */
  private static JsonType typeOf(Shape fact) {
    return switch (fact) {
      case Numbers n -> JsonType.NUMBER;
      case Strings s -> JsonType.STRING;
      case Items i -> JsonType.ARRAY;
      case ItemCount c -> JsonType.ARRAY;
      case Counted c -> JsonType.ARRAY;
      case Unique u -> JsonType.ARRAY;
      case Members m -> JsonType.OBJECT;
      case SomeMember m -> JsonType.OBJECT;
      case Required r -> JsonType.OBJECT;
      case MemberCount c -> JsonType.OBJECT;
      case Keys k -> JsonType.OBJECT;
      default -> throw new AssertionError("not a fact: " + fact);
    };
  }

  /** What does not hold, if the value is of the fact's type. */
  private Shape dual(Shape fact) {
    return switch (fact) {
      case Numbers n -> {
        SpelledNumbers not = n.set.not();
        yield not.isEmpty() ? types(~JsonType.NUMBER.bit()) : numbers(not);
      }
      case Strings s -> {
        StringSet not = s.set.not(work("the complement of patterns and lengths"));
        yield not.isEmpty() ? types(~JsonType.STRING.bit()) : strings(not);
      }
      case Items i -> counted(i.prefix.stream().map(this::not).toList(), not(i.rest), 1, true);
      case ItemCount c -> outside(c.min, c.max, this::itemCount, noArray);
      case Counted c ->
          c.atLeast
              ? counted(c.prefix, c.rest, c.count - 1, false)
              : counted(c.prefix, c.rest, c.count + 1, true);
      case Unique u -> unique(!u.differ);
      case Members m -> someMember(not(m.names), notAllOf(m.patterns), not(m.others));
      case SomeMember m -> members(not(m.names), notAllOf(m.patterns), not(m.others));
      case Required r -> or(r.keys.stream().map(this::absent).toList());
      case MemberCount c -> outside(c.min, c.max, this::memberCount, noObject);
      case Keys k -> keys(k.names, !k.negated);
      default -> throw new AssertionError("not a fact: " + fact);
    };
  }

  private interface MakeCount {
    Shape between(long min, long max);
  }

  private Shape outside(long min, long max, MakeCount count, Shape never) {
    if (min > max) {
      return any;
    }
    Shape fewer = min == 0 ? never : count.between(0, min - 1);
    Shape more = max == Long.MAX_VALUE ? never : count.between(max + 1, Long.MAX_VALUE);
    return or(fewer, more);
  }

  private Map<String, Shape> not(Map<String, Shape> names) {
    Map<String, Shape> complements = new LinkedHashMap<>();
    names.forEach((name, shape) -> complements.put(name, not(shape)));
    return complements;
  }

  private List<PatternMember> notAllOf(List<PatternMember> patterns) {
    return patterns.stream().map(p -> new PatternMember(p.keys(), not(p.value()))).toList();
  }

  /** The values that are equal to one. */
  Shape constant(JsonValue value) {
    Shape type = types(value.type().bit());
    return switch (value) {
      case JsonValue.Word w -> type;
      case JsonValue.Num n -> and(type, numbers(NumberSet.point(n.value())));
      case JsonValue.Str s -> {
        String text = s.text();
        if (text == null) {
          throw new LimitExceeded(
              "comparedCharacters", JsonValue.COMPARED, "comparing items for uniqueItems");
        }
        yield and(type, strings(StringSet.ofWords(text)));
      }
      case JsonValue.Arr a -> {
        List<Shape> items = new ArrayList<>();
        for (JsonValue.Run run : a.runs()) {
          for (long i = 0; i < run.times(); i++) {
            if (items.size() == limits.comparedItems()) {
              throw new LimitExceeded(
                  "comparedItems", limits.comparedItems(), "comparing items for uniqueItems");
            }
            items.add(constant(run.item()));
          }
        }
        yield and(List.of(type, items(items, none), itemCount(items.size(), items.size())));
      }
      case JsonValue.Obj o -> {
        Map<String, Shape> members = new LinkedHashMap<>();
        o.members().forEach((key, member) -> members.put(key, constant(member)));
        yield and(List.of(type, members(members, List.of(), none), required(members.keySet())));
      }
    };
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
    SpelledNumbers numbers = SpelledNumbers.ALL;
    StringSet strings = StringSet.ANY;
    Set<String> required = null;
    long min = 0;
    long max = Long.MAX_VALUE;
    long minMembers = 0;
    long maxMembers = Long.MAX_VALUE;
    List<Items> items = new ArrayList<>(1);
    List<Counted> counted = new ArrayList<>(0);
    List<Shape> open = new ArrayList<>(shapes);
    for (int i = 0; i < open.size(); i++) {
      switch (open.get(i)) {
        case True t -> {}
        case False f -> {
          return none;
        }
        case And and -> open.addAll(and.parts);
        case Items each -> items.add(each);
        case Counted each -> counted.add(each);
        case MemberCount c -> {
          minMembers = Math.max(minMembers, c.min);
          maxMembers = Math.min(maxMembers, c.max);
        }
        case Types t -> types &= t.set;
        case Numbers n -> numbers = numbers.and(n.set);
        case Strings s -> strings = strings.and(s.set, work("combining patterns and lengths"));
        case ItemCount c -> {
          min = Math.max(min, c.min);
          max = Math.min(max, c.max);
        }
        case Required r -> {
          required = required == null ? names() : required;
          required.addAll(r.keys);
        }
        case Shape other -> parts.add(other);
      }
    }
    if (minMembers > maxMembers) {
      types &= ~JsonType.OBJECT.bit();
    } else {
      parts.add(memberCount(minMembers, maxMembers));
    }
    parts.add(types(types));
    parts.add(numbers(numbers));
    parts.add(strings(strings));
    parts.add(itemCount(min, max));
    if (required != null) {
      parts.add(required(required));
    }
    if (!items.isEmpty()) {
      parts.add(items.size() == 1 ? items.get(0) : both(items));
    }
    if (!counted.isEmpty()) {
      parts.addAll(strongest(counted, true));
    }
    if (parts.contains(none)) {
      return none;
    }
    parts.remove(any);
    // Absorption: a ∧ (a ∨ b) = a. Keeps formulas small while they are followed along a text. No
    // part of a disjunction is one, so none is missed for another that went before.
    parts.removeIf(part -> part instanceof Or or && or.parts.stream().anyMatch(parts::contains));
    return combine(And.class, parts, any, And::new);
  }

  /** One fact that says of each item what all of some say. */
  private Shape both(List<Items> all) {
    int places = 0;
    for (Items each : all) {
      places = Math.max(places, each.prefix.size());
    }
    List<Shape> prefix = new ArrayList<>(places);
    for (int i = 0; i < places; i++) {
      int place = i;
      prefix.add(and(all.stream().map(each -> each.place(place)).toList()));
    }
    return items(prefix, and(all.stream().map(each -> each.rest).toList()));
  }

  /**
   * Of facts that count the same items one implies the other: the strongest of each kind, for a
   * conjunction, or the weakest, for a disjunction.
   */
  private static Collection<Counted> strongest(List<Counted> all, boolean conjunction) {
    Map<Object, Counted> kept = new LinkedHashMap<>();
    for (Counted each : all) {
      kept.merge(
          List.of(each.prefix, each.rest, each.atLeast),
          each,
          (a, b) -> (a.count > b.count) == (each.atLeast == conjunction) ? a : b);
    }
    return kept.values();
  }

  /** The values in any of some shapes. */
  Shape or(Collection<Shape> shapes) {
    Set<Shape> parts = new LinkedHashSet<>();
    List<Counted> counted = new ArrayList<>(0);
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
        case Counted each -> counted.add(each);
        case Shape other -> parts.add(other);
      }
    }
    parts.add(types(types));
    if (!counted.isEmpty()) {
      parts.addAll(strongest(counted, false));
    }
    if (parts.contains(any)) {
      return any;
    }
    parts.remove(none);
    parts.removeIf(part -> part instanceof And and && and.parts.stream().anyMatch(parts::contains));
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
    Shape[] byId = parts.toArray(Shape[]::new);
    Arrays.sort(byId, Comparator.comparingInt(Shape::id));
    List<Shape> sorted = List.of(byId);
    return intern(kind, sorted, id -> make.make(id, sorted));
  }

  /** A formula with each of its leaves replaced. */
  Shape map(Shape shape, Function<Shape, Shape> leaf) {
    return switch (shape) {
      case And and -> {
        List<Shape> parts = mapAll(and.parts, leaf);
        yield parts == and.parts ? and : and(parts);
      }
      case Or or -> {
        List<Shape> parts = mapAll(or.parts, leaf);
        yield parts == or.parts ? or : or(parts);
      }
      case One one ->
          one(
              one.parts.stream()
                  .map(part -> new Literal(map(part.holds(), leaf), map(part.fails(), leaf)))
                  .toList(),
              one.negated);
      default -> leaf.apply(shape);
    };
  }

  /** The same list where nothing is replaced. */
  private List<Shape> mapAll(List<Shape> parts, Function<Shape, Shape> leaf) {
    Shape[] mapped = new Shape[parts.size()];
    boolean same = true;
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = map(parts.get(i), leaf);
      same &= mapped[i] == parts.get(i);
    }
    return same ? parts : List.of(mapped);
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
      case And and -> disjoint(restrictAll(and.parts, type), type);
      case Or or -> or(or.parts.stream().map(part -> restrict(part, type)).toList());
      case One one -> disjoint(one(restrict(one.parts, type), one.negated), type);
      case Types types -> (types.set & type.bit()) != 0 ? any : none;
      case Reference reference -> restrict(meaning(reference.definition), type);
      case Keys k -> type == JsonType.OBJECT ? restrict(lowered(k), type) : any;
      case Numbers n -> type != JsonType.NUMBER ? any : n.set.isEmpty() ? none : n;
      case Strings s -> type != JsonType.STRING ? any : s.set.isEmpty() ? none : s;
      case ItemCount c -> type != JsonType.ARRAY ? any : c.min > c.max ? none : c;
      case Items i -> type == JsonType.ARRAY ? i : any;
      case Counted c -> type == JsonType.ARRAY ? c : any;
      case Unique u -> type == JsonType.ARRAY ? u : any;
      case KeyedShapes k -> type == JsonType.OBJECT ? k : any;
      case MemberCount c -> type == JsonType.OBJECT ? c : any;
      case Required r -> type == JsonType.OBJECT ? r : any;
      default -> shape;
    };
  }

  private Shape restrictAll(List<Shape> parts, JsonType type) {
    List<Shape> each = new ArrayList<>(parts.size());
    for (Shape part : parts) {
      each.add(restrict(part, type));
    }
    Shape all = and(each);
    // Facts together may leave no value of the type, which then is said of the types.
    for (Shape part : parts(all)) {
      if (part instanceof Types types && (types.set & type.bit()) == 0) {
        return none;
      }
    }
    return all;
  }

  private List<Literal> restrict(List<Literal> parts, JsonType type) {
    return parts.stream()
        .map(part -> new Literal(restrict(part.holds(), type), restrict(part.fails(), type)))
        .toList();
  }

  // ---- Branches that exclude each other

  /**
   * The same formula about objects, in which "exactly one" of branches that exclude each other is
   * "any": so their complements need not be followed. Branches that may overlap stay together.
   *
   * <p>Two branches exclude each other if a key that the object is sure to have would need a value
   * that is in nothing both allow; only scalar values are looked at.
   */
  private Shape disjoint(Shape formula, JsonType type) {
    if (type != JsonType.OBJECT || parts(formula).stream().noneMatch(part -> part instanceof One)) {
      return formula;
    }
    List<Shape> facts = parts(formula).stream().filter(part -> !(part instanceof One)).toList();
    List<Shape> all = new ArrayList<>(facts);
    for (Shape part : parts(formula)) {
      if (part instanceof One one) {
        all.add(split(one, facts));
      }
    }
    return and(all);
  }

  private Shape split(One one, List<Shape> context) {
    // Groups of branches that may overlap.
    List<List<Literal>> groups = new ArrayList<>();
    for (Literal part : one.parts) {
      List<Literal> joined = new ArrayList<>(List.of(part));
      groups.removeIf(group -> {
        if (group.stream().allMatch(other -> exclude(part.holds(), other.holds(), context))) {
          return false;
        }
        joined.addAll(group);
        return true;
      });
      groups.add(joined);
    }
    if (groups.size() == 1) {
      return one;
    }
    List<Shape> each = groups.stream().map(group -> one(group, one.negated)).toList();
    return one.negated ? and(each) : or(each);
  }

  private boolean exclude(Shape a, Shape b, List<Shape> context) {
    List<Members> members = new ArrayList<>();
    Set<String> present = new TreeSet<>();
    for (List<Shape> facts : List.of(parts(a), parts(b), context)) {
      for (Shape fact : facts) {
        if (fact instanceof Members m) {
          members.add(m);
        } else if (fact instanceof Required r) {
          present.addAll(r.keys);
        }
      }
    }
    return present.stream()
        .anyMatch(key -> isEmpty(and(members.stream().map(m -> member(m, key)).toList())));
  }

  /** Whether a shape surely has no values: only its scalar values are looked at. */
  private boolean isEmpty(Shape shape) {
    int types = possibleTypes(shape);
    if ((types & (JsonType.ARRAY.bit() | JsonType.OBJECT.bit())) != 0) {
      return false;
    }
    for (JsonType word : List.of(JsonType.NULL, JsonType.FALSE, JsonType.TRUE)) {
      if ((types & word.bit()) != 0 && restrict(shape, word) != none) {
        return false;
      }
    }
    return numbersOf(shape).isEmpty() && stringsOf(shape).isEmpty();
  }

  /** The types of a shape's values, or more. */
  int possibleTypes(Shape shape) {
    return switch (shape) {
      case False f -> 0;
      case Types types -> types.set;
      case And and -> {
        int types = JsonType.ALL;
        for (Shape part : and.parts) {
          types &= possibleTypes(part);
        }
        yield types;
      }
      case Or or -> {
        int types = 0;
        for (Shape part : or.parts) {
          types |= possibleTypes(part);
        }
        yield types;
      }
      case One one when !one.negated -> {
        int types = 0;
        for (Literal part : one.parts) {
          types |= possibleTypes(part.holds());
        }
        yield types;
      }
      case Reference reference -> possibleTypes(meaning(reference.definition));
      default -> JsonType.ALL;
    };
  }

  private Shape meaning(Definition definition) {
    Definition complemented = definition.complemented();
    return complemented == null ? definition.shape() : not(complemented.shape());
  }

  /** The numbers of a shape. */
  SpelledNumbers numbersOf(Shape shape) {
    return switch (restrict(shape, JsonType.NUMBER)) {
      case True t -> SpelledNumbers.ALL;
      case False f -> SpelledNumbers.NONE;
      case Shape formula -> numbersOfFormula(formula);
    };
  }

  private SpelledNumbers numbersOfFormula(Shape formula) {
    return switch (formula) {
      case Numbers n -> n.set;
      case And and ->
          and.parts.stream()
              .map(this::numbersOfFormula)
              .reduce(SpelledNumbers.ALL, SpelledNumbers::and);
      case Or or ->
          or.parts.stream()
              .map(this::numbersOfFormula)
              .reduce(SpelledNumbers.NONE, SpelledNumbers::or);
      case One one -> {
        SpelledNumbers zero = SpelledNumbers.ALL;
        SpelledNumbers exactly = SpelledNumbers.NONE;
        for (Literal part : one.parts) {
          SpelledNumbers holds = numbersOf(part.holds());
          SpelledNumbers fails = numbersOf(part.fails());
          exactly = exactly.and(fails).or(zero.and(holds));
          zero = zero.and(fails);
        }
        yield one.negated ? exactly.not() : exactly;
      }
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
      case One one -> {
        Work work = work("oneOf over patterns and lengths");
        StringSet zero = StringSet.ANY;
        StringSet exactly = StringSet.NONE;
        for (Literal part : one.parts) {
          StringSet holds = stringsOf(part.holds());
          StringSet fails = stringsOf(part.fails());
          exactly = exactly.and(fails, work).or(zero.and(holds, work), work);
          zero = zero.and(fails, work);
        }
        yield one.negated ? exactly.not(work) : exactly;
      }
      default -> throw new AssertionError("not about strings: " + formula);
    };
  }

  /** What a fact about an object's members says of the value of a key. */
  Shape member(KeyedShapes members, String key) {
    return member(members, members.names.get(key), pattern -> pattern.keys().contains(key));
  }

  /**
   * What a fact about an object's members says of the values of some keys.
   *
   * @param named the shape of the key's name, if it has one
   * @param matches whether the keys match a pattern of the fact
   */
  Shape member(KeyedShapes members, @Nullable Shape named, Predicate<PatternMember> matches) {
    List<Shape> parts = new ArrayList<>();
    if (named != null) {
      parts.add(named);
    }
    for (PatternMember pattern : members.patterns) {
      if (matches.test(pattern)) {
        parts.add(pattern.value());
      }
    }
    return parts.isEmpty() ? members.others : members instanceof Members ? and(parts) : or(parts);
  }

  /** What the fact asks of the items after the next one. */
  Shape afterItem(Items items) {
    return items.prefix.isEmpty() ? items : items(tail(items.prefix), items.rest);
  }

  /** The fact with one item less to come, and a count that may have changed by it. */
  Shape afterItem(Counted counted, long count) {
    List<Shape> prefix = counted.prefix.isEmpty() ? counted.prefix : tail(counted.prefix);
    return counted(prefix, counted.rest, count, counted.atLeast);
  }

  private static List<Shape> tail(List<Shape> prefix) {
    return prefix.subList(1, prefix.size());
  }

  /** The fact with one item less to come. */
  Shape afterItem(ItemCount count) {
    return count.max == 0 ? none : itemCount(count.min - 1, oneLess(count.max));
  }

  /** The fact with one member less to come. */
  Shape afterMember(MemberCount count) {
    return count.max == 0 ? none : memberCount(count.min - 1, oneLess(count.max));
  }

  private static long oneLess(long max) {
    return max == Long.MAX_VALUE ? max : max - 1;
  }

  /** Answers a formula in which every leaf is decided. */
  Shape evaluate(Shape formula, Function<Shape, Boolean> leaf) {
    return map(formula, s -> s == any || s == none ? s : leaf.apply(s) ? any : none);
  }

  /** The parts of a conjunction; of anything else, itself. */
  static List<Shape> parts(Shape formula) {
    return formula instanceof And and ? and.parts : List.of(formula);
  }

  /** The facts and other leaves that a formula is made of, each as often as it stands there. */
  static void leaves(Shape formula, Consumer<Shape> each) {
    switch (formula) {
      case And and -> and.parts.forEach(part -> leaves(part, each));
      case Or or -> or.parts.forEach(part -> leaves(part, each));
      case One one ->
          one.parts.forEach(part -> {
            leaves(part.holds(), each);
            leaves(part.fails(), each);
          });
      default -> each.accept(formula);
    }
  }
}
