package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.regex.EcmaRegex;
import dev.espalier.compiler.regex.RegexException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What compositions are made of.
 *
 * @param expr the language
 * @param identity the same text for equal parts only: what fingerprints are made of, and what is
 *     spelled out for these alone
 * @param report what is enforced in it, and what was noticed
 */
public record Part(Expr expr, Supplier<String> identity, Report report) {
  /** The place of all that was made by calls, not written in a source. */
  static final Location AT = new Location("composition", 1, 1);

  static final Report NOTHING = new Report(List.of(), List.of(), List.of());

  // What the parser core takes as one terminal has to fit in its automata.
  private static final int LONGEST_LITERAL = 4096;

  /** Nothing at all: the empty text. */
  static final Part EMPTY = new Part(new Expr.Empty(AT), () -> named("empty"), NOTHING);

  /** A grammar: its own part if it was put together, else as it is. */
  public static Part of(Grammar grammar) {
    return grammar instanceof Composition composition
        ? composition.part()
        : embedded(grammar, "a grammar");
  }

  static Part embedded(Grammar grammar, String description) {
    return new Part(
        new Expr.Embedded(grammar, description, AT),
        () -> named("grammar", grammar.fingerprint()),
        grammar.report());
  }

  /** A text. */
  public static Part text(String text, CompileLimits limits) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    checkText(text);
    int length = text.codePointCount(0, text.length());
    if (length > limits.automatonStates()) {
      throw limit(
          new LimitExceeded("automatonStates", limits.automatonStates(), "a text as an automaton"));
    }
    Expr expr =
        length <= LONGEST_LITERAL
            ? new Expr.Literal(text, false, AT)
            : new Expr.Regular(CodePointDfa.ofWords(List.of(text)), "a text", AT);
    return new Part(expr, () -> named("text", text), NOTHING);
  }

  /**
   * A regular language.
   *
   * @param source how it is written, for exports and pictures
   * @param identity what it was made from
   */
  static Part regular(CodePointDfa language, String source, Supplier<String> identity) {
    return new Part(new Expr.Regular(language, source, AT), identity, NOTHING);
  }

  /** What an ECMA-262 regular expression matches as a whole. */
  public static Part regex(String pattern, CompileLimits limits) {
    Work work = new Work(limits.automatonStates(), limits.automatonWork(), "a regular expression");
    EcmaRegex regex;
    try {
      regex = EcmaRegex.whole(pattern, limits.patternNesting(), work);
    } catch (RegexException e) {
      boolean invalid = e.kind() == RegexException.Kind.INVALID;
      throw new GrammarException(
          invalid ? Kind.SYNTAX : Kind.UNSUPPORTED,
          place(pattern, e.index()),
          (invalid ? "not a regular expression of ECMA-262: " : "not supported: ") + e.reason(),
          "",
          e);
    } catch (LimitExceeded e) {
      throw limit(e);
    }
    if (regex.dfa().isEmpty()) {
      throw new GrammarException(
          Kind.EMPTY, place(pattern, 0), "nothing matches this regular expression", "");
    }
    return new Part(
        new Expr.Regular(regex.dfa(), pattern, AT),
        () -> named("regex", pattern),
        new Report(List.of(), List.of(), regex.notes()));
  }

  private static Location place(String text, int index) {
    int line = 1;
    int start = 0;
    int end = Math.min(index, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Location("regular expression", line, text.codePointCount(start, end) + 1);
  }

  /** A special token of the model's vocabulary. */
  public static Part token(String name) {
    if (name.isEmpty()) {
      throw new GrammarException(Kind.SYNTAX, AT, "the name of a special token is empty", "");
    }
    return new Part(new Expr.SpecialToken(name, AT), () -> named("token", name), NOTHING);
  }

  /** One after the other. */
  public static Part sequence(List<Part> parts) {
    List<Part> all = List.copyOf(parts);
    return all.size() == 1
        ? all.get(0)
        : new Part(
            new Expr.Sequence(all.stream().map(Part::expr).toList(), AT),
            () -> named("sequence", identities(all)),
            joined(all));
  }

  static Part sequence(Part... parts) {
    return sequence(List.of(parts));
  }

  /**
   * One of several.
   *
   * @param parts at least one
   */
  public static Part choice(List<Part> parts) {
    if (parts.isEmpty()) {
      throw new GrammarException(Kind.EMPTY, AT, "a choice of nothing", "name an alternative");
    }
    List<Part> all = List.copyOf(parts);
    return all.size() == 1
        ? all.get(0)
        : new Part(
            new Expr.Choice(all.stream().map(Part::expr).toList(), AT),
            () -> named("choice", identities(all)),
            joined(all));
  }

  static Part choice(Part... parts) {
    return choice(List.of(parts));
  }

  /**
   * Several times.
   *
   * @param max at most, or {@link Expr.Repeat#UNBOUNDED}
   */
  public static Part repeat(Part part, int min, int max) {
    if (min < 0 || (max < min && max != Expr.Repeat.UNBOUNDED)) {
      throw new IllegalArgumentException("at least " + min + " and at most " + max + " times");
    }
    return new Part(
        new Expr.Repeat(part.expr, min, max, true, AT),
        () -> named("repeat", Integer.toString(min), Integer.toString(max), part.identity.get()),
        part.report);
  }

  /**
   * Several times, with something between each two.
   *
   * @param max at most, or {@link Expr.Repeat#UNBOUNDED}
   */
  public static Part separated(Part part, Part separator, int min, int max) {
    if (max == 0) {
      return repeat(part, min, max);
    }
    Part more =
        repeat(
            sequence(separator, part),
            Math.max(min, 1) - 1,
            max == Expr.Repeat.UNBOUNDED ? max : max - 1);
    Part all = sequence(part, more);
    return min == 0 ? optional(all) : all;
  }

  static Part optional(Part part) {
    return repeat(part, 0, 1);
  }

  static Part many(Part part) {
    return repeat(part, 0, Expr.Repeat.UNBOUNDED);
  }

  /** The same with more in its report. */
  Part reporting(List<Report.Relaxation> relaxed, List<String> notes) {
    return new Part(
        expr, identity, joined(Stream.of(report, new Report(List.of(), relaxed, notes))));
  }

  private static String[] identities(List<Part> parts) {
    return parts.stream().map(part -> part.identity.get()).toArray(String[]::new);
  }

  /** A name for what was made from some texts, each with its length, so that none runs over. */
  static String named(String kind, String... from) {
    StringBuilder name = new StringBuilder(kind).append('(');
    for (String text : from) {
      name.append(text.length()).append(':').append(text);
    }
    return name.append(')').toString();
  }

  private static Report joined(List<Part> parts) {
    return joined(parts.stream().map(Part::report));
  }

  private static Report joined(Stream<Report> reports) {
    // Of most parts nothing is said.
    List<Report> all = reports.filter(report -> report != NOTHING).toList();
    if (all.size() < 2) {
      return all.isEmpty() ? NOTHING : all.get(0);
    }
    Set<String> enforced = new TreeSet<>();
    Set<Report.Relaxation> relaxed = new LinkedHashSet<>();
    Set<String> notes = new LinkedHashSet<>();
    for (Report one : all) {
      enforced.addAll(one.enforced());
      relaxed.addAll(one.relaxed());
      notes.addAll(one.notes());
    }
    return new Report(new ArrayList<>(enforced), new ArrayList<>(relaxed), new ArrayList<>(notes));
  }

  static void checkText(String text) {
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      if (Character.charCount(c) == 2) {
        i++;
      } else if (Character.isSurrogate((char) c)) {
        throw new GrammarException(
            Kind.SYNTAX, AT, "a text with half of a surrogate pair, at index " + i, "");
      }
    }
  }

  static GrammarException limit(LimitExceeded e) {
    return new GrammarException(Kind.LIMIT, AT, e.getMessage(), "", e);
  }
}
