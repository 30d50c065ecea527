package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the EBNF of the W3C's specifications: "Extensible Markup Language (XML) 1.0 (Fifth
 * Edition)", section 6, with the numbers of productions and the constraints that stand beside them.
 *
 * <p>From the tightest: {@code ? * +}, the difference {@code -} (of which the section does not say
 * how it binds), one after the other, {@code |}.
 */
public final class W3cReader extends SourceReader {
  private W3cReader(String text, GrammarOptions options) {
    super(text, options);
  }

  /**
   * Reads a grammar. Linear in the length of the text.
   *
   * @throws dev.espalier.compiler.GrammarException if it is not one, or is too long or too deep
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    W3cReader reader = new W3cReader(text, options);
    reader.blanks();
    while (reader.peek() != END) {
      reader.rule();
    }
    return reader.definition(reader.firstRule());
  }

  private void rule() {
    readTo(afterNumber());
    blanks();
    Location place = here();
    if (!startsName(peek())) {
      throw expected("a rule", "a rule is written Symbol ::= …");
    }
    String name = name();
    blanks();
    if (!eat("::=")) {
      throw expected("::=", "a rule is written Symbol ::= …");
    }
    Part body = choice();
    if (peek() == ')') {
      throw syntax(here(), "no group is open that this ) could close", "");
    } else if (peek() != END && !ruleAhead()) {
      throw expected(
          "a string, a class, a symbol, a group, or the next rule",
          peek() == '#'
              ? "a character is #xN, a comment /* … */"
              : peek() == '/' ? "a comment is /* … */" : "");
    }
    define(name, body, place);
  }

  private Part choice() {
    blanks();
    Location place = here();
    List<Part> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence());
    } while (eat("|"));
    return choice(alternatives, place);
  }

  private Part sequence() {
    blanks();
    Location place = here();
    List<Part> parts = new ArrayList<>();
    while (startsItem()) {
      Part item = repetitions();
      while (eat("-")) {
        blanks();
        if (!startsItem()) {
          throw expected("what is left out after -", "a difference is A - B");
        }
        item = difference(item, repetitions());
      }
      parts.add(item);
    }
    switch (peek()) {
      case '*', '+', '?' ->
          throw syntax(
              here(), "nothing stands before " + shown(peek()) + " that it could repeat", "");
      case '-' -> throw syntax(here(), "nothing stands before - to leave something out of", "");
      default -> {}
    }
    return sequence(parts, place);
  }

  private boolean startsItem() {
    int c = peek();
    return switch (c) {
      case '"', '\'', '(' -> true;
      case '#' -> looking("#x");
      default -> (c == '[' || startsName(c)) && !ruleAhead();
    };
  }

  private Part repetitions() {
    Part item = item();
    blanks();
    for (int c = peek(); c == '*' || c == '+' || c == '?'; c = peek()) {
      read();
      item = repeat(item, c == '+' ? 1 : 0, c == '?' ? 1 : Expr.Repeat.UNBOUNDED);
      blanks();
    }
    return item;
  }

  private Part item() {
    Location place = here();
    return switch (peek()) {
      case '"', '\'' -> leaf(string());
      case '[' -> leaf(new Expr.Characters(characters(), place));
      case '#' -> {
        int c = coded();
        if (isSurrogate(c)) {
          throw syntax(place, shown(c) + " is half of a character", "");
        }
        yield leaf(new Expr.Literal(Character.toString(c), false, place));
      }
      case '(' -> group();
      default -> leaf(new Expr.Reference(name(), place));
    };
  }

  private Part group() {
    Location place = here();
    read();
    enter(place);
    Part body = choice();
    leave();
    if (!eat(")")) {
      if (peek() == END || ruleAhead()) {
        throw syntax(place, "no ) closes this group", "");
      }
      throw expected("), |, or something to follow", "the group begins at " + place);
    }
    return body;
  }

  private Expr string() {
    Location place = here();
    int quote = read();
    int start = at;
    boolean noted = false;
    while (peek() != quote) {
      if (peek() == END || isBreak(peek())) {
        throw syntax(
            place,
            "no " + Character.toString(quote) + " ends this string",
            "a line break is written #xA, a quote inside the other quotes");
      }
      noted = noteBackslash(noted);
      read();
    }
    String value = text.substring(start, at);
    read();
    return value.isEmpty() ? new Expr.Empty(place) : new Expr.Literal(value, false, place);
  }

  private boolean noteBackslash(boolean noted) {
    if (peek() == '\\' && !noted) {
      note(here(), "a \\ stands for itself: there are no escapes but #xN");
    }
    return noted || peek() == '\\';
  }

  private CodePointSet characters() {
    Location place = here();
    read();
    boolean negated = eat("^");
    if (peek() == ']') {
      throw syntax(place, "the class is empty", "a ] inside is written #x5D");
    }
    CodePointSet.Builder set = new CodePointSet.Builder();
    boolean noted = false;
    while (peek() != ']') {
      noted = noteBackslash(noted);
      Location range = here();
      int lo = member(place);
      int hi = lo;
      if (looking("-") && !looking("-]")) {
        read();
        hi = member(place);
      }
      if (hi < lo) {
        throw syntax(
            range,
            "the range ends at " + shown(hi) + " before it begins at " + shown(lo),
            "a - stands first or last in a class, or as #x2D");
      }
      if (isSurrogate(lo) || isSurrogate(hi)) {
        note(range, "surrogates are no characters and are left out of the class");
      }
      set.add(lo, hi);
    }
    read();
    return negated ? set.build().complement() : set.build();
  }

  private int member(Location place) {
    if (peek() == END || isBreak(peek())) {
      throw syntax(place, "no ] ends this class", "a ] inside is written #x5D");
    }
    return looking("#x") && Character.digit(second(), 16) >= 0 ? coded() : read();
  }

  /** The character after {@code #x}. */
  private char second() {
    return at + 2 < text.length() ? text.charAt(at + 2) : ' ';
  }

  /** Reads {@code #xN}. */
  private int coded() {
    Location place = here();
    eat("#x");
    return hex(1, Integer.MAX_VALUE, place);
  }

  private String name() {
    int start = at;
    readTo(afterName(at));
    return text.substring(start, at);
  }

  private static boolean startsName(int c) {
    return c == '_' || Character.isLetter(c);
  }

  private int afterName(int from) {
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      boolean inside = i > from && (isDigit(c) || c == '-' || c == '.');
      if (!inside && !startsName(c)) {
        break;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  /** Whether the next rule begins here: an optional number, a symbol, and {@code ::=}. */
  private boolean ruleAhead() {
    int name = blanksFrom(afterNumber());
    int end = afterName(name);
    return end > name && text.startsWith("::=", blanksFrom(end));
  }

  /**
   * Where the number of a production that begins here ends: {@code [12]} or {@code [12a]}, first on
   * its line, and its symbol on the same line. Elsewhere the same is a class.
   */
  private int afterNumber() {
    int i = at;
    while (i > 0 && isBlank(text.charAt(i - 1))) {
      i--;
    }
    boolean first = i == 0 || isBreak(text.charAt(i - 1)) || text.charAt(i - 1) == '\uFEFF';
    if (!first || !looking("[")) {
      return at;
    }
    i = at + 1;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    if (i == at + 1) {
      return at;
    }
    while (i < text.length() && isLetter(text.charAt(i))) {
      i++;
    }
    if (i == text.length() || text.charAt(i) != ']') {
      return at;
    }
    int name = i + 1;
    while (name < text.length() && isBlank(text.charAt(name))) {
      name++;
    }
    int end = afterName(name);
    return end > name && text.startsWith("::=", blanksFrom(end)) ? i + 1 : at;
  }

  private int blanksFrom(int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (text.startsWith("/*", i)) {
        int end = text.indexOf("*/", i + 2);
        if (end < 0) {
          return i;
        }
        i = end + 2;
      } else if (isBlank(c) || isBreak(c)) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  /** White space, line breaks, comments, and constraints, which are noted. */
  private void blanks() {
    while (true) {
      readTo(blanksFrom(at));
      if (looking("/*")) {
        throw syntax(here(), "no */ ends this comment", "");
      }
      if (!constraint()) {
        return;
      }
    }
  }

  private boolean constraint() {
    if (!looking("[")) {
      return false;
    }
    int i = at + 1;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    int colon = i;
    while (colon < text.length() && isLetter(text.charAt(colon))) {
      colon++;
    }
    if (colon - i > 3 || colon == text.length() || text.charAt(colon) != ':') {
      return false;
    }
    String kind =
        switch (text.substring(i, colon).toLowerCase(Locale.ROOT)) {
          case "wfc" -> "well-formedness constraint";
          case "vc" -> "validity constraint";
          case "nsc" -> "namespace constraint";
          default -> "";
        };
    if (kind.isEmpty()) {
      return false;
    }
    Location place = here();
    int end = text.indexOf(']', colon);
    if (end < 0) {
      throw syntax(place, "no ] ends this " + kind, "");
    }
    String what = text.substring(colon + 1, Math.min(end, colon + 100)).strip();
    note(place, "the " + kind + " \"" + what + "\" is not a part of the grammar");
    readTo(end + 1);
    return true;
  }
}
