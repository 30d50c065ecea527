package dev.espalier.compiler.lexical;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;

/** An immutable set of exact decimal numbers. */
public final class NumberSet {
  /** Every number. */
  public static final NumberSet ALL = new NumberSet();

  /** No number. */
  public static final NumberSet NONE = new NumberSet();

  /** The limit {@code numberScale}. */
  public static final int MAX_SCALE = 4096;

  private NumberSet() {}

  public static NumberSet point(BigDecimal value) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet points(Collection<BigDecimal> values) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet atLeast(BigDecimal bound) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet moreThan(BigDecimal bound) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet atMost(BigDecimal bound) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet lessThan(BigDecimal bound) {
    throw new UnsupportedOperationException();
  }

  public static NumberSet multiplesOf(BigDecimal step) {
    throw new UnsupportedOperationException();
  }

  public NumberSet and(NumberSet other) {
    throw new UnsupportedOperationException();
  }

  public NumberSet or(NumberSet other) {
    throw new UnsupportedOperationException();
  }

  public NumberSet not() {
    throw new UnsupportedOperationException();
  }

  public boolean contains(BigDecimal value) {
    throw new UnsupportedOperationException();
  }

  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  public boolean isEmpty(NumberForm form) {
    throw new UnsupportedOperationException();
  }

  public Optional<String> shortest(NumberForm form) {
    throw new UnsupportedOperationException();
  }
}
