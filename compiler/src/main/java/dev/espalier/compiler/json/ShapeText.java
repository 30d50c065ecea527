package dev.espalier.compiler.json;

import dev.espalier.compiler.json.Shape.Literal;
import dev.espalier.compiler.json.Shape.PatternMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes shapes for people, as far as a page goes: formulas share parts, so they may be huge. */
final class ShapeText {
  private static final int MOST = 400;
  private static final int DEPTH = 8;

  private final StringBuilder text = new StringBuilder();
  private final boolean inside;

  private ShapeText(boolean inside) {
    this.inside = inside;
  }

  /** A shape in at most some hundred characters. */
  static String of(Shape shape) {
    return new ShapeText(false).written(shape);
  }

  /** What is asked of a value; within a container, what is asked of what is still to come. */
  static String of(Goals goals) {
    String viable = new ShapeText(true).written(goals.viable());
    return goals.open().isEmpty()
        ? viable
        : viable + "; to be found out: " + goals.open().size() + " more";
  }

  private String written(Shape shape) {
    write(shape, DEPTH);
    return text.length() > MOST ? text.substring(0, MOST) + "…" : text.toString();
  }

  private void write(Shape shape, int depth) {
    if (depth == 0 || text.length() > MOST) {
      text.append('…');
      return;
    }
    switch (shape) {
      case Shape.True s -> text.append("anything");
      case Shape.False s -> text.append("nothing");
      case Shape.And s -> join(s.parts, " and ", depth);
      case Shape.Or s -> join(s.parts, " or ", depth);
      case Shape.One s -> {
        text.append(s.negated ? "none or several of " : "exactly one of ");
        join(s.parts.stream().map(Literal::holds).toList(), ", ", depth);
      }
      case Shape.Types s -> text.append(types(s.set));
      case Shape.Items s -> {
        text.append("items [");
        list(s.prefix, depth);
        text.append(s.prefix.isEmpty() ? "" : ", then ");
        write(s.rest, depth - 1);
        text.append(" …]");
      }
      case Shape.Counted s -> {
        text.append(s.atLeast ? "at least " : "at most ").append(s.count).append(" items of [");
        list(s.prefix, depth);
        text.append(s.prefix.isEmpty() ? "" : ", then ");
        write(s.rest, depth - 1);
        text.append(" …]");
      }
      case Shape.ItemCount s -> count("items", s.min, s.max);
      case Shape.MemberCount s -> count("members", s.min, s.max);
      case Shape.Members s -> members("members", s, depth);
      case Shape.SomeMember s -> members("some member of", s, depth);
      case Shape.Keys s -> {
        text.append(s.negated ? "some key is not " : "every key is ");
        write(s.names, depth - 1);
      }
      case Shape.Required s -> text.append("has ").append(String.join(", ", s.keys));
      // What these say, they say in a few words.
      case Shape.Numbers s ->
          text.append("numbers ")
              .append(s.set.plain())
              .append(
                  s.set.plain().equals(s.set.other())
                      ? ""
                      : ", with a fraction or an exponent " + s.set.other());
      case Shape.Strings s -> text.append(s);
      case Shape.Unique s -> text.append(s);
      case Shape.Captured s -> text.append(s);
      case Shape.Pending s -> text.append(s);
      case Shape.Reference s -> {
        Shape.Definition negated = s.definition.complemented();
        text.append(negated == null ? "" : "not ").append(pointer(s.definition));
      }
    }
  }

  /** Where a definition stands, as a reference would say it. */
  static String pointer(Shape.Definition definition) {
    return definition.pointer().contains("#") ? definition.pointer() : "#" + definition.pointer();
  }

  private static String types(int set) {
    List<String> names = new ArrayList<>(JsonType.names(set));
    if (names.contains("true") && names.contains("false")) {
      names.removeAll(List.of("true", "false"));
      names.addFirst("boolean");
    }
    return String.join("|", names);
  }

  private void join(List<Shape> parts, String by, int depth) {
    text.append('(');
    for (int i = 0; i < parts.size() && text.length() <= MOST; i++) {
      text.append(i > 0 ? by : "");
      write(parts.get(i), depth - 1);
    }
    text.append(')');
  }

  private void list(List<Shape> parts, int depth) {
    for (int i = 0; i < parts.size() && text.length() <= MOST; i++) {
      text.append(i > 0 ? ", " : "");
      write(parts.get(i), depth - 1);
    }
  }

  private void count(String what, long min, long max) {
    text.append(min).append(max == Long.MAX_VALUE ? " or more" : " to " + max).append(' ');
    text.append(what).append(inside ? " to come" : "");
  }

  private void members(String what, Shape.KeyedShapes shape, int depth) {
    text.append(what).append(" {");
    for (Map.Entry<String, Shape> entry : shape.names.entrySet()) {
      if (text.length() > MOST) {
        break;
      }
      text.append(JsonBytes.quote(entry.getKey())).append(": ");
      write(entry.getValue(), depth - 1);
      text.append(", ");
    }
    for (PatternMember pattern : shape.patterns) {
      if (text.length() > MOST) {
        break;
      }
      text.append("a pattern: ");
      write(pattern.value(), depth - 1);
      text.append(", ");
    }
    text.append("others: ");
    write(shape.others, depth - 1);
    text.append('}');
  }
}
