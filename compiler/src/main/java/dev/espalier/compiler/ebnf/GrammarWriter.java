package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.ebnf.GrammarExport.Loss;
import dev.espalier.compiler.ebnf.GrammarExport.Treatment;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the writers share: the lexer dissolved, names that the syntax knows, and expressions of
 * nothing but literals, sets, references, sequences, choices, repetitions and the model's tokens.
 */
abstract class GrammarWriter {
  /** The place of what has none, such as a rule that is not there. */
  static final Location NOWHERE = new Location("grammar", 1, 1);

  /** How tightly what is printed binds. */
  enum Binding {
    CHOICE,
    SEQUENCE,
    ITEM
  }

  private static final int HEIGHTS = 8; // of a tree, for one level of nesting in a source
  private static final int COPIES = 8; // written side by side; more of them as rules of their own

  final GrammarSyntax syntax;
  final GrammarDefinition grammar; // scannerless
  final List<String> ignored;
  final List<LexerDissolution.Overlap> overlaps;
  final List<Loss> losses = new ArrayList<>();
  final RegularLanguages languages;
  final Map<String, Expr> out = new LinkedHashMap<>(); // by the names that are written
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  GrammarWriter(GrammarSyntax syntax, GrammarDefinition source, CompileLimits limits) {
    this.syntax = syntax;
    checkHeights(source, limits);
    switch (source.lexing()) {
      case Lexing.Scannerless scannerless -> {
        this.grammar = source;
        this.overlaps = List.of();
        this.ignored = scannerless.ignored();
      }
      case Lexing.LongestMatch lexing -> {
        LexerDissolution.Result result = LexerDissolution.of(source, lexing, limits, losses);
        this.grammar = result.grammar();
        this.overlaps = result.overlaps();
        this.ignored = ((Lexing.Scannerless) result.grammar().lexing()).ignored();
      }
    }
    Map<String, Expr> bodies = new HashMap<>();
    grammar.rules().forEach((name, rule) -> bodies.put(name, rule.body()));
    Work work = new Work(limits.automatonStates(), limits.automatonWork(), "exporting a grammar");
    this.languages = new RegularLanguages(bodies, limits.nesting(), work);
  }

  /** Everything else descends by recursion. */
  private static void checkHeights(GrammarDefinition source, CompileLimits limits) {
    source.rules().values().forEach(rule -> checkHeight(rule.body(), limits));
    if (source.lexing() instanceof Lexing.LongestMatch lexing) {
      for (Lexing.Mode mode : lexing.modes()) {
        for (Lexing.LexerRule rule : mode.rules()) {
          rule.alternatives().forEach(alternative -> checkHeight(alternative.body(), limits));
        }
      }
    }
  }

  private static void checkHeight(Expr expr, CompileLimits limits) {
    record Level(Expr expr, int height) {}
    ArrayDeque<Level> open = new ArrayDeque<>();
    open.push(new Level(expr, 1));
    while (!open.isEmpty()) {
      Level level = open.pop();
      if (level.height() > HEIGHTS * limits.nesting()) {
        LimitExceeded reached =
            new LimitExceeded("nesting", limits.nesting(), "exporting a grammar");
        throw new GrammarException(
            GrammarException.Kind.LIMIT, level.expr().at(), reached.getMessage(), "", reached);
      }
      Exprs.parts(level.expr()).forEach(part -> open.push(new Level(part, level.height() + 1)));
    }
  }

  final void lose(Treatment treatment, String name, Location at, String reason) {
    losses.add(new Loss(treatment, name, at, reason));
  }

  /** What stands in the place of what is refused: a name without a rule. */
  final Expr refuse(String name, Location at, String reason) {
    String hole = fresh(syntax == GrammarSyntax.LARK ? "UNSUPPORTED" : "unsupported");
    lose(Treatment.REFUSED, name, at, reason + "; in its place stands " + hole);
    return new Expr.Reference(hole, at);
  }

  // ---- Names

  /** A name of the syntax that is like another. */
  abstract String spelled(String name, boolean terminal);

