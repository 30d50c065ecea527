package dev.espalier.compiler.lexical;

/**
 * Which spellings of numbers are produced: JSON's number grammar (RFC 8259, section 6) within
 * bounds.
 *
 * <pre>-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]{1,exponentDigits})?</pre>
 *
 * @param digits at most so many digit characters before the exponent, in the integer part and the
 *     fraction together, leading and trailing zeros counted; 1 to {@value #MAX_DIGITS}
 * @param exponentDigits at most so many digit characters in the exponent, leading zeros counted; 1
 *     to {@value #MAX_EXPONENT_DIGITS}; without effect where {@code exponents} is false
 * @param exponents whether an exponent may be written at all
 */
public record NumberForm(int digits, int exponentDigits, boolean exponents) {
  /** The bytes that numbers are made of. */
  static final ByteSet BYTES = ByteSet.of("+-.0123456789Ee");

  /** The largest value of {@link #digits}. */
  public static final int MAX_DIGITS = 4096;

  /** The largest value of {@link #exponentDigits}. */
  public static final int MAX_EXPONENT_DIGITS = 4;

  /** 128 digits, and exponents of up to three digits. */
  public static final NumberForm DEFAULT = new NumberForm(128, 3, true);

  public NumberForm {
    if (digits < 1 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException("digits not in 1.." + MAX_DIGITS + ": " + digits);
    }
    if (exponentDigits < 1 || exponentDigits > MAX_EXPONENT_DIGITS) {
      throw new IllegalArgumentException(
          "exponentDigits not in 1.." + MAX_EXPONENT_DIGITS + ": " + exponentDigits);
    }
  }

  /** The largest exponent that can be written: {@code 10^exponentDigits - 1}, or 0 without any. */
  public int maxExponent() {
    int power = 1;
    for (int i = 0; i < exponentDigits; i++) {
      power *= 10;
    }
    return exponents ? power - 1 : 0;
  }
}
