package dev.espalier.compiler.antlr;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Location;
import java.util.HashSet;
import java.util.Set;
import org.antlr.v4.misc.CharSupport;
import org.antlr.v4.misc.EscapeSequenceParsing;
import org.antlr.v4.parse.ANTLRParser;
import org.antlr.v4.tool.ast.GrammarAST;

/**
 * Bounds what the tool will do before it does it: it compares every rule and every literal with
 * every other, and looks at each code point of each range of a set.
 *
 * <p>The weights were measured: a step is some 150 ns, the default limit some seconds.
 */
final class ToolWork {
  private final CompileLimits limits;
  private final Set<String> literals = new HashSet<>();
  private long rules;
  private long codePoints;

  ToolWork(CompileLimits limits) {
    this.limits = limits;
  }

  /** Adds a grammar that was parsed and not processed yet. */
  void add(GrammarAST grammar, Location at) {
    rules += grammar.getNodesWithType(ANTLRParser.RULE).size();
    for (GrammarAST literal : grammar.getNodesWithType(ANTLRParser.STRING_LITERAL)) {
      literals.add(literal.getText());
    }
    for (GrammarAST range : grammar.getNodesWithType(ANTLRParser.RANGE)) {
      codePoints +=
          Math.abs(
              CharSupport.getCharValueFromGrammarCharLiteral(range.getChild(1).getText())
                  - CharSupport.getCharValueFromGrammarCharLiteral(range.getChild(0).getText()));
    }
    for (GrammarAST set : grammar.getNodesWithType(ANTLRParser.LEXER_CHAR_SET)) {
      ranges(set.getText());
    }
    long work = (rules * rules + (long) literals.size() * literals.size()) / 8 + codePoints / 100;
    if (work > limits.automatonWork()) {
      throw new GrammarException(
          Kind.LIMIT,
          at,
          "too much to check: "
              + rules
              + " rules, "
              + literals.size()
              + " literals, ranges over "
              + codePoints
              + " code points",
          "",
          new LimitExceeded("automatonWork", limits.automatonWork(), "checking the grammar"));
    }
  }

  /** Adds the widths of a set's ranges. */
  private void ranges(String set) {
    int last = -1;
    boolean open = false;
    for (int i = 1; i < set.length() - 1; ) {
      int c = set.codePointAt(i);
      int length = Character.charCount(c);
      if (c == '-' && last >= 0 && !open) {
        open = true;
        i++;
        continue;
      }
      if (c == '\\') {
        EscapeSequenceParsing.Result escape = EscapeSequenceParsing.parseEscape(set, i);
        c = escape.codePoint;
        length = Math.max(escape.parseLength, 1);
      }
      if (open) {
        codePoints += Math.abs(c - last);
      }
      last = c;
      open = false;
      i += length;
    }
  }
}
