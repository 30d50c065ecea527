package dev.espalier.testsuite.oracle;

import java.util.Optional;

/** The drafts of JSON Schema, in the order of their publication, as the judges know them. */
public enum Draft {
  DRAFT_3("http://json-schema.org/draft-03/schema"),
  DRAFT_4("http://json-schema.org/draft-04/schema"),
  DRAFT_6("http://json-schema.org/draft-06/schema"),
  DRAFT_7("http://json-schema.org/draft-07/schema"),
  DRAFT_2019_09("https://json-schema.org/draft/2019-09/schema"),
  DRAFT_2020_12("https://json-schema.org/draft/2020-12/schema"),
  V1("https://json-schema.org/v1");

  private final String uri;

  Draft(String uri) {
    this.uri = uri;
  }

  /** The URI of its meta-schema, without a fragment. */
  public String uri() {
    return uri;
  }

  /** The draft of a {@code $schema}, with or without an empty fragment. */
  public static Optional<Draft> of(String schema) {
    String bare = schema.endsWith("#") ? schema.substring(0, schema.length() - 1) : schema;
    for (Draft draft : values()) {
      if (draft.uri.equals(bare)) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }

  boolean atLeast(Draft other) {
    return compareTo(other) >= 0;
  }

  boolean atMost(Draft other) {
    return compareTo(other) <= 0;
  }

  /** The keyword that names a schema. */
  String id() {
    return atMost(DRAFT_4) ? "id" : "$id";
  }

  /** Whether {@code $ref} hides what stands beside it (draft 7, core, 8.3). */
  boolean refHidesSiblings() {
    return atMost(DRAFT_7);
  }
}
