package dev.espalier.compiler.lark;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.grammar.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * What is ignored, as Lark does it: before a terminal and at the end, any number of ignored texts,
 * each as long as it can be where it stands.
 *
 * <p>The representation of grammars ignores texts of any length. Where that is the same (nothing
 * that may follow an ignored text could have continued it), and everywhere the same texts are
 * ignored, its way is taken. Elsewhere what is ignored is written out: a rule for what may be
 * skipped for each set of characters that must not follow it, and beside each of them what is left
 * of a terminal that must not begin with one of these.
 */
final class LarkIgnoring {
  /** What stands at the beginning of JSON. */
  private static final CodePointSet JSON =
      CodePointSet.ofRanges('"', '"', '-', '-', '0', '9', '[', '[', 'f', 'f', 'n', 'n', 't', 't')
          .or(CodePointSet.of('{'));

  // Rules are made for each set of characters and for each pair of them.
  private static final int MOST_SETS = 32;

  /** Ignored texts after which no character of a set may stand. */
  private record Skipped(CodePointDfa texts, CodePointSet notBefore, String source, Location at) {}

  /**
   * @param ignored the terminal rules that are ignored everywhere; none if it was written out
   */
  record Result(Map<String, Rule> rules, String start, List<String> ignored) {}

  private final Map<String, Rule> rules;
  private final Map<String, LarkUnit> units;
  private final Map<LarkUnit, List<String>> ignored;
  private final Set<String> whole;
  private final UnaryOperator<String> unique;
  private final Work work;
  private final List<String> notes;

  private final Map<LarkUnit, List<Skipped>> skipped = new IdentityHashMap<>();
  private final Map<LarkUnit, Map<CodePointSet, String>> skips = new IdentityHashMap<>();
  private final Map<LarkUnit, Map<List<CodePointSet>, String>> anySkips = new IdentityHashMap<>();
  private final Map<LarkUnit, Map<String, String>> surrounded = new IdentityHashMap<>();
  private final Map<String, Rule> made = new LinkedHashMap<>();

  /**
   * @param rules with terminals as they are
   * @param units of the rules
   * @param ignored what each grammar ignores, as names of terminal rules without the empty text
   * @param whole rules that are texts of a nested grammar
   * @param unique makes a name that no rule has
   */
  LarkIgnoring(
      Map<String, Rule> rules,
      Map<String, LarkUnit> units,
      Map<LarkUnit, List<String>> ignored,
      Set<String> whole,
      UnaryOperator<String> unique,
      Work work,
      List<String> notes) {
    this.rules = rules;
    this.units = units;
    this.ignored = ignored;
    this.whole = whole;
    this.unique = unique;
    this.work = work;
    this.notes = notes;
  }

  Result run(String start, LarkUnit top) {
    boolean any = ignored.values().stream().anyMatch(names -> !names.isEmpty());
    if (!any) {
      return new Result(rules, start, List.of());
    }
    ignored.forEach((unit, names) -> skipped.put(unit, skipped(unit, names)));
    boolean plain =
        whole.isEmpty()
            && !top.once
            && skipped.getOrDefault(top, List.of()).stream().allMatch(s -> s.notBefore.isEmpty());
    if (plain) {
      return new Result(rules, start, ignored.getOrDefault(top, List.of()));
    }
    for (Rule rule : rules.values()) {
      LarkUnit unit = units.get(rule.name());
      if (rule.terminal() || unit == null || ignored.getOrDefault(unit, List.of()).isEmpty()) {
        made.put(rule.name(), rule);
        continue;
      }
      Expr body = surround(rule.body(), unit);
      if (whole.contains(rule.name())) {
        body = new Expr.Sequence(List.of(body, anySkip(unit, rule.at())), rule.at());
      }
      made.put(rule.name(), new Rule(rule.name(), false, body, rule.at()));
    }
    if (ignored.getOrDefault(top, List.of()).isEmpty()) {
      return new Result(made, start, List.of());
    }
    Rule first = made.get(start);
    if (first == null) {
      throw new IllegalStateException("no rule " + start);
    }
    Location at = first.at();
    String all = unique.apply(start + "_and_ignored");
    Expr reference = surround(new Expr.Reference(start, at), top);
    made.put(
        all, new Rule(all, false, new Expr.Sequence(List.of(reference, anySkip(top, at)), at), at));
    return new Result(made, all, List.of());
  }

