package dev.espalier.testsuite.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a schema smaller as long as it still shows what is wrong. */
final class Minimizer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Minimizer() {}

  /**
   * The smallest schema found.
   *
   * @param wrong whether a schema still shows it; may throw, which counts as no
   * @param tries so many schemas are looked at
   */
  static JsonNode minimize(JsonNode schema, Predicate<JsonNode> wrong, int tries) {
    JsonNode best = schema;
    int left = tries;
    boolean smaller = true;
    while (smaller && left > 0) {
      smaller = false;
      for (JsonNode candidate : smaller(best)) {
        if (left-- <= 0) {
          break;
        }
        if (holds(wrong, candidate)) {
          best = candidate;
          smaller = true;
          break;
        }
      }
    }
    return best;
  }

  private static boolean holds(Predicate<JsonNode> wrong, JsonNode candidate) {
    try {
      return wrong.test(candidate);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      return false;
    }
  }

  /** Every value that is this one with one part left out or made plainer, largest cuts first. */
  private static List<JsonNode> smaller(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    switch (node) {
      case ObjectNode object -> {
        if (!object.isEmpty()) {
          all.add(NODES.booleanNode(true));
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          ObjectNode without = object.deepCopy();
          without.remove(entry.getKey());
          all.add(without);
          // A branch in place of the whole.
          if (entry.getValue() instanceof ArrayNode branches && entry.getKey().endsWith("Of")) {
            branches.forEach(all::add);
          }
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          for (JsonNode part : smaller(entry.getValue())) {
            ObjectNode with = object.deepCopy();
            with.set(entry.getKey(), part);
            all.add(with);
          }
        }
      }
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          ArrayNode without = array.deepCopy();
          without.remove(i);
          all.add(without);
        }
        for (int i = 0; i < array.size(); i++) {
          for (JsonNode part : smaller(array.get(i))) {
            ArrayNode with = array.deepCopy();
            with.set(i, part);
            all.add(with);
          }
        }
      }
      default -> {}
    }
    return all;
  }
}
