package dev.espalier.runtime.model;

import java.nio.file.Path;

/**
 * A checkpoint cannot be read as a model. The message names the file and, where it matters, the
 * tensor with what was expected and what was found.
 */
public final class CheckpointException extends ModelException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with a checkpoint. */
  public enum Kind {
    /** A file that must be there is not, or cannot be opened. */
    MISSING_FILE,
    /** A file breaks its format: bad JSON, bad header, overlapping tensors. */
    MALFORMED,
    /** A file ends before what its header promises. */
    TRUNCATED,
    /** A named limit of {@link CheckpointLimits} is exceeded. */
    LIMIT,
    /** The configuration names an architecture or an option that is not implemented. */
    UNSUPPORTED,
    /** The configuration lacks a value, or has one that makes no sense. */
    CONFIGURATION,
    /** A tensor that the architecture needs is not in the checkpoint. */
    MISSING_TENSOR,
    /** A tensor has another shape than the configuration implies. */
    WRONG_SHAPE,
    /** A tensor's numbers have a type that weights cannot have. */
    WRONG_TYPE
  }

  private final Kind kind;
  private final transient Path file;

  /**
   * @param kind what is wrong
   * @param file where
   * @param detail the rest of the message, which begins with the file's path
   */
  public CheckpointException(Kind kind, Path file, String detail) {
    super(file + ": " + detail);
    this.kind = kind;
    this.file = file;
  }

  /** The same with a cause below it. */
  public CheckpointException(Kind kind, Path file, String detail, Throwable cause) {
    super(file + ": " + detail, cause);
    this.kind = kind;
    this.file = file;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The file that is wrong. */
  public Path file() {
    return file;
  }
}
