package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A positive decimal {@code 2^two * 5^five * rest}, {@code rest} prime to 10: its multiples are a
 * group of numbers.
 *
 * <p>In this form divisibility by it, and least common multiples, need no common scale: a number
 * with an enormous exponent costs no more than its digits.
 */
final class Modulus implements Comparable<Modulus> {
  private static final BigInteger FIVE = BigInteger.valueOf(5);

  /** Least common multiples with a longer {@link #rest} are refused. */
  private static final int MAX_REST_BITS = 8 * NumberSet.MAX_SCALE;

  final int two;
  final int five;
  final BigInteger rest;

  /** The number itself, without trailing zeros. */
  final BigDecimal value;

  private Modulus(int two, int five, BigInteger rest) {
    this.two = two;
    this.five = five;
    this.rest = rest;
    int ten = Math.min(two, five);
    BigInteger unscaled = rest.shiftLeft(two - ten).multiply(FIVE.pow(five - ten));
    this.value = new BigDecimal(unscaled, -ten);
  }

  /**
   * @param value positive, within the limit {@code numberScale}
   */
  static Modulus of(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    int two = unscaled.getLowestSetBit();
    BigInteger odd = unscaled.shiftRight(two);
    int five = 0;
    for (BigInteger[] q = odd.divideAndRemainder(FIVE); q[1].signum() == 0; ) {
      odd = q[0];
      five++;
      q = odd.divideAndRemainder(FIVE);
    }
    return new Modulus(two - value.scale(), five - value.scale(), odd);
  }

  /** The modulus {@code 10^exponent}. */
  static Modulus tenTo(int exponent) {
    return new Modulus(exponent, exponent, BigInteger.ONE);
  }

  /** The largest {@code e} of which this is a multiple of {@code 10^e}. */
  int low() {
    return Math.min(two, five);
  }

  /** The least {@code e} of which {@code 10^e * rest} is a multiple of this. */
  int top() {
    return Math.max(two, five);
  }

  /** Whether a number is a multiple of this one. */
  boolean divides(BigDecimal number) {
    if (number.signum() == 0) {
      return true;
    }
    BigInteger unscaled = number.unscaledValue();
    long scale = number.scale();
    // A number of b bits has less than b factors 2 or 5: enormous demands are refused unseen.
    long twos = two + scale;
    long fives = five + scale;
    int bits = unscaled.bitLength();
    if (twos > bits || fives > bits) {
      return false;
    }
    return unscaled.getLowestSetBit() >= twos
        && (fives <= 0 || unscaled.mod(FIVE.pow((int) fives)).signum() == 0)
        && (rest.equals(BigInteger.ONE) || unscaled.mod(rest).signum() == 0);
  }

  /** Whether every multiple of the other is a multiple of this. */
  boolean divides(Modulus other) {
    return two <= other.two
        && five <= other.five
        && (rest.equals(BigInteger.ONE) || other.rest.mod(rest).signum() == 0);
  }

  /**
   * The least common multiple: what is a multiple of both is a multiple of it.
   *
   * @throws LimitExceeded ({@code numberScale}) if it grows too long
   */
  Modulus lcm(Modulus other) {
    if (divides(other)) {
      return other;
    }
    if (other.divides(this)) {
      return this;
    }
    BigInteger common = rest.gcd(other.rest);
    BigInteger product = rest.divide(common).multiply(other.rest);
    if (product.bitLength() > MAX_REST_BITS) {
      throw new LimitExceeded("numberScale", NumberSet.MAX_SCALE, "a common multiple of numbers");
    }
    return new Modulus(Math.max(two, other.two), Math.max(five, other.five), product);
  }

  /** The integer {@code multiple / this}; {@code multiple} must be a multiple of this. */
  BigInteger quotientOf(Modulus multiple) {
    return multiple
        .rest
        .divide(rest)
        .shiftLeft(multiple.two - two)
        .multiply(FIVE.pow(multiple.five - five));
  }

  /** The largest integer {@code j} with {@code j * this <= number}. */
  BigInteger floor(BigDecimal number) {
    BigInteger numerator = number.unscaledValue();
    BigInteger denominator = value.unscaledValue();
    int shift = value.scale() - number.scale();
    if (shift >= 0) {
      numerator = numerator.multiply(BigInteger.TEN.pow(shift));
    } else {
      denominator = denominator.multiply(BigInteger.TEN.pow(-shift));
    }
    BigInteger[] q = numerator.divideAndRemainder(denominator);
    return q[1].signum() < 0 ? q[0].subtract(BigInteger.ONE) : q[0];
  }

  /** The least integer {@code j} with {@code j * this >= number}. */
  BigInteger ceil(BigDecimal number) {
    return floor(number.negate()).negate();
  }

  /** The number {@code j * this}. */
  BigDecimal times(BigInteger j) {
    return value.multiply(new BigDecimal(j));
  }

  @Override
  public int compareTo(Modulus other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Modulus other
        && two == other.two
        && five == other.five
        && rest.equals(other.rest);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * two + five) + rest.hashCode();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
