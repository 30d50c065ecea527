package dev.espalier.compiler.antlr;

import dev.espalier.compiler.automata.CodePointSet;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.automata.LexerATNFactory;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.LexerAction;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.ast.GrammarAST;
import org.antlr.v4.tool.ast.TerminalAST;

/**
 * The tool's transition network of a lexer, and what it made of each node of the rules' trees,
 * before it merges transitions: so escapes, properties, ignored case and constants mean here
 * exactly what they mean to ANTLR's lexers.
 */
final class LexerNetwork extends LexerATNFactory {
  private final Map<GrammarAST, List<CodePointSet>> sets = new IdentityHashMap<>();
  private final Map<GrammarAST, LexerAction> actions = new IdentityHashMap<>();

  LexerNetwork(LexerGrammar lexer) {
    super(lexer);
  }

  /** The code points of a set or range; of a literal, those of each of its characters. */
  List<CodePointSet> sets(GrammarAST node) {
    return sets.getOrDefault(node, List.of());
  }

  /** What a command does, if it is one of ANTLR's. */
  Optional<LexerAction> action(GrammarAST command) {
    return Optional.ofNullable(actions.get(command));
  }

  @Override
  public Handle stringLiteral(TerminalAST literal) {
    return keep(literal, super.stringLiteral(literal));
  }

  @Override
  public Handle charSetLiteral(GrammarAST set) {
    return keep(set, super.charSetLiteral(set));
  }

  @Override
  public Handle set(GrammarAST set, List<GrammarAST> alternatives, boolean invert) {
    return keep(set, super.set(set, alternatives, invert));
  }

  @Override
  public Handle range(GrammarAST from, GrammarAST to) {
    return keep(from, super.range(from, to));
  }

  @Override
  protected Handle action(GrammarAST node, LexerAction action) {
    actions.put(node, action);
    return super.action(node, action);
  }

  private Handle keep(GrammarAST node, Handle handle) {
    List<CodePointSet> found = new ArrayList<>();
    for (ATNState state = handle.left;
        state != handle.right && state.getNumberOfTransitions() == 1;
        state = state.transition(0).target) {
      CodePointSet.Builder set = new CodePointSet.Builder();
      for (Interval interval : state.transition(0).label().getIntervals()) {
        int lo = Math.max(interval.a, 0);
        int hi = Math.min(interval.b, Character.MAX_CODE_POINT);
        if (lo <= hi) {
          set.add(lo, hi);
        }
      }
      found.add(set.build());
    }
    sets.put(node, found);
    return handle;
  }
}
