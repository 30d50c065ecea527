package dev.espalier.testsuite.oracle;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where networknt's validator is known to depart from the specification, or does not know it: such
 * schemas are judged by {@link PlainValidator} alone. Found by comparing the two; {@code
 * JudgesTest} shows that each is still there.
 */
enum Departure {
  DRAFT_3(
      "draft 3 is not known to it", "the plain judge passes the official suite's tests of draft 3"),
  V1(
      "$dynamicRef in v1 is not known to it",
      "v1 needs no $dynamicAnchor beside the reference (official suite, v1/dynamicRef.json)"),
  SEVERAL_DYNAMIC(
      "several $recursiveRef or $dynamicRef that lead into each other take it exponential time",
      "2019-09, core, 8.2.4.2: the reference is resolved at each evaluation"),
  CONTAINS_EVALUATES(
      "contains marks items as evaluated in 2019-09",
      "2019-09, core, 9.3.1.3: unevaluatedItems depends on the annotations of items,"
          + " additionalItems and unevaluatedItems; contains (9.3.1.4) has none");

  private static final Pattern DYNAMIC = Pattern.compile("\"\\$(dynamic|recursive)Ref\"");

  private final String what;
  private final String sentence;

  Departure(String what, String sentence) {
    this.what = what;
    this.sentence = sentence;
  }

  /** What it does. */
  String what() {
    return what;
  }

  /** What the specification says, or what else decides. */
  String sentence() {
    return sentence;
  }

  /** The departure that a schema might run into. */
  static Optional<Departure> of(String schema, Draft draft) {
    long references = DYNAMIC.matcher(schema).results().count();
    if (draft == Draft.DRAFT_3) {
      return Optional.of(DRAFT_3);
    }
    if (draft == Draft.V1 && (references > 0 || schema.contains("\"propertyDependencies\""))) {
      return Optional.of(V1);
    }
    if (references > 1) {
      return Optional.of(SEVERAL_DYNAMIC);
    }
    if (draft == Draft.DRAFT_2019_09
        && schema.contains("\"contains\"")
        && schema.contains("\"unevaluatedItems\"")) {
      return Optional.of(CONTAINS_EVALUATES);
    }
    return Optional.empty();
  }
}
