package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.canvas.Core;
import dev.espalier.compiler.cfg.Cfg;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.json.JsonLexis.Reader;
import dev.espalier.compiler.json.JsonNode.Part;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The context-free core of a schema: a nonterminal for each kind of value, which is the nodes that
 * a text of it comes through, and a terminal for each kind of lexeme.
 *
 * <p>It holds every text of the schema. It holds more where what follows depends on the text of a
 * key or an item: that keys which are not named do not come twice, that items differ.
 */
final class JsonCore {
  private static final int MOST_NODES = 5_000;
  private static final int MOST_STATES = 2_000;

  private final JsonLanguage language;
  private final Map<Kind, Values> kinds = new HashMap<>();
  private final ArrayDeque<Place> open = new ArrayDeque<>();
  private final Map<Lexer, Reader> readers = new HashMap<>();
  private final Map<Lexeme, Integer> terminals = new LinkedHashMap<>();
  private int nodes;

  private record Kind(Goals goals, boolean inside) {}

  private record Lexeme(Reader reader, int label) {}

  /** An automaton that is small enough. */
  private record Exact(LexicalAutomaton automaton, int[] allLabels) implements Reader {
    private static final int[] NONE = {};

    @Override
    public int step(int state, int b) {
      return automaton.step(state, b);
    }

    @Override
    public int[] labels(int state) {
      int label = automaton.label(state);
      return label == LexicalAutomaton.NO_LABEL ? NONE : new int[] {label};
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Exact e && e.automaton == automaton;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(automaton);
    }
  }

  private record Place(Values values, JsonNode node) {}

  /** The values of a kind: what comes behind each node. */
  private static final class Values {
    private final JsonNode first;
    private final Map<JsonNode, List<Edge>> edges = new LinkedHashMap<>();
    private final Set<BitSet> outcomes = new LinkedHashSet<>();
    private final List<Caller> callers = new ArrayList<>();

    private final boolean alike; // whether no goal is open

    private Values(JsonNode first, boolean alike) {
      this.first = first;
      this.alike = alike;
    }
  }

  /** A lexeme, or a value with an outcome, and the node behind it. */
  private record Edge(int terminal, @Nullable Values values, BitSet outcome, JsonNode next) {}

  private record Caller(Values values, JsonNode node, Part part) {}

  /**
   * @param language a {@linkplain JsonLanguage#isForgetful forgetful} one, that as little as can be
   *     depends on texts
   */
  JsonCore(JsonLanguage language) {
    this.language = language;
  }

  /** The core of the values of a part; empty where it gets too large, or depends on texts. */
  Optional<Core> of(Part whole) {
    try {
      Values root = values(whole);
      while (!open.isEmpty()) {
        Place place = open.remove();
        look(place.values, place.node);
      }
      Cfg cfg = grammar(root);
      return Optional.of(
          new Core(
              cfg.canonical(),
              new JsonLexis(
                  terminals.keySet().stream().map(Lexeme::reader).toList(),
                  terminals.keySet().stream().mapToInt(Lexeme::label).toArray())));
    } catch (LimitExceeded | Structure.NeedsText e) {
      return Optional.empty();
    }
  }

  private Values values(Part part) {
    Kind kind = new Kind(part.goals(), part.inside());
    Values known = kinds.get(kind);
    if (known == null) {
      known = new Values(part.alone(language), part.goals().open().isEmpty());
      kinds.put(kind, known);
      enter(known, known.first);
    }
    return known;
  }

  private void enter(Values values, JsonNode node) {
    if (values.edges.putIfAbsent(node, new ArrayList<>()) == null) {
      if (++nodes > MOST_NODES) {
        throw new LimitExceeded("branches", MOST_NODES, "finding the core of a schema");
      }
      open.add(new Place(values, node));
    }
  }

  private void edge(Values values, JsonNode from, Edge edge) {
    List<Edge> edges = values.edges.get(from);
    if (edges == null) {
      throw new AssertionError();
    }
    edges.add(edge);
    enter(values, edge.next);
  }

