package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.ebnf.GrammarExport.Treatment;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes GBNF for llama.cpp. What that does not take is rewritten where the language stays the
 * same: underscores in names, direct left recursion, bounds above a thousand.
 */
public final class GbnfWriter extends GrammarWriter {
  private static final int MAX_BOUND = 1000; // llama.cpp takes less than 2,000, and groups count
  private static final int MAX_IDS = 1000; // alternatives written for a range of token ids

  private GbnfWriter(GrammarDefinition grammar, CompileLimits limits) {
    super(GrammarSyntax.GBNF, grammar, limits);
  }

  /**
   * Writes a grammar.
   *
   * @param limits what the automata may cost that are needed on the way
   * @throws dev.espalier.compiler.GrammarException if the grammar is nested too deeply
   */
  public static GrammarExport write(GrammarDefinition grammar, CompileLimits limits) {
    return new GbnfWriter(grammar, limits).write();
  }

  private GrammarExport write() {
    overlaps.forEach(overlap ->
        lose(
            Treatment.APPROXIMATED,
            "the priority of " + overlap.preferred() + " over " + overlap.other(),
            overlap.at(),
            "what both match may be either"));
    writeOut("root");
    out.replaceAll(GbnfWriter::withoutLeftRecursion);
    findLeftRecursion();
    StringBuilder text = new StringBuilder(comments("# ", ""));
    out.forEach((name, body) ->
        text.append(name).append(" ::= ").append(print(body, Binding.CHOICE)).append('\n'));
    return export(text.toString());
  }

  @Override
  String spelled(String name, boolean terminal) {
    return spelled(name, c -> SourceReader.isLetter(c) || SourceReader.isDigit(c) || c == '-', '-');
  }

  @Override
  boolean knows(int min, int max) {
    return min <= MAX_BOUND && max <= MAX_BOUND;
  }

  // ---- Left recursion, which llama.cpp refuses

  /** {@code A ::= A x | y} as {@code A ::= y x*}. */
  private static Expr withoutLeftRecursion(String name, Expr body) {
    Location at = body.at();
    List<Expr> alternatives =
        body instanceof Expr.Choice choice ? choice.alternatives() : List.of(body);
    List<Expr> first = new ArrayList<>();
    List<Expr> more = new ArrayList<>();
    for (Expr alternative : alternatives) {
      if (isReference(alternative, name)) {
        continue; // A ::= A says nothing
      }
      if (alternative instanceof Expr.Sequence sequence
          && isReference(sequence.parts().get(0), name)) {
        more.add(Exprs.sequence(sequence.parts().subList(1, sequence.parts().size()), at));
      } else {
        first.add(alternative);
      }
    }
    if (first.size() == alternatives.size()) {
      return body;
    }
    Expr rest = Exprs.repeat(Exprs.choice(more, at), 0, Expr.Repeat.UNBOUNDED, at);
    return orNever(Exprs.sequence(List.of(Exprs.choice(first, at), rest), at), name);
  }

  private static boolean isReference(Expr expr, String name) {
    return expr instanceof Expr.Reference reference && reference.rule().equals(name);
  }

  private void findLeftRecursion() {
    List<Rule> rules = new ArrayList<>();
    out.forEach((name, body) -> rules.add(new Rule(name, false, body, body.at())));
    Set<String> nullable = Nullability.of(rules);
    Map<String, Set<String>> edges = new HashMap<>();
    Set<String> loops = new HashSet<>();
    for (Rule rule : rules) {
      Set<String> firsts = new LinkedHashSet<>();
      if (addFirsts(rule.body(), nullable, firsts)) {
        loops.add(rule.name());
      }
      edges.put(rule.name(), firsts);
    }
    Set<String> cyclic = Cycles.of(edges);
    for (Rule rule : rules) {
      if (cyclic.contains(rule.name())) {
        lose(
            Treatment.APPROXIMATED,
            rule.name(),
            rule.at(),
            "it is left-recursive through other rules, which llama.cpp refuses");
      } else if (loops.contains(rule.name())) {
        lose(
            Treatment.APPROXIMATED,
            rule.name(),
            rule.at(),
            "it repeats what may be empty, which llama.cpp takes for left recursion and refuses");
      }
    }
  }

