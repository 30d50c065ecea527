package dev.espalier.runtime.sampling;

/**
 * Bounds of what sampling may take.
 *
 * @param attempts most texts that are begun for one that is found
 * @param trieBytes about the most memory that a trie takes; what was visited longest ago is
 *     forgotten first, and bounds are raised accordingly
 * @param frontier most texts that a search keeps open at once
 * @param expansions most texts that a search goes on with for one that is found
 */
public record SamplingLimits(long attempts, long trieBytes, int frontier, long expansions) {
  /** 2,000 attempts, 256 MiB, a million open texts, 100,000 expansions. */
  public static final SamplingLimits DEFAULT =
      new SamplingLimits(2_000, 256L << 20, 1_000_000, 100_000);

  public SamplingLimits {
    if (attempts < 1 || trieBytes < 1 || frontier < 1 || expansions < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }

  public SamplingLimits withAttempts(long other) {
    return new SamplingLimits(other, trieBytes, frontier, expansions);
  }

  public SamplingLimits withTrieBytes(long other) {
    return new SamplingLimits(attempts, other, frontier, expansions);
  }

  public SamplingLimits withFrontier(int other) {
    return new SamplingLimits(attempts, trieBytes, other, expansions);
  }

  public SamplingLimits withExpansions(long other) {
    return new SamplingLimits(attempts, trieBytes, frontier, other);
  }
}
