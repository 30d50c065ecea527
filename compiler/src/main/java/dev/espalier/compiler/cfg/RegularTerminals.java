package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import dev.espalier.compiler.lexing.CaseVariants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Terminals that are regular languages: as much of a grammar's rules as is regular, so that the
 * parser has the less to do. In a grammar that ignores texts between its terminals, what the
 * grammar says is a terminal.
 */
final class RegularTerminals implements Lowering.Terminals {
  /** What the terminals of a scannerless grammar are, by number. */
  sealed interface Meaning {
    /** Texts of a regular language; never empty. */
    record Language(CodePointDfa dfa) implements Meaning {}

    /** A token of the model, or a text of another grammar. */
    record Special(Expr expr) implements Meaning {}
  }

  private static final CodePointDfa NOT_EMPTY_TEXT = notEmpty();

  private final GrammarDefinition grammar;
  private final CompileLimits limits;
  private final Work work;
  private final boolean ignoring;
  private final Optional<Lowering.Terminal> ignored;
  private int depth;
  private final List<Meaning> kinds = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final IdentityHashMap<Expr, Optional<Lowering.Terminal>> known = new IdentityHashMap<>();
  private final Map<String, Optional<CodePointDfa>> regularRules = new HashMap<>();

  RegularTerminals(GrammarDefinition grammar, Lexing.Scannerless lexing, CompileLimits limits) {
    this(
        grammar,
        lexing,
        limits,
        new Work(
            limits.automatonStates(), limits.automatonWork(), "compiling a grammar's terminals"));
  }

  RegularTerminals(
      GrammarDefinition grammar, Lexing.Scannerless lexing, CompileLimits limits, Work work) {
    this.grammar = grammar;
    this.limits = limits;
    this.ignoring = !lexing.ignored().isEmpty();
    this.work = work;
    this.ignored = ignored(lexing.ignored());
  }

  private static CodePointDfa notEmpty() {
    Work work = Work.standard();
    return CodePointDfas.difference(CodePointDfa.ANY, CodePointDfa.EMPTY_STRING, work);
  }

