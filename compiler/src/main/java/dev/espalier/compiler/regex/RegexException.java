package dev.espalier.compiler.regex;

import dev.espalier.compiler.EspalierException;

/** A pattern is not one of ECMA-262, or uses something that is not supported. */
public final class RegexException extends EspalierException {
  private static final long serialVersionUID = 1;

  /** What is wrong with a pattern. */
  public enum Kind {
    /** ECMA-262 does not know it. */
    INVALID,
    /** ECMA-262 knows it, but it is not supported. */
    UNSUPPORTED
  }

  private final Kind kind;
  private final String pattern;
  private final int index;
  private final String reason;

  RegexException(Kind kind, String pattern, int index, String reason) {
    super(
        (kind == Kind.INVALID ? "not a regular expression of ECMA-262: " : "not supported: ")
            + reason
            + ", at index "
            + index
            + " of /"
            + (pattern.length() <= 200 ? pattern : pattern.substring(0, 200) + "…")
            + "/");
    this.kind = kind;
    this.pattern = pattern;
    this.index = index;
    this.reason = reason;
  }

  /** Whether it is wrong or only not supported. */
  public Kind kind() {
    return kind;
  }

  /** The pattern. */
  public String pattern() {
    return pattern;
  }

  /** Where in the pattern, in UTF-16 code units. */
  public int index() {
    return index;
  }

  /** What was expected, or the name of what is not supported. */
  public String reason() {
    return reason;
  }
}
