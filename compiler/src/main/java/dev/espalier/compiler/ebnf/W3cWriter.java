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
import java.util.List;
import java.util.Map;

/**
 * Writes the EBNF of the W3C's specifications (XML 1.0, section 6), the start rule first.
 * Differences stay differences, and tokens that the lexer would have given to an earlier rule are
 * left out by one.
 */
public final class W3cWriter extends GrammarWriter {
  private final Map<String, List<Expr>> preferred = new HashMap<>(); // to a terminal

  private W3cWriter(GrammarDefinition grammar, CompileLimits limits) {
    super(GrammarSyntax.W3C, grammar, limits);
  }

  /**
   * Writes a grammar.
   *
   * @param limits what the automata may cost that are needed on the way
   * @throws dev.espalier.compiler.GrammarException if the grammar is nested too deeply
   */
  public static GrammarExport write(GrammarDefinition grammar, CompileLimits limits) {
    return new W3cWriter(grammar, limits).write();
  }

  private GrammarExport write() {
    for (LexerDissolution.Overlap overlap : overlaps) {
      if (overlap.isSimple()) {
        preferred
            .computeIfAbsent(overlap.otherTerminal(), none -> new ArrayList<>())
            .add(new Expr.Reference(overlap.preferredTerminal(), overlap.at()));
      } else {
        lose(
            Treatment.APPROXIMATED,
            "the priority of " + overlap.preferred() + " over " + overlap.other(),
            overlap.at(),
            "what both match may be either");
      }
    }
    writeOut("");
    String start = name(grammar.start());
    if (!ignored.isEmpty()) {
      start = out.keySet().iterator().next();
    }
    StringBuilder text = new StringBuilder(comments("/* ", " */"));
    Expr first = out.get(start);
    if (first != null) {
      rule(text, start, first);
    }
    for (String name : out.keySet()) {
      if (!name.equals(start)) {
        rule(text, name, out.getOrDefault(name, Exprs.nothing(NOWHERE)));
      }
    }
    return export(text.toString());
  }

  @Override
  Expr terminal(Rule rule) {
    List<Expr> others = preferred.getOrDefault(rule.name(), List.of());
    Location at = rule.at();
    return others.isEmpty()
        ? super.terminal(rule)
        : plain(
            new Expr.Intersection(
                List.of(rule.body(), new Expr.Complement(new Expr.Choice(others, at), at)), at));
  }

  private void rule(StringBuilder text, String name, Expr body) {
    text.append(name).append(" ::= ").append(print(body, Binding.CHOICE)).append('\n');
  }

  @Override
  String spelled(String name, boolean terminal) {
    String spelled =
        spelled(
            name,
            c -> Character.isLetter(c) || SourceReader.isDigit(c) || "_-.".indexOf(c) >= 0,
            '_');
    int first = spelled.codePointAt(0);
    return Character.isLetter(first) || first == '_' ? spelled : "_" + spelled;
  }

  @Override
  boolean knows(int min, int max) {
    return !shorthand(min, max).isEmpty();
  }

  @Override
  Expr plain(Expr expr) {
    return switch (expr) {
      // Native, if both sides can be written; an intersection of one part and complements.
      case Expr.Intersection both
          when both.parts().size() == 2
              && both.parts().get(1) instanceof Expr.Complement rest
              && !(both.parts().get(0) instanceof Expr.Complement) -> {
        Expr from = plain(both.parts().get(0));
        Expr without = plain(rest.body());
        if (Exprs.isNothing(from)) {
          yield from;
        }
        yield Exprs.isNothing(without)
            ? from
            : new Expr.Intersection(
                List.of(from, new Expr.Complement(without, rest.at())), both.at());
      }
      case Expr.SpecialToken token ->
          refuse(token.text(), token.at(), "there are no tokens of a model");
      case Expr.OtherTokens token ->
          refuse("any token but " + token.text(), token.at(), "there are no tokens of a model");
      case Expr.TokenIds token ->
          refuse("a set of token ids", token.at(), "there are no tokens of a model");
      default -> super.plain(expr);
    };
  }

  @Override
  String difference(Expr.Intersection both) {
    Expr without = Exprs.parts(both.parts().get(1)).get(0);
    return "("
        + print(both.parts().get(0), Binding.ITEM)
        + " - "
        + print(without, Binding.ITEM)
        + ")";
  }

  @Override
  String token(Expr token) {
    throw new IllegalStateException("not plain: " + token);
  }

  @Override
  String bounds(int min, int max) {
    return shorthand(min, max);
  }

  @Override
  String literal(String text) {
    return literal(text, Binding.CHOICE);
  }

  /** Quotes of the other kind, and what is no printable ASCII as #xN: several strings may be. */
  @Override
  String literal(String text, Binding outside) {
    List<String> parts = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    char quote = 0;
    for (int c : text.codePoints().toArray()) {
      boolean printable = (c >= ' ' && c < 0x7F) || (c > 0x7F && Character.isLetterOrDigit(c));
      char other = c == '\'' ? '"' : c == '"' ? '\'' : quote;
      if (!printable || (quote != 0 && other != quote)) {
        flush(parts, run, quote);
        quote = 0;
      }
      if (printable) {
        run.appendCodePoint(c);
        quote = c == '\'' ? '"' : c == '"' ? '\'' : quote;
      } else {
        parts.add(String.format("#x%X", c));
      }
    }
    flush(parts, run, quote);
    return bracketed(
        String.join(" ", parts), parts.size() > 1 ? Binding.SEQUENCE : Binding.ITEM, outside);
  }

  private static void flush(List<String> parts, StringBuilder run, char quote) {
    if (!run.isEmpty()) {
      String mark = quote == 0 ? "'" : String.valueOf(quote);
      parts.add(mark + run + mark);
      run.setLength(0);
    }
  }

  @Override
  String set(CodePointSet set) {
    CodePointSet rest = set.complement();
    boolean negated = rest.ranges() < set.ranges() && !rest.isEmpty();
    CodePointSet written = negated ? rest : set;
    StringBuilder out = new StringBuilder(negated ? "[^" : "[");
    boolean coded = false; // whether a digit now would be read as one of #xN
    for (int i = 0; i < written.ranges(); i++) {
      coded = member(out, written.lo(i), coded);
      if (written.hi(i) > written.lo(i)) {
        if (written.hi(i) > written.lo(i) + 1) {
          out.append('-');
          coded = false;
        }
        coded = member(out, written.hi(i), coded);
      }
    }
    return out.append(']').toString();
  }

  private static boolean member(StringBuilder out, int c, boolean coded) {
    boolean literal =
        c > ' ' && c < 0x7F && "]-^#[".indexOf(c) < 0 && !(coded && Character.digit(c, 16) >= 0);
    if (literal) {
      out.appendCodePoint(c);
    } else {
      out.append(String.format("#x%X", c));
    }
    return !literal;
  }
}
