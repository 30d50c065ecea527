package dev.espalier.compiler.json;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.lexical.NumberSet;
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
    final NumberSet set;

    Numbers(int id, NumberSet set) {
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

  /** If an object, the values of its keys. */
  static final class Members extends Shape {
    /** By name, in declared order. */
    final Map<String, Shape> names;

    /** For every key that matches. */
    final List<PatternMember> patterns;

    /** For keys that are neither named nor matched. */
    final Shape others;

    Members(int id, Map<String, Shape> names, List<PatternMember> patterns, Shape others) {
      super(id);
      this.names = names;
      this.patterns = patterns;
      this.others = others;
    }

    @Override
    public String toString() {
      return "members" + names.keySet() + patterns + " else #" + others.id();
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
      return "→" + definition.pointer();
    }
  }

  /** Whether the value that is being read is in the shape number {@code index} asked of it. */
  static final class Pending extends Shape {
    final int index;

    Pending(int id, int index) {
      super(id);
      this.index = index;
    }

    @Override
    public String toString() {
      return "pending" + index;
    }
  }

  /** A place in a schema document and, once it was read, what it says. */
  static final class Definition {
    private final String pointer;
    private volatile @Nullable Shape shape;
    private volatile List<Part> parts = List.of();

    /** What one keyword says. */
    record Part(String pointer, Shape shape) {}

    Definition(String pointer) {
      this.pointer = pointer;
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
