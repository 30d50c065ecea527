package dev.espalier.compiler.json;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.json.Shape.Definition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The shapes of a schema, to be looked at: what every schema says that the root leads to.
 *
 * @param places the root first, the others in the order in which it leads to them
 * @param complete whether these are all
 */
public record SchemaView(List<Place> places, boolean complete) {
  /**
   * A schema.
   *
   * @param pointer where it stands
   * @param says what a value in it is, in at most some hundred characters
   * @param links what it refers to
   */
  public record Place(String pointer, String says, List<Link> links) {}

  /**
   * A reference to another schema.
   *
   * @param how of which part of a value: a key, items, or nothing for the value itself
   * @param to the number of the other
   */
  public record Link(String how, int to) {}

  /**
   * The shapes of a grammar.
   *
   * @param most how many schemas are followed
   * @return empty for a grammar that was not made from a schema
   */
  public static Optional<SchemaView> of(Grammar grammar, int most) {
    return grammar instanceof JsonGrammar json
        ? Optional.of(new Collector(most).collect(json.root()))
        : Optional.empty();
  }

  /**
   * What is asked at a node, and of each container around it, the innermost first; empty for a node
   * of something else.
   */
  public static List<String> frames(Structure node) {
    return node instanceof JsonNode json ? json.language.withRoom(json::frames) : List.of();
  }

  private static final class Collector {
    private final Map<Definition, Integer> numbers = new HashMap<>();
    private final List<Definition> found = new ArrayList<>();

    private final int most;
    private boolean complete = true;

    Collector(int most) {
      this.most = most;
    }

    private record Part(Shape shape, String how) {}

    SchemaView collect(Definition root) {
      number(root);
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        Definition definition = found.get(i);
        places.add(
            new Place(
                ShapeText.pointer(definition),
                ShapeText.of(definition.shape()),
                links(definition.shape())));
      }
      return new SchemaView(List.copyOf(places), complete);
    }

    private OptionalInt number(Definition definition) {
      Definition positive = definition.complemented();
      Definition meant = positive == null ? definition : positive;
      Integer known = numbers.get(meant);
      if (known == null) {
        if (found.size() == most) {
          complete = false;
          return OptionalInt.empty();
        }
        known = found.size();
        numbers.put(meant, known);
        found.add(meant);
      }
      return OptionalInt.of(known);
    }

    private List<Link> links(Shape shape) {
      Set<Link> links = new LinkedHashSet<>();
      Set<Part> seen = new HashSet<>();
      Deque<Part> open = new ArrayDeque<>();
      open.add(new Part(shape, ""));
      while (!open.isEmpty()) {
        Part part = open.remove();
        if (!seen.add(part)) {
          continue;
        }
        String how = part.how;
        switch (part.shape) {
          case Shape.And s -> s.parts.forEach(p -> open.add(new Part(p, how)));
          case Shape.Or s -> s.parts.forEach(p -> open.add(new Part(p, how)));
          case Shape.One s -> s.parts.forEach(p -> open.add(new Part(p.holds(), how)));
          case Shape.Items s -> items(s.prefix, s.rest, "item", open);
          case Shape.Counted s -> items(s.prefix, s.rest, "counted item", open);
          case Shape.KeyedShapes s -> {
            s.names.forEach((key, value) -> open.add(new Part(value, JsonBytes.quote(key))));
            s.patterns.forEach(p -> open.add(new Part(p.value(), "keys of a pattern")));
            open.add(new Part(s.others, "other keys"));
          }
          case Shape.Keys s -> open.add(new Part(s.names, "keys"));
          case Shape.Reference s -> {
            boolean not = s.definition.complemented() != null;
            number(s.definition)
                .ifPresent(to -> links.add(new Link(not ? (how + " not").strip() : how, to)));
          }
          default -> {} // facts that speak of no other shape
        }
      }
      return List.copyOf(links);
    }

    private static void items(List<Shape> prefix, Shape rest, String what, Deque<Part> open) {
      for (int i = 0; i < prefix.size(); i++) {
        open.add(new Part(prefix.get(i), what + " " + i));
      }
      open.add(new Part(rest, what + "s"));
    }
  }
}
