package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the extended BNF of ISO/IEC 14977:1996.
 *
 * <p>Blanks in meta identifiers do not count: {@code syntax rule} and {@code syntaxrule} are the
 * same, named as they are first written. Of special sequences only those are known that name
 * characters, which the standard itself has no other way to write: {@code ? U+000A ?}, {@code ?
 * U+0041 - U+005A ?}, {@code ? any character ?}, and the five of the standard's own example, such
 * as {@code ? ISO 6429 character Line Feed ?}.
 */
public final class IsoReader extends SourceReader {
  private static final Map<String, Integer> ISO_6429 =
      Map.of(
          "horizontal tabulation", 0x09,
          "line feed", 0x0A,
          "vertical tabulation", 0x0B,
          "form feed", 0x0C,
          "carriage return", 0x0D);

  private final Map<String, String> names = new HashMap<>(); // without blanks, and as first written

  private IsoReader(String text, GrammarOptions options) {
    super(text, options);
  }

  /**
   * Reads a grammar. Linear in the length of the text.
   *
   * @throws GrammarException if it is not one, or is too long or too deep
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    IsoReader reader = new IsoReader(text, options);
    reader.gap();
    while (reader.peek() != END) {
      reader.rule();
    }
    String first = reader.firstRule();
    reader.repeatAtLeastOnce();
    GrammarDefinition definition = reader.definition(first);
    String start = definition.start();
    return definition.withStart(reader.names.getOrDefault(start.replace(" ", ""), start));
  }

  private void rule() {
    Location place = here();
    if (!startsIdentifier(peek())) {
      throw expected("a rule", "a rule is written name = … ;");
    }
    String name = identifier();
    if (!eat("=")) {
      throw expected(
          "=", looking(":") ? "::= is of other notations: W3C, GBNF" : "a rule is name = … ;");
    }
    Part body = definitions();
    if (!looking(";") && !looking(".")) {
      if (looking("=")) {
        throw expected("; before the next rule", "");
      }
      throw expected(
          "; at the end of the rule, or a , or | before what follows",
          isCloser() ? "no bracket is open that this could close" : "");
    }
    read();
    gap();
    define(name, body, place);
  }

  private Part definitions() {
    gap();
    Location place = here();
    List<Part> alternatives = new ArrayList<>();
    do {
      gap();
      alternatives.add(single());
    } while (eatSeparator());
    return choice(alternatives, place);
  }

  private boolean eatSeparator() {
    return eat("|") || (!looking("/)") && eat("/")) || eat("!");
  }

  private Part single() {
    Location place = here();
    List<Part> parts = new ArrayList<>();
    do {
      gap();
      parts.add(term());
    } while (eat(","));
    return sequence(parts, place);
  }

  private Part term() {
    Part term = factor();
    if (eat("-")) {
      gap();
      term = difference(term, factor());
    }
    return term;
  }

  private Part factor() {
    if (!isDigit(peek())) {
      return primary();
    }
    int times = number("a number");
    gap();
    if (!eat("*")) {
      throw expected("* after the number", "how often something stands is n * something");
    }
    gap();
    return repeat(primary(), times, times);
  }

  /** One thing and the gap after it. */
  private Part primary() {
    Location place = here();
    int c = peek();
    Part primary;
    if (startsIdentifier(c)) {
      return leaf(new Expr.Reference(identifier(), place));
    } else if (c == '\'' || c == '"') {
      primary = leaf(terminalString());
    } else if (c == '?') {
      primary = leaf(special());
    } else if (eat("[") || eat("(/")) {
      primary = repeat(bracketed(place, "]", "/)"), 0, 1);
    } else if (eat("{") || eat("(:")) {
      primary = repeat(bracketed(place, "}", ":)"), 0, Expr.Repeat.UNBOUNDED);
    } else if (eat("(")) {
      primary = bracketed(place, ")", ")");
    } else {
      return leaf(new Expr.Empty(place)); // the standard's empty sequence
    }
    gap();
    return primary;
  }

  private Part bracketed(Location place, String close, String other) {
    enter(place);
    Part body = definitions();
    leave();
    if (!eat(close) && !eat(other)) {
      if (peek() == END || looking(";")) {
        throw syntax(place, "no " + close + " closes this bracket", "");
      }
      throw expected(close + ", or a , or | before what follows", "the bracket opens at " + place);
    }
    return body;
  }

  private boolean isCloser() {
    return looking(")") || looking("]") || looking("}") || looking("/)") || looking(":)");
  }

  private Expr terminalString() {
    Location place = here();
    int quote = read();
    int start = at;
    while (peek() != quote) {
      if (peek() == END || isBreak(peek())) {
        throw syntax(
            place,
            "no " + Character.toString(quote) + " ends this terminal string",
            "a quote stands inside the other quotes, a line break is ? U+000A ?");
      }
      if (peek() == '\\') {
        note(here(), "a \\ stands for itself: there are no escapes");
      }
      read();
    }
    String value = text.substring(start, at);
    read();
    if (value.isEmpty()) {
      note(place, "an empty terminal string, which the standard does not know, is nothing");
      return new Expr.Empty(place);
    }
    return new Expr.Literal(value, false, place);
  }

