package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.FilteredAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.lang.ref.WeakReference;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shares lexical automata, and with them their splits, between all constraints over one vocabulary:
 * equal keys, one automaton.
 *
 * <p>The least recently used automata are forgotten beyond a number of bytes; a constraint that
 * still uses one keeps it.
 */
public final class LexicalPool {
  private static final long MAX_BYTES = 192L << 20;

  private static final int SWEEP_EVERY = 128;

  private final VocabularyIndex index;
  private final long maxBytes;
  private final Map<Object, Lexer> kept = new LinkedHashMap<>(64, 0.75f, true);

  // Also those that are kept no more but still in use: a position knows its automaton's states by
  // number, so while one is in use its key must not lead to another.
  private final Map<Object, WeakReference<Lexer>> known = new HashMap<>();
  private int untilSweep = SWEEP_EVERY;

  LexicalPool(VocabularyIndex index) {
    this(index, MAX_BYTES);
  }

  LexicalPool(VocabularyIndex index, long maxBytes) {
    this.index = index;
    this.maxBytes = maxBytes;
  }

  /**
   * The automaton of a key, made now if there is none.
   *
   * @param key has {@code equals} and {@code hashCode}; equal keys mean equal automata in equal
   *     surroundings
   */
  public Lexer get(Object key, Supplier<? extends LexicalAutomaton> make, Lexer.Follow follow) {
    return get(key, () -> new Lexer(make.get(), follow, index));
  }

  /**
   * As {@link #get}, an automaton without the lexemes of some labels.
   *
   * @see FilteredAutomaton
   */
  public Lexer without(Object key, Lexer base, BitSet labels) {
    return get(key, () -> new Lexer(base, labels));
  }

  private synchronized Lexer get(Object key, Supplier<Lexer> make) {
    Lexer lexer = kept.get(key);
    if (lexer != null) {
      return lexer;
    }
    WeakReference<Lexer> used = known.get(key);
    lexer = used == null ? null : used.get();
    if (lexer == null) {
      lexer = make.get();
      known.put(key, new WeakReference<>(lexer));
    }
    kept.put(key, lexer);
    if (--untilSweep == 0) {
      sweep();
    }
    return lexer;
  }

  // Automata and splits grow after their automaton was handed out, so the bytes are counted now and
  // then.
  private void sweep() {
    // In proportion to what is looked at, so that all sweeps together cost little.
    untilSweep = Math.max(SWEEP_EVERY, kept.size() / 2);
    long bytes = 0;
    for (Lexer lexer : kept.values()) {
      bytes += lexer.memoryBytes();
    }
    Iterator<Lexer> oldest = kept.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      bytes -= oldest.next().memoryBytes();
      oldest.remove();
    }
    known.values().removeIf(used -> used.get() == null);
  }
}
