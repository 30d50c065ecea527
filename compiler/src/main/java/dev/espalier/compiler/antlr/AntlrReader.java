package dev.espalier.compiler.antlr;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.ast.GrammarAST;
import org.antlr.v4.tool.ast.GrammarRootAST;

/** Reads ANTLR 4 grammars. */
public final class AntlrReader {
  /** The tool keeps templates in static fields that threads must not fill at once. */
  static final Object TOOL = new Object();

  private final GrammarOptions options;
  private final Remarks remarks = new Remarks();
  private final Location start;

  private AntlrReader(GrammarOptions options) {
    this.options = options;
    this.start = new Location(options.source(), 1, 1);
  }

  /**
   * The definition of a combined grammar, a parser grammar with its lexer grammar, or a token of a
   * lexer grammar.
   *
   * <p>Other grammars ({@code import}, {@code tokenVocab}) come from the options' resolver alone.
   *
   * @throws GrammarException when the grammar is not one of ANTLR 4, cannot be enforced, or reaches
   *     a limit: {@code nesting}, {@code schemaBytes} (with all that is imported), {@code branches}
   *     (levels of precedence times operators of one left-recursive rule)
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    AntlrReader reader = new AntlrReader(options);
    try {
      synchronized (TOOL) {
        return reader.read(text);
      }
    } catch (StackOverflowError e) {
      throw new GrammarException(
          Kind.LIMIT,
          reader.start,
          "the grammar nests too deep, or its rules call each other in too long a row",
          "",
          new LimitExceeded("nesting", options.limits().nesting(), "nesting of rules"));
    }
  }

  private GrammarDefinition read(String text) {
    MemoryTool tool = new MemoryTool(options, remarks);
    Grammar grammar;
    Optional<LexerGrammar> lexer;
    try {
      grammar = tool.grammar(text, options.source());
      lexer = tool.lexer(grammar);
    } catch (GrammarException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new GrammarException(Kind.SYNTAX, start, "ANTLR cannot read this grammar: " + e, "", e);
    }
    boolean parses = !(grammar instanceof LexerGrammar);
    surroundings(grammar.ast);
    lexer.ifPresent(found -> surroundings(found.ast));
    TokenNames names = new TokenNames(lexer.isPresent() ? lexer.get() : grammar, grammar);
    Map<String, Rule> rules = new LinkedHashMap<>();
    Map<String, Location> literals = Map.of();
    if (parses) {
      ParserRules parser = new ParserRules(grammar, names, options.limits(), remarks, start);
      parser.read(rules);
      literals = parser.literals();
    }
    Lexing.LongestMatch lexing = new Lexing.LongestMatch(List.of());
    if (lexer.isPresent()) {
      LexerNetwork network = tool.network(lexer.get());
      lexing = new LexerRules(lexer.get(), network, names, literals, remarks, start).read(rules);
    }
    Set<String> roots = new HashSet<>();
    Set<String> tokens = new LinkedHashSet<>();
    for (Lexing.Mode mode : lexing.modes()) {
      for (Lexing.LexerRule rule : mode.rules()) {
        roots.add(rule.name());
        tokens.addAll(types(rule));
      }
    }
    String first = start(grammar, tokens, rules);
    roots.add(first);
    predicates(remarks.reachable(roots));
    return new GrammarDefinition(grammar.name, first, rules, lexing, remarks.notes());
  }

  /** Notes the actions of a grammar, and the classes that its code would extend. */
  private void surroundings(GrammarRootAST grammar) {
    for (GrammarAST child : Elements.children(grammar)) {
      if (child.getType() == ANTLRParser.AT) {
        String name =
            (child.getChildCount() > 2 ? child.getChild(0).getText() + "::" : "")
                + child.getChild(child.getChildCount() - 2).getText();
        remarks.note(Source.of(child, start), "dropped: the action @" + name);
      }
    }
    for (String option : List.of("superClass", "contextSuperClass")) {
      if (grammar.getOptionAST(option) instanceof GrammarAST value) {
        remarks.note(
            Source.of(value, start),
            "dropped: " + option + " = " + value.getText() + ", and what it overrides");
      }
    }
  }

  /** The token types that a lexer rule makes. */
  private static Set<String> types(Lexing.LexerRule rule) {
    Set<String> types = new LinkedHashSet<>();
    for (Lexing.LexerAlternative alternative : rule.alternatives()) {
      String type = rule.name();
      for (Lexing.Command command : alternative.commands()) {
        type = command instanceof Lexing.Command.Type other ? other.name() : type;
      }
      types.add(type);
    }
    return types;
  }

  /**
   * The rule that a text is; for a token of the lexer, a rule is made.
   *
   * @param tokens the names of the token types that lexer rules make
   */
  private String start(Grammar grammar, Set<String> tokens, Map<String, Rule> rules) {
    Set<String> parserRules = grammar instanceof LexerGrammar ? Set.of() : grammar.rules.keySet();
    if (options.start().isEmpty()) {
      if (parserRules.isEmpty()) {
        throw new GrammarException(
            Kind.NAME,
            Source.of(grammar.ast, start),
            "a lexer grammar does not say what a text is",
            "give the parser grammar that uses it, or name the token that a text is as the start");
      }
      return parserRules.iterator().next();
    }
    String wanted = options.start().get();
    if (parserRules.contains(wanted)) {
      return wanted;
    }
    if (tokens.contains(wanted)) {
      String made = "<" + wanted + ">";
      rules.put(made, new Rule(made, false, new Expr.Tokens(Set.of(wanted), start), start));
      return made;
    }
    if (rules.containsKey(wanted) && !wanted.contains("[")) {
      throw new GrammarException(
          Kind.NAME, start, "the fragment " + wanted + " makes no token", "start with a rule");
    }
    Set<String> names = new LinkedHashSet<>(parserRules);
    names.addAll(tokens);
    throw new GrammarException(
        Kind.NAME, start, "there is no rule " + wanted, Names.near(wanted, names));
  }

  /** Refuses or notes semantic predicates; those of rules that nothing needs cannot matter. */
  private void predicates(Set<String> needed) {
    for (Remarks.Predicate predicate : remarks.predicates()) {
      String what = "the semantic predicate " + predicate.text() + " of rule " + predicate.rule();
      if (!needed.contains(predicate.rule())) {
        remarks.note(predicate.at(), what + " is not needed: nothing uses the rule");
      } else if (options.predicatesHold()) {
        remarks.note(predicate.at(), what + " is taken as always true");
      } else {
        throw new GrammarException(
            Kind.UNSUPPORTED,
            predicate.at(),
            what + " cannot be enforced",
            "say that predicates hold if texts may be taken as if they did");
      }
    }
  }
}
