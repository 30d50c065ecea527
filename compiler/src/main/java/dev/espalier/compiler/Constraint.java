package dev.espalier.compiler;

/**
 * A grammar over a model's tokens.
 *
 * <p>Immutable as seen from outside, safe for use by many threads, cheap to share. Inside it
 * remembers the states and masks that were visited, within the limits of the grammar.
 */
public interface Constraint {
  /** Where every text begins. */
  State start();

  Grammar grammar();

  Vocabulary vocabulary();

  /**
   * A name for caches that outlive the process: hex digits; constraints that were made from equal
   * input under equal options and vocabularies have equal fingerprints.
   */
  String fingerprint();
}