  private void look(Values values, JsonNode node) {
    Optional<BitSet> outcome = node.returned();
    if (outcome.isPresent()) {
      if (values.outcomes.add(outcome.get())) {
        List.copyOf(values.callers).forEach(caller -> come(values, caller, outcome.get()));
      }
      return;
    }
    Optional<Part> part = node.part();
    if (part.isPresent()) {
      Values called = values(part.get());
      Caller caller = new Caller(values, node, part.get());
      called.callers.add(caller);
      List.copyOf(called.outcomes).forEach(known -> come(called, caller, known));
    }
    // Where no goal is open, all strings are alike, and all numbers.
    boolean alike = part.isPresent() || (node == values.first && values.alike);
    Reader reader = readers.computeIfAbsent(node.lexer(), l -> reader(node, alike));
    for (int label : reader.allLabels()) {
      if (part.isPresent() && label != ValueAutomaton.CLOSE) {
        continue; // a lexeme of the value
      }
      if (node.after(label, null) instanceof JsonNode next) {
        Lexeme lexeme = new Lexeme(reader, label);
        int terminal = terminals.computeIfAbsent(lexeme, l -> terminals.size());
        edge(values, node, new Edge(terminal, null, NONE, next));
      }
    }
  }

  private static final BitSet NONE = new BitSet();

  private void come(Values called, Caller caller, BitSet outcome) {
    edge(caller.values, caller.node, new Edge(-1, called, outcome, caller.part.after(outcome)));
  }

  private static Reader reader(JsonNode node, boolean alike) {
    LexicalAutomaton automaton = node.lexer().automaton();
    Optional<RoughKeys> keys = node.keys();
    if (keys.isPresent()) {
      return keys.get();
    }
    // With counters, automata are too large to be looked at as a whole.
    return exact(automaton)
        .or(() ->
            alike && automaton instanceof ValueAutomaton value
                ? exact(value.rough(MOST_STATES))
                : Optional.empty())
        .orElseThrow(JsonCore::tooLarge);
  }

  private static LimitExceeded tooLarge() {
    return new LimitExceeded("lexicalStates", MOST_STATES, "finding kinds of lexemes");
  }

  /** An automaton with its labels; empty if it has too many states. */
  private static Optional<Reader> exact(LexicalAutomaton automaton) {
    Set<Integer> seen = new HashSet<>(Set.of(LexicalAutomaton.START));
    Set<Integer> found = new TreeSet<>();
    ArrayDeque<Integer> ahead = new ArrayDeque<>(seen);
    while (!ahead.isEmpty()) {
      int state = ahead.remove();
      if (automaton.label(state) != LexicalAutomaton.NO_LABEL) {
        found.add(automaton.label(state));
      }
      for (int b = 0; b < 256; b++) {
        int next = automaton.step(state, b);
        if (next != LexicalAutomaton.DEAD && seen.add(next)) {
          ahead.add(next);
        }
      }
      if (seen.size() > MOST_STATES) {
        return Optional.empty();
      }
    }
    return Optional.of(new Exact(automaton, found.stream().mapToInt(Integer::intValue).toArray()));
  }

  private record Symbol(Values values, JsonNode node, BitSet outcome) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Symbol s
          && s.values == values
          && s.node.equals(node)
          && s.outcome.equals(outcome);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * System.identityHashCode(values) + node.hashCode()) + outcome.hashCode();
    }
  }

  private Cfg grammar(Values root) {
    Cfg.Builder builder =
        new Cfg.Builder(terminals.keySet().stream().map(l -> "lexeme " + l.label).toList());
    Map<Symbol, Integer> symbols = new HashMap<>();
    for (Values values : kinds.values()) {
      for (BitSet outcome : values.outcomes) {
        values.edges.forEach((node, edges) -> {
          int left = symbol(new Symbol(values, node, outcome), symbols, builder);
          if (node.returned().filter(outcome::equals).isPresent()) {
            builder.production(left);
          }
          for (Edge edge : edges) {
            int next = symbol(new Symbol(values, edge.next, outcome), symbols, builder);
            Values called = edge.values;
            builder.production(
                left,
                called == null
                    ? edge.terminal
                    : symbol(new Symbol(called, called.first, edge.outcome), symbols, builder),
                next);
          }
        });
      }
    }
    int start = builder.nonterminal("text");
    for (BitSet outcome : root.outcomes) {
      builder.production(start, symbol(new Symbol(root, root.first, outcome), symbols, builder));
    }
    return builder.build(start);
  }

  private static int symbol(Symbol symbol, Map<Symbol, Integer> symbols, Cfg.Builder builder) {
    return symbols.computeIfAbsent(symbol, s -> builder.nonterminal(s.node.toString()));
  }
}
