package dev.espalier.compiler.json;

import dev.espalier.compiler.json.JsonValue.Arr;
import dev.espalier.compiler.json.JsonValue.Num;
import dev.espalier.compiler.json.JsonValue.Obj;
import dev.espalier.compiler.json.JsonValue.Run;
import dev.espalier.compiler.json.JsonValue.Str;
import dev.espalier.compiler.json.Shape.And;
import dev.espalier.compiler.json.Shape.Captured;
import dev.espalier.compiler.json.Shape.Counted;
import dev.espalier.compiler.json.Shape.False;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.Keys;
import dev.espalier.compiler.json.Shape.Literal;
import dev.espalier.compiler.json.Shape.MemberCount;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Numbers;
import dev.espalier.compiler.json.Shape.One;
import dev.espalier.compiler.json.Shape.Or;
import dev.espalier.compiler.json.Shape.Pending;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.SomeMember;
import dev.espalier.compiler.json.Shape.Strings;
import dev.espalier.compiler.json.Shape.True;
import dev.espalier.compiler.json.Shape.Types;
import dev.espalier.compiler.json.Shape.Unique;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a value is in a shape.
 *
 * <p>Where a value is too long to be looked at whole, the answer may be "no" although it is: as
 * shapes are in negation normal form, "yes" is always certain.
 */
final class Membership {
  private final Shapes shapes;

  Membership(Shapes shapes) {
    this.shapes = shapes;
  }

  /** Whether a value is in a shape. Facts about other types than the value's hold. */
  boolean holds(Shape shape, JsonValue value) {
    return switch (shape) {
      case True t -> true;
      case False f -> false;
      case And and -> and.parts.stream().allMatch(part -> holds(part, value));
      case Or or -> or.parts.stream().anyMatch(part -> holds(part, value));
      case One one -> one.negated ? noneOrTwo(one.parts, value) : exactlyOne(one.parts, value);
      case Types types -> (types.set & value.type().bit()) != 0;
      case Reference reference -> holds(shapes.restrict(reference, value.type()), value);
      case Keys keys -> holds(shapes.restrict(keys, value.type()), value);
      case Numbers numbers ->
          !(value instanceof Num n) || numbers.set.contains(n.value(), n.text());
      case Strings strings -> {
        String text = value instanceof Str s ? s.text() : "";
        yield !(value instanceof Str) || (text != null && strings.set.contains(text));
      }
      case Items items -> !(value instanceof Arr a) || allItems(items, a);
      case ItemCount c -> !(value instanceof Arr a) || (c.min <= a.size() && a.size() <= c.max);
      case Counted counted -> !(value instanceof Arr a) || counts(counted, a);
      case Unique unique ->
          !(value instanceof Arr a) || (unique.differ ? surelyDiffer(a) : surelyRepeat(a));
      case Members members ->
          !(value instanceof Obj o)
              || o.members().entrySet().stream()
                  .allMatch(e -> holds(shapes.member(members, e.getKey()), e.getValue()));
      case SomeMember some ->
          !(value instanceof Obj o)
              || o.members().entrySet().stream()
                  .anyMatch(e -> holds(shapes.member(some, e.getKey()), e.getValue()));
      case Required required ->
          !(value instanceof Obj o) || o.members().keySet().containsAll(required.keys);
      case MemberCount c ->
          !(value instanceof Obj o) || (c.min <= o.members().size() && o.members().size() <= c.max);
      case Pending p -> throw new AssertionError("a value is asked for its part: " + p);
      case Captured c -> throw new AssertionError("a value is asked for its part: " + c);
    };
  }

  private boolean exactlyOne(List<Literal> parts, JsonValue value) {
    int holding = 0;
    for (Literal part : parts) {
      if (holds(part.holds(), value)) {
        holding++;
      } else if (!holds(part.fails(), value)) {
        return false;
      }
    }
    return holding == 1;
  }

  private boolean noneOrTwo(List<Literal> parts, JsonValue value) {
    int holding = 0;
    boolean none = true;
    for (Literal part : parts) {
      holding += holds(part.holds(), value) ? 1 : 0;
      none &= holds(part.fails(), value);
    }
    return none || holding >= 2;
  }

  private boolean allItems(Items items, Arr array) {
    long at = 0;
    for (Run run : array.runs()) {
      long end = at + run.times();
      for (; at < end && at < items.prefix.size(); at++) {
        if (!holds(items.place(at), run.item())) {
          return false;
        }
      }
      if (at < end && !holds(items.rest, run.item())) {
        return false;
      }
      at = end;
    }
    return true;
  }

  private boolean counts(Counted counted, Arr array) {
    // Of a bound from above those count that may be in the shape: that are not known to be outside.
    long at = 0;
    long count = 0;
    for (Run run : array.runs()) {
      long end = at + run.times();
      for (; at < end && at < counted.prefix.size(); at++) {
        count += counts(counted, counted.place(at), run.item()) ? 1 : 0;
      }
      count += at < end && counts(counted, counted.rest, run.item()) ? end - at : 0;
      at = end;
    }
    return counted.atLeast ? count >= counted.count : count <= counted.count;
  }

  private boolean counts(Counted counted, Shape shape, JsonValue item) {
    return counted.atLeast ? holds(shape, item) : !holds(shapes.not(shape), item);
  }

  private static boolean surelyDiffer(Arr array) {
    Set<JsonValue> seen = new HashSet<>();
    return array.runs().stream().allMatch(run -> run.times() == 1 && seen.add(run.item()));
  }

  private static boolean surelyRepeat(Arr array) {
    Set<JsonValue> seen = new HashSet<>();
    for (Run run : array.runs()) {
      if ((run.times() > 1 || !seen.add(run.item())) && JsonValue.same(run.item(), run.item())) {
        return true;
      }
    }
    return false;
  }
}
