package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
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
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a grammar with a lexer of ANTLR's kind into one without: token types become terminals, what
 * the lexer skips or hides is ignored, and every way of cutting counts. That allows more texts than
 * the lexer does; what the difference is stands in the losses.
 *
 * <p>Exact are {@code more} (as the regular language of what may be matched before a token, but for
 * the stack of modes), modes in which no token begins, and non-greedy loops between parts of which
 * no text begins another.
 */
final class LexerDissolution {
  /**
   * Two lexer rules match the same text, and the lexer prefers the first.
   *
   * @param preferredTerminal the terminal that is made by that rule alone, or empty
   * @param otherTerminal the same of the other rule
   */
  record Overlap(
      String preferred, String other, String preferredTerminal, String otherTerminal, Location at) {
    /** Whether both are terminals of their own. */
    boolean isSimple() {
      return !preferredTerminal.isEmpty() && !otherTerminal.isEmpty();
    }
  }

  /**
   * @param overlaps in the order of the lexer rules
   */
  record Result(GrammarDefinition grammar, List<Overlap> overlaps) {}

  /** Where an alternative of a lexer rule leads. */
  private record Match(
      Lexing.Mode mode, Lexing.LexerRule rule, Expr body, List<Lexing.Command> commands) {
    boolean more() {
      return commands.stream().anyMatch(Lexing.Command.More.class::isInstance);
    }

    boolean hidden() {
      boolean hidden = false;
      for (Lexing.Command command : commands) {
        if (command instanceof Lexing.Command.Skip) {
          return true;
        } else if (command instanceof Lexing.Command.Channel channel) {
          hidden = channel.hidden();
        }
      }
      return hidden;
    }

    String type() {
      String type = rule.name();
      for (Lexing.Command command : commands) {
        if (command instanceof Lexing.Command.Type other) {
          type = other.name();
        }
      }
      return type;
    }

    boolean changesMode() {
      return commands.stream()
          .anyMatch(command ->
              command instanceof Lexing.Command.ToMode
                  || command instanceof Lexing.Command.PushMode
                  || command instanceof Lexing.Command.PopMode);
    }
  }

  private final GrammarDefinition grammar;
  private final List<Lexing.Mode> modes;
  private final List<Loss> losses;
  private final RegularLanguages languages;
  private final Work work;
  private final List<Match> matches = new ArrayList<>();
  private final Map<String, Expr> lexerBodies = new HashMap<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final Map<String, String> texts = new HashMap<>(); // of lexer rules referred to by others
  private final Set<String> withLoops = new HashSet<>(); // fragments with non-greedy loops inside
  private final Map<String, String> terminals = new HashMap<>(); // by token type
  private final Map<String, String> simple = new HashMap<>(); // made by one lexer rule alone
  private final Set<String> begin = new HashSet<>(); // modes that a token may begin in
  private final Set<String> afterMore = new HashSet<>(); // modes that it may go on in
  private final List<String> pushing = new ArrayList<>(); // modes that others are pushed in
  private final Map<Match, Expr> withoutLoops = new IdentityHashMap<>();
  private final Map<Expr, Boolean> ends = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();

  private LexerDissolution(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      CompileLimits limits,
      List<Loss> losses) {
    this.grammar = grammar;
    this.modes = lexing.modes();
    this.losses = losses;
    for (Lexing.Mode mode : modes) {
      for (Lexing.LexerRule rule : mode.rules()) {
        List<Expr> bodies = new ArrayList<>();
        for (Lexing.LexerAlternative alternative : rule.alternatives()) {
          matches.add(new Match(mode, rule, alternative.body(), alternative.commands()));
          bodies.add(alternative.body());
        }
        lexerBodies.put(rule.name(), Exprs.choice(bodies, rule.at()));
      }
    }
    for (Rule rule : grammar.rules().values()) {
      if (rule.terminal()) {
        lexerBodies.put(rule.name(), rule.body());
      }
    }
    this.work = new Work(limits.automatonStates(), limits.automatonWork(), "exporting a grammar");
    this.languages = new RegularLanguages(lexerBodies, limits.nesting(), work);
  }

  static Result of(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      CompileLimits limits,
      List<Loss> losses) {
    return new LexerDissolution(grammar, lexing, limits, losses).result();
  }

