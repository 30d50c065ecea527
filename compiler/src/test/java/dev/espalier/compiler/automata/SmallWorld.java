package dev.espalier.compiler.automata;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * All strings up to a length over a few letters, among them those beside the surrogates, and random
 * regular expressions whose languages are sets of such strings, by set algebra alone.
 */
final class SmallWorld {
  static final int[] LETTERS = {'a', 'b', 0xD7FF, 0xE000, 0x1F600};

  /** A regular expression: what it holds of the world, and how an automaton is told of it. */
  record Expression(String name, Set<String> language, Fragment fragment) {
    CodePointDfa dfa(Work work) {
      CodePointNfa nfa = new CodePointNfa(work);
      int start = nfa.state();
      int end = nfa.state();
      fragment.add(nfa, start, end);
      nfa.accept(end);
      return nfa.determinise(start);
    }
  }

  /** Adds paths from one state to another. */
  interface Fragment {
    void add(CodePointNfa nfa, int from, int to);
  }

  private final int longest;
  final List<String> strings;

  SmallWorld(int longest) {
    this.longest = longest;
    List<String> all = new ArrayList<>(List.of(""));
    int done = 0;
    for (int length = 1; length <= longest; length++) {
      int end = all.size();
      for (; done < end; done++) {
        for (int letter : LETTERS) {
          all.add(all.get(done) + Character.toString(letter));
        }
      }
    }
    this.strings = all;
  }

  private boolean fits(String text) {
    return text.codePointCount(0, text.length()) <= longest;
  }

  Expression letters(int lo, int hi) {
    Set<String> language = new LinkedHashSet<>();
    for (int letter : LETTERS) {
      if (lo <= letter && letter <= hi) {
        language.add(Character.toString(letter));
      }
    }
    CodePointSet set = CodePointSet.range(lo, hi);
    return new Expression(
        String.format("[%X-%X]", lo, hi), language, (nfa, from, to) -> nfa.edge(from, set, to));
  }

  Expression random(SplittableRandom random, int size) {
    if (size <= 1) {
      int a = LETTERS[random.nextInt(LETTERS.length)];
      int b = random.nextInt(3) == 0 ? LETTERS[random.nextInt(LETTERS.length)] : a;
      return letters(Math.min(a, b), Math.max(a, b));
    }
    int left = 1 + random.nextInt(size - 1);
    return switch (random.nextInt(5)) {
      case 0, 1 -> then(random(random, left), random(random, size - left));
      case 2 -> either(random(random, left), random(random, size - left));
      case 3 -> star(random(random, size - 1));
      default -> optional(random(random, size - 1));
    };
  }

  Expression then(Expression a, Expression b) {
    return new Expression(
        a.name + b.name,
        concatenation(a.language, b.language),
        (nfa, from, to) -> {
          int middle = nfa.state();
          a.fragment.add(nfa, from, middle);
          b.fragment.add(nfa, middle, to);
        });
  }

  Expression either(Expression a, Expression b) {
    Set<String> language = new LinkedHashSet<>(a.language);
    language.addAll(b.language);
    return new Expression(
        "(" + a.name + "|" + b.name + ")",
        language,
        (nfa, from, to) -> {
          a.fragment.add(nfa, from, to);
          b.fragment.add(nfa, from, to);
        });
  }

  Expression optional(Expression a) {
    Set<String> language = new LinkedHashSet<>(a.language);
    language.add("");
    return new Expression(
        "(" + a.name + ")?",
        language,
        (nfa, from, to) -> {
          a.fragment.add(nfa, from, to);
          nfa.empty(from, to);
        });
  }

  Expression star(Expression a) {
    return new Expression(
        "(" + a.name + ")*",
        star(a.language),
        (nfa, from, to) -> {
          int loop = nfa.state();
          nfa.empty(from, loop);
          a.fragment.add(nfa, loop, loop);
          nfa.empty(loop, to);
        });
  }

  Set<String> concatenation(Set<String> a, Set<String> b) {
    Set<String> out = new LinkedHashSet<>();
    for (String x : a) {
      for (String y : b) {
        if (fits(x + y)) {
          out.add(x + y);
        }
      }
    }
    return out;
  }

  Set<String> star(Set<String> a) {
    Set<String> out = new LinkedHashSet<>(Set.of(""));
    for (int size = 0; size < out.size(); ) {
      size = out.size();
      out.addAll(concatenation(out, a));
    }
    return out;
  }

  /** The strings of the world that an automaton holds. */
  Set<String> of(CodePointDfa dfa) {
    Set<String> out = new LinkedHashSet<>();
    for (String text : strings) {
      if (dfa.contains(text)) {
        out.add(text);
      }
    }
    return out;
  }
}
