package dev.espalier.compiler.cfg;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** Terminals that are the token types of a lexer. */
final class TokenTerminals implements Lowering.Terminals {
  private final Set<String> made;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Set<String> missing = new TreeSet<>();

  /**
   * @param never token types that turned out never to come
   */
  TokenTerminals(Lexing.LongestMatch lexing, Set<String> never) {
    this.made = new TreeSet<>();
    made.add(Expr.Tokens.END);
    for (Lexing.Mode mode : lexing.modes()) {
      for (Lexing.LexerRule rule : mode.rules()) {
        made.add(rule.name());
        for (Lexing.LexerAlternative alternative : rule.alternatives()) {
          for (Command command : alternative.commands()) {
            if (command instanceof Command.Type type) {
              made.add(type.name());
            }
          }
        }
      }
    }
    made.removeAll(never);
  }

  @Override
  public Optional<Lowering.Terminal> of(Expr expr) {
    if (!(expr instanceof Expr.Tokens tokens) || tokens.types().size() != 1) {
      return Optional.empty();
    }
    String type = tokens.types().iterator().next();
    if (!made.contains(type)) {
      missing.add(type);
      return Optional.of(new Lowering.Terminal(Lowering.Terminal.NEVER, false));
    }
    return Optional.of(
        new Lowering.Terminal(numbers.computeIfAbsent(type, t -> numbers.size()), false));
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(numbers.keySet());
  }

  Map<String, Integer> numbers() {
    return numbers;
  }

  /**
   * The token types that a lexer never writes, since other rules match before theirs.
   *
   * @param written which numbers it writes
   */
  Set<String> unwritten(IntPredicate written) {
    Set<String> never = new TreeSet<>();
    numbers.forEach((type, number) -> {
      if (!type.equals(Expr.Tokens.END) && !written.test(number)) {
        never.add(type);
      }
    });
    return never;
  }

  /** Token types that the parser's rules name and no lexer rule makes. */
  Set<String> missing() {
    return missing;
  }
}
