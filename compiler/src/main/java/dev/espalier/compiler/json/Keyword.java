package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A keyword that has a meaning here: in which drafts, by which vocabulary, and where the schemas in
 * its value are.
 *
 * @param first the first draft that knows it
 * @param last the last one
 */
record Keyword(Dialect first, Dialect last, Part part, Holds holds) {
  /** The vocabularies that a meta-schema can leave out, from 2019-09 on. */
  enum Part {
    CORE,
    APPLICATOR,
    UNEVALUATED,
    VALIDATION,
    FORMAT,
    CONTENT
  }

  /** Where the schemas are in a keyword's value. */
  enum Holds {
    NOTHING,
    /** The value is a schema, or an array of schemas. */
    SCHEMAS,
    /** The values of its members are. */
    MEMBERS,
    /** The values of the members of its members are. */
    MEMBERS_OF_MEMBERS
  }

  private static final Map<String, Keyword> ALL =
      Map.ofEntries(
          Map.entry("$ref", from(Dialect.DRAFT_3, Part.CORE, Holds.NOTHING)),
          Map.entry("$defs", from(Dialect.DRAFT_2019_09, Part.CORE, Holds.MEMBERS)),
          // Up to draft 7; kept by the later meta-schemas for the sake of older schemas.
          Map.entry("definitions", from(Dialect.DRAFT_3, Part.CORE, Holds.MEMBERS)),
          Map.entry("$recursiveRef", only(Dialect.DRAFT_2019_09, Part.CORE, Holds.NOTHING)),
          Map.entry("$dynamicRef", from(Dialect.DRAFT_2020_12, Part.CORE, Holds.NOTHING)),
          Map.entry("allOf", from(Dialect.DRAFT_4, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("anyOf", from(Dialect.DRAFT_4, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("oneOf", from(Dialect.DRAFT_4, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("not", from(Dialect.DRAFT_4, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("extends", only(Dialect.DRAFT_3, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("disallow", only(Dialect.DRAFT_3, Part.VALIDATION, Holds.SCHEMAS)),
          Map.entry("if", from(Dialect.DRAFT_7, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("then", from(Dialect.DRAFT_7, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("else", from(Dialect.DRAFT_7, Part.APPLICATOR, Holds.SCHEMAS)),
          // Split in 2019-09; kept by the later meta-schemas for the sake of older schemas.
          Map.entry("dependencies", from(Dialect.DRAFT_3, Part.APPLICATOR, Holds.MEMBERS)),
          Map.entry(
              "dependentSchemas", from(Dialect.DRAFT_2019_09, Part.APPLICATOR, Holds.MEMBERS)),
          Map.entry(
              "dependentRequired", from(Dialect.DRAFT_2019_09, Part.VALIDATION, Holds.NOTHING)),
          Map.entry(
              "propertyDependencies", from(Dialect.V1, Part.APPLICATOR, Holds.MEMBERS_OF_MEMBERS)),
          Map.entry("properties", from(Dialect.DRAFT_3, Part.APPLICATOR, Holds.MEMBERS)),
          Map.entry("patternProperties", from(Dialect.DRAFT_3, Part.APPLICATOR, Holds.MEMBERS)),
          Map.entry("additionalProperties", from(Dialect.DRAFT_3, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("propertyNames", from(Dialect.DRAFT_6, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("prefixItems", from(Dialect.DRAFT_2020_12, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("items", from(Dialect.DRAFT_3, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry(
              "additionalItems",
              new Keyword(Dialect.DRAFT_3, Dialect.DRAFT_2019_09, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("contains", from(Dialect.DRAFT_6, Part.APPLICATOR, Holds.SCHEMAS)),
          Map.entry("minContains", from(Dialect.DRAFT_2019_09, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("maxContains", from(Dialect.DRAFT_2019_09, Part.VALIDATION, Holds.NOTHING)),
          Map.entry(
              "unevaluatedProperties",
              from(Dialect.DRAFT_2019_09, Part.UNEVALUATED, Holds.SCHEMAS)),
          Map.entry(
              "unevaluatedItems", from(Dialect.DRAFT_2019_09, Part.UNEVALUATED, Holds.SCHEMAS)),
          // In draft 3, types may be schemas.
          Map.entry("type", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("enum", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("const", from(Dialect.DRAFT_6, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("multipleOf", from(Dialect.DRAFT_4, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("divisibleBy", only(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("minimum", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("maximum", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("exclusiveMinimum", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("exclusiveMaximum", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("minLength", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("maxLength", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("pattern", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("minItems", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("maxItems", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("uniqueItems", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("required", from(Dialect.DRAFT_3, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("minProperties", from(Dialect.DRAFT_4, Part.VALIDATION, Holds.NOTHING)),
          Map.entry("maxProperties", from(Dialect.DRAFT_4, Part.VALIDATION, Holds.NOTHING)),
          // Not of any draft: see the documentation of structural tags.
          Map.entry("x-grammar", from(Dialect.DRAFT_3, Part.CORE, Holds.NOTHING)),
          Map.entry("format", from(Dialect.DRAFT_3, Part.FORMAT, Holds.NOTHING)),
          Map.entry("contentEncoding", from(Dialect.DRAFT_7, Part.CONTENT, Holds.NOTHING)),
          Map.entry("contentMediaType", from(Dialect.DRAFT_7, Part.CONTENT, Holds.NOTHING)),
          Map.entry("contentSchema", from(Dialect.DRAFT_2019_09, Part.CONTENT, Holds.SCHEMAS)));

  private static Keyword from(Dialect first, Part part, Holds holds) {
    return new Keyword(first, Dialect.V1, part, holds);
  }

  private static Keyword only(Dialect dialect, Part part, Holds holds) {
    return new Keyword(dialect, dialect, part, holds);
  }

  /** The keyword of a name, if any draft has one that means something here. */
  static @Nullable Keyword of(String name) {
    return ALL.get(name);
  }

  boolean in(Dialect dialect) {
    return dialect.atLeast(first) && last.atLeast(dialect);
  }
}
