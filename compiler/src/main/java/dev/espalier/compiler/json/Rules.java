package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.json.Keyword.Holds;
import dev.espalier.compiler.json.Keyword.Part;
import java.util.EnumSet;
import java.util.Set;

/**
 * By what a schema resource is read.
 *
 * @param declared whether a {@code $schema} says so; where none does, some ways of writing that
 *     belong to older drafts are understood too
 * @param parts the vocabularies that its meta-schema has
 * @param assertsFormat whether the meta-schema makes {@code format} an assertion
 */
record Rules(Dialect dialect, boolean declared, Set<Part> parts, boolean assertsFormat) {
  Rules {
    parts = Set.copyOf(parts);
  }

  /** A draft as its own meta-schema says. */
  static Rules of(Dialect dialect, boolean declared) {
    return new Rules(dialect, declared, EnumSet.allOf(Part.class), dialect == Dialect.V1);
  }

  boolean atLeast(Dialect draft) {
    return dialect.atLeast(draft);
  }

  /** Whether a keyword of this name means something in these resources. */
  boolean knows(String name) {
    Keyword keyword = Keyword.of(name);
    return keyword != null
        && (keyword.in(dialect) || (!declared && name.equals("additionalItems")))
        && parts.contains(keyword.part());
  }

  /** Where the schemas are in the value of a keyword. */
  Holds holds(String name) {
    if (name.equals("type")) {
      return dialect == Dialect.DRAFT_3 ? Holds.SCHEMAS : Holds.NOTHING;
    }
    Keyword keyword = Keyword.of(name);
    return keyword != null && knows(name) ? keyword.holds() : Holds.NOTHING;
  }

  /** The keyword that gives a resource its URI. */
  String identifier() {
    return atLeast(Dialect.DRAFT_6) ? "$id" : "id";
  }

  /** Whether a reference hides all that stands beside it. */
  boolean referencesHide() {
    return !atLeast(Dialect.DRAFT_2019_09);
  }

  /** Whether {@code true} and {@code false} are schemas. */
  boolean booleans() {
    return atLeast(Dialect.DRAFT_6);
  }
}