  private Result result() {
    findLoops();
    findModes();
    reserve();
    Set<String> ignored = new LinkedHashSet<>();
    Map<String, List<Match>> types = new LinkedHashMap<>();
    for (Match match : matches) {
      if (!match.more()) {
        String key = match.hidden() ? "-" + match.rule().name() : match.type();
        types.computeIfAbsent(key, none -> new ArrayList<>()).add(match);
      }
    }
    Map<String, Rule> lexer = new LinkedHashMap<>();
    types.forEach((key, made) -> {
      boolean hidden = made.get(0).hidden();
      String wanted = hidden ? key.substring(1) : key;
      String name = hidden && types.containsKey(wanted) ? fresh(wanted + "_hidden") : wanted;
      if (hidden) {
        ignored.add(name);
      } else {
        terminals.put(key, name);
      }
      Lexing.LexerRule rule = made.get(0).rule();
      if (made.size() == rule.alternatives().size()
          && made.stream().allMatch(match -> match.rule() == rule)
          && !afterMore.contains(made.get(0).mode().name())) {
        simple.put(rule.name(), name);
      }
      lexer.put(name, new Rule(name, true, terminal(made), made.get(0).rule().at()));
    });
    lossesOfTheLexer();
    findEnds();
    for (Rule rule : grammar.rules().values()) {
      Expr body = rule.terminal() ? lexerExpr(rule.body()) : parserExpr(rule.body());
      rules.put(rule.name(), new Rule(rule.name(), rule.terminal(), body, rule.at()));
    }
    rules.putAll(lexer);
    return new Result(
        new GrammarDefinition(
            grammar.name(),
            grammar.start(),
            rules,
            new Lexing.Scannerless(List.copyOf(ignored)),
            grammar.notes()),
        overlaps());
  }

  private void lose(Treatment treatment, String name, Location at, String reason) {
    losses.add(new Loss(treatment, name, at, reason));
  }

  private void reserve() {
    taken.addAll(grammar.rules().keySet());
    matches.forEach(match -> taken.add(match.type()));
    taken.addAll(lexerBodies.keySet());
  }

