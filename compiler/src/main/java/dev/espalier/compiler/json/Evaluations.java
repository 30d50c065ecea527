package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.json.Shape.PatternMember;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code unevaluatedProperties} and {@code unevaluatedItems} say, as shapes (JSON Schema Core
 * 2020-12, section 11).
 *
 * <p>Every schema that applies to the same value evaluates some keys and items, if it holds. A key
 * is unevaluated when none of those that would evaluate it holds. So for each set of keys that the
 * same schemas evaluate: their values are in the keyword's schema, or one of those schemas holds.
 * That is linear in the number of schemas and exact; only overlapping patterns can multiply.
 */
final class Evaluations {
  private final Shapes shapes;
  private final CompileLimits limits;

  Evaluations(Shapes shapes, CompileLimits limits) {
    this.shapes = shapes;
    this.limits = limits;
  }

  /**
   * What a schema evaluates when it holds.
   *
   * @param names keys, by name
   * @param patterns keys, by language
   * @param allKeys whether every key is evaluated
   * @param prefix how many items from the first one on
   * @param allItems whether every item is evaluated
   * @param contained the items that are evaluated wherever they stand
   */
  record Evaluated(
      Set<String> names,
      Set<CodePointDfa> patterns,
      boolean allKeys,
      long prefix,
      boolean allItems,
      Shape contained) {
    boolean covers(String name) {
      return allKeys
          || names.contains(name)
          || patterns.stream().anyMatch(pattern -> pattern.contains(name));
    }
  }

  /** What is evaluated under a condition on the whole value. */
  record Evaluator(Shape condition, Evaluated what) {}

  /** That the values of all unevaluated keys are in a shape. */
  Shape properties(List<Evaluator> evaluators, Shape value, String where) {
    Shape everything = holds(evaluators, Evaluated::allKeys);
    if (value == shapes.any || everything == shapes.any) {
      return shapes.any;
    }
    Set<String> names = new LinkedHashSet<>();
    Set<CodePointDfa> patterns = new LinkedHashSet<>();
    evaluators.forEach(e -> names.addAll(e.what.names));
    evaluators.forEach(e -> patterns.addAll(e.what.patterns));

    List<Shape> parts = new ArrayList<>();
    // Names that the same schemas evaluate share a fact.
    Map<Shape, Map<String, Shape>> byCondition = new LinkedHashMap<>();
    for (String name : names) {
      Shape condition = holds(evaluators, e -> e.covers(name));
      if (condition != shapes.any) {
        byCondition.computeIfAbsent(condition, c -> new LinkedHashMap<>()).put(name, value);
      }
    }
    byCondition.forEach((condition, group) ->
        parts.add(shapes.or(shapes.members(group, List.of(), shapes.any), condition)));

    // Keys that no name or pattern speaks of.
    Map<String, Shape> named = new LinkedHashMap<>();
    names.forEach(name -> named.put(name, shapes.any));
    List<PatternMember> matched =
        patterns.stream().map(pattern -> new PatternMember(pattern, shapes.any)).toList();
    parts.add(shapes.or(shapes.members(named, matched, value), everything));

    for (Map.Entry<CodePointDfa, Shape> atom : atoms(evaluators, names, patterns, where)) {
      Shape rest =
          shapes.members(Map.of(), List.of(new PatternMember(atom.getKey(), value)), shapes.any);
      parts.add(shapes.or(rest, atom.getValue()));
    }
    return shapes.and(parts);
  }

  private interface Test {
    boolean of(Evaluated what);
  }

  /** That one of the evaluators holds which evaluate something. */
  private Shape holds(List<Evaluator> evaluators, Test test) {
    return shapes.or(
        evaluators.stream().filter(e -> test.of(e.what)).map(Evaluator::condition).toList());
  }

