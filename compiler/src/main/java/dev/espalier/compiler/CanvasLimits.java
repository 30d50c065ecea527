package dev.espalier.compiler;

/**
 * What the check of one canvas may cost. A limit that is reached makes the verdict {@link
 * CanvasVerdict.Unknown}, which names it; never a hang or a guess. Those of the grammar's {@link
 * CompileLimits} hold as well.
 *
 * @param states states whose successors may be worked out while a way through the holes is looked
 *     for, each counted once; each is about as much work as a mask (default 4,096)
 * @param places places that may be looked at on the way: a state of the text at a position of the
 *     canvas (default 65,536)
 * @param items items of the parser that may be made while it is decided whether the grammar and the
 *     canvas have a text in common (default 4,000,000)
 */
public record CanvasLimits(int states, int places, int items) {
  public static final CanvasLimits DEFAULT = new CanvasLimits(1 << 12, 1 << 16, 4_000_000);

  public CanvasLimits {
    if (states < 1 || places < 1 || items < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** The same with another {@link #states}. */
  public CanvasLimits withStates(int value) {
    return new CanvasLimits(value, places, items);
  }

  /** The same with another {@link #places}. */
  public CanvasLimits withPlaces(int value) {
    return new CanvasLimits(states, value, items);
  }

  /** The same with another {@link #items}. */
  public CanvasLimits withItems(int value) {
    return new CanvasLimits(states, places, value);
  }
}
