package dev.espalier.runtime.cli;

/** How a command ended. */
final class ExitStatus {
  /** Done; {@code check}: the text was accepted. */
  static final int DONE = 0;

  /**
   * What was to be looked at was refused: the schema ({@code compile}, {@code mask}, {@code
   * generate}), the prefix ({@code mask}), the text ({@code check}).
   */
  static final int REFUSED = 1;

  /** Could not run: bad usage, or a file, tokenizer, model or device that cannot be used. */
  static final int COULD_NOT_RUN = 2;

  /** A defect of Espalier itself. */
  static final int INTERNAL = 70;

  /** Ended by Ctrl-C; what was finished is written. */
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
