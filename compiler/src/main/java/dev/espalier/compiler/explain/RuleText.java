package dev.espalier.compiler.explain;

import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Lexing;
import java.util.List;
import java.util.TreeSet;

/** Writes expressions of the intermediate representation for people, as far as a page goes. */
final class RuleText {
  private static final int MOST = 2000;

  // How tightly parts are bound.
  private static final int CHOICE = 0;
  private static final int SEQUENCE = 1;
  private static final int UNIT = 2;

  private final StringBuilder text = new StringBuilder();

  private RuleText() {}

  static String of(Expr expr) {
    RuleText writer = new RuleText();
    writer.write(expr, CHOICE);
    return Words.shortened(writer.text.toString(), MOST);
  }

  static String of(Lexing.LexerRule rule) {
    StringBuilder all = new StringBuilder();
    for (Lexing.LexerAlternative alternative : rule.alternatives()) {
      all.append(all.isEmpty() ? "" : " | ").append(of(alternative.body()));
      List<String> commands = alternative.commands().stream().map(RuleText::of).toList();
      all.append(commands.isEmpty() ? "" : " -> " + String.join(", ", commands));
    }
    return Words.shortened(all.toString(), MOST);
  }

  private static String of(Lexing.Command command) {
    return switch (command) {
      case Lexing.Command.Skip c -> "skip";
      case Lexing.Command.More c -> "more";
      case Lexing.Command.Type c -> "type(" + c.name() + ")";
      case Lexing.Command.Channel c -> c.hidden() ? "another channel" : "the parser's channel";
      case Lexing.Command.ToMode c -> "mode(" + c.mode() + ")";
      case Lexing.Command.PushMode c -> "pushMode(" + c.mode() + ")";
      case Lexing.Command.PopMode c -> "popMode";
    };
  }

  private void write(Expr expr, int within) {
    if (text.length() > MOST) {
      return;
    }
    switch (expr) {
      case Expr.Empty e -> text.append('ε');
      case Expr.Literal e -> text.append(Words.quoted(e.text())).append(e.ignoreCase() ? "i" : "");
      case Expr.Characters e -> text.append(Words.characters(e.set()));
      case Expr.Regular e -> text.append('/').append(e.source()).append('/');
      case Expr.Reference e -> text.append(e.rule());
      case Expr.Sequence e -> join(e.parts(), " ", SEQUENCE, SEQUENCE, within, "ε");
      case Expr.Choice e -> join(e.alternatives(), " | ", CHOICE, CHOICE, within, "nothing");
      case Expr.Repeat e -> {
        write(e.body(), UNIT);
        text.append(times(e)).append(e.greedy() ? "" : "?");
      }
      case Expr.Intersection e -> join(e.parts(), " & ", CHOICE, UNIT, within, "any");
      case Expr.Complement e -> {
        text.append('~');
        write(e.body(), UNIT);
      }
      case Expr.Tokens e -> {
        TreeSet<String> types = new TreeSet<>(e.types());
        String all = String.join(" | ", types);
        text.append(types.size() == 1 ? all : "(" + Words.shortened(all, 200) + ")");
      }
      case Expr.End e -> text.append(Expr.Tokens.END);
      case Expr.SpecialToken e -> text.append(e.text());
      case Expr.OtherTokens e -> text.append('~').append(e.text());
      case Expr.TokenIds e -> text.append(e.negated() ? "~" : "").append(ids(e.ranges()));
      case Expr.Embedded e -> text.append('{').append(e.description()).append('}');
    }
  }

  private void join(List<Expr> parts, String by, int level, int inside, int within, String none) {
    if (parts.isEmpty()) {
      text.append(none);
      return;
    }
    boolean grouped = parts.size() > 1 && level < within;
    text.append(grouped ? "(" : "");
    for (int i = 0; i < parts.size() && text.length() <= MOST; i++) {
      text.append(i > 0 ? by : "");
      write(parts.get(i), parts.size() == 1 ? within : inside);
    }
    text.append(grouped ? ")" : "");
  }

  private static String times(Expr.Repeat e) {
    boolean unbounded = e.max() == Expr.Repeat.UNBOUNDED;
    if (e.min() == 0 && e.max() == 1) {
      return "?";
    } else if (unbounded && e.min() <= 1) {
      return e.min() == 0 ? "*" : "+";
    }
    return "{" + e.min() + (unbounded ? "," : e.max() == e.min() ? "" : "," + e.max()) + "}";
  }

  private static String ids(List<Integer> ranges) {
    StringBuilder all = new StringBuilder("<[");
    for (int i = 0; i + 1 < ranges.size(); i += 2) {
      all.append(i > 0 ? "," : "").append(ranges.get(i));
      all.append(ranges.get(i).equals(ranges.get(i + 1)) ? "" : "-" + ranges.get(i + 1));
    }
    return all.append("]>").toString();
  }
}
