package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All short texts of a scannerless grammar, by brute force: of every rule the set of its texts up
 * to a length, from the empty set on until nothing is new. Knows no automata and no parser.
 */
final class Texts {
  private final String alphabet;
  private final int length;
  private final GrammarDefinition grammar;
  private final List<String> ignored;
  private final Map<String, Set<String>> rules = new HashMap<>();
  private Set<String> all = Set.of(); // made when it is needed first

  private Texts(GrammarDefinition grammar, String alphabet, int length) {
    this.grammar = grammar;
    this.alphabet = alphabet;
    this.length = length;
    this.ignored = ((Lexing.Scannerless) grammar.lexing()).ignored();
  }

  /** The texts over an alphabet, up to a length. */
  static Set<String> of(GrammarDefinition grammar, String alphabet, int length) {
    Texts texts = new Texts(grammar, alphabet, length);
    for (int before = -1; before < texts.size(); ) {
      before = texts.size();
      for (Rule rule : grammar.rules().values()) {
        texts.rules.put(rule.name(), texts.texts(rule.body(), rule.terminal()));
      }
    }
    Rule start = Readers.rule(grammar, grammar.start());
    Expr whole = new Expr.Reference(grammar.start(), start.at());
    return texts.then(texts.texts(whole, false), texts.skipped());
  }

  private Set<String> all() {
    if (all.isEmpty()) {
      all = star(set(c -> true));
    }
    return all;
  }

  private int size() {
    return rules.values().stream().mapToInt(Set::size).sum();
  }

  private Set<String> skipped() {
    Set<String> some = new TreeSet<>();
    ignored.forEach(name -> some.addAll(rules.getOrDefault(name, Set.of())));
    return star(some);
  }

  private Set<String> texts(Expr expr, boolean terminal) {
    return switch (expr) {
      case Expr.Empty empty -> Set.of("");
      case Expr.Reference reference -> {
        Set<String> texts = rules.getOrDefault(reference.rule(), Set.of());
        boolean inner = Readers.rule(grammar, reference.rule()).terminal();
        yield terminal || !inner ? texts : then(skipped(), texts);
      }
      case Expr.Sequence sequence -> {
        Set<String> texts = Set.of("");
        for (Expr part : sequence.parts()) {
          texts = then(texts, texts(part, terminal));
        }
        yield texts;
      }
      case Expr.Choice choice -> {
        Set<String> texts = new TreeSet<>();
        choice.alternatives().forEach(each -> texts.addAll(texts(each, terminal)));
        yield texts;
      }
      case Expr.Repeat repeat -> {
        Set<String> body = texts(repeat.body(), terminal);
        Set<String> texts = Set.of("");
        for (int i = 0; i < repeat.min(); i++) {
          texts = then(texts, body);
        }
        if (repeat.max() == Expr.Repeat.UNBOUNDED) {
          yield then(texts, star(body));
        }
        Set<String> more = new TreeSet<>(texts);
        for (int i = repeat.min(); i < repeat.max(); i++) {
          texts = then(texts, body);
          more.addAll(texts);
        }
        yield more;
      }
      default -> terminal ? leaf(expr) : then(skipped(), leaf(expr));
    };
  }

  private Set<String> leaf(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> {
        Set<String> texts = Set.of("");
        for (int c : literal.text().codePoints().toArray()) {
          texts =
              then(
                  texts,
                  set(d ->
                      c == d
                          || (literal.ignoreCase()
                              && Character.toLowerCase(c) == Character.toLowerCase(d))));
        }
        yield texts;
      }
      case Expr.Characters characters -> {
        CodePointSet set = characters.set();
        yield set(set::contains);
      }
      case Expr.Regular regular -> filter(regular.language()::contains);
      case Expr.Intersection both -> {
        Set<String> texts = new TreeSet<>(all());
        both.parts().forEach(part -> texts.retainAll(texts(part, true)));
        yield texts;
      }
      case Expr.Complement rest -> {
        Set<String> texts = new TreeSet<>(all());
        texts.removeAll(texts(rest.body(), true));
        yield texts;
      }
      default -> throw new AssertionError("no text: " + expr);
    };
  }

  private Set<String> filter(Function<String, Boolean> wanted) {
    Set<String> texts = new TreeSet<>();
    all()
        .forEach(text -> {
          if (wanted.apply(text)) {
            texts.add(text);
          }
        });
    return texts;
  }

  private Set<String> set(Function<Integer, Boolean> wanted) {
    Set<String> texts = new TreeSet<>();
    alphabet
        .codePoints()
        .forEach(c -> {
          if (wanted.apply(c)) {
            texts.add(Character.toString(c));
          }
        });
    return texts;
  }

  private Set<String> star(Set<String> body) {
    Set<String> texts = new TreeSet<>(Set.of(""));
    for (Set<String> last = texts; !last.isEmpty(); ) {
      Set<String> more = then(last, body);
      more.removeAll(texts);
      texts.addAll(more);
      last = more;
    }
    return texts;
  }

  private Set<String> then(Set<String> first, Set<String> second) {
    Set<String> texts = new TreeSet<>();
    for (String a : first) {
      for (String b : second) {
        if (a.length() + b.length() <= length) {
          texts.add(a + b);
        }
      }
    }
    return texts;
  }
}
