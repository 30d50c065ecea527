package dev.espalier.compiler.composition;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Finds the first of some markers in a text (Aho and Corasick, "Efficient String Matching", CACM
 * 1975): the texts without a marker, and those that end where the first one does.
 *
 * <p>No marker lies within another one: what the longer one means could never be told, since a text
 * up to the first marker ends with the shorter one.
 *
 * <p>Complexity: a state for each character of a marker.
 */
final class Markers {
  private static final int ROOT = 0;
  private static final int NONE = -1;

  private final List<String> markers;
  private final CompileLimits limits;
  // Of each state, what leads elsewhere than to the root.
  private final List<Map<Integer, Integer>> next = new ArrayList<>();
  private final List<Integer> found = new ArrayList<>(); // the marker that was read, or NONE

  /**
   * @param texts the markers, none of them empty; equal ones are one
   * @throws GrammarException if one lies within another, or a limit is reached
   */
  Markers(List<String> texts, CompileLimits limits) {
    this.markers = List.copyOf(new LinkedHashSet<>(texts));
    this.limits = limits;
    long size = 0;
    for (String marker : markers) {
      if (marker.isEmpty()) {
        throw new GrammarException(Kind.SYNTAX, Part.AT, "a marker is empty", "");
      }
      Part.checkText(marker);
      size += marker.length();
    }
    if (size > limits.automatonStates()) {
      throw Part.limit(
          new LimitExceeded("automatonStates", limits.automatonStates(), "looking for markers"));
    }
    build();
  }

  /** The different ones, in the order in which they were given. */
  List<String> markers() {
    return markers;
  }

  private int state() {
    next.add(new HashMap<>());
    found.add(NONE);
    return next.size() - 1;
  }

  private void build() {
    state();
    for (int m = 0; m < markers.size(); m++) {
      int at = ROOT;
      for (int c : markers.get(m).codePoints().toArray()) {
        Integer to = next.get(at).get(c);
        if (to == null) {
          to = state();
          next.get(at).put(c, to);
        }
        at = to;
      }
      found.set(at, m);
    }
    // Breadth first, so that where a shorter suffix stands is known.
    int[] suffix = new int[next.size()];
    List<Integer> order = new ArrayList<>(next.get(ROOT).values());
    for (int done = 0; done < order.size(); done++) {
      int state = order.get(done);
      Map<Integer, Integer> own = next.get(state);
      if ((found.get(state) != NONE && !own.isEmpty()) || found.get(suffix[state]) != NONE) {
        throw within(found.get(found.get(suffix[state]) != NONE ? suffix[state] : state));
      }
      own.forEach((c, to) -> {
        suffix[to] = next.get(suffix[state]).getOrDefault(c, ROOT);
        order.add(to);
      });
      next.get(suffix[state]).forEach(own::putIfAbsent);
    }
  }

  private GrammarException within(int marker) {
    String inner = markers.get(marker);
    String outer =
        markers.stream().filter(m -> !m.equals(inner) && m.contains(inner)).findFirst().orElse("");
    return new GrammarException(
        Kind.SYNTAX,
        Part.AT,
        "the marker \"" + inner + "\" lies within the marker \"" + outer + '"',
        "a text would end at the first one; let both begin alike, and tell them apart after that");
  }

  /** The texts without a marker. */
  CodePointDfa without() {
    return language(NONE);
  }

  /** The texts that end with a marker, and have no other one before, nor an earlier one of it. */
  CodePointDfa until(int marker) {
    return language(marker);
  }

  private CodePointDfa language(int end) {
    Work work = new Work(limits.automatonStates(), limits.automatonWork(), "looking for markers");
    try {
      CodePointNfa nfa = new CodePointNfa(work);
      for (int s = 0; s < next.size(); s++) {
        nfa.state();
      }
      for (int s = 0; s < next.size(); s++) {
        int marker = found.get(s);
        if (marker == NONE) {
          edges(nfa, s, end);
        }
        if (marker == end) {
          nfa.accept(s);
        }
      }
      return nfa.determinise(ROOT);
    } catch (LimitExceeded e) {
      throw Part.limit(e);
    }
  }

  private void edges(CodePointNfa nfa, int state, int end) {
    CodePointSet.Builder named = new CodePointSet.Builder();
    next.get(state)
        .forEach((c, to) -> {
          named.add(c);
          if (found.get(to) == NONE || found.get(to) == end) {
            nfa.edge(state, CodePointSet.of(c), to);
          }
        });
    nfa.edge(state, named.build().complement(), ROOT);
  }
}