  private String fresh(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + i;
    }
    return name;
  }

  // ---- The lexer

  private void lossesOfTheLexer() {
    if (!matches.isEmpty()) {
      lose(
          Treatment.APPROXIMATED,
          "longest match",
          matches.get(0).rule().at(),
          "a token need not be the longest that the lexer could match: texts may be cut in any way");
    }
    // With one mode that tokens begin in, and one that is popped to, nothing is lost.
    boolean stack =
        pushing.size() > 1
            && matches.stream()
                .anyMatch(match ->
                    match.commands().stream().anyMatch(Lexing.Command.PopMode.class::isInstance));
    Set<String> seen = new HashSet<>();
    for (Match match : matches) {
      if ((stack || begin.size() > 1) && match.changesMode() && seen.add(match.rule().name())) {
        lose(
            Treatment.APPROXIMATED,
            "the change of mode by " + match.rule().name(),
            match.rule().at(),
            "the tokens of every mode may stand everywhere");
      }
    }
  }

  private Expr terminal(List<Match> made) {
    Location at = made.get(0).rule().at();
    if (made.stream().anyMatch(match -> afterMore.contains(match.mode().name()))) {
      return afterMore(made, at);
    }
    List<Expr> bodies = new ArrayList<>();
    for (Match match : made) {
      if (begin.contains(match.mode().name())) {
        bodies.add(lexerExpr(body(match)));
      }
    }
    return Exprs.choice(bodies, at);
  }

  private void findModes() {
    Set<String> pushed = new LinkedHashSet<>();
    for (Match match : matches) {
      if (match.commands().stream().anyMatch(Lexing.Command.PushMode.class::isInstance)) {
        pushed.add(match.mode().name());
      }
    }
    pushing.addAll(pushed);
    if (modes.isEmpty()) {
      return;
    }
    Map<String, List<Match>> ofMode = new HashMap<>();
    matches.forEach(
        match -> ofMode.computeIfAbsent(match.mode().name(), none -> new ArrayList<>()).add(match));
    Set<String> reached = new HashSet<>();
    ArrayDeque<String> open = new ArrayDeque<>(List.of(modes.get(0).name()));
    begin.add(modes.get(0).name());
    while (!open.isEmpty()) {
      String mode = open.pop();
      if (reached.add(mode)) {
        for (Match match : ofMode.getOrDefault(mode, List.of())) {
          List<String> targets = targets(match);
          (match.more() ? afterMore : begin).addAll(targets);
          open.addAll(targets);
        }
      }
    }
  }

  /** The modes that may be current after a match. */
  private List<String> targets(Match match) {
    List<String> to = List.of(match.mode().name());
    for (Lexing.Command command : match.commands()) {
      if (command instanceof Lexing.Command.ToMode mode) {
        to = List.of(mode.mode());
      } else if (command instanceof Lexing.Command.PushMode mode) {
        to = List.of(mode.mode());
      } else if (command instanceof Lexing.Command.PopMode) {
        to = pushing;
      }
    }
    return to;
  }

  /** What is matched before a token by rules with {@code more}, and the token's own last part. */
  private Expr afterMore(List<Match> made, Location at) {
    String name = made.get(0).rule().name();
    Set<Match> own = Collections.newSetFromMap(new IdentityHashMap<>());
    own.addAll(made);
    try {
      CodePointNfa nfa = new CodePointNfa(work);
      int start = nfa.state();
      int end = nfa.state();
      nfa.accept(end);
      Map<String, Integer> states = new HashMap<>();
      for (Lexing.Mode mode : modes) {
        states.put(mode.name(), nfa.state());
        if (begin.contains(mode.name())) {
          nfa.empty(start, states.getOrDefault(mode.name(), start));
        }
      }
      for (Match match : matches) {
        List<String> targets = match.more() ? targets(match) : List.of();
        if (!match.more() && !own.contains(match)) {
          continue;
        }
        Optional<CodePointDfa> language = languages.of(body(match));
        if (language.isEmpty()) {
          return refuse(name, at, "it is matched in parts, which are not regular or too large");
        }
        int from = states.getOrDefault(match.mode().name(), start);
        if (!match.more()) {
          nfa.embed(from, language.get(), end);
        }
        for (String target : targets) {
          nfa.embed(from, language.get(), states.getOrDefault(target, start));
        }
      }
      return new Expr.Regular(nfa.determinise(start), name, at);
    } catch (LimitExceeded reached) {
      return refuse(name, at, reached.getMessage());
    }
  }

  private Expr refuse(String name, Location at, String reason) {
    String hole = fresh("unsupported");
    lose(Treatment.REFUSED, name, at, reason + "; in its place stands " + hole);
    return new Expr.Reference(hole, at);
  }

  /** The body of an alternative without non-greedy loops, exactly if that is possible. */
  private Expr body(Match match) {
    Expr known = withoutLoops.get(match);
    if (known != null) {
      return known;
    }
    Expr body = match.body();
    if (hasLoop(body)) {
      long others =
          match.rule().alternatives().stream().filter(other -> hasLoop(other.body())).count();
      Optional<Expr> exact = others > 1 ? Optional.empty() : shortest(body);
      if (exact.isEmpty()) {
        lose(
            Treatment.APPROXIMATED,
            "the non-greedy loop in " + match.rule().name(),
            match.rule().at(),
            "it may take more than its rule would leave it");
      }
      body = exact.orElse(body);
    }
    withoutLoops.put(match, body);
    return body;
  }

  /** Finds the fragments that have non-greedy loops, or refer to such. */
  private void findLoops() {
    Map<String, List<String>> referring = new HashMap<>();
    ArrayDeque<String> found = new ArrayDeque<>();
    lexerBodies.forEach((name, body) -> {
      addReferring(body, name, referring);
      if (hasOwnLoop(body)) {
        found.add(name);
      }
    });
    while (!found.isEmpty()) {
      String name = found.pop();
      if (withLoops.add(name)) {
        found.addAll(referring.getOrDefault(name, List.of()));
      }
    }
    for (Rule rule : grammar.rules().values()) {
      if (rule.terminal() && hasOwnLoop(rule.body())) {
        lose(
            Treatment.APPROXIMATED,
            "the non-greedy loop in " + rule.name(),
            rule.at(),
            "it may take more than its rule would leave it");
      }
    }
  }

  private static void addReferring(Expr expr, String name, Map<String, List<String>> referring) {
    if (expr instanceof Expr.Reference reference) {
      referring.computeIfAbsent(reference.rule(), none -> new ArrayList<>()).add(name);
    }
    Exprs.parts(expr).forEach(part -> addReferring(part, name, referring));
  }

  private boolean hasLoop(Expr expr) {
    return (expr instanceof Expr.Reference reference && withLoops.contains(reference.rule()))
        || isLoop(expr)
        || Exprs.parts(expr).stream().anyMatch(this::hasLoop);
  }

  private static boolean hasOwnLoop(Expr expr) {
    return isLoop(expr) || Exprs.parts(expr).stream().anyMatch(LexerDissolution::hasOwnLoop);
  }

  private static boolean isLoop(Expr expr) {
    return expr instanceof Expr.Repeat repeat && !repeat.greedy();
  }

  /**
   * Of a text before a non-greedy loop, the loop, and a text after it: the shortest ones. That is
   * what the lexer matches where no text of the first or of the last part begins another of it: as
   * soon as the last part has matched, the loop's other ways are given up.
   */
  private Optional<Expr> shortest(Expr body) {
    List<Expr> parts = body instanceof Expr.Sequence sequence ? sequence.parts() : List.of(body);
    int loop = -1;
    for (int i = 0; i < parts.size(); i++) {
      if (hasLoop(parts.get(i))) {
        boolean plain =
            parts.get(i) instanceof Expr.Repeat repeat
                && !repeat.greedy()
                && !hasLoop(repeat.body());
        if (loop >= 0 || !plain) {
          return Optional.empty();
        }
        loop = i;
      }
    }
    Location at = body.at();
    Optional<CodePointDfa> before = languages.of(Exprs.sequence(parts.subList(0, loop), at));
    Optional<CodePointDfa> from =
        languages.of(Exprs.sequence(parts.subList(loop, parts.size()), at));
    Optional<CodePointDfa> after =
        languages.of(Exprs.sequence(parts.subList(loop + 1, parts.size()), at));
    if (before.isEmpty()
        || from.isEmpty()
        || after.isEmpty()
        || !isPrefixFree(before.get())
        || !isPrefixFree(after.get())) {
      return Optional.empty();
    }
    try {
      CodePointDfa longer =
          CodePointDfas.concatenation(
              from.get(),
              CodePointDfas.difference(CodePointDfa.ANY, CodePointDfa.EMPTY_STRING, work),
              work);
      CodePointDfa shortest = CodePointDfas.difference(from.get(), longer, work);
      CodePointDfa whole = CodePointDfas.concatenation(before.get(), shortest, work);
      return Optional.of(new Expr.Regular(whole, "", at));
    } catch (LimitExceeded reached) {
      return Optional.empty();
    }
  }

  private static boolean isPrefixFree(CodePointDfa dfa) {
    for (int s = 0; s < dfa.states(); s++) {
      if (dfa.accepts(s) && dfa.firstTransition(s) < dfa.endTransition(s)) {
        return false;
      }
    }
    return true;
  }

  /** An expression of the lexer: references to other lexer rules mean their texts. */
  private Expr lexerExpr(Expr expr) {
    return switch (expr) {
      case Expr.Reference reference -> new Expr.Reference(text(reference.rule()), expr.at());
      case Expr.Sequence sequence ->
          Exprs.sequence(sequence.parts().stream().map(this::lexerExpr).toList(), expr.at());
      case Expr.Choice choice ->
          Exprs.choice(choice.alternatives().stream().map(this::lexerExpr).toList(), expr.at());
      case Expr.Repeat repeat ->
          Exprs.repeat(lexerExpr(repeat.body()), repeat.min(), repeat.max(), expr.at());
      case Expr.Intersection both ->
          new Expr.Intersection(both.parts().stream().map(this::lexerExpr).toList(), expr.at());
      case Expr.Complement rest -> new Expr.Complement(lexerExpr(rest.body()), expr.at());
      case Expr.End end -> {
        lose(Treatment.APPROXIMATED, "EOF in a token", expr.at(), "the token may end everywhere");
        yield new Expr.Empty(expr.at());
      }
      default -> expr;
    };
  }

  /** The rule that has the texts of a lexer rule, whatever tokens they make. */
  private String text(String name) {
    Rule fragment = grammar.rules().get(name);
    Expr body = lexerBodies.get(name);
    if (body == null || (fragment != null && fragment.terminal())) {
      return name;
    }
    String known = texts.get(name);
    if (known == null) {
      known = fresh(name + "_text");
      texts.put(name, known); // before its body, which may refer to it
      rules.put(known, new Rule(known, true, lexerExpr(body), body.at()));
    }
    return known;
  }

  private List<Overlap> overlaps() {
    List<Overlap> overlaps = new ArrayList<>();
    try {
      for (Lexing.Mode mode : modes) {
        Map<String, CodePointDfa> before = new LinkedHashMap<>();
        for (Lexing.LexerRule rule : mode.rules()) {
          Optional<CodePointDfa> language =
              languages.of(lexerBodies.getOrDefault(rule.name(), Exprs.nothing(rule.at())));
          if (language.isEmpty()) {
            lose(
                Treatment.APPROXIMATED,
                "the priority of " + rule.name(),
                rule.at(),
                "it is not regular or too large: whether other rules match the same was not looked"
                    + " at");
            continue;
          }
          for (Map.Entry<String, CodePointDfa> earlier : before.entrySet()) {
            if (!CodePointDfas.intersection(earlier.getValue(), language.get(), work).isEmpty()) {
              overlaps.add(
                  new Overlap(
                      earlier.getKey(),
                      rule.name(),
                      simple.getOrDefault(earlier.getKey(), ""),
                      simple.getOrDefault(rule.name(), ""),
                      rule.at()));
            }
          }
          before.put(rule.name(), language.get());
        }
      }
    } catch (LimitExceeded reached) {
      lose(
          Treatment.APPROXIMATED,
          "the priorities of tokens",
          matches.get(0).rule().at(),
          "not all were looked at: " + reached.getMessage());
    }
    return overlaps;
  }

  // ---- The parser

  /** Finds the places at which the end of the text says nothing: last in the start rule. */
  private void findEnds() {
    Rule start = grammar.rules().get(grammar.start());
    boolean referred =
        grammar.rules().values().stream().anyMatch(rule -> refers(rule.body(), grammar.start()));
    if (start != null && !referred) {
      findEnd(start.body());
    }
  }

  private static boolean refers(Expr expr, String name) {
    return (expr instanceof Expr.Reference reference && reference.rule().equals(name))
        || Exprs.parts(expr).stream().anyMatch(part -> refers(part, name));
  }

  private void findEnd(Expr expr) {
    switch (expr) {
      case Expr.Tokens tokens -> ends.put(tokens, true);
      case Expr.Choice choice -> choice.alternatives().forEach(this::findEnd);
      case Expr.Sequence sequence when !sequence.parts().isEmpty() ->
          findEnd(sequence.parts().get(sequence.parts().size() - 1));
      default -> {}
    }
  }

  private Expr parserExpr(Expr expr) {
    return switch (expr) {
      case Expr.Tokens tokens -> tokens(tokens);
      case Expr.Sequence sequence ->
          Exprs.sequence(sequence.parts().stream().map(this::parserExpr).toList(), expr.at());
      case Expr.Choice choice ->
          Exprs.choice(choice.alternatives().stream().map(this::parserExpr).toList(), expr.at());
      case Expr.Repeat repeat ->
          Exprs.repeat(parserExpr(repeat.body()), repeat.min(), repeat.max(), expr.at());
      default -> expr;
    };
  }

  private Expr tokens(Expr.Tokens tokens) {
    List<Expr> alternatives = new ArrayList<>();
    // A type that the lexer never makes is left out.
    terminals.keySet().stream()
        .filter(tokens.types()::contains)
        .sorted()
        .forEach(type ->
            alternatives.add(new Expr.Reference(terminals.getOrDefault(type, type), tokens.at())));
    if (tokens.types().contains(Expr.Tokens.END)) {
      if (!ends.containsKey(tokens)) {
        lose(
            Treatment.APPROXIMATED,
            "EOF",
            tokens.at(),
            "it is not the last of the start rule, and may stand where the text goes on");
      }
      alternatives.add(new Expr.Empty(tokens.at()));
    }
    return Exprs.choice(alternatives, tokens.at());
  }
}
