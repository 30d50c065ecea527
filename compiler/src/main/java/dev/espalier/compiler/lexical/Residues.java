package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers that is a Boolean combination of "multiple of m", without bounds.
 *
 * <p>Its characteristic function is written as a sum: {@code dense + sum of weight[i] * [moduli[i]
 * divides x]}. The characteristic functions of the groups mZ are linearly independent (look at the
 * values at the m themselves, in the order of divisibility), and the product of two of them is that
 * of the least common multiple; so the sum exists, is unique, and is closed under the Boolean
 * operations. Equal sets are equal objects.
 */
final class Residues {
  /** Every number. */
  static final Residues ALL = new Residues(true, new Modulus[0], new int[0]);

  /** No number. */
  static final Residues NONE = new Residues(false, new Modulus[0], new int[0]);

  /** How many candidates a search for a member looks at. */
  private static final int MAX_CANDIDATES = 1 << 16;

  /** Whether the numbers that none of the moduli divides are in the set. */
  final boolean dense;

  /** Ascending. */
  final Modulus[] moduli;

  /** Not zero; as many as moduli. */
  final int[] weights;

  private Residues(boolean dense, Modulus[] moduli, int[] weights) {
    this.dense = dense;
    this.moduli = moduli;
    this.weights = weights;
  }

  static Residues multiplesOf(Modulus modulus) {
    return new Residues(false, new Modulus[] {modulus}, new int[] {1});
  }

  /** Whether the set is all or nothing. */
  boolean isConstant() {
    return moduli.length == 0;
  }

  boolean contains(BigDecimal number) {
    int sum = dense ? 1 : 0;
    for (int i = 0; i < moduli.length; i++) {
      if (moduli[i].divides(number)) {
        sum += weights[i];
      }
    }
    return sum != 0;
  }

