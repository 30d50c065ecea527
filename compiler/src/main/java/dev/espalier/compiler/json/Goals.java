package dev.espalier.compiler.json;

import java.util.List;

/**
 * What is asked of a value: it must be in one shape, and it has to be found out whether it is in
 * some others, because what surrounds it depends on that.
 *
 * <p>Within a container the shapes are formulas over the facts of its type, followed along the text
 * like derivatives: what was read is decided, what remains is the formula.
 *
 * @param viable the value is in this shape, or the whole text is not valid
 * @param open the shapes whose outcome matters
 */
record Goals(Shape viable, List<Shape> open) {
  Goals {
    open = List.copyOf(open);
  }

  static Goals of(Shape viable) {
    return new Goals(viable, List.of());
  }
}
