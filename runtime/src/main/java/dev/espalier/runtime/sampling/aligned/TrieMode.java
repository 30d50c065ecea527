package dev.espalier.runtime.sampling.aligned;

/**
 * What a trie's attempts know beforehand, and what they learn. All modes but {@link #ASAP} may
 * reject, and what they accept has exactly the target's law; they differ in how often.
 */
public enum TrieMode {
  /** Rejection sampling: knows nothing, learns nothing. */
  RS(false, Learning.NOTHING, false),
  /** Rejection sampling under the first token's mask. */
  RSFT(true, Learning.NOTHING, false),
  /** Adaptive rejection sampling: learns the prefixes that attempts failed with. */
  ARS(false, Learning.FAILURES, false),
  /**
   * Constrained adaptive rejection sampling: learns whole masks, but draws without the new ones.
   */
  CARS(true, Learning.MASKS, false),
  /**
   * Adaptive sampling with approximate expected futures: draws with the new masks too, so never
   * rejects but at the longest length; its law converges to the target.
   */
  ASAP(true, Learning.MASKS, true);

  /** What an attempt leaves behind. */
  enum Learning {
    NOTHING,
    FAILURES,
    MASKS
  }

  private final boolean rootMasked;
  private final Learning learning;
  private final boolean freshMasked;

  TrieMode(boolean rootMasked, Learning learning, boolean freshMasked) {
    this.rootMasked = rootMasked;
    this.learning = learning;
    this.freshMasked = freshMasked;
  }

  /** Whether the first token's mask is known before the first attempt. */
  boolean rootMasked() {
    return rootMasked;
  }

  Learning learning() {
    return learning;
  }

  /** Whether a mask that an attempt comes upon bends its own draw. */
  boolean freshMasked() {
    return freshMasked;
  }

  /** Whether every accepted text has exactly the target's law. */
  public boolean exact() {
    return !freshMasked;
  }
}
