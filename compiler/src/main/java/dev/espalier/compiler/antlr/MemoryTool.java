package dev.espalier.compiler.antlr;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Location;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.antlr.runtime.RecognitionException;
import org.antlr.v4.Tool;
import org.antlr.v4.analysis.AnalysisPipeline;
import org.antlr.v4.analysis.LeftRecursionDetector;
import org.antlr.v4.automata.ParserATNFactory;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.semantics.SemanticPipeline;
import org.antlr.v4.tool.ANTLRMessage;
import org.antlr.v4.tool.ANTLRToolListener;
import org.antlr.v4.tool.ErrorType;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.GrammarTransformPipeline;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.Rule;
import org.antlr.v4.tool.ast.GrammarAST;
import org.antlr.v4.tool.ast.GrammarRootAST;
import org.jspecify.annotations.Nullable;

/**
 * The antlr4 tool without files, console and code generation: other grammars come from the
 * resolver, messages become exceptions and notes.
 */
final class MemoryTool extends Tool {
  private final GrammarOptions options;
  private final Remarks remarks;
  private final Location start;
  private final Map<String, Grammar> imported = new HashMap<>();
  private final Map<Grammar, Grammar> vocabularies = new IdentityHashMap<>();
  private final Map<LexerGrammar, LexerNetwork> networks = new IdentityHashMap<>();
  private final ToolWork work;
  private final Set<String> pending = new LinkedHashSet<>();
  private final List<ANTLRMessage> errors = new ArrayList<>();
  private final Set<String> ruleNames = new LinkedHashSet<>();
  private @Nullable Source reading;
  private long read;

  MemoryTool(GrammarOptions options, Remarks remarks) {
    this.options = options;
    this.remarks = remarks;
    this.start = new Location(options.source(), 1, 1);
    this.work = new ToolWork(options.limits());
    // no target but this is looked for: its templates serve the rewriting of left recursion
    this.grammarOptions = Map.of("language", "Java");
    addListener(
        new ANTLRToolListener() {
          @Override
          public void info(String message) {}

          @Override
          public void error(ANTLRMessage message) {
            errors.add(message);
          }

          @Override
          public void warning(ANTLRMessage message) {
            remarks.note(at(message), text(message));
          }
        });
  }

  /** The grammar of a source, checked, with everything that it imports. */
  Grammar grammar(String text, String source) {
    Grammar grammar = parse(text, source);
    process(grammar, false);
    refuse();
    return grammar;
  }

  /** The lexer that cuts a grammar's texts; none if a combined grammar has no token at all. */
  Optional<LexerGrammar> lexer(Grammar grammar) {
    if (grammar instanceof LexerGrammar lexer) {
      return Optional.of(lexer);
    }
    if (grammar.isCombined()) {
      return Optional.ofNullable(grammar.implicitLexer);
    }
    Grammar vocabulary = vocabularies.get(grammar);
    if (vocabulary == null) {
      throw new GrammarException(
          Kind.IMPORT,
          Source.of(grammar.ast, start),
          "a parser grammar without a lexer",
          "name the lexer grammar: options { tokenVocab = MyLexer; }");
    }
    return lexer(vocabulary);
  }

  /** What the tool has made of a lexer. */
  LexerNetwork network(LexerGrammar lexer) {
    return Objects.requireNonNull(networks.get(lexer), "a lexer that was processed");
  }

