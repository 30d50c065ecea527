package dev.espalier.compiler.lark;

import dev.espalier.compiler.GrammarException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Cuts the source of a grammar into tokens. Line breaks in brackets do not count. */
final class LarkLexer {
  enum Kind {
    NAME,
    STRING,
    REGEX,
    NUMBER,
    SPECIAL,
    /** A word after {@code %}. */
    KEYWORD,
    /** The JSON after some keywords. */
    JSON,
    /** One or two characters. */
    SIGN,
    NEWLINE,
    END
  }

  /**
   * @param text of strings and regular expressions, what is between their marks
   * @param flags what follows these
   * @param end the offset after it
   */
  record Token(Kind kind, String text, String flags, int offset, int end) {
    boolean is(String sign) {
      return (kind == Kind.SIGN || kind == Kind.KEYWORD) && text.equals(sign);
    }

    /** For messages. */
    String shown() {
      return switch (kind) {
        case NEWLINE -> "the end of the line";
        case END -> "the end of the grammar";
        case STRING -> "a string";
        case REGEX -> "a regular expression";
        case JSON -> "JSON";
        default -> text;
      };
    }
  }

  private static final Set<String> KEYWORDS =
      Set.of(
          "ignore",
          "import",
          "override",
          "extend",
          "declare",
          "json",
          "regex",
          "lark",
          "llguidance",
          "if");
  private static final Set<String> BEFORE_JSON = Set.of("%json", "%regex", "%llguidance");

  private final LarkSource source;
  private final String text;
  private int at;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Character> open = new ArrayDeque<>(); // 'n' for a nested grammar

  private LarkLexer(LarkSource source) {
    this.source = source;
    this.text = source.text;
  }

