package dev.espalier.compiler.cfg;

import dev.espalier.compiler.State;
import dev.espalier.compiler.lexing.AutomatonView;
import dev.espalier.compiler.lexing.Config;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a text stands in a context-free grammar, to be looked at: its readings, each a place within
 * a lexeme over the stacks of LR(0) states of the lexemes before it.
 *
 * @param lexer what cuts the text, and where the readings stand in it
 * @param readings what the text may still turn out to be
 * @param nodes the tops of stacks and what lies below them, as far as they were followed
 * @param complete whether all nodes were followed
 */
public record CfgView(
    AutomatonView lexer, List<Reading> readings, List<StackNode> nodes, boolean complete) {

  /**
   * One reading.
   *
   * @param lexeme where the current lexeme stands
   * @param tops the tops of the stacks of the lexemes before it, as numbers of nodes
   * @param next the names of the terminals that the parser takes there
   */
  public record Reading(String lexeme, List<Integer> tops, List<String> next) {}

  /**
   * A state on a stack.
   *
   * @param state the number of the LR(0) state, in the order of their making
   * @param kernel its items, each a production with a dot, that are not only predicted
   * @param predicted the items that these predict
   * @param below what its productions return to when they are complete, as numbers of nodes
   */
  public record StackNode(
      int state, List<String> kernel, List<String> predicted, List<Integer> below) {}

  /**
   * The place of a state.
   *
   * @param most how many nodes of stacks are followed
   * @return empty for a state that is not one of a context-free grammar
   */
  public static Optional<CfgView> of(State state, int most) {
    if (!(state instanceof CfgState<?> at)) {
      return Optional.empty();
    }
    return switch (at.position()) {
      case Readings readings -> Optional.of(of(readings, most));
      case Threads threads -> Optional.of(of(threads, most));
      default -> Optional.empty();
    };
  }

  private static CfgView of(Readings readings, int most) {
    LongestMatchGrammar grammar = readings.grammar();
    Stacks stacks = new Stacks(grammar.parser(), most);
    List<Reading> all = new ArrayList<>();
    List<Config> configs = new ArrayList<>();
    for (int i = 0; i < readings.count(); i++) {
      configs.add(readings.config(i));
      all.add(stacks.reading(grammar.lexer().describe(readings.config(i)), readings.level(i)));
    }
    return stacks.view(grammar.lexer().view(configs), all);
  }

  private static CfgView of(Threads threads, int most) {
    ScannerlessGrammar grammar = threads.grammar();
    Stacks stacks = new Stacks(grammar.parser(), most);
    List<String> names = stacks.names();
    List<Reading> all = new ArrayList<>();
    threads
        .scans()
        .forEach((scan, level) ->
            all.add(stacks.reading(grammar.scanner().describe(scan, names), level)));
    threads
        .inners()
        .forEach((inner, level) ->
            all.add(
                stacks.reading(
                    "within " + names.get(inner.terminal()) + ", a text of another grammar",
                    level)));
    return stacks.view(grammar.scanner().view(names, threads.scans().keySet()), all);
  }

  /** Follows stacks downwards, breadth first. */
  private static final class Stacks {
    private final Lr0 automaton;
    private final int most;
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    Stacks(Parser parser, int most) {
      this.automaton = parser.automaton();
      this.most = most;
    }

    List<String> names() {
      List<String> names = new ArrayList<>();
      for (int t = 0; t < automaton.terminals(); t++) {
        names.add(automaton.name(t));
      }
      return names;
    }

    Reading reading(String lexeme, Level level) {
      List<Integer> tops = new ArrayList<>();
      for (Node node : level.nodes) {
        number(node).ifPresent(tops::add);
      }
      List<String> next =
          BitSet.valueOf(level.terminals()).stream().mapToObj(automaton::name).toList();
      return new Reading(lexeme, List.copyOf(tops), next);
    }

    private Optional<Integer> number(Node node) {
      Integer known = numbers.get(node);
      if (known == null && nodes.size() < most) {
        known = nodes.size();
        numbers.put(node, known);
        nodes.add(node);
      }
      return Optional.ofNullable(known);
    }

    CfgView view(AutomatonView lexer, List<Reading> readings) {
      boolean complete = true;
      List<StackNode> all = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        Set<Node> origins = new LinkedHashSet<>();
        for (Returns back : node.back) {
          for (Returns at = back; at != null; at = at.tail) {
            origins.add(at.head.origin);
          }
        }
        List<Integer> below = new ArrayList<>();
        for (Node origin : origins) {
          number(origin).ifPresent(below::add);
        }
        complete &= below.size() == origins.size();
        all.add(
            new StackNode(
                node.state.id(), kernel(node.state), predicted(node.state), List.copyOf(below)));
      }
      return new CfgView(lexer, List.copyOf(readings), List.copyOf(all), complete);
    }

    private List<String> kernel(Lr0.State state) {
      List<String> items = new ArrayList<>();
      for (int item : state.kernel()) {
        items.add(automaton.item(item));
      }
      return items;
    }

    private List<String> predicted(Lr0.State state) {
      Set<String> items = new LinkedHashSet<>();
      BitSet begun = state.begins();
      for (int i = begun.nextSetBit(0); i >= 0; i = begun.nextSetBit(i + 1)) {
        for (int production : automaton.productionsOf(i + automaton.terminals())) {
          items.add(automaton.item(automaton.firstItem(production)));
        }
      }
      return List.copyOf(items);
    }
  }
}
