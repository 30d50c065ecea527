package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.ToolOptions.Strict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Texts of each format, written by hand from its documentation: which are allowed, in tokens of
 * several cuts, and which not; and that what may be begun can be finished.
 */
class ToolCallsTest {
  private static final long SEED = 20261127;

  private static final String TOOLS =
      """
      [{"type": "function",
        "function": {
          "name": "weather",
          "description": "The weather in a city {\\"[",
          "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"$ref": "#/$defs/days"}},
            "required": ["city"],
            "additionalProperties": false,
            "$defs": {"days": {"type": "integer", "minimum": 1, "maximum": 7}}}}},
       {"type": "function", "function": {"name": "now"}}]
      """;

  private static final List<String> SPECIALS =
      List.of(
          "<|python_tag|>", "[TOOL_CALLS]", "[CALL_ID]", "[ARGS]", "<tool_call>", "</tool_call>");

  private static final Vocabulary BYTES = vocabulary(true);
  private static final Vocabulary PLAIN = vocabulary(false);

  /** All bytes, some words, and perhaps the formats' special tokens. */
  private static Vocabulary vocabulary(boolean specials) {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    List.of(
            "{\"",
            "name",
            "\": \"",
            "\": ",
            "weather",
            "\", \"",
            "arguments",
            "parameters",
            "city",
            "\"}}",
            "}}",
            "}}\n",
            "{}}\n</",
            "tool",
            "_call",
            ">\n",
            "<tool",
            "}]",
            "}}]",
            "Paris",
            "[{\"",
            "{}",
            "}, {\"",
            "\n<",
            " [",
            "now\", ",
            "<tool_call>\n{\"",
            "Hello")
        .forEach(tokens::add);
    if (specials) {
      SPECIALS.forEach(tokens::special);
    } else {
      // As in Qwen's tokenizer: one token, but a text like any.
      tokens.add("<tool_call>");
      tokens.add("</tool_call>");
    }
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }

  /** The state after a text, with specials between ⟦ and ⟧, byte by byte. */
  private static State read(State state, String text) {
    for (String piece : text.split("(?=⟦)|(?<=⟧)")) {
      if (piece.startsWith("⟦")) {
        state = state.next(special(state, piece.substring(1, piece.length() - 1)));
      } else {
        state = state.next(piece.getBytes(StandardCharsets.UTF_8));
      }
    }
    return state;
  }

  private static int special(State state, String name) {
    return state.constraint().vocabulary().special(name).orElseThrow();
  }

  /** The state after a text in tokens drawn by chance, each of which its mask has to allow. */
  private static State drawn(State state, String text, SplittableRandom random) {
    Vocabulary vocabulary = state.constraint().vocabulary();
    for (String piece : text.split("(?=⟦)|(?<=⟧)")) {
      if (piece.startsWith("⟦")) {
        int token = special(state, piece.substring(1, piece.length() - 1));
        assertTrue(state.mask().contains(token), text + " at " + piece);
        state = state.next(token);
        continue;
      }
      byte[] rest = piece.getBytes(StandardCharsets.UTF_8);
      int at = 0;
      while (at < rest.length) {
        List<Integer> fitting = new ArrayList<>();
        for (int token = 0; token < vocabulary.size(); token++) {
          byte[] bytes = vocabulary.bytes(token);
          if (bytes.length > 0
              && bytes.length <= rest.length - at
              && java.util.Arrays.equals(bytes, 0, bytes.length, rest, at, at + bytes.length)) {
            fitting.add(token);
            String where = new String(rest, 0, at, StandardCharsets.UTF_8) + " + token " + token;
            assertTrue(state.mask().contains(token), where);
          }
        }
        int token = fitting.get(random.nextInt(fitting.size()));
        state = state.next(token);
        at += vocabulary.byteLength(token);
      }
    }
    return state;
  }