  /** Adds the rules that may stand first; answers whether something empty is repeated. */
  private static boolean addFirsts(Expr expr, Set<String> nullable, Set<String> firsts) {
    boolean loops = false;
    switch (expr) {
      case Expr.Reference reference -> firsts.add(reference.rule());
      case Expr.Sequence sequence -> {
        boolean first = true;
        for (Expr part : sequence.parts()) {
          loops |= addFirsts(part, nullable, first ? firsts : new HashSet<>());
          first &= Nullability.isNullable(part, nullable);
        }
      }
      case Expr.Repeat repeat ->
          loops =
              addFirsts(repeat.body(), nullable, firsts)
                  | (repeat.max() == Expr.Repeat.UNBOUNDED
                      && Nullability.isNullable(repeat.body(), nullable));
      default -> {
        for (Expr part : Exprs.parts(expr)) {
          loops |= addFirsts(part, nullable, firsts);
        }
      }
    }
    return loops;
  }

  // ---- Printing

  @Override
  Expr plain(Expr expr) {
    return switch (expr) {
      case Expr.SpecialToken token when !isToken(token.text()) ->
          refuse(token.text(), expr.at(), "a token is written <…>");
      case Expr.OtherTokens token when !isToken(token.text()) ->
          refuse(token.text(), expr.at(), "a token is written <…>");
      case Expr.TokenIds tokens -> ids(tokens);
      default -> super.plain(expr);
    };
  }

  private static boolean isToken(String text) {
    return text.length() > 2
        && text.startsWith("<")
        && !text.startsWith("<[")
        && text.indexOf('>') == text.length() - 1
        && text.chars().noneMatch(SourceReader::isBreak);
  }

  private Expr ids(Expr.TokenIds tokens) {
    List<Expr> each = new ArrayList<>();
    long count = 0;
    for (int i = 0; i < tokens.ranges().size(); i += 2) {
      count += 1L + tokens.ranges().get(i + 1) - tokens.ranges().get(i);
    }
    if (tokens.negated() ? count != 1 : count > MAX_IDS) {
      return refuse(
          "a set of " + count + " tokens" + (tokens.negated() ? " that are left out" : ""),
          tokens.at(),
          "a token is written by itself");
    } else if (tokens.negated()) {
      return tokens;
    }
    for (int i = 0; i < tokens.ranges().size(); i += 2) {
      for (int id = tokens.ranges().get(i); id <= tokens.ranges().get(i + 1); id++) {
        each.add(new Expr.TokenIds(List.of(id, id), false, tokens.at()));
      }
    }
    return Exprs.choice(each, tokens.at());
  }

  @Override
  String token(Expr token) {
    return switch (token) {
      case Expr.SpecialToken special -> special.text();
      case Expr.OtherTokens others -> "!" + others.text();
      case Expr.TokenIds ids -> (ids.negated() ? "!<[" : "<[") + ids.ranges().get(0) + "]>";
      default -> throw new IllegalStateException("not plain: " + token);
    };
  }

  @Override
  String bounds(int min, int max) {
    String shorthand = shorthand(min, max);
    if (!shorthand.isEmpty()) {
      return shorthand;
    }
    return "{" + min + (max == min ? "" : "," + (max < 0 ? "" : max)) + "}";
  }

  @Override
  String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> escaped(out, c, "\"\\"));
    return out.append('"').toString();
  }

  @Override
  String set(CodePointSet set) {
    if (set.equals(CodePointSet.ALL)) {
      return ".";
    }
    CodePointSet rest = set.complement();
    boolean negated = rest.ranges() < set.ranges();
    CodePointSet written = negated ? rest : set;
    StringBuilder out = new StringBuilder(negated ? "[^" : "[");
    for (int i = 0; i < written.ranges(); i++) {
      escaped(out, written.lo(i), "[]\\-^");
      if (written.hi(i) > written.lo(i)) {
        out.append(written.hi(i) > written.lo(i) + 1 ? "-" : "");
        escaped(out, written.hi(i), "[]\\-^");
      }
    }
    return out.append(']').toString();
  }

  private static void escaped(StringBuilder out, int c, String special) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\r' -> out.append("\\r");
      case '^' -> out.append(special.indexOf('^') < 0 ? "^" : "\\x5E");
      default -> {
        if (special.indexOf(c) >= 0) {
          out.append('\\').appendCodePoint(c);
        } else if ((c >= ' ' && c < 0x7F) || (c > 0x7F && Character.isLetterOrDigit(c))) {
          out.appendCodePoint(c);
        } else {
          out.append(String.format(c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%08X", c));
        }
      }
    }
  }
}
