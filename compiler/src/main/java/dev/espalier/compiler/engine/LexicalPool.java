package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.FilteredAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
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

  /**
   * How many automata are counted again when one is made: more than one, so that all are in time.
   */
  private static final int COUNTED = 2;

  private final VocabularyIndex index;
  private final long maxBytes;
  private final Map<Object, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);

  // Automata and splits grow after their automaton was handed out, so they are counted in turn.
  private final ArrayDeque<Kept> turn = new ArrayDeque<>();
  private long bytes; // what those that are kept took when they were counted

  // Also those that are kept no more but still in use: a position knows its automaton's states by
  // number, so while one is in use its key must not lead to another.
  private final Map<Object, Used> known = new HashMap<>();
  private final ReferenceQueue<Lexer> unused = new ReferenceQueue<>();

  private static final class Kept {
    final Lexer lexer;
    long bytes;
    boolean forgotten;

    Kept(Lexer lexer) {
      this.lexer = lexer;
    }
  }

  private static final class Used extends WeakReference<Lexer> {
    final Object key;

    Used(Object key, Lexer lexer, ReferenceQueue<Lexer> unused) {
      super(lexer, unused);
      this.key = key;
    }
  }

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
    Kept entry = kept.get(key);
    if (entry != null) {
      return entry.lexer;
    }
    Used used = known.get(key);
    Lexer lexer = used == null ? null : used.get();
    if (lexer == null) {
      lexer = make.get();
      known.put(key, new Used(key, lexer, unused));
    }
    entry = new Kept(lexer);
    kept.put(key, entry);
    turn.add(entry);
    count();
    forget();
    return lexer;
  }

  /** Counts some of those that are kept again. */
  private void count() {
    for (int i = 0; i < COUNTED; i++) {
      Kept next = turn.remove();
      if (!next.forgotten) {
        bytes -= next.bytes;
        next.bytes = next.lexer.memoryBytes();
        bytes += next.bytes;
        turn.add(next);
      }
      if (turn.isEmpty()) {
        break;
      }
    }
  }

  private void forget() {
    Iterator<Kept> oldest = kept.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      Kept gone = oldest.next();
      bytes -= gone.bytes;
      gone.forgotten = true;
      oldest.remove();
    }
    for (Reference<?> gone = unused.poll(); gone != null; gone = unused.poll()) {
      Used reference = (Used) gone;
      known.remove(reference.key, reference);
    }
  }
}
