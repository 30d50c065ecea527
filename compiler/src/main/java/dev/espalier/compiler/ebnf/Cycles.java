package dev.espalier.compiler.ebnf;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which names lead back to themselves (Tarjan, "Depth-first search", 1972, without recursion). */
final class Cycles {
  private record Visit(String name, Iterator<String> rest) {}

  private Cycles() {}

  /** The names on cycles. Linear. */
  static Set<String> of(Map<String, Set<String>> edges) {
    Map<String, Integer> number = new HashMap<>();
    Map<String, Integer> low = new HashMap<>();
    ArrayDeque<String> component = new ArrayDeque<>();
    Set<String> open = new HashSet<>();
    Set<String> cyclic = new HashSet<>();
    for (String root : edges.keySet()) {
      ArrayDeque<Visit> path = new ArrayDeque<>();
      if (!number.containsKey(root)) {
        path.push(new Visit(root, edges.getOrDefault(root, Set.of()).iterator()));
        number.put(root, number.size());
        low.put(root, number.get(root));
        component.push(root);
        open.add(root);
      }
      while (!path.isEmpty()) {
        Visit visit = path.peek();
        String name = visit.name();
        if (visit.rest().hasNext()) {
          String next = visit.rest().next();
          if (!number.containsKey(next)) {
            number.put(next, number.size());
            low.put(next, number.get(next));
            component.push(next);
            open.add(next);
            path.push(new Visit(next, edges.getOrDefault(next, Set.of()).iterator()));
          } else if (open.contains(next)) {
            low.merge(name, number.get(next), Math::min);
          }
          continue;
        }
        path.pop();
        if (!path.isEmpty()) {
          low.merge(path.peek().name(), low.get(name), Math::min);
        }
        if (Objects.equals(low.get(name), number.get(name))) {
          boolean alone = name.equals(component.peek());
          String member;
          do {
            member = component.pop();
            open.remove(member);
            if (!alone || edges.getOrDefault(member, Set.of()).contains(member)) {
              cyclic.add(member);
            }
          } while (!member.equals(name));
        }
      }
    }
    return cyclic;
  }
}
