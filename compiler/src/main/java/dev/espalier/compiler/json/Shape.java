package dev.espalier.compiler.json;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.lexical.SpelledNumbers;
import dev.espalier.compiler.lexical.StringSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set of JSON values, as a formula over facts.
 *
 * <p>A fact speaks of one JSON type and holds for every value of another type, as the keywords of
 * JSON Schema do; {@link Types} says which types there are. Formulas are made by {@link Shapes},
 * which shares equal ones: within one {@code Shapes}, equal formulas are one object.
 */
abstract sealed class Shape {
  private final int id;

  // restrict() for each type, once it was asked for; written once with equal content, read freely.
  final @Nullable Shape[] restricted = new Shape[JsonType.COUNT];

  // The complement, once it was asked for; likewise.
  @Nullable Shape complement;

  Shape(int id) {
    this.id = id;
  }

  /** The order of making: gives the operands of formulas an order. */
  final int id() {
    return id;
  }

  /** Every value. */
  static final class True extends Shape {
    True(int id) {
      super(id);
    }

    @Override
    public String toString() {
      return "⊤";
    }
  }

  /** No value. */
  static final class False extends Shape {
    False(int id) {
      super(id);
    }

    @Override
    public String toString() {
      return "⊥";
    }
  }

  /** The values in all parts. At least two, in the order of their ids, none a conjunction. */
  static final class And extends Shape {
    final List<Shape> parts;

    And(int id, List<Shape> parts) {
      super(id);
      this.parts = parts;
    }

    @Override
    public String toString() {
      return "(" + String.join(" ∧ ", parts.stream().map(Shape::toString).toList()) + ")";
    }
  }

  /** The values in any part. At least two, in the order of their ids, none a disjunction. */
  static final class Or extends Shape {
    final List<Shape> parts;

    Or(int id, List<Shape> parts) {
      super(id);
      this.parts = parts;
    }

    @Override
    public String toString() {
      return "(" + String.join(" ∨ ", parts.stream().map(Shape::toString).toList()) + ")";
    }
  }

  /** A formula and its complement, each in negation normal form, followed along a text together. */
  record Literal(Shape holds, Shape fails) {}

  /**
   * The values for which exactly one of some formulas holds; negated, those for which none or
   * several do. Kept as one connective: written out it is the square of its size.
   */
  static final class One extends Shape {
    final List<Literal> parts;
    final boolean negated;

    One(int id, List<Literal> parts, boolean negated) {
      super(id);
      this.parts = parts;
      this.negated = negated;
    }

    @Override
    public String toString() {
      return (negated ? "not one of " : "one of ")
          + parts.stream().map(part -> part.holds().toString()).toList();
    }
  }

  /** The values whose type is in a set; bit {@code i} is the type with ordinal {@code i}. */
  static final class Types extends Shape {
    final int set;

    Types(int id, int set) {
      super(id);
      this.set = set;
    }

    @Override
    public String toString() {
      return "types" + JsonType.names(set);
    }
  }

  /** If a number, one of a set. */
  static final class Numbers extends Shape {
    final SpelledNumbers set;

    Numbers(int id, SpelledNumbers set) {
      super(id);
      this.set = set;
    }

    @Override
    public String toString() {
      return "numbers " + set;
    }
  }

  /** If a string, one of a set. */
  static final class Strings extends Shape {
    final StringSet set;

    Strings(int id, StringSet set) {
      super(id);
      this.set = set;
    }

    @Override
    public String toString() {
      return "strings " + set;
    }
  }

  /** If an array, its items: the first ones by place, all others alike. */
  static final class Items extends Shape {
    final List<Shape> prefix;
    final Shape rest;

    Items(int id, List<Shape> prefix, Shape rest) {
      super(id);
      this.prefix = prefix;
      this.rest = rest;
    }

    /** The shape of an item's place among the items to come. */
    Shape place(long index) {
      return index < prefix.size() ? prefix.get((int) index) : rest;
    }

    @Override
    public String toString() {
      return "items" + prefix.stream().map(s -> "#" + s.id()).toList() + " then #" + rest.id();
    }
  }

  /** If an array, the number of its items, inclusive. */
  static final class ItemCount extends Shape {
    final long min;
    final long max;

    ItemCount(int id, long min, long max) {
      super(id);
      this.min = min;
      this.max = max;
    }

    @Override
    public String toString() {
      return "items " + min + ".." + max;
    }
  }

  /**
   * If an array, how many of its items are in a shape: the first ones each in the shape of their
   * place, all others in one. At least {@code count}, or at most; in both cases 1 or more.
   */
  static final class Counted extends Shape {
    final List<Shape> prefix;
    final Shape rest;
    final long count;
    final boolean atLeast;

    Counted(int id, List<Shape> prefix, Shape rest, long count, boolean atLeast) {
      super(id);
      this.prefix = prefix;
      this.rest = rest;
      this.count = count;
      this.atLeast = atLeast;
    }

    /** The shape that counts at a place among the items to come. */
    Shape place(long index) {
      return index < prefix.size() ? prefix.get((int) index) : rest;
    }

    @Override
    public String toString() {
      return (atLeast ? "at least " : "at most ")
          + count
          + " of items"
          + prefix.stream().map(s -> "#" + s.id()).toList()
          + " then #"
          + rest.id();
    }
  }

