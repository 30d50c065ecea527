package dev.espalier.compiler.lark;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Decides by brute force whether a short text is in the language of a scannerless grammar. */
final class Judge {
  private final GrammarDefinition grammar;
  private final int[] text;
  private final Map<String, BitSet[]> ends = new HashMap<>(); // of each rule, by its beginning
  private final BitSet[] afterIgnored;
  private boolean changed;

  private Judge(GrammarDefinition grammar, String text) {
    this.grammar = grammar;
    this.text = text.codePoints().toArray();
    for (String rule : grammar.rules().keySet()) {
      ends.put(rule, sets());
    }
    afterIgnored = sets();
    for (int i = this.text.length; i >= 0; i--) {
      afterIgnored[i].set(i);
      for (String name : ((Lexing.Scannerless) grammar.lexing()).ignored()) {
        BitSet to = terminal(rule(name).body(), i);
        for (int j = to.nextSetBit(i + 1); j >= 0; j = to.nextSetBit(j + 1)) {
          afterIgnored[i].or(afterIgnored[j]);
        }
      }
    }
  }

  static boolean accepts(GrammarDefinition grammar, String text) {
    Judge judge = new Judge(grammar, text);
    do {
      judge.changed = false;
      for (Rule rule : grammar.rules().values()) {
        for (int i = 0; i <= judge.text.length; i++) {
          BitSet before = judge.from(rule.name())[i];
          BitSet now = judge.rule(rule, i);
          now.or(before);
          if (!now.equals(before)) {
            judge.from(rule.name())[i] = now;
            judge.changed = true;
          }
        }
      }
    } while (judge.changed);
    BitSet whole = judge.from(grammar.start())[0];
    return whole.stream().anyMatch(end -> judge.afterIgnored[end].get(judge.text.length));
  }

  private BitSet[] sets() {
    BitSet[] sets = new BitSet[text.length + 1];
    for (int i = 0; i < sets.length; i++) {
      sets[i] = new BitSet();
    }
    return sets;
  }

  private BitSet[] from(String rule) {
    BitSet[] sets = ends.get(rule);
    if (sets == null) {
      throw new AssertionError("no rule " + rule);
    }
    return sets;
  }

  private Rule rule(String name) {
    Rule rule = grammar.rules().get(name);
    if (rule == null) {
      throw new AssertionError("no rule " + name);
    }
    return rule;
  }

  private BitSet rule(Rule rule, int from) {
    return rule.terminal() ? ignoringBefore(rule.body(), from) : ends(rule.body(), from);
  }

  private BitSet ignoringBefore(Expr terminal, int from) {
    BitSet result = new BitSet();
    afterIgnored[from].stream().forEach(i -> result.or(terminal(terminal, i)));
    return result;
  }

  private BitSet ends(Expr expr, int from) {
    return switch (expr) {
      case Expr.Reference reference -> from(reference.rule())[from];
      case Expr.Empty empty -> single(from);
      case Expr.Sequence sequence -> {
        BitSet at = single(from);
        for (Expr part : sequence.parts()) {
          BitSet next = new BitSet();
          at.stream().forEach(i -> next.or(ends(part, i)));
          at = next;
        }
        yield at;
      }
      case Expr.Choice choice -> {
        BitSet all = new BitSet();
        choice.alternatives().forEach(a -> all.or(ends(a, from)));
        yield all;
      }
      case Expr.Repeat repeat -> {
        BitSet result = new BitSet();
        BitSet at = single(from);
        // Beyond the least and the text's length, one more reaches nothing new.
        int most = repeat.min() + text.length + 1;
        most = repeat.max() < 0 ? most : Math.min(most, repeat.max());
        for (int n = 0; n <= most; n++) {
          if (n >= repeat.min()) {
            result.or(at);
          }
          BitSet next = new BitSet();
          at.stream().forEach(i -> next.or(ends(repeat.body(), i)));
          at = next;
        }
        yield result;
      }
      default -> ignoringBefore(expr, from);
    };
  }

  private BitSet terminal(Expr expr, int from) {
    BitSet result = new BitSet();
    switch (expr) {
      case Expr.Literal literal -> {
        int[] characters = literal.text().codePoints().toArray();
        boolean same = from + characters.length <= text.length;
        for (int i = 0; same && i < characters.length; i++) {
          same = characters[i] == text[from + i];
        }
        if (same) {
          result.set(from + characters.length);
        }
      }
      case Expr.Characters characters -> {
        if (from < text.length && characters.set().contains(text[from])) {
          result.set(from + 1);
        }
      }
      case Expr.Regular regular -> {
        int state = CodePointDfa.START;
        for (int i = from; state != CodePointDfa.DEAD; i++) {
          if (regular.language().accepts(state)) {
            result.set(i);
          }
          if (i == text.length) {
            break;
          }
          state = regular.language().next(state, text[i]);
        }
      }
      default -> throw new AssertionError("no terminal of texts: " + expr);
    }
    return result;
  }

  private static BitSet single(int i) {
    BitSet set = new BitSet();
    set.set(i);
    return set;
  }
}
