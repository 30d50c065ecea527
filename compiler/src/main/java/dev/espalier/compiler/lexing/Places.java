package dev.espalier.compiler.lexing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private int number(@Nullable Config config) {
    if (config == null) {
      return ENDED;
    }
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

  /** Adds the steps that an end of a lexeme is; answers whether places can be told apart so. */
  private interface Follow {
    boolean add(LongestMatchLexer.End end, List<Step> steps);
  }

  /** Finds all places from the first on; null if they cannot be told apart in some way. */
  private @Nullable Places explore(Follow follow) {
    for (int i = 0; i < count(); i++) {
      List<Step> own = new ArrayList<>();
      BitSet ends = lexer.ends(configs.get(i));
      for (int e = ends.nextSetBit(0); e >= 0; e = ends.nextSetBit(e + 1)) {
        if (!follow.add(lexer.end(e), own)) {
          return null;
        }
      }
      steps.add(own);
    }
    return this;
  }

  /** All places with all modes below them; null if they are too many. */
  static @Nullable Places exact(LongestMatchLexer lexer) {
    Places places = new Places(lexer, lexer.start());
    return places.explore((end, steps) -> {
      steps.add(new Step(end.type(), places.number(end.next())));
      return places.count() <= MAX_EXACT;
    });
  }

  /** Places without the modes below, where any mode may come back when one is left. */
  static Places rough(LongestMatchLexer lexer) {
    Places places = new Places(lexer, lexer.above(lexer.start()));
    places.explore((end, steps) -> {
      if (end.next() == null) {
        steps.add(new Step(end.type(), ENDED));
      } else {
        for (Config next : lexer.popped(end.next())) {
          steps.add(new Step(end.type(), places.number(lexer.above(next))));
        }
      }
      return true;
    });
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
    return places.explore((end, steps) -> {
      int type = end.type();
      if (end.next() == null) {
        steps.add(new Step(type < 0 ? type : moves.ended(type), ENDED));
        return true;
      }
      int[] modes = end.next().modes;
      for (Config next : lexer.popped(end.next())) {
        int split = type < 0 ? type : moves.number(type, modes, next.modes);
        steps.add(new Step(split, places.number(lexer.above(next))));
      }
      return modes.length <= 3 && (type >= 0 || modes.length == 2);
    });
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

  /**
   * The places behind each token type that can be written from some places, ascending; the one
   * behind the end of the text is the last, and has the number {@link #count}.
   */
  Map<Integer, int[]> behind(BitSet closure) {
    Map<Integer, BitSet> all = new TreeMap<>();
    closure.stream()
        .forEach(place -> {
          for (Step step : steps.get(place)) {
            if (step.type >= 0) {
              all.computeIfAbsent(step.type, type -> new BitSet())
                  .set(step.next == ENDED ? count() : step.next);
            }
          }
        });
    Map<Integer, int[]> behind = new TreeMap<>();
    all.forEach((type, next) -> behind.put(type, next.stream().toArray()));
    return behind;
  }
}
