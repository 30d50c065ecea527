package dev.espalier.compiler.cfg;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what a grammar means by the letter: for each rule and each place of a text, the places where
 * a part that began there may end, as the least solution of the rules' equations. Sets of places
 * are bits, so that a text has at most {@link #LONGEST} letters.
 */
final class Judge {
  static final int LONGEST = 62;

  private final GrammarDefinition grammar;
  private final int length;
  private final String text;
  private final List<String> tokens;
  private final boolean overTokens;
  private final List<String> ignored;
  private final Map<String, long[]> ends = new HashMap<>();
  private final Map<String, long[]> plainEnds = new HashMap<>(); // within a terminal
  private boolean changed;

  private static final boolean[] PLAIN = {false};
  private static final boolean[] BOTH = {true, false};

  private Judge(GrammarDefinition grammar, String text, List<String> tokens, int length) {
    this.grammar = grammar;
    this.text = text;
    this.tokens = tokens;
    this.length = length;
    this.overTokens = grammar.lexing() instanceof Lexing.LongestMatch;
    this.ignored =
        grammar.lexing() instanceof Lexing.Scannerless scannerless
            ? scannerless.ignored()
            : List.of();
    if (length > LONGEST) {
      throw new IllegalArgumentException("too long: " + length);
    }
    do {
      changed = false;
      for (Rule rule : grammar.rules().values()) {
        if (rule.terminal() && overTokens) {
          continue; // a part of the lexer
        }
        for (int i = length; i >= 0; i--) { // later places first, on which the others depend
          for (boolean plain : ignored.isEmpty() ? PLAIN : BOTH) {
            long[] known = of(plain ? plainEnds : ends, rule.name());
            long more = known[i] | eval(rule.body(), 1L << i, plain || rule.terminal());
            changed |= more != known[i];
            known[i] = more;
          }
        }
      }
    } while (changed);
  }

  /** For each n, whether the first n letters of a text are a text of a grammar, as bits. */
  static long prefixes(GrammarDefinition grammar, String text) {
    Judge judge = new Judge(grammar, text, List.of(), text.length());
    return judge.skipIgnored(judge.of(judge.ends, grammar.start())[0]);
  }

  static boolean accepts(GrammarDefinition grammar, String text) {
    return (prefixes(grammar, text) >>> text.length() & 1) != 0;
  }

  /** Whether some tokens, with the end of the text behind them any number of times, are a text. */
  static boolean acceptsTokens(GrammarDefinition grammar, List<String> tokens, int ends) {
    String[] all = Arrays.copyOf(tokens.toArray(new String[0]), tokens.size() + ends);
    Arrays.fill(all, tokens.size(), all.length, Expr.Tokens.END);
    Judge judge = new Judge(grammar, "", List.of(all), all.length);
    long found = judge.of(judge.ends, grammar.start())[0];
    return found >>> tokens.size() != 0;
  }

  private long[] of(Map<String, long[]> table, String rule) {
    return table.computeIfAbsent(rule, name -> new long[length + 1]);
  }

  private long skipIgnored(long from) {
    long all = from;
    long before;
    do {
      before = all;
      for (String name : ignored) {
        all |= reference(name, all, true);
      }
    } while (all != before);
    return all;
  }

  private long reference(String rule, long from, boolean plain) {
    long[] known = of(plain ? plainEnds : ends, rule);
    long all = 0;
    for (long left = from; left != 0; left &= left - 1) {
      all |= known[Long.numberOfTrailingZeros(left)];
    }
    return all;
  }

  private boolean terminal(String name) {
    Rule rule = grammar.rules().get(name);
    return rule != null && rule.terminal();
  }

  /** Where an expression may end that begins at one of some places. */
  private long eval(Expr expr, long places, boolean plain) {
    if (overTokens && (expr instanceof Expr.Literal || expr instanceof Expr.Characters)) {
      throw new IllegalArgumentException("letters where tokens stand");
    }
    boolean whole =
        !plain
            && !ignored.isEmpty()
            && (expr instanceof Expr.Literal
                || expr instanceof Expr.Characters
                || expr instanceof Expr.Intersection
                || expr instanceof Expr.Complement
                || (expr instanceof Expr.Reference r && terminal(r.rule())));
    long from = whole ? skipIgnored(places) : places;
    boolean inner = plain || whole;
    long to = 0;
    switch (expr) {
      case Expr.Empty e -> to = from;
      case Expr.Literal e -> {
        for (int i = 0; i + e.text().length() <= length; i++) {
          if ((from >>> i & 1) != 0 && text.startsWith(e.text(), i)) {
            to |= 1L << (i + e.text().length());
          }
        }
      }
      case Expr.Characters e -> {
        for (int i = 0; i < length; i++) {
          if ((from >>> i & 1) != 0 && e.set().contains(text.charAt(i))) {
            to |= 2L << i;
          }
        }
      }
      case Expr.Tokens e -> to = token(e.types(), from);
      case Expr.Reference e -> to = reference(e.rule(), from, inner);
      case Expr.Sequence e -> {
        to = from;
        for (Expr part : e.parts()) {
          to = eval(part, to, inner);
        }
      }
      case Expr.Choice e -> {
        for (Expr alternative : e.alternatives()) {
          to |= eval(alternative, from, inner);
        }
      }
      case Expr.Repeat e -> to = repeat(e, from, inner);
      case Expr.Intersection e -> {
        for (long left = from; left != 0; left &= left - 1) {
          long all = -1;
          for (Expr part : e.parts()) {
            all &= eval(part, Long.lowestOneBit(left), true);
          }
          to |= all;
        }
      }
      case Expr.Complement e -> {
        for (long left = from; left != 0; left &= left - 1) {
          long one = Long.lowestOneBit(left);
          to |= ~eval(e.body(), one, true) & ((2L << length) - one);
        }
      }
      default -> throw new IllegalArgumentException("no judgement on " + expr);
    }
    return to;
  }

  private long token(Set<String> types, long from) {
    long to = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if ((from >>> i & 1) != 0 && types.contains(tokens.get(i))) {
        to |= 2L << i;
      }
    }
    return to;
  }

  private long repeat(Expr.Repeat e, long from, boolean plain) {
    long at = from;
    for (int i = 0; i < e.min(); i++) {
      at = eval(e.body(), at, plain);
    }
    long all = at;
    for (int i = e.min(); e.max() == Expr.Repeat.UNBOUNDED || i < e.max(); i++) {
      long before = all;
      at = eval(e.body(), at, plain);
      all |= at;
      if (e.max() == Expr.Repeat.UNBOUNDED && all == before) {
        break;
      }
      if (e.max() == Expr.Repeat.UNBOUNDED) {
        at = all;
      }
    }
    return all;
  }
}
