package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the readers of EBNF share: a place in the source, errors that name it, and the making of
 * expressions whose height is bounded. Descent is recursive, as deep as groups are nested.
 */
abstract class SourceReader {
  /** What {@link #peek} answers at the end of the source. */
  static final int END = -1;

  /** An expression and how high its tree is. */
  record Part(Expr expr, int height) {}

  final String text;
  final GrammarOptions options;
  final List<String> notes = new ArrayList<>();
  final Map<String, Rule> rules = new LinkedHashMap<>();
  int at;
  private int line = 1;
  private int column = 1;
  private int nesting;

  SourceReader(String text, GrammarOptions options) {
    this.text = text;
    this.options = options;
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    if (bytes > options.limits().schemaBytes()) {
      throw limit("schemaBytes", options.limits().schemaBytes(), here(), "the grammar is too long");
    }
    if (text.startsWith("\uFEFF")) {
      at = 1; // a byte order mark is no character of the grammar
    }
  }

  /** The grammar that was read. */
  final GrammarDefinition definition(String defaultStart) {
    return new GrammarDefinition(
        options.source(),
        options.start().orElse(defaultStart),
        rules,
        Lexing.Scannerless.PLAIN,
        notes);
  }

  /** The name of the first rule. */
  final String firstRule() {
    if (rules.isEmpty()) {
      throw syntax(here(), "expected a rule, found the end of the text", "");
    }
    return rules.keySet().iterator().next();
  }

  final void define(String name, Part body, Location place) {
    Rule before = rules.putIfAbsent(name, new Rule(name, false, body.expr(), place));
    if (before != null) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          place,
          "the rule " + name + " is defined twice, first at " + before.at(),
          "write one rule with both as alternatives");
    }
  }

  // ---- Places and errors

  final Location here() {
    return new Location(options.source(), line, column);
  }

  final int line() {
    return line;
  }

  final GrammarException syntax(Location place, String message, String hint) {
    return new GrammarException(GrammarException.Kind.SYNTAX, place, message, hint);
  }

  /** What stands here is not what was expected. */
  final GrammarException expected(String what, String hint) {
    return syntax(here(), "expected " + what + ", found " + found(), hint);
  }

  private String found() {
    int c = at < text.length() ? text.codePointAt(at) : END;
    if (c == END) {
      return "the end of the text";
    } else if (c == '\n' || c == '\r') {
      return "the end of the line";
    }
    return shown(c);
  }

  static String shown(int c) {
    return c > ' ' && c < 0x7F ? "\"" + Character.toString(c) + "\"" : String.format("U+%04X", c);
  }

  private GrammarException limit(String name, long value, Location place, String message) {
    return new GrammarException(
        GrammarException.Kind.LIMIT,
        place,
        message + ": the limit " + name + " = " + value + " was reached",
        "",
        new LimitExceeded(name, value, "reading a grammar"));
  }

  final void note(Location place, String what) {
    notes.add(place + ": " + what);
  }

  // ---- Reading

  final int peek() {
    if (at >= text.length()) {
      return END;
    }
    int c = text.codePointAt(at);
    if (Character.charCount(c) == 1 && Character.isSurrogate((char) c)) {
      throw syntax(here(), shown(c) + " is half of a character", "");
    }
    return c;
  }

  final boolean looking(String word) {
    return text.startsWith(word, at);
  }

  /** Reads one code point; there must be one. */
  final int read() {
    int c = peek();
    at += Character.charCount(c);
    if (c == '\n' || (c == '\r' && !looking("\n"))) {
      line++;
      column = 1;
    } else {
      column++;
    }
    return c;
  }

  final boolean eat(String word) {
    if (!looking(word)) {
      return false;
    }
    for (int end = at + word.length(); at < end; ) {
      read();
    }
    return true;
  }

  /** Reads on to a place further on. */
  final void readTo(int index) {
    while (at < index) {
      read();
    }
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  static boolean isBreak(int c) {
    return c == '\n' || c == '\r';
  }

  static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Reads a number in decimal digits, of which the first stands here. */
  final int number(String what) {
    Location place = here();
    long value = 0;
    if (!isDigit(peek())) {
      throw expected(what, "");
    }
    while (isDigit(peek())) {
      value = Math.min(10 * value + (read() - '0'), 1L + Integer.MAX_VALUE);
    }
    if (value > Integer.MAX_VALUE) {
      throw syntax(place, "the number is larger than " + Integer.MAX_VALUE, "");
    }
    return (int) value;
  }

  /** Reads hexadecimal digits, as many as there are up to a number of them. */
  final int hex(int min, int max, Location place) {
    int value = 0;
    int digits = 0;
    for (; digits < max && Character.digit(peek(), 16) >= 0 && peek() < 0x80; digits++) {
      value = value > 0x10FFFF ? value : value * 16 + Character.digit(read(), 16);
      if (value > 0x10FFFF) {
        throw syntax(place, "there is no character beyond U+10FFFF", "");
      }
    }
    if (digits < min) {
      throw expected(
          (min == max ? String.valueOf(min) : "at least " + min) + " hexadecimal digits", "");
    }
    return value;
  }

  // ---- Making expressions

  /** Begins a group. */
  final void enter(Location place) {
    if (++nesting > options.limits().nesting()) {
      throw tooDeep(place);
    }
  }

  /** Ends a group. */
  final void leave() {
    nesting--;
  }

  private GrammarException tooDeep(Location place) {
    return limit(
        "nesting", options.limits().nesting(), place, "the expression is nested too deeply");
  }

  static Part leaf(Expr expr) {
    return new Part(expr, 1);
  }

  private Part part(Expr expr, int highest, Location place) {
    // Operators that are piled up nest as groups do.
    if (highest >= options.limits().nesting()) {
      throw tooDeep(place);
    }
    return new Part(expr, highest + 1);
  }

  final Part sequence(List<Part> parts, Location place) {
    return switch (parts.size()) {
      case 0 -> leaf(new Expr.Empty(place));
      case 1 -> parts.get(0);
      default -> part(new Expr.Sequence(exprs(parts), place), height(parts), place);
    };
  }

  final Part choice(List<Part> parts, Location place) {
    return parts.size() == 1
        ? parts.get(0)
        : part(new Expr.Choice(exprs(parts), place), height(parts), place);
  }

  final Part repeat(Part body, int min, int max) {
    Location place = body.expr().at();
    return part(new Expr.Repeat(body.expr(), min, max, true, place), body.height(), place);
  }

  /** What the one says and the other does not. */
  final Part difference(Part from, Part without) {
    Location place = from.expr().at();
    Expr rest = new Expr.Complement(without.expr(), without.expr().at());
    return part(
        new Expr.Intersection(List.of(from.expr(), rest), place),
        1 + Math.max(from.height(), without.height()),
        place);
  }

  private static List<Expr> exprs(List<Part> parts) {
    return parts.stream().map(Part::expr).toList();
  }

  private static int height(List<Part> parts) {
    int height = 0;
    for (Part part : parts) {
      height = Math.max(height, part.height());
    }
    return height;
  }
}
