package dev.espalier.testsuite.oracle;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two judges of one schema that share no code: {@link PlainValidator} decides, networknt's
 * validator ({@link Judge}) is asked too, and where it says otherwise that is told.
 */
final class Judges {
  /** Is told where the judges disagree. */
  @FunctionalInterface
  interface Listener {
    /**
     * @param plain what the plain judge says
     */
    void disagree(JsonNode value, boolean plain);
  }

  private final PlainValidator plain;
  private final @Nullable Judge networknt;
  private final boolean spelled;
  private final Listener listener;

  /**
   * @param integersBySpelling whether 1.0 is no integer in drafts 3 and 4
   */
  Judges(JsonNode schema, boolean integersBySpelling, Listener listener) {
    this(
        new PlainValidator(
            schema, draft(schema), uri -> MetaSchemas.text(uri).map(Judge::read), Map.of()),
        networknt(schema, draft(schema)),
        integersBySpelling && draft(schema).atMost(Draft.DRAFT_4),
        listener);
  }

  Judges(PlainValidator plain, Optional<Judge> networknt, boolean spelled, Listener listener) {
    this.plain = plain;
    this.networknt = networknt.orElse(null);
    this.spelled = spelled;
    this.listener = listener;
  }

  /** The draft that a schema names, else 2020-12. */
  static Draft draft(JsonNode schema) {
    return Draft.of(schema.path("$schema").asString("")).orElse(Draft.DRAFT_2020_12);
  }

  private static Optional<Judge> networknt(JsonNode schema, Draft draft) {
    String text = schema.toString();
    return Departure.of(text, draft).isPresent()
        ? Optional.empty()
        : Optional.of(new Judge(text.replace(Draft.V1.uri(), Draft.DRAFT_2020_12.uri())));
  }

  /** Whether integers are judged by their spelling: numbers are to be read as they stand. */
  boolean integersBySpelling() {
    return spelled;
  }

  /** Whether networknt's judge was asked about a value, and accepts it. */
  Optional<Boolean> second(JsonNode value) {
    if (networknt == null || (spelled && holdsFraction(value))) {
      return Optional.empty();
    }
    try {
      return Optional.of(networknt.accepts(value));
    } catch (JsonNodeException e) {
      // It reads some large numbers as long.
      return Optional.empty();
    }
  }

  /** Whether a value is valid. */
  boolean accepts(JsonNode value) {
    boolean valid = plain.accepts(value);
    Optional<Boolean> other = second(value);
    if (other.isPresent() && other.get() != valid) {
      listener.disagree(value, valid);
    }
    return valid;
  }

  /** Whether a number is no integer by its spelling: networknt compares only one spelling each. */
  private static boolean holdsFraction(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> object.valueStream().anyMatch(Judges::holdsFraction);
      case ArrayNode array -> array.valueStream().anyMatch(Judges::holdsFraction);
      default ->
          value.isNumber()
              && !value.isIntegralNumber()
              && value.decimalValue().stripTrailingZeros().scale() <= 0;
    };
  }
}
