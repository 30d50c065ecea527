package dev.espalier.compiler.lark;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a grammar of Lark, with llguidance's extensions.
 *
 * <p>Every template is a rule for each list of arguments that it is used with. Names of imported
 * grammars are prefixed with the grammar's, as in Lark. A terminal without a name stays where it
 * stands.
 */
public final class LarkReader {
  private static final String START = "start";
  private static final JsonFactory JSON = new JsonFactory();

  /** An argument of a template, or that template for which a parameter stands. */
  private record Argument(
      String key, int depth, @Nullable Expr expr, LarkScope.@Nullable Definition template) {}

  /** A rule still to be made. */
  private record Pending(
      LarkScope.Definition definition, String name, Map<String, Argument> environment, int depth) {}

  /** Where an expression stands. */
  private record Context(LarkScope scope, Map<String, Argument> environment, int depth) {}

  private final GrammarOptions options;
  private final List<String> notes = new ArrayList<>();
  private final LarkTerminals terminals;
  private long sourceBytes;
  private long nodes;

  private final Map<LarkScope.Definition, String> names = new IdentityHashMap<>();
  private final Map<LarkScope.Definition, LarkScope> homes = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Map<String, String> instances = new HashMap<>();
  private final Map<String, CodePointDfa> anonymous = new HashMap<>();
  private final Map<String, Grammar> schemas = new HashMap<>();
  private final List<LarkScope> nested = new ArrayList<>();
  private final Map<Syntax.Nested, String> nestedNames = new IdentityHashMap<>();
  private final Map<String, LarkUnit> units = new HashMap<>(); // of the rules
  private final Set<String> whole = new HashSet<>(); // rules that are nested grammars

  private LarkReader(GrammarOptions options) {
    this.options = options;
    this.terminals = new LarkTerminals(options.limits(), notes);
  }

  /**
   * Reads a grammar.
   *
   * @throws GrammarException if it is not one, or uses what is not supported
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    try {
      return new LarkReader(options).read(text);
    } catch (LimitExceeded e) {
      throw new GrammarException(
          GrammarException.Kind.LIMIT, new Location(options.source(), 1, 1), e.getMessage(), "", e);
    }
  }

  private GrammarDefinition read(String text) {
    LarkUnit unit = new LarkUnit();
    LarkScope top = load(text, options.source(), "", unit, List.of(), Optional.empty());
    String start = options.start().orElse(START);
    LarkScope.Definition first = top.definitions.get(start);
    if (first == null || !first.parameters.isEmpty()) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          new Location(options.source(), 1, 1),
          "no rule is named " + start,
          top.definitions.values().stream()
              .filter(d -> !d.terminal)
              .findFirst()
              .map(d -> "define it, or name another one to start with, such as " + d.name)
              .orElse("define it"));
    }
    // The names of the grammar itself are as they are; others are made when they are met.
    top.definitions.forEach((name, definition) -> {
      if (!names.containsKey(definition)) {
        names.put(definition, name);
        taken.add(name);
      }
    });
    for (LarkScope.Definition definition : top.definitions.values()) {
      if (!definition.terminal && definition.parameters.isEmpty()) {
        rule(definition);
      }
    }
    if (first.terminal) {
      terminal(first);
    }
    finish();
    Map<LarkUnit, List<String>> ignored = new LinkedHashMap<>();
    ignored.put(unit, ignored(unit));
    for (LarkScope scope : nested) {
      ignored.put(scope.unit, ignored(scope.unit));
    }
    LarkIgnoring.Result result =
        new LarkIgnoring(inOrder(top), units, ignored, whole, this::unique, terminals.work(), notes)
            .run(start, unit);
    unused(top);
    return new GrammarDefinition(
        options.source(),
        result.start(),
        result.rules(),
        new Lexing.Scannerless(result.ignored()),
        notes);
  }

  /** The rules in the order of the source, then those that were made of templates and imports. */
  private Map<String, Rule> inOrder(LarkScope top) {
    Map<String, Rule> ordered = new LinkedHashMap<>();
    for (LarkScope.Definition definition : top.definitions.values()) {
      String name = name(definition);
      Rule rule = rules.get(name);
      if (rule != null) {
        ordered.put(name, rule);
      }
    }
    rules.forEach(ordered::putIfAbsent);
    return ordered;
  }

