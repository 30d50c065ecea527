package dev.espalier.testsuite.canvas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A random grammar over the letters a, b and c, and what it says of a text by the letter: for each
 * rule and each place, the places where a part that began there may end, as the least solution.
 *
 * <p>As GBNF its letters are the terminals, however rules group them. As ANTLR its terminals are
 * the tokens of a lexer that takes the longest match; texts are cut by a lexer of its own here.
 */
final class SmallGrammar {
  private static final char[] LETTERS = {'a', 'b', 'c'};

  /** The tokens of the lexer: what each matches, the first one first. */
  private static final Map<String, List<String>> TOKENS =
      Map.of(
          "A", List.of("a"),
          "AB", List.of("ab"),
          "BB", List.of("b", "bb"),
          "C", List.of("c"));

  private static final List<String> TOKEN_NAMES = List.of("A", "AB", "BB", "C");

  private final List<List<List<String>>> rules = new ArrayList<>(); // alternatives, symbols
  private final boolean overTokens;
  private final Map<String, Boolean> judged = new HashMap<>();

  /**
   * @param overTokens whether a lexer cuts texts
   */
  SmallGrammar(SplittableRandom random, boolean overTokens) {
    this.overTokens = overTokens;
    int count = 1 + random.nextInt(4);
    for (int rule = 0; rule < count; rule++) {
      List<List<String>> alternatives = new ArrayList<>();
      alternatives.add(List.of(terminal(random))); // so that no rule is empty
      for (int i = random.nextInt(4); i > 0; i--) {
        List<String> symbols = new ArrayList<>();
        for (int j = random.nextInt(4); j > 0; j--) {
          symbols.add(random.nextInt(2) == 0 ? "r" + random.nextInt(count) : terminal(random));
        }
        alternatives.add(symbols);
      }
      rules.add(alternatives);
    }
  }

  private String terminal(SplittableRandom random) {
    return overTokens
        ? TOKEN_NAMES.get(random.nextInt(TOKEN_NAMES.size()))
        : Character.toString(LETTERS[random.nextInt(LETTERS.length)]);
  }

  String source() {
    StringBuilder text =
        new StringBuilder(overTokens ? "grammar G;\nstart: r0 EOF;\n" : "root ::= r0\n");
    for (int rule = 0; rule < rules.size(); rule++) {
      text.append('r').append(rule).append(overTokens ? ":" : " ::=");
      List<String> alternatives = new ArrayList<>();
      for (List<String> symbols : rules.get(rule)) {
        StringBuilder one = new StringBuilder();
        for (String symbol : symbols) {
          one.append(' ')
              .append(overTokens || symbol.startsWith("r") ? symbol : "\"" + symbol + "\"");
        }
        alternatives.add(one.isEmpty() ? (overTokens ? "" : " \"\"") : one.toString());
      }
      text.append(String.join(" |", alternatives)).append(overTokens ? ";\n" : "\n");
    }
    if (overTokens) {
      for (String name : TOKEN_NAMES) {
        text.append(name).append(": '");
        text.append(String.join("' | '", TOKENS.getOrDefault(name, List.of()))).append("';\n");
      }
    }
    return text.toString();
  }

  /** Whether a text is one of the grammar. */
  boolean accepts(String text) {
    return judged.computeIfAbsent(text, this::judge);
  }

  private boolean judge(String text) {
    List<String> terminals = new ArrayList<>();
    if (overTokens) {
      for (int at = 0; at < text.length(); ) {
        String best = "";
        int length = 0;
        for (String name : TOKEN_NAMES) {
          for (String word : TOKENS.getOrDefault(name, List.of())) {
            if (text.startsWith(word, at) && word.length() > length) {
              best = name;
              length = word.length();
            }
          }
        }
        if (length == 0) {
          return false;
        }
        terminals.add(best);
        at += length;
      }
    } else {
      text.chars().forEach(c -> terminals.add(Character.toString(c)));
    }
    int n = terminals.size();
    boolean[][][] ends = new boolean[rules.size()][n + 1][n + 1];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int rule = 0; rule < rules.size(); rule++) {
        for (int from = 0; from <= n; from++) {
          for (List<String> symbols : rules.get(rule)) {
            boolean[] at = new boolean[n + 1];
            at[from] = true;
            for (String symbol : symbols) {
              at = after(at, symbol, terminals, ends);
            }
            for (int to = from; to <= n; to++) {
              changed |= at[to] && !ends[rule][from][to];
              ends[rule][from][to] |= at[to];
            }
          }
        }
      }
    }
    return ends[0][0][n];
  }

  private static boolean[] after(
      boolean[] at, String symbol, List<String> terminals, boolean[][][] ends) {
    boolean[] next = new boolean[at.length];
    for (int i = 0; i < at.length; i++) {
      if (!at[i]) {
        continue;
      }
      if (symbol.startsWith("r")) {
        boolean[] known = ends[Integer.parseInt(symbol.substring(1))][i];
        for (int to = 0; to < at.length; to++) {
          next[to] |= known[to];
        }
      } else if (i < terminals.size() && terminals.get(i).equals(symbol)) {
        next[i + 1] = true;
      }
    }
    return next;
  }
}
