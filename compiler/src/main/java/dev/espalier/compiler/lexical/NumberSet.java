package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of exact decimal numbers, closed under and, or and not.
 *
 * <p>The number line is cut at finitely many points. At each cut the set has the point or has it
 * not; between two cuts it is a Boolean combination of "multiple of m". Numbers are equal by value
 * ({@code 1.0} is {@code 1}, {@code -0} is {@code 0}), and so are sets: cuts that change nothing
 * are dropped, a stretch without members between its ends is empty, a stretch of multiples ends at
 * a member ({@code > 0} and {@code >= 1} are the same integers). So the sets that schemas write in
 * two ways are equal objects; only a bounded stretch with few members can still be told from the
 * list of its members.
 *
 * <p>Operations are linear in the number of cuts. Limits: {@value #MAX_SCALE} ({@code numberScale})
 * decimal places before and behind the point in every number that a set is made from, {@value
 * #MAX_PIECES} cuts ({@code numberPieces}) and {@value #MAX_MULTIPLES} moduli on a stretch ({@code
 * numberMultiples}). What passes one ends in {@link LimitExceeded}, before it costs time or memory.
 */
public final class NumberSet {
  /**
   * The limit {@code numberScale}: bounds, steps and points are below {@code 10^MAX_SCALE} in
   * magnitude and multiples of {@code 10^-MAX_SCALE}.
   */
  public static final int MAX_SCALE = 4096;

  /** The limit {@code numberPieces}: the cuts of a set. */
  public static final int MAX_PIECES = 1 << 17;

  /** The limit {@code numberMultiples}: the moduli between two cuts. */
  public static final int MAX_MULTIPLES = 256;

  /** Every number. */
  public static final NumberSet ALL =
      new NumberSet(new BigDecimal[0], new boolean[0], new Residues[] {Residues.ALL});

  /** No number. */
  public static final NumberSet NONE =
      new NumberSet(new BigDecimal[0], new boolean[0], new Residues[] {Residues.NONE});

  /** The cuts: ascending, without trailing zeros. */
  private final BigDecimal[] cuts;

  /** Whether each cut is a member. */
  private final boolean[] at;

  /** What lies between: {@code between[i]} is below cut i and above cut i - 1. */
  private final Residues[] between;

  private final int hash;

  private NumberSet(BigDecimal[] cuts, boolean[] at, Residues[] between) {
    this.cuts = cuts;
    this.at = at;
    this.between = between;
    this.hash = 31 * (31 * Arrays.hashCode(cuts) + Arrays.hashCode(at)) + Arrays.hashCode(between);
  }

  /** The set of one number. */
  public static NumberSet point(BigDecimal value) {
    return cut(value, Residues.NONE, true, Residues.NONE);
  }

  /** The set of some numbers. */
  public static NumberSet points(Collection<BigDecimal> values) {
    TreeSet<BigDecimal> sorted = new TreeSet<>();
    for (BigDecimal value : values) {
      sorted.add(normal(value));
    }
    if (sorted.isEmpty()) {
      return NONE;
    }
    boolean[] at = new boolean[checkPieces(sorted.size())];
    Arrays.fill(at, true);
    Residues[] between = new Residues[at.length + 1];
    Arrays.fill(between, Residues.NONE);
    return new NumberSet(sorted.toArray(BigDecimal[]::new), at, between);
  }

  /** The numbers {@code >= bound}. */
  public static NumberSet atLeast(BigDecimal bound) {
    return cut(bound, Residues.NONE, true, Residues.ALL);
  }

  /** The numbers {@code > bound}. */
  public static NumberSet moreThan(BigDecimal bound) {
    return cut(bound, Residues.NONE, false, Residues.ALL);
  }

  /** The numbers {@code <= bound}. */
  public static NumberSet atMost(BigDecimal bound) {
    return cut(bound, Residues.ALL, true, Residues.NONE);
  }

  /** The numbers {@code < bound}. */
  public static NumberSet lessThan(BigDecimal bound) {
    return cut(bound, Residues.ALL, false, Residues.NONE);
  }