  private void unused(LarkScope top) {
    for (LarkScope.Definition definition : top.definitions.values()) {
      boolean met =
          definition.terminal
              ? terminals.used().contains(definition)
              : definition.parameters.isEmpty() || homes.containsKey(definition);
      if (!met && definition.at.source().equals(options.source())) {
        notes.add(
            definition.at
                + ": "
                + (definition.terminal ? "the terminal " : "the template ")
                + definition.name
                + " is not used, and was not looked into");
      }
    }
  }

  // Loading

  private LarkScope load(
      String text,
      String source,
      String prefix,
      LarkUnit unit,
      List<String> importing,
      Optional<Location> from) {
    Location at = from.orElse(new Location(source, 1, 1));
    sourceBytes += text.length(); // no more than the bytes; those are counted if it is near
    if (sourceBytes * 3 > options.limits().schemaBytes()) {
      sourceBytes += text.getBytes(StandardCharsets.UTF_8).length - text.length();
    }
    if (sourceBytes > options.limits().schemaBytes()) {
      throw limit("schemaBytes", options.limits().schemaBytes(), "reading a grammar", at);
    }
    List<Syntax.Statement> statements =
        LarkParser.parse(new LarkSource(text, source), options.limits().nesting());
    LarkScope scope = new LarkScope(unit, prefix);
    load(statements, scope, importing, true);
    return scope;
  }

  private static GrammarException limit(String name, long value, String what, Location at) {
    LimitExceeded cause = new LimitExceeded(name, value, what);
    return new GrammarException(GrammarException.Kind.LIMIT, at, cause.getMessage(), "", cause);
  }

  private void load(
      List<Syntax.Statement> statements, LarkScope scope, List<String> importing, boolean own) {
    Map<String, LarkScope> modules = new HashMap<>();
    for (Syntax.Statement statement : statements) {
      if (statement instanceof Syntax.Import imports) {
        load(imports, scope, importing, modules);
      }
    }
    boolean outermost = importing.isEmpty() && own;
    for (Syntax.Statement statement : statements) {
      switch (statement) {
        case Syntax.Definition definition -> define(definition, scope);
        case Syntax.Ignore ignore -> {
          if (importing.isEmpty()) {
            scope.unit.ignored.add(new LarkUnit.Ignored(ignore.body(), scope));
          } else {
            notes.add(ignore.at() + ": %ignore of an imported grammar does not count, as in Lark");
          }
        }
        case Syntax.Declare declare -> {
          for (Syntax.Name name : declare.names()) {
            scope.declared.put(name.name(), name.at());
          }
        }
        case Syntax.Options given -> options(given, scope.unit, outermost);
        case Syntax.Import done -> {}
      }
    }
    scope.definitions.forEach((name, definition) -> {
      for (String parameter : definition.parameters) {
        if (scope.definitions.containsKey(parameter)
            && definition.parts.stream().anyMatch(p -> p.scope() == scope)) {
          throw new GrammarException(
              GrammarException.Kind.NAME,
              definition.at,
              "the parameter " + parameter + " of " + name + " has the name of a definition",
              "name it otherwise");
        }
      }
    });
  }