  // What may follow what

  private List<Skipped> skipped(LarkUnit unit, List<String> names) {
    List<CodePointDfa> languages = new ArrayList<>();
    for (String name : names) {
      languages.add(texts(new Expr.Reference(name, rule(name).at())));
    }
    CodePointSet.Builder firsts = new CodePointSet.Builder();
    for (Rule rule : rules.values()) {
      if (!rule.terminal() && units.get(rule.name()) == unit) {
        firsts(rule.body(), firsts);
      }
    }
    CodePointSet first = firsts.build();
    List<Skipped> result = new ArrayList<>();
    int sets = 0;
    for (int k = 0; k < names.size(); k++) {
      CodePointDfa texts = languages.get(k);
      Rule rule = rule(names.get(k));
      String source = rule.body() instanceof Expr.Regular regular ? regular.source() : rule.name();
      CodePointSet further = further(texts);
      CodePointSet next = first;
      for (int j = 0; j < names.size(); j++) {
        next = j == k ? next : next.or(languages.get(j).alive(CodePointDfa.START));
      }
      boolean same =
          further.and(next).isEmpty()
              && (further.and(texts.alive(CodePointDfa.START)).isEmpty()
                  || CodePointDfas.includes(
                      texts, CodePointDfas.concatenation(texts, texts, work), work));
      if (same) {
        result.add(new Skipped(texts, CodePointSet.NONE, source, rule.at()));
        continue;
      }
      Set<CodePointSet> ends = new LinkedHashSet<>();
      for (int s = 0; s < texts.states(); s++) {
        if (texts.accepts(s)) {
          ends.add(texts.alive(s));
        }
      }
      sets += ends.size();
      if (sets > MOST_SETS || !oneCharacterDecides(texts)) {
        notes.add(
            rule.at()
                + ": "
                + source
                + " is ignored at any length, where Lark ignores as much as it can; what follows"
                + " it may begin like more of it");
        result.add(new Skipped(texts, CodePointSet.NONE, source, rule.at()));
      } else {
        for (CodePointSet end : ends) {
          result.add(
              new Skipped(
                  copy(texts, CodePointSet.NONE, s -> texts.alive(s).equals(end)),
                  end,
                  source,
                  rule.at()));
        }
      }
    }
    return result;
  }

  /** What goes on after some word. */
  private static CodePointSet further(CodePointDfa texts) {
    CodePointSet.Builder further = new CodePointSet.Builder();
    for (int s = 0; s < texts.states(); s++) {
      if (texts.accepts(s)) {
        further.add(texts.alive(s));
      }
    }
    return further.build();
  }

