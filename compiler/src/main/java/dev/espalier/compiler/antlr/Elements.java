package dev.espalier.compiler.antlr;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.tool.ast.GrammarAST;
import org.antlr.v4.tool.ast.QuantifierAST;

/** What the bodies of lexer and of parser rules have in common. */
abstract class Elements {
  final Remarks remarks;
  private String rule = "";
  private Location at;

  Elements(Remarks remarks, Location start) {
    this.remarks = remarks;
    this.at = start;
  }

  /** From here on, another rule is read. */
  final void enter(String name, Location place) {
    rule = name;
    at = place;
  }

  final String rule() {
    return rule;
  }

  /** Where a node stands; at worst, the place of its rule. */
  final Location at(GrammarAST node) {
    return Source.of(node, at);
  }

  /** A set, a literal, a reference: what is read differently in lexer and parser rules. */
  abstract Expr atom(GrammarAST node);

  /** The children of a block that are alternatives. */
  static List<GrammarAST> alternatives(GrammarAST block) {
    List<GrammarAST> found = new ArrayList<>();
    for (GrammarAST child : children(block)) {
      if (child.getType() == ANTLRParser.ALT || child.getType() == ANTLRParser.LEXER_ALT_ACTION) {
        found.add(child);
      }
    }
    return found;
  }

  static List<GrammarAST> children(GrammarAST node) {
    List<GrammarAST> found = new ArrayList<>(node.getChildCount());
    for (int i = 0; i < node.getChildCount(); i++) {
      found.add((GrammarAST) node.getChild(i));
    }
    return found;
  }

  final Expr block(GrammarAST block) {
    for (GrammarAST child : children(block)) {
      if (child.getType() == ANTLRParser.ACTION || child.getType() == ANTLRParser.AT) {
        action(child);
      }
    }
    List<Expr> found = new ArrayList<>();
    for (GrammarAST alternative : alternatives(block)) {
      found.add(sequence(elements(alternative), at(alternative)));
    }
    return found.size() == 1 ? found.getFirst() : new Expr.Choice(found, at(block));
  }

  /** The elements of an alternative, without its options. */
  static List<GrammarAST> elements(GrammarAST alternative) {
    List<GrammarAST> found = children(alternative);
    found.removeIf(child -> child.getType() == ANTLRParser.ELEMENT_OPTIONS);
    return found;
  }

  final Expr sequence(List<GrammarAST> elements, Location place) {
    List<Expr> parts = new ArrayList<>();
    for (GrammarAST element : elements) {
      Expr part = element(element);
      if (part instanceof Expr.Sequence inner) {
        parts.addAll(inner.parts());
      } else if (!(part instanceof Expr.Empty)) {
        parts.add(part);
      }
    }
    return sequence(place, parts);
  }

  static Expr sequence(Location place, List<Expr> parts) {
    return switch (parts.size()) {
      case 0 -> new Expr.Empty(place);
      case 1 -> parts.getFirst();
      default -> new Expr.Sequence(parts, place);
    };
  }

  private Expr element(GrammarAST node) {
    return switch (node.getType()) {
      case ANTLRParser.BLOCK -> block(node);
      case ANTLRParser.OPTIONAL -> repeat(node, 0, 1);
      case ANTLRParser.CLOSURE -> repeat(node, 0, Expr.Repeat.UNBOUNDED);
      case ANTLRParser.POSITIVE_CLOSURE -> repeat(node, 1, Expr.Repeat.UNBOUNDED);
      case ANTLRParser.ASSIGN, ANTLRParser.PLUS_ASSIGN -> element((GrammarAST) node.getChild(1));
      case ANTLRParser.EPSILON -> new Expr.Empty(at(node));
      case ANTLRParser.ACTION -> {
        action(node);
        yield new Expr.Empty(at(node));
      }
      case ANTLRParser.SEMPRED -> {
        remarks.predicate(rule, at(node), excerpt(node.getText()));
        yield new Expr.Empty(at(node));
      }
      default -> atom(node);
    };
  }

  private Expr repeat(GrammarAST node, int min, int max) {
    boolean greedy = ((QuantifierAST) node).isGreedy();
    return new Expr.Repeat(block((GrammarAST) node.getChild(0)), min, max, greedy, at(node));
  }

  /** An action: nothing is done where it stands. */
  abstract void action(GrammarAST node);

  /** The beginning of a text of the grammar, on one line. */
  static String excerpt(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.codePointCount(0, line.length()) <= 60
        ? line
        : line.substring(0, line.offsetByCodePoints(0, 59)) + "…";
  }
}
