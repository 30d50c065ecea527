package dev.espalier.compiler;

/**
 * A language over bytes and special tokens, with the form in which its texts are written.
 *
 * <p>A grammar knows no vocabulary. It is immutable, safe for use by many threads, and cheap to
 * keep: what it needs of a schema is worked out when a text first gets there.
 */
public interface Grammar {
  /**
   * This grammar over a model's tokens.
   *
   * <p>Complexity: constant; masks are made at the first visit of a state.
   *
   * @throws VocabularyException when the vocabulary lacks a single-byte token that a text of this
   *     grammar may need; the message names the byte
   */
  Constraint bind(Vocabulary vocabulary);

  /** Which spellings of the language are produced. */
  OutputForm form();

  /** The limits that hold while its masks and states are computed. */
  CompileLimits limits();

  /**
   * A name for caches that outlive the process: hex digits; grammars that were made from equal
   * input under equal options have equal fingerprints.
   */
  String fingerprint();

  /** What is enforced, what the caller had relaxed, and what was noticed. */
  Report report();
}
