package dev.espalier.testsuite.oracle;

import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.regex.RegularExpression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The judge of a schema: networknt's validator, kept from its own departures.
 *
 * <p>Numbers are given to it exactly and in one spelling each (1.0 and 10e-1 as 1), so that it
 * compares them by value everywhere; patterns follow ECMA-262 where java.util.regex does not: the
 * dollar is the very end, the dot excludes the four line terminators of that standard.
 */
public final class Judge {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .failFast(true)
                          .regularExpressionFactory(Judge::regex)
                          .build()));

  /** General categories by the long names that java.util.regex does not know. */
  private static final Map<String, String> CATEGORIES =
      Map.of("Letter", "L", "Uppercase_Letter", "Lu", "Lowercase_Letter", "Ll", "Number", "N");

  private final Schema schema;

  /**
   * @param schema the text of a schema
   */
  public Judge(String schema) {
    this.schema = REGISTRY.getSchema(exact(MAPPER.readTree(schema)));
    this.schema.initializeValidators();
  }

  /** Whether a value is valid; numbers as {@link #exact} makes them. */
  public boolean accepts(JsonNode value) {
    return schema.validate(value, OutputFormat.BOOLEAN);
  }

  /** Whether a text is JSON and valid. */
  public boolean acceptsText(String text) {
    return value(text).filter(this::accepts).isPresent();
  }

  /** The value of a JSON text, numbers as they are spelled. */
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** Whether a text is JSON, without repeated keys. */
  public static boolean isJson(String text) {
    return value(text).isPresent();
  }

  /** Whether two texts are the same value: keys in any order, numbers by value. */
  public static boolean sameValue(String a, String b) {
    Optional<JsonNode> left = value(a);
    return left.isPresent() && left.equals(value(b));
  }

  private static Optional<JsonNode> value(String text) {
    try {
      JsonNode read = MAPPER.readTree(text);
      return read.isMissingNode() ? Optional.empty() : Optional.of(exact(read));
    } catch (tools.jackson.core.JacksonException e) {
      return Optional.empty();
    }
  }

  /** The same value with one spelling for each number. */
  static JsonNode exact(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        copy.set(entry.getKey(), exact(entry.getValue()));
      }
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> copy.add(exact(item)));
      return copy;
    }
    return value.isNumber() ? number(value.decimalValue()) : value;
  }

  /** The node of a number: of an integer the narrowest, as Jackson would read it. */
  static JsonNode number(BigDecimal exact) {
    BigDecimal value = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    if (value.scale() > 0) {
      return JsonNodeFactory.instance.numberNode(value);
    }
    BigInteger integer = value.toBigIntegerExact();
    if (integer.bitLength() < 32) {
      return JsonNodeFactory.instance.numberNode(integer.intValue());
    }
    if (integer.bitLength() < 64) {
      return JsonNodeFactory.instance.numberNode(integer.longValue());
    }
    return JsonNodeFactory.instance.numberNode(integer);
  }

  private static RegularExpression regex(String pattern) {
    Pattern compiled = Pattern.compile(translate(pattern));
    return value -> compiled.matcher(value).find();
  }

  /** A pattern of ECMA-262 for java.util.regex, as far as the oracle's patterns go. */
  static String translate(String pattern) {
    StringBuilder out = new StringBuilder();
    boolean set = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        char escaped = pattern.charAt(++i);
        if (escaped == 'b' && !set) {
          // Java's own boundary takes combining marks after a letter for letters.
          out.append("(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))");
          continue;
        }
        if (escaped == 'B' && !set) {
          out.append("(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))");
          continue;
        }
        out.append(c).append(escaped);
        int close = pattern.indexOf('}', i);
        if ((escaped == 'p' || escaped == 'P') && close > 0) {
          String name = pattern.substring(i + 2, close);
          out.append('{').append(CATEGORIES.getOrDefault(name, name)).append('}');
          i = close;
        }
      } else if (set) {
        set = c != ']';
        // In Java these open nested sets and intersections.
        out.append(c == '[' || c == '&' ? "\\" + c : c);
      } else if (c == '[') {
        set = true;
        out.append(c);
        if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '^') {
          out.append(pattern.charAt(++i));
        }
      } else if (c == '$') {
        out.append("\\z");
      } else if (c == '.') {
        out.append("[^\\n\\r\\u2028\\u2029]");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
