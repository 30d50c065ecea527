package dev.espalier.compiler.antlr;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.analysis.LeftRecursiveRuleAltInfo;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LeftRecursiveRule;
import org.antlr.v4.tool.ast.GrammarAST;

/** The rules of a parser, over the token types of its lexer. */
final class ParserRules extends Elements {
  private final Grammar parser;
  private final TokenNames names;
  private final CompileLimits limits;
  private final Map<String, Location> literals = new HashMap<>();

  ParserRules(
      Grammar parser, TokenNames names, CompileLimits limits, Remarks remarks, Location start) {
    super(remarks, start);
    this.parser = parser;
    this.names = names;
    this.limits = limits;
  }

  /** Reads the parser's rules into {@code rules}. */
  void read(Map<String, Rule> rules) {
    for (org.antlr.v4.tool.Rule rule : parser.rules.values()) {
      GrammarAST tree =
          rule instanceof LeftRecursiveRule recursive ? recursive.originalAST : rule.ast;
      enter(rule.name, Source.of((GrammarAST) tree.getChild(0), at(tree)));
      Location place = at((GrammarAST) tree.getChild(0));
      surroundings(tree);
      if (rule instanceof LeftRecursiveRule recursive) {
        for (Rule level : layers(recursive, place).rules()) {
          rules.put(level.name(), level);
        }
      } else {
        GrammarAST block = (GrammarAST) tree.getFirstChildWithType(ANTLRParser.BLOCK);
        rules.put(rule.name, new Rule(rule.name, false, block(block), place));
      }
    }
  }

  /** Where the literals of the rules stand first. */
  Map<String, Location> literals() {
    return literals;
  }

  /** Notes what stands around a rule's block and is dropped. */
  private void surroundings(GrammarAST tree) {
    for (GrammarAST child : children(tree)) {
      String what =
          switch (child.getType()) {
            case ANTLRParser.ARG_ACTION -> "the parameters [" + excerpt(child.getText()) + "]";
            case ANTLRParser.RETURNS -> "returns [" + inner(child) + "]";
            case ANTLRParser.LOCALS -> "locals [" + inner(child) + "]";
            case ANTLRParser.THROWS -> "throws";
            case ANTLRParser.AT -> "the action @" + inner(child);
            case ANTLRParser.CATCH -> "catch [" + inner(child) + "]";
            case ANTLRParser.FINALLY -> "finally";
            default -> "";
          };
      if (!what.isEmpty()) {
        remarks.note(at(child), "dropped: " + what + " of rule " + rule());
      }
    }
  }

  private static String inner(GrammarAST node) {
    return excerpt(node.getChild(0).getText());
  }

  @Override
  void action(GrammarAST node) {
    remarks.note(at(node), "dropped: the action " + excerpt(node.getText()) + " of rule " + rule());
  }

  @Override
  Expr atom(GrammarAST node) {
    return switch (node.getType()) {
      case ANTLRParser.RULE_REF -> {
        GrammarAST arguments = (GrammarAST) node.getFirstChildWithType(ANTLRParser.ARG_ACTION);
        if (arguments != null) {
          remarks.note(
              at(arguments),
              "dropped: the arguments [" + excerpt(arguments.getText()) + "] of " + node.getText());
        }
        remarks.use(rule(), node.getText());
        yield new Expr.Reference(node.getText(), at(node));
      }
      case ANTLRParser.TOKEN_REF, ANTLRParser.STRING_LITERAL ->
          new Expr.Tokens(Set.of(names.name(type(node))), at(node));
      case ANTLRParser.SET -> {
        Set<String> found = new HashSet<>();
        for (int type : types(node)) {
          found.add(names.name(type));
        }
        yield new Expr.Tokens(found, at(node));
      }
      case ANTLRParser.NOT -> {
        Set<Integer> without = types((GrammarAST) node.getChild(0));
        yield new Expr.Tokens(names.all(type -> !without.contains(type)), at(node));
      }
      case ANTLRParser.WILDCARD -> new Expr.Tokens(names.all(type -> true), at(node));
      default ->
          throw new GrammarException(
              Kind.UNSUPPORTED,
              at(node),
              "in rule " + rule() + ", " + excerpt(node.getText()) + " cannot be read",
              "");
    };
  }

  private int type(GrammarAST node) {
    if (node.getType() == ANTLRParser.STRING_LITERAL) {
      literals.putIfAbsent(node.getText(), at(node));
    }
    return parser.getTokenType(node.getText());
  }

  private Set<Integer> types(GrammarAST set) {
    Set<Integer> found = new HashSet<>();
    for (GrammarAST element : children(set)) {
      found.add(type(element));
    }
    return found;
  }

  /** The tool has told operators from other alternatives, and their precedence. */
  private Layers layers(LeftRecursiveRule rule, Location place) {
    Layers layers = new Layers(rule.name, place, limits);
    List<LeftRecursiveRuleAltInfo> infos = new ArrayList<>(rule.recPrimaryAlts);
    infos.addAll(rule.recOpAlts.values());
    infos.sort(Comparator.comparingInt(info -> info.altNum));
    for (LeftRecursiveRuleAltInfo info : infos) {
      Location at = at(info.originalAltAST);
      int precedence = infos.size() - info.altNum + 1;
      boolean left = rule.recOpAlts.containsKey(info.altNum);
      boolean right = info.nextPrec > 0;
      List<GrammarAST> middle = elements(info.originalAltAST);
      if (left) {
        middle.removeFirst();
      }
      if (right) {
        middle.remove(lastReference(middle));
      }
      Expr body = sequence(middle, at);
      layers.add(left ? precedence : 0, right ? info.nextPrec : 0, body);
    }
    return layers;
  }

  /** The operand at the right: only actions may stand after it. */
  private static int lastReference(List<GrammarAST> elements) {
    int i = elements.size() - 1;
    while (elements.get(i).getType() == ANTLRParser.ACTION
        || elements.get(i).getType() == ANTLRParser.SEMPRED
        || elements.get(i).getType() == ANTLRParser.EPSILON) {
      i--;
    }
    return i;
  }
}
