package dev.espalier.compiler;

import dev.espalier.compiler.composition.Composition;
import dev.espalier.compiler.composition.Part;
import dev.espalier.compiler.composition.Tags;
import dev.espalier.compiler.grammar.Expr;
import java.util.Arrays;
import java.util.List;

/**
 * Grammars that are put together from others.
 *
 * <pre>{@code
 * Grammar answer =
 *     Grammars.sequence(
 *         Grammars.text("Answer: "),
 *         Grammars.choice(JsonSchema.compile(schema), Grammars.text("unknown")),
 *         Grammars.optional(Grammars.regex(" \\(page [0-9]{1,4}\\)")));
 * }</pre>
 *
 * <p>Every part may be any grammar: of a schema, of a text, or put together itself. A composition's
 * report joins those of its parts, and its fingerprint depends on all of them. The limits of a
 * composition are the default ones unless {@link #withLimits} says otherwise; its parts keep
 * theirs.
 *
 * <p>Every way of cutting a text into the parts counts: {@code sequence(regex("a*"), regex("a"))}
 * is {@code a+}. Complexity of each method: linear in the size of all parts (of nested compositions
 * again at each level), and that of the automata of its regular parts.
 *
 * <p>Errors: {@link GrammarException} where a limit is reached, or what an argument says is not
 * possible.
 */
public final class Grammars {
  private static final CompileLimits LIMITS = CompileLimits.DEFAULT;

  private Grammars() {}

  /** One text. */
  public static Grammar text(String text) {
    return compiled(Part.text(text, LIMITS));
  }

  /** Every text. */
  public static Grammar anyText() {
    return textWithout();
  }

  /** What an ECMA-262 regular expression, without slashes and flags, matches as a whole. */
  public static Grammar regex(String pattern) {
    return compiled(Part.regex(pattern, LIMITS));
  }

  /**
   * A special token of the model's vocabulary, such as {@code <|eot_id|>}; the text of its name is
   * something else. Not an end-of-sequence token: those end a text, and are no part of it.
   *
   * @param name its name; a vocabulary without it is refused when the grammar is bound
   */
  public static Grammar specialToken(String name) {
    return compiled(Part.token(name));
  }

  /** What a marker is. */
  public static Grammar marker(Marker marker) {
    return switch (marker) {
      case Marker.Text text -> text(text.text());
      case Marker.Token token -> specialToken(token.name());
    };
  }

  /** One after the other; of none, the empty text. */
  public static Grammar sequence(Grammar... parts) {
    return sequence(Arrays.asList(parts));
  }

  /** One after the other; of none, the empty text. */
  public static Grammar sequence(List<Grammar> parts) {
    return compiled(Part.sequence(parts(parts)));
  }

  /** One of several, at least one. */
  public static Grammar choice(Grammar... alternatives) {
    return choice(Arrays.asList(alternatives));
  }

  /** One of several, at least one. */
  public static Grammar choice(List<Grammar> alternatives) {
    return compiled(Part.choice(parts(alternatives)));
  }

  /** It, or nothing. */
  public static Grammar optional(Grammar grammar) {
    return repeated(grammar, 0, 1);
  }

  /**
   * Several times, one after the other.
   *
   * @param min at least, from 0
   * @param max at most
   */
  public static Grammar repeated(Grammar grammar, int min, int max) {
    if (max < 0) {
      throw new IllegalArgumentException("at most " + max + " times");
    }
    return compiled(Part.repeat(Part.of(grammar), min, max));
  }

  /** That many times or more, one after the other. */
  public static Grammar repeated(Grammar grammar, int min) {
    return compiled(Part.repeat(Part.of(grammar), min, Expr.Repeat.UNBOUNDED));
  }

  /**
   * Several times, with something between each two.
   *
   * @param min at least, from 0
   * @param max at most
   */
  public static Grammar separated(Grammar grammar, Grammar separator, int min, int max) {
    if (max < 0) {
      throw new IllegalArgumentException("at most " + max + " times");
    }
    return compiled(Part.separated(Part.of(grammar), Part.of(separator), min, max));
  }

  /** That many times or more, with something between each two. */
  public static Grammar separated(Grammar grammar, Grammar separator, int min) {
    return compiled(
        Part.separated(Part.of(grammar), Part.of(separator), min, Expr.Repeat.UNBOUNDED));
  }

  /** Free text: every text, also the empty one, in which none of the markers occurs. */
  public static Grammar textWithout(String... markers) {
    return compiled(Tags.textWithout(List.of(markers), LIMITS));
  }

  /**
   * Free text up to the first marker, and that marker.
   *
   * @param markers at least one; none lies within another
   */
  public static Grammar textUntil(String... markers) {
    return compiled(Tags.textUntil(List.of(markers), LIMITS));
  }

  /**
   * The same language under other limits. They hold for the composition itself: how large its rules
   * and automata may be, and what its constraints remember. Grammars of other kinds that are parts
   * of it keep theirs.
   */
  public static Grammar withLimits(Grammar grammar, CompileLimits limits) {
    return Composition.of(Part.of(grammar), limits);
  }

  private static List<Part> parts(List<Grammar> grammars) {
    return grammars.stream().map(Part::of).toList();
  }

  private static Grammar compiled(Part part) {
    return Composition.of(part, LIMITS);
  }
}
