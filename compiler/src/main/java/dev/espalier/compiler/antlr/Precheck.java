package dev.espalier.compiler.antlr;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;

/**
 * Looks over a source before the tool does: the tool recurses over blocks, actions and arguments,
 * and prints to the console when an action does not end.
 *
 * <p>Follows the tool's lexer where it matters: in comments, literals, sets and actions.
 */
final class Precheck {
  private final String text;
  private final Source source;
  private final int limit;
  private int i;

  private Precheck(String text, Source source, CompileLimits limits) {
    this.text = text;
    this.source = source;
    this.limit = limits.nesting();
  }

  static void check(String text, Source source, CompileLimits limits) {
    new Precheck(text, source, limits).run();
  }

  private void run() {
    int depth = 0;
    while (i < text.length()) {
      switch (text.charAt(i)) {
        case '/' -> comment();
        case '\'' -> literal();
        case '[' -> brackets();
        case '{' -> {
          if (prequel()) {
            i++;
          } else {
            action();
          }
        }
        case '(' -> {
          bound(++depth);
          i++;
        }
        case ')' -> {
          depth = Math.max(0, depth - 1);
          i++;
        }
        case ';' -> {
          depth = 0; // a rule's end, or an error that the tool finds
          i++;
        }
        default -> i++;
      }
    }
  }

  private void bound(int depth) {
    if (depth > limit) {
      throw new GrammarException(
          Kind.LIMIT,
          source.at(i),
          "the grammar nests too deep",
          "give inner blocks names of their own",
          new LimitExceeded("nesting", limit, "nesting of blocks"));
    }
  }

  private boolean at(int index, char c) {
    return index < text.length() && text.charAt(index) == c;
  }

  /** Whether the brace opens options, tokens or channels, which are read as the rest is. */
  private boolean prequel() {
    String before = text.substring(Math.max(0, i - 200), i).stripTrailing();
    return before.endsWith("options") || before.endsWith("tokens") || before.endsWith("channels");
  }

  private void comment() {
    if (at(i + 1, '/')) {
      while (i < text.length() && text.charAt(i) != '\n') {
        i++;
      }
    } else if (at(i + 1, '*')) {
      int end = text.indexOf("*/", i + 2);
      i = end < 0 ? text.length() : end + 2;
    } else {
      i++;
    }
  }

  private void literal() {
    i++;
    while (i < text.length() && text.charAt(i) != '\'' && text.charAt(i) != '\n') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    i++;
  }

  /** A set, or the arguments of a rule: what stands in them does not count, but is bounded. */
  private void brackets() {
    int depth = 0;
    for (; i < text.length() && text.charAt(i) != ']'; i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '[') {
        bound(++depth);
      }
    }
    i++;
  }

  private void action() {
    int start = i;
    int depth = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '/') {
        comment();
      } else if (c == '\'' || c == '"') {
        i++;
        while (i < text.length() && text.charAt(i) != c) {
          i += text.charAt(i) == '\\' ? 2 : 1;
        }
        i++;
      } else if (c == '\\') {
        i += 2;
      } else {
        i++;
        if (c == '{') {
          bound(++depth);
        } else if (c == '}' && --depth == 0) {
          return;
        }
      }
    }
    throw new GrammarException(
        Kind.SYNTAX,
        source.at(start),
        "an action that does not end: } expected",
        "quotes and comments within it have to end, too");
  }
}
