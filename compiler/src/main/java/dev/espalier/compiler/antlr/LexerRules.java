package dev.espalier.compiler.antlr;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.runtime.tree.Tree;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.LexerAction;
import org.antlr.v4.runtime.atn.LexerChannelAction;
import org.antlr.v4.runtime.atn.LexerModeAction;
import org.antlr.v4.runtime.atn.LexerMoreAction;
import org.antlr.v4.runtime.atn.LexerPopModeAction;
import org.antlr.v4.runtime.atn.LexerPushModeAction;
import org.antlr.v4.runtime.atn.LexerSkipAction;
import org.antlr.v4.runtime.atn.LexerTypeAction;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.ast.GrammarAST;

/** The rules of a lexer, with the sets and actions that the tool has made of their trees. */
final class LexerRules extends Elements {
  private final LexerGrammar lexer;
  private final LexerNetwork network;
  private final TokenNames names;
  private final Map<String, Location> literals;
  private final List<String> modeNames;
  private final Set<String> called = new HashSet<>();

  /**
   * @param literals where the literals of parser rules stand first
   */
  LexerRules(
      LexerGrammar lexer,
      LexerNetwork network,
      TokenNames names,
      Map<String, Location> literals,
      Remarks remarks,
      Location start) {
    super(remarks, start);
    this.lexer = lexer;
    this.network = network;
    this.names = names;
    this.literals = literals;
    this.modeNames = List.copyOf(lexer.modes.keySet());
  }

  /** Reads the lexer; adds fragments, and what else lexer rules call, to {@code rules}. */
  Lexing.LongestMatch read(Map<String, Rule> rules) {
    Map<String, List<Lexing.LexerRule>> modes = new LinkedHashMap<>();
    modeNames.forEach(mode -> modes.put(mode, new ArrayList<>()));
    Map<String, Lexing.LexerRule> tokens = new LinkedHashMap<>();
    for (org.antlr.v4.tool.Rule rule : lexer.rules.values()) {
      Lexing.LexerRule read = read(rule);
      if (rule.isFragment()) {
        rules.put(rule.name, called(rule.name, read));
      } else {
        tokens.put(rule.name, read);
        modes.computeIfAbsent(rule.mode, mode -> new ArrayList<>()).add(read);
      }
    }
    tokens.forEach((name, rule) -> {
      if (called.contains(name)) {
        rules.put(name, called(name, rule));
      }
    });
    List<Lexing.Mode> found = new ArrayList<>();
    modes.forEach((name, mode) -> found.add(new Lexing.Mode(name, mode)));
    return new Lexing.LongestMatch(found);
  }

  /** A lexer rule as others call it: its commands are not done then. */
  private static Rule called(String name, Lexing.LexerRule rule) {
    return new Rule(name, true, body(rule), rule.at());
  }

  private static Expr body(Lexing.LexerRule rule) {
    List<Expr> bodies = rule.alternatives().stream().map(Lexing.LexerAlternative::body).toList();
    return bodies.size() == 1 ? bodies.getFirst() : new Expr.Choice(bodies, rule.at());
  }

  private Lexing.LexerRule read(org.antlr.v4.tool.Rule rule) {
    GrammarAST block = (GrammarAST) rule.ast.getFirstChildWithType(ANTLRParser.BLOCK);
    Location written = Source.of((GrammarAST) rule.ast.getChild(0), at(rule.ast));
    List<GrammarAST> alternatives = alternatives(block);
    String literal = literal(alternatives);
    Location place =
        rule.name.startsWith(org.antlr.v4.tool.Grammar.AUTO_GENERATED_TOKEN_NAME_PREFIX)
            ? literals.getOrDefault(literal, written)
            : written;
    enter(rule.name, place);
    List<Lexing.LexerAlternative> found = new ArrayList<>();
    for (GrammarAST alternative : alternatives) {
      found.add(alternative(alternative));
    }
    int type = lexer.getTokenType(rule.name);
    String name = type == Token.INVALID_TYPE ? rule.name : names.name(type);
    return new Lexing.LexerRule(name, found, place);
  }

  private static String literal(List<GrammarAST> alternatives) {
    return alternatives.size() == 1 && alternatives.getFirst().getChildCount() == 1
        ? alternatives.getFirst().getChild(0).getText()
        : "";
  }

