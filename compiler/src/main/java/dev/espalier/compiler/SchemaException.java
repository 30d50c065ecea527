package dev.espalier.compiler;

/** A schema that cannot be compiled: says where and why. */
public final class SchemaException extends EspalierException {
  private static final long serialVersionUID = 1;

  /** Why a schema cannot be compiled. */
  public enum Kind {
    /** The text is not JSON. */
    JSON,
    /** A keyword's value is not what its specification says. */
    INVALID,
    /** A keyword (or a part of a pattern) that is not supported; see {@code relax}. */
    UNSUPPORTED,
    /** A reference to something that is not there. */
    REFERENCE,
    /** No text is valid. */
    UNSATISFIABLE,
    /** A value that is needed cannot be written in the output form. */
    FORM,
    /** A limit was reached; the cause is the {@link LimitExceeded}. */
    LIMIT
  }

  private final Kind kind;
  private final String pointer;
  private final String keyword;

  /**
   * @param pointer where in the schema: a JSON pointer, empty for the root; in another document,
   *     its URI, {@code #} and the JSON pointer
   * @param keyword the keyword concerned, or empty
   */
  public SchemaException(Kind kind, String pointer, String keyword, String message) {
    super(at(pointer) + ": " + message);
    this.kind = kind;
    this.pointer = pointer;
    this.keyword = keyword;
  }

  /** As above, with a cause. */
  public SchemaException(
      Kind kind, String pointer, String keyword, String message, Throwable cause) {
    super(at(pointer) + ": " + message, cause);
    this.kind = kind;
    this.pointer = pointer;
    this.keyword = keyword;
  }

  private static String at(String pointer) {
    return pointer.isEmpty() ? "schema" : "schema at " + pointer;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * A JSON pointer into the schema, empty for its root. In another document that the schema refers
   * to: the document's URI, {@code #} and the JSON pointer.
   */
  public String pointer() {
    return pointer;
  }

  /** The keyword concerned, or empty. */
  public String keyword() {
    return keyword;
  }
}
