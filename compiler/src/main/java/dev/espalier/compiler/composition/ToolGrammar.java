package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Marker;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.ToolChoice;
import dev.espalier.compiler.ToolException;
import dev.espalier.compiler.ToolFormat;
import dev.espalier.compiler.ToolOptions;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The answers of a model that has tools, in the format in which it writes calls. */
public final class ToolGrammar {
  private static final String ANY_OBJECT = "{\"type\": \"object\"}";
  private static final String NO_ARGUMENTS =
      "{\"type\": \"object\", \"additionalProperties\": false}";

  /** Under which a schema is found by one that adds to it. */
  private static final String PARAMETERS = "tool:///parameters";

  private final ToolOptions options;
  private final CompileLimits limits;
  private final WhiteSpace whiteSpace;
  private final Map<String, Grammar> grammars = new HashMap<>();
  private final List<Report.Relaxation> relaxed = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ToolGrammar(ToolOptions options) {
    this.options = options;
    this.limits = options.schema().limits();
    this.whiteSpace = options.schema().form().whiteSpace();
  }

  /**
   * The answers.
   *
   * @throws ToolException if there is no such tool, or a tool's parameters cannot be compiled
   */
  public static Part of(
      List<Tool> tools, ToolChoice choice, ToolFormat format, ToolOptions options) {
    ToolGrammar grammar = new ToolGrammar(options);
    List<Tool> allowed =
        switch (choice) {
          case ToolChoice.None none -> List.of();
          case ToolChoice.Named named -> List.of(named(tools, named.tool()));
          default -> tools;
        };
    boolean text = choice instanceof ToolChoice.Auto || choice instanceof ToolChoice.None;
    if (allowed.isEmpty() && !text) {
      throw new ToolException("", "", "a call is required, but there are no tools");
    }
    boolean several = options.parallel() && !(choice instanceof ToolChoice.Named);
    Part part =
        switch (format) {
          case LLAMA3 -> grammar.llama(allowed, text, several, true);
          case LLAMA3_PLAIN -> grammar.llama(allowed, text, several, false);
          case HERMES ->
              grammar.hermes(
                  allowed, text, several, Marker.text("<tool_call>"), Marker.text("</tool_call>"));
          case HERMES_TOKENS ->
              grammar.hermes(
                  allowed,
                  text,
                  several,
                  Marker.token("<tool_call>"),
                  Marker.token("</tool_call>"));
          case MISTRAL -> grammar.mistral(allowed, text, several);
          case MISTRAL_V11 -> grammar.mistralByCall(allowed, text, several, true);
          case MISTRAL_V13 -> grammar.mistralByCall(allowed, text, several, false);
        };
    return part.reporting(grammar.relaxed, grammar.notes);
  }