  Residues not() {
    if (moduli.length == 0) {
      return dense ? NONE : ALL;
    }
    int[] negated = new int[weights.length];
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -weights[i];
    }
    return new Residues(!dense, moduli, negated);
  }

  Residues and(Residues other) {
    if (isConstant()) {
      return dense ? other : NONE;
    }
    if (other.isConstant()) {
      return other.dense ? this : NONE;
    }
    return equals(other) ? this : sum(other, 0, 1);
  }

  Residues or(Residues other) {
    if (isConstant()) {
      return dense ? ALL : other;
    }
    if (other.isConstant()) {
      return other.dense ? ALL : this;
    }
    return equals(other) ? this : sum(other, 1, -1);
  }

  Residues xor(Residues other) {
    return equals(other) ? NONE : sum(other, 1, -2);
  }

  // a * this + a * other + b * this * other
  private Residues sum(Residues other, int a, int b) {
    TreeMap<Modulus, Integer> terms = new TreeMap<>();
    int left = dense ? 1 : 0;
    int right = other.dense ? 1 : 0;
    for (int i = 0; i < moduli.length; i++) {
      terms.merge(moduli[i], weights[i] * (a + b * right), Integer::sum);
    }
    for (int j = 0; j < other.moduli.length; j++) {
      terms.merge(other.moduli[j], other.weights[j] * (a + b * left), Integer::sum);
    }
    for (int i = 0; i < moduli.length; i++) {
      for (int j = 0; j < other.moduli.length; j++) {
        terms.merge(
            moduli[i].lcm(other.moduli[j]), b * weights[i] * other.weights[j], Integer::sum);
        if (terms.size() > 4 * NumberSet.MAX_MULTIPLES) {
          throw tooMany();
        }
      }
    }
    terms.values().removeIf(weight -> weight == 0);
    if (terms.size() > NumberSet.MAX_MULTIPLES) {
      throw tooMany();
    }
    boolean both = a * (left + right) + b * left * right != 0;
    if (terms.isEmpty()) {
      return both ? ALL : NONE;
    }
    Modulus[] keys = new Modulus[terms.size()];
    int[] values = new int[keys.length];
    int i = 0;
    for (Map.Entry<Modulus, Integer> term : terms.entrySet()) {
      keys[i] = term.getKey();
      values[i++] = term.getValue();
    }
    return new Residues(both, keys, values);
  }

  private static LimitExceeded tooMany() {
    return new LimitExceeded(
        "numberMultiples", NumberSet.MAX_MULTIPLES, "combining multiples of numbers");
  }

  /**
   * The multiples of a number (every number where there is none) that are not multiples of any of
   * some multiples of it.
   *
   * @param except proper multiples of {@code of}, none of which divides another
   */
  record Piece(@Nullable Modulus of, List<Modulus> except) {
    /** The least member above a bound, of a piece that has a modulus. */
    BigDecimal firstAbove(BigDecimal bound) {
      Modulus unit = modulus();
      BigInteger j = unit.floor(bound).add(BigInteger.ONE);
      BigInteger[] holes = new BigInteger[except.size()];
      for (int i = 0; i < holes.length; i++) {
        holes[i] = unit.quotientOf(except.get(i));
      }
      return unit.times(firstFree(j, holes));
    }

    Modulus modulus() {
      if (of == null) {
        throw new IllegalStateException("dense numbers have no next one");
      }
      return of;
    }
  }

  /**
   * The least integer from {@code j} on that is a multiple of none of the holes, all above 1. A run
   * of integers that k such holes cover is shorter than 2^k (Crittenden and Vanden Eynden, 1970),
   * in practice far shorter.
   */
  static BigInteger firstFree(BigInteger j, BigInteger[] holes) {
    for (int tries = 0; tries < MAX_CANDIDATES; tries++) {
      boolean free = true;
      for (BigInteger hole : holes) {
        free &= j.mod(hole).signum() != 0;
      }
      if (free) {
        return j;
      }
      j = j.add(BigInteger.ONE);
    }
    throw new LimitExceeded("numberMultiples", MAX_CANDIDATES, "searching between multiples");
  }

  /** Pieces whose union this is. At most one is without a modulus, and it comes first. */
  List<Piece> pieces() {
    // The function is constant on the numbers that exactly the divisors of a node divide, where the
    // nodes are the least common multiples of moduli.
    TreeMap<Modulus, Boolean> nodes = new TreeMap<>();
    for (Modulus modulus : moduli) {
      for (Modulus node : new ArrayList<>(nodes.keySet())) {
        nodes.put(node.lcm(modulus), false);
      }
      nodes.put(modulus, false);
      if (nodes.size() > 4 * NumberSet.MAX_MULTIPLES) {
        throw tooMany();
      }
    }
    for (Map.Entry<Modulus, Boolean> node : nodes.entrySet()) {
      int sum = dense ? 1 : 0;
      for (int i = 0; i < moduli.length; i++) {
        if (moduli[i].divides(node.getKey())) {
          sum += weights[i];
        }
      }
      node.setValue(sum != 0);
    }
    List<Piece> pieces = new ArrayList<>();
    if (dense) {
      pieces.add(new Piece(null, holes(nodes, null)));
    }
    for (Map.Entry<Modulus, Boolean> node : nodes.entrySet()) {
      Modulus unit = node.getKey();
      if (node.getValue() && pieces.stream().noneMatch(piece -> covers(piece, unit))) {
        pieces.add(new Piece(unit, holes(nodes, unit)));
      }
    }
    return List.copyOf(pieces);
  }

  private static List<Modulus> holes(TreeMap<Modulus, Boolean> nodes, @Nullable Modulus unit) {
    List<Modulus> holes = new ArrayList<>();
    for (Map.Entry<Modulus, Boolean> node : nodes.entrySet()) {
      Modulus hole = node.getKey();
      if (!node.getValue()
          && (unit == null || unit.divides(hole))
          && holes.stream().noneMatch(smaller -> smaller.divides(hole))) {
        holes.add(hole);
      }
    }
    return List.copyOf(holes);
  }

  private static boolean covers(Piece piece, Modulus node) {
    return (piece.of == null || piece.of.divides(node))
        && piece.except.stream().noneMatch(hole -> hole.divides(node));
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Residues other
        && dense == other.dense
        && Arrays.equals(weights, other.weights)
        && Arrays.equals(moduli, other.moduli);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(moduli) + Arrays.hashCode(weights) + (dense ? 1 : 0);
  }

  @Override
  public String toString() {
    if (isConstant()) {
      return dense ? "all" : "none";
    }
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces()) {
      text.append(text.isEmpty() ? "" : " or ");
      text.append(piece.of == null ? "any" : "multiple of " + piece.of);
      for (Modulus hole : piece.except) {
        text.append(" not of ").append(hole);
      }
    }
    return text.toString();
  }
}
