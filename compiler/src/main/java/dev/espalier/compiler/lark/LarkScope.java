package dev.espalier.compiler.lark;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that one grammar knows: its own, and those that it imports. */
final class LarkScope {
  /** A part of a definition, with the names that it may use. */
  record Part(Syntax body, LarkScope scope) {}

  /** A rule, a terminal or a template. Its parts are its alternatives. */
  static final class Definition {
    final String name;
    final boolean terminal;
    final List<Part> parts = new ArrayList<>();
    List<String> parameters = List.of();
    List<Syntax.Attribute> attributes = List.of();
    Location at;

    Definition(String name, Location at) {
      this.name = name;
      this.terminal = Syntax.isTerminal(name);
      this.at = at;
    }
  }

  final Map<String, Definition> definitions = new LinkedHashMap<>();
  final Map<String, Location> declared = new LinkedHashMap<>();
  final LarkUnit unit;
  final String prefix;

  /**
   * @param prefix of the names of its rules in the result; empty at the top
   */
  LarkScope(LarkUnit unit, String prefix) {
    this.unit = unit;
    this.prefix = prefix;
  }

  /**
   * @throws GrammarException if nothing has that name
   */
  Definition find(String name, Location at) {
    Definition found = definitions.get(name);
    if (found != null) {
      return found;
    }
    if (declared.containsKey(name)) {
      throw new GrammarException(
          GrammarException.Kind.UNSUPPORTED,
          at,
          "not supported: terminals that are declared and not defined: " + name,
          "define it, or leave it out");
    }
    throw new GrammarException(
        GrammarException.Kind.NAME,
        at,
        "nothing is named " + name,
        nearest(name).map(other -> "is it " + other + "?").orElse("define or import it"));
  }

  private Optional<String> nearest(String name) {
    String best = "";
    int least = 1 + name.length() / 3;
    if (name.length() <= 64) {
      for (String other : definitions.keySet()) {
        int distance = other.length() <= 64 ? distance(name, other) : Integer.MAX_VALUE;
        if (distance < least || (distance == least && best.isEmpty())) {
          least = distance;
          best = other;
        }
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
