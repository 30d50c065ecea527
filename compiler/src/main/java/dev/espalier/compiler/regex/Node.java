package dev.espalier.compiler.regex;

import dev.espalier.compiler.automata.CodePointSet;
import java.util.List;

/** A part of a pattern. Capturing, laziness and names are gone: they do not change the language. */
sealed interface Node {
  /** Whether it never reads a character: it is passed or not, and passing it twice is no more. */
  boolean readsNothing();

  /** Whether it can only match where the text begins. */
  boolean anchored();

  /** Nothing. */
  record Empty() implements Node {
    @Override
    public boolean readsNothing() {
      return true;
    }

    @Override
    public boolean anchored() {
      return false;
    }
  }

  /** One character of a set. */
  record Characters(CodePointSet set) implements Node {
    @Override
    public boolean readsNothing() {
      return false;
    }

    @Override
    public boolean anchored() {
      return false;
    }
  }

  /** One part after another. */
  record Sequence(List<Node> parts, boolean readsNothing, boolean anchored) implements Node {
    Sequence(List<Node> parts) {
      this(List.copyOf(parts), parts.stream().allMatch(Node::readsNothing), anchoredAtFirst(parts));
    }

    private static boolean anchoredAtFirst(List<Node> parts) {
      for (Node part : parts) {
        if (part.anchored()) {
          return true;
        }
        if (!part.readsNothing()) {
          return false;
        }
      }
      return false;
    }
  }

  /** One of several alternatives. */
  record Choice(List<Node> alternatives, boolean readsNothing, boolean anchored) implements Node {
    Choice(List<Node> alternatives) {
      this(
          List.copyOf(alternatives),
          alternatives.stream().allMatch(Node::readsNothing),
          alternatives.stream().allMatch(Node::anchored));
    }
  }

  /** A part repeated from {@code min} to {@code max} times, {@code max} being -1 if unbounded. */
  record Repeat(Node body, int min, int max, boolean readsNothing, boolean anchored)
      implements Node {
    Repeat(Node body, int min, int max) {
      this(body, min, max, body.readsNothing() || max == 0, min > 0 && body.anchored());
    }
  }

  /** A condition on the place. */
  record Assertion(Place place) implements Node {
    @Override
    public boolean readsNothing() {
      return true;
    }

    @Override
    public boolean anchored() {
      return place == Place.START;
    }
  }

  /** What an {@link Assertion} asserts. */
  enum Place {
    START,
    END,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY
  }

  /** A condition on what follows or on what went before. */
  record Look(Node body, boolean ahead, boolean negative) implements Node {
    @Override
    public boolean readsNothing() {
      return true;
    }

    @Override
    public boolean anchored() {
      return false;
    }
  }
}