  private Lexing.LexerAlternative alternative(GrammarAST node) {
    boolean commanded = node.getType() == ANTLRParser.LEXER_ALT_ACTION;
    List<GrammarAST> parts = children(node);
    GrammarAST alternative = commanded ? parts.getFirst() : node;
    List<Command> commands = new ArrayList<>();
    if (commanded) {
      for (GrammarAST command : parts.subList(1, parts.size())) {
        commands.add(command(command));
      }
    }
    return new Lexing.LexerAlternative(sequence(elements(alternative), at(alternative)), commands);
  }

  private Command command(GrammarAST node) {
    GrammarAST name =
        node.getType() == ANTLRParser.LEXER_ACTION_CALL ? (GrammarAST) node.getChild(0) : node;
    LexerAction action = network.action(name).orElse(null);
    return switch (action) {
      case LexerSkipAction skip -> new Command.Skip();
      case LexerMoreAction more -> new Command.More();
      case LexerPopModeAction pop -> new Command.PopMode();
      case LexerModeAction mode -> new Command.ToMode(mode(mode.getMode(), name));
      case LexerPushModeAction mode -> new Command.PushMode(mode(mode.getMode(), name));
      case LexerChannelAction channel ->
          new Command.Channel(channel.getChannel() != Token.DEFAULT_CHANNEL);
      case LexerTypeAction type when type.getType() > Token.INVALID_TYPE ->
          new Command.Type(names.name(type.getType()));
      case null, default ->
          throw new GrammarException(
              Kind.UNSUPPORTED,
              at(name),
              "the lexer command " + excerpt(name.getText()) + " cannot be followed here",
              "there are skip, more, type, channel, mode, pushMode and popMode");
    };
  }

  private String mode(int mode, GrammarAST node) {
    if (mode < 0 || mode >= modeNames.size()) {
      throw new GrammarException(
          Kind.NAME, at(node), "there is no mode " + mode, "modes: " + modeNames);
    }
    return modeNames.get(mode);
  }

  @Override
  void action(GrammarAST node) {
    remarks.note(
        at(node),
        "dropped: the action "
            + excerpt(node.getText())
            + " of lexer rule "
            + rule()
            + ", and what it does to tokens and modes");
  }

  @Override
  Expr atom(GrammarAST node) {
    return switch (node.getType()) {
      case ANTLRParser.STRING_LITERAL -> literal(node);
      case ANTLRParser.RANGE -> new Expr.Characters(set(node.getChild(0)), at(node));
      case ANTLRParser.SET, ANTLRParser.LEXER_CHAR_SET -> new Expr.Characters(set(node), at(node));
      case ANTLRParser.NOT -> new Expr.Characters(set(node.getChild(0)).complement(), at(node));
      case ANTLRParser.WILDCARD -> new Expr.Characters(CodePointSet.ALL, at(node));
      case ANTLRParser.TOKEN_REF -> {
        String name = node.getText();
        if (name.equals(Expr.Tokens.END)) {
          yield new Expr.End(at(node));
        }
        remarks.use(rule(), name);
        called.add(name);
        yield new Expr.Reference(name, at(node));
      }
      default ->
          throw new GrammarException(
              Kind.UNSUPPORTED,
              at(node),
              "in lexer rule " + rule() + ", " + excerpt(node.getText()) + " cannot be read",
              "");
    };
  }

  /** Code points, each as itself or, where case is ignored, as the tool's pair of it. */
  private Expr literal(GrammarAST node) {
    List<CodePointSet> sets = network.sets(node);
    if (sets.stream().allMatch(set -> set.size() == 1)) {
      StringBuilder text = new StringBuilder();
      sets.forEach(set -> text.appendCodePoint(set.lo(0)));
      return new Expr.Literal(text.toString(), false, at(node));
    }
    List<Expr> parts = new ArrayList<>();
    for (CodePointSet set : sets) {
      parts.add(new Expr.Characters(set, at(node)));
    }
    return sequence(at(node), parts);
  }

  private CodePointSet set(Tree node) {
    return network.sets((GrammarAST) node).getFirst();
  }
}