  /**
   * The multiples of a number; the integers are the multiples of 1.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static NumberSet multiplesOf(BigDecimal step) {
    if (step.signum() <= 0) {
      throw new IllegalArgumentException("not positive: " + brief(step));
    }
    Residues residues = Residues.multiplesOf(Modulus.of(normal(step)));
    return new NumberSet(new BigDecimal[0], new boolean[0], new Residues[] {residues});
  }

  private static NumberSet cut(BigDecimal value, Residues below, boolean at, Residues above) {
    return new NumberSet(
        new BigDecimal[] {normal(value)}, new boolean[] {at}, new Residues[] {below, above});
  }

  /** A number without trailing zeros, if it is within the limit. */
  private static BigDecimal normal(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    // The first test keeps the second cheap: it costs the square of the number of digits.
    boolean small = value.unscaledValue().bitLength() <= 16 * MAX_SCALE;
    BigDecimal stripped = small ? value.stripTrailingZeros() : value;
    long scale = stripped.scale();
    if (!small
        || Math.abs(scale) > MAX_SCALE
        || Math.abs(stripped.precision() - scale) > MAX_SCALE) {
      throw new LimitExceeded("numberScale", MAX_SCALE, "the number " + brief(stripped));
    }
    return stripped;
  }

  private static String brief(BigDecimal value) {
    // precision() is cheap, toString() of a million digits is not.
    return value.unscaledValue().bitLength() < 200
        ? value.toString()
        : "of " + value.precision() + " digits";
  }

  private static int checkPieces(int cuts) {
    if (cuts > MAX_PIECES) {
      throw new LimitExceeded("numberPieces", MAX_PIECES, "a set of numbers");
    }
    return cuts;
  }

  /** The numbers in both sets. */
  public NumberSet and(NumberSet other) {
    if (this == ALL || other == NONE || equals(other)) {
      return other;
    }
    if (other == ALL || this == NONE) {
      return this;
    }
    return combine(other, true);
  }

  /** The numbers in one of the sets, or in both. */
  public NumberSet or(NumberSet other) {
    if (this == NONE || other == ALL || equals(other)) {
      return other;
    }
    if (other == NONE || this == ALL) {
      return this;
    }
    return combine(other, false);
  }

