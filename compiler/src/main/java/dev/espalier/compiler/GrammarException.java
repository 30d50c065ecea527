package dev.espalier.compiler;

import dev.espalier.compiler.grammar.Location;

/** A grammar that cannot be compiled: says where, why, and what would help. */
public final class GrammarException extends EspalierException {
  private static final long serialVersionUID = 1;

  /** Why a grammar cannot be compiled. */
  public enum Kind {
    /** The source does not follow its syntax. */
    SYNTAX,
    /** A name that is defined twice, used in two ways, or not at all. */
    NAME,
    /** Something that cannot be enforced, such as a semantic predicate. */
    UNSUPPORTED,
    /** No text is in the language. */
    EMPTY,
    /** An import that was not found or may not be read. */
    IMPORT,
    /** A limit was reached; the cause is the {@link LimitExceeded}. */
    LIMIT
  }

  private final Kind kind;
  private final transient Location at;
  private final String hint;

  /**
   * @param message what is wrong, and what was expected
   * @param hint what would help; may be empty
   */
  public GrammarException(Kind kind, Location at, String message, String hint) {
    super(at + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")"));
    this.kind = kind;
    this.at = at;
    this.hint = hint;
  }

  /** As above, with a cause. */
  public GrammarException(Kind kind, Location at, String message, String hint, Throwable cause) {
    super(at + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")"), cause);
    this.kind = kind;
    this.at = at;
    this.hint = hint;
  }

  public Kind kind() {
    return kind;
  }

  /** Where: source, line and column. */
  public Location at() {
    return at;
  }

  /** What would help, or empty. */
  public String hint() {
    return hint;
  }
}
