package dev.espalier.testsuite.limits;

import java.util.List;

/**
 * A schema that is large or hard in one way, with texts that go far into it.
 *
 * @param name what is many, in a few words
 * @param expected what it ends in under the default limits: {@link #ANSWERED}, {@link
 *     #UNSATISFIABLE}, or the name of the limit that is reached
 */
public record LimitCase(
    String name, String schema, List<String> valid, List<String> invalid, String expected) {
  /** Every text gets its answer. */
  public static final String ANSWERED = "answered";

  /** No text is valid. */
  public static final String UNSATISFIABLE = "unsatisfiable";

  static LimitCase answered(String name, String schema, List<String> valid, List<String> invalid) {
    return new LimitCase(name, schema, valid, invalid, ANSWERED);
  }

  LimitCase endingIn(String outcome) {
    return new LimitCase(name, schema, valid, invalid, outcome);
  }

  @Override
  public String toString() {
    return name;
  }
}
