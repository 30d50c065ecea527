package dev.espalier.grammars;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads PDDL in two steps, as planners in Lisp do: nested lists of words first, then what the lists
 * say.
 */
final class PddlJudge {

  private static final Set<String> RESERVED =
      Set.of(
          "and",
          "or",
          "not",
          "imply",
          "forall",
          "exists",
          "when",
          "either",
          "assign",
          "increase",
          "decrease",
          "scale-up",
          "scale-down");
  private static final Set<String> REQUIREMENTS =
      Set.of(
          ":strips",
          ":typing",
          ":negative-preconditions",
          ":disjunctive-preconditions",
          ":equality",
          ":existential-preconditions",
          ":universal-preconditions",
          ":quantified-preconditions",
          ":conditional-effects",
          ":fluents",
          ":numeric-fluents",
          ":adl",
          ":action-costs");
  private static final Set<String> CALCULATIONS = Set.of("+", "-", "*", "/");

  /** A list of words and lists; a word is a list of nothing with a text. */
  private record Node(String word, List<Node> parts) {
    private boolean isWord() {
      return !word.isEmpty();
    }

    private boolean is(String other) {
      return word.equals(other);
    }

    private boolean starts(String head) {
      return !parts.isEmpty() && parts.getFirst().is(head);
    }

    private List<Node> from(int index) {
      require(parts.size() >= index, this);
      return parts.subList(index, parts.size());
    }
  }

  private PddlJudge() {}

  static void check(String text) {
    List<Node> all = read(text);
    require(all.size() == 1 && all.getFirst().starts("define"), all);
    List<Node> parts = all.getFirst().from(1);
    require(!parts.isEmpty() && parts.getFirst().parts().size() == 2, all);
    name(parts.getFirst().parts().get(1));
    Deque<Node> rest = new ArrayDeque<>(parts.subList(1, parts.size()));
    if (parts.getFirst().starts("domain")) {
      domain(rest);
    } else {
      require(parts.getFirst().starts("problem"), all);
      problem(rest);
    }
    require(rest.isEmpty(), rest);
  }

  private static List<Node> read(String text) {
    Deque<List<Node>> open = new ArrayDeque<>();
    open.push(new ArrayList<>());
    for (String line : text.split("[\r\n]")) {
      String code = line.contains(";") ? line.substring(0, line.indexOf(';')) : line;
      for (String word : code.replace("(", " ( ").replace(")", " ) ").split("[ \t]+")) {
        if (word.equals("(")) {
          open.push(new ArrayList<>());
        } else if (word.equals(")")) {
          require(open.size() > 1, ")");
          List<Node> closed = open.pop();
          open.element().add(new Node("", closed));
        } else if (!word.isEmpty()) {
          open.element().add(new Node(word.toLowerCase(Locale.ROOT), List.of()));
        }
      }
    }
    require(open.size() == 1, "(");
    return open.element();
  }

  private static void domain(Deque<Node> rest) {
    requirements(rest);
    for (String part : List.of(":types", ":constants")) {
      if (next(rest, part)) {
        typed(rest.pop().from(1), false);
      }
    }
    if (next(rest, ":predicates")) {
      rest.pop().from(1).forEach(PddlJudge::skeleton);
    }
    if (next(rest, ":functions")) {
      functions(rest.pop().from(1));
    }
    while (next(rest, ":action")) {
      action(new ArrayDeque<>(rest.pop().from(1)));
    }
  }

  private static void problem(Deque<Node> rest) {
    require(next(rest, ":domain") && rest.element().parts().size() == 2, rest);
    name(rest.pop().parts().get(1));
    requirements(rest);
    if (next(rest, ":objects")) {
      typed(rest.pop().from(1), false);
    }
    require(next(rest, ":init"), rest);
    rest.pop().from(1).forEach(PddlJudge::initial);
    require(next(rest, ":goal") && rest.element().parts().size() == 2, rest);
    condition(rest.pop().parts().get(1));
    if (next(rest, ":metric")) {
      Node metric = rest.pop();
      require(metric.parts().size() == 3, metric);
      require(metric.parts().get(1).word().matches("minimize|maximize"), metric);
      expression(metric.parts().get(2), false);
    }
  }

  private static boolean next(Deque<Node> rest, String head) {
    return !rest.isEmpty() && rest.element().starts(head);
  }

  private static void requirements(Deque<Node> rest) {
    if (next(rest, ":requirements")) {
      List<Node> all = rest.pop().from(1);
      require(!all.isEmpty() && all.stream().allMatch(r -> REQUIREMENTS.contains(r.word())), all);
    }
  }

