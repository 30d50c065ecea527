package dev.espalier.runtime.tensor;

import java.nio.FloatBuffer;
import java.util.List;

/** A sequence of numbers that can be read from anywhere in pieces, such as weights in a file. */
public interface FloatSource {

  /** How many numbers there are. */
  long size();

  /**
   * Fills a buffer from its position to its limit.
   *
   * @param from index of the first number
   */
  void read(long from, FloatBuffer target);

  /** Sequences one after another. Reads touch only the parts that they need. */
  static FloatSource concat(List<FloatSource> parts) {
    List<FloatSource> all = List.copyOf(parts);
    return new FloatSource() {
      @Override
      public long size() {
        long size = 0;
        for (FloatSource part : all) {
          size += part.size();
        }
        return size;
      }

      @Override
      public void read(long from, FloatBuffer target) {
        int limit = target.limit();
        long begin = 0;
        for (FloatSource part : all) {
          long end = begin + part.size();
          if (from < end && target.position() < limit) {
            int count = (int) Math.min(limit - target.position(), end - from);
            target.limit(target.position() + count);
            part.read(from - begin, target);
            target.limit(limit);
            from += count;
          }
          begin = end;
        }
      }
    };
  }
}