  final boolean isTerminal(String rule) {
    Rule found = grammar.rules().get(rule);
    return found != null && found.terminal();
  }

  final void reserve(String rule, String name) {
    names.put(rule, name);
    taken.add(name);
  }

  /** The written name of a rule. */
  final String name(String rule) {
    String name = names.get(rule);
    if (name == null) {
      name = fresh(spelled(rule, isTerminal(rule)));
      names.put(rule, name);
    }
    return name;
  }

  final String fresh(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + (syntax == GrammarSyntax.LARK ? "_" : "-") + i;
    }
    return name;
  }

  static String spelled(String name, Function<Integer, Boolean> allowed, char other) {
    StringBuilder spelled = new StringBuilder();
    name.codePoints().forEach(c -> spelled.appendCodePoint(allowed.apply(c) ? c : other));
    return spelled.isEmpty() ? "rule" : spelled.toString();
  }

  // ---- Expressions

  /** An expression of the plain kinds, with the names that are written. */
  Expr plain(Expr expr) {
    Location at = expr.at();
    return switch (expr) {
      case Expr.Empty empty -> empty;
      case Expr.Literal literal -> literal(literal);
      case Expr.Characters characters -> Exprs.characters(characters.set(), at);
      case Expr.Reference reference -> new Expr.Reference(name(reference.rule()), at);
      case Expr.Sequence sequence ->
          Exprs.sequence(sequence.parts().stream().map(this::plain).toList(), at);
      case Expr.Choice choice ->
          Exprs.choice(choice.alternatives().stream().map(this::plain).toList(), at);
      case Expr.Repeat repeat -> repeated(plain(repeat.body()), repeat.min(), repeat.max(), at);
      case Expr.Regular regular -> automaton(regular.language(), "a regular language", at);
      case Expr.Intersection both -> regular(both, "an intersection");
      case Expr.Complement rest -> regular(rest, "a complement");
      case Expr.SpecialToken token -> token;
      case Expr.OtherTokens tokens -> tokens;
      case Expr.TokenIds tokens -> tokens;
      case Expr.End end -> {
        lose(Treatment.APPROXIMATED, "EOF", at, "the text may go on");
        yield new Expr.Empty(at);
      }
      case Expr.Tokens tokens ->
          refuse(String.join(" ", tokens.types()), at, "there is no lexer that would make it");
      case Expr.Embedded embedded ->
          refuse(embedded.description(), at, "another kind of grammar is embedded");
    };
  }

  private static Expr literal(Expr.Literal literal) {
    if (!literal.ignoreCase()) {
      return literal.text().isEmpty() ? new Expr.Empty(literal.at()) : literal;
    }
    List<Expr> parts = new ArrayList<>();
    literal
        .text()
        .codePoints()
        .forEach(c -> parts.add(Exprs.characters(RegularLanguages.cases(c), literal.at())));
    return Exprs.sequence(parts, literal.at());
  }

  Expr regular(Expr expr, String what) {
    Optional<CodePointDfa> language = languages.of(expr);
    return language.isPresent()
        ? automaton(language.get(), what, expr.at())
        : refuse(what, expr.at(), "it is not regular or too large");
  }

  /** An automaton as an expression or, if that is too large, as right-linear rules. */
  Expr automaton(CodePointDfa dfa, String what, Location at) {
    Optional<Expr> expr = DfaExpressions.of(dfa, at);
    if (expr.isPresent()) {
      return single(expr.get());
    }
    String[] states = new String[dfa.states()];
    for (int s = 0; s < states.length; s++) {
      states[s] = fresh("state");
    }
    for (int s = 0; s < states.length; s++) {
      List<Expr> ways = new ArrayList<>();
      DfaExpressions.edges(dfa, s)
          .forEach((target, set) -> ways.add(edge(set, states[target], at)));
      if (dfa.accepts(s)) {
        ways.add(new Expr.Empty(at));
      }
      out.put(states[s], Exprs.choice(ways, at));
    }
    return new Expr.Reference(states[CodePointDfa.START], at);
  }

  private static Expr edge(CodePointSet set, String target, Location at) {
    return Exprs.sequence(List.of(Exprs.characters(set, at), new Expr.Reference(target, at)), at);
  }

  /** Sets of one character as literals, and neighbouring literals as one. */
  private static Expr single(Expr expr) {
    Location at = expr.at();
    return switch (expr) {
      case Expr.Characters characters -> Exprs.characters(characters.set(), at);
      case Expr.Choice choice ->
          new Expr.Choice(choice.alternatives().stream().map(GrammarWriter::single).toList(), at);
      case Expr.Repeat repeat ->
          new Expr.Repeat(single(repeat.body()), repeat.min(), repeat.max(), true, at);
      case Expr.Sequence sequence -> {
        List<Expr> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (Expr part : sequence.parts()) {
          if (single(part) instanceof Expr.Literal one) {
            literal.append(one.text());
            continue;
          }
          if (!literal.isEmpty()) {
            parts.add(new Expr.Literal(literal.toString(), false, at));
            literal.setLength(0);
          }
          parts.add(single(part));
        }
        if (!literal.isEmpty()) {
          parts.add(new Expr.Literal(literal.toString(), false, at));
        }
        yield Exprs.sequence(parts, at);
      }
      default -> expr;
    };
  }

  /** Whether the syntax has a way to write these bounds. */
  abstract boolean knows(int min, int max);

  private Expr repeated(Expr body, int min, int max, Location at) {
    Expr repeat = Exprs.repeat(body, min, max, at);
    if (!(repeat instanceof Expr.Repeat bounds) || knows(bounds.min(), bounds.max())) {
      return repeat;
    }
    Expr must =
        knows(bounds.min(), bounds.min())
            ? Exprs.repeat(bounds.body(), bounds.min(), bounds.min(), at)
            : times(bounds.body(), bounds.min(), at);
    Expr may =
        bounds.max() == Expr.Repeat.UNBOUNDED
            ? Exprs.repeat(bounds.body(), 0, Expr.Repeat.UNBOUNDED, at)
            : times(Exprs.repeat(bounds.body(), 0, 1, at), bounds.max() - bounds.min(), at);
    return Exprs.sequence(List.of(must, may), at);
  }

  /** So many copies, as rules that double if they are many. */
  private Expr times(Expr body, int times, Location at) {
    if (times == 0) {
      return new Expr.Empty(at);
    } else if (times <= COPIES && !(body instanceof Expr.Sequence && times > 2)) {
      return Exprs.sequence(Collections.nCopies(times, body), at);
    } else if (times == 1) {
      return body;
    }
    String half = fresh("times");
    out.put(half, times(body, times / 2, at));
    Expr reference = new Expr.Reference(half, at);
    return Exprs.sequence(
        times % 2 == 0 ? List.of(reference, reference) : List.of(reference, reference, body), at);
  }

  /**
   * Fills {@link #out} for a syntax that knows no ignored texts: they are written out before every
   * terminal and at the end.
   *
   * @param start the name of the start rule; empty for its own
   */
  final void writeOut(String start) {
    Location at = place(grammar.start());
    String first = start.isEmpty() ? spelled(grammar.start(), false) : start;
    Expr skip = new Expr.Empty(at);
    String skipped = "";
    if (ignored.isEmpty()) {
      reserve(grammar.start(), first);
    } else {
      taken.add(first);
      skipped = fresh("skip");
      skip = new Expr.Reference(skipped, at);
      Expr whole = new Expr.Reference(name(grammar.start()), at);
      out.put(
          first,
          Exprs.sequence(
              isTerminal(grammar.start()) ? List.of(skip, whole, skip) : List.of(whole, skip), at));
    }
    for (Rule rule : grammar.rules().values()) {
      String name = name(rule.name());
      Expr body = rule.terminal() ? terminal(rule) : spaced(rule.body(), skip);
      out.put(name, orNever(body, name));
    }
    if (!ignored.isEmpty()) {
      List<Expr> texts = new ArrayList<>();
      ignored.forEach(name -> texts.add(new Expr.Reference(name(name), place(name))));
      out.put(skipped, Exprs.repeat(Exprs.choice(texts, at), 0, Expr.Repeat.UNBOUNDED, at));
    }
  }

  /** The body of a terminal. */
  Expr terminal(Rule rule) {
    return plain(rule.body());
  }

  final Location place(String name) {
    Rule rule = grammar.rules().get(name);
    return rule == null ? NOWHERE : rule.at();
  }

  private Expr spaced(Expr expr, Expr skip) {
    Location at = expr.at();
    return switch (expr) {
      case Expr.Empty empty -> empty;
      case Expr.Sequence sequence ->
          Exprs.sequence(sequence.parts().stream().map(p -> spaced(p, skip)).toList(), at);
      case Expr.Choice choice ->
          Exprs.choice(choice.alternatives().stream().map(a -> spaced(a, skip)).toList(), at);
      case Expr.Repeat repeat ->
          repeated(spaced(repeat.body(), skip), repeat.min(), repeat.max(), at);
      case Expr.Reference reference when !isTerminal(reference.rule()) -> plain(reference);
      default -> Exprs.sequence(List.of(skip, plain(expr)), at);
    };
  }

  /** A rule that nothing can be calls itself for ever. */
  static Expr orNever(Expr body, String name) {
    return Exprs.isNothing(body)
        ? new Expr.Sequence(
            List.of(new Expr.Literal("x", false, body.at()), new Expr.Reference(name, body.at())),
            body.at())
        : body;
  }

  // ---- Printing

  abstract String literal(String text);

  abstract String set(CodePointSet set);

  /** A token of the model's vocabulary. */
  abstract String token(Expr token);

  abstract String bounds(int min, int max);

  /** What stands between alternatives. */
  static final String OR = " | ";

  final String print(Expr expr, Binding outside) {
    return switch (expr) {
      case Expr.Empty empty -> nothingAtAll();
      case Expr.Literal literal -> literal(literal.text(), outside);
      case Expr.Characters characters -> set(characters.set());
      case Expr.Reference reference -> reference.rule();
      case Expr.Sequence sequence ->
          bracketed(join(sequence.parts(), " ", Binding.ITEM), Binding.SEQUENCE, outside);
      case Expr.Choice choice ->
          bracketed(join(choice.alternatives(), OR, Binding.SEQUENCE), Binding.CHOICE, outside);
      case Expr.Repeat repeat -> {
        // Operators are not piled up: not every syntax takes that.
        String body = print(repeat.body(), Binding.ITEM);
        yield (repeat.body() instanceof Expr.Repeat ? "(" + body + ")" : body)
            + bounds(repeat.min(), repeat.max());
      }
      case Expr.Intersection both -> difference(both);
      default -> token(expr);
    };
  }

  String literal(String text, Binding outside) {
    return literal(text);
  }

  String nothingAtAll() {
    return "\"\"";
  }

  String difference(Expr.Intersection both) {
    throw new IllegalStateException("not plain: " + both);
  }

  final String bracketed(String text, Binding inside, Binding outside) {
    return inside.compareTo(outside) < 0 ? "(" + text + ")" : text;
  }

  private String join(List<Expr> parts, String between, Binding binding) {
    StringBuilder text = new StringBuilder();
    for (Expr part : parts) {
      text.append(text.isEmpty() ? "" : between).append(print(part, binding));
    }
    return text.toString();
  }

  /** The losses as comments. */
  final String comments(String open, String close) {
    StringBuilder text = new StringBuilder();
    for (Loss loss : losses) {
      String line = loss.toString().replaceAll("[\\r\\n]+", " ").replace("*/", "* /");
      text.append(open).append(line).append(close).append('\n');
    }
    return text.toString();
  }

  final GrammarExport export(String text) {
    return new GrammarExport(syntax, text, losses);
  }

  static String shorthand(int min, int max) {
    boolean unbounded = max == Expr.Repeat.UNBOUNDED;
    if (min == 0 && max == 1) {
      return "?";
    }
    return unbounded && min == 0 ? "*" : unbounded && min == 1 ? "+" : "";
  }
}
