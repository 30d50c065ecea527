package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.ebnf.GrammarExport.Treatment;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes Lark's format, with llguidance's spelling of the model's tokens. The language is what
 * Lark's Earley parser with the lexer {@code dynamic_complete} accepts; other lexers and
 * llguidance's cut texts in one way, and may accept less.
 *
 * <p>Terminals that may be empty, which Lark does not know, are written without the empty text, and
 * as options where they are referred to.
 */
public final class LarkWriter extends GrammarWriter {
  private static final String NEVER = "/[^\\u0000-\\U0010ffff]/";

  private final Map<String, String> terminals = new LinkedHashMap<>(); // written out
  private final Map<String, Integer> priorities = new HashMap<>();
  private final Set<String> nullable;
  private boolean inTerminal;

  private LarkWriter(GrammarDefinition grammar, CompileLimits limits) {
    super(GrammarSyntax.LARK, grammar, limits);
    this.nullable = Nullability.of(this.grammar.rules().values());
    // What only may be empty there is looked at: an option of what never is would be one too many.
    this.nullable.removeIf(
        rule -> isTerminal(rule) && !isEmptyText(new Expr.Reference(rule, place(rule))));
  }

  /**
   * Writes a grammar.
   *
   * @param limits what the automata may cost that are needed on the way
   * @throws dev.espalier.compiler.GrammarException if the grammar is nested too deeply
   */
  public static GrammarExport write(GrammarDefinition grammar, CompileLimits limits) {
    return new LarkWriter(grammar, limits).write();
  }

  private GrammarExport write() {
    prioritise();
    String start = grammar.start();
    if (isTerminal(start)) {
      out.put(fresh("start"), plain(new Expr.Reference(start, place(start))));
    } else {
      reserve(start, "start");
    }
    Set<String> cyclic = cyclicTerminals();
    for (Rule rule : grammar.rules().values()) {
      if (!rule.terminal()) {
        String name = name(rule.name());
        out.put(name, orNever(plain(rule.body()), name));
      } else if (cyclic.contains(rule.name())) {
        lose(
            Treatment.REFUSED,
            rule.name(),
            rule.at(),
            "the terminal refers to itself; in its place stands " + name(rule.name()));
      } else {
        define(name(rule.name()), rule.body(), priorities.getOrDefault(rule.name(), 0));
      }
    }
    StringBuilder text = new StringBuilder(comments("// ", ""));
    out.forEach((name, body) ->
        text.append(name).append(": ").append(print(body, Binding.CHOICE)).append('\n'));
    terminals.forEach((name, body) -> text.append(name).append(": ").append(body).append('\n'));
    for (String name : new LinkedHashSet<>(ignored)) {
      text.append("%ignore ").append(name(name)).append('\n');
    }
    return export(text.toString());
  }

  /**
   * Where two terminals match the same, Lark prefers a literal; where the preferred one is none, it
   * needs a higher priority.
   */
  private void prioritise() {
    // From the last rule on: the number of what is preferred is above all that it is preferred to.
    for (int i = overlaps.size() - 1; i >= 0; i--) {
      LexerDissolution.Overlap overlap = overlaps.get(i);
      if (overlap.isSimple() && !isLiteral(overlap.preferredTerminal())) {
        int above = priorities.getOrDefault(overlap.otherTerminal(), 0) + 1;
        priorities.merge(overlap.preferredTerminal(), above, Math::max);
      }
    }
    for (LexerDissolution.Overlap overlap : overlaps) {
      String reason = "what both match may be either";
      if (overlap.isSimple()) {
        reason =
            isLiteral(overlap.preferredTerminal())
                ? "Lark's basic and contextual lexers know it; for others what both match may be"
                    + " either"
                : "Lark's basic and contextual lexers know it by its number, which llguidance"
                    + " refuses; for others what both match may be either";
      }
      lose(
          Treatment.APPROXIMATED,
          "the priority of " + overlap.preferred() + " over " + overlap.other(),
          overlap.at(),
          reason);
    }
  }

  private boolean isLiteral(String terminal) {
    Rule rule = grammar.rules().get(terminal);
    return rule != null && rule.body() instanceof Expr.Literal literal && !literal.ignoreCase();
  }

  private Set<String> cyclicTerminals() {
    Map<String, Set<String>> edges = new HashMap<>();
    for (Rule rule : grammar.rules().values()) {
      if (rule.terminal()) {
        Set<String> targets = new LinkedHashSet<>();
        references(rule.body(), targets);
        edges.put(rule.name(), targets);
      }
    }
    return Cycles.of(edges);
  }

  private static void references(Expr expr, Set<String> targets) {
    if (expr instanceof Expr.Reference reference) {
      targets.add(reference.rule());
    }
    Exprs.parts(expr).forEach(part -> references(part, targets));
  }

  // ---- Terminals