  private void load(
      Syntax.Import imports,
      LarkScope scope,
      List<String> importing,
      Map<String, LarkScope> modules) {
    String path = String.join("/", imports.path());
    if (imports.relative() && !importing.isEmpty()) {
      String base = importing.get(importing.size() - 1);
      path = base.substring(0, base.lastIndexOf('/') + 1) + path;
    }
    LarkScope module = modules.get(path);
    if (module == null) {
      module = module(path, imports, scope, importing);
      modules.put(path, module);
    }
    for (Syntax.Imported imported : imports.names()) {
      LarkScope.Definition found = module.definitions.get(imported.name());
      if (found == null) {
        throw new GrammarException(
            GrammarException.Kind.NAME,
            imported.at(),
            "the grammar " + path + " does not define " + imported.name(),
            "");
      }
      if (found.terminal != Syntax.isTerminal(imported.alias())) {
        throw new GrammarException(
            GrammarException.Kind.NAME,
            imported.at(),
            (found.terminal ? "a terminal" : "a rule") + " cannot be called " + imported.alias(),
            "rules are written in small letters, terminals in capitals");
      }
      LarkScope.Definition before = scope.definitions.putIfAbsent(imported.alias(), found);
      if (before != null && before != found) {
        throw twice(imported.alias(), imported.at(), before.at);
      }
    }
  }

  private LarkScope module(
      String path, Syntax.Import imports, LarkScope scope, List<String> importing) {
    if (importing.contains(path)) {
      throw new GrammarException(
          GrammarException.Kind.IMPORT,
          imports.at(),
          "the grammar " + path + " imports itself",
          "");
    }
    if (importing.size() >= options.limits().nesting()) {
      throw limit(
          "nesting", options.limits().nesting(), "grammars that import grammars", imports.at());
    }
    Optional<String> text = options.resolver().resolve(path);
    if (text.isEmpty() && !imports.relative() && path.equals(CommonGrammar.NAME)) {
      text = Optional.of(CommonGrammar.TEXT);
    }
    List<String> chain = new ArrayList<>(importing);
    chain.add(path);
    String prefix = scope.prefix + String.join("__", imports.path()) + "__";
    return load(
        text.orElseThrow(() ->
            new GrammarException(
                GrammarException.Kind.IMPORT,
                imports.at(),
                "no grammar " + String.join("/", imports.path()) + " was found",
                "common is always there; others come from the caller's resolver")),
        path,
        prefix,
        scope.unit,
        chain,
        Optional.of(imports.at()));
  }

  private static GrammarException twice(String name, Location at, Location before) {
    return new GrammarException(
        GrammarException.Kind.NAME,
        at,
        name + " is defined twice, before at " + before,
        "write %override or %extend before what changes it");
  }