  private static Tool named(List<Tool> tools, String name) {
    return tools.stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ToolException(
                name,
                "",
                "there is no such tool; there are "
                    + tools.stream().map(Tool::name).limit(10).toList()));
  }

  // ---- Formats

  private Part llama(List<Tool> tools, boolean text, boolean several, boolean tag) {
    String name = "<|python_tag|>";
    if (several) {
      notes.add("Llama 3 makes one call at a time; parallel calls have no form in it");
    }
    List<Part> ways = new ArrayList<>();
    if (text) {
      // What begins as an object does is taken for a call.
      Part ordinary = Part.regex("(?:\\s*(?:[^\\s{][^]*)?)", limits);
      Part untagged = Tags.textWithout(List.of(name), limits);
      ways.add(intersection(ordinary, untagged));
    }
    if (!tools.isEmpty()) {
      Part call = object(tools, "parameters", Part.EMPTY);
      ways.add(tag ? Part.sequence(Part.optional(Part.token(name)), call) : call);
    }
    return Part.choice(ways);
  }

  private Part hermes(List<Tool> tools, boolean text, boolean several, Marker begin, Marker end) {
    Markers markers = Tags.markers(Set.of(begin), limits);
    Part free = Tags.free(markers);
    if (tools.isEmpty()) {
      return free;
    }
    Part line = whiteSpace instanceof WhiteSpace.Fixed ? Part.text("\n", limits) : lexemes("", "");
    Part open = Tags.marker(begin, limits);
    Part call =
        Part.sequence(line, object(tools, "arguments", Part.EMPTY), line, Tags.marker(end, limits));
    Part more = several ? Part.many(Part.sequence(line, open, call)) : Part.EMPTY;
    return text
        ? Part.choice(free, Part.sequence(Tags.until(begin, markers, free), call, more))
        : Part.sequence(open, call, more);
  }

  private Part mistral(List<Tool> tools, boolean text, boolean several) {
    String name = "[TOOL_CALLS]";
    Part free = Tags.textWithout(List.of(name), limits);
    if (tools.isEmpty()) {
      return free;
    }
    Part id =
        Part.optional(
            Part.sequence(
                lexemes("", ",", "\"id\"", ":", ""), Part.regex("\"[a-zA-Z0-9]{9}\"", limits)));
    Part call = object(tools, "arguments", id);
    Part more = several ? Part.many(Part.sequence(lexemes("", ",", ""), call)) : Part.EMPTY;
    Part calls =
        Part.sequence(
            Part.token(name),
            Part.optional(Part.text(" ", limits)),
            lexemes("[", ""),
            call,
            more,
            lexemes("", "]"));
    return text ? Part.sequence(free, Part.optional(calls)) : calls;
  }

  private Part mistralByCall(List<Tool> tools, boolean text, boolean several, boolean ids) {
    String name = "[TOOL_CALLS]";
    Part free = Tags.textWithout(List.of(name), limits);
    if (tools.isEmpty()) {
      return free;
    }
    Part id =
        ids
            ? Part.optional(
                Part.sequence(Part.token("[CALL_ID]"), Part.regex("[a-zA-Z0-9]{9}", limits)))
            : Part.EMPTY;
    List<Part> ways = new ArrayList<>();
    for (Tool tool : tools) {
      ways.add(Part.sequence(word(tool.name()), id, Part.token("[ARGS]"), arguments(tool)));
    }
    Part call = Part.sequence(Part.token(name), Part.choice(ways));
    Part calls = several ? Part.sequence(call, Part.many(call)) : call;
    return text ? Part.sequence(free, Part.optional(calls)) : calls;
  }

  /** A call as an object: its name, and its arguments under a key. */
  private Part object(List<Tool> tools, String key, Part after) {
    Part between = lexemes("", ",", '"' + key + '"', ":", "");
    List<Part> ways = new ArrayList<>();
    for (Tool tool : tools) {
      ways.add(Part.sequence(word(quoted(tool.name())), between, arguments(tool)));
    }
    return Part.sequence(
        lexemes("{", "\"name\"", ":", ""), Part.choice(ways), after, lexemes("", "}"));
  }

  // A terminal of its own, so that what follows it is the same terminal for all tools.
  private static Part word(String text) {
    return Part.regular(CodePointDfa.ofWords(List.of(text)), text, () -> Part.named("word", text));
  }

  /** A string as JSON text, each character as itself where JSON allows it (RFC 8259, section 7). */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder().append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < 0x20) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** The texts of two regular languages. */
  private Part intersection(Part a, Part b) {
    return new Part(
        new Expr.Intersection(List.of(a.expr(), b.expr()), Part.AT),
        () -> Part.named("both", a.identity().get(), b.identity().get()),
        Part.NOTHING);
  }

  // ---- Arguments

  private Part arguments(Tool tool) {
    String schema = tool.parameters();
    boolean typed = tool.typed();
    if (!tool.strict() && options.strict() == ToolOptions.Strict.AS_SAID) {
      relaxed.add(new Report.Relaxation("parameters", tool.pointer() + "/strict"));
      schema = ANY_OBJECT;
      typed = true;
    } else if (schema.isEmpty()) {
      schema = NO_ARGUMENTS;
    }
    Grammar grammar = grammars.get(schema);
    if (grammar == null) {
      grammar = compile(tool, schema, typed);
      grammars.put(schema, grammar);
    }
    return Part.embedded(grammar, "the arguments of " + tool.name());
  }

  private Grammar compile(Tool tool, String schema, boolean typed) {
    try {
      return typed
          ? JsonSchema.compile(schema, options.schema())
          : JsonSchema.compile(withType(), options.schema().withResolver(resolver(schema)));
    } catch (SchemaException e) {
      String own = e.pointer().startsWith(PARAMETERS + "#") ? PARAMETERS + "#" : "";
      String pointer = e.pointer().substring(own.length());
      // In a document that the schema refers to, the place is not one in the array.
      boolean here = pointer.isEmpty() || pointer.startsWith("/");
      throw new ToolException(
          tool.name(), tool.pointer() + "/parameters" + (here ? pointer : ""), e.getMessage(), e);
    }
  }

  /** An object that has the arguments' schema as well. */
  private String withType() {
    String reference = "{\"$ref\": \"" + PARAMETERS + "\"}";
    return options.schema().dialect() == JsonSchemaOptions.Dialect.DRAFT_3
        ? "{\"type\": \"object\", \"extends\": " + reference + "}"
        : "{\"type\": \"object\", \"allOf\": [" + reference + "]}";
  }

  private SchemaResolver resolver(String schema) {
    return uri ->
        uri.toString().equals(PARAMETERS)
            ? Optional.of(schema)
            : options.schema().resolver().resolve(uri);
  }

  // ---- White space

  /**
   * Lexemes of JSON, with the form's white space between each two; an empty one at either end lets
   * white space stand there.
   */
  private Part lexemes(String... lexemes) {
    if (whiteSpace instanceof WhiteSpace.Fixed fixed) {
      StringBuilder text = new StringBuilder();
      for (String lexeme : lexemes) {
        switch (lexeme) {
          case "," -> text.append(fixed.itemSeparator());
          case ":" -> text.append(fixed.keySeparator());
          default -> text.append(lexeme);
        }
      }
      return Part.text(text.toString(), limits);
    }
    int blanks = ((WhiteSpace.Flexible) whiteSpace).blanks();
    Work work = new Work(limits.automatonStates(), limits.automatonWork(), "white space");
    try {
      CodePointNfa nfa = new CodePointNfa(work);
      int start = nfa.state();
      int at = start;
      for (int i = 0; i < lexemes.length; i++) {
        at = i == 0 ? at : blanks(nfa, at, blanks);
        for (int c : lexemes[i].codePoints().toArray()) {
          int next = nfa.state();
          nfa.edge(at, CodePointSet.of(c), next);
          at = next;
        }
      }
      nfa.accept(at);
      String identity = Part.named("blanks", Integer.toString(blanks));
      return Part.regular(
          nfa.determinise(start),
          String.join(" ", lexemes),
          () -> Part.named("lexemes", identity, Part.named("", lexemes)));
    } catch (LimitExceeded e) {
      throw Part.limit(e);
    }
  }

  /** A run of blanks and tabs with at most one line break in it. Answers the state after it. */
  private static int blanks(CodePointNfa nfa, int from, int most) {
    CodePointSet blank = CodePointSet.ofRanges(' ', ' ', '\t', '\t');
    int end = nfa.state();
    int same = from; // on the first line
    int other = -1; // on the second one
    for (int i = 0; i <= most; i++) {
      int broken = nfa.state();
      int half = nfa.state();
      nfa.edge(same, CodePointSet.of('\n'), broken);
      nfa.edge(same, CodePointSet.of('\r'), broken);
      nfa.edge(same, CodePointSet.of('\r'), half);
      nfa.edge(half, CodePointSet.of('\n'), broken);
      if (other >= 0) {
        nfa.edge(other, blank, broken);
      }
      nfa.empty(same, end);
      nfa.empty(broken, end);
      if (i < most) {
        int next = nfa.state();
        nfa.edge(same, blank, next);
        same = next;
      }
      other = broken;
    }
    return end;
  }
}
