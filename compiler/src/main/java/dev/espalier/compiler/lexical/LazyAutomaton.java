package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lexical automaton whose states are made when they are first entered.
 *
 * <p>A subclass describes its states by immutable keys with {@code equals} and {@code hashCode},
 * and the transition by a pure function over them; this class gives the keys their numbers and
 * remembers every transition. Known transitions are read without a lock, new ones are computed
 * under one.
 *
 * <p>Memory: per state entered one key and about 100 bytes; 1 KiB more where more than {@value
 * #FEW} bytes were read from it, which counts as {@value #WIDE} states. A text that counts through
 * a million states reads one or two bytes from each.
 */
public abstract class LazyAutomaton<K> extends LexicalAutomaton {
  private static final int UNKNOWN = -2;
  private static final int FEW = 6;
  private static final int WIDE = 8;
  private static final int[] NO_BYTES = {};
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle ROW = MethodHandles.arrayElementVarHandle(int[][].class);

  private final String name;
  private final int maxStates;
  private final Map<K, Integer> numbers = new HashMap<>();

  // Replaced as a whole when they grow; a state's entries are written before its number is
  // published through a row (release), so whoever knows the number sees them (acquire).
  private volatile Object[] keys = new Object[8];
  // A row has 256 targets, or a byte and its target for each of the few bytes that were read. The
  // second kind never changes but is replaced; who sees an older one asks again under the lock.
  private volatile int[][] rows = new int[8][];
  private volatile int[] labels = new int[8];
  private volatile byte[] finals = new byte[8];
  private int count;
  private int wide;

  /**
   * @param name what the automaton reads, for error messages ("a number", "a key")
   * @param maxStates how many states may be entered before {@link LimitExceeded} ({@code
   *     lexicalStates}) is thrown
   */
  protected LazyAutomaton(String name, int maxStates) {
    this.name = name;
    this.maxStates = maxStates;
  }

  /** How many states may be entered. */
  protected final int maxStates() {
    return maxStates;
  }

  /** The key of the start state. Called once, at the first use; never dead. */
  protected abstract K startKey();

  /**
   * The key after one byte, or null when no lexeme goes on with it. Must never answer a key from
   * which no label can be reached.
   */
  protected abstract @Nullable K next(K key, int b);

  /** The label of the lexeme that may end at a key, or {@link #NO_LABEL}. */
  protected abstract int labelOf(K key);

  /** Whether no byte goes on from a key. */
  protected abstract boolean isFinalKey(K key);

  @Override
  public final int step(int state, int b) {
    int[] row = rowOf(state);
    int target = known(row, b);
    return target != UNKNOWN ? target : compute(state, b);
  }

  // As of any automaton, but without a call for each byte.
  @Override
  public final long within(int state, byte[] bytes, int from) {
    int at = state;
    int i = from;
    for (; i < bytes.length; i++) {
      int to = step(at, bytes[i] & 0xff);
      if (to == DEAD || finals[to] != 0) {
        break;
      }
      at = to;
    }
    return within(at, i);
  }

  private static int known(int[] row, int b) {
    if (row.length == 256) {
      return (int) CELL.getAcquire(row, b);
    }
    for (int i = 0; i < row.length; i += 2) {
      if (row[i] == b) {
        return row[i + 1];
      }
    }
    return UNKNOWN;
  }

  @Override
  public final int label(int state) {
    rowOf(state);
    return labels[state];
  }

  @Override
  public final boolean isFinal(int state) {
    rowOf(state);
    return finals[state] != 0;
  }

  /** The key of a state. */
  @SuppressWarnings("unchecked")
  public final K key(int state) {
    rowOf(state);
    return (K) keys[state];
  }

  /** The state of a key, entered now if it was not before. */
  protected final synchronized int stateOf(K key) {
    if (count == 0) {
      enter(startKey());
    }
    Integer known = numbers.get(key);
    return known != null ? known : enter(key);
  }

  /** How many states were entered so far. */
  public final synchronized int statesEntered() {
    return count;
  }

  @Override
  public final synchronized long memoryBytes() {
    return 160L * count + 1024L * wide;
  }

  private int[] rowOf(int state) {
    int[][] table = rows;
    int[] row = state < table.length ? (int[]) ROW.getAcquire(table, state) : null;
    if (row != null) {
      return row;
    }
    if (state != START) {
      throw new IllegalArgumentException("no such state of " + name + ": " + state);
    }
    synchronized (this) {
      if (count == 0) {
        enter(startKey());
      }
      return rows[START];
    }
  }

  private synchronized int compute(int state, int b) {
    int target = known(rows[state], b);
    if (target != UNKNOWN) {
      return target;
    }
    K key = next(key(state), b);
    if (key == null) {
      target = DEAD;
    } else {
      Integer known = numbers.get(key);
      target = known != null ? known : enter(key);
    }
    int[][] table = rows;
    int[] row = table[state];
    if (row.length < 2 * FEW) {
      int[] longer = Arrays.copyOf(row, row.length + 2);
      longer[row.length] = b;
      longer[row.length + 1] = target;
      ROW.setRelease(table, state, longer);
    } else {
      if (row.length != 256) {
        row = widened(row);
        ROW.setRelease(table, state, row);
      }
      CELL.setRelease(row, b, target);
    }
    return target;
  }

  private int[] widened(int[] few) {
    wide++;
    int[] row = new int[256];
    Arrays.fill(row, UNKNOWN);
    for (int i = 0; i < few.length; i += 2) {
      row[few[i]] = few[i + 1];
    }
    return row;
  }

  // Holds the lock.
  private int enter(K key) {
    if (count + (WIDE - 1L) * wide >= maxStates) {
      throw new LimitExceeded("lexicalStates", maxStates, "reading " + name);
    }
    int state = count;
    if (state == rows.length) {
      int size = 2 * state;
      keys = Arrays.copyOf(keys, size);
      labels = Arrays.copyOf(labels, size);
      finals = Arrays.copyOf(finals, size);
      rows = Arrays.copyOf(rows, size);
    }
    keys[state] = key;
    labels[state] = labelOf(key);
    finals[state] = (byte) (isFinalKey(key) ? 1 : 0);
    int[][] table = rows;
    table[state] = NO_BYTES;
    rows = table;
    numbers.put(key, state);
    count++;
    return state;
  }
}
