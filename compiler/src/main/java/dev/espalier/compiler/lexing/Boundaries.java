package dev.espalier.compiler.lexing;

import java.nio.LongBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The places between lexemes, in classes from which the same sequences of tokens can be written.
 *
 * <p>After an identifier the next token may need a blank before it; after a mode was pushed only
 * the tokens of that mode can come; and where a longer match was left behind, it must not complete.
 * In most lexers a blank makes up for everything, so that all places are in one class and what the
 * parser expects can always be written. Where it cannot, a terminal of the parser is a token
 * <em>with the class of the place behind it</em>, and the parser follows only what can be written:
 * the intersection of a context-free language with a regular one (Bar-Hillel, Perles, Shamir 1961),
 * without its product being built.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Boundaries {
  /** How places were told apart. */
  enum Sight {
    /** With all modes. */
    EXACT,
    /** Without the modes below, which the token types tell. */
    RELATIVE,
    /** Without the modes below. */
    ABOVE,
    /** Not at all: they are too many. */
    BLURRED
  }

  private final LongestMatchLexer lexer;
  private final Sight sight;
  private final int types; // with the end, which is the last
  private final int endType; // the token type of the end, or -1
  private final PlaceClasses classes;
  private final @Nullable ModeMoves moves; // what the token types say of modes, if they do

  // Of how many modes that can still be pushed it is known whether they can: a class is one of
  // places with a number of such modes, up to this one, which stands for all larger ones.
  private final int room;
  private final Map<Config, Integer> places = new HashMap<>();
  private final long[][][] expectedAt; // of each place, for each room, one more included
  private final ConcurrentHashMap<LongBuffer, long[]> sets = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BitSet, long[]> expected = new ConcurrentHashMap<>();

  /**
   * @param lexer in which places are looked up
   * @param numbers of the places, as configurations of this lexer or of one that differs by its
   *     token types
   * @param endType the token type of the end of the text, or -1
   * @param room of how many modes that can still be pushed it is told apart whether they can
   */
  Boundaries(
      LongestMatchLexer lexer,
      Sight sight,
      Map<Config, Integer> numbers,
      int endType,
      PlaceClasses classes,
      @Nullable ModeMoves moves,
      int room) {
    this.lexer = lexer;
    this.sight = sight;
    this.types = classes.types();
    this.endType = endType;
    this.classes = classes;
    this.moves = moves;
    this.room = room;
    numbers.forEach((config, place) -> places.put(lexer.own(config), place));
    this.expectedAt = new long[places.size()][room == 0 ? 1 : room + 2][];
    for (int place = 0; place < expectedAt.length; place++) {
      for (int left = 0; left < expectedAt[place].length; left++) {
        expectedAt[place][left] = one(visible(place, left));
      }
    }
  }

  static boolean fits(PlaceClasses classes, int room) {
    return classes.count() * (room + 1) <= PlaceClasses.MAX;
  }

  /** The same with one more mode told apart; null if there would be too many classes. */
  @Nullable Boundaries withMoreRoom() {
    return fits(classes, room + 1)
        ? new Boundaries(lexer, sight, places, endType, classes, moves, room + 1)
        : null;
  }

  /** The terminals that are visible at a place where some modes can still be pushed. */
  private long[] visible(int place, int left) {
    long[] set = new long[(terminals() + 63) / 64];
    classes
        .behind(place)
        .forEach((type, next) -> {
          int after = after(type, left);
          for (int p : next) {
            if (after >= 0) {
              set(set, type * classes() + number(classes.of(p), after));
            }
          }
        });
    // A parser that wants the token of the end may not want the end itself, and the other way.
    if (classes.mayEndAt(place)) {
      set(set, end());
    }
    return set;
  }

  /** How many modes can be pushed behind a token type; negative where it cannot be written. */
  private int after(int type, int left) {
    if (room == 0 || moves == null || type == endType()) {
      return left;
    }
    return switch (moves.move(type).kind()) {
      case KEEP -> left;
      case PUSH -> left - 1;
      case POP -> left + 1;
      case END -> room;
    };
  }

  private int number(int placeClass, int left) {
    return placeClass * (room + 1) + Math.min(left, room);
  }

  private static void set(long[] set, int bit) {
    set[bit >> 6] |= 1L << bit;
  }

  /** How many classes there are. */
  public int classes() {
    return classes.count() * (room + 1);
  }

  /** How many modes that can still be pushed are told apart from one more; 0 where none are. */
  public int room() {
    return room;
  }

  /**
   * Some classes, without regard to the modes that can still be pushed.
   *
   * @param some classes, as bits
   * @return as bits, numbers of classes divided by {@link #room} + 1
   */
  public long withoutRoom(long some) {
    long all = 0;
    for (long rest = some; rest != 0; rest &= rest - 1) {
      all |= 1L << Long.numberOfTrailingZeros(rest) / (room + 1);
    }
    return all;
  }

  /** Whether whatever the parser expects can be written. */
  public boolean writesAll() {
    return classes() == 1 && classes.writesAll();
  }

  /** How many terminals there are: every token type with every class, the end of the text last. */
  public int terminals() {
    return types * classes();
  }

  /** The terminal of the end of the text. */
  public int end() {
    return (types - 1) * classes();
  }

  /** The number of the end of the text among the token types. */
  public int endType() {
    return types - 1;
  }

  /** The terminal of the token type that is the end of the text, if the grammar has one. */
  public OptionalInt endToken() {
    return endType < 0 ? OptionalInt.empty() : OptionalInt.of(terminal(endType, null));
  }

  /** The classes, as bits, behind a token of a type in a class. */
  public long behind(int from, int type) {
    long all = classes.ways(from / (room + 1), type);
    if (room == 0) {
      return all;
    }
    int left = from % (room + 1);
    int after = after(type, left);
    long behind = 0;
    for (long rest = after < 0 ? 0 : all; rest != 0; rest &= rest - 1) {
      int placeClass = Long.numberOfTrailingZeros(rest);
      behind |= 1L << number(placeClass, after);
      if (left == room && after >= 0) {
        // As many as that, or more.
        behind |= 1L << number(placeClass, left);
      }
    }
    return behind;
  }

  /** Whether a token type can be written somewhere. */
  public boolean isWritten(int type) {
    return classes.isWritten(type);
  }

  /** Whether the text may end in a class. */
  public boolean mayEnd(int from) {
    return classes.mayEnd(from / (room + 1));
  }

  /** The class in which every text begins. */
  public int start() {
    return number(classes.of(0), lexer.room(lexer.start()));
  }

  /** What was left out of sight, because there is too much of it; empty for nothing. */
  public Optional<String> blur() {
    return switch (sight) {
      case EXACT, RELATIVE -> Optional.empty();
      case ABOVE ->
          Optional.of(
              "modes below the current one are not looked at: there are too many stacks of them; a"
                  + " text can come to a dead end where the parser's rules allow it");
      case BLURRED ->
          Optional.of(
              "what can be written behind the next token is not looked at: there are too many kinds"
                  + " of places between tokens; a text can come to a dead end where the parser's"
                  + " rules allow it");
    };
  }

  private int place(Config config) {
    return places.getOrDefault(sight == Sight.EXACT ? config : lexer.above(config), 0);
  }

  /** The terminal of a token with what comes behind it; null for the end of the text. */
  public int terminal(int type, @Nullable Config next) {
    int placeClass = classes.of(next == null ? Places.ENDED : place(next));
    return type * classes() + number(placeClass, next == null ? room : lexer.room(next));
  }

  /** The terminals that come next, if a lexeme comes to one of some ends. */
  long[] expected(BitSet ends) {
    return expected.computeIfAbsent(
        ends,
        all -> {
          long[] set = new long[(terminals() + 63) / 64];
          for (int e = all.nextSetBit(0); e >= 0; e = all.nextSetBit(e + 1)) {
            LongestMatchLexer.End end = lexer.end(e);
            if (end.type() != LongestMatchLexer.INVISIBLE) {
              set(set, terminal(end.type(), end.next()));
            } else if (end.next() == null) {
              set(set, end());
              endToken().ifPresent(t -> set(set, t));
            } else {
              long[] there = expectedAt(end.next());
              for (int i = 0; i < set.length; i++) {
                set[i] |= there[i];
              }
            }
          }
          return one(set);
        });
  }

  /** The one array among equal ones. */
  private long[] one(long[] set) {
    return sets.computeIfAbsent(LongBuffer.wrap(set), key -> set);
  }

  /** What is expected where a lexeme begins. */
  long[] expectedAt(Config boundary) {
    long[][] all = expectedAt[place(boundary)];
    return all[Math.min(lexer.room(boundary), all.length - 1)];
  }

  /**
   * What the parser may want: what it never wants makes no difference.
   *
   * @param first at the beginning of a text, as bits
   * @param behind behind each token type, as bits
   */
  public record Asked(long[] first, long[][] behind) {}
}