  /** If an array, whether its items differ pairwise, or whether two of them are equal. */
  static final class Unique extends Shape {
    final boolean differ;

    Unique(int id, boolean differ) {
      super(id);
      this.differ = differ;
    }

    @Override
    public String toString() {
      return differ ? "items differ" : "items repeat";
    }
  }

  /**
   * What the item that is being read asks of those to come, by its value: that they differ from it,
   * or that one of them is equal to it or two others are equal. Stands for {@link Unique} between
   * an item and its end.
   */
  static final class Captured extends Shape {
    final boolean differ;

    Captured(int id, boolean differ) {
      super(id);
      this.differ = differ;
    }

    @Override
    public String toString() {
      return differ ? "differs from all" : "is repeated";
    }
  }

  /** If an object, the values of its members by their keys. */
  abstract static sealed class KeyedShapes extends Shape permits Members, SomeMember {
    /** By name, in declared order. */
    final Map<String, Shape> names;

    /** For every key that matches. */
    final List<PatternMember> patterns;

    /** For keys that are neither named nor matched. */
    final Shape others;

    private KeyedShapes(
        int id, Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
      super(id);
      this.names = names;
      this.patterns = patterns;
      this.others = others;
    }

    final String describe() {
      return names.keySet().toString() + patterns + " else #" + others.id();
    }
  }

  /** If an object, the value of each member is in all shapes for its key. */
  static final class Members extends KeyedShapes {
    Members(int id, Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
      super(id, names, patterns, others);
    }

    @Override
    public String toString() {
      return "members" + describe();
    }
  }

  /** If an object, there is a member whose value is in any of the shapes for its key. */
  static final class SomeMember extends KeyedShapes {
    SomeMember(int id, Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
      super(id, names, patterns, others);
    }

    @Override
    public String toString() {
      return "a member" + describe();
    }
  }

  /** If an object, the number of its members, inclusive. */
  static final class MemberCount extends Shape {
    final long min;
    final long max;

    MemberCount(int id, long min, long max) {
      super(id);
      this.min = min;
      this.max = max;
    }

    @Override
    public String toString() {
      return "members " + min + ".." + max;
    }
  }

  /**
   * If an object, each key, as a string, is in a shape; negated, some key is not. Becomes {@link
   * Members} or {@link SomeMember} when it is first looked at: a schema has to be read whole before
   * its strings are known.
   */
  static final class Keys extends Shape {
    final Shape names;
    final boolean negated;

    Keys(int id, Shape names, boolean negated) {
      super(id);
      this.names = names;
      this.negated = negated;
    }

    @Override
    public String toString() {
      return (negated ? "a key not in #" : "keys in #") + names.id();
    }
  }

  /** The value of every key in a language of keys. */
  record PatternMember(CodePointDfa keys, Shape value) {}

  /** If an object, it has these keys. */
  static final class Required extends Shape {
    final Set<String> keys;

    Required(int id, Set<String> keys) {
      super(id);
      this.keys = keys;
    }

    @Override
    public String toString() {
      return "required" + keys;
    }
  }

  /** What a place in the schema document says; read when first needed. */
  static final class Reference extends Shape {
    final Definition definition;

    Reference(int id, Definition definition) {
      super(id);
      this.definition = definition;
    }

    @Override
    public String toString() {
      return (definition.complemented() != null ? "not →" : "→") + definition.pointer();
    }
  }

  /**
   * Whether the value that is being read is in the shape number {@code index} asked of it, or,
   * negated, whether it is not.
   */
  static final class Pending extends Shape {
    final int index;
    final boolean negated;

    Pending(int id, int index, boolean negated) {
      super(id);
      this.index = index;
      this.negated = negated;
    }

    /** The two literals of a shape as numbers. */
    int literal() {
      return 2 * index + (negated ? 1 : 0);
    }

    @Override
    public String toString() {
      return (negated ? "not pending" : "pending") + index;
    }
  }

  /** A place in a schema document and, once it was read, what it says. */
  static final class Definition {
    private final String pointer;
    private final @Nullable Definition complemented;
    private volatile @Nullable Shape shape;
    private volatile List<Part> parts = List.of();

    /** What one keyword says. */
    record Part(String pointer, Shape shape) {}

    Definition(String pointer) {
      this(pointer, null);
    }

    private Definition(String pointer, @Nullable Definition complemented) {
      this.pointer = pointer;
      this.complemented = complemented;
    }

    /** What the place does not allow; itself found when it is first needed. */
    Definition complement() {
      return complemented != null ? complemented : new Definition(pointer, this);
    }

    /** The definition whose complement this is, if it is one. */
    @Nullable Definition complemented() {
      return complemented;
    }

    String pointer() {
      return pointer;
    }

    /**
     * @param keywords what its keywords say one by one, for explanations
     */
    void define(Shape meaning, List<Part> keywords) {
      parts = List.copyOf(keywords);
      shape = meaning;
    }

    List<Part> parts() {
      return parts;
    }

    Shape shape() {
      Shape meaning = shape;
      if (meaning == null) {
        throw new IllegalStateException("not read yet: " + pointer);
      }
      return meaning;
    }
  }
}