  /**
   * The terminal of all that is ignored, one or more of them.
   *
   * @throws GrammarException if one of them is not regular
   */
  private Optional<Lowering.Terminal> ignored(List<String> names) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<Expr> all = new ArrayList<>();
    for (String name : names) {
      Rule rule = grammar.rules().get(name);
      if (rule == null) {
        throw new GrammarException(
            Kind.NAME, new Location(grammar.name(), 1, 1), "there is no terminal " + name, "");
      }
      all.add(new Expr.Reference(name, rule.at()));
    }
    Location at = all.get(0).at();
    Expr repeated = new Expr.Repeat(new Expr.Choice(all, at), 1, Expr.Repeat.UNBOUNDED, true, at);
    try {
      Lowering.Terminal terminal = terminal(language(repeated, null), "what is ignored");
      return terminal.number() < 0
          ? Optional.empty()
          : Optional.of(new Lowering.Terminal(terminal.number(), false));
    } catch (NotRegular e) {
      throw new GrammarException(
          Kind.UNSUPPORTED, at, "what is ignored is not regular, or too large", "");
    }
  }

  @Override
  public Optional<Lowering.Terminal> ignored() {
    return ignored;
  }

  /** Not regular, or too large to be taken as one terminal. */
  private static final class NotRegular extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NotRegular() {
      super("", null, false, false);
    }
  }

  List<Meaning> kinds() {
    return kinds;
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public boolean isText(Expr expr) {
    return !ignoring && (expr instanceof Expr.Literal || expr instanceof Expr.Characters);
  }

  @Override
  public Optional<Lowering.Terminal> of(Expr expr) {
    Optional<Lowering.Terminal> found = known.get(expr);
    if (found == null) {
      found = find(expr);
      known.put(expr, found);
    }
    return found;
  }

  private Optional<Lowering.Terminal> find(Expr expr) {
    if (expr instanceof Expr.SpecialToken
        || expr instanceof Expr.OtherTokens
        || expr instanceof Expr.TokenIds
        || expr instanceof Expr.Embedded) {
      return Optional.of(new Lowering.Terminal(special(expr), false));
    }
    if (ignoring && !isTerminal(expr)) {
      return Optional.empty();
    }
    try {
      return Optional.of(terminal(language(expr), name(expr)));
    } catch (NotRegular e) {
      if (expr instanceof Expr.Intersection || expr instanceof Expr.Complement) {
        throw new GrammarException(
            Kind.UNSUPPORTED,
            expr.at(),
            "an intersection or a complement of what is not regular",
            "it may hold no rule that needs itself");
      }
      return Optional.empty();
    }
  }

  private boolean isTerminal(Expr expr) {
    return switch (expr) {
      case Expr.Literal e -> !e.text().isEmpty();
      case Expr.Characters e -> true;
      case Expr.Regular e -> true;
      case Expr.Intersection e -> true;
      case Expr.Complement e -> true;
      case Expr.Reference e -> {
        Rule rule = grammar.rules().get(e.rule());
        yield rule != null && rule.terminal();
      }
      default -> false;
    };
  }

  private static String name(Expr expr) {
    return switch (expr) {
      case Expr.Reference e -> e.rule();
      case Expr.Literal e -> '"' + e.text() + '"';
      case Expr.Regular e -> e.source();
      default -> "(" + expr.at().line() + ":" + expr.at().column() + ")";
    };
  }

  private int special(Expr expr) {
    return numbers.computeIfAbsent(
        expr,
        e -> {
          kinds.add(new Meaning.Special(expr));
          names.add(
              switch (expr) {
                case Expr.SpecialToken t -> t.text();
                case Expr.Embedded g -> g.description();
                default -> "a token";
              });
          return kinds.size() - 1;
        });
  }

  Lowering.Terminal terminal(CodePointDfa language, String name) {
    boolean optional = language.accepts(CodePointDfa.START);
    CodePointDfa text =
        optional ? CodePointDfas.intersection(language, NOT_EMPTY_TEXT, work) : language;
    if (text.isEmpty()) {
      return new Lowering.Terminal(
          optional ? Lowering.Terminal.NOTHING : Lowering.Terminal.NEVER, false);
    }
    int number =
        numbers.computeIfAbsent(
            text,
            t -> {
              kinds.add(new Meaning.Language(text));
              names.add(name);
              return kinds.size() - 1;
            });
    return new Lowering.Terminal(number, optional);
  }

  /** The language of the whole grammar, if it is one terminal. */
  Optional<CodePointDfa> language() {
    try {
      return Optional.of(rule(grammar.start()));
    } catch (NotRegular e) {
      return Optional.empty();
    }
  }

  /** The language of an expression. */
  private CodePointDfa language(Expr expr) {
    return expr instanceof Expr.Reference reference ? rule(reference.rule()) : language(expr, null);
  }

  /** The language of a rule, as long as it is regular. */
  private CodePointDfa rule(String name) {
    Optional<CodePointDfa> found = regularRules.get(name);
    if (found == null) {
      Rule rule = grammar.rules().get(name);
      if (rule == null || depth == limits.nesting()) {
        throw new NotRegular();
      }
      depth++;
      // Found while it is looked for: it needs itself. Only at the very end it may, see below.
      regularRules.put(name, Optional.empty());
      try {
        found = Optional.of(language(rule.body(), name));
      } catch (NotRegular e) {
        found = Optional.empty();
      } finally {
        depth--;
      }
      regularRules.put(name, found);
    }
    return found.orElseThrow(NotRegular::new);
  }

  /**
   * The language of an expression.
   *
   * @param self the rule that it is, if any
   */
  private CodePointDfa language(Expr expr, @Nullable String self) {
    if (expr instanceof Expr.Regular regular) {
      return regular.language();
    }
    // What is too large for one terminal is left to the parser, so it must not use up everything.
    long steps = Math.min(work.stepsLeft(), Math.max(100_000, limits.automatonWork() / 20));
    Work some =
        new Work(
            Math.min(limits.automatonStates(), 10_000), steps, "compiling a grammar's terminals");
    try {
      Texts texts = new Texts(some, self);
      return texts.nfa.determinise(texts.whole(expr));
    } catch (LimitExceeded e) {
      if (expr instanceof Expr.Intersection || expr instanceof Expr.Complement) {
        throw e;
      }
      throw new NotRegular();
    } finally {
      work.spend(steps - some.stepsLeft());
    }
  }

  /** An automaton that is made of expressions. */
  private final class Texts {
    private final CodePointNfa nfa;
    private final Work some;

    // A rule that refers to itself at its very end goes back to its start.
    private final @Nullable String self;
    private final int start;
    private final int end;

    private Texts(Work some, @Nullable String self) {
      this.some = some;
      this.nfa = new CodePointNfa(some);
      this.self = self;
      this.start = nfa.state();
      this.end = nfa.state();
      nfa.accept(end);
    }

    /** The state from which a whole text is read. */
    private int whole(Expr expr) {
      nfa.empty(start, build(expr, end, 0));
      return start;
    }

    /** The state from which an expression leads to a target. */
    private int build(Expr expr, int target, int depth) {
      if (depth > limits.nesting()) {
        LimitExceeded limit = new LimitExceeded("nesting", limits.nesting(), "reading a rule");
        throw new GrammarException(
            Kind.LIMIT, expr.at(), "the rule nests deeper than " + limits.nesting(), "", limit);
      }
      return switch (expr) {
        case Expr.Empty e -> target;
        case Expr.Literal e -> {
          int at = target;
          int[] text = e.text().codePoints().toArray();
          for (int i = text.length - 1; i >= 0; i--) {
            at = read(e.ignoreCase() ? CaseVariants.of(text[i]) : CodePointSet.of(text[i]), at);
          }
          yield at;
        }
        case Expr.Characters e -> read(e.set(), target);
        case Expr.Regular e -> embed(e.language(), target);
        case Expr.Reference e ->
            e.rule().equals(self) && target == end
                ? start
                : embed(RegularTerminals.this.rule(e.rule()), target);
        case Expr.Sequence e -> {
          int at = target;
          for (int i = e.parts().size() - 1; i >= 0; i--) {
            at = build(e.parts().get(i), at, depth + 1);
          }
          yield at;
        }
        case Expr.Choice e -> {
          int from = nfa.state();
          for (Expr alternative : e.alternatives()) {
            nfa.empty(from, build(alternative, target, depth + 1));
          }
          yield from;
        }
        case Expr.Repeat e -> repeat(e, target, depth);
        case Expr.Intersection e -> {
          CodePointDfa all = CodePointDfa.ANY;
          for (Expr part : e.parts()) {
            all = CodePointDfas.intersection(all, language(part), some);
          }
          yield embed(all, target);
        }
        case Expr.Complement e -> embed(CodePointDfas.complement(language(e.body()), some), target);
        case Expr.Tokens e -> throw new NotRegular();
        case Expr.End e -> throw new NotRegular();
        case Expr.SpecialToken e -> throw new NotRegular();
        case Expr.OtherTokens e -> throw new NotRegular();
        case Expr.TokenIds e -> throw new NotRegular();
        case Expr.Embedded e -> throw new NotRegular();
      };
    }

    private int read(CodePointSet set, int target) {
      int from = nfa.state();
      nfa.edge(from, set, target);
      return from;
    }

    private int embed(CodePointDfa dfa, int target) {
      int from = nfa.state();
      nfa.embed(from, dfa, target);
      return from;
    }

    private int repeat(Expr.Repeat e, int target, int depth) {
      int at = target;
      if (e.max() == Expr.Repeat.UNBOUNDED) {
        int loop = nfa.state();
        nfa.empty(loop, build(e.body(), loop, depth + 1));
        nfa.empty(loop, target);
        at = loop;
      } else {
        for (int i = e.max(); i > e.min(); i--) {
          int more = nfa.state();
          nfa.empty(more, build(e.body(), at, depth + 1));
          nfa.empty(more, target);
          at = more;
        }
      }
      for (int i = 0; i < e.min(); i++) {
        at = build(e.body(), at, depth + 1);
      }
      return at;
    }
  }
}
