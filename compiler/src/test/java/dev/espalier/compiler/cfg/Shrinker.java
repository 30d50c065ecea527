package dev.espalier.compiler.cfg;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes grammars on which a check fails smaller, and writes them for people. */
final class Shrinker {
  private static final int TRIES = 500;
  static final Location AT = new Location("random", 1, 1);

  private Shrinker() {}

  /** A grammar that still fails, and no smaller one of which does. */
  static GrammarDefinition shrink(GrammarDefinition failing, Predicate<GrammarDefinition> fails) {
    GrammarDefinition best = failing;
    int tries = 0;
    boolean found = true;
    while (found && tries < TRIES) {
      found = false;
      for (GrammarDefinition smaller : smaller(best)) {
        if (tries++ < TRIES && fails.test(smaller)) {
          best = smaller;
          found = true;
          break;
        }
      }
    }
    return best;
  }

  private static List<GrammarDefinition> smaller(GrammarDefinition g) {
    List<GrammarDefinition> all = new ArrayList<>();
    for (Rule rule : g.rules().values()) {
      if (!rule.name().equals(g.start())) {
        Map<String, Rule> rules = new LinkedHashMap<>(g.rules());
        rules.remove(rule.name());
        all.add(with(g, rules, g.lexing()));
      }
    }
    for (Rule rule : g.rules().values()) {
      for (Expr body : smaller(rule.body())) {
        Map<String, Rule> rules = new LinkedHashMap<>(g.rules());
        rules.put(rule.name(), new Rule(rule.name(), rule.terminal(), body, rule.at()));
        all.add(with(g, rules, g.lexing()));
      }
    }
    switch (g.lexing()) {
      case Lexing.Scannerless s -> {
        if (!s.ignored().isEmpty()) {
          all.add(with(g, g.rules(), Lexing.Scannerless.PLAIN));
        }
      }
      case Lexing.LongestMatch lexing ->
          parts(lexing.modes(), Shrinker::modes)
              .forEach(modes -> all.add(with(g, g.rules(), new Lexing.LongestMatch(modes))));
    }
    return all;
  }

  private static GrammarDefinition with(
      GrammarDefinition g, Map<String, Rule> rules, Lexing lexing) {
    return new GrammarDefinition(g.name(), g.start(), rules, lexing, g.notes());
  }

  private static List<Lexing.Mode> modes(Lexing.Mode mode) {
    return parts(mode.rules(), Shrinker::rules).stream()
        .map(rules -> new Lexing.Mode(mode.name(), rules))
        .toList();
  }

  private static List<Lexing.LexerRule> rules(Lexing.LexerRule rule) {
    return parts(rule.alternatives(), Shrinker::alternatives).stream()
        .map(alternatives -> new Lexing.LexerRule(rule.name(), alternatives, rule.at()))
        .toList();
  }

  private static List<Lexing.LexerAlternative> alternatives(Lexing.LexerAlternative one) {
    List<Lexing.LexerAlternative> all = new ArrayList<>();
    for (List<Lexing.Command> commands :
        Shrinker.<Lexing.Command>parts(one.commands(), c -> List.of(), 0)) {
      all.add(new Lexing.LexerAlternative(one.body(), commands));
    }
    for (Expr body : smaller(one.body())) {
      all.add(new Lexing.LexerAlternative(body, one.commands()));
    }
    return all;
  }

  private static <T> List<List<T>> parts(List<T> list, Function<T, List<T>> smaller) {
    return parts(list, smaller, 1);
  }