  /** Names or variables, some of them followed by a hyphen and a type. */
  private static void typed(List<Node> all, boolean variables) {
    boolean open = false;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).is("-")) {
        require(open && i + 1 < all.size(), all);
        open = false;
        Node type = all.get(++i);
        if (type.starts("either")) {
          require(type.parts().size() > 1, type);
          type.from(1).forEach(PddlJudge::name);
        } else {
          name(type);
        }
      } else {
        open = true;
        if (variables) {
          variable(all.get(i));
        } else {
          name(all.get(i));
        }
      }
    }
  }

  private static void skeleton(Node node) {
    require(!node.parts().isEmpty(), node);
    name(node.parts().getFirst());
    typed(node.from(1), true);
  }

  private static void functions(List<Node> all) {
    boolean open = false;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).is("-")) {
        require(open && i + 1 < all.size() && all.get(++i).is("number"), all);
        open = false;
      } else {
        skeleton(all.get(i));
        open = true;
      }
    }
  }

  private static void action(Deque<Node> rest) {
    require(rest.size() >= 3, rest);
    name(rest.pop());
    require(rest.pop().is(":parameters") && !rest.element().isWord(), rest);
    typed(rest.pop().parts(), true);
    if (!rest.isEmpty() && rest.element().is(":precondition")) {
      rest.pop();
      require(!rest.isEmpty(), rest);
      Node condition = rest.pop();
      if (condition.isWord() || !condition.parts().isEmpty()) {
        condition(condition);
      }
    }
    if (!rest.isEmpty() && rest.element().is(":effect")) {
      rest.pop();
      require(!rest.isEmpty(), rest);
      Node effect = rest.pop();
      if (effect.isWord() || !effect.parts().isEmpty()) {
        effect(effect);
      }
    }
    require(rest.isEmpty(), rest);
  }

  private static void condition(Node node) {
    require(!node.isWord() && !node.parts().isEmpty(), node);
    List<Node> rest = node.from(1);
    switch (node.parts().getFirst().word()) {
      case "and", "or" -> rest.forEach(PddlJudge::condition);
      case "not" -> {
        require(rest.size() == 1, node);
        condition(rest.getFirst());
      }
      case "imply" -> {
        require(rest.size() == 2, node);
        rest.forEach(PddlJudge::condition);
      }
      case "forall", "exists" -> {
        quantified(node);
        condition(rest.get(1));
      }
      case "=", "<", ">", "<=", ">=" -> {
        require(rest.size() == 2, node);
        rest.forEach(part -> expression(part, true));
      }
      default -> atom(node, true);
    }
  }

  private static void effect(Node node) {
    if (node.starts("and")) {
      node.from(1).forEach(PddlJudge::singleEffect);
    } else {
      singleEffect(node);
    }
  }

  private static void singleEffect(Node node) {
    if (node.starts("forall")) {
      quantified(node);
      effect(node.parts().get(2));
    } else if (node.starts("when")) {
      require(node.parts().size() == 3, node);
      condition(node.parts().get(1));
      Node then = node.parts().get(2);
      (then.starts("and") ? then.from(1) : List.of(then)).forEach(PddlJudge::change);
    } else {
      change(node);
    }
  }

  private static void change(Node node) {
    require(!node.isWord() && !node.parts().isEmpty(), node);
    switch (node.parts().getFirst().word()) {
      case "not" -> {
        require(node.parts().size() == 2, node);
        atom(node.parts().get(1), true);
      }
      case "assign", "increase", "decrease", "scale-up", "scale-down" -> {
        require(node.parts().size() == 3, node);
        Node changed = node.parts().get(1);
        if (changed.isWord()) {
          name(changed);
        } else {
          atom(changed, true);
        }
        expression(node.parts().get(2), true);
      }
      default -> atom(node, true);
    }
  }

  private static void quantified(Node node) {
    require(node.parts().size() == 3 && !node.parts().get(1).isWord(), node);
    typed(node.parts().get(1).parts(), true);
  }

  private static void initial(Node node) {
    if (node.starts("not")) {
      require(node.parts().size() == 2, node);
      atom(node.parts().get(1), false);
    } else if (node.starts("=")) {
      require(node.parts().size() == 3, node);
      Node fluent = node.parts().get(1);
      if (fluent.isWord()) {
        name(fluent);
      } else {
        atom(fluent, false);
      }
      require(isNumber(node.parts().get(2)), node);
    } else {
      atom(node, false);
    }
  }

  private static void expression(Node node, boolean variables) {
    if (isNumber(node)) {
      return;
    }
    if (node.isWord()) {
      term(node, variables);
    } else if (node.parts().stream()
        .limit(1)
        .anyMatch(head -> CALCULATIONS.contains(head.word()))) {
      int operands = node.parts().size() - 1;
      require(operands == 2 || (operands == 1 && node.starts("-")), node);
      node.from(1).forEach(part -> expression(part, variables));
    } else {
      atom(node, variables);
    }
  }

  private static void atom(Node node, boolean variables) {
    require(!node.isWord() && !node.parts().isEmpty(), node);
    name(node.parts().getFirst());
    node.from(1).forEach(part -> term(part, variables));
  }

  private static void term(Node node, boolean variables) {
    if (variables && node.word().startsWith("?")) {
      variable(node);
    } else {
      name(node);
    }
  }

  private static void variable(Node node) {
    require(node.word().matches("\\?[a-z][a-z0-9_-]*"), node);
  }

  private static void name(Node node) {
    require(node.word().matches("[a-z][a-z0-9_-]*") && !RESERVED.contains(node.word()), node);
  }

  private static boolean isNumber(Node node) {
    return node.word().matches("-?[0-9]+(\\.[0-9]+)?");
  }

  private static void require(boolean holds, Object at) {
    if (!holds) {
      throw new IllegalArgumentException("unexpected: " + at);
    }
  }
}
