package dev.espalier.compiler.lexical;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.LengthSets;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of strings: a finite union of pieces, each a regular language with bounds on the length.
 *
 * <p>Lengths are in code points, and stay numbers: a bound of 10<sup>9</sup> makes no states.
 * Strings are Unicode text; one with a lone surrogate is in no set. The sets are closed under
 * union, intersection and complement.
 *
 * <p>Immutable. No piece is empty, and bounds that do not exclude a word are left out, so that
 * {@link #isEmpty} and {@link #isAny} are exact; sets made alike are equal, though equal sets made
 * in different ways need not be.
 */
public final class StringSet {
  /** Stands for no upper bound on a length. */
  public static final long UNBOUNDED = LengthSets.UNBOUNDED;

  /** All strings. */
  public static final StringSet ANY =
      new StringSet(List.of(new Piece(CodePointDfa.ANY, 0, UNBOUNDED, null)));

  /** No string. */
  public static final StringSet NONE = new StringSet(List.of());

  // Two automata of one length window become one where their product is not larger than this.
  private static final long MERGED_STATES = 1 << 16;

  // A finite language within a window becomes a plain one where that makes not much more of it.
  private static final int FILTERED_STATES = 10_000;

  /** The words of an automaton that have from {@code min} to {@code max} code points. */
  public static final class Piece {
    private final CodePointDfa dfa;
    private final long min;
    private final long max;
    private final @Nullable LengthSets lengths; // null without bounds

    private Piece(CodePointDfa dfa, long min, long max, @Nullable LengthSets lengths) {
      this.dfa = dfa;
      this.min = min;
      this.max = max;
      this.lengths = lengths;
    }

    /** The words. */
    public CodePointDfa dfa() {
      return dfa;
    }

    /** The least length, at least 0. */
    public long minLength() {
      return min;
    }

    /** The greatest length, or {@link #UNBOUNDED}. */
    public long maxLength() {
      return max;
    }

    /** Whether the length is bounded at all. */
    public boolean isBounded() {
      return lengths != null;
    }

    /** The lengths of the words, of a bounded piece. */
    @Nullable LengthSets lengths() {
      return lengths;
    }

    private long shortestLength() {
      return lengths == null
          ? dfa.shortestLength()
          : lengths.shortestAtLeast(CodePointDfa.START, min);
    }

    private boolean sameWindow(Piece other) {
      return min == other.min && max == other.max;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Piece piece && sameWindow(piece) && dfa.equals(piece.dfa);
    }

    @Override
    public int hashCode() {
      return (dfa.hashCode() * 31 + Long.hashCode(min)) * 31 + Long.hashCode(max);
    }

    @Override
    public String toString() {
      return (dfa.isUniversal() ? "any" : "words of " + dfa.states() + " states")
          + (isBounded() ? " of length " + min + " to " + (max == UNBOUNDED ? "∞" : max) : "");
    }
  }

  private final List<Piece> pieces;

  private StringSet(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** The words of an automaton. */
  public static StringSet of(CodePointDfa dfa) {
    return dfa.isEmpty() ? NONE : new StringSet(List.of(new Piece(dfa, 0, UNBOUNDED, null)));
  }

  /**
   * The words of an automaton that have from {@code min} to {@code max} code points.
   *
   * @param max a length or {@link #UNBOUNDED}
   */
  public static StringSet of(CodePointDfa dfa, long min, long max, Work work) {
    Piece piece = piece(dfa, min, max, work);
    return piece == null ? NONE : new StringSet(List.of(piece));
  }

  /**
   * The strings that have from {@code min} to {@code max} code points.
   *
   * @param max a length or {@link #UNBOUNDED}
   */
  public static StringSet lengths(long min, long max) {
    return of(CodePointDfa.ANY, min, max, Work.standard());
  }

  /** Finitely many strings, without those that are not Unicode text. */
  public static StringSet ofWords(Collection<String> words) {
    return of(CodePointDfa.ofWords(words));
  }

  /** Finitely many strings, without those that are not Unicode text. */
  public static StringSet ofWords(String... words) {
    return ofWords(List.of(words));
  }

  /** The pieces, none of them empty; they may overlap. */
  public List<Piece> pieces() {
    return pieces;
  }

  /** Whether there is no string in it. */
  public boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Whether it is known to hold all strings; it is if it was made of one piece or of lengths. */
  public boolean isAny() {
    return equals(ANY);
  }

  /** Whether it holds a string. */
  public boolean contains(String text) {
    long length = text.codePointCount(0, text.length());
    for (Piece piece : pieces) {
      if (piece.min <= length && length <= piece.max && piece.dfa.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** The strings of both. As {@link CodePointDfas#intersection}, of every two pieces. */
  public StringSet and(StringSet other, Work work) {
    if (other.isAny() || equals(other)) {
      return this;
    }
    if (isAny()) {
      return other;
    }
    List<Piece> all = new ArrayList<>();
    for (Piece p : pieces) {
      for (Piece q : other.pieces) {
        long min = Math.max(p.min, q.min);
        long max = Math.min(p.max, q.max);
        if (min <= max) {
          Piece both = piece(CodePointDfas.intersection(p.dfa, q.dfa, work), min, max, work);
          if (both != null) {
            add(all, both, work);
          }
        }
      }
    }
    return new StringSet(all);
  }

  /**
   * The strings of either. Pieces become one where that loses nothing: of the same words with
   * lengths that meet, or of the same lengths, as long as the union of the words stays small.
   */
  public StringSet or(StringSet other, Work work) {
    List<Piece> all = new ArrayList<>(pieces);
    for (Piece piece : other.pieces) {
      add(all, piece, work);
    }
    return new StringSet(all);
  }

  /** The strings that are not in it: for every range of lengths the complement of its words. */
  public StringSet not(Work work) {
    TreeSet<Long> starts = new TreeSet<>();
    starts.add(0L);
    for (Piece piece : pieces) {
      starts.add(piece.min);
      if (piece.max != UNBOUNDED) {
        starts.add(piece.max + 1);
      }
    }
    List<Piece> all = new ArrayList<>();
    for (long start : starts) {
      Long next = starts.higher(start);
      long end = next == null ? UNBOUNDED : next - 1;
      CodePointDfa words = CodePointDfa.ANY;
      for (Piece piece : pieces) {
        if (piece.min <= start && end <= piece.max) {
          words = CodePointDfas.difference(words, piece.dfa, work);
        }
      }
      Piece rest = piece(words, start, end, work);
      if (rest != null) {
        add(all, rest, work);
      }
    }
    return new StringSet(all);
  }

  /** The length of its shortest strings in code points; -1 if there is none. */
  public long shortestLength() {
    long shortest = -1;
    for (Piece piece : pieces) {
      long length = piece.shortestLength();
      if (shortest < 0 || length < shortest) {
        shortest = length;
      }
    }
    return shortest;
  }

  /** One of its shortest strings, of letters, digits and printable ASCII where it can be. */
  public Optional<StringWord> shortest() {
    long shortest = shortestLength();
    for (Piece piece : pieces) {
      if (piece.shortestLength() == shortest) {
        LengthSets lengths = piece.lengths;
        return lengths == null
            ? piece.dfa.shortest().map(StringWord::of)
            : Optional.of(StringWord.of(piece.dfa, lengths, CodePointDfa.START, shortest));
      }
    }
    return Optional.empty();
  }

  /**
   * How many strings it holds.
   *
   * @return the number, {@link Long#MAX_VALUE} if it is that or more, or {@link
   *     CodePointDfa#INFINITE}; an upper bound if pieces overlap
   */
  public long atMost() {
    long sum = 0;
    for (Piece piece : pieces) {
      long count = piece.dfa.count(CodePointDfa.START);
      if (count == CodePointDfa.INFINITE) {
        if (piece.max == UNBOUNDED) {
          return CodePointDfa.INFINITE;
        }
        count = Long.MAX_VALUE;
      }
      sum = sum + count < 0 ? Long.MAX_VALUE : sum + count;
    }
    return sum;
  }

  /**
   * The strings as one automaton, in which lengths are states.
   *
   * @throws dev.espalier.compiler.LimitExceeded ({@code automatonStates}) if it would be too large
   */
  public CodePointDfa toDfa(Work work) {
    CodePointDfa all = CodePointDfa.NONE;
    for (Piece piece : pieces) {
      CodePointDfa words = piece.dfa;
      LengthSets lengths = piece.lengths;
      if (lengths != null) {
        words =
            piece.max == UNBOUNDED
                ? CodePointDfas.difference(
                    words, window(piece.dfa, lengths, 0, piece.min - 1, work), work)
                : window(piece.dfa, lengths, piece.min, piece.max, work);
      }
      all = CodePointDfas.union(all, words, work);
    }
    return all;
  }

  private static CodePointDfa window(
      CodePointDfa dfa, LengthSets lengths, long min, long max, Work work) {
    Optional<CodePointDfa> words = lengths.filter(dfa, min, max, work.maxStates(), work);
    work.states(words.isPresent() ? 0 : Long.MAX_VALUE);
    return words.orElseThrow();
  }

  // The piece in its normal form, or null if it is empty.
  private static @Nullable Piece piece(CodePointDfa dfa, long min, long max, Work work) {
    if (dfa.isEmpty() || min > max) {
      return null;
    }
    if (min <= 0 && max == UNBOUNDED) {
      return new Piece(dfa, 0, UNBOUNDED, null);
    }
    LengthSets lengths = LengthSets.of(dfa, work);
    if (!lengths.anyLength(CodePointDfa.START, min, max)) {
      return null;
    }
    long from = min <= 0 || !lengths.anyLength(CodePointDfa.START, 0, min - 1) ? 0 : min;
    boolean open = max == UNBOUNDED || !lengths.anyLength(CodePointDfa.START, max + 1, UNBOUNDED);
    long to = open ? UNBOUNDED : max;
    if (from == 0 && to == UNBOUNDED) {
      return new Piece(dfa, 0, UNBOUNDED, null);
    }
    if (dfa.states() <= FILTERED_STATES && dfa.isFinite()) {
      Optional<CodePointDfa> words = lengths.filter(dfa, from, to, 4 * dfa.states() + 100, work);
      if (words.isPresent()) {
        return new Piece(words.get(), 0, UNBOUNDED, null);
      }
    }
    return new Piece(dfa, from, to, lengths);
  }

  // Adds a piece to a union, and lets it become one with others as long as it can.
  private static void add(List<Piece> all, Piece added, Work work) {
    Piece piece = added;
    for (int i = 0; i < all.size(); i++) {
      Piece merged = merged(all.get(i), piece, work);
      if (merged != null) {
        all.remove(i);
        piece = merged;
        i = -1;
      }
    }
    all.add(piece);
  }

  private static @Nullable Piece merged(Piece p, Piece q, Work work) {
    if (p.dfa.equals(q.dfa)) {
      boolean meet =
          (p.max == UNBOUNDED || q.min <= p.max + 1) && (q.max == UNBOUNDED || p.min <= q.max + 1);
      return meet ? piece(p.dfa, Math.min(p.min, q.min), Math.max(p.max, q.max), work) : null;
    }
    if (covers(p, q)) {
      return p;
    } else if (covers(q, p)) {
      return q;
    }
    return p.sameWindow(q) && (long) p.dfa.states() * q.dfa.states() <= MERGED_STATES
        ? piece(CodePointDfas.union(p.dfa, q.dfa, work), p.min, p.max, work)
        : null;
  }

  private static boolean covers(Piece large, Piece small) {
    return large.dfa.isUniversal() && large.min <= small.min && small.max <= large.max;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StringSet set
            && pieces.size() == set.pieces.size()
            && new HashSet<>(pieces).equals(new HashSet<>(set.pieces)));
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Piece piece : pieces) {
      hash += piece.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return pieces.isEmpty()
        ? "no string"
        : String.join(" or ", pieces.stream().map(Piece::toString).toList());
  }
}