  private void define(String name, Expr body, int priority) {
    boolean before = inTerminal;
    inTerminal = true;
    Expr plain = Nullability.isNullable(body, nullable) ? notEmpty(body) : plain(body);
    inTerminal = before;
    String text;
    if (Exprs.isNothing(plain) || plain instanceof Expr.Empty) {
      text = NEVER;
    } else if (plain instanceof Expr.Literal || !isRegex(plain)) {
      text = print(plain, Binding.CHOICE);
    } else {
      text = "/" + regex(plain, Binding.CHOICE) + "/";
    }
    terminals.put(name + (priority == 0 ? "" : "." + priority), text);
  }

  private boolean isEmptyText(Expr expr) {
    return languages.of(expr).map(dfa -> dfa.accepts(CodePointDfa.START)).orElse(false);
  }

  private Expr notEmpty(Expr body) {
    Optional<CodePointDfa> language = languages.of(body);
    if (language.isPresent()) {
      try {
        CodePointDfa rest =
            CodePointDfas.difference(language.get(), CodePointDfa.EMPTY_STRING, languages.work());
        return automaton(rest, "a terminal that may be empty", body.at());
      } catch (LimitExceeded reached) {
        return refuse("a terminal that may be empty", body.at(), reached.getMessage());
      }
    }
    return refuse("a terminal that may be empty", body.at(), "it is not regular or too large");
  }

  /** Whether an expression consists of characters alone. */
  private static boolean isRegex(Expr expr) {
    List<Expr> parts = Exprs.parts(expr);
    boolean leaf =
        expr instanceof Expr.Literal
            || expr instanceof Expr.Characters
            || expr instanceof Expr.Empty;
    return leaf || (!parts.isEmpty() && parts.stream().allMatch(LarkWriter::isRegex));
  }

  @Override
  Expr plain(Expr expr) {
    Location at = expr.at();
    return switch (expr) {
      case Expr.Reference reference -> reference(reference);
      case Expr.OtherTokens token ->
          refuse("any token but " + token.text(), at, "tokens are left out by their ids alone");
      case Expr.SpecialToken token when !token.text().matches("<[^<>\\s\\[\\]]+>") ->
          refuse(token.text(), at, "a token is written <…>");
      case Expr.Literal literal when literal.ignoreCase() && !inTerminal -> terminal(literal);
      case Expr.Regular regular when !inTerminal -> terminal(regular);
      case Expr.Intersection both when !inTerminal -> terminal(both);
      case Expr.Complement rest when !inTerminal -> terminal(rest);
      default -> super.plain(expr);
    };
  }

  private Expr reference(Expr.Reference reference) {
    if (inTerminal
        && grammar.rules().containsKey(reference.rule())
        && !isTerminal(reference.rule())) {
      return regular(reference, "the rule " + reference.rule() + " in a terminal");
    }
    Expr plain = new Expr.Reference(name(reference.rule()), reference.at());
    return isTerminal(reference.rule()) && nullable.contains(reference.rule())
        ? Exprs.repeat(plain, 0, 1, reference.at())
        : plain;
  }

  /** A part of a rule that is one terminal: what is ignored stands before it, not inside. */
  private Expr terminal(Expr expr) {
    String name = fresh("TERMINAL");
    define(name, expr, 0);
    Expr reference = new Expr.Reference(name, expr.at());
    return isEmptyText(expr) ? Exprs.repeat(reference, 0, 1, expr.at()) : reference;
  }

  @Override
  Expr automaton(CodePointDfa dfa, String what, Location at) {
    return DfaExpressions.of(dfa, at).isPresent()
        ? super.automaton(dfa, what, at)
        : refuse(what, at, "its regular expression would be too large");
  }

  // ---- Names

  @Override
  String spelled(String name, boolean terminal) {
    StringBuilder words = new StringBuilder();
    boolean small = false;
    for (int c : name.codePoints().toArray()) {
      boolean capital = c >= 'A' && c <= 'Z';
      words.append(capital && small ? "_" : "");
      words.append(SourceReader.isLetter(c) || SourceReader.isDigit(c) ? (char) c : '_');
      small = c >= 'a' && c <= 'z';
    }
    String spelled = words.toString();
    if (spelled.isEmpty()
        || !SourceReader.isLetter(
            spelled.replace("_", "").isEmpty() ? 0 : spelled.replace("_", "").charAt(0))) {
      spelled = "r_" + spelled;
    }
    return terminal ? spelled.toUpperCase(Locale.ROOT) : spelled.toLowerCase(Locale.ROOT);
  }

  // ---- Printing

  @Override
  boolean knows(int min, int max) {
    return max != Expr.Repeat.UNBOUNDED || min <= 1;
  }

  @Override
  String bounds(int min, int max) {
    String shorthand = shorthand(min, max);
    return !shorthand.isEmpty() ? shorthand : "~" + min + (max == min ? "" : ".." + max);
  }

  @Override
  String nothingAtAll() {
    return "";
  }

