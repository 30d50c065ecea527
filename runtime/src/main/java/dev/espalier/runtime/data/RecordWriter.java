package dev.espalier.runtime.data;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON in the one style that the records have: one line, keys in the order given, {@code ",
 * "} and {@code ": "}, numbers as they were written, characters beyond ASCII as themselves.
 */
final class RecordWriter {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RecordWriter() {}

  static String write(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(JsonNode value, StringBuilder out) {
    if (value.isObject()) {
      out.append('{');
      String comma = "";
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        out.append(comma).append(MAPPER.writeValueAsString(property.getKey())).append(": ");
        write(property.getValue(), out);
        comma = ", ";
      }
      out.append('}');
    } else if (value.isArray()) {
      out.append('[');
      String comma = "";
      for (JsonNode item : value) {
        out.append(comma);
        write(item, out);
        comma = ", ";
      }
      out.append(']');
    } else if (value.isBigDecimal()) {
      out.append(value.decimalValue().toPlainString());
    } else {
      out.append(MAPPER.writeValueAsString(value));
    }
  }
}
