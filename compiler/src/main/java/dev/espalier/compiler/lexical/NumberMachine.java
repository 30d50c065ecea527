package dev.espalier.compiler.lexical;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic behind {@link NumberAutomaton}: states, their successors, and what can still
 * become of them.
 *
 * <p>A text read so far is {@code N * 10^(x - f)}: N its digits, f of them behind the point, x the
 * exponent that may follow. Three facts say all that the future depends on:
 *
 * <ul>
 *   <li><b>Order.</b> A number is {@code 0.s * 10^m} with the digits s of N from the first that is
 *       not 0. Where m differs from that of a bound, it alone decides; where it does not, the
 *       digits do. So of s only its place among the bounds' digit strings matters: between two of
 *       them, or on the way along those that it is still a prefix of.
 *   <li><b>Residues.</b> N * 10^e is a multiple of {@code 2^a * 5^b * c} (c prime to 10) iff c
 *       divides N and {@code e >= max(a - v2(N), b - v5(N))}: a threshold for x. After further
 *       digits, the threshold follows from N modulo c and modulo 5^(b-a-1) (or 2^(a-b-1)): a number
 *       that does not end in 0 has only one of the two factors, and the excess of one beyond |a -
 *       b| is of no use.
 *   <li><b>Room.</b> How many digits may still be written.
 * </ul>
 *
 * <p>Keys hold these facts and nothing else, so states are few: three-digit numbers within [-180,
 * 180] share a handful. N itself is carried along as a witness for the arithmetic, outside the
 * identity of a key: whichever text reached the key first, the answers are the same.
 *
 * <p>After {@code e}, a key is the outcome as a function of the exponent, in runs.
 *
 * <p>Liveness is exact. With R digits of room, the values reachable from N are those multiples of
 * 10^(y-R) in {@code [N * 10^y, (N+1) * 10^y)} for every weight y that the form allows; whether a
 * stretch of the set has one of them is a division.
 *
 * <p>Not safe for use by many threads at once, except {@link #outcome}.
 */
final class NumberMachine {
  static final int START = 0;
  static final int MINUS = 1;
  static final int ZERO = 2;
  static final int INTEGER = 3;
  static final int DOT = 4;
  static final int FRACTION = 5;

  private static final int NO_LABEL = LexicalAutomaton.NO_LABEL;
  private static final int NEVER = Integer.MAX_VALUE;
  private static final int FAR = 1 << 28;
  private static final int[] NO_INTS = {};
  private static final long[] TEN = new long[19];
  private static final BigInteger FIVE = BigInteger.valueOf(5);

  static {
    TEN[0] = 1;
    for (int i = 1; i < TEN.length; i++) {
      TEN[i] = 10 * TEN[i - 1];
    }
  }

  private final NumberForm form;
  private final int maxExponent;
  private final Side positive;
  private final Side negative;
  private final boolean symmetric;
  private final int zeroLabel;

  /** Those that any outcome depends on. */
  private final Modulus[] moduli;

  /** N matters modulo this alone, beside the thresholds. */
  private final BigInteger period;

  /** The period where ten times it fits a long, else 0. */
  private final long smallPeriod;

  /** From this room on, more room makes nothing live. */
  private final int enoughRoom;

  private final Map<BitSet, Integer> labels = new HashMap<>();
  private volatile BitSet[] outcomes = new BitSet[0];

  NumberMachine(NumberSet viable, List<NumberSet> goals, NumberForm form) {
    this.form = form;
    this.maxExponent = form.maxExponent();
    Partition partition = new Partition(viable, goals);
    this.moduli = partition.moduli();
    this.positive = new Side(partition, viable, false);
    this.negative = new Side(partition, viable, true);
    this.symmetric = positive.looksLike(negative);
    BitSet zero = new BitSet();
    for (int i = 0; i < goals.size(); i++) {
      zero.set(i, goals.get(i).contains(BigDecimal.ZERO));
    }
    this.zeroLabel = viable.contains(BigDecimal.ZERO) ? label(zero) : NO_LABEL;
    BigInteger common = BigInteger.ONE;
    for (Modulus modulus : moduli) {
      int excess = modulus.two - modulus.five;
      BigInteger own = modulus.rest;
      if (excess > 1) {
        own = own.shiftLeft(excess - 1);
      } else if (excess < -1) {
        own = own.multiply(FIVE.pow(-excess - 1));
      }
      common = common.divide(common.gcd(own)).multiply(own);
    }
    this.period = common;
    this.smallPeriod = common.bitLength() <= 59 ? common.longValue() : 0;
    this.enoughRoom = enoughRoom(viable);
  }

  /**
   * A number of digits with which a text that can become a member at all can become one.
   *
   * <p>Let all ends and moduli, and the least common multiple of the moduli, be multiples of 10^low
   * and less than 10^top, low <= 0 <= top. Let a text with N digits read have a member v among its
   * values of weight y, within a stretch. (i) If y <= top + 1: v itself, if the stretch is sparse,
   * is a multiple of 10^low. If it is dense, the part of the block {@code [N * 10^y, (N + 1) *
   * 10^y)} that is within it has an inner number that is a multiple of 10^(low-1), or of 10^(y-1)
   * if that is less, but not of 10^low, so of no hole. (ii) Else the block is above all ends, and
   * the stretch goes on for ever. The block of weight top + 1 is too, the form spells it (it lies
   * between 0 and y), and it is longer than the period of the pattern, so has a member as in (i).
   * Either way top - low + 3 digits are enough; those of a text of zeros are counted from the
   * member's first.
   */
  private int enoughRoom(NumberSet viable) {
    if (viable.equals(NumberSet.ALL)) {
      return 0;
    }
    int top = 0;
    int low = 0;
    for (BigDecimal cut : viable.cuts()) {
      if (cut.signum() != 0) {
        top = Math.max(top, cut.precision() - cut.scale());
        low = Math.min(low, -cut.scale());
      }
    }
    int powers = 0;
    BigInteger rest = BigInteger.ONE;
    for (boolean sign : new boolean[] {false, true}) {
      for (NumberSet.Span span : viable.spans(sign)) {
        for (Modulus modulus : span.residues().moduli) {
          low = Math.min(low, modulus.low());
          powers = Math.max(powers, modulus.top());
          rest = rest.divide(rest.gcd(modulus.rest)).multiply(modulus.rest);
        }
      }
    }
    // Their least common multiple is at most this power of ten.
    top = Math.max(top, powers + new BigDecimal(rest).precision() + 1);
    return top - low + 4;
  }

  // ---------------------------------------------------------------- outcomes

  /** What a stretch or a point of the number line answers: within one, only residues decide. */
  private record Facts(Residues viable, List<Residues> goals) {}

  private static final class Outcome {
    static final int MIXED = -2;
    static final int UNKNOWN = -3;
    static final int MAX_TABLE = 6;
    final Facts facts;

    /** The label if no residue decides, else MIXED. */
    final int fixed;

    /** Which moduli decide. */
    int[] involved = NO_INTS;

    /** Labels by which of the involved moduli divide (bit i: involved[i]), if they are few. */
    int[] table = NO_INTS;

    Outcome(Facts facts, int fixed) {
      this.facts = facts;
      this.fixed = fixed;
    }
  }

  /** The number line, cut wherever an outcome changes. */
  private final class Partition {
    final List<BigDecimal> cuts = new ArrayList<>();
    final List<Outcome> at = new ArrayList<>();

    /** One more than cuts: the stretch below each, and the one above all. */
    final List<Outcome> between = new ArrayList<>();

    private final Map<Facts, Outcome> known = new HashMap<>();

    Partition(NumberSet viable, List<NumberSet> goals) {
      TreeSet<BigDecimal> all = new TreeSet<>(viable.cuts());
      goals.forEach(goal -> all.addAll(goal.cuts()));
      for (BigDecimal cut : all) {
        Outcome below =
            outcome(
                viable.residuesBelow(cut),
                goals.stream().map(goal -> goal.residuesBelow(cut)).toList());
        Outcome here = here(viable.contains(cut), goals, cut);
        add(below);
        cuts.add(cut);
        at.add(here);
      }
      add(outcome(viable.residuesAtTop(), goals.stream().map(NumberSet::residuesAtTop).toList()));
    }

    // Adds the stretch above the last cut, and takes that cut back if it changes nothing.
    private void add(Outcome above) {
      int n = cuts.size();
      if (n > 0 && between.get(n - 1) == above && at.get(n - 1) == at(above, cuts.get(n - 1))) {
        cuts.remove(n - 1);
        at.remove(n - 1);
      } else {
        between.add(above);
      }
    }

    private Outcome at(Outcome outcome, BigDecimal cut) {
      if (outcome.fixed != Outcome.MIXED) {
        return outcome;
      }
      Facts facts = outcome.facts;
      return outcome(
          constant(facts.viable.contains(cut)),
          facts.goals.stream().map(goal -> constant(goal.contains(cut))).toList());
    }

    private Outcome here(boolean viable, List<NumberSet> goals, BigDecimal cut) {
      return outcome(
          constant(viable), goals.stream().map(goal -> constant(goal.contains(cut))).toList());
    }

    private Outcome outcome(Residues viable, List<Residues> goals) {
      Facts facts = new Facts(viable, viable.equals(Residues.NONE) ? List.of() : goals);
      return known.computeIfAbsent(facts, NumberMachine.this::newOutcome);
    }

    Modulus[] moduli() {
      TreeSet<Modulus> all = new TreeSet<>();
      List<Outcome> used = new ArrayList<>(between);
      used.removeIf(outcome -> outcome.fixed != Outcome.MIXED);
      for (Outcome outcome : used) {
        all.addAll(List.of(outcome.facts.viable.moduli));
        outcome.facts.goals.forEach(goal -> all.addAll(List.of(goal.moduli)));
      }
      Modulus[] moduli = all.toArray(Modulus[]::new);
      for (Outcome outcome : used) {
        TreeSet<Modulus> own = new TreeSet<>(List.of(outcome.facts.viable.moduli));
        outcome.facts.goals.forEach(goal -> own.addAll(List.of(goal.moduli)));
        outcome.involved = own.stream().mapToInt(m -> Arrays.binarySearch(moduli, m)).toArray();
        if (outcome.involved.length <= Outcome.MAX_TABLE) {
          outcome.table = new int[1 << outcome.involved.length];
          Arrays.fill(outcome.table, Outcome.UNKNOWN);
        }
      }
      return moduli;
    }
  }

  private static Residues constant(boolean all) {
    return all ? Residues.ALL : Residues.NONE;
  }

  private Outcome newOutcome(Facts facts) {
    if (facts.viable.equals(Residues.NONE)) {
      return new Outcome(facts, NO_LABEL);
    }
    BitSet goals = new BitSet();
    boolean fixed = facts.viable.isConstant();
    for (int i = 0; i < facts.goals.size(); i++) {
      fixed &= facts.goals.get(i).isConstant();
      goals.set(i, facts.goals.get(i).dense);
    }
    return new Outcome(facts, fixed ? label(goals) : Outcome.MIXED);
  }

  private int label(BitSet goals) {
    Integer known = labels.get(goals);
    if (known != null) {
      return known;
    }
    int label = labels.size();
    labels.put(goals, label);
    BitSet[] grown = Arrays.copyOf(outcomes, label + 1);
    grown[label] = goals;
    outcomes = grown;
    return label;
  }

  /** The goals that a label stands for. */
  BitSet outcome(int label) {
    return (BitSet) outcomes[label].clone();
  }

  private int label(Outcome outcome, int[] thresholds, int x) {
    if (outcome.fixed != Outcome.MIXED) {
      return outcome.fixed;
    }
    if (outcome.table.length == 0) {
      return mixedLabel(outcome, thresholds, x);
    }
    int bits = 0;
    for (int i = 0; i < outcome.involved.length; i++) {
      bits |= (x >= thresholds[outcome.involved[i]] ? 1 : 0) << i;
    }
    int label = outcome.table[bits];
    if (label == Outcome.UNKNOWN) {
      label = mixedLabel(outcome, thresholds, x);
      outcome.table[bits] = label;
    }
    return label;
  }

  private int mixedLabel(Outcome outcome, int[] thresholds, int x) {
    if (!holds(outcome.facts.viable, thresholds, x)) {
      return NO_LABEL;
    }
    BitSet goals = new BitSet();
    for (int i = 0; i < outcome.facts.goals.size(); i++) {
      goals.set(i, holds(outcome.facts.goals.get(i), thresholds, x));
    }
    return label(goals);
  }

  private boolean holds(Residues residues, int[] thresholds, int x) {
    int sum = residues.dense ? 1 : 0;
    for (int i = 0; i < residues.moduli.length; i++) {
      if (x >= thresholds[Arrays.binarySearch(moduli, residues.moduli[i])]) {
        sum += residues.weights[i];
      }
    }
    return sum != 0;
  }

  // ---------------------------------------------------------------- the number line

  /** The cuts on one side of zero, by magnitude. */
  private static final class Side {
    /** {@code 0.digits * 10^magnitude}, ascending. */
    final int[] magnitude;

    /** Of each cut, the place of its digits among {@link #digits}. */
    final int[] rank;

    final Outcome[] at;

    /** One more than cuts, from zero outwards. */
    final Outcome[] between;

    /** The distinct digit strings of the cuts, ascending, without trailing zeros. */
    final byte[][] digits;

    /** The distinct magnitudes, ascending, and the first cut of each. */
    final int[] groups;

    final int[] groupStart;

    /** The cuts by rank; those of rank r from rankStart[r] on. */
    final int[] byRank;

    final int[] rankStart;
    final Stretch[] stretches;

    /** Whether any stretch is decided by residues. */
    final boolean mixed;

    Side(Partition partition, NumberSet viable, boolean negative) {
      List<BigDecimal> cuts = partition.cuts;
      int n = cuts.size();
      List<BigDecimal> own = new ArrayList<>();
      List<Outcome> points = new ArrayList<>();
      List<Outcome> gaps = new ArrayList<>();
      for (int k = 0; k < n; k++) {
        int i = negative ? n - 1 - k : k;
        if (cuts.get(i).signum() == (negative ? -1 : 1)) {
          // The stretch before it, seen from the other sign.
          gaps.add(partition.between.get(negative ? i + 1 : i));
          own.add(cuts.get(i).abs());
          points.add(partition.at.get(i));
        }
      }
      gaps.add(partition.between.get(negative ? 0 : n));
      // On the negative side the loop above went away from zero as well: it started at the cut
      // next to zero.
      at = points.toArray(Outcome[]::new);
      between = gaps.toArray(Outcome[]::new);
      int count = own.size();
      byte[][] strings = new byte[count][];
      magnitude = new int[count];
      for (int i = 0; i < count; i++) {
        strings[i] = digitsOf(own.get(i));
        magnitude[i] = own.get(i).precision() - own.get(i).scale();
      }
      TreeSet<byte[]> distinct = new TreeSet<>(Arrays::compare);
      distinct.addAll(Arrays.asList(strings));
      digits = distinct.toArray(byte[][]::new);
      rank = new int[count];
      rankStart = new int[digits.length + 1];
      for (int i = 0; i < count; i++) {
        rank[i] = Arrays.binarySearch(digits, strings[i], Arrays::compare);
        rankStart[rank[i] + 1]++;
      }
      for (int r = 0; r < digits.length; r++) {
        rankStart[r + 1] += rankStart[r];
      }
      byRank = new int[count];
      int[] filled = rankStart.clone();
      for (int i = 0; i < count; i++) {
        byRank[filled[rank[i]]++] = i;
      }
      groups = Arrays.stream(magnitude).distinct().toArray();
      groupStart = new int[groups.length + 1];
      groupStart[groups.length] = count;
      for (int i = count - 1; i >= 0; i--) {
        groupStart[Arrays.binarySearch(groups, magnitude[i])] = i;
      }
      List<Stretch> all = new ArrayList<>();
      for (NumberSet.Span span : viable.spans(negative)) {
        for (Residues.Piece piece : span.residues().pieces()) {
          all.add(new Stretch(span, piece));
        }
      }
      stretches = all.toArray(Stretch[]::new);
      mixed = all.stream().anyMatch(stretch -> stretch.unit != null || !stretch.except.isEmpty());
    }

    private static byte[] digitsOf(BigDecimal value) {
      byte[] digits = value.stripTrailingZeros().unscaledValue().toString().getBytes(US_ASCII);
      for (int i = 0; i < digits.length; i++) {
        digits[i] -= '0';
      }
      return digits;
    }

    boolean looksLike(Side other) {
      return Arrays.equals(magnitude, other.magnitude)
          && Arrays.deepEquals(digits, other.digits)
          && Arrays.equals(rank, other.rank)
          && Arrays.equals(at, other.at)
          && Arrays.equals(between, other.between);
    }

    /** The first cut of a group whose digits are not below those of a rank. */
    int firstInGroup(int group, int low) {
      int from = groupStart[group];
      int to = groupStart[group + 1];
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (rank[middle] < low) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    /** The first of some ranks with the same digits before a place, whose digit there is enough. */
    int firstWithDigit(int from, int to, int place, int digit) {
      while (from < to) {
        int middle = (from + to) >>> 1;
        int there = place < digits[middle].length ? digits[middle][place] : 0;
        if (there < digit) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }
  }

  /** A stretch with members: the multiples of a unit between two cuts, or all numbers there. */
  private static final class Stretch {
    final BigDecimal low;
    final @Nullable BigDecimal high;
    final int lowMagnitude;
    final int highMagnitude;
    final @Nullable Modulus unit;
    final List<Modulus> except;

    final int unitMagnitude;

    /** Magnitude of the least member, or below. */
    final int leastMagnitude;

    /** From this exponent on, powers of ten keep the pattern of the residues. */
    final int top;

    /** Whether the next four are set: the unit is {@code base * 10^power}. */
    final boolean small;

    final long base;
    final int baseDigits;
    final int power;
    final long firstIndex;
    final long lastIndex;

    Stretch(NumberSet.Span span, Residues.Piece piece) {
      low = span.low();
      high = span.high();
      unit = piece.of();
      except = piece.except();
      lowMagnitude = low.signum() == 0 ? -FAR : low.precision() - low.scale();
      highMagnitude = high == null ? FAR : high.precision() - high.scale();
      unitMagnitude = unit == null ? -FAR : unit.value.precision() - unit.value.scale();
      int least = lowMagnitude;
      int most = unit == null ? -FAR : unit.top();
      if (unit != null) {
        least = Math.max(least, unitMagnitude);
      } else if (low.signum() == 0) {
        // Numbers below all holes and the upper end.
        least = highMagnitude - 1;
        for (Modulus hole : except) {
          least = Math.min(least, hole.low() - 1);
        }
        least = Math.min(least, 0);
      }
      for (Modulus hole : except) {
        most = Math.max(most, hole.top());
      }
      leastMagnitude = least;
      top = most;
      BigInteger first = BigInteger.ONE;
      BigInteger last = BigInteger.ZERO;
      BigInteger number = BigInteger.ZERO;
      if (unit != null && except.isEmpty()) {
        first = unit.floor(low).add(BigInteger.ONE);
        last =
            high == null
                ? BigInteger.valueOf(Long.MAX_VALUE)
                : unit.ceil(high).subtract(BigInteger.ONE);
        number = unit.value.unscaledValue();
      }
      small =
          number.signum() > 0
              && number.bitLength() < 60
              && first.bitLength() < 64
              && last.bitLength() < 64;
      base = small ? number.longValue() : 0;
      baseDigits = small ? new BigDecimal(number).precision() : 0;
      power = unit == null ? 0 : unit.low();
      firstIndex = small ? first.longValue() : 0;
      lastIndex = small ? last.longValue() : 0;
    }

    /**
     * Whether a multiple of 10^(y - room) in {@code [n * 10^y, (n + 1) * 10^y)} is a member.
     *
     * @param length the number of digits of n
     */
    boolean meets(Mantissa key, int y, int room) {
      if (small && y - room <= power && key.small >= 0) {
        int shift = y - power;
        long from;
        long to;
        if (shift >= 0) {
          if (shift + key.length > 17) {
            return meetsExactly(key, y, room);
          }
          from = -Math.floorDiv(-key.small * TEN[shift], base);
          to = -Math.floorDiv(-(key.small + 1) * TEN[shift], base) - 1;
        } else if (baseDigits - shift <= 18) {
          long divisor = base * TEN[-shift];
          from = -Math.floorDiv(-key.small, divisor);
          to = -Math.floorDiv(-(key.small + 1), divisor) - 1;
        } else {
          // The block lies below the least multiple.
          return false;
        }
        return Math.max(from, firstIndex) <= Math.min(to, lastIndex);
      }
      return meetsExactly(key, y, room);
    }

    private boolean meetsExactly(Mantissa key, int y, int room) {
      Modulus grid = Modulus.tenTo(y - room);
      Modulus step = unit == null ? grid : unit.lcm(grid);
      BigInteger[] holes = new BigInteger[except.size()];
      for (int i = 0; i < holes.length; i++) {
        holes[i] = step.quotientOf(step.lcm(except.get(i)));
        if (holes[i].equals(BigInteger.ONE)) {
          return false;
        }
      }
      BigInteger n = key.number();
      BigInteger from = step.ceil(new BigDecimal(n, -y));
      BigInteger to = step.ceil(new BigDecimal(n.add(BigInteger.ONE), -y));
      from = from.max(step.floor(low).add(BigInteger.ONE));
      to = high == null ? to : to.min(step.ceil(high));
      return from.compareTo(to) < 0 && Residues.firstFree(from, holes).compareTo(to) < 0;
    }
  }

  // ---------------------------------------------------------------- keys

  /** What a state of the automaton stands for. */
  abstract static sealed class Key permits Mantissa, Exponent {}

  /** A place before the exponent. */
  static final class Mantissa extends Key {
    final int phase;
    final boolean negative;

    /** How many digits may still be written before the exponent. */
    final int room;

    /** How many digits are behind the point, where that matters. */
    final int fraction;

    /** The number is {@code 0.digits * 10^magnitude}. */
    final int magnitude;

    /** The digits are between those of rank low - 1 and high, and a prefix of those within. */
    final int low;

    final int high;

    /** How many digits those have in common with the number, if there are any. */
    final int depth;

    /** Of each modulus, the least exponent that makes the number a multiple. */
    final int[] thresholds;

    /** The digits modulo the period. */
    final long residue;

    final BigInteger bigResidue;

    // The witness: not part of the identity.

    /** The digits as a number, or -1 if they are too many. */
    final long small;

    final BigInteger big;
    final int length;
    final int scale;
    private final int hash;

    Mantissa(
        int phase,
        boolean negative,
        int room,
        int fraction,
        int magnitude,
        int low,
        int high,
        int depth,
        int[] thresholds,
        long residue,
        BigInteger bigResidue,
        long small,
        BigInteger big,
        int length,
        int scale) {
      this.phase = phase;
      this.negative = negative;
      this.room = room;
      this.fraction = fraction;
      this.magnitude = magnitude;
      this.low = low;
      this.high = high;
      this.depth = depth;
      this.thresholds = thresholds;
      this.residue = residue;
      this.bigResidue = bigResidue;
      this.small = small;
      this.big = big;
      this.length = length;
      this.scale = scale;
      int h = phase + (negative ? 8 : 0);
      h = 31 * h + room;
      h = 31 * h + fraction;
      h = 31 * h + magnitude;
      h = 31 * h + low;
      h = 31 * h + high;
      h = 31 * h + depth;
      h = 31 * h + Arrays.hashCode(thresholds);
      h = 31 * h + Long.hashCode(residue);
      this.hash = 31 * h + bigResidue.hashCode();
    }

    static Mantissa empty(int phase, boolean negative, int room) {
      return new Mantissa(
          phase,
          negative,
          room,
          0,
          0,
          0,
          0,
          0,
          NO_INTS,
          0,
          BigInteger.ZERO,
          0,
          BigInteger.ZERO,
          0,
          0);
    }

    Mantissa withRoom(int other) {
      return new Mantissa(
          phase,
          negative,
          other,
          fraction,
          magnitude,
          low,
          high,
          depth,
          thresholds,
          residue,
          bigResidue,
          small,
          big,
          length,
          scale);
    }

    BigInteger number() {
      return small >= 0 ? BigInteger.valueOf(small) : big;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Mantissa other
          && hash == other.hash
          && phase == other.phase
          && negative == other.negative
          && room == other.room
          && fraction == other.fraction
          && magnitude == other.magnitude
          && low == other.low
          && high == other.high
          && depth == other.depth
          && residue == other.residue
          && Arrays.equals(thresholds, other.thresholds)
          && bigResidue.equals(other.bigResidue);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** A place in the exponent: what each exponent leads to, and nothing of what was before. */
  static final class Exponent extends Key {
    static final int MARK = 0;
    static final int SIGN = 1;
    static final int DIGITS = 2;
    final int phase;

    /**
     * Labels in runs: {@code {0, label, start, label, ...}}. At the mark, over the exponents from 0
     * up and from 0 down; at the sign, over those of that sign; among digits, entry k is over what
     * k more digits can make, without the last dead ones.
     */
    final int[][] runs;

    private final int hash;

    Exponent(int phase, int[][] runs) {
      this.phase = phase;
      this.runs = runs;
      this.hash = 31 * Arrays.deepHashCode(runs) + phase;
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Exponent other
          && hash == other.hash
          && phase == other.phase
          && Arrays.deepEquals(runs, other.runs);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  // ---------------------------------------------------------------- steps

  Key start() {
    return Mantissa.empty(START, false, form.digits());
  }

  /** Whether the form spells no viable number. */
  boolean isDead() {
    return next(start(), '-') == null && noDigit((Mantissa) start());
  }

  private boolean noDigit(Mantissa key) {
    for (int b = '0'; b <= '9'; b++) {
      if (next(key, b) != null) {
        return false;
      }
    }
    return true;
  }

  /** The key after a byte, or null if no viable number goes on so. */
  @Nullable Key next(Key key, int b) {
    return switch (key) {
      case Mantissa mantissa -> next(mantissa, b);
      case Exponent exponent -> next(exponent, b);
    };
  }

  private @Nullable Key next(Mantissa key, int b) {
    if (b >= '0' && b <= '9') {
      return switch (key.phase) {
        case START, MINUS -> live(append(key, b == '0' ? ZERO : INTEGER, b - '0'));
        case INTEGER -> key.room == 0 ? null : live(append(key, INTEGER, b - '0'));
        case DOT, FRACTION -> key.room == 0 ? null : live(append(key, FRACTION, b - '0'));
        default -> null;
      };
    }
    switch (b) {
      case '-' -> {
        if (key.phase != START) {
          return null;
        }
        Mantissa minus = Mantissa.empty(MINUS, !symmetric, key.room);
        return noDigit(minus) ? null : minus;
      }
      case '.' -> {
        return (key.phase == ZERO || key.phase == INTEGER) && key.room > 0 ? live(dot(key)) : null;
      }
      case 'e', 'E' -> {
        return form.exponents()
                && (key.phase == ZERO || key.phase == INTEGER || key.phase == FRACTION)
            ? mark(key)
            : null;
      }
      default -> {
        return null;
      }
    }
  }

  private @Nullable Mantissa live(Mantissa key) {
    return isLive(key) ? key : null;
  }

  private Side side(Mantissa key) {
    return key.negative ? negative : positive;
  }

  private Mantissa append(Mantissa key, int phase, int digit) {
    Side side = side(key);
    int scale = key.scale + (phase == FRACTION ? 1 : 0);
    int room = key.room - 1;
    boolean bounded = side.rank.length > 0;
    if (key.length == 0 && digit == 0) {
      return zero(phase, key.negative, room, scale);
    }
    int length = key.length + 1;
    int magnitude = 0;
    int low = 0;
    int high = 0;
    int depth = 0;
    if (bounded) {
      magnitude =
          key.length == 0
              ? (phase == FRACTION ? -key.scale : 1)
              : key.magnitude + (phase == FRACTION ? 0 : 1);
      int from = key.length == 0 ? 0 : key.low;
      int to = key.length == 0 ? side.digits.length : key.high;
      low = side.firstWithDigit(from, to, length - 1, digit);
      high = side.firstWithDigit(low, to, length - 1, digit + 1);
      if (low < high) {
        int own = side.digits[low].length;
        depth = high - low == 1 ? Math.min(length, own) : length;
      }
    }
    long small = key.small < 0 || length > 18 ? -1 : 10 * key.small + digit;
    BigInteger big =
        small >= 0
            ? BigInteger.ZERO
            : key.number().multiply(BigInteger.TEN).add(BigInteger.valueOf(digit));
    long residue = 0;
    BigInteger bigResidue = BigInteger.ZERO;
    int[] thresholds = NO_INTS;
    if (moduli.length > 0) {
      if (smallPeriod > 0) {
        residue = (10 * key.residue + digit) % smallPeriod;
      } else {
        bigResidue = (small >= 0 ? BigInteger.valueOf(small) : big).mod(period);
      }
      thresholds = thresholds(small, big, scale);
      clip(thresholds, phase == INTEGER ? maxExponent + room : maxExponent);
    }
    return new Mantissa(
        phase,
        key.negative,
        room,
        moduli.length > 0 ? scale : 0,
        magnitude,
        low,
        high,
        depth,
        thresholds,
        residue,
        bigResidue,
        small,
        big,
        length,
        scale);
  }

  // Nothing but zeros so far. Depth -1 tells that from other digits, where they are of another
  // kind.
  private Mantissa zero(int phase, boolean negative, int room, int scale) {
    Side side = negative ? this.negative : positive;
    boolean plain =
        side.rank.length == 0 && moduli.length == 0 && side.between[0].fixed == zeroLabel;
    return new Mantissa(
        phase,
        negative,
        room,
        plain ? 0 : scale,
        0,
        0,
        0,
        plain ? 0 : -1,
        NO_INTS,
        0,
        BigInteger.ZERO,
        0,
        BigInteger.ZERO,
        0,
        scale);
  }

  private Mantissa dot(Mantissa key) {
    if (key.length == 0) {
      return zero(DOT, key.negative, key.room, 0);
    }
    int[] thresholds = key.thresholds;
    if (thresholds.length > 0) {
      thresholds = thresholds.clone();
      clip(thresholds, maxExponent);
    }
    return new Mantissa(
        DOT,
        key.negative,
        key.room,
        0,
        key.magnitude,
        key.low,
        key.high,
        key.depth,
        thresholds,
        key.residue,
        key.bigResidue,
        key.small,
        key.big,
        key.length,
        0);
  }

  private int[] thresholds(long small, BigInteger big, int scale) {
    int[] thresholds = new int[moduli.length];
    int twos;
    int fives = 0;
    if (small >= 0) {
      twos = Long.numberOfTrailingZeros(small);
      for (long rest = small; rest % 5 == 0; rest /= 5) {
        fives++;
      }
    } else {
      twos = big.getLowestSetBit();
      for (BigInteger[] q = big.divideAndRemainder(FIVE); q[1].signum() == 0; ) {
        fives++;
        q = q[0].divideAndRemainder(FIVE);
      }
    }
    for (int i = 0; i < thresholds.length; i++) {
      Modulus modulus = moduli[i];
      thresholds[i] =
          isMultiple(small, big, modulus.rest)
              ? Math.max(modulus.two - twos, modulus.five - fives) + scale
              : NEVER;
    }
    return thresholds;
  }

  private static boolean isMultiple(long small, BigInteger big, BigInteger rest) {
    int bits = rest.bitLength();
    if (bits == 1) {
      return true;
    }
    return small < 0 ? big.mod(rest).signum() == 0 : bits < 64 && small % rest.longValue() == 0;
  }

  // What is true or false of every exponent is not told apart.
  private void clip(int[] thresholds, int most) {
    for (int i = 0; i < thresholds.length; i++) {
      int threshold = thresholds[i];
      thresholds[i] = threshold > most ? NEVER : Math.max(threshold, -maxExponent);
    }
  }

  // ---------------------------------------------------------------- ends

  /** The label of a number that ends here. */
  int label(Key key) {
    return switch (key) {
      case Mantissa m ->
          m.phase == ZERO || m.phase == INTEGER || m.phase == FRACTION ? labelAt(m, 0) : NO_LABEL;
      case Exponent e -> e.phase == Exponent.DIGITS ? e.runs[0][1] : NO_LABEL;
    };
  }

  /** Whether no byte goes on. */
  boolean isFinal(Key key) {
    return switch (key) {
      // What may end here may go on with e0, where exponents are, or with zeros behind the point.
      case Mantissa m -> !form.exponents() && m.room == 0 && label(m) != NO_LABEL;
      case Exponent e -> e.phase == Exponent.DIGITS && e.runs.length == 1;
    };
  }

  /** The label of a mantissa with an exponent. */
  private int labelAt(Mantissa key, int x) {
    return key.length == 0 ? zeroLabel : label(outcomeAt(side(key), key, x), key.thresholds, x);
  }

  private static Outcome outcomeAt(Side side, Mantissa key, int x) {
    int group = Arrays.binarySearch(side.groups, key.magnitude + x);
    if (group < 0) {
      return side.between[side.groupStart[-group - 1]];
    }
    int cut = side.firstInGroup(group, key.low);
    boolean equal =
        cut < side.groupStart[group + 1]
            && side.rank[cut] == key.low
            && key.low < key.high
            && key.depth >= side.digits[key.low].length;
    return equal ? side.at[cut] : side.between[cut];
  }

  /** The exponents in a range, ascending from its first, where the label may change. */
  private static int[] turns(Side side, Mantissa key, int first, int last) {
    int[] turns = new int[1 + 2 * side.groups.length + key.thresholds.length];
    int n = 0;
    turns[n++] = first;
    for (int group : side.groups) {
      int x = group - key.magnitude;
      if (x > first && x <= last) {
        turns[n++] = x;
      }
      if (x >= first && x < last) {
        turns[n++] = x + 1;
      }
    }
    for (int x : key.thresholds) {
      if (x > first && x <= last) {
        turns[n++] = x;
      }
    }
    Arrays.sort(turns, 0, n);
    return Arrays.copyOf(turns, n);
  }

  private boolean anyLabel(Side side, Mantissa key, int first, int last) {
    if (side.groups.length == 0 && !side.mixed) {
      return side.between[0].fixed != NO_LABEL;
    }
    if (labelAt(key, Math.min(Math.max(0, first), last)) != NO_LABEL) {
      return true;
    }
    for (int x : turns(side, key, first, last)) {
      if (labelAt(key, x) != NO_LABEL) {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- liveness

  /** Whether a viable number of the form begins so. */
  private boolean isLive(Mantissa key) {
    int first = -maxExponent;
    int last = maxExponent;
    if (key.length == 0) {
      return zeroLabel != NO_LABEL || reaches(key, first - key.scale, last - key.scale);
    }
    if (key.phase == INTEGER) {
      // Zeros may be appended.
      last += key.room;
    }
    Side side = side(key);
    return anyLabel(side, key, first, last)
        || ((side.mixed || key.low < key.high)
            && reaches(key, first - key.scale, last - key.scale));
  }

  /**
   * Whether a viable number that is not zero begins so, with at least one more digit that is not
   * zero.
   *
   * @param first the least weight of the last digit read
   * @param last the largest
   */
  private boolean reaches(Mantissa key, int first, int last) {
    Side side = side(key);
    int room = key.room;
    if (room == 0) {
      return false;
    }
    if (key.length == 0) {
      return reachesFromZero(side, key, first, last);
    }
    for (int rank = key.low; rank < key.high; rank++) {
      int rest = side.digits[rank].length - key.length;
      for (int i = side.rankStart[rank]; rest <= room && i < side.rankStart[rank + 1]; i++) {
        int cut = side.byRank[i];
        int y = side.magnitude[cut] - key.length;
        if (rest > 0 && y >= first && y <= last && side.at[cut].fixed != NO_LABEL) {
          return true;
        }
      }
    }
    for (Stretch stretch : side.stretches) {
      if (stretch.unit == null && stretch.except.isEmpty()) {
        // A block that is partly within, but does not begin within (then the number would have been
        // found live before), contains the lower end, and so has its magnitude and first digits.
        int y = stretch.lowMagnitude - key.length;
        if (key.low < key.high && y >= first && y <= last && stretch.meets(key, y, room)) {
          return true;
        }
      } else if (reachesMultiple(stretch, key, first, last)) {
        return true;
      }
    }
    return false;
  }

  private static boolean reachesMultiple(Stretch stretch, Mantissa key, int first, int last) {
    int room = key.room;
    // Below the least magnitude a dense stretch from zero on has all of N's weights: had one been
    // in
    // range, the number would have been found live before.
    int from = Math.max(first, stretch.leastMagnitude - key.length);
    // From here on blocks are above the lower end, and the pattern of the residues in them is the
    // same, up to the block of the upper end.
    int alike = Math.max(stretch.lowMagnitude + 1 - key.length, stretch.top + room);
    int end = stretch.high == null ? FAR : stretch.highMagnitude - key.length;
    int to = Math.min(last, stretch.high == null ? Math.max(alike, from) : end);
    if (stretch.unit != null && stretch.except.isEmpty()) {
      // A block as wide as the unit has a multiple of it.
      int wide =
          Math.max(from, Math.max(stretch.unitMagnitude, stretch.lowMagnitude + 1 - key.length));
      if (wide <= last && wide < end && wide - room <= stretch.power) {
        return true;
      }
    }
    // The widest blocks are the likeliest.
    for (int y = to; y >= from; y--) {
      if (stretch.meets(key, y, room)) {
        return true;
      }
      if (y >= alike && y < end) {
        y = alike;
      }
    }
    return false;
  }

  private static boolean reachesFromZero(Side side, Mantissa key, int first, int last) {
    int room = key.room;
    for (int cut = 0; cut < side.rank.length; cut++) {
      int magnitude = side.magnitude[cut];
      int places = side.digits[side.rank[cut]].length;
      if (side.at[cut].fixed != NO_LABEL
          && Math.max(magnitude, first) <= Math.min(magnitude - places + room, last)) {
        return true;
      }
    }
    for (Stretch stretch : side.stretches) {
      int from = stretch.leastMagnitude;
      if (stretch.unit == null && stretch.low.signum() == 0) {
        // Any smaller one would do.
        from = Math.min(from, last);
      }
      from = Math.max(from, first);
      // Once the block covers the stretch, a larger one has fewer of its numbers.
      int to =
          stretch.high == null
              ? Math.max(from, Math.max(stretch.lowMagnitude, stretch.top) + room + 1)
              : Math.max(from, stretch.highMagnitude);
      for (int y = from; y <= Math.min(to, last); y++) {
        if (stretch.meets(key, y, room)) {
          return true;
        }
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- exponents

  private @Nullable Key mark(Mantissa key) {
    int[] up = NO_INTS;
    int[] down = NO_INTS;
    if (key.length == 0) {
      up = down = new int[] {0, zeroLabel};
    } else {
      Side side = side(key);
      int[] turns = turns(side, key, 0, maxExponent);
      int[] labels = new int[turns.length];
      for (int i = 0; i < turns.length; i++) {
        labels[i] = labelAt(key, turns[i]);
      }
      up = runs(turns, labels);
      // Downwards a run begins where, upwards, it ends.
      int[] rising = turns(side, key, -maxExponent, 0);
      int n = rising.length;
      int[] falling = new int[n];
      labels = new int[n];
      for (int i = 0; i < n; i++) {
        falling[i] = i == 0 ? 0 : 1 - rising[n - i];
        labels[i] = labelAt(key, rising[n - 1 - i]);
      }
      down = runs(falling, labels);
    }
    return isLive(up) || isLive(down) ? new Exponent(Exponent.MARK, new int[][] {up, down}) : null;
  }

  // Equal neighbours become one run; the starts may repeat, and then the last counts.
  private static int[] runs(int[] starts, int[] labels) {
    int[] runs = new int[2 * starts.length];
    int n = 0;
    for (int i = 0; i < starts.length; i++) {
      if (i + 1 < starts.length && starts[i + 1] == starts[i]) {
        continue;
      }
      if (n == 0 || runs[n - 1] != labels[i]) {
        runs[n++] = starts[i];
        runs[n++] = labels[i];
      }
    }
    return Arrays.copyOf(runs, n);
  }

  private static boolean isLive(int[] runs) {
    return runs.length > 2 || runs[1] != NO_LABEL;
  }

  private @Nullable Key next(Exponent key, int b) {
    if (b == '+' || b == '-') {
      if (key.phase != Exponent.MARK) {
        return null;
      }
      int[] runs = key.runs[b == '+' ? 0 : 1];
      return isLive(runs) ? new Exponent(Exponent.SIGN, new int[][] {runs}) : null;
    }
    if (b < '0' || b > '9') {
      return null;
    }
    boolean first = key.phase != Exponent.DIGITS;
    int[][] after = new int[first ? form.exponentDigits() : key.runs.length - 1][];
    int live = 0;
    int width = 1;
    for (int k = 0; k < after.length; k++) {
      after[k] = window(key.runs[first ? 0 : k + 1], (b - '0') * width, width);
      if (isLive(after[k])) {
        live = k + 1;
      }
      width *= 10;
    }
    return live == 0 ? null : new Exponent(Exponent.DIGITS, Arrays.copyOf(after, live));
  }

  /** The part of runs from a start on, of some width, moved to 0. */
  private static int[] window(int[] runs, int start, int width) {
    int from = 0;
    while (from + 2 < runs.length && runs[from + 2] <= start) {
      from += 2;
    }
    int to = from + 2;
    while (to < runs.length && runs[to] < start + width) {
      to += 2;
    }
    int[] window = Arrays.copyOfRange(runs, from, to);
    window[0] = 0;
    for (int i = 2; i < window.length; i += 2) {
      window[i] -= start;
    }
    return window;
  }

  // ---------------------------------------------------------------- uses

  /**
   * A key that lives and dies with the given one for so many bytes.
   *
   * <p>With {@code enoughRoom} digits of room, what begins a member at all begins one within the
   * room: between two cuts, or a cut and the end of a block, lies a number with that many digits
   * (or none at all), and above all cuts the members repeat with the least common multiple of the
   * moduli, which is among what {@code enoughRoom} counts. So as long as that much is left, the
   * room says nothing, and a key with less room that still is enough can stand for it.
   */
  Key representative(Key key, int bytes) {
    if (key instanceof Mantissa m && m.phase >= ZERO) {
      long room = (long) bytes + enoughRoom + 1;
      return m.room > room ? m.withRoom((int) room) : key;
    }
    return key;
  }

  /** The text of some viable number with few digits before the exponent. */
  Optional<String> someText() {
    return isDead() ? Optional.empty() : Optional.of(completion(start()));
  }

  /**
   * What ends a number from a key: as few digits as possible before the exponent, then the exponent
   * next to 0. Empty where the number may end. Costs some tens of liveness decisions for each
   * digit, however many states there are.
   */
  String completion(Key key) {
    StringBuilder text = new StringBuilder();
    if (key instanceof Mantissa m && label(key) == NO_LABEL) {
      key = m.withRoom(leastRoom(m));
    }
    while (label(key) == NO_LABEL) {
      if (key instanceof Exponent exponent) {
        return text.append(completion(exponent)).toString();
      }
      Key next = null;
      for (char b : "e0123456789.-".toCharArray()) {
        next = next(key, b);
        if (next != null) {
          text.append(b);
          break;
        }
      }
      if (next == null) {
        throw new AssertionError("a number cannot be ended after " + text);
      }
      key = next;
    }
    return text.toString();
  }

  // More room makes nothing dead, so this is a binary search.
  private int leastRoom(Mantissa key) {
    int dead = -1;
    int live = key.room;
    while (live - dead > 1) {
      int middle = (live + dead) >>> 1;
      if (canGoOn(key.withRoom(middle))) {
        live = middle;
      } else {
        dead = middle;
      }
    }
    return live;
  }

  private boolean canGoOn(Mantissa key) {
    return switch (key.phase) {
      case START -> key.room > 0 && (!noDigit(key) || next(key, '-') != null);
      case MINUS -> key.room > 0 && !noDigit(key);
      case DOT -> key.room > 0 && isLive(key);
      default -> isLive(key);
    };
  }

  private static String completion(Exponent key) {
    int up = nearest(key.runs[0]);
    switch (key.phase) {
      case Exponent.MARK -> {
        int down = nearest(key.runs[1]);
        return Integer.toString(up <= down ? up : -down);
      }
      case Exponent.SIGN -> {
        return Integer.toString(up);
      }
      default -> {
        int more = 0;
        while (nearest(key.runs[more]) == NEVER) {
          more++;
        }
        String digits = Integer.toString(nearest(key.runs[more]));
        return more == 0 ? "" : "0".repeat(more - digits.length()) + digits;
      }
    }
  }

  private static int nearest(int[] runs) {
    for (int i = 0; i < runs.length; i += 2) {
      if (runs[i + 1] != NO_LABEL) {
        return runs[i];
      }
    }
    return NEVER;
  }
}
