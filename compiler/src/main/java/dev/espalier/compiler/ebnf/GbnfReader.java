package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads GBNF, the format of llama.cpp.
 *
 * <p>A rule goes on until the next line that begins with a name and {@code ::=}: llama.cpp wants a
 * rule outside of parentheses on one line, but for breaks after {@code ::=} and {@code |}.
 */
public final class GbnfReader extends SourceReader {
  private int lastLine; // on which the last item ended

  private GbnfReader(String text, GrammarOptions options) {
    super(text, options);
  }

  /**
   * Reads a grammar. Linear in the length of the text.
   *
   * @throws dev.espalier.compiler.GrammarException if it is not one, or is too long or too deep
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    GbnfReader reader = new GbnfReader(text, options);
    reader.blanks();
    while (reader.peek() != END) {
      reader.rule();
    }
    reader.firstRule(); // there is one
    return reader.definition("root");
  }

  private void rule() {
    Location place = here();
    if (!isNameCharacter(peek())) {
      throw expected("a rule", "a rule is written name ::= …");
    }
    String name = name();
    blanksOfLine();
    if (!eat("::=")) {
      throw expected("::=", "a rule is written name ::= …");
    }
    lastLine = line();
    Part body = choice(false);
    if (peek() == ')') {
      throw syntax(here(), "no group is open that this ) could close", "");
    } else if (peek() != END && !ruleAhead()) {
      throw expected(
          "a literal, a class, a name, a group, or the next rule",
          peek() == '\'' ? "literals stand in double quotes" : "");
    }
    define(name, body, place);
  }

  private Part choice(boolean nested) {
    blanks();
    Location place = here();
    List<Part> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence(nested));
    } while (eat("|"));
    return choice(alternatives, place);
  }

  private Part sequence(boolean nested) {
    blanks();
    Location place = here();
    List<Part> parts = new ArrayList<>();
    while (startsItem(nested)) {
      Part item = item();
      lastLine = line();
      blanks();
      for (int c = peek(); c == '*' || c == '+' || c == '?' || c == '{'; c = peek()) {
        item = repetition(item);
        lastLine = line();
        blanks();
      }
      parts.add(item);
    }
    int c = peek();
    if (c == '*' || c == '+' || c == '?' || c == '{') {
      throw syntax(here(), "nothing stands before " + shown(c) + " that it could repeat", "");
    }
    return sequence(parts, place);
  }

  private boolean startsItem(boolean nested) {
    int c = peek();
    if (!isNameCharacter(c)) {
      return c == '"' || c == '[' || c == '(' || c == '.' || c == '<' || c == '!';
    }
    if (nested || !ruleAhead()) {
      return true;
    }
    if (line() == lastLine) {
      throw expected("the end of the line before the next rule", "");
    }
    return false;
  }

  private Part item() {
    Location place = here();
    return switch (peek()) {
      case '"' -> literal();
      case '[' -> leaf(new Expr.Characters(characters(), place));
      case '<', '!' -> leaf(token());
      case '.' -> {
        read();
        yield leaf(new Expr.Characters(CodePointSet.ALL, place));
      }
      case '(' -> group();
      default -> {
        if (ruleAhead()) {
          throw expected(") before the next rule", "a group is still open");
        }
        yield leaf(new Expr.Reference(name(), place));
      }
    };
  }

  private Part group() {
    Location place = here();
    read();
    enter(place);
    Part body = choice(true);
    leave();
    if (!eat(")")) {
      if (peek() == END) {
        throw syntax(place, "no ) closes this group", "");
      }
      throw expected("), |, or something to follow", "the group begins at " + place);
    }
    return body;
  }

  private Part repetition(Part body) {
    Location place = here();
    int operator = read();
    if (operator != '{') {
      return repeat(body, operator == '+' ? 1 : 0, operator == '?' ? 1 : Expr.Repeat.UNBOUNDED);
    }
    blanks();
    boolean bounded = isDigit(peek());
    int min = bounded ? number("a number") : 0;
    int max = min;
    blanks();
    if (eat(",")) {
      blanks();
      boolean above = isDigit(peek());
      if (!bounded && !above) {
        throw expected("a number", "bounds are {m}, {m,}, {,n} or {m,n}");
      }
      max = above ? number("a number") : Expr.Repeat.UNBOUNDED;
      blanks();
    } else if (!bounded) {
      throw expected("a number or a comma", "bounds are {m}, {m,}, {,n} or {m,n}");
    }
    if (!eat("}")) {
      throw expected("}", "bounds are {m}, {m,}, {,n} or {m,n}");
    }
    if (max != Expr.Repeat.UNBOUNDED && max < min) {
      throw syntax(place, "at least " + min + " and at most " + max + " cannot be", "");
    }
    return repeat(body, min, max);
  }

  private Part literal() {
    Location place = here();
    read();
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      if (peek() == END) {
        throw syntax(place, "no \" ends this literal", "a quote inside is written \\\"");
      }
      Location character = here();
      int c = character();
      if (isSurrogate(c)) {
        throw syntax(
            character,
            shown(c) + " is half of a character",
            "write characters beyond U+FFFF as \\UHHHHHHHH");
      }
      value.appendCodePoint(c);
    }
    read();
    return leaf(
        value.isEmpty() ? new Expr.Empty(place) : new Expr.Literal(value.toString(), false, place));
  }

  private CodePointSet characters() {
    Location place = here();
    read();
    boolean negated = eat("^");
    if (peek() == ']') {
      throw syntax(
          place, "the class is empty", "a bracket inside is written \\], any character is .");
    }
    CodePointSet.Builder set = new CodePointSet.Builder();
    while (peek() != ']') {
      if (peek() == END) {
        throw syntax(place, "no ] ends this class", "a bracket inside is written \\]");
      }
      Location range = here();
      int lo = character();
      int hi = lo;
      if (looking("-") && !looking("-]")) {
        read();
        if (peek() == END) {
          throw syntax(place, "no ] ends this class", "a bracket inside is written \\]");
        }
        hi = character();
      }
      if (hi < lo) {
        throw syntax(
            range,
            "the range ends at " + shown(hi) + " before it begins at " + shown(lo),
            "a - inside is written \\-");
      }
      if (isSurrogate(lo) || isSurrogate(hi)) {
        note(range, "surrogates are no characters and are left out of the class");
      }
      set.add(lo, hi);
    }
    read();
    return negated ? set.build().complement() : set.build();
  }

  private int character() {
    Location place = here();
    int c = read();
    if (c != '\\') {
      return c;
    }
    int escaped = peek() == END ? END : read();
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '"', '[', ']', '-' -> escaped;
      case 'x' -> hex(2, 2, place);
      case 'u' -> hex(4, 4, place);
      case 'U' -> hex(8, 8, place);
      default ->
          throw syntax(
              place,
              escaped == END
                  ? "the text ends in an escape"
                  : "there is no escape \\" + Character.toString(escaped),
              "escapes are \\n \\t \\r \\\\ \\\" \\[ \\] \\- \\xHH \\uHHHH \\UHHHHHHHH");
    };
  }

  private Expr token() {
    Location place = here();
    boolean negated = eat("!");
    int start = at;
    if (!eat("<")) {
      throw expected("< after !", "any token but one is !<token> or !<[id]>");
    }
    if (eat("[")) {
      int id = number("the id of a token");
      if (!eat("]>")) {
        throw expected("]>", "a token by its id is <[id]>");
      }
      return new Expr.TokenIds(List.of(id, id), negated, place);
    }
    while (!eat(">")) {
      if (peek() == END || isBreak(peek())) {
        throw syntax(place, "no > ends this token", "a token is <token> or <[id]>");
      }
      read();
    }
    String token = text.substring(start, at);
    if (token.length() == 2) {
      throw syntax(place, "the token has no name", "a token is <token> or <[id]>");
    }
    return negated ? new Expr.OtherTokens(token, place) : new Expr.SpecialToken(token, place);
  }

  private String name() {
    int start = at;
    while (isNameCharacter(peek())) {
      read();
    }
    return text.substring(start, at);
  }

  private static boolean isNameCharacter(int c) {
    return isLetter(c) || isDigit(c) || c == '-' || c == '_';
  }

  /** Whether a name and {@code ::=} stand here. */
  private boolean ruleAhead() {
    int i = at;
    while (i < text.length() && isNameCharacter(text.charAt(i))) {
      i++;
    }
    if (i == at) {
      return false;
    }
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return text.startsWith("::=", i);
  }

  private void blanksOfLine() {
    while (isBlank(peek())) {
      read();
    }
  }

  /** White space, line breaks and comments. */
  private void blanks() {
    for (int c = peek(); isBlank(c) || isBreak(c) || c == '#'; c = peek()) {
      if (c == '#') {
        while (peek() != END && !isBreak(peek())) {
          read();
        }
      } else {
        read();
      }
    }
  }
}
