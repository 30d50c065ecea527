package dev.espalier.compiler.lexical;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A set of numbers in which the spelling may matter: for drafts 3 and 4 of JSON Schema {@code 1} is
 * an integer and {@code 1.0} is not.
 *
 * <p>A spelling is <em>plain</em> if it has neither a fraction nor an exponent. Immutable; closed
 * under and, or and not. Sets that do not depend on the spelling are made equal in one way only.
 *
 * @param plain the values that may be spelled plainly; where that is not the same as {@code other},
 *     integers alone
 * @param other the values that may be spelled otherwise
 */
public record SpelledNumbers(NumberSet plain, NumberSet other) {
  private static final NumberSet INTEGERS = NumberSet.multiplesOf(BigDecimal.ONE);

  /** Every number in every spelling. */
  public static final SpelledNumbers ALL = of(NumberSet.ALL);

  /** No number. */
  public static final SpelledNumbers NONE = of(NumberSet.NONE);

  /** Integers without a fraction or an exponent, however many zeros that would have. */
  public static final SpelledNumbers PLAIN = new SpelledNumbers(INTEGERS, NumberSet.NONE);

  public SpelledNumbers {
    if (!plain.equals(other)) {
      plain = plain.and(INTEGERS);
      if (plain.equals(other.and(INTEGERS))) {
        plain = other;
      }
    }
  }

  /** Some numbers in every spelling. */
  public static SpelledNumbers of(NumberSet values) {
    return new SpelledNumbers(values, values);
  }

  /** Whether every spelling of a number is in the set or none is. */
  public boolean isByValue() {
    return plain.equals(other);
  }

  /** The numbers in both sets. */
  public SpelledNumbers and(SpelledNumbers set) {
    return new SpelledNumbers(plain.and(set.plain), other.and(set.other));
  }

  /** The numbers in one of the sets, or in both. */
  public SpelledNumbers or(SpelledNumbers set) {
    return new SpelledNumbers(plain.or(set.plain), other.or(set.other));
  }

  /** The numbers that are not in the set. */
  public SpelledNumbers not() {
    return new SpelledNumbers(plain.not(), other.not());
  }

  /** Whether a spelling is plain. */
  public static boolean isPlain(String spelling) {
    return spelling.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  /** Whether a number is in the set. */
  public boolean contains(BigDecimal value, String spelling) {
    return (isPlain(spelling) ? plain : other).contains(value);
  }

  /** Whether no number is in the set. */
  public boolean isEmpty() {
    return plain.isEmpty() && other.isEmpty();
  }

  /** Whether no number that a form can spell is in the set. */
  public boolean isEmpty(NumberForm form) {
    return isByValue() ? plain.isEmpty(form) : shortest(form).isEmpty();
  }

  /**
   * A short spelling of a member, as {@link NumberSet#shortest}.
   *
   * @return the text, or empty if there is none
   */
  public Optional<String> shortest(NumberForm form) {
    if (isByValue()) {
      return plain.shortest(form);
    }
    Optional<String> text = plain.shortest(withoutExponents(form));
    return text.isPresent() ? text : shortestOther(form);
  }

  private Optional<String> shortestOther(NumberForm form) {
    Optional<String> text = other.shortest(form);
    if (text.isEmpty() || !isPlain(text.get())) {
      return text;
    }
    if (form.exponents()) {
      return text.map(t -> t + "e0");
    }
    // A zero behind the point takes a digit.
    Optional<String> shorter =
        form.digits() == 1
            ? Optional.empty()
            : other
                .and(INTEGERS)
                .shortest(new NumberForm(form.digits() - 1, form.exponentDigits(), false));
    return shorter.isPresent()
        ? shorter.map(t -> t + ".0")
        : other.and(INTEGERS.not()).shortest(form);
  }

  static NumberForm withoutExponents(NumberForm form) {
    return new NumberForm(form.digits(), form.exponentDigits(), false);
  }
}