  /** The lists with one element less, down to a size, or with one that is smaller. */
  private static <T> List<List<T>> parts(List<T> list, Function<T, List<T>> smaller, int least) {
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i < list.size() && list.size() > least; i++) {
      List<T> fewer = new ArrayList<>(list);
      fewer.remove(i);
      all.add(fewer);
    }
    for (int i = 0; i < list.size(); i++) {
      for (T part : smaller.apply(list.get(i))) {
        List<T> other = new ArrayList<>(list);
        other.set(i, part);
        all.add(other);
      }
    }
    return all;
  }

  static List<Expr> smaller(Expr expr) {
    List<Expr> all = new ArrayList<>();
    switch (expr) {
      case Expr.Sequence e -> {
        // A lexeme that is the end of the text alone is none.
        e.parts().stream().filter(part -> !(part instanceof Expr.End)).forEach(all::add);
        parts(e.parts(), Shrinker::smaller).forEach(parts -> all.add(new Expr.Sequence(parts, AT)));
      }
      case Expr.Choice e -> {
        all.addAll(e.alternatives());
        parts(e.alternatives(), Shrinker::smaller)
            .forEach(parts -> all.add(new Expr.Choice(parts, AT)));
      }
      case Expr.Repeat e -> {
        all.add(e.body());
        smaller(e.body())
            .forEach(body -> all.add(new Expr.Repeat(body, e.min(), e.max(), e.greedy(), AT)));
      }
      case Expr.Intersection e -> {
        all.addAll(e.parts());
        parts(e.parts(), Shrinker::smaller)
            .forEach(parts -> all.add(new Expr.Intersection(parts, AT)));
      }
      case Expr.Complement e -> {
        all.add(e.body());
        smaller(e.body()).forEach(body -> all.add(new Expr.Complement(body, AT)));
      }
      case Expr.Literal e -> {
        if (e.text().length() > 1) {
          all.add(new Expr.Literal(e.text().substring(1), false, AT));
          all.add(new Expr.Literal(e.text().substring(0, 1), false, AT));
        }
      }
      case Expr.Reference e -> all.add(new Expr.Literal("a", false, AT));
      default -> {}
    }
    return all;
  }

  /** A grammar as a text, in the manner of ANTLR. */
  static String show(GrammarDefinition g) {
    StringBuilder text = new StringBuilder("start " + g.start() + "; ");
    g.rules()
        .values()
        .forEach(rule ->
            text.append(rule.terminal() ? "fragment " : "")
                .append(rule.name())
                .append(" : ")
                .append(show(rule.body()))
                .append("; "));
    switch (g.lexing()) {
      case Lexing.Scannerless s ->
          text.append(s.ignored().isEmpty() ? "" : "ignored " + s.ignored());
      case Lexing.LongestMatch l -> text.append("\nlexer: ").append(show(l));
    }
    return text.toString();
  }

  /** The rules of a lexer, as ANTLR reads them. */
  static String show(Lexing.LongestMatch lexing) {
    StringBuilder text = new StringBuilder();
    for (Lexing.Mode mode : lexing.modes()) {
      text.append(mode == lexing.modes().get(0) ? "" : "mode " + mode.name() + "; ");
      for (Lexing.LexerRule rule : mode.rules()) {
        text.append(rule.name())
            .append(" : ")
            .append(
                rule.alternatives().stream().map(Shrinker::show).collect(Collectors.joining(" | ")))
            .append("; ");
      }
    }
    return text.toString();
  }

  private static String show(Lexing.LexerAlternative one) {
    String commands = one.commands().stream().map(Shrinker::show).collect(Collectors.joining(", "));
    return show(one.body()) + (commands.isEmpty() ? "" : " -> " + commands);
  }

  private static String show(Lexing.Command command) {
    return switch (command) {
      case Lexing.Command.Skip c -> "skip";
      case Lexing.Command.More c -> "more";
      case Lexing.Command.Type c -> "type(" + c.name() + ")";
      case Lexing.Command.Channel c -> c.hidden() ? "channel(HIDDEN)" : "channel(0)";
      case Lexing.Command.ToMode c -> "mode(" + c.mode() + ")";
      case Lexing.Command.PushMode c -> "pushMode(" + c.mode() + ")";
      case Lexing.Command.PopMode c -> "popMode";
    };
  }

  static String show(Expr expr) {
    return switch (expr) {
      case Expr.Empty e -> "";
      case Expr.Literal e -> "'" + e.text() + "'";
      case Expr.Characters e -> {
        StringBuilder set = new StringBuilder("[");
        for (int c = 'a'; c <= 'z'; c++) {
          set.append(e.set().contains(c) ? Character.toString(c) : "");
        }
        yield set.append(']').toString();
      }
      case Expr.Reference e -> e.rule();
      case Expr.Tokens e -> String.join("|", e.types());
      case Expr.End e -> "EOF";
      case Expr.Sequence e ->
          "(" + e.parts().stream().map(Shrinker::show).collect(Collectors.joining(" ")) + ")";
      case Expr.Choice e ->
          "("
              + e.alternatives().stream().map(Shrinker::show).collect(Collectors.joining(" | "))
              + ")";
      case Expr.Repeat e -> {
        String times =
            e.max() == 1 && e.min() == 0
                ? "?"
                : e.max() != Expr.Repeat.UNBOUNDED || e.min() > 1
                    ? "{" + e.min() + "," + e.max() + "}"
                    : e.min() == 0 ? "*" : "+";
        yield "(" + show(e.body()) + ")" + times + (e.greedy() ? "" : "?");
      }
      case Expr.Intersection e ->
          "(" + e.parts().stream().map(Shrinker::show).collect(Collectors.joining(" & ")) + ")";
      case Expr.Complement e -> "~" + show(e.body());
      default -> expr.toString();
    };
  }
}
