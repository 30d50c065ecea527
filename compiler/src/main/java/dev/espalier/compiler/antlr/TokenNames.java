package dev.espalier.compiler.antlr;

import dev.espalier.compiler.grammar.Expr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.tool.Grammar;

/**
 * The names of token types: those of their rules, and the literal itself for the rules that ANTLR
 * makes of literals in parser rules.
 */
final class TokenNames {
  private final Grammar parser;
  private final Map<Integer, String> names = new HashMap<>();

  TokenNames(Grammar lexer, Grammar parser) {
    this.parser = parser;
    learn(lexer);
    learn(parser);
  }

  private void learn(Grammar grammar) {
    grammar.tokenNameToTypeMap.forEach((name, type) -> {
      if (!name.startsWith(Grammar.AUTO_GENERATED_TOKEN_NAME_PREFIX)) {
        names.putIfAbsent(type, name);
      }
    });
    grammar.stringLiteralToTypeMap.forEach((literal, type) -> names.putIfAbsent(type, literal));
    grammar.tokenNameToTypeMap.forEach((name, type) -> names.putIfAbsent(type, name));
  }

  String name(int type) {
    return type == Token.EOF ? Expr.Tokens.END : names.getOrDefault(type, "<" + type + ">");
  }

  /** The types that a wildcard of the parser stands for, as far as they pass. */
  Set<String> all(IntPredicate passes) {
    Set<String> all = new HashSet<>();
    for (int type = Token.MIN_USER_TOKEN_TYPE; type <= parser.getMaxTokenType(); type++) {
      if (passes.test(type)) {
        all.add(name(type));
      }
    }
    return all;
  }
}