  private void define(Syntax.Definition syntax, LarkScope scope) {
    String name = syntax.name();
    LarkScope.Definition before = scope.definitions.get(name);
    syntax
        .priority()
        .ifPresent(at ->
            notes.add(
                at
                    + ": the priority of "
                    + name
                    + " chooses between parses; it does not change what is accepted"));
    LarkScope.Part part = new LarkScope.Part(syntax.body(), scope);
    if (syntax.mode() == Syntax.Mode.DEFINE) {
      if (before != null) {
        throw twice(name, syntax.at(), before.at);
      }
      LarkScope.Definition made = new LarkScope.Definition(name, syntax.at());
      made.parts.add(part);
      made.parameters = parameters(syntax);
      made.attributes = attributes(syntax);
      scope.definitions.put(name, made);
      return;
    }
    if (before == null) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          syntax.at(),
          "nothing is named " + name + " that could be changed",
          "import or define it before");
    }
    if (syntax.mode() == Syntax.Mode.OVERRIDE) {
      before.parts.clear();
      before.parts.add(part);
      before.parameters = parameters(syntax);
      before.attributes = attributes(syntax);
      before.at = syntax.at();
      return;
    }
    if (!before.parameters.equals(syntax.parameters())) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          syntax.at(),
          "the parameters of " + name + " are others than before",
          "");
    }
    before.parts.add(0, part);
  }

  private static List<String> parameters(Syntax.Definition syntax) {
    if (!syntax.parameters().isEmpty() && Syntax.isTerminal(syntax.name())) {
      throw new GrammarException(
          GrammarException.Kind.SYNTAX,
          syntax.at(),
          "the terminal " + syntax.name() + " has parameters",
          "only rules are templates: write its name in small letters");
    }
    if (new HashSet<>(syntax.parameters()).size() < syntax.parameters().size()) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          syntax.at(),
          "two parameters of " + syntax.name() + " have the same name",
          "");
    }
    return syntax.parameters();
  }

  /** Those that change the language. */
  private List<Syntax.Attribute> attributes(Syntax.Definition syntax) {
    List<Syntax.Attribute> kept = new ArrayList<>();
    for (Syntax.Attribute attribute : syntax.attributes()) {
      switch (attribute.name()) {
        case "capture", "temperature", "stop_capture", "capture_name" ->
            notes.add(
                attribute.at()
                    + ": "
                    + attribute.name()
                    + " of "
                    + syntax.name()
                    + " does not change the language");
        case "lazy" -> kept.add(attribute);
        case "suffix" -> {
          if (attribute.value().isEmpty()) {
            throw new GrammarException(
                GrammarException.Kind.SYNTAX,
                attribute.at(),
                "expected suffix=, and a string, a regular expression or a terminal",
                "");
          }
          kept.add(attribute);
        }
        case "stop" ->
            throw new GrammarException(
                GrammarException.Kind.UNSUPPORTED,
                attribute.at(),
                "not supported: stop=, which takes text back",
                "suffix= or lazy say the same with the text that ends it");
        case "max_tokens" ->
            throw new GrammarException(
                GrammarException.Kind.UNSUPPORTED,
                attribute.at(),
                "not supported: max_tokens=, a length in tokens",
                "bound the length in characters, as in /(?s:.){0,400}/");
        default ->
            throw new GrammarException(
                GrammarException.Kind.SYNTAX,
                attribute.at(),
                "an unknown attribute: " + attribute.name(),
                "known are capture, temperature, lazy, suffix, stop, max_tokens");
      }
    }
    return kept;
  }

  private void options(Syntax.Options given, LarkUnit unit, boolean outermost) {
    try (JsonParser json = JSON.createParser(given.text())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new GrammarException(
            GrammarException.Kind.SYNTAX, given.at(), "expected %llguidance { … }", "");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        boolean on = value == JsonToken.VALUE_TRUE;
        switch (name) {
          case "no_forcing", "allow_initial_skip" ->
              notes.add(given.at() + ": " + name + " does not change the language here");
          case "ignore_once" -> unit.once |= on;
          case "skip_repetition" -> {
            String how = value == JsonToken.VALUE_STRING ? json.getString() : "";
            if (how.equals("once")) {
              unit.once = true;
            } else {
              throw option(given, name + ", unless it is \"once\"");
            }
          }
          default -> {
            if (on || !name.equals("allow_invalid_utf8")) {
              throw option(given, name);
            }
          }
        }
      }
      if (json.nextToken() != null) {
        throw option(given, "text after the options");
      }
    } catch (JacksonException e) {
      throw new GrammarException(
          GrammarException.Kind.SYNTAX,
          given.at(),
          "the options are not JSON: " + e.getOriginalMessage(),
          "",
          e);
    }
    if (outermost) {
      notes.add(
          given.at()
              + ": %llguidance is read, but terminals are cut as by Lark's complete lexer, not"
              + " greedily as by llguidance's");
    }
  }

  private static GrammarException option(Syntax.Options given, String name) {
    return new GrammarException(
        GrammarException.Kind.UNSUPPORTED,
        given.at(),
        "not supported: the option " + name,
        "known are no_forcing, allow_initial_skip, ignore_once, skip_repetition");
  }

  // Making rules

  private String name(LarkScope.Definition definition) {
    String known = names.get(definition);
    if (known == null) {
      LarkScope home = definition.parts.get(0).scope();
      boolean hidden = definition.name.startsWith("_");
      known =
          unique(
              (hidden ? "_" : "")
                  + home.prefix
                  + (hidden ? definition.name.substring(1) : definition.name));
      names.put(definition, known);
    }
    return known;
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  private void finish() {
    while (!pending.isEmpty()) {
      Pending next = pending.remove();
      List<Expr> alternatives = new ArrayList<>();
      for (LarkScope.Part part : next.definition.parts) {
        alternatives.add(
            expr(part.body(), new Context(part.scope(), next.environment, next.depth)));
      }
      Location at = next.definition.at;
      Expr body =
          alternatives.size() == 1 ? alternatives.get(0) : new Expr.Choice(alternatives, at);
      add(new Rule(next.name, false, body, at), next.definition.parts.get(0).scope().unit);
    }
  }

  private void add(Rule rule, LarkUnit unit) {
    rules.put(rule.name(), rule);
    units.put(rule.name(), unit);
  }

  /** The name of a rule without parameters, which is made later if it was not met before. */
  private String rule(LarkScope.Definition definition) {
    String name = name(definition);
    if (homes.putIfAbsent(definition, definition.parts.get(0).scope()) == null) {
      if (lexeme(definition)) {
        CodePointDfa texts = shortest(definition);
        rules.put(
            name,
            new Rule(
                name,
                true,
                new Expr.Regular(texts, written(definition.parts.get(0).body()), definition.at),
                definition.at));
      } else {
        pending.add(new Pending(definition, name, Map.of(), 0));
      }
    }
    return name;
  }

  private static boolean lexeme(LarkScope.Definition definition) {
    return !definition.attributes.isEmpty();
  }

  private CodePointDfa shortest(LarkScope.Definition rule) {
    List<Syntax> suffix = new ArrayList<>();
    for (Syntax.Attribute attribute : rule.attributes) {
      attribute.value().filter(v -> attribute.name().equals("suffix")).ifPresent(suffix::add);
    }
    CodePointDfa texts = terminals.shortestTexts(rule, suffix, rule.parts.get(0).scope());
    if (texts.equals(CodePointDfa.EMPTY_STRING)) {
      notes.add(rule.at + ": the shortest text of " + rule.name + " is the empty one");
    }
    return texts;
  }

  /** The name of a terminal's rule. */
  private String terminal(LarkScope.Definition definition) {
    String name = name(definition);
    if (!rules.containsKey(name)) {
      CodePointDfa texts = terminals.texts(definition);
      mayBeEmpty(texts, definition.name, definition.at);
      Syntax body = definition.parts.get(0).body();
      Expr expr =
          definition.parts.size() == 1 && body instanceof Syntax.Text text && !text.ignoreCase()
              ? new Expr.Literal(LarkText.ofString(text).text(), false, text.at())
              : new Expr.Regular(texts, written(body), definition.at);
      rules.put(name, new Rule(name, true, expr, definition.at));
    }
    return name;
  }

  private void mayBeEmpty(CodePointDfa texts, String what, Location at) {
    if (texts.accepts(CodePointDfa.START)) {
      notes.add(
          at + ": " + what + " may be the empty text; Lark refuses such terminals, llguidance not");
    }
  }

  /** The names of the rules of what is ignored. */
  private List<String> ignored(LarkUnit unit) {
    List<String> result = new ArrayList<>();
    for (LarkUnit.Ignored ignored : unit.ignored) {
      Syntax body = ignored.body();
      CodePointDfa texts = terminals.texts(body, ignored.scope());
      if (texts.accepts(CodePointDfa.START)) {
        notes.add(body.at() + ": what is ignored may be the empty text; Lark refuses that");
        texts = CodePointDfas.difference(texts, CodePointDfa.EMPTY_STRING, terminals.work());
      } else if (body instanceof Syntax.Name name) {
        result.add(terminal(ignored.scope().find(name.name(), name.at())));
        continue;
      }
      String name = unique(ignored.scope().prefix + "IGNORED_" + (result.size() + 1));
      rules.put(
          name, new Rule(name, true, new Expr.Regular(texts, written(body), body.at()), body.at()));
      result.add(name);
    }
    return result;
  }

  private Expr expr(Syntax syntax, Context context) {
    if (++nodes > options.limits().subschemas()) {
      throw limit(
          "subschemas",
          options.limits().subschemas(),
          "the parts of a grammar whose templates are written out",
          syntax.at());
    }
    Location at = syntax.at();
    return switch (syntax) {
      case Syntax.Name name -> named(name, context);
      case Syntax.Template template -> instance(template, context);
      case Syntax.Sequence sequence ->
          sequence.parts().isEmpty()
              ? new Expr.Empty(at)
              : new Expr.Sequence(all(sequence.parts(), context), at);
      case Syntax.Choice choice -> new Expr.Choice(all(choice.alternatives(), context), at);
      case Syntax.Alias alias -> expr(alias.body(), context);
      case Syntax.Repeat repeat ->
          new Expr.Repeat(
              expr(repeat.body(), context),
              repeat.min(),
              repeat.max() < 0 ? Expr.Repeat.UNBOUNDED : repeat.max(),
              true,
              at);
      case Syntax.Text text -> text(text, context);
      case Syntax.Regex regex -> anonymous(regex, context);
      case Syntax.Structured structured -> anonymous(structured, context);
      case Syntax.Range range -> new Expr.Characters(LarkTerminals.range(range), at);
      case Syntax.Special special -> special(special);
      case Syntax.Json json -> new Expr.Embedded(schema(json), "JSON Schema", at);
      case Syntax.Nested grammar -> nested(grammar, context);
      case Syntax.Both both -> throw onlyTerminals("&", at);
      case Syntax.Not not -> throw onlyTerminals("~", at);
    };
  }

  private List<Expr> all(List<Syntax> parts, Context context) {
    List<Expr> result = new ArrayList<>();
    for (Syntax part : parts) {
      result.add(expr(part, context));
    }
    return result;
  }

  private static GrammarException onlyTerminals(String operator, Location at) {
    return new GrammarException(
        GrammarException.Kind.UNSUPPORTED,
        at,
        "not supported: " + operator + " in a rule",
        "give it a terminal of its own, with a name in capitals");
  }

  private Expr named(Syntax.Name name, Context context) {
    Argument argument = context.environment.get(name.name());
    if (argument != null) {
      if (argument.expr == null) {
        throw arguments(name.name(), name.at());
      }
      return argument.expr;
    }
    LarkScope.Definition found = context.scope.find(name.name(), name.at());
    if (!found.parameters.isEmpty()) {
      throw arguments(name.name(), name.at());
    }
    return reference(found, name.at());
  }

  private Expr reference(LarkScope.Definition found, Location at) {
    return new Expr.Reference(found.terminal ? terminal(found) : rule(found), at);
  }

  private static GrammarException arguments(String name, Location at) {
    return new GrammarException(
        GrammarException.Kind.NAME,
        at,
        "the template " + name + " stands without its arguments",
        "write " + name + "{…}");
  }

  private Expr text(Syntax.Text text, Context context) {
    String characters = LarkText.ofString(text).text();
    if (characters.isEmpty()) {
      notes.add(text.at() + ": an empty string, which is nothing at all; Lark refuses it");
      return new Expr.Empty(text.at());
    }
    return text.ignoreCase()
        ? anonymous(text, context)
        : new Expr.Literal(characters, false, text.at());
  }

  private Expr anonymous(Syntax terminal, Context context) {
    String written = written(terminal);
    CodePointDfa texts = anonymous.get(written);
    if (texts == null) {
      texts = terminals.texts(terminal, context.scope);
      mayBeEmpty(texts, written, terminal.at());
      anonymous.put(written, texts);
    }
    return new Expr.Regular(texts, written, terminal.at());
  }

  /** How something was written, for exports, pictures and the names of templates' rules. */
  private static String written(Syntax syntax) {
    StringBuilder out = new StringBuilder();
    write(syntax, out);
    return out.toString();
  }

  private static void write(Syntax syntax, StringBuilder out) {
    switch (syntax) {
      case Syntax.Name name -> out.append(name.name());
      case Syntax.Text text ->
          out.append('"').append(text.written()).append(text.ignoreCase() ? "\"i" : "\"");
      case Syntax.Regex regex ->
          out.append('/').append(regex.written()).append('/').append(regex.flags());
      case Syntax.Range range -> {
        write(range.from(), out);
        out.append("..");
        write(range.to(), out);
      }
      case Syntax.Template template -> {
        out.append(template.name());
        list(template.arguments(), "{", ",", "}", out);
      }
      case Syntax.Special special -> out.append(special.text());
      case Syntax.Json json -> out.append("%json ").append(json.text());
      case Syntax.Structured structured -> out.append("%regex ").append(structured.text());
      case Syntax.Nested nested -> out.append("%lark {…}");
      case Syntax.Sequence sequence -> list(sequence.parts(), "(", " ", ")", out);
      case Syntax.Choice choice -> list(choice.alternatives(), "(", " | ", ")", out);
      case Syntax.Both both -> list(both.parts(), "(", " & ", ")", out);
      case Syntax.Not not -> {
        out.append('~');
        write(not.body(), out);
      }
      case Syntax.Alias alias -> write(alias.body(), out);
      case Syntax.Repeat repeat -> {
        write(repeat.body(), out);
        if (repeat.max() == 1 && repeat.min() == 0) {
          out.append('?');
        } else if (repeat.max() < 0 && repeat.min() <= 1) {
          out.append(repeat.min() == 0 ? '*' : '+');
        } else {
          out.append('{').append(repeat.min()).append(',');
          out.append(repeat.max() < 0 ? "" : String.valueOf(repeat.max())).append('}');
        }
      }
    }
  }

  private static void list(
      List<Syntax> parts, String open, String between, String close, StringBuilder out) {
    out.append(open);
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : between);
      write(parts.get(i), out);
    }
    out.append(close);
  }

  private static Expr special(Syntax.Special special) {
    String text = special.text();
    if (!text.startsWith("<[")) {
      return new Expr.SpecialToken(text, special.at());
    }
    boolean negated = text.startsWith("^", 2);
    if (text.equals("<[*]>")) {
      return new Expr.TokenIds(List.of(), true, special.at());
    }
    List<Integer> ranges = new ArrayList<>();
    if (text.endsWith("]>")) {
      for (String range : text.substring(negated ? 3 : 2, text.length() - 2).split(",", -1)) {
        String[] ends = range.split("-", -1);
        int first = ends.length <= 2 ? id(ends[0]) : -1;
        int last = first >= 0 ? id(ends[ends.length - 1]) : -1;
        if (last < first || first < 0) {
          ranges.clear();
          break;
        }
        ranges.add(first);
        ranges.add(last);
      }
    }
    if (ranges.isEmpty()) {
      throw special
          .source()
          .syntax(
              special.offset(),
              "expected ids of tokens, found " + text,
              "such as <[128010]>, <[1-5,9]>, <[^7]> or <[*]>");
    }
    return new Expr.TokenIds(ranges, negated, special.at());
  }

  private static int id(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
  }

  private Grammar schema(Syntax.Json json) {
    Grammar known = schemas.get(json.text());
    if (known != null) {
      return known;
    }
    try {
      Grammar made =
          JsonSchema.compile(json.text(), JsonSchemaOptions.DEFAULT.withLimits(options.limits()));
      schemas.put(json.text(), made);
      return made;
    } catch (SchemaException e) {
      throw new GrammarException(
          switch (e.kind()) {
            case JSON, INVALID -> GrammarException.Kind.SYNTAX;
            case UNSUPPORTED, FORM -> GrammarException.Kind.UNSUPPORTED;
            case REFERENCE -> GrammarException.Kind.NAME;
            case UNSATISFIABLE -> GrammarException.Kind.EMPTY;
            case LIMIT -> GrammarException.Kind.LIMIT;
          },
          json.at(),
          "the schema of %json: " + e.getMessage(),
          "",
          e.kind() == SchemaException.Kind.LIMIT && e.getCause() != null ? e.getCause() : e);
    } catch (LimitExceeded e) {
      throw new GrammarException(
          GrammarException.Kind.LIMIT, json.at(), "the schema of %json: " + e.getMessage(), "", e);
    }
  }

  private Expr nested(Syntax.Nested grammar, Context context) {
    Location at = grammar.at();
    String name = nestedNames.get(grammar);
    if (name == null) {
      String prefix = context.scope.prefix + "lark_" + (nestedNames.size() + 1);
      name = unique(prefix);
      nestedNames.put(grammar, name);
      LarkScope scope = new LarkScope(new LarkUnit(), prefix + "__");
      load(grammar.statements(), scope, List.of(), false);
      nested.add(scope);
      whole.add(name);
      LarkScope.Definition start = scope.find(START, at);
      if (!start.parameters.isEmpty()) {
        throw arguments(START, at);
      }
      add(new Rule(name, false, reference(start, at), at), scope.unit);
    }
    return new Expr.Reference(name, at);
  }

  private Expr instance(Syntax.Template syntax, Context context) {
    Argument parameter = context.environment.get(syntax.name());
    LarkScope.Definition template =
        parameter != null && parameter.template != null
            ? parameter.template
            : context.scope.find(syntax.name(), syntax.at());
    List<String> parameters = template.parameters;
    if (parameters.size() != syntax.arguments().size()) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          syntax.at(),
          parameters.isEmpty()
              ? syntax.name() + " is no template"
              : "the template "
                  + syntax.name()
                  + " takes "
                  + parameters.size()
                  + " arguments, and has "
                  + syntax.arguments().size(),
          parameters.isEmpty() ? "counts are written as ~n or {n}" : "");
    }
    homes.putIfAbsent(template, template.parts.get(0).scope());
    Map<String, Argument> environment = new LinkedHashMap<>();
    int depth = 1;
    StringBuilder key = new StringBuilder(name(template)).append('{');
    for (int i = 0; i < parameters.size(); i++) {
      Argument argument = argument(syntax.arguments().get(i), context);
      environment.put(parameters.get(i), argument);
      depth = Math.max(depth, 1 + argument.depth);
      key.append(i == 0 ? "" : ",").append(argument.key);
    }
    String known = instance(key.append('}').toString(), template, environment, depth, syntax.at());
    return new Expr.Reference(known, syntax.at());
  }

  private String instance(
      String key,
      LarkScope.Definition template,
      Map<String, Argument> environment,
      int depth,
      Location at) {
    String known = instances.get(key);
    if (known == null) {
      if (depth > options.limits().nesting()) {
        throw limit(
            "nesting",
            options.limits().nesting(),
            "the template " + template.name + " as an argument of itself",
            at);
      }
      known = unique(key.length() <= 100 ? key : name(template) + "{…}");
      instances.put(key, known);
      pending.add(new Pending(template, known, environment, depth));
    }
    return known;
  }

  private Argument argument(Syntax syntax, Context context) {
    Function<Expr, Argument> plain = expr -> new Argument(key(syntax, context), 0, expr, null);
    if (syntax instanceof Syntax.Name name) {
      Argument passed = context.environment.get(name.name());
      if (passed != null) {
        return passed;
      }
      LarkScope.Definition found = context.scope.find(name.name(), name.at());
      return found.parameters.isEmpty()
          ? new Argument(name(found), 0, reference(found, name.at()), null)
          : new Argument(name(found), 0, null, found);
    } else if (syntax instanceof Syntax.Template) {
      Expr.Reference made = (Expr.Reference) instance((Syntax.Template) syntax, context);
      return new Argument(made.rule(), context.depth + 1, made, null);
    }
    return plain.apply(expr(syntax, context));
  }

  private static String key(Syntax syntax, Context context) {
    // Nested grammars are told apart by their places.
    return syntax instanceof Syntax.Nested
        ? "%lark:" + syntax.at() + context.scope.prefix
        : written(syntax);
  }
}