  private static void accepts(Grammar grammar, Vocabulary vocabulary, String text) {
    State start = grammar.bind(vocabulary).start();
    assertTrue(read(start, text).accepting(), () -> "not accepted: " + text);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 5; i++) {
      State end = drawn(start, text, random);
      assertTrue(end.accepting(), () -> "seed " + SEED + ": " + text);
      assertTrue(end.mask().contains(vocabulary.eos()[0]));
    }
    // Wherever it stops, there is a way to go on to an end.
    int step = Math.max(1, text.length() / 12);
    for (int cut = 0; cut < text.length(); cut += step) {
      String prefix = text.substring(0, cut);
      if (prefix.lastIndexOf('⟦') > prefix.lastIndexOf('⟧') || prefix.endsWith("⟦")) {
        continue;
      }
      State state = read(start, prefix);
      for (int id : state.completion().ids()) {
        assertTrue(state.mask().contains(id), prefix);
        state = state.next(id);
      }
      assertTrue(state.accepting(), prefix);
    }
  }

  private static void refuses(Grammar grammar, Vocabulary vocabulary, String text) {
    State start = grammar.bind(vocabulary).start();
    boolean accepted;
    try {
      accepted = read(start, text).accepting();
    } catch (NotAllowed e) {
      accepted = false;
    }
    assertFalse(accepted, "accepted: " + text);
  }

  private static Grammar of(ToolChoice choice, ToolFormat format) {
    return ToolCalls.of(TOOLS, choice, format);
  }

  private static final String HERMES_CALL =
      "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>";
  private static final String HERMES_NOW =
      "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";

  @Test
  void hermesWithTagsAsText() {
    for (Vocabulary vocabulary : List.of(PLAIN, BYTES)) {
      Grammar auto = of(ToolChoice.AUTO, ToolFormat.HERMES);
      accepts(auto, vocabulary, "");
      accepts(auto, vocabulary, "Hello <tool> é");
      accepts(auto, vocabulary, HERMES_CALL);
      accepts(auto, vocabulary, "Hello\n" + HERMES_CALL);
      accepts(auto, vocabulary, "Hello\n" + HERMES_CALL + "\n" + HERMES_NOW);
      refuses(auto, vocabulary, HERMES_CALL + "\nHello");
      refuses(auto, vocabulary, "Hello <tool_call>");
      refuses(auto, vocabulary, HERMES_CALL.replace("weather", "wetter"));
      refuses(auto, vocabulary, HERMES_CALL.replace("\"Paris\"", "1"));
      refuses(auto, vocabulary, HERMES_NOW.replace("now", "weather"));
      Grammar required = of(ToolChoice.REQUIRED, ToolFormat.HERMES);
      accepts(required, vocabulary, HERMES_CALL + "\n" + HERMES_CALL + "\n" + HERMES_NOW);
      refuses(required, vocabulary, "");
      refuses(required, vocabulary, "Hello\n" + HERMES_CALL);
      Grammar named = of(ToolChoice.named("now"), ToolFormat.HERMES);
      accepts(named, vocabulary, HERMES_NOW);
      refuses(named, vocabulary, HERMES_CALL);
      refuses(named, vocabulary, HERMES_NOW + "\n" + HERMES_NOW);
      Grammar none = of(ToolChoice.NONE, ToolFormat.HERMES);
      accepts(none, vocabulary, "Hello </tool_call> <tool_cal>");
      refuses(none, vocabulary, HERMES_CALL);
    }
  }

  @Test
  void hermesWithTagsAsTokens() {
    String call =
        HERMES_CALL
            .replace("<tool_call>", "⟦<tool_call>⟧")
            .replace("</tool_call>", "⟦</tool_call>⟧");
    String now =
        HERMES_NOW
            .replace("<tool_call>", "⟦<tool_call>⟧")
            .replace("</tool_call>", "⟦</tool_call>⟧");
    Grammar auto = of(ToolChoice.AUTO, ToolFormat.HERMES_TOKENS);
    accepts(auto, BYTES, "Hello\n" + call + "\n" + now);
    accepts(auto, BYTES, "Hello");
    refuses(auto, BYTES, HERMES_CALL);
    refuses(auto, BYTES, "Hello ⟦</tool_call>⟧");
    accepts(of(ToolChoice.REQUIRED, ToolFormat.HERMES_TOKENS), BYTES, call);
    refuses(of(ToolChoice.NONE, ToolFormat.HERMES_TOKENS), BYTES, call);
    VocabularyException missing = assertThrows(VocabularyException.class, () -> auto.bind(PLAIN));
    assertTrue(missing.getMessage().contains("<tool_call>"), missing.getMessage());
    assertEquals(ToolFormat.HERMES_TOKENS, ToolFormat.hermes(BYTES));
    assertEquals(ToolFormat.HERMES, ToolFormat.hermes(PLAIN));
  }

  @Test
  void oneCallAtATime() {
    Grammar auto =
        ToolCalls.of(
            TOOLS, ToolChoice.AUTO, ToolFormat.HERMES, ToolOptions.DEFAULT.withParallel(false));
    accepts(auto, PLAIN, "Hello" + HERMES_CALL);
    refuses(auto, PLAIN, HERMES_CALL + "\n" + HERMES_NOW);
    Grammar mistral =
        ToolCalls.of(
            TOOLS,
            ToolChoice.REQUIRED,
            ToolFormat.MISTRAL_V13,
            ToolOptions.DEFAULT.withParallel(false));
    accepts(mistral, BYTES, "⟦[TOOL_CALLS]⟧now⟦[ARGS]⟧{}");
    refuses(mistral, BYTES, "⟦[TOOL_CALLS]⟧now⟦[ARGS]⟧{}⟦[TOOL_CALLS]⟧now⟦[ARGS]⟧{}");
  }

  @Test
  void llama() {
    String call = "{\"name\": \"weather\", \"parameters\": {\"city\": \"Paris\", \"days\": 3}}";
    String now = "{\"name\": \"now\", \"parameters\": {}}";
    Grammar auto = of(ToolChoice.AUTO, ToolFormat.LLAMA3);
    accepts(auto, BYTES, call);
    accepts(auto, BYTES, "⟦<|python_tag|>⟧" + call);
    accepts(auto, BYTES, "Hello {\"name\": 1}");
    accepts(auto, BYTES, " \n");
    accepts(auto, BYTES, "");
    refuses(auto, BYTES, " {\"name\": 1}");
    refuses(auto, BYTES, "{}");
    refuses(auto, BYTES, call + "; " + now);
    refuses(auto, BYTES, "Hello " + "⟦<|python_tag|>⟧" + call);
    refuses(auto, BYTES, "Hello <|python_tag|>");
    refuses(auto, BYTES, call.replace("3", "8"));
    accepts(of(ToolChoice.named("now"), ToolFormat.LLAMA3), BYTES, now);
    refuses(of(ToolChoice.REQUIRED, ToolFormat.LLAMA3), BYTES, "Hello");
    refuses(of(ToolChoice.NONE, ToolFormat.LLAMA3), BYTES, now);
    accepts(of(ToolChoice.AUTO, ToolFormat.LLAMA3_PLAIN), PLAIN, now);
    assertTrue(auto.report().notes().stream().anyMatch(n -> n.contains("one call at a time")));
    assertEquals(ToolFormat.LLAMA3, ToolFormat.llama3(BYTES));
    assertEquals(ToolFormat.LLAMA3_PLAIN, ToolFormat.llama3(PLAIN));
  }

  @Test
  void mistralLists() {
    String weather = "{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}";
    String now = "{\"name\": \"now\", \"arguments\": {}, \"id\": \"VvvODy9mT\"}";
    Grammar auto = of(ToolChoice.AUTO, ToolFormat.MISTRAL);
    accepts(auto, BYTES, "⟦[TOOL_CALLS]⟧ [" + weather + "]");
    accepts(auto, BYTES, "⟦[TOOL_CALLS]⟧[" + now + ", " + weather + "]");
    accepts(auto, BYTES, "Hello⟦[TOOL_CALLS]⟧[" + now + "]");
    accepts(auto, BYTES, "Hello [TOOL_CALLS");
    refuses(auto, BYTES, "Hello [TOOL_CALLS]");
    refuses(auto, BYTES, "⟦[TOOL_CALLS]⟧[]");
    refuses(auto, BYTES, "⟦[TOOL_CALLS]⟧[" + now.replace("9mT", "9m") + "]");
    Grammar required = of(ToolChoice.REQUIRED, ToolFormat.MISTRAL);
    accepts(required, BYTES, "⟦[TOOL_CALLS]⟧ [" + weather + "]");
    refuses(required, BYTES, "Hello⟦[TOOL_CALLS]⟧ [" + weather + "]");
    refuses(
        of(ToolChoice.named("now"), ToolFormat.MISTRAL), BYTES, "⟦[TOOL_CALLS]⟧[" + weather + "]");
    refuses(of(ToolChoice.NONE, ToolFormat.MISTRAL), BYTES, "⟦[TOOL_CALLS]⟧[" + now + "]");
  }

  @Test
  void mistralCallByCall() {
    String weather = "⟦[TOOL_CALLS]⟧weather⟦[ARGS]⟧{\"city\": \"Paris\"}";
    String now = "⟦[TOOL_CALLS]⟧now⟦[CALL_ID]⟧VvvODy9mT⟦[ARGS]⟧{}";
    Grammar eleven = of(ToolChoice.AUTO, ToolFormat.MISTRAL_V11);
    accepts(eleven, BYTES, weather);
    accepts(eleven, BYTES, "Hello" + now + weather + now);
    refuses(eleven, BYTES, now.replace("{}", "{\"city\": \"Paris\"}"));
    refuses(eleven, BYTES, "⟦[TOOL_CALLS]⟧now[ARGS]{}");
    Grammar thirteen = of(ToolChoice.REQUIRED, ToolFormat.MISTRAL_V13);
    accepts(thirteen, BYTES, weather + weather);
    refuses(thirteen, BYTES, now);
    refuses(thirteen, BYTES, "Hello" + weather);
  }

  @ParameterizedTest
  @EnumSource(ToolFormat.class)
  void whatIsDrawnCanBeFinished(ToolFormat format) {
    for (ToolChoice choice :
        List.of(ToolChoice.AUTO, ToolChoice.REQUIRED, ToolChoice.named("weather"))) {
      Grammar grammar =
          ToolCalls.of(
              TOOLS, choice, format, ToolOptions.DEFAULT.withSchema(JsonSchemaOptions.DEFAULT));
      Constraint constraint = grammar.bind(format == ToolFormat.HERMES ? PLAIN : BYTES);
      SplittableRandom random = new SplittableRandom(SEED);
      for (int text = 0; text < 10; text++) {
        State state = constraint.start();
        for (int i = 0; i < 60 && !state.ended(); i++) {
          TokenMask mask = state.mask();
          assertNotEquals(0, mask.count(), "seed " + SEED + ", " + state);
          int pick = random.nextInt(mask.count());
          int token = mask.next(0);
          for (int j = 0; j < pick; j++) {
            token = mask.next(token + 1);
          }
          state = state.next(token);
        }
        if (!state.ended()) {
          for (int id : state.completion().ids()) {
            assertTrue(state.allows(id), "seed " + SEED);
            state = state.next(id);
          }
          assertTrue(state.accepting(), "seed " + SEED);
        }
      }
    }
  }

  @Test
  void everySpelling() {
    ToolOptions any = ToolOptions.DEFAULT.withSchema(JsonSchemaOptions.DEFAULT);
    Grammar grammar = ToolCalls.of(TOOLS, ToolChoice.AUTO, ToolFormat.HERMES, any);
    accepts(
        grammar,
        PLAIN,
        "<tool_call>{\n  \"name\":\t\"weather\" ,\r\n \"arguments\" : {\"days\":1 ,\"city\":\"\\u0050aris\"}\n}</tool_call>"
            + " \n<tool_call>{\"name\":\"now\",\"arguments\":{ }}\r</tool_call>");
    refuses(grammar, PLAIN, "<tool_call>\n\n{\"name\":\"now\",\"arguments\":{}}</tool_call>");
    accepts(
        ToolCalls.of(TOOLS, ToolChoice.REQUIRED, ToolFormat.MISTRAL, any),
        BYTES,
        "⟦[TOOL_CALLS]⟧[ {\"name\":\"now\",\"arguments\":{}} ,\n{\"name\" :\"now\",\"arguments\":{},\"id\":\"abcdefgh1\" }]");
  }

  @Test
  void namesOfAllKinds() {
    String name = "a \"b\\ </tool_call> \n\u0001é🙂";
    String tools =
        "[{\"type\":\"function\",\"function\":{\"name\":\"a \\\"b\\\\ </tool_call> \\n\\u0001é🙂\"}}]";
    String call =
        "<tool_call>\n{\"name\": \"a \\\"b\\\\ </tool_call> \\n\\u0001é🙂\", \"arguments\": {}}\n</tool_call>";
    accepts(ToolCalls.of(tools, ToolChoice.named(name), ToolFormat.HERMES), PLAIN, call);
    // Names that begin alike.
    String alike =
        IntStream.range(0, 12)
            .mapToObj(i ->
                "{\"name\":\""
                    + "f".repeat(i + 1)
                    + "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"const\":"
                    + i
                    + "}},\"required\":[\"x\"]}}")
            .collect(Collectors.joining(",", "[", "]"));
    Grammar grammar = ToolCalls.of(alike, ToolChoice.REQUIRED, ToolFormat.MISTRAL_V13);
    accepts(grammar, BYTES, "⟦[TOOL_CALLS]⟧fff⟦[ARGS]⟧{\"x\": 2}");
    refuses(grammar, BYTES, "⟦[TOOL_CALLS]⟧fff⟦[ARGS]⟧{\"x\": 3}");
  }

  @Test
  void argumentsAreObjects() {
    String tools =
        "[{\"name\":\"a\",\"parameters\":{\"$ref\":\"#/$defs/args\",\"$defs\":{\"args\":{\"properties\":{\"more\":{\"$ref\":\"#\"}}, \"additionalProperties\": {\"type\": \"integer\"}}}}},"
            + "{\"name\":\"b\",\"parameters\":{}},{\"name\":\"c\",\"parameters\":null}]";
    Grammar grammar = ToolCalls.of(tools, ToolChoice.REQUIRED, ToolFormat.MISTRAL_V13);
    accepts(grammar, BYTES, "⟦[TOOL_CALLS]⟧a⟦[ARGS]⟧{\"more\": {\"more\": 3}}");
    refuses(grammar, BYTES, "⟦[TOOL_CALLS]⟧a⟦[ARGS]⟧3");
    refuses(grammar, BYTES, "⟦[TOOL_CALLS]⟧a⟦[ARGS]⟧{\"x\": {}}");
    accepts(grammar, BYTES, "⟦[TOOL_CALLS]⟧b⟦[ARGS]⟧{\"x\": [1]}");
    refuses(grammar, BYTES, "⟦[TOOL_CALLS]⟧b⟦[ARGS]⟧[1]");
    accepts(grammar, BYTES, "⟦[TOOL_CALLS]⟧c⟦[ARGS]⟧{}");
    refuses(grammar, BYTES, "⟦[TOOL_CALLS]⟧c⟦[ARGS]⟧{\"x\": 1}");
  }

  @Test
  void strictness() {
    String tools =
        "[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"strict\":false,\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\",\"pattern\":\"(a)\\\\1\"}}}}},"
            + "{\"type\":\"function\",\"function\":{\"name\":\"b\",\"strict\":true,\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}}}}}]";
    Grammar said = ToolCalls.of(tools, ToolChoice.REQUIRED, ToolFormat.MISTRAL_V13);
    assertEquals(
        List.of(new Report.Relaxation("parameters", "/0/function/strict")),
        said.report().relaxed());
    accepts(said, BYTES, "⟦[TOOL_CALLS]⟧a⟦[ARGS]⟧{\"x\": 1}");
    refuses(said, BYTES, "⟦[TOOL_CALLS]⟧b⟦[ARGS]⟧{\"x\": \"1\"}");
    ToolOptions always = ToolOptions.DEFAULT.withStrict(Strict.ALWAYS);
    ToolException e =
        assertThrows(
            ToolException.class,
            () -> ToolCalls.of(tools, ToolChoice.REQUIRED, ToolFormat.MISTRAL_V13, always));
    assertEquals("a", e.tool());
    assertEquals("/0/function/parameters/properties/x/pattern", e.pointer());
    assertInstanceOf(SchemaException.class, e.getCause());
    assertTrue(e.getMessage().contains("\"a\""), e.getMessage());
  }

  @Test
  void choices() {
    assertEquals(ToolChoice.AUTO, ToolChoice.ofJson("\"auto\""));
    assertEquals(ToolChoice.NONE, ToolChoice.ofJson(" \"none\" "));
    assertEquals(ToolChoice.REQUIRED, ToolChoice.ofJson("\"required\""));
    assertEquals(
        ToolChoice.named("f"),
        ToolChoice.ofJson("{\"type\": \"function\", \"function\": {\"name\": \"f\"}}"));
    assertEquals(
        ToolChoice.named("f"), ToolChoice.ofJson("{\"type\": \"function\", \"name\": \"f\"}"));
    for (String wrong :
        List.of("", "auto", "\"any\"", "1", "{}", "{\"type\": \"allowed_tools\"}", "\"auto\" 1")) {
      assertThrows(ToolException.class, () -> ToolChoice.ofJson(wrong), wrong);
    }
  }

  @Test
  void withoutTools() {
    accepts(ToolCalls.of("[]", ToolChoice.AUTO, ToolFormat.HERMES), PLAIN, "Hello");
    assertThrows(
        ToolException.class, () -> ToolCalls.of("[]", ToolChoice.REQUIRED, ToolFormat.HERMES));
  }

  @Test
  void errorsNameToolAndPlace() {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("{}", "expected an array of tools");
    wrong.put("[1]", "tools at /0: line 1: expected a tool");
    wrong.put("[{}]", "tools at /0: a tool without a name");
    wrong.put("[{\"name\":\"\"}]", "tools at /0: a tool without a name");
    wrong.put(
        "[{\"function\":{\"name\":1}}]", "tools at /0/function/name: line 1: expected a string");
    wrong.put("[{\"function\":3}]", "tools at /0/function: line 1: expected an object");
    wrong.put(
        "[{\"type\":\"custom\",\"custom\":{}}]",
        "tools at /0/type: only tools of the type \"function\"");
    wrong.put("[{\"name\":\"a\",\"function\":{\"name\":\"b\"}}]", "tools at /0: a name beside");
    wrong.put(
        "[{\"name\":\"a\"},\n{\"function\":{\"name\":\"a\"}}]",
        "tools at /1/function/name, the tool \"a\": the tool at /0 has the same name");
    wrong.put(
        "[{\"name\":\"a\",\"parameters\":true}]",
        "tools at /0/parameters: line 1: expected a JSON Schema");
    wrong.put(
        "[{\"name\":\"a\",\"strict\":1}]", "tools at /0/strict: line 1: expected true or false");
    wrong.put("[{\"name\":\"a\",\"name\":\"b\"}]", "not JSON: Duplicate Object property");
    wrong.put("[{\"name\":\"\\ud800\"}]", "tools at /0/name: a name with half a surrogate pair");
    wrong.put("[", "not JSON");
    wrong.put("", "expected an array");
    wrong.put("[] []", "there is more after");
    wrong.put(
        "[{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"properties\":{\"x\":{\"minimum\":\"1\"}}}}]",
        "tools at /0/parameters/properties/x/minimum, the tool \"a\"");
    wrong.put(
        "[{\"name\":\"a\",\"parameters\":{\"properties\":{\"x\":{\"minimum\":\"1\"}}}}]",
        "tools at /0/parameters/properties/x/minimum, the tool \"a\"");
    wrong.put(
        "[{\"name\":\"a\",\"parameters\":{\"type\":\"string\"}}]",
        "tools at /0/parameters, the tool \"a\"");
    wrong.put(
        "[{\"name\":\"a\",\"parameters\":{\"type\":\"object\",\"required\":[\"x\"],\"properties\":{\"x\":false}}}]",
        "the tool \"a\"");
    wrong.forEach((tools, message) -> {
      ToolException e =
          assertThrows(
              ToolException.class,
              () -> ToolCalls.of(tools, ToolChoice.AUTO, ToolFormat.HERMES),
              tools);
      assertTrue(e.getMessage().contains(message), e.getMessage());
    });
    ToolException missing =
        assertThrows(ToolException.class, () -> of(ToolChoice.named("clock"), ToolFormat.HERMES));
    assertTrue(missing.getMessage().contains("[weather, now]"), missing.getMessage());
  }

  @Test
  void hostileInput() {
    String deep = "[".repeat(100_000);
    assertLimit("nesting", "[{\"name\":\"a\",\"parameters\":" + "{\"a\":".repeat(100_000));
    assertLimit("nesting", "[{\"name\":\"a\",\"x\":" + deep);
    assertLimit("schemaBytes", " ".repeat((16 << 20) + 1));
    assertLimit("automatonStates", "[{\"name\":\"" + "a".repeat(200_000) + "\"}]");
    assertLimit(
        "tools",
        IntStream.rangeClosed(0, ToolCalls.MAX_TOOLS)
            .mapToObj(i -> "{\"name\":\"f" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]")));
  }

  private static void assertLimit(String limit, String tools) {
    ToolException e =
        assertThrows(
            ToolException.class, () -> ToolCalls.of(tools, ToolChoice.AUTO, ToolFormat.HERMES));
    assertEquals(limit, assertInstanceOf(LimitExceeded.class, e.getCause()).limit());
  }

  @Test
  void fingerprints() {
    String same = of(ToolChoice.AUTO, ToolFormat.HERMES).fingerprint();
    assertEquals(same, of(ToolChoice.AUTO, ToolFormat.HERMES).fingerprint());
    List<Grammar> others =
        List.of(
            of(ToolChoice.REQUIRED, ToolFormat.HERMES),
            of(ToolChoice.AUTO, ToolFormat.HERMES_TOKENS),
            ToolCalls.of(TOOLS.replace("7", "8"), ToolChoice.AUTO, ToolFormat.HERMES),
            ToolCalls.of(TOOLS.replace("now", "then"), ToolChoice.AUTO, ToolFormat.HERMES),
            ToolCalls.of(
                TOOLS, ToolChoice.AUTO, ToolFormat.HERMES, ToolOptions.DEFAULT.withParallel(false)),
            ToolCalls.of(
                TOOLS,
                ToolChoice.AUTO,
                ToolFormat.HERMES,
                ToolOptions.DEFAULT.withSchema(JsonSchemaOptions.DEFAULT)));
    for (Grammar other : others) {
      assertNotEquals(same, other.fingerprint());
    }
  }

  /** What grammars share over a vocabulary makes no difference to their masks. */
  @Test
  void masksAreThoseOfOneGrammarAlone() {
    String call = "{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}";
    String several = "Hello <tool_\n<tool_call>\n" + call + "\n</tool_call>\n<tool_call>\n" + call;
    String one = "[{\"name\": \"now\", \"parameters\": {\"required\": [\"city\"]}}]";
    Vocabulary shared = vocabulary(false);
    for (int round = 0; round < 2; round++) {
      for (String tools : List.of(one, TOOLS, one.replace("now", "weather"))) {
        for (boolean parallel : new boolean[] {true, false}) {
          Grammar grammar =
              ToolCalls.of(
                  tools,
                  ToolChoice.AUTO,
                  ToolFormat.HERMES,
                  ToolOptions.DEFAULT.withParallel(parallel));
          State state = grammar.bind(shared).start();
          State alone = grammar.bind(vocabulary(false)).start();
          for (byte b : several.getBytes(StandardCharsets.UTF_8)) {
            assertEquals(alone.mask(), state.mask());
            if (!state.allows(b & 0xff)) {
              break;
            }
            state = state.next(b & 0xff);
            alone = alone.next(b & 0xff);
          }
          assertEquals(alone.mask(), state.mask());
        }
      }
    }
  }

  @Test
  void manyTools() {
    String tools =
        IntStream.range(0, 500)
            .mapToObj(i ->
                "{\"type\":\"function\",\"function\":{\"name\":\"tool_"
                    + i
                    + "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"p"
                    + i
                    + "\":{\"type\":\"string\"},\"n\":{\"type\":\"integer\",\"maximum\":"
                    + i
                    + "}},\"required\":[\"p"
                    + i
                    + "\"]}}}")
            .collect(Collectors.joining(",", "[", "]"));
    Grammar grammar = ToolCalls.of(tools, ToolChoice.AUTO, ToolFormat.HERMES);
    accepts(
        grammar,
        PLAIN,
        "Hello\n<tool_call>\n{\"name\": \"tool_321\", \"arguments\": {\"p321\": \"x\", \"n\": 321}}\n</tool_call>");
    refuses(
        grammar,
        PLAIN,
        "<tool_call>\n{\"name\": \"tool_321\", \"arguments\": {\"p321\": \"x\", \"n\": 322}}\n</tool_call>");
  }

  @Test
  void anotherVocabularysTokenizer() {
    Vocabulary r50k =
        Vocabulary.read(
            SharedData.path("tokenizers/r50k_base/tokenizer.json"),
            VocabularyOptions.defaults()
                .withSpecial(50_257, "[TOOL_CALLS]")
                .withSpecial(50_258, "[ARGS]")
                .withSpecial(50_259, "<|python_tag|>")
                .withSpecial(50_260, "<tool_call>")
                .withSpecial(50_261, "</tool_call>")
                .withSpecial(50_262, "<|im_end|>")
                .withEos("<|im_end|>"));
    accepts(
        of(ToolChoice.AUTO, ToolFormat.HERMES), r50k, "Hello\n" + HERMES_CALL + "\n" + HERMES_NOW);
    accepts(
        of(ToolChoice.AUTO, ToolFormat.HERMES_TOKENS),
        r50k,
        "Hello\n⟦<tool_call>⟧\n{\"name\": \"now\", \"arguments\": {}}\n⟦</tool_call>⟧");
    accepts(
        of(ToolChoice.REQUIRED, ToolFormat.LLAMA3),
        r50k,
        "⟦<|python_tag|>⟧{\"name\": \"weather\", \"parameters\": {\"city\": \"São Paulo\"}}");
    accepts(
        of(ToolChoice.AUTO, ToolFormat.MISTRAL_V13),
        r50k,
        "⟦[TOOL_CALLS]⟧weather⟦[ARGS]⟧{\"city\": \"Paris\", \"days\": 2}⟦[TOOL_CALLS]⟧now⟦[ARGS]⟧{}");
    // In free text nothing is forced; after a tool's name everything is, up to the first choice.
    State start = of(ToolChoice.AUTO, ToolFormat.HERMES).bind(r50k).start();
    assertTrue(start.mask().count() > 50_000);
    assertEquals(
        "eather\", \"arguments\": {\"city\": \"",
        new String(read(start, "<tool_call>\n{\"name\": \"w").forced(), StandardCharsets.UTF_8));
  }

  @Test
  void mistralsOwnTokenizer() {
    Vocabulary mistral = Vocabulary.read(SharedData.path("tokenizers/mistral-v3/tokenizer.json"));
    accepts(
        of(ToolChoice.AUTO, ToolFormat.MISTRAL),
        mistral,
        "⟦[TOOL_CALLS]⟧ [{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}]");
  }
}
