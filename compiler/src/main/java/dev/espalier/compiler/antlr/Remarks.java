package dev.espalier.compiler.antlr;

import dev.espalier.compiler.grammar.Location;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was noticed while a grammar was read, and which rule needs which. */
final class Remarks {
  /** A semantic predicate, and the rule that it stands in. */
  record Predicate(String rule, Location at, String text) {}

  private final Set<String> notes = new LinkedHashSet<>();
  private final List<Predicate> predicates = new ArrayList<>();
  private final Map<String, Set<String>> uses = new HashMap<>();

  void note(Location at, String text) {
    notes.add(at + ": " + text);
  }

  void predicate(String rule, Location at, String text) {
    predicates.add(new Predicate(rule, at, text));
  }

  void use(String from, String to) {
    uses.computeIfAbsent(from, k -> new HashSet<>()).add(to);
  }

  List<Predicate> predicates() {
    return List.copyOf(predicates);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The rules that some of the roots need, and they themselves. */
  Set<String> reachable(Set<String> roots) {
    Set<String> found = new HashSet<>(roots);
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      for (String next : uses.getOrDefault(open.pop(), Set.of())) {
        if (found.add(next)) {
          open.push(next);
        }
      }
    }
    return found;
  }
}
