package dev.espalier.runtime;

import dev.espalier.compiler.VocabularyException;
import java.nio.file.Path;

/**
 * A model's own way to split text into tokens. Safe for use by many threads.
 *
 * <p>Only prompts (and forced text) need it; masks and texts know the vocabulary's bytes alone.
 */
public interface PromptTokenizer extends AutoCloseable {

  /**
   * Reads a {@code tokenizer.json}, plain or gzip.
   *
   * @throws VocabularyException if the file cannot be read or is not a tokenizer
   */
  static PromptTokenizer read(Path file) {
    return HuggingFacePromptTokenizer.read(file);
  }

  /** A prompt, with the tokens that the tokenizer puts before every text (such as a BOS). */
  int[] prompt(String text);

  /** A text in the middle: nothing is put before or after it. */
  int[] text(String text);

  @Override
  void close();
}
