package dev.espalier.compiler.lexing;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.Work;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
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
  private static final int MAX_CLASSES = 64;

  // With more of them, modes below the current one are left out of sight.
  private static final int MAX_PLACES = 2048;

  private final LongestMatchLexer lexer;
  private final int types; // with the end, which is the last
  private final int endType; // the token type of the end, or -1
  private final int classes;
  private final Map<Config, Integer> classOf;
  private final int ended; // the class after the end of the text, or 0
  private final long[][] ways; // of each class, for each type, the classes behind it
  private final boolean[] mayEnd;
  private final long[][] expectedAt; // of each place, by its number
  private final Map<Config, Integer> places;
  private final boolean above; // whether places are looked at without the modes below
  private final boolean blurred; // whether they are taken for one class, although they differ
  private final ConcurrentHashMap<LongBuffer, long[]> sets = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<BitSet, long[]> expected = new ConcurrentHashMap<>();

  private Boundaries(
      LongestMatchLexer lexer,
      int types,
      int endType,
      Map<Config, Integer> places,
      boolean above,
      boolean blurred,
      int[] block,
      int classes,
      int ended,
      long[][] ways,
      boolean[] mayEnd,
      BitSet[] closures,
      BitSet[] ends) {
    this.lexer = lexer;
    this.types = types;
    this.endType = endType;
    this.classes = classes;
    this.ended = ended;
    this.ways = ways;
    this.mayEnd = mayEnd;
    this.places = places;
    this.above = above;
    this.blurred = blurred;
    this.classOf = new HashMap<>();
    places.forEach((config, place) -> classOf.put(config, block[place]));
    this.expectedAt = new long[places.size()][];
    places.forEach((config, place) -> {
      long[] set = new long[(types * classes + 63) / 64];
      BitSet closure = closures[place];
      for (int q = closure.nextSetBit(0); q >= 0; q = closure.nextSetBit(q + 1)) {
        addVisible(ends[q], set);
      }
      // A parser that wants the token of the end may not want the end itself, and the other way.
      if (mayEnd[block[place]]) {
        set(set, end());
      }
      for (long left = endType < 0 ? 0 : ways[block[place]][endType]; left != 0; left &= left - 1) {
        set(set, endType * classes + Long.numberOfTrailingZeros(left));
      }
      expectedAt[place] = one(set);
    });
  }

  private void addVisible(BitSet ends, long[] set) {
    for (int e = ends.nextSetBit(0); e >= 0; e = ends.nextSetBit(e + 1)) {
      LongestMatchLexer.End end = lexer.end(e);
      if (end.type() != LongestMatchLexer.INVISIBLE) {
        set(set, terminal(end.type(), end.next()));
      }
    }
  }

  private void addEnd(long[] set) {
    set(set, end());
    endToken().ifPresent(t -> set(set, t));
  }

  private static void set(long[] set, int bit) {
    set[bit >> 6] |= 1L << bit;
  }

  /** How many classes there are. With one, whatever the parser expects can be written. */
  public int classes() {
    return classes;
  }

  /** How many terminals there are: every token type with every class, the end of the text last. */
  public int terminals() {
    return types * classes;
  }

  /** The terminal of the end of the text. */
  public int end() {
    return (types - 1) * classes;
  }

  /** The number of the end of the text among the token types. */
  public int endType() {
    return types - 1;
  }

  /** The terminal of the token type that is the end of the text, if the grammar has one. */
  public OptionalInt endToken() {
    return endType < 0 ? OptionalInt.empty() : OptionalInt.of(endType * classes + ended);
  }

  /** The classes, as bits, behind a token of a type in a class. */
  public long behind(int from, int type) {
    return ways[from][type];
  }

  /** Whether a token type can be written somewhere. */
  public boolean isWritten(int type) {
    for (long[] row : ways) {
      if (row[type] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text may end in a class. */
  public boolean mayEnd(int from) {
    return mayEnd[from];
  }

  /** The class in which every text begins. */
  public int start() {
    return classOf.getOrDefault(place(lexer.start()), 0);
  }

  /** What was left out of sight, because there is too much of it; empty for nothing. */
  public Optional<String> blur() {
    String what =
        blurred
            ? "what can be written behind the next token is not looked at: there are too many kinds of"
                + " places between tokens"
            : "modes below the current one are not looked at: there are too many stacks of them";
    return above
        ? Optional.of(what + "; a text can come to a dead end where the parser's rules allow it")
        : Optional.empty();
  }

  private Config place(Config config) {
    return above ? lexer.above(config) : config;
  }

  /** The terminal of a token with what comes behind it; null for the end of the text. */
  public int terminal(int type, @Nullable Config next) {
    return type * classes + (next == null ? ended : classOf.getOrDefault(place(next), 0));
  }

  /** The terminals that come next, if a lexeme comes to one of some ends. */
  long[] expected(BitSet ends) {
    return expected.computeIfAbsent(
        ends,
        all -> {
          long[] set = new long[(terminals() + 63) / 64];
          addVisible(all, set);
          for (int e = all.nextSetBit(0); e >= 0; e = all.nextSetBit(e + 1)) {
            LongestMatchLexer.End end = lexer.end(e);
            if (end.type() == LongestMatchLexer.INVISIBLE) {
              if (end.next() == null) {
                addEnd(set);
              } else {
                long[] there = expectedAt(end.next());
                for (int i = 0; i < set.length; i++) {
                  set[i] |= there[i];
                }
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
    return expectedAt[places.getOrDefault(place(boundary), 0)];
  }

  /**
   * Finds all places of a lexer and their classes.
   *
   * @param endType the token type of the end of the text, or -1
   * @param asked of the beginning of a text, and of each token type, the types that the parser may
   *     want behind it, as bits: what it never wants makes no difference
   */
  static Boundaries of(
      LongestMatchLexer lexer, Config start, int types, int endType, Asked asked, Work limits) {
    Work work = limits.anew("finding what can be written between tokens");
    try {
      lexer.meter(work.part(2));
      Boundaries exact = of(lexer, start, types, endType, asked, false);
      if (exact != null) {
        return exact;
      }
    } catch (LimitExceeded e) {
      // Looked at more roughly.
    }
    lexer.meter(work);
    Boundaries rough = of(lexer, lexer.above(start), types, endType, asked, true);
    if (rough == null) {
      throw new AssertionError();
    }
    return rough;
  }

  private static @Nullable Boundaries of(
      LongestMatchLexer lexer, Config start, int types, int endType, Asked asked, boolean above) {
    Map<Config, Integer> places = new HashMap<>();
    List<Config> list = new ArrayList<>();
    places.put(start, 0);
    list.add(start);
    List<BitSet> ends = new ArrayList<>();
    boolean endsWithType = false; // whether a token may be made by reading the end
    for (int i = 0; i < list.size(); i++) {
      BitSet own = lexer.ends(list.get(i));
      ends.add(own);
      for (int e = own.nextSetBit(0); e >= 0; e = own.nextSetBit(e + 1)) {
        LongestMatchLexer.End end = lexer.end(e);
        if (end.next() == null) {
          endsWithType |= end.type() != LongestMatchLexer.INVISIBLE;
          continue;
        }
        for (Config next : lexer.popped(end.next())) {
          if (places.putIfAbsent(next, list.size()) == null) {
            list.add(next);
          }
        }
      }
      if (list.size() > MAX_PLACES && !above) {
        return null;
      }
    }
    int n = list.size();
    // The places that are reached without a visible token.
    BitSet[] closures = new BitSet[n];
    boolean[] canEnd = new boolean[n + 1];
    canEnd[n] = true; // after the end
    for (int i = 0; i < n; i++) {
      closures[i] = closure(i, ends, lexer, places);
      for (int q = closures[i].nextSetBit(0); q >= 0; q = closures[i].nextSetBit(q + 1)) {
        canEnd[i] |= lexer.mayEnd(list.get(q));
        BitSet own = ends.get(q);
        for (int e = own.nextSetBit(0); e >= 0; e = own.nextSetBit(e + 1)) {
          canEnd[i] |= lexer.end(e).next() == null && lexer.end(e).type() < 0;
        }
      }
    }
    // What comes after the end is one more place, if something can.
    boolean watchEnd = endsWithType || endType >= 0;
    int all = watchEnd ? n + 1 : n;
    // For each place and type, the places behind it.
    BitSet[][] behind = new BitSet[all][types];
    for (int i = 0; i < all; i++) {
      for (int t = 0; t < types; t++) {
        behind[i][t] = new BitSet();
      }
      if (i < n) {
        for (int q = closures[i].nextSetBit(0); q >= 0; q = closures[i].nextSetBit(q + 1)) {
          BitSet own = ends.get(q);
          for (int e = own.nextSetBit(0); e >= 0; e = own.nextSetBit(e + 1)) {
            LongestMatchLexer.End end = lexer.end(e);
            if (end.type() >= 0) {
              if (end.next() == null) {
                behind[i][end.type()].set(n);
              } else {
                for (Config next : lexer.popped(end.next())) {
                  behind[i][end.type()].set(places.getOrDefault(next, 0));
                }
              }
            }
          }
        }
      }
      if (endType >= 0 && canEnd[i]) {
        behind[i][endType].set(watchEnd ? n : i);
      }
    }
    ignoreUnasked(behind, canEnd, list, ends, closures, lexer, places, asked, endType);
    int[] block = classes(behind, canEnd, all, types);
    int classes = Arrays.stream(block).max().orElse(0) + 1;
    boolean blurred = classes > MAX_CLASSES;
    if (blurred && !above) {
      return null;
    }
    if (blurred) {
      block = new int[all];
      classes = 1;
    }
    long[][] ways = new long[classes][types];
    boolean[] mayEnd = new boolean[classes];
    for (int i = 0; i < all; i++) {
      mayEnd[block[i]] = canEnd[i];
      for (int t = 0; t < types; t++) {
        BitSet next = behind[i][t];
        for (int q = next.nextSetBit(0); q >= 0; q = next.nextSetBit(q + 1)) {
          ways[block[i]][t] |= 1L << block[q];
        }
      }
    }
    return new Boundaries(
        lexer,
        types,
        endType,
        places,
        above,
        blurred,
        block,
        classes,
        watchEnd ? block[n] : 0,
        ways,
        mayEnd,
        closures,
        ends.toArray(BitSet[]::new));
  }

  /**
   * What the parser may want.
   *
   * @param first at the beginning of a text, as bits
   * @param behind behind each token type, as bits
   */
  public record Asked(long[] first, long[][] behind) {}

  /**
   * Where the parser never wants a token, it is as if it came in the way that it comes elsewhere,
   * so that places do not differ by it.
   */
  private static void ignoreUnasked(
      BitSet[][] behind,
      boolean[] canEnd,
      List<Config> places,
      List<BitSet> ends,
      BitSet[] closures,
      LongestMatchLexer lexer,
      Map<Config, Integer> numbers,
      Asked asked,
      int endType) {
    int n = places.size();
    int all = behind.length; // with the place after the end, if there is one
    int types = asked.behind.length;
    // What is wanted at a place, whatever token came before it.
    long[][] wanted = new long[all][asked.first.length];
    if (all > n && endType >= 0) {
      or(wanted[n], asked.behind[endType]);
    }
    for (int q = closures[0].nextSetBit(0); q >= 0; q = closures[0].nextSetBit(q + 1)) {
      or(wanted[q], asked.first);
    }
    for (int i = 0; i < n; i++) {
      BitSet own = ends.get(i);
      for (int e = own.nextSetBit(0); e >= 0; e = own.nextSetBit(e + 1)) {
        LongestMatchLexer.End end = lexer.end(e);
        if (end.type() >= 0 && end.next() == null) {
          or(wanted[n], asked.behind[end.type()]);
        } else if (end.type() >= 0 && end.next() != null) {
          for (Config next : lexer.popped(end.next())) {
            BitSet reached = closures[numbers.getOrDefault(next, 0)];
            for (int q = reached.nextSetBit(0); q >= 0; q = reached.nextSetBit(q + 1)) {
              or(wanted[q], asked.behind[end.type()]);
            }
          }
        }
      }
    }
    for (int t = 0; t < types; t++) {
      BitSet usual = null;
      for (int i = 0; i < n && usual == null; i++) {
        if (places.get(i).obligations.length == 0 && !behind[i][t].isEmpty()) {
          usual = (BitSet) behind[i][t].clone();
        }
      }
      for (int i = 0; i < all; i++) {
        if ((wanted[i][t >> 6] >>> t & 1) == 0) {
          if (usual != null) {
            behind[i][t] = usual;
          }
          canEnd[i] |= t == types - 1;
        }
      }
    }
  }

  private static void or(long[] into, long[] set) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= set[i];
    }
  }

  private static BitSet closure(
      int from, List<BitSet> ends, LongestMatchLexer lexer, Map<Config, Integer> places) {
    BitSet closure = new BitSet();
    List<Integer> open = new ArrayList<>();
    closure.set(from);
    open.add(from);
    while (!open.isEmpty()) {
      BitSet own = ends.get(open.removeLast());
      for (int e = own.nextSetBit(0); e >= 0; e = own.nextSetBit(e + 1)) {
        LongestMatchLexer.End end = lexer.end(e);
        if (end.type() < 0 && end.next() != null) {
          for (Config next : lexer.popped(end.next())) {
            int place = places.getOrDefault(next, 0);
            if (!closure.get(place)) {
              closure.set(place);
              open.add(place);
            }
          }
        }
      }
    }
    return closure;
  }

  /** The coarsest classes in which places of one class lead, by a token, to the same classes. */
  private static int[] classes(BitSet[][] behind, boolean[] canEnd, int all, int types) {
    int[] block = new int[all];
    for (int i = 0; i < all; i++) {
      block[i] = canEnd[i] ? 1 : 0;
    }
    int count = 0;
    while (true) {
      Map<List<Object>, Integer> numbers = new HashMap<>();
      int[] refined = new int[all];
      for (int i = 0; i < all; i++) {
        List<Object> row = new ArrayList<>();
        row.add(block[i]);
        for (int t = 0; t < types; t++) {
          BitSet blocks = new BitSet();
          BitSet next = behind[i][t];
          for (int q = next.nextSetBit(0); q >= 0; q = next.nextSetBit(q + 1)) {
            blocks.set(block[q]);
          }
          row.add(blocks);
        }
        Integer known = numbers.putIfAbsent(row, numbers.size());
        refined[i] = known == null ? numbers.size() - 1 : known;
      }
      block = refined;
      if (numbers.size() == count) {
        return block;
      }
      count = numbers.size();
    }
  }
}
