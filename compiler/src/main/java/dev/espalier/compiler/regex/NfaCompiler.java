package dev.espalier.compiler.regex;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;

/**
 * Compiles a parsed pattern into an automaton, by Thompson's construction ("Regular expression
 * search algorithm", 1968): a part is a set of paths from one state to another, and adds no
 * transition into the first nor out of the last.
 */
final class NfaCompiler {
  private final CodePointNfa nfa;
  private final Work work;

  private NfaCompiler(Work work) {
    this.nfa = new CodePointNfa(work);
    this.work = work;
  }

  /** The strings in which a pattern matches somewhere. */
  static CodePointDfa compile(Node pattern, Work work) {
    NfaCompiler compiler = new NfaCompiler(work);
    CodePointNfa nfa = compiler.nfa;
    int start = compiler.beginning(pattern);
    int end = nfa.state();
    nfa.acceptAnything(end);
    compiler.add(pattern, start, end);
    return nfa.determinise(start);
  }

  /** A state at which a part may begin: everywhere, if it is not anchored. */
  private int beginning(Node part) {
    int start = nfa.state();
    if (!part.anchored()) {
      nfa.edge(start, CodePointSet.ALL, start);
    }
    return start;
  }

  private void add(Node node, int from, int to) {
    work.spend(1);
    switch (node) {
      case Node.Empty empty -> nfa.empty(from, to);
      case Node.Characters characters -> nfa.edge(from, characters.set(), to);
      case Node.Sequence sequence -> {
        int at = from;
        int last = sequence.parts().size() - 1;
        for (int i = 0; i <= last; i++) {
          int next = i == last ? to : nfa.state();
          add(sequence.parts().get(i), at, next);
          at = next;
        }
      }
      case Node.Choice choice -> {
        for (Node alternative : choice.alternatives()) {
          add(alternative, from, to);
        }
      }
      case Node.Repeat repeat -> repeat(repeat, from, to);
      case Node.Assertion assertion -> nfa.empty(from, condition(assertion.place()), to);
      case Node.Look look -> look(look, from, to);
    }
  }

  private static CodePointNfa.Condition condition(Node.Place place) {
    return switch (place) {
      case START -> CodePointNfa.Condition.AT_START;
      case END -> CodePointNfa.Condition.AT_END;
      case WORD_BOUNDARY -> CodePointNfa.Condition.WORD_BOUNDARY;
      case NO_WORD_BOUNDARY -> CodePointNfa.Condition.NO_WORD_BOUNDARY;
    };
  }

  private void repeat(Node.Repeat repeat, int from, int to) {
    Node body = repeat.body();
    if (body.readsNothing() || repeat.max() == 0) {
      // Once is as good as often, and where it need not be, not at all is better.
      if (repeat.min() == 0) {
        nfa.empty(from, to);
      } else {
        add(body, from, to);
      }
      return;
    }
    int at = from;
    int copies = repeat.max() < 0 ? Math.max(repeat.min() - 1, 0) : repeat.min();
    for (int i = 0; i < copies; i++) {
      int next = nfa.state();
      add(body, at, next);
      at = next;
    }
    if (repeat.max() < 0) {
      int loop = nfa.state();
      int after = repeat.min() == 0 ? loop : nfa.state();
      nfa.empty(at, loop);
      add(body, loop, after);
      if (after != loop) {
        nfa.empty(after, loop);
      }
      nfa.empty(after, to);
      return;
    }
    // Nested options, each with its own way out: x(x(x)?)?
    for (int i = repeat.min(); i < repeat.max(); i++) {
      int next = nfa.state();
      nfa.empty(at, to);
      add(body, at, next);
      at = next;
    }
    nfa.empty(at, to);
  }

  private void look(Node.Look look, int from, int to) {
    if (look.ahead()) {
      int body = nfa.state();
      int end = nfa.state();
      nfa.acceptAnything(end);
      add(look.body(), body, end);
      nfa.ahead(from, body, look.negative(), to);
    } else {
      int body = beginning(look.body());
      int end = nfa.state();
      nfa.accept(end);
      add(look.body(), body, end);
      nfa.behind(from, body, look.negative(), to);
    }
  }
}
