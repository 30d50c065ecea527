package dev.espalier.compiler.cfg;

import dev.espalier.compiler.lexing.ModeMoves;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a grammar during which the lexer's modes do what the tokens ask of them: a mode that
 * comes back is the one that lies below.
 *
 * <p>Each nonterminal is split by the mode in which it begins and by what it does to the stack of
 * modes, and each terminal likewise ({@link ModeMoves}). That is the product of a context-free
 * language with that of a pushdown automaton, which is context-free where, as here, nonterminals
 * push and pop a bounded number of modes; usually none, since tokens that push and pop come in
 * pairs within a rule. Where they do not, the product is given up.
 *
 * <p>Complexity: linear in the grammar for each mode and each effect on the stack.
 */
final class MatchedModes {
  // More modes than these, pushed or popped by one nonterminal, are taken to have no end.
  private static final int MAX_UNMATCHED = 8;

  // How many times larger than the grammar the result may be, and how large at most.
  private static final int MAX_GROWTH = 64;
  private static final int MAX_WAYS = 500_000;

  private static final int ENDED = Integer.MAX_VALUE; // the mode on top when the text has ended

  /**
   * What some symbols do to the stack of modes.
   *
   * @param popped the modes that came back, in order
   * @param pushed the modes that lie below the top now, and did not before; the lowest first
   * @param top the mode on top; that of the end where the text has ended
   */
  private record Effect(List<Integer> popped, List<Integer> pushed, int top) {
    private @Nullable Effect then(Effect next) {
      int n = pushed.size();
      int gone = Math.min(n, next.popped.size());
      for (int i = 0; i < gone; i++) {
        if (!pushed.get(n - 1 - i).equals(next.popped.get(i))) {
          return null;
        }
      }
      List<Integer> allPopped = new ArrayList<>(popped);
      allPopped.addAll(next.popped.subList(gone, next.popped.size()));
      List<Integer> allPushed = new ArrayList<>(pushed.subList(0, n - gone));
      allPushed.addAll(next.pushed);
      return new Effect(allPopped, allPushed, next.top);
    }

    private boolean isLarge() {
      return popped.size() + pushed.size() > MAX_UNMATCHED;
    }
  }

  /** A nonterminal in a mode. */
  private record Begun(int symbol, int mode) {}

  /** A nonterminal in a mode, with one of its effects. */
  private record Split(Begun begun, Effect effect) {}

  /** The symbols of a production up to a dot, with what they do. */
  private record Item(Cfg.Production production, int dot, int mode, Effect effect) {
    private Begun begun() {
      return new Begun(production.left(), mode);
    }
  }

  /** How a symbol of a production leads from one item to the next. */
  private record Way(Item from, int terminal, @Nullable Split part) {}

  private final Cfg grammar;
  private final ModeMoves moves;
  private final int endType;
  private final Map<Integer, List<Cfg.Production>> productionsOf = new HashMap<>();
  private final Map<Item, List<Way>> ways = new LinkedHashMap<>(); // backward
  private final ArrayDeque<Item> open = new ArrayDeque<>();
  private final Map<Begun, Set<Effect>> effects = new LinkedHashMap<>();
  private final Map<Begun, List<Item>> waiting = new HashMap<>();
  private int passed; // ways in all
  private boolean given; // up

  private MatchedModes(Cfg grammar, ModeMoves moves, int endType) {
    this.grammar = grammar;
    this.moves = moves;
    this.endType = endType;
    for (Cfg.Production production : grammar.productions()) {
      productionsOf.computeIfAbsent(production.left(), left -> new ArrayList<>()).add(production);
    }
  }

  /**
   * The grammar over the split token types.
   *
   * @param endType the plain type of the end of the text, or -1
   * @param mode the mode in which texts begin
   * @return empty where modes are pushed or popped without end, or the result gets too large
   */
  static Optional<Cfg> of(Cfg grammar, ModeMoves moves, int endType, int mode) {
    MatchedModes matched = new MatchedModes(grammar, moves, endType);
    matched.run(new Begun(grammar.start(), mode));
    return matched.given ? Optional.empty() : Optional.of(matched.build(mode));
  }

