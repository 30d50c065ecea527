package dev.espalier.runtime;

/**
 * Hears a text while it is generated. An exception from either method ends the text and reaches the
 * caller; the model's memory is given back.
 */
public interface GenerationListener {
  /** Hears nothing. */
  GenerationListener NONE = new GenerationListener() {};

  /** The next token was decided. */
  default void token(int id, boolean forced) {}

  /**
   * The next piece of text: whole characters, never empty. The pieces of a text are its text. A
   * character that is spread over several tokens comes when it is whole.
   */
  default void text(String piece) {}
}
