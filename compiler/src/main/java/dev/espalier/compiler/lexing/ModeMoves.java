package dev.espalier.compiler.lexing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What tokens do to the modes of a lexer: each token type is split by the mode that is on top
 * behind it and by what it pushed or popped, into the types that a parser has to tell apart in
 * order to know the mode of every place.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ModeMoves {
  /** What happens to the modes. */
  public enum Kind {
    /** The same number of modes: the one on top may be another one. */
    KEEP,
    /** One more. */
    PUSH,
    /** One fewer. */
    POP,
    /** The text ends. */
    END
  }

  /**
   * A token type, with what it does.
   *
   * @param type the plain type
   * @param mode the mode on top behind it; 0 where the text has ended
   * @param below the mode below that one, where it was pushed; else 0
   */
  public record Move(int type, Kind kind, int mode, int below) {}

  private final Map<Move, Integer> numbers;
  private final List<Move> moves;
  private final Map<Integer, Map<Integer, Set<Integer>>> at; // by mode, by plain type

  private ModeMoves(
      Map<Move, Integer> numbers, List<Move> moves, Map<Integer, Map<Integer, Set<Integer>>> at) {
    this.numbers = numbers;
    this.moves = moves;
    this.at = at;
  }

  /** How many types there are now. */
  public int count() {
    return moves.size();
  }

  /** The plain type, and what happens, of a type. */
  public Move move(int number) {
    return moves.get(number);
  }

  /** The numbers of what can be written in a mode as a plain type. */
  public Set<Integer> at(int mode, int type) {
    return at.getOrDefault(mode, Map.of()).getOrDefault(type, Set.of());
  }

  /** Whether a plain type is written in any mode. */
  public boolean isWritten(int type) {
    return at.values().stream().anyMatch(types -> types.containsKey(type));
  }

  /** The number of a type whose lexeme leads from some modes to others; -1 for none. */
  int number(int type, int[] before, int[] after) {
    return numbers.getOrDefault(moveOf(type, before.length, after), -1);
  }

  /** The number of a type that ends with the text; -1 for none. */
  public int ended(int type) {
    return numbers.getOrDefault(new Move(type, Kind.END, 0, 0), -1);
  }

  private static Move moveOf(int type, int before, int[] after) {
    int mode = after[after.length - 1];
    return after.length == before
        ? new Move(type, Kind.KEEP, mode, 0)
        : after.length < before
            ? new Move(type, Kind.POP, mode, 0)
            : new Move(type, Kind.PUSH, mode, after[after.length - 2]);
  }

  /** Numbers of types while places are found. Not safe for use by several threads. */
  static final class Builder {
    private final Map<Move, Integer> numbers = new LinkedHashMap<>();

    private int number(Move move) {
      return numbers.computeIfAbsent(move, key -> numbers.size());
    }

    /**
     * @param modes the modes behind it, from the one above unknown ones; that alone, if one was
     *     popped
     * @param now the same, with the mode that came back
     */
    int number(int type, int[] modes, int[] now) {
      return number(
          modes.length == 1
              ? new Move(type, Kind.POP, now[now.length - 1], 0)
              : moveOf(type, 2, modes));
    }

    int ended(int type) {
      return number(new Move(type, Kind.END, 0, 0));
    }

    /**
     * The moves of all places.
     *
     * @param endType the plain type of the end of the text, or -1
     */
    ModeMoves build(Places places, int endType) {
      int end = endType < 0 ? -1 : ended(endType);
      List<Move> moves = new ArrayList<>(numbers.keySet());
      Map<Integer, Map<Integer, Set<Integer>>> at = new HashMap<>();
      for (int i = 0; i < places.count(); i++) {
        int[] modes = places.config(i).modes;
        Map<Integer, Set<Integer>> types =
            at.computeIfAbsent(modes[modes.length - 1], mode -> new HashMap<>());
        if (end >= 0) {
          types.computeIfAbsent(endType, type -> new LinkedHashSet<>()).add(end);
        }
        places
            .behind(places.closure(i))
            .keySet()
            .forEach(number ->
                types
                    .computeIfAbsent(moves.get(number).type, type -> new LinkedHashSet<>())
                    .add(number));
      }
      return new ModeMoves(Map.copyOf(numbers), List.copyOf(moves), at);
    }
  }
}
