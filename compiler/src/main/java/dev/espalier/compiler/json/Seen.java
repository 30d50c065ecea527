package dev.espalier.compiler.json;

import dev.espalier.compiler.engine.Structure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * The keys of an object that were read: those with names as bits, others in order.
 *
 * @param unknown whether there was one more, without a name, of which it is not known which: while
 *     a mask is made for many keys at once
 */
record Seen(BitSet names, List<String> others, boolean unknown) {
  static final Seen NONE = new Seen(new BitSet(), List.of(), false);

  /** With one key more, without a name, that is not known. */
  Seen withUnknown() {
    if (unknown) {
      throw Structure.NeedsText.INSTANCE;
    }
    return new Seen(names, others, true);
  }

  /** With one key more. */
  Seen with(KeySpace space, int label, String text) {
    if (space.isName(label)) {
      BitSet more = (BitSet) names.clone();
      more.set(label - 1);
      return new Seen(more, others, unknown);
    }
    if (unknown) {
      // It may be the same.
      throw Structure.NeedsText.INSTANCE;
    }
    List<String> more = new ArrayList<>(others.size() + 1);
    more.addAll(others);
    int at = Collections.binarySearch(more, text);
    more.add(at >= 0 ? at : -at - 1, text);
    return new Seen(names, List.copyOf(more), false);
  }

  /** Whether a key was read. */
  boolean contains(KeySpace space, String key) {
    int label = space.label(key);
    return space.isName(label) ? names.get(label - 1) : Collections.binarySearch(others, key) >= 0;
  }
}
