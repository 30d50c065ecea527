package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.ToolCalls;
import dev.espalier.compiler.ToolChoice;
import dev.espalier.compiler.ToolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the {@code tools} and the {@code tool_choice} of a request (OpenAI, "Function calling").
 *
 * <p>Schemas are cut out of the source as they stand there, so that nothing in them is read twice
 * or spelled anew.
 */
public final class ToolReader {
  private final String text;
  private final JsonParser json;
  private final CompileLimits limits;

  private ToolReader(String text, JsonParser json, CompileLimits limits) {
    this.text = text;
    this.json = json;
    this.limits = limits;
  }

  /**
   * The tools of an array.
   *
   * @throws ToolException if it is not one
   */
  public static List<Tool> tools(String text, CompileLimits limits) {
    return read(text, limits, ToolReader::array);
  }

  /**
   * The value of {@code tool_choice}.
   *
   * @throws ToolException if it is none
   */
  public static ToolChoice choice(String text) {
    return read(text, CompileLimits.DEFAULT, ToolReader::choice);
  }

  private interface Reading<T> {
    T of(ToolReader reader);
  }

  private static <T> T read(String text, CompileLimits limits, Reading<T> reading) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limits.schemaBytes()) {
      throw limit(new LimitExceeded("schemaBytes", limits.schemaBytes(), "reading the tools"));
    }
    int longest = text.length() + 1;
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.nesting())
                    .maxNumberLength(longest)
                    .maxStringLength(longest)
                    .maxNameLength(longest)
                    .build())
            .build();
    try (JsonParser json = factory.createParser(text)) {
      json.nextToken();
      T result = reading.of(new ToolReader(text, json, limits));
      if (json.nextToken() != null) {
        throw new ToolException("", "", "there is more after the JSON text");
      }
      return result;
    } catch (StreamConstraintsException e) {
      throw limit(new LimitExceeded("nesting", limits.nesting(), "reading the tools"));
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : "line " + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr() + ": ";
      throw new ToolException(
          "",
          "",
          place + "not JSON: " + e.getOriginalMessage().replaceAll(" \\(start marker at .*", ""),
          e);
    }
  }

  private static ToolException limit(LimitExceeded e) {
    return new ToolException("", "", e.getMessage(), e);
  }

  private List<Tool> array() {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("expected an array of tools", "");
    }
    List<Tool> tools = new ArrayList<>();
    Map<String, Tool> byName = new HashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (tools.size() == ToolCalls.MAX_TOOLS) {
        throw limit(new LimitExceeded("tools", ToolCalls.MAX_TOOLS, "reading the tools"));
      }
      Tool tool = tool("/" + tools.size());
      Tool other = byName.put(tool.name(), tool);
      if (other != null) {
        throw new ToolException(
            tool.name(),
            tool.pointer() + "/name",
            "the tool at " + other.pointer() + " has the" + " same name");
      }
      tools.add(tool);
    }
    return tools;
  }

  /** What an object says of a function. */
  private static final class Function {
    @Nullable String name;
    String parameters = "";
    boolean typed = true;
    boolean strict = true;
  }

  private Tool tool(String pointer) {
    expectObject("expected a tool: an object", pointer);
    String type = "function";
    Function flat = new Function();
    Function nested = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "type" -> type = string(pointer + "/type");
        case "function" -> nested = function(pointer + "/function");
        default -> field(flat, key, pointer);
      }
    }
    if (!type.equals("function")) {
      throw new ToolException(
          "", pointer + "/type", "only tools of the type \"function\" are supported, not " + type);
    }
    if (nested != null && flat.name != null) {
      throw new ToolException("", pointer, "a name beside the object \"function\"");
    }
    Function function = nested == null ? flat : nested;
    String at = nested == null ? pointer : pointer + "/function";
    if (function.name == null || function.name.isEmpty()) {
      throw new ToolException("", at, "a tool without a name");
    }
    return new Tool(function.name, at, function.parameters, function.typed, function.strict);
  }

  private Function function(String pointer) {
    expectObject("expected an object", pointer);
    Function function = new Function();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = json.currentName();
      json.nextToken();
      field(function, key, pointer);
    }
    return function;
  }

  // What describes a tool does not constrain its calls, and is left to the prompt.
  private void field(Function function, String key, String pointer) {
    switch (key) {
      case "name" -> {
        function.name = string(pointer + "/name");
        for (int i = 0; i < function.name.length(); i++) {
          if (Character.isSurrogate(function.name.charAt(i))
              && Character.charCount(function.name.codePointAt(i)) == 1
              && (i == 0 || !Character.isHighSurrogate(function.name.charAt(i - 1)))) {
            throw new ToolException("", pointer + "/name", "a name with half a surrogate pair");
          }
        }
        if (function.name.length() > limits.automatonStates()) {
          throw limit(
              new LimitExceeded("automatonStates", limits.automatonStates(), "the name of a tool"));
        }
      }
      case "strict" -> {
        switch (json.currentToken()) {
          case VALUE_TRUE, VALUE_NULL -> function.strict = true;
          case VALUE_FALSE -> function.strict = false;
          default -> throw wrong("expected true or false", pointer + "/strict");
        }
      }
      case "parameters" -> parameters(function, pointer + "/parameters");
      default -> json.skipChildren();
    }
  }

  private void parameters(Function function, String pointer) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("expected a JSON Schema: an object", pointer);
    }
    int start = offset();
    function.typed = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean type = json.currentName().equals("type");
      json.nextToken();
      function.typed |=
          type
              && json.currentToken() == JsonToken.VALUE_STRING
              && json.getString().equals("object");
      json.skipChildren();
    }
    function.parameters = text.substring(start, offset() + 1);
  }

  private int offset() {
    return (int) json.currentTokenLocation().getCharOffset();
  }

  private ToolChoice choice() {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return switch (json.getString()) {
        case "auto" -> ToolChoice.AUTO;
        case "none" -> ToolChoice.NONE;
        case "required" -> ToolChoice.REQUIRED;
        default ->
            throw wrong("expected \"auto\", \"none\", \"required\" or an object", "tool_choice");
      };
    }
    Tool tool = tool("tool_choice");
    return ToolChoice.named(tool.name());
  }

  private String string(String pointer) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong("expected a string", pointer);
    }
    return json.getString();
  }

  private void expectObject(String message, String pointer) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(message, pointer);
    }
  }

  private ToolException wrong(String message, String pointer) {
    return new ToolException(
        "", pointer, "line " + json.currentTokenLocation().getLineNr() + ": " + message);
  }
}