  /** Whether every character that goes on after a word makes another word. */
  private static boolean oneCharacterDecides(CodePointDfa texts) {
    for (int s = 0; s < texts.states(); s++) {
      for (int i = texts.firstTransition(s); i < texts.endTransition(s); i++) {
        if (texts.accepts(s) && !texts.accepts(texts.target(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private void firsts(Expr expr, CodePointSet.Builder firsts) {
    switch (expr) {
      case Expr.Empty empty -> {}
      case Expr.Sequence sequence -> sequence.parts().forEach(p -> firsts(p, firsts));
      case Expr.Choice choice -> choice.alternatives().forEach(p -> firsts(p, firsts));
      case Expr.Repeat repeat -> firsts(repeat.body(), firsts);
      case Expr.Embedded embedded -> firsts.add(JSON);
      case Expr.Reference reference when !rule(reference.rule()).terminal() -> {}
      default -> {
        if (hasText(expr)) {
          firsts.add(texts(expr).alive(CodePointDfa.START));
        }
      }
    }
  }

  private Rule rule(String name) {
    Rule rule = rules.get(name);
    if (rule == null) {
      throw new IllegalStateException("no rule " + name);
    }
    return rule;
  }

  private static boolean hasText(Expr terminal) {
    return terminal instanceof Expr.Literal
        || terminal instanceof Expr.Characters
        || terminal instanceof Expr.Regular
        || terminal instanceof Expr.Reference;
  }

  private CodePointDfa texts(Expr terminal) {
    return switch (terminal) {
      case Expr.Literal literal -> CodePointDfa.ofWords(List.of(literal.text()));
      case Expr.Characters characters -> CodePointDfa.ofSet(characters.set());
      case Expr.Regular regular -> regular.language();
      case Expr.Reference reference -> texts(rule(reference.rule()).body());
      default -> throw new IllegalStateException("no terminal of texts");
    };
  }

  /** The words that do not begin with some characters, and end in some states. */
  private CodePointDfa copy(CodePointDfa texts, CodePointSet notFirst, IntPredicate ends) {
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    for (int s = 0; s < texts.states(); s++) {
      nfa.state();
    }
    for (int s = 0; s < texts.states(); s++) {
      if (texts.accepts(s) && ends.test(s)) {
        nfa.accept(1 + s);
        if (s == CodePointDfa.START) {
          nfa.accept(start);
        }
      }
      for (int i = texts.firstTransition(s); i < texts.endTransition(s); i++) {
        CodePointSet set = CodePointSet.range(texts.lo(i), texts.hi(i));
        nfa.edge(1 + s, set, 1 + texts.target(i));
        if (s == CodePointDfa.START) {
          nfa.edge(start, set.minus(notFirst), 1 + texts.target(i));
        }
      }
    }
    return nfa.determinise(start);
  }

  // Writing it out

  private Expr surround(Expr expr, LarkUnit unit) {
    return switch (expr) {
      case Expr.Empty empty -> empty;
      case Expr.Sequence sequence ->
          new Expr.Sequence(
              sequence.parts().stream().map(p -> surround(p, unit)).toList(), sequence.at());
      case Expr.Choice choice ->
          new Expr.Choice(
              choice.alternatives().stream().map(p -> surround(p, unit)).toList(), choice.at());
      case Expr.Repeat repeat ->
          new Expr.Repeat(
              surround(repeat.body(), unit),
              repeat.min(),
              repeat.max(),
              repeat.greedy(),
              repeat.at());
      case Expr.Reference reference
          when !rule(reference.rule()).terminal() && !nested(reference, unit) ->
          reference;
      default -> afterSkipped(expr, unit);
    };
  }

  /** Whether a text of another grammar is meant. */
  private boolean nested(Expr.Reference reference, LarkUnit unit) {
    return whole.contains(reference.rule()) && units.get(reference.rule()) != unit;
  }

  private Expr afterSkipped(Expr terminal, LarkUnit unit) {
    // What is left of the terminal, and after which of the rules that skip.
    boolean text =
        hasText(terminal)
            && !(terminal instanceof Expr.Reference reference && whole.contains(reference.rule()));
    Location at = terminal.at();
    Map<Object, List<CodePointSet>> left = new LinkedHashMap<>();
    CodePointDfa texts = text ? texts(terminal) : CodePointDfa.NONE;
    for (CodePointSet end : ends(unit)) {
      if (!text || texts.alive(CodePointDfa.START).and(end).isEmpty()) {
        left.computeIfAbsent("all", k -> new ArrayList<>()).add(end);
      } else {
        CodePointDfa rest = copy(texts, end, s -> true);
        if (!rest.isEmpty()) {
          left.computeIfAbsent(rest, k -> new ArrayList<>()).add(end);
        }
      }
    }
    List<Expr> alternatives = new ArrayList<>();
    left.forEach((rest, after) -> {
      Expr part =
          rest instanceof CodePointDfa dfa ? new Expr.Regular(dfa, source(terminal), at) : terminal;
      alternatives.add(new Expr.Sequence(List.of(anySkip(unit, after, at), part), at));
    });
    Expr all = alternatives.size() == 1 ? alternatives.get(0) : new Expr.Choice(alternatives, at);
    // A named terminal that is more than a sequence becomes a rule, lest it be written often.
    if (terminal instanceof Expr.Reference reference && alternatives.size() > 1) {
      String name =
          surrounded
              .computeIfAbsent(unit, u -> new HashMap<>())
              .computeIfAbsent(
                  reference.rule(),
                  r -> {
                    String made = unique.apply(r + "_after_ignored");
                    this.made.put(made, new Rule(made, false, all, at));
                    return made;
                  });
      return new Expr.Reference(name, at);
    }
    return all;
  }

  private String source(Expr terminal) {
    return switch (terminal) {
      case Expr.Regular regular -> regular.source();
      case Expr.Literal literal -> literal.text();
      case Expr.Reference reference -> reference.rule();
      default -> "";
    };
  }

  /** The sets of characters that must not follow what is skipped; the first is the empty one. */
  private List<CodePointSet> ends(LarkUnit unit) {
    Set<CodePointSet> ends = new LinkedHashSet<>();
    ends.add(CodePointSet.NONE);
    skipped.getOrDefault(unit, List.of()).forEach(s -> ends.add(s.notBefore));
    return List.copyOf(ends);
  }

  private Expr anySkip(LarkUnit unit, Location at) {
    return anySkip(unit, ends(unit), at);
  }

  private Expr anySkip(LarkUnit unit, List<CodePointSet> ends, Location at) {
    if (ends.size() == 1) {
      return new Expr.Reference(skip(unit, ends.get(0), at), at);
    }
    String name = anySkips.computeIfAbsent(unit, u -> new HashMap<>()).getOrDefault(ends, "");
    if (name.isEmpty()) {
      name = unique.apply("ignored");
      anySkips.get(unit).put(ends, name);
      List<Expr> alternatives = new ArrayList<>();
      for (CodePointSet end : ends) {
        alternatives.add(new Expr.Reference(skip(unit, end, at), at));
      }
      made.put(name, new Rule(name, false, new Expr.Choice(alternatives, at), at));
    }
    return new Expr.Reference(name, at);
  }

  /** The rule of what may be skipped where a set of characters must not follow. */
  private String skip(LarkUnit unit, CodePointSet end, Location at) {
    Map<CodePointSet, String> known = skips.computeIfAbsent(unit, u -> new HashMap<>());
    String before = known.get(end);
    if (before != null) {
      return before;
    }
    String name = unique.apply(end.isEmpty() ? "ignored" : "ignored_to_its_end");
    known.put(end, name);
    List<Expr> alternatives = new ArrayList<>();
    if (end.isEmpty()) {
      alternatives.add(new Expr.Empty(at));
    }
    for (Skipped last : skipped.getOrDefault(unit, List.of())) {
      if (!last.notBefore.equals(end)) {
        continue;
      }
      if (unit.once) {
        alternatives.add(new Expr.Regular(last.texts, last.source, last.at));
        continue;
      }
      // What was skipped before this may forbid some of it.
      for (CodePointSet first : ends(unit)) {
        CodePointDfa rest =
            last.texts.alive(CodePointDfa.START).and(first).isEmpty()
                ? last.texts
                : copy(last.texts, first, s -> true);
        if (!rest.isEmpty()) {
          alternatives.add(
              new Expr.Sequence(
                  List.of(
                      new Expr.Reference(skip(unit, first, at), at),
                      new Expr.Regular(rest, last.source, last.at)),
                  last.at));
        }
      }
    }
    made.put(name, new Rule(name, false, new Expr.Choice(alternatives, at), at));
    return name;
  }
}