  private Grammar parse(String text, String source) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Source stream = new Source(plain, source);
    read += plain.getBytes(StandardCharsets.UTF_8).length;
    if (read > options.limits().schemaBytes()) {
      throw new GrammarException(
          Kind.LIMIT,
          stream.at(1, 0),
          "the grammar with all that it imports is too long",
          "",
          new LimitExceeded("schemaBytes", options.limits().schemaBytes(), "reading " + source));
    }
    Precheck.check(plain, stream, options.limits());
    reading = stream;
    GrammarRootAST root = parse(source, stream);
    refuse();
    if (root == null) {
      throw new GrammarException(
          Kind.SYNTAX, stream.at(1, 0), "no ANTLR grammar", "it begins with: grammar NAME;");
    }
    for (GrammarAST options : root.getNodesWithType(ANTLRParser.OPTIONS)) {
      for (GrammarAST option : Elements.children(options)) {
        if (option.getChildCount() > 1 && option.getChild(1).getType() == ANTLRParser.ACTION) {
          // the tool's tree walkers do not expect it and print to the console
          throw new GrammarException(
              Kind.SYNTAX,
              Source.of(option, stream.at(1, 0)),
              "an action as the value of an option: a name, a literal or a number expected",
              "");
        }
      }
    }
    for (GrammarAST rule : root.getNodesWithType(ANTLRParser.RULE)) {
      ruleNames.add(rule.getChild(0).getText());
    }
    work.add(root, stream.at(1, 0));
    Grammar grammar = createGrammar(root);
    grammar.fileName = source;
    return grammar;
  }

  /** As the tool's own, with token types from the resolver's grammars instead of files. */
  @Override
  public Grammar createGrammar(GrammarRootAST root) {
    Grammar grammar =
        root.grammarType == ANTLRParser.LEXER
            ? new LexerGrammar(this, root) {
              @Override
              public void importTokensFromTokensFile() {
                vocabulary(this);
              }
            }
            : new Grammar(this, root) {
              @Override
              public void importTokensFromTokensFile() {
                vocabulary(this);
              }
            };
    GrammarTransformPipeline.setGrammarPtr(grammar, root);
    return grammar;
  }

  private void vocabulary(Grammar grammar) {
    String option = grammar.getOptionString("tokenVocab");
    if (option == null) {
      return;
    }
    Location at = Source.of(grammar.ast.getOptionAST("tokenVocab"), start);
    if (grammar.isCombined()) {
      remarks.note(
          at, "tokenVocab = " + option + " is not read: a combined grammar has its own lexer");
      return;
    }
    String name = option.substring(option.lastIndexOf('/') + 1);
    pending.add(grammar.name);
    if (!pending.add(name)) {
      throw new GrammarException(
          Kind.IMPORT, at, "tokenVocab " + name + " comes back to itself: " + pending, "");
    }
    Grammar found = resolve(name, at);
    if (found.isParser()) {
      throw new GrammarException(
          Kind.IMPORT, at, "tokenVocab " + name + " is a parser grammar", "name a lexer grammar");
    }
    process(found, false);
    refuse();
    pending.remove(name);
    vocabularies.put(grammar, found);
    grammar.importVocab(found);
  }

  @Override
  public Grammar loadImportedGrammar(Grammar grammar, GrammarAST name) {
    // not computeIfAbsent: a resolver may ask for another grammar meanwhile
    Grammar found = imported.get(name.getText());
    if (found == null) {
      found = resolve(name.getText(), Source.of(name, start));
      imported.put(name.getText(), found);
    }
    return found;
  }

  private Grammar resolve(String name, Location at) {
    String text =
        options
            .resolver()
            .resolve(name)
            .orElseThrow(() ->
                new GrammarException(
                    Kind.IMPORT,
                    at,
                    "grammar " + name + " was not found",
                    "grammars come from the resolver of the options alone"));
    Grammar found = parse(text, name);
    if (!found.name.equals(name)) {
      throw new GrammarException(
          Kind.IMPORT, at, "grammar " + name + " calls itself " + found.name, "");
    }
    return found;
  }

  /** As the tool's own up to the analysis; no decision is analysed, no code made. */
  @Override
  public void processNonCombinedGrammar(Grammar grammar, boolean gencode) {
    if (grammar.ast.hasErrors || checkForRuleIssues(grammar)) {
      return;
    }
    int before = errors.size();
    new SemanticPipeline(grammar).process();
    if (errors.size() > before) {
      return;
    }
    if (grammar instanceof LexerGrammar lexer) {
      LexerNetwork network = new LexerNetwork(lexer);
      networks.put(lexer, network);
      grammar.atn = network.createATN();
      new AnalysisPipeline(grammar).process();
    } else {
      grammar.atn = new ParserATNFactory(grammar).createATN();
      new LeftRecursionDetector(grammar, grammar.atn).check();
    }
  }

  /** Refuses the grammar for the first error that the tool has found. */
  private void refuse() {
    if (!errors.isEmpty()) {
      ANTLRMessage first = errors.getFirst();
      String hint =
          first.getErrorType() == ErrorType.UNDEFINED_RULE_REF
              ? Names.near(String.valueOf(first.getArgs()[0]), ruleNames)
              : hint(first.getErrorType());
      throw new GrammarException(kind(first.getErrorType()), at(first), text(first), hint);
    }
  }

  private Location at(ANTLRMessage message) {
    Location fallback = reading == null ? start : reading.at(1, 0);
    if (message.getErrorType() == ErrorType.LEFT_RECURSION_CYCLES) {
      Rule first = (Rule) ((Collection<?>) cycles(message).iterator().next()).iterator().next();
      return Source.of((GrammarAST) first.ast.getChild(0), fallback);
    }
    Location place = Source.of(message.offendingToken, fallback);
    if (place == fallback
        && reading != null
        && message.getCause() instanceof RecognitionException problem
        && problem.line > 0) {
      return reading.at(problem.line, problem.charPositionInLine);
    }
    return place;
  }

  private static Collection<?> cycles(ANTLRMessage message) {
    return (Collection<?>) message.getArgs()[0];
  }

  private static String text(ANTLRMessage message) {
    if (message.getErrorType() == ErrorType.LEFT_RECURSION_CYCLES) {
      List<String> cycles = new ArrayList<>();
      for (Object cycle : cycles(message)) {
        List<String> rules = new ArrayList<>();
        for (Object rule : (Collection<?>) cycle) {
          rules.add(((Rule) rule).name);
        }
        cycles.add(String.join(", ", rules));
      }
      return "rules that are left-recursive through each other: " + String.join("; ", cycles);
    }
    return message
        .getMessageTemplate(false)
        .render()
        .strip()
        .replace(" came as a complete surprise to me", " is not expected here");
  }

  private static Kind kind(ErrorType type) {
    return switch (type) {
      case RULE_REDEFINITION,
          UNDEFINED_RULE_REF,
          RESERVED_RULE_NAME,
          PARSER_RULE_REF_IN_LEXER_RULE,
          IMPLICIT_STRING_DEFINITION,
          CONSTANT_VALUE_IS_NOT_A_RECOGNIZED_TOKEN_NAME,
          CONSTANT_VALUE_IS_NOT_A_RECOGNIZED_MODE_NAME,
          CONSTANT_VALUE_IS_NOT_A_RECOGNIZED_CHANNEL_NAME,
          CHANNEL_CONFLICTS_WITH_TOKEN,
          CHANNEL_CONFLICTS_WITH_MODE,
          CHANNEL_CONFLICTS_WITH_COMMON_CONSTANTS,
          MODE_CONFLICTS_WITH_TOKEN,
          MODE_CONFLICTS_WITH_COMMON_CONSTANTS,
          TOKEN_CONFLICTS_WITH_COMMON_CONSTANTS,
          LABEL_CONFLICTS_WITH_RULE,
          LABEL_CONFLICTS_WITH_TOKEN,
          ALT_LABEL_CONFLICTS_WITH_RULE,
          ALT_LABEL_REDEF ->
          Kind.NAME;
      case INVALID_IMPORT, IMPORT_NAME_CLASH -> Kind.IMPORT;
      case LEFT_RECURSION_CYCLES,
          NONCONFORMING_LR_RULE,
          EPSILON_LR_FOLLOW,
          NO_NON_LR_ALTS,
          LEXER_COMMAND_PLACEMENT_ISSUE,
          INVALID_LEXER_COMMAND,
          EPSILON_CLOSURE ->
          Kind.UNSUPPORTED;
      default -> Kind.SYNTAX;
    };
  }

  private static String hint(ErrorType type) {
    return switch (type) {
      case LEFT_RECURSION_CYCLES ->
          "ANTLR takes left recursion within one rule only: write these rules as one";
      case NONCONFORMING_LR_RULE, EPSILON_LR_FOLLOW ->
          "an alternative that begins with its own rule has to go on with something of its own";
      case NO_NON_LR_ALTS -> "add an alternative that begins with something else";
      case IMPLICIT_STRING_DEFINITION ->
          "give the lexer grammar a rule whose body is just this literal";
      case LEXER_COMMAND_PLACEMENT_ISSUE ->
          "one alternative may have commands, at its end: ('a' | 'b') -> skip";
      case INVALID_LEXER_COMMAND ->
          "there are skip, more, type, channel, mode, pushMode and popMode";
      case EPSILON_CLOSURE -> "what is repeated has to match something";
      case CHANNELS_BLOCK_IN_COMBINED_GRAMMAR, MODE_NOT_IN_LEXER ->
          "write a lexer grammar, and a parser grammar with its tokenVocab";
      case CONSTANT_VALUE_IS_NOT_A_RECOGNIZED_TOKEN_NAME -> "declare it: tokens { NAME }";
      default -> "";
    };
  }

  @Override
  public void log(String component, String message) {}

  @Override
  public void log(String message) {}

  @Override
  public void exit(int status) {
    throw new IllegalStateException("the tool wants to exit: " + status);
  }
}