  @Override
  String token(Expr token) {
    return switch (token) {
      case Expr.SpecialToken special -> special.text();
      case Expr.TokenIds ids -> {
        StringBuilder text = new StringBuilder(ids.negated() ? "<[^" : "<[");
        for (int i = 0; i < ids.ranges().size(); i += 2) {
          int lo = ids.ranges().get(i);
          int hi = ids.ranges().get(i + 1);
          text.append(i == 0 ? "" : ",").append(lo).append(lo == hi ? "" : "-" + hi);
        }
        yield text.append("]>").toString();
      }
      default -> throw new IllegalStateException("not plain: " + token);
    };
  }

  @Override
  String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
          } else {
            out.append(shown(c));
          }
        });
    return out.append('"').toString();
  }

  @Override
  String set(CodePointSet set) {
    return "/" + characters(set) + "/";
  }

  private static String shown(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      default ->
          (c >= ' ' && c < 0x7F) || (c > 0x7F && Character.isLetterOrDigit(c))
              ? Character.toString(c)
              : String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    };
  }

  private static String characters(CodePointSet set) {
    CodePointSet rest = set.complement();
    boolean negated = rest.ranges() < set.ranges() && !rest.isEmpty();
    CodePointSet written = negated ? rest : set;
    StringBuilder out = new StringBuilder(negated ? "[^" : "[");
    for (int i = 0; i < written.ranges(); i++) {
      out.append(member(written.lo(i)));
      if (written.hi(i) > written.lo(i)) {
        out.append(written.hi(i) > written.lo(i) + 1 ? "-" : "").append(member(written.hi(i)));
      }
    }
    return out.append(']').toString();
  }

  /** A member of a class, of which other engines than Python's read &&, -- and ~~ too. */
  private static String member(int c) {
    if ("[]\\^-/".indexOf(c) >= 0) {
      return "\\" + Character.toString(c);
    }
    return "&~|".indexOf(c) >= 0 ? String.format("\\u%04x", c) : shown(c);
  }

  private static String regex(Expr expr, Binding outside) {
    return switch (expr) {
      case Expr.Literal literal -> {
        StringBuilder text = new StringBuilder();
        literal
            .text()
            .codePoints()
            .forEach(
                c -> text.append("\\^$.|?*+()[]{}/".indexOf(c) >= 0 ? "\\" : "").append(shown(c)));
        boolean one = literal.text().codePointCount(0, literal.text().length()) == 1;
        yield group(text.toString(), one ? Binding.ITEM : Binding.SEQUENCE, outside);
      }
      case Expr.Characters characters -> characters(characters.set());
      case Expr.Sequence sequence -> {
        StringBuilder text = new StringBuilder();
        sequence.parts().forEach(part -> text.append(regex(part, Binding.SEQUENCE)));
        yield group(text.toString(), Binding.SEQUENCE, outside);
      }
      case Expr.Choice choice -> {
        StringBuilder text = new StringBuilder();
        // Python takes the first alternative that matches: the ones that can be long stand first.
        List<Expr> longFirst = new ArrayList<>(choice.alternatives());
        longFirst.sort(Comparator.comparingLong(LarkWriter::longest).reversed());
        for (Expr alternative : longFirst) {
          text.append(text.isEmpty() ? "" : "|").append(regex(alternative, Binding.SEQUENCE));
        }
        yield group(text.toString(), Binding.CHOICE, outside);
      }
      case Expr.Repeat repeat -> {
        String shorthand = shorthand(repeat.min(), repeat.max());
        String bounds =
            !shorthand.isEmpty()
                ? shorthand
                : "{"
                    + repeat.min()
                    + (repeat.max() == repeat.min() ? "" : "," + repeat.max())
                    + "}";
        // Bounds after bounds would be something else: x?? is lazy, x*+ possessive.
        yield group(regex(repeat.body(), Binding.ITEM) + bounds, Binding.SEQUENCE, outside);
      }
      case Expr.Empty empty -> group("", Binding.SEQUENCE, outside);
      default -> throw new IllegalStateException("not plain: " + expr);
    };
  }

  /** The length of the longest text, in code points. */
  private static long longest(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> literal.text().codePointCount(0, literal.text().length());
      case Expr.Characters characters -> 1;
      case Expr.Repeat repeat ->
          repeat.max() == Expr.Repeat.UNBOUNDED
              ? Integer.MAX_VALUE
              : Math.min(Integer.MAX_VALUE, repeat.max() * longest(repeat.body()));
      case Expr.Choice choice ->
          choice.alternatives().stream().mapToLong(LarkWriter::longest).max().orElse(0);
      default ->
          Math.min(
              Integer.MAX_VALUE, Exprs.parts(expr).stream().mapToLong(LarkWriter::longest).sum());
    };
  }

  private static String group(String text, Binding inside, Binding outside) {
    return inside.compareTo(outside) < 0 ? "(?:" + text + ")" : text;
  }
}
