package dev.espalier.compiler.cfg;

import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes random small grammars over the letters a, b and c: ambiguous ones, with empty rules, with
 * rules that need themselves first, last, within, or behind what may be empty.
 */
final class Maker {
  private static final Location AT = Shrinker.AT;
  private static final Expr LETTERS =
      new Expr.Repeat(
          new Expr.Characters(CodePointSet.range('a', 'c'), AT),
          0,
          Expr.Repeat.UNBOUNDED,
          true,
          AT);
  private static final List<String> TYPES = List.of("A", "B", "C", "D");

  private final SplittableRandom random;
  private final List<String> names = new ArrayList<>();
  private boolean stacked; // whether modes are pushed above each other
  private boolean tokens; // whether the parser's rules are over the tokens of a lexer

  Maker(SplittableRandom random) {
    this.random = random;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  GrammarDefinition scannerless() {
    Map<String, Rule> rules = rules();
    List<String> ignored = new ArrayList<>();
    if (oneIn(3)) {
      put(rules, "I", true, regular(1));
      put(rules, "T", true, regular(2));
      ignored.add("I");
      // Terminals may be named, and stand within others.
      Expr named = new Expr.Reference("T", AT);
      Expr first = new Expr.Sequence(List.of(sequence(1), named), AT);
      put(rules, "s", false, new Expr.Choice(List.of(first, named, sequence(2)), AT));
    }
    return new GrammarDefinition("random", "s", rules, new Lexing.Scannerless(ignored), List.of());
  }

  /** A grammar over the tokens of a lexer, which has fragments F and G. */
  GrammarDefinition longestMatch() {
    tokens = true;
    Map<String, Rule> rules = rules();
    Expr again =
        new Expr.Sequence(
            List.of(letters(), new Expr.Repeat(new Expr.Reference("F", AT), 0, 1, true, AT)), AT);
    put(rules, "F", true, new Expr.Choice(List.of(again, lexeme(1)), AT));
    put(rules, "G", true, lexeme(1));
    return longestMatch(rules, oneIn(3));
  }

  /** One over the tokens of a lexer whose modes are pushed above each other. */
  GrammarDefinition stackedModes() {
    tokens = true;
    stacked = true;
    Map<String, Rule> rules = bracketRules();
    put(rules, "F", true, letters());
    put(rules, "G", true, lexeme(1));
    return longestMatch(rules, true);
  }

  private GrammarDefinition longestMatch(Map<String, Rule> rules, boolean modes) {
    List<Lexing.Mode> all = new ArrayList<>();
    all.add(new Lexing.Mode("DEFAULT_MODE", lexerRules(List.of("A", "B", "C"), modes)));
    if (modes) {
      all.add(
          new Lexing.Mode(
              "M", lexerRules(stacked ? List.of("D", "E", "H") : List.of("D", "E"), true)));
    }
    if (oneIn(3)) {
      Expr start = new Expr.Reference("s", AT);
      Expr end = new Expr.Tokens(Set.of(Expr.Tokens.END), AT);
      put(rules, "r", false, new Expr.Sequence(List.of(start, end), AT));
    }
    String start = rules.containsKey("r") ? "r" : "s";
    return new GrammarDefinition("random", start, rules, new Lexing.LongestMatch(all), List.of());
  }

  private static void put(Map<String, Rule> rules, String name, boolean terminal, Expr body) {
    rules.put(name, new Rule(name, terminal, body, AT));
  }

  private Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n; i++) {
      names.add(Character.toString('s' + i));
    }
    for (String name : names) {
      List<Expr> alternatives = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        alternatives.add(sequence(2));
      }
      if (!oneIn(4)) {
        alternatives.add(text());
      }
      put(rules, name, false, new Expr.Choice(alternatives, AT));
    }
    return rules;
  }

  private Expr sequence(int depth) {
    int n = random.nextInt(4);
    if (n == 0) {
      return random.nextBoolean() ? new Expr.Empty(AT) : text();
    }
    List<Expr> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      parts.add(part(depth));
    }
    return n == 1 ? parts.get(0) : new Expr.Sequence(parts, AT);
  }

  private Expr part(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 7);
    if (kind < 4) {
      return new Expr.Reference(names.get(random.nextInt(names.size())), AT);
    }
    return switch (kind) {
      case 7 -> repeat(sequence(depth - 1));
      case 8 -> new Expr.Choice(List.of(sequence(depth - 1), sequence(depth - 1)), AT);
      case 9 -> tokens || random.nextBoolean() ? text() : regular(2);
      default -> text();
    };
  }

  private Expr repeat(Expr body) {
    int min = random.nextInt(3);
    int max = random.nextBoolean() ? Expr.Repeat.UNBOUNDED : min + random.nextInt(3);
    return new Expr.Repeat(body, min, max, true, AT);
  }

  private Expr text() {
    if (!tokens) {
      return letters();
    }
    String type = TYPES.get(random.nextInt(oneIn(4) ? 4 : 3));
    return new Expr.Tokens(oneIn(5) ? new HashSet<>(List.of(type, "A")) : Set.of(type), AT);
  }

  private Expr letters() {
    return switch (random.nextInt(5)) {
      case 0 -> new Expr.Characters(CodePointSet.range('a', 'b'), AT);
      case 1 -> new Expr.Literal(oneIn(2) ? "ab" : "ca", false, AT);
      default -> new Expr.Literal(Character.toString('a' + random.nextInt(3)), false, AT);
    };
  }

  private Expr regular(int depth) {
    if (depth == 0) {
      return letters();
    }
    List<Expr> parts = List.of(regular(depth - 1), regular(depth - 1));
    return switch (random.nextInt(7)) {
      case 0 -> new Expr.Intersection(parts, AT);
      case 1 ->
          // A vocabulary of three letters writes no others.
          new Expr.Intersection(List.of(new Expr.Complement(parts.get(0), AT), LETTERS), AT);
      case 2 -> new Expr.Choice(parts, AT);
      case 3 -> repeat(parts.get(0));
      case 4 -> new Expr.Sequence(parts, AT);
      default -> letters();
    };
  }

  private List<Lexing.LexerRule> lexerRules(List<String> names, boolean modes) {
    List<Lexing.LexerRule> rules = new ArrayList<>();
    for (String name : names) {
      List<Lexing.LexerAlternative> alternatives = new ArrayList<>();
      int n = oneIn(4) ? 2 : 1;
      for (int i = 0; i < n; i++) {
        Expr body = oneIn(4) ? lexeme(0) : lexeme(2);
        if (oneIn(12)) {
          Expr end = new Expr.End(AT);
          body = oneIn(4) ? end : new Expr.Sequence(List.of(body, end), AT);
        }
        // ANTLR wants commands behind single alternatives only.
        List<Command> commands = n > 1 ? List.of() : commands(name, modes);
        alternatives.add(new Lexing.LexerAlternative(body, commands));
      }
      rules.add(new Lexing.LexerRule(name, alternatives, AT));
    }
    return rules;
  }

  // Rules, most of which have what opens and what closes in pairs.
  private Map<String, Rule> bracketRules() {
    Map<String, Rule> rules = rules();
    String inner = names.get(random.nextInt(names.size()));
    for (String name : names) {
      List<Expr> alternatives = new ArrayList<>();
      alternatives.add(oneIn(2) ? text() : sequence(1));
      for (int i = random.nextInt(2); i >= 0; i--) {
        Expr within = oneIn(3) ? text() : new Expr.Reference(inner, AT);
        List<Expr> parts = new ArrayList<>(List.of(type("A"), within, type("D")));
        if (oneIn(3)) {
          parts.add(random.nextInt(4), oneIn(2) ? text() : part(1));
        }
        alternatives.add(new Expr.Sequence(parts, AT));
      }
      put(rules, name, false, new Expr.Choice(alternatives, AT));
    }
    return rules;
  }

  private static Expr type(String name) {
    return new Expr.Tokens(Set.of(name), AT);
  }

  private List<Command> commands(String rule, boolean modes) {
    List<Command> commands = new ArrayList<>();
    if (stacked && !oneIn(6)) {
      // A opens, everywhere; D closes; the others do as they like now and then.
      switch (rule) {
        case "A" -> commands.add(new Command.PushMode(oneIn(8) ? "DEFAULT_MODE" : "M"));
        case "D" -> commands.add(new Command.PopMode());
        case "E" -> {
          commands.add(new Command.PushMode(oneIn(4) ? "DEFAULT_MODE" : "M"));
          commands.add(new Command.Type("A"));
        }
        default -> {
          if (oneIn(6)) {
            commands.add(oneIn(2) ? new Command.Skip() : new Command.ToMode("M"));
          }
        }
      }
      return commands;
    }
    if (modes && !oneIn(3)) {
      String mode = oneIn(2) ? "M" : "DEFAULT_MODE";
      commands.add(
          switch (random.nextInt(3)) {
            case 0 -> new Command.PushMode(mode);
            case 1 -> new Command.ToMode(mode);
            default -> new Command.PopMode();
          });
    }
    switch (random.nextInt(16)) {
      case 0, 1 -> commands.add(new Command.Skip());
      case 2 -> commands.add(new Command.More());
      case 3 -> commands.add(new Command.Type(rule.equals("B") ? "A" : "B"));
      case 4 -> commands.add(new Command.Channel(true));
      default -> {}
    }
    return commands;
  }

  /** What never matches the empty text, as ANTLR wants of tokens, and of what is repeated. */
  private Expr lexeme(int depth) {
    if (depth == 0) {
      return letters();
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Expr.Sequence(List.of(lexeme(depth - 1), lexeme(depth - 1)), AT);
      case 2 -> new Expr.Choice(List.of(lexeme(depth - 1), lexeme(depth - 1)), AT);
      case 3 -> new Expr.Sequence(List.of(lexeme(depth - 1), loop(depth - 1, 0)), AT);
      case 4 -> new Expr.Sequence(List.of(loop(depth - 1, 0), lexeme(depth - 1)), AT);
      case 5 -> loop(depth - 1, 1);
      case 6 -> new Expr.Reference(oneIn(2) && depth > 1 ? "G" : "F", AT);
      default -> letters();
    };
  }

  private Expr loop(int depth, int min) {
    int max = min == 0 && oneIn(2) ? 1 : Expr.Repeat.UNBOUNDED;
    return new Expr.Repeat(lexeme(depth), min, max, !oneIn(3), AT);
  }
}