  private void run(Begun start) {
    long most = MAX_GROWTH;
    for (Cfg.Production production : grammar.productions()) {
      most += (long) MAX_GROWTH * (production.right().length + 1);
    }
    begin(start);
    while (!open.isEmpty() && !given && passed <= Math.min(most, MAX_WAYS)) {
      Item item = open.remove();
      int[] right = item.production.right();
      if (item.dot == right.length) {
        end(item);
        continue;
      }
      int symbol = right[item.dot];
      if (symbol < grammar.terminals()) {
        for (int number : numbers(item.effect.top, symbol)) {
          pass(item, new Way(item, number, null), effect(moves.move(number)));
        }
      } else {
        Begun begun = new Begun(symbol, item.effect.top);
        waiting.computeIfAbsent(begun, key -> new ArrayList<>()).add(item);
        begin(begun);
        for (Effect effect : List.copyOf(effects.getOrDefault(begun, Set.of()))) {
          pass(item, new Way(item, -1, new Split(begun, effect)), effect);
        }
      }
    }
    given |= !open.isEmpty();
  }

  /** What can be written as a terminal; the end of the text may be read more than once. */
  private Set<Integer> numbers(int mode, int symbol) {
    return mode != ENDED
        ? moves.at(mode, symbol)
        : symbol == endType ? Set.of(moves.ended(symbol)) : Set.of();
  }

  private Effect effect(ModeMoves.Move move) {
    return switch (move.kind()) {
      case KEEP -> new Effect(List.of(), List.of(), move.mode());
      case PUSH -> new Effect(List.of(), List.of(move.below()), move.mode());
      case POP -> new Effect(List.of(move.mode()), List.of(), move.mode());
      case END -> new Effect(List.of(), List.of(), ENDED);
    };
  }

  private void begin(Begun begun) {
    if (effects.putIfAbsent(begun, new LinkedHashSet<>()) == null) {
      Effect none = new Effect(List.of(), List.of(), begun.mode);
      for (Cfg.Production production : productionsOf.getOrDefault(begun.symbol, List.of())) {
        reach(new Item(production, 0, begun.mode, none));
      }
    }
  }

  private List<Way> reach(Item item) {
    List<Way> known = ways.get(item);
    if (known == null) {
      passed++;
      known = new ArrayList<>();
      ways.put(item, known);
      open.add(item);
    }
    return known;
  }

  private void pass(Item item, Way way, Effect effect) {
    passed++;
    Effect both = item.effect.then(effect);
    if (both != null) {
      given |= both.isLarge();
      reach(new Item(item.production, item.dot + 1, item.mode, both)).add(way);
    }
  }

  private void end(Item item) {
    Begun begun = item.begun();
    if (effects.getOrDefault(begun, Set.of()).add(item.effect)) {
      for (Item before : List.copyOf(waiting.getOrDefault(begun, List.of()))) {
        pass(before, new Way(before, -1, new Split(begun, item.effect)), item.effect);
      }
    }
  }

  private Cfg build(int mode) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < moves.count(); i++) {
      names.add(grammar.name(moves.move(i).type()));
    }
    Cfg.Builder made = new Cfg.Builder(names);
    Map<Split, Integer> symbols = new HashMap<>();
    effects.forEach((begun, all) -> {
      for (Effect effect : all) {
        symbols.put(new Split(begun, effect), made.nonterminal(grammar.name(begun.symbol)));
      }
    });
    int start = made.nonterminal(grammar.name(grammar.start()));
    Begun first = new Begun(grammar.start(), mode);
    for (Effect effect : effects.getOrDefault(first, Set.of())) {
      if (effect.popped.isEmpty()) {
        made.production(start, symbols.getOrDefault(new Split(first, effect), -1));
      }
    }
    // Items that several ways lead to get a nonterminal of their own, so that ways are not
    // multiplied by each other.
    Map<Item, Integer> heads = new HashMap<>();
    ways.forEach((item, to) -> {
      if (item.dot > 0 && (item.dot == item.production.right().length || to.size() > 1)) {
        heads.put(
            item,
            item.dot == item.production.right().length
                ? symbols.getOrDefault(new Split(item.begun(), item.effect), -1)
                : made.nonterminal(grammar.name(item.production.left()) + "…"));
      } else if (item.production.right().length == 0) {
        made.production(symbols.getOrDefault(new Split(item.begun(), item.effect), -1));
      }
    });
    heads.forEach((item, left) -> {
      for (Way way : ways.getOrDefault(item, List.of())) {
        List<Integer> right = new ArrayList<>();
        Way last = way;
        while (true) {
          right.addFirst(last.part == null ? last.terminal : symbols.getOrDefault(last.part, -1));
          Item from = last.from;
          if (from.dot == 0) {
            break;
          }
          Integer head = heads.get(from);
          if (head != null) {
            right.addFirst(head);
            break;
          }
          last = ways.getOrDefault(from, List.of()).getFirst();
        }
        made.production(left, right.stream().mapToInt(Integer::intValue).toArray());
      }
    });
    return made.build(start);
  }
}