  static List<Token> tokens(LarkSource source) {
    LarkLexer lexer = new LarkLexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void add(Kind kind, String value, String flags, int start) {
    tokens.add(new Token(kind, value, flags, start, at));
  }

  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private void run() {
    while (at < text.length()) {
      int start = at;
      char c = text.charAt(at);
      switch (c) {
        case ' ', '\t', '\f', '\r', '\uFEFF' -> at++;
        case '\n' -> {
          at++;
          if (open.isEmpty() || open.peek() == 'n') {
            if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).kind != Kind.NEWLINE) {
              add(Kind.NEWLINE, "\n", "", start);
            }
          }
        }
        case '#' -> comment();
        case '\\' -> continuation();
        case '"' -> string();
        case '/' -> {
          if (charAt(at + 1) == '/') {
            comment();
          } else {
            regex();
          }
        }
        case '%' -> keyword();
        case '<' -> special();
        case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
          if (c == '-' && charAt(at + 1) == '>') {
            sign(2);
          } else if (c >= '0' || digit(charAt(at + 1))) {
            number();
          } else {
            sign(1);
          }
        }
        case '.' -> sign(charAt(at + 1) == c ? 2 : 1);
        case ':' -> {
          if (charAt(at + 1) == ':') {
            throw unsupported("rules with a parameter, ::", "");
          }
          sign(1);
        }
        case '(', '[', '{' -> {
          boolean nested = !tokens.isEmpty() && tokens.get(tokens.size() - 1).is("%lark");
          open.push(nested ? 'n' : c);
          sign(1);
        }
        case ')', ']', '}' -> {
          if (!open.isEmpty()) {
            open.pop();
          }
          sign(1);
        }
        case '*', '?', '|', ',', '~', '&', '=', '!' -> sign(1);
        case '@' ->
            throw unsupported(
                "references to other grammars, @name",
                "write %json { … } or %lark { … } in its place");
        case '\'' -> throw source.syntax(at, "expected a string in double quotes", "write \"…\"");
        default -> {
          if (!identifierStart(c)) {
            throw source.syntax(
                at, "an unexpected character: " + Character.toString(text.codePointAt(at)), "");
          }
          name();
        }
      }
    }
    add(Kind.NEWLINE, "\n", "", at);
    add(Kind.END, "", "", at);
  }

  private GrammarException unsupported(String what, String hint) {
    return new GrammarException(
        GrammarException.Kind.UNSUPPORTED, source.at(at), "not supported: " + what, hint);
  }

  private void sign(int length) {
    int start = at;
    at += length;
    add(Kind.SIGN, text.substring(start, at), "", start);
  }

  private void comment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  /** A backslash at the end of a line. */
  private void continuation() {
    int end = at + 1;
    while (charAt(end) == ' ' || charAt(end) == '\r') {
      end++;
    }
    if (charAt(end) != '\n') {
      throw source.syntax(at, "a \\ that does not end its line", "");
    }
    at = end + 1;
  }

  private void string() {
    int start = at++;
    while (charAt(at) != '"') {
      at += charAt(at) == '\\' ? 2 : 1;
      if (at >= text.length() || text.charAt(at) == '\n') {
        throw source.syntax(start, "a string without an end", "close it with \" on its line");
      }
    }
    String value = text.substring(start + 1, at++);
    int flags = at;
    if (charAt(at) == 'i') {
      at++;
    }
    add(Kind.STRING, value, text.substring(flags, at), start);
  }

  private void regex() {
    int start = at++;
    while (charAt(at) != '/') {
      at += charAt(at) == '\\' ? 2 : 1;
      if (at >= text.length()) {
        throw source.syntax(start, "a regular expression without an end", "close it with /");
      }
    }
    String value = text.substring(start + 1, at++);
    int flags = at;
    while ("imslux".indexOf(charAt(at)) >= 0) {
      at++;
    }
    String flagged = text.substring(flags, at);
    int line = value.indexOf('\n');
    if (line >= 0 && flagged.indexOf('x') < 0) {
      throw source.syntax(
          start + 1 + line,
          "a line break in a regular expression",
          "write \\n, or / for its end, or give it the flag x");
    }
    add(Kind.REGEX, value, flagged, start);
  }

  private void keyword() {
    int start = at++;
    while (identifierStart(charAt(at))) {
      at++;
    }
    String word = text.substring(start + 1, at);
    if (!KEYWORDS.contains(word)) {
      throw source.syntax(
          start,
          "an unknown statement: %" + word,
          "known are %import, %ignore, %declare, %override, %extend, and llguidance's %json,"
              + " %regex, %lark, %llguidance");
    }
    add(Kind.KEYWORD, "%" + word, "", start);
    if (BEFORE_JSON.contains("%" + word)) {
      json();
    }
  }

  private void json() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    int depth = 0;
    do {
      char c = charAt(at);
      if (at >= text.length()) {
        throw source.syntax(start, "expected a JSON value with its end", "");
      } else if (c == '"') {
        at++;
        while (charAt(at) != '"' && at < text.length()) {
          at += charAt(at) == '\\' ? 2 : 1;
        }
        at++;
      } else if (c == '{' || c == '[') {
        depth++;
        at++;
      } else if (c == '}' || c == ']') {
        depth--;
        at++;
      } else if (depth == 0) {
        while (identifierStart(charAt(at))) {
          at++;
        }
        if (at == start) {
          throw source.syntax(start, "expected a JSON value", "such as { \"type\": \"object\" }");
        }
      } else {
        at++;
      }
    } while (depth > 0);
    at = Math.min(at, text.length());
    add(Kind.JSON, text.substring(start, at), "", start);
  }

  private void special() {
    int start = at++;
    while (charAt(at) != '>') {
      char c = charAt(at);
      if (at >= text.length() || c == '<' || Character.isWhitespace(c)) {
        throw source.syntax(start, "expected a special token, <name> or <[id]>", "close it with >");
      }
      at++;
    }
    at++;
    add(Kind.SPECIAL, text.substring(start, at), "", start);
  }

  private void number() {
    int start = at++;
    while (digit(charAt(at))) {
      at++;
    }
    // Of llguidance's attributes only; two dots are a range.
    if (charAt(at) == '.' && digit(charAt(at + 1))) {
      at++;
      while (digit(charAt(at))) {
        at++;
      }
    }
    add(Kind.NUMBER, text.substring(start, at), "", start);
  }

  private void name() {
    int start = at;
    while (identifierStart(charAt(at))
        || digit(charAt(at))
        || (charAt(at) == '-' && (identifierStart(charAt(at + 1)) || digit(charAt(at + 1))))) {
      at++;
    }
    String name = text.substring(start, at);
    boolean lower = name.chars().anyMatch(c -> c >= 'a' && c <= 'z');
    boolean upper = name.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
    if (lower == upper) {
      throw source.syntax(
          start,
          "a name that is neither of a rule nor of a terminal: " + name,
          "rules are written in small letters, terminals in capitals");
    }
    add(Kind.NAME, name, "", start);
  }

  private static boolean identifierStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