  /**
   * The keys that are matched by patterns and not named, as disjoint languages, each with the
   * condition under which it is evaluated.
   */
  private List<Map.Entry<CodePointDfa, Shape>> atoms(
      List<Evaluator> evaluators, Set<String> names, Set<CodePointDfa> patterns, String where) {
    List<CodePointDfa> conditional = new ArrayList<>();
    List<CodePointDfa> always = new ArrayList<>();
    for (CodePointDfa pattern : patterns) {
      boolean evaluated =
          holds(evaluators, e -> e.patterns.contains(pattern) || e.allKeys) == shapes.any;
      (evaluated ? always : conditional).add(pattern);
    }
    if (conditional.isEmpty()) {
      return List.of();
    }
    Work work = shapes.work("the patterns that " + where + " depends on");
    CodePointDfa rest = CodePointDfas.complement(CodePointDfa.ofWords(names), work);
    for (CodePointDfa pattern : always) {
      rest = CodePointDfas.difference(rest, pattern, work);
    }
    record Atom(CodePointDfa keys, Set<CodePointDfa> matches) {}
    List<Atom> atoms = new ArrayList<>(List.of(new Atom(rest, Set.of())));
    for (CodePointDfa pattern : conditional) {
      List<Atom> split = new ArrayList<>();
      for (Atom atom : atoms) {
        CodePointDfa in = CodePointDfas.intersection(atom.keys, pattern, work);
        CodePointDfa out = CodePointDfas.difference(atom.keys, pattern, work);
        if (!in.isEmpty()) {
          Set<CodePointDfa> matches = new LinkedHashSet<>(atom.matches);
          matches.add(pattern);
          split.add(new Atom(in, matches));
        }
        if (!out.isEmpty()) {
          split.add(new Atom(out, atom.matches));
        }
      }
      atoms = split;
      check(atoms.size(), where);
    }
    List<Map.Entry<CodePointDfa, Shape>> found = new ArrayList<>();
    for (Atom atom : atoms) {
      if (!atom.matches.isEmpty()) {
        Shape condition =
            holds(evaluators, e -> e.allKeys || !Collections.disjoint(e.patterns, atom.matches));
        found.add(Map.entry(atom.keys, condition));
      }
    }
    return found;
  }

  /** That all unevaluated items are in a shape. */
  Shape items(List<Evaluator> evaluators, Shape item, String where) {
    if (item == shapes.any || holds(evaluators, Evaluated::allItems) == shapes.any) {
      return shapes.any;
    }
    Shape anywhere = item;
    List<Evaluator> contained = new ArrayList<>();
    for (Evaluator e : evaluators) {
      if (e.what.contained != shapes.none) {
        if (e.condition == shapes.any) {
          anywhere = shapes.or(anywhere, e.what.contained);
        } else {
          contained.add(e);
        }
      }
    }
    if (contained.size() > 30) {
      throw new LimitExceeded("branches", limits.branches(), where);
    }
    check(1L << contained.size(), where);
    // Which of the schemas hold that evaluate items by what they are: each choice by itself.
    List<Shape> choices = new ArrayList<>();
    for (long choice = 0; choice < 1L << contained.size(); choice++) {
      List<Shape> parts = new ArrayList<>();
      Shape allowed = anywhere;
      for (int i = 0; i < contained.size(); i++) {
        if ((choice >> i & 1) != 0) {
          parts.add(contained.get(i).condition);
          allowed = shapes.or(allowed, contained.get(i).what.contained);
        }
      }
      parts.add(places(evaluators, allowed));
      choices.add(shapes.and(parts));
    }
    return shapes.or(choices);
  }

  /** That every item is in a shape, or at a place that is evaluated. */
  private Shape places(List<Evaluator> evaluators, Shape item) {
    TreeSet<Long> ends = new TreeSet<>();
    evaluators.forEach(e -> ends.add(e.what.prefix));
    ends.remove(0L);
    List<Shape> parts = new ArrayList<>();
    long from = 0;
    for (long to : ends) {
      long first = from;
      Shape condition = holds(evaluators, e -> e.allItems || e.prefix > first);
      List<Shape> prefix = new ArrayList<>(Collections.nCopies((int) from, shapes.any));
      prefix.addAll(Collections.nCopies((int) (to - from), item));
      parts.add(shapes.or(shapes.items(prefix, shapes.any), condition));
      from = to;
    }
    parts.add(
        shapes.or(
            shapes.items(Collections.nCopies((int) from, shapes.any), item),
            holds(evaluators, Evaluated::allItems)));
    return shapes.and(parts);
  }

  private void check(long branches, String where) {
    if (branches > limits.branches()) {
      throw new LimitExceeded("branches", limits.branches(), where);
    }
  }
}
