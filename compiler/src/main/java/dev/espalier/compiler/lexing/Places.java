package dev.espalier.compiler.lexing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The places between the lexemes of a lexer, and the lexemes that lead from one to another. */
final class Places {
  /** The place behind the end of the text. */
  static final int ENDED = -1;

  // With more of them, modes below the current one are left out of sight.
  private static final int MAX_EXACT = 2048;

  /**
   * A lexeme.
   *
   * @param type its token type, or {@link LongestMatchLexer#INVISIBLE}
   * @param next the place behind it, or {@link #ENDED}
   */
  record Step(int type, int next) {}

  private final LongestMatchLexer lexer;
  private final List<Config> configs = new ArrayList<>();
  private final Map<Config, Integer> numbers = new HashMap<>();
  private final List<List<Step>> steps = new ArrayList<>();

  private Places(LongestMatchLexer lexer, Config start) {
    this.lexer = lexer;
    number(start);
  }

  private int number(Config config) {
    Integer known = numbers.putIfAbsent(config, configs.size());
    if (known != null) {
      return known;
    }
    configs.add(config);
    return configs.size() - 1;
  }

  int count() {
    return configs.size();
  }

  Config config(int place) {
    return configs.get(place);
  }

  Map<Config, Integer> numbers() {
    return numbers;
  }

  List<Step> steps(int place) {
    return steps.get(place);
  }

  /** All places with all modes below them; null if they are too many. */
  static @Nullable Places exact(LongestMatchLexer lexer) {
    Places places = new Places(lexer, lexer.start());
    for (int i = 0; i < places.count(); i++) {
      if (places.count() > MAX_EXACT) {
        return null;
      }
      List<Step> own = new ArrayList<>();
      for (LongestMatchLexer.End end : places.ends(i)) {
        own.add(new Step(end.type(), end.next() == null ? ENDED : places.number(end.next())));
      }
      places.steps.add(own);
    }
    return places;
  }

  /** Places without the modes below, where any mode may come back when one is left. */
  static Places rough(LongestMatchLexer lexer) {
    Places places = new Places(lexer, lexer.above(lexer.start()));
    for (int i = 0; i < places.count(); i++) {
      List<Step> own = new ArrayList<>();
      for (LongestMatchLexer.End end : places.ends(i)) {
        if (end.next() == null) {
          own.add(new Step(end.type(), ENDED));
          continue;
        }
        for (Config next : lexer.popped(end.next())) {
          own.add(new Step(end.type(), places.number(lexer.above(next))));
        }
      }
      places.steps.add(own);
    }
    return places;
  }

  /**
   * Places without the modes below, where the token types say which mode comes back.
   *
   * @param moves numbers the types that it meets
   * @return null if a lexeme that the parser does not see pushes or pops modes, or one that it sees
   *     does more than one of both
   */
  static @Nullable Places relative(LongestMatchLexer lexer, ModeMoves.Builder moves) {
    if (lexer.isTangled()) {
      return null;
    }
    Places places = new Places(lexer, lexer.above(lexer.start()));
    for (int i = 0; i < places.count(); i++) {
      List<Step> own = new ArrayList<>();
      for (LongestMatchLexer.End end : places.ends(i)) {
        if (end.next() == null) {
          own.add(new Step(end.type() < 0 ? end.type() : moves.ended(end.type()), ENDED));
          continue;
        }
        int[] modes = end.next().modes;
        if (modes.length > 3 || (end.type() < 0 && modes.length != 2)) {
          return null;
        }
        for (Config next : lexer.popped(end.next())) {
          int type = end.type() < 0 ? end.type() : moves.number(end.type(), modes, next.modes);
          own.add(new Step(type, places.number(lexer.above(next))));
        }
      }
      places.steps.add(own);
    }
    return places;
  }

  private List<LongestMatchLexer.End> ends(int place) {
    BitSet ends = lexer.ends(configs.get(place));
    return ends.stream().mapToObj(lexer::end).toList();
  }

  /**
   * The places that are reached from one without a token that the parser sees, itself among them.
   */
  BitSet closure(int from) {
    BitSet closure = new BitSet();
    List<Integer> open = new ArrayList<>();
    closure.set(from);
    open.add(from);
    while (!open.isEmpty()) {
      for (Step step : steps.get(open.removeLast())) {
        if (step.type < 0 && step.next != ENDED && !closure.get(step.next)) {
          closure.set(step.next);
          open.add(step.next);
        }
      }
    }
    return closure;
  }

  /** Whether the text may end at one of some places. */
  boolean mayEnd(BitSet closure) {
    return closure.stream()
        .anyMatch(place ->
            lexer.mayEnd(configs.get(place))
                || steps.get(place).stream().anyMatch(s -> s.type < 0 && s.next == ENDED));
  }

  /** The places behind each token type that can be written from some places. */
  Map<Integer, int[]> behind(BitSet closure) {
    Map<Integer, TreeSet<Integer>> all = new TreeMap<>();
    closure.stream()
        .forEach(place -> {
          for (Step step : steps.get(place)) {
            if (step.type >= 0) {
              all.computeIfAbsent(step.type, type -> new TreeSet<>()).add(step.next);
            }
          }
        });
    Map<Integer, int[]> behind = new TreeMap<>();
    all.forEach(
        (type, next) -> behind.put(type, next.stream().mapToInt(Integer::intValue).toArray()));
    return behind;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      text.append(i).append(' ').append(configs.get(i)).append(' ');
      text.append(Arrays.toString(steps.get(i).toArray())).append('\n');
    }
    return text.toString();
  }
}
