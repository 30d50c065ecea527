package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.json.Shape.KeyedShapes;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Required;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Divides the keys of objects into what formulas tell apart. Safe for many threads. */
final class KeySpaces {
  // Divisions; then they are made anew.
  private static final int REMEMBERED = 10_000;

  private final OutputForm form;
  private final CompileLimits limits;
  private final ConcurrentHashMap<List<Shape>, ObjectKeys> known = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<List<CodePointDfa>, PatternProduct> products =
      new ConcurrentHashMap<>();

  KeySpaces(OutputForm form, CompileLimits limits) {
    this.form = form;
    this.limits = limits;
  }

  /** The keys of objects of which some formulas speak. */
  ObjectKeys of(List<Shape> formulas) {
    ObjectKeys keys = known.get(formulas);
    if (keys == null) {
      keys = make(formulas);
      if (known.size() > REMEMBERED) {
        known.clear();
      }
      ObjectKeys before = known.putIfAbsent(formulas, keys);
      keys = before == null ? keys : before;
    }
    return keys;
  }

  private ObjectKeys make(List<Shape> formulas) {
    Set<String> declared = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    Set<CodePointDfa> patterns = new LinkedHashSet<>();
    for (Shape formula : formulas) {
      Shapes.leaves(
          formula,
          fact -> {
            if (fact instanceof KeyedShapes members) {
              names.addAll(members.names.keySet());
              members.patterns.forEach(p -> patterns.add(p.keys()));
            } else if (fact instanceof Required r) {
              names.addAll(r.keys);
            }
            if (fact instanceof Members members) {
              // A name that may not be there is mentioned, not declared.
              members.names.forEach((name, value) -> {
                if (!(value instanceof Shape.False)) {
                  declared.add(name);
                }
              });
            }
          });
    }
    formulas.forEach(formula -> declared.addAll(required(formula)));
    List<CodePointDfa> list = List.copyOf(patterns);
    PatternProduct product =
        products.computeIfAbsent(list, l -> new PatternProduct(l, limits.automatonStates()));
    return new ObjectKeys(
        new KeySpace(names, product),
        List.copyOf(declared),
        list,
        form.keys() == KeyOrder.DECLARED);
  }

  /** The keys that a formula requires in any case. */
  private static Set<String> required(Shape formula) {
    return switch (formula) {
      case Required r -> r.keys;
      case Shape.And and -> {
        Set<String> all = new LinkedHashSet<>();
        and.parts.forEach(part -> all.addAll(required(part)));
        yield all;
      }
      case Shape.Or or -> common(or.parts);
      case Shape.One one when !one.negated ->
          common(one.parts.stream().map(Shape.Literal::holds).toList());
      default -> Set.of();
    };
  }

  private static Set<String> common(List<Shape> branches) {
    Set<String> all = new LinkedHashSet<>(required(branches.get(0)));
    branches.forEach(branch -> all.retainAll(required(branch)));
    return all;
  }
}
