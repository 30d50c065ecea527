package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.LazyAutomaton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one of some separators, with the white space before it where any is allowed. The label of a
 * separator is its place in the list.
 */
final class SeparatorAutomaton extends LazyAutomaton<SeparatorAutomaton.Key> {
  /**
   * @param blanks the state of the white space
   * @param read how many characters of the separators were read
   * @param alive the separators that begin with them, as bits
   */
  record Key(int blanks, int read, int alive) {}

  /**
   * What to read; the key of an automaton in a pool.
   *
   * @param blanks how many blanks a run before the separator may have, or -1 for none
   */
  record Kind(List<String> separators, int blanks) {
    /** The separator with a label, without white space. */
    int mark(int label) {
      return separators.get(label).strip().charAt(0);
    }
  }

  private final Kind kind;
  private final ByteSet bytes;

  SeparatorAutomaton(Kind kind, int maxStates) {
    super("a separator", maxStates);
    this.kind = kind;
    this.bytes = Blanks.BYTES.or(ByteSet.of(String.join("", kind.separators)));
  }

  @Override
  public ByteSet mayCome(int state) {
    return bytes;
  }

  @Override
  protected Key startKey() {
    return new Key(0, 0, (1 << kind.separators.size()) - 1);
  }

  @Override
  protected @Nullable Key next(Key key, int b) {
    int alive = 0;
    for (int i = 0; i < kind.separators.size(); i++) {
      String separator = kind.separators.get(i);
      if ((key.alive >> i & 1) != 0
          && key.read < separator.length()
          && separator.charAt(key.read) == b) {
        alive |= 1 << i;
      }
    }
    if (alive != 0) {
      return new Key(0, key.read + 1, alive);
    }
    int blanks = key.read == 0 ? Blanks.step(key.blanks, b, kind.blanks) : -1;
    return blanks < 0 ? null : new Key(blanks, 0, key.alive);
  }

  @Override
  protected int labelOf(Key key) {
    for (int i = 0; i < kind.separators.size(); i++) {
      if ((key.alive >> i & 1) != 0 && key.read == kind.separators.get(i).length()) {
        return i;
      }
    }
    return NO_LABEL;
  }

  @Override
  protected boolean isFinalKey(Key key) {
    return labelOf(key) != NO_LABEL;
  }
}
