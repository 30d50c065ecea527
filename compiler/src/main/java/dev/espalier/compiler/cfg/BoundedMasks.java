package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import java.util.function.Supplier;

/**
 * Masks whose memory is bounded: when what they are made of takes too much, it is forgotten as a
 * whole, and what is still needed is made again, as automata that are made on the way do it (Cox,
 * "Regular Expression Matching in the Wild", 2010).
 *
 * <p>Safe for use by many threads.
 */
final class BoundedMasks<W> implements CfgGrammar.Masks<W> {
  private final Supplier<? extends CfgGrammar.Masks<W>> anew;
  private final long maxBytes;
  private volatile CfgGrammar.Masks<W> masks;

  /**
   * @param anew makes masks that remember nothing yet
   * @param maxBytes what they may take between two masks; a single mask may go beyond it
   */
  BoundedMasks(Supplier<? extends CfgGrammar.Masks<W>> anew, long maxBytes) {
    this.anew = anew;
    this.maxBytes = maxBytes;
    this.masks = anew.get();
  }

  @Override
  public TokenMask mask(W position) {
    CfgGrammar.Masks<W> used = masks;
    TokenMask mask = used.mask(position);
    if (used.memoryBytes() > maxBytes) {
      synchronized (this) {
        if (masks == used) {
          masks = anew.get();
        }
      }
    }
    return mask;
  }

  @Override
  public long memoryBytes() {
    return masks.memoryBytes();
  }
}
