package dev.espalier.compiler.antlr;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** Reads grammars and writes the intermediate representation down in one line a rule. */
final class Ir {
  private Ir() {}

  static GrammarDefinition read(String text) {
    return AntlrReader.read(text, GrammarOptions.DEFAULT);
  }

  /** Options whose resolver knows some grammars. */
  static GrammarOptions knowing(Map<String, String> grammars) {
    return GrammarOptions.DEFAULT.withResolver(name -> Optional.ofNullable(grammars.get(name)));
  }

  static GrammarException refused(String text, GrammarOptions options) {
    return Assertions.assertThrows(
        GrammarException.class, () -> AntlrReader.read(text, options), text);
  }

  static String rule(GrammarDefinition grammar, String name) {
    Rule rule = grammar.rules().get(name);
    return rule == null ? "none" : text(rule.body());
  }

  static Lexing.LongestMatch lexing(GrammarDefinition grammar) {
    return (Lexing.LongestMatch) grammar.lexing();
  }

  static Lexing.LexerRule token(GrammarDefinition grammar, String name) {
    return lexing(grammar).modes().stream()
        .flatMap(mode -> mode.rules().stream())
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no token " + name + " in " + grammar.lexing()));
  }

  /** Alternatives of a token, with their commands. */
  static String lexer(GrammarDefinition grammar, String name) {
    return token(grammar, name).alternatives().stream()
        .map(a -> text(a.body()) + (a.commands().isEmpty() ? "" : " -> " + commands(a)))
        .collect(Collectors.joining(" | "));
  }

  private static String commands(Lexing.LexerAlternative alternative) {
    return alternative.commands().stream()
        .map(command ->
            switch (command) {
              case Lexing.Command.Skip skip -> "skip";
              case Lexing.Command.More more -> "more";
              case Lexing.Command.Type type -> "type(" + type.name() + ")";
              case Lexing.Command.Channel channel -> channel.hidden() ? "hidden" : "shown";
              case Lexing.Command.ToMode mode -> "mode(" + mode.mode() + ")";
              case Lexing.Command.PushMode mode -> "push(" + mode.mode() + ")";
              case Lexing.Command.PopMode pop -> "pop";
            })
        .collect(Collectors.joining(", "));
  }

  static String text(Expr expr) {
    return switch (expr) {
      case Expr.Empty empty -> "ε";
      case Expr.Literal literal -> "\"" + literal.text() + "\"";
      case Expr.Characters characters -> characters.set().toString();
      case Expr.Reference reference -> reference.rule();
      case Expr.Sequence sequence ->
          sequence.parts().stream().map(Ir::text).collect(Collectors.joining(" ", "(", ")"));
      case Expr.Choice choice ->
          choice.alternatives().stream().map(Ir::text).collect(Collectors.joining(" | ", "(", ")"));
      case Expr.Repeat repeat ->
          text(repeat.body())
              + (repeat.max() == 1 ? "?" : repeat.min() == 0 ? "*" : "+")
              + (repeat.greedy() ? "" : "?");
      case Expr.Tokens tokens -> "<" + String.join(" ", new TreeSet<>(tokens.types())) + ">";
      case Expr.End end -> "$";
      default -> throw new AssertionError("not of an ANTLR grammar: " + expr);
    };
  }
}