  private Expr special() {
    Location place = here();
    read();
    int start = at;
    while (peek() != '?') {
      if (peek() == END) {
        throw syntax(place, "no ? ends this special sequence", "");
      }
      read();
    }
    String written = text.substring(start, at).strip();
    read();
    String words = String.join(" ", written.toLowerCase(Locale.ROOT).split("\\s+"));
    if (words.equals("any character")) {
      return new Expr.Characters(CodePointSet.ALL, place);
    }
    String standard = "iso 6429 character ";
    Integer control =
        words.startsWith(standard) ? ISO_6429.get(words.substring(standard.length())) : null;
    if (control != null) {
      return new Expr.Characters(CodePointSet.of(control), place);
    }
    if (words.matches("u\\+[0-9a-f]{4,6}( ?- ?u\\+[0-9a-f]{4,6})?")) {
      String[] bounds = words.split("-");
      int lo = Integer.parseInt(bounds[0].strip().substring(2), 16);
      int hi = Integer.parseInt(bounds[bounds.length - 1].strip().substring(2), 16);
      if (hi > Character.MAX_CODE_POINT) {
        throw syntax(place, "there is no character beyond U+10FFFF", "");
      } else if (hi < lo) {
        throw syntax(place, "the range ends before it begins", "");
      }
      return new Expr.Characters(CodePointSet.range(lo, hi), place);
    }
    String shown = written.length() <= 100 ? written : written.substring(0, 100) + "…";
    throw new GrammarException(
        GrammarException.Kind.UNSUPPORTED,
        place,
        "the special sequence ? " + shown + " ? is not known",
        "known are ? U+0041 ?, ? U+0041 - U+005A ?, ? any character ?, and ? ISO 6429 character …"
            + " ? of the standard; write anything else as a rule");
  }

  private static boolean startsIdentifier(int c) {
    return Character.isLetter(c);
  }

  /** A meta identifier and the gap after it. */
  private String identifier() {
    StringBuilder key = new StringBuilder();
    StringBuilder name = new StringBuilder();
    for (int c = peek(); Character.isLetterOrDigit(c) || c == '_'; c = peek()) {
      name.append(name.isEmpty() ? "" : " ");
      for (; Character.isLetterOrDigit(c) || c == '_'; c = peek()) {
        read();
        key.appendCodePoint(c);
        name.appendCodePoint(c);
      }
      gap();
    }
    String first = names.putIfAbsent(key.toString(), name.toString());
    return first == null ? name.toString() : first;
  }

  /** White space and comments, which nest. */
  private void gap() {
    while (true) {
      int c = peek();
      if (looking("(*")) {
        comment();
      } else if (isBlank(c) || isBreak(c) || c == 0x0B || c == 0x0C) {
        read();
      } else {
        return;
      }
    }
  }

  private void comment() {
    Location place = here();
    int open = 0;
    do {
      if (eat("(*")) {
        open++;
      } else if (eat("*)")) {
        open--;
      } else if (peek() == END) {
        throw syntax(place, "no *) ends this comment", "comments nest");
      } else {
        read();
      }
    } while (open > 0);
  }

  /**
   * <code>{ x } -</code>, the standard's way to say at least once, is a difference of what need not
   * be regular. Where x is never empty, it is the same as a repetition from one.
   */
  private void repeatAtLeastOnce() {
    Set<String> nullable = Nullability.of(rules.values());
    rules.replaceAll(
        (name, rule) -> new Rule(name, false, atLeastOnce(rule.body(), nullable), rule.at()));
  }

  private static Expr atLeastOnce(Expr expr, Set<String> nullable) {
    return switch (expr) {
      case Expr.Intersection both
          when both.parts().get(0) instanceof Expr.Repeat repeat
              && repeat.min() == 0
              && repeat.max() == Expr.Repeat.UNBOUNDED
              && both.parts().get(1) instanceof Expr.Complement rest
              && rest.body() instanceof Expr.Empty
              && !Nullability.isNullable(repeat.body(), nullable) ->
          new Expr.Repeat(atLeastOnce(repeat.body(), nullable), 1, repeat.max(), true, repeat.at());
      case Expr.Intersection both -> new Expr.Intersection(all(both.parts(), nullable), both.at());
      case Expr.Complement rest ->
          new Expr.Complement(atLeastOnce(rest.body(), nullable), rest.at());
      case Expr.Sequence sequence ->
          new Expr.Sequence(all(sequence.parts(), nullable), sequence.at());
      case Expr.Choice choice -> new Expr.Choice(all(choice.alternatives(), nullable), choice.at());
      case Expr.Repeat repeat ->
          new Expr.Repeat(
              atLeastOnce(repeat.body(), nullable), repeat.min(), repeat.max(), true, repeat.at());
      default -> expr;
    };
  }

  private static List<Expr> all(List<Expr> parts, Set<String> nullable) {
    return parts.stream().map(part -> atLeastOnce(part, nullable)).toList();
  }
}
