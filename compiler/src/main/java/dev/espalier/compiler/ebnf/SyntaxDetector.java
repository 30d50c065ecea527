package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.grammar.Location;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells how a grammar is written.
 *
 * <ol>
 *   <li>What the options say.
 *   <li>The ending of the source's name: {@code .g4}, {@code .gbnf}, {@code .lark}, {@code .w3c},
 *       {@code .iso}, {@code .regex}, {@code .re}. After {@code .ebnf} it is W3C or ISO, by the
 *       first rule.
 *   <li>The first thing that is not white space or a comment: {@code grammar X;} begins ANTLR,
 *       {@code %} a directive of Lark, {@code name:} a rule of Lark, {@code name =} one of ISO,
 *       {@code [1] name ::=} one of W3C, {@code name ::=} one of GBNF or W3C. Between these two
 *       decides what only one of them has outside of strings: GBNF {@code #} comments, tokens in
 *       angle brackets, bounds in braces, {@code .} and escapes inside strings and classes; W3C
 *       {@code #xN}, comments of C, single quotes and {@code -} between blanks. If nothing decides,
 *       it is GBNF where a rule is named {@code root}, else W3C.
 *   <li>One line that begins with nothing of the kind is a regular expression.
 * </ol>
 *
 * <p>What could be two of them is an error that says how to name the syntax.
 */
public final class SyntaxDetector {
  private static final Map<String, GrammarSyntax> ENDINGS =
      Map.of(
          "g4", GrammarSyntax.ANTLR,
          "gbnf", GrammarSyntax.GBNF,
          "lark", GrammarSyntax.LARK,
          "w3c", GrammarSyntax.W3C,
          "iso", GrammarSyntax.ISO,
          "regex", GrammarSyntax.REGEX,
          "re", GrammarSyntax.REGEX);

  private static final Pattern ANTLR_HEAD = Pattern.compile("((lexer|parser)\\s+)?grammar\\s+\\w+");
  private static final Pattern LARK_HEAD = Pattern.compile("[!?]*\\w+[^\\n:=]{0,200}:(?![:=])");
  private static final Pattern DOUBLE_COLON_HEAD = Pattern.compile("[\\p{L}\\w.-]+\\s*::=");
  private static final Pattern NUMBERED_HEAD =
      Pattern.compile("\\[\\d+\\p{Alpha}*]\\s*" + DOUBLE_COLON_HEAD);
  private static final Pattern ISO_HEAD = Pattern.compile("\\p{L}[\\w\\s]*=(?!=)");
  private static final Pattern ROOT = Pattern.compile("(?m)^[ \\t]*root\\s*::=");

  private final String text;
  private final GrammarOptions options;

  private SyntaxDetector(String text, GrammarOptions options) {
    this.text = text;
    this.options = options;
  }

  /**
   * How a grammar is written. Linear in the length of the text.
   *
   * @throws GrammarException if it cannot be told
   */
  public static GrammarSyntax detect(String text, GrammarOptions options) {
    return options.syntax().orElseGet(() -> new SyntaxDetector(text, options).detect());
  }

  private GrammarSyntax detect() {
    String name = options.source().toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    GrammarSyntax named = name.contains(".") ? ENDINGS.get(ending) : null;
    if (named != null) {
      return named;
    }
    int start = afterComments();
    if (name.endsWith(".ebnf")) {
      if (matches(DOUBLE_COLON_HEAD, start) || matches(NUMBERED_HEAD, start)) {
        return GrammarSyntax.W3C;
      } else if (matches(ISO_HEAD, start)) {
        return GrammarSyntax.ISO;
      }
      throw unclear(start, "neither a rule of W3C (name ::=) nor one of ISO (name =) begins here");
    }
    return byContent(start);
  }

  private GrammarSyntax byContent(int start) {
    if (start == text.length()) {
      throw unclear(start, "there is no rule");
    } else if (matches(ANTLR_HEAD, start)) {
      return GrammarSyntax.ANTLR;
    } else if (matches(NUMBERED_HEAD, start)) {
      return GrammarSyntax.W3C;
    } else if (matches(DOUBLE_COLON_HEAD, start)) {
      return gbnfOrW3c(start);
    } else if (text.charAt(start) == '%') {
      return GrammarSyntax.LARK;
    }
    boolean oneLine = text.strip().indexOf('\n') < 0;
    if (matches(LARK_HEAD, start)) {
      // One line of a regular expression may begin so too; a grammar in Lark has a start.
      if (oneLine && !text.startsWith("start", start) && options.start().isEmpty()) {
        throw unclear(start, "this may be a rule of Lark or a regular expression");
      }
      return GrammarSyntax.LARK;
    } else if (matches(ISO_HEAD, start)) {
      String end = text.stripTrailing();
      if (oneLine && !end.endsWith(";") && !end.endsWith(".") && !end.endsWith("*)")) {
        throw unclear(start, "this may be a rule of ISO without its ; or a regular expression");
      }
      return GrammarSyntax.ISO;
    } else if (oneLine) {
      return GrammarSyntax.REGEX;
    }
    throw unclear(start, "no rule of a known syntax begins here");
  }

  private boolean matches(Pattern head, int start) {
    Matcher matcher = head.matcher(text).region(start, text.length());
    return matcher.lookingAt();
  }

  private GrammarSyntax gbnfOrW3c(int start) {
    int gbnf = -1;
    int w3c = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean lineStart = i == 0 || text.charAt(i - 1) == '\n';
      switch (c) {
        case '"' -> {
          int end = closing(i, '"');
          gbnf = gbnf < 0 && hasEscape(i, end) ? i : gbnf;
          i = end;
        }
        case '[' -> {
          int end = closing(i, ']');
          gbnf = gbnf < 0 && hasEscape(i, end) ? i : gbnf;
          w3c = w3c < 0 && text.substring(i, end).contains("#x") ? i : w3c;
          i = end;
        }
        case '\'' -> {
          w3c = w3c < 0 ? i : w3c;
          i = closing(i, '\'');
        }
        case '#' -> {
          if (text.startsWith("x", i + 1) && isHex(i + 2) && !lineStart) {
            w3c = w3c < 0 ? i : w3c;
          } else {
            gbnf = gbnf < 0 ? i : gbnf;
            i = endOfLine(i);
          }
        }
        case '/' -> {
          if (text.startsWith("*", i + 1)) {
            w3c = w3c < 0 ? i : w3c;
            int end = text.indexOf("*/", i + 2);
            i = end < 0 ? text.length() : end + 1;
          }
        }
        case '-' -> {
          if (i > 0 && text.charAt(i - 1) == ' ' && text.startsWith(" ", i + 1)) {
            w3c = w3c < 0 ? i : w3c;
          }
        }
        case '<', '!', '{' -> gbnf = gbnf < 0 ? i : gbnf;
        case '.' -> {
          // Inside of a name it is the W3C's alone, but such names are rare: it decides nothing.
          if (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1))) {
            gbnf = gbnf < 0 ? i : gbnf;
          }
        }
        default -> {}
      }
    }
    if (gbnf >= 0 && w3c >= 0) {
      throw unclear(
          Math.max(gbnf, w3c),
          "this is of "
              + (gbnf > w3c ? "GBNF" : "W3C")
              + ", but what stands at "
              + location(Math.min(gbnf, w3c))
              + " is of "
              + (gbnf > w3c ? "W3C" : "GBNF"));
    } else if (gbnf < 0 && w3c < 0) {
      return ROOT.matcher(text).find(start) ? GrammarSyntax.GBNF : GrammarSyntax.W3C;
    }
    return gbnf >= 0 ? GrammarSyntax.GBNF : GrammarSyntax.W3C;
  }

  /** Where what opens at a place is closed, or the last place of its line. */
  private int closing(int open, char close) {
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && close != '\'') {
        i++;
      } else if (c == close || c == '\n') {
        return i;
      }
    }
    return text.length();
  }

  private boolean hasEscape(int from, int to) {
    return text.substring(from, to).indexOf('\\') >= 0;
  }

  private boolean isHex(int i) {
    return i < text.length() && Character.digit(text.charAt(i), 16) >= 0;
  }

  private int endOfLine(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private int afterComments() {
    int i = text.startsWith("\uFEFF") ? 1 : 0;
    while (i < text.length()) {
      if (Character.isWhitespace(text.charAt(i))) {
        i++;
      } else if (text.startsWith("//", i)
          || (text.startsWith("#", i) && !text.startsWith("#x", i))) {
        i = endOfLine(i);
      } else if (text.startsWith("/*", i) || text.startsWith("(*", i)) {
        String close = text.startsWith("/*", i) ? "*/" : "*)";
        int end = text.indexOf(close, i + 2);
        if (end < 0) {
          return i;
        }
        i = end + 2;
      } else {
        return i;
      }
    }
    return i;
  }

  private Location location(int index) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < index; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Location(options.source(), line, text.codePointCount(start, index) + 1);
  }

  private GrammarException unclear(int index, String why) {
    return new GrammarException(
        GrammarException.Kind.SYNTAX,
        location(Math.min(index, text.length())),
        "cannot tell how this grammar is written: " + why,
        "name the syntax: antlr, gbnf, lark, w3c, iso or regex");
  }
}