  /** The numbers that are not in the set. */
  public NumberSet not() {
    boolean[] flags = new boolean[at.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = !at[i];
    }
    Residues[] gaps = new Residues[between.length];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = between[i].not();
    }
    return new Builder(cuts.clone(), flags, gaps).build();
  }

  private NumberSet combine(NumberSet other, boolean and) {
    int most = cuts.length + other.cuts.length;
    BigDecimal[] points = new BigDecimal[most];
    boolean[] flags = new boolean[most];
    Residues[] gaps = new Residues[most + 1];
    int i = 0;
    int j = 0;
    int n = 0;
    Residues left = Residues.NONE;
    Residues right = Residues.NONE;
    Residues both = Residues.NONE;
    while (true) {
      if (left != between[i] || right != other.between[j]) {
        left = between[i];
        right = other.between[j];
        both = and ? left.and(right) : left.or(right);
      }
      gaps[n] = both;
      if (i == cuts.length && j == other.cuts.length) {
        break;
      }
      int order =
          i == cuts.length ? 1 : j == other.cuts.length ? -1 : cuts[i].compareTo(other.cuts[j]);
      BigDecimal point = order <= 0 ? cuts[i] : other.cuts[j];
      boolean here = order <= 0 ? at[i++] : left.contains(point);
      boolean there = order >= 0 ? other.at[j++] : right.contains(point);
      points[n] = point;
      flags[n++] = and ? here && there : here || there;
    }
    return new Builder(
            Arrays.copyOf(points, n), Arrays.copyOf(flags, n), Arrays.copyOf(gaps, n + 1))
        .build();
  }

  /** Whether a number is in the set. Any number may be asked for. */
  public boolean contains(BigDecimal value) {
    int i = Arrays.binarySearch(cuts, value);
    return i >= 0 ? at[i] : between[-i - 1].contains(value);
  }

  /** Whether no number at all is in the set. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * Whether no number that the form can spell is in the set: a set that has members can still be
   * out of the form's reach.
   */
  public boolean isEmpty(NumberForm form) {
    return !contains(BigDecimal.ZERO) // which every form spells
        && (isEmpty() || new NumberMachine(this, List.of(), form).isDead());
  }

  /**
   * A short spelling of a member: without an exponent where the form can spell a member so, and
   * then the shortest of those, or one of them; of the positive where there is a choice.
   *
   * @return the text, or empty if {@link #isEmpty(NumberForm)}
   */
  public Optional<String> shortest(NumberForm form) {
    Optional<String> plain = shortestPlain(form);
    return plain.isPresent() ? plain : new NumberMachine(this, List.of(), form).someText();
  }

  private Optional<String> shortestPlain(NumberForm form) {
    if (contains(BigDecimal.ZERO)) {
      return Optional.of("0");
    }
    String best = null;
    for (boolean negative : new boolean[] {false, true}) {
      for (BigDecimal point : magnitudes(negative)) {
        best = shorter(best, negative, point, form);
      }
      for (Span span : spans(negative)) {
        for (Residues.Piece piece : span.residues.pieces()) {
          BigDecimal member = plainMember(span, piece, form.digits());
          if (member != null) {
            best = shorter(best, negative, member, form);
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static @Nullable String shorter(
      @Nullable String best, boolean negative, BigDecimal magnitude, NumberForm form) {
    int fraction = Math.max(0, magnitude.scale());
    int whole = Math.max(1, magnitude.precision() - magnitude.scale());
    int length = whole + fraction + (fraction > 0 ? 1 : 0) + (negative ? 1 : 0);
    if (whole + fraction > form.digits() || (best != null && best.length() <= length)) {
      return best;
    }
    return (negative ? "-" : "") + magnitude.toPlainString();
  }

  // The member with the fewest fraction digits, and the least of those.
  private static @Nullable BigDecimal plainMember(Span span, Residues.Piece piece, int digits) {
    for (int fraction = 0; fraction < digits; fraction++) {
      Modulus unit = Modulus.tenTo(-fraction);
      unit = piece.of() == null ? unit : piece.of().lcm(unit);
      BigDecimal member = span.firstMultiple(unit, piece.except());
      if (member != null) {
        return member.stripTrailingZeros();
      }
      if (piece.of() != null && -fraction <= piece.of().low()) {
        return null;
      }
    }
    return null;
  }

  /** A stretch of a set, seen from zero: open at both ends. */
  record Span(BigDecimal low, @Nullable BigDecimal high, Residues residues) {
    /** The least multiple of a unit that is inside and is no multiple of some others. */
    @Nullable BigDecimal firstMultiple(Modulus unit, List<Modulus> except) {
      BigInteger[] holes = new BigInteger[except.size()];
      for (int i = 0; i < holes.length; i++) {
        holes[i] = unit.quotientOf(unit.lcm(except.get(i)));
        if (holes[i].equals(BigInteger.ONE)) {
          return null;
        }
      }
      BigInteger j = Residues.firstFree(unit.floor(low).add(BigInteger.ONE), holes);
      BigDecimal first = unit.times(j);
      return high == null || first.compareTo(high) < 0 ? first : null;
    }
  }

  /** The magnitudes of the stretches with members above (below) zero, ascending. */
  List<Span> spans(boolean negative) {
    List<Span> spans = new ArrayList<>();
    int n = between.length;
    for (int k = 0; k < n; k++) {
      int i = negative ? n - 1 - k : k;
      // The ends: near is towards the other sign.
      @Nullable BigDecimal near = negative ? upperEnd(i) : lowerEnd(i);
      @Nullable BigDecimal far = negative ? lowerEnd(i) : upperEnd(i);
      BigDecimal low = near == null ? BigDecimal.ZERO : negative ? near.negate() : near;
      @Nullable BigDecimal high = far == null ? null : negative ? far.negate() : far;
      if (!between[i].equals(Residues.NONE) && (high == null || high.signum() > 0)) {
        spans.add(new Span(low.max(BigDecimal.ZERO), high, between[i]));
      }
    }
    return spans;
  }

  private @Nullable BigDecimal lowerEnd(int i) {
    return i == 0 ? null : cuts[i - 1];
  }

  private @Nullable BigDecimal upperEnd(int i) {
    return i == cuts.length ? null : cuts[i];
  }

  /** The magnitudes of the cuts above (below) zero that are members, ascending. */
  List<BigDecimal> magnitudes(boolean negative) {
    List<BigDecimal> magnitudes = new ArrayList<>();
    int n = cuts.length;
    for (int k = 0; k < n; k++) {
      int i = negative ? n - 1 - k : k;
      if (at[i] && cuts[i].signum() == (negative ? -1 : 1)) {
        magnitudes.add(cuts[i].abs());
      }
    }
    return magnitudes;
  }

  /** The cuts, ascending. */
  List<BigDecimal> cuts() {
    return List.of(cuts);
  }

  /** What lies next below a number (that is a cut or not). */
  Residues residuesBelow(BigDecimal value) {
    int i = Arrays.binarySearch(cuts, value);
    return between[i >= 0 ? i : -i - 1];
  }

  /** What lies above all cuts. */
  Residues residuesAtTop() {
    return between[cuts.length];
  }

  @Override
  public boolean equals(Object object) {
    return object == this
        || (object instanceof NumberSet other
            && hash == other.hash
            && Arrays.equals(at, other.at)
            && Arrays.equals(cuts, other.cuts)
            && Arrays.equals(between, other.between));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** For people: the stretches and points, the first of them where they are many. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int parts = 0;
    for (int i = 0; i <= cuts.length; i++) {
      boolean lowIn = i > 0 && at[i - 1];
      boolean gap = !between[i].equals(Residues.NONE);
      boolean left = i > 0 && !between[i - 1].equals(Residues.NONE);
      if (!gap && (!lowIn || left)) {
        continue;
      }
      if (parts++ == 16) {
        return text + " or ...";
      }
      text.append(text.isEmpty() ? "" : " or ");
      if (!gap) {
        text.append(brief(cuts[i - 1]));
        continue;
      }
      text.append(lowIn ? '[' : '(').append(i == 0 ? "-inf" : brief(cuts[i - 1])).append(", ");
      text.append(i == cuts.length ? "inf" : brief(cuts[i]));
      text.append(i < cuts.length && at[i] ? ']' : ')');
      if (!between[i].isConstant()) {
        text.append(' ').append(between[i]);
      }
    }
    return text.isEmpty() ? "none" : text.toString();
  }

  /** Brings a set into its normal form. */
  private static final class Builder {
    // Two rounds are enough for what schemas write; each leaves the same set of numbers.
    private static final int ROUNDS = 16;
    private BigDecimal[] cuts;
    private boolean[] at;
    private Residues[] between;

    Builder(BigDecimal[] cuts, boolean[] at, Residues[] between) {
      this.cuts = cuts;
      this.at = at;
      this.between = between;
    }

    NumberSet build() {
      merge();
      for (int round = 0; round < ROUNDS && !isPlain(); round++) {
        boolean changed = shift();
        merge();
        changed |= thin();
        merge();
        if (!changed) {
          break;
        }
      }
      checkPieces(cuts.length);
      if (cuts.length == 0 && between[0].isConstant()) {
        return between[0].dense ? ALL : NONE;
      }
      return new NumberSet(cuts, at, between);
    }

    private boolean isPlain() {
      for (Residues residues : between) {
        if (!residues.isConstant()) {
          return false;
        }
      }
      return true;
    }

    // Drops the cuts that change nothing.
    private void merge() {
      int n = 0;
      for (int i = 0; i < cuts.length; i++) {
        Residues next = between[i + 1];
        if (!between[n].equals(next) || at[i] != next.contains(cuts[i])) {
          cuts[n] = cuts[i];
          at[n] = at[i];
          between[++n] = next;
        }
      }
      if (n < cuts.length) {
        cuts = Arrays.copyOf(cuts, n);
        at = Arrays.copyOf(at, n);
        between = Arrays.copyOf(between, n + 1);
      }
    }

    /**
     * Chooses the cut between two stretches that differ in single numbers: between two neighbours
     * of those it may stand anywhere. Decides by membership relative to dense, so that a set and
     * its complement have the same cuts.
     */
    private boolean shift() {
      boolean changed = false;
      for (int i = 0; i < cuts.length; i++) {
        Residues left = between[i];
        Residues right = between[i + 1];
        if (left.dense != right.dense
            || left.equals(right)
            || left.moduli.length * right.moduli.length > MAX_MULTIPLES) {
          continue;
        }
        BigDecimal cut = cuts[i];
        @Nullable BigDecimal end = i == cuts.length - 1 ? null : cuts[i + 1];
        Residues apart = left.xor(right);
        boolean differs = apart.contains(cut);
        boolean startsHere = at[i] != left.contains(cut);
        // Up to the next cut, does the left side hold but for one number?
        BigDecimal first = startsHere ? cut : firstAbove(apart, cut);
        if (end != null && firstAbove(apart, first).compareTo(end) >= 0) {
          between[i + 1] = left;
          if (!startsHere && first.compareTo(end) < 0) {
            cuts[i] = first.stripTrailingZeros();
            at[i] = right.contains(first);
          }
          changed = true;
          continue;
        }
        if (startsHere && !differs) {
          // Other than both sides.
          continue;
        }
        BigDecimal last = differs && !startsHere ? cut : lastBelow(apart, cut);
        if (i > 0 && last.compareTo(cuts[i - 1]) <= 0) {
          // Nothing tells the two sides apart down to the cut before.
          between[i] = right;
          changed = true;
          continue;
        }
        boolean toFirst = right.contains(first) != right.dense || left.contains(last) == left.dense;
        BigDecimal to = (toFirst ? first : last).stripTrailingZeros();
        changed |= !to.equals(cut);
        cuts[i] = to;
        at[i] = toFirst ? right.contains(first) : left.contains(last);
      }
      return changed;
    }

    /** Replaces stretches in which multiples make no or one difference. */
    private boolean thin() {
      List<BigDecimal> points = new ArrayList<>();
      List<Boolean> flags = new ArrayList<>();
      List<Residues> gaps = new ArrayList<>();
      boolean changed = false;
      for (int i = 0; i <= cuts.length; i++) {
        Residues residues = between[i];
        if (i > 0) {
          points.add(cuts[i - 1]);
          flags.add(at[i - 1]);
        }
        if (i > 0 && i < cuts.length && !residues.isConstant()) {
          Residues sparse = residues.dense ? residues.not() : residues;
          Residues rest = residues.dense ? Residues.ALL : Residues.NONE;
          BigDecimal first = firstAbove(sparse, cuts[i - 1]);
          if (first.compareTo(cuts[i]) >= 0) {
            changed = true;
            residues = rest;
          } else if (firstAbove(sparse, first).compareTo(cuts[i]) >= 0) {
            changed = true;
            gaps.add(rest);
            points.add(first.stripTrailingZeros());
            flags.add(!residues.dense);
            residues = rest;
          }
        }
        gaps.add(residues);
      }
      if (changed) {
        cuts = points.toArray(BigDecimal[]::new);
        between = gaps.toArray(Residues[]::new);
        at = new boolean[cuts.length];
        for (int i = 0; i < at.length; i++) {
          at[i] = flags.get(i);
        }
      }
      return changed;
    }

    private static BigDecimal firstAbove(Residues sparse, BigDecimal bound) {
      BigDecimal best = null;
      for (Residues.Piece piece : sparse.pieces()) {
        BigDecimal first = piece.firstAbove(bound);
        best = best == null || first.compareTo(best) < 0 ? first : best;
      }
      return Objects.requireNonNull(best);
    }

    private static BigDecimal lastBelow(Residues sparse, BigDecimal bound) {
      return firstAbove(sparse, bound.negate()).negate();
    }
  }
}
