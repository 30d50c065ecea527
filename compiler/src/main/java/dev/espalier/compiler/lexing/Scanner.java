package dev.espalier.compiler.lexing;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.automata.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads terminals that are regular languages, every way of cutting a text into them: several at a
 * time, those that the parser allows where they begin.
 *
 * <p>Safe for use by many threads. States are made when they are first entered.
 */
public final class Scanner {
  private static final int DEAD = -1;
  private static final int MANY = 8;

  private final List<@Nullable CodePointDfa> languages;
  private final int maxStates;
  private final int[][] rows; // of all terminals' automata over bytes, for Utf8Rows.next
  private final int[] startOf; // of each terminal, or DEAD where it is no text
  private final int[] acceptedAt; // of each state, the terminal that ends there, or DEAD
  private final int[] terminalOf;
  private final int[] distance; // of each state, to where its terminal may end
  private final Map<Scan, Scan> scans = new HashMap<>();
  private final Scan dead = new Scan(new int[0], true, new int[0]);

  /**
   * @param terminals the language of each terminal, without the empty text; null for those that are
   *     no texts
   * @param maxStates how many states may be entered
   */
  public Scanner(List<@Nullable CodePointDfa> terminals, int maxStates, Work work) {
    this.languages = terminals;
    this.maxStates = maxStates;
    int n = terminals.size();
    startOf = new int[n];
    int[][][] parts = new int[n][][];
    int size = 0;
    for (int t = 0; t < n; t++) {
      CodePointDfa dfa = terminals.get(t);
      parts[t] = dfa == null ? new int[0][] : Utf8Rows.of(dfa, work);
      startOf[t] = dfa == null ? DEAD : size;
      size += parts[t].length;
    }
    rows = new int[size][];
    acceptedAt = new int[size];
    terminalOf = new int[size];
    for (int t = 0; t < n; t++) {
      CodePointDfa dfa = terminals.get(t);
      for (int q = 0; q < parts[t].length; q++) {
        int first = startOf[t];
        rows[first + q] = shifted(parts[t][q], first);
        acceptedAt[first + q] = dfa != null && q < dfa.states() && dfa.accepts(q) ? t : DEAD;
        terminalOf[first + q] = t;
      }
    }
    distance = distances();
  }

  private static int[] shifted(int[] row, int by) {
    for (int i = row.length == 2 ? 1 : 0; i < row.length; i++) {
      row[i] = row[i] < 0 ? DEAD : row[i] + by;
    }
    return row;
  }

  private int next(int state, int b) {
    return Utf8Rows.next(rows[state], b);
  }

  private int[] distances() {
    int[] all = new int[rows.length];
    Arrays.fill(all, Integer.MAX_VALUE / 2);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int q = rows.length - 1; q >= 0; q--) {
        int best = acceptedAt[q] != DEAD ? 0 : all[q];
        int[] row = rows[q];
        for (int i = row.length == 2 ? 1 : 0; i < row.length; i++) {
          int to = row[i];
          if (to != DEAD && all[to] + 1 < best) {
            best = all[to] + 1;
          }
        }
        if (best < all[q]) {
          all[q] = best;
          changed = true;
        }
      }
    }
    return all;
  }

  /** Where the current lexeme stands. One object among equal ones. */
  public static final class Scan {
    private final int[] states; // sorted
    private final boolean begun;
    private final int hash;
    private final @Nullable Scan[] next = new Scan[256];
    private final int[] ends;
    private volatile boolean explored; // whether all bytes that do not go on are known

    private Scan(int[] states, boolean begun, int[] ends) {
      this.states = states;
      this.begun = begun;
      this.ends = ends;
      this.hash = 2 * Arrays.hashCode(states) + (begun ? 1 : 0);
    }

    /** The terminals that the lexeme may be if it ends here. Shared, not to be changed. */
    public int[] ends() {
      return ends;
    }

    /** Whether a byte of the lexeme was read. */
    public boolean begun() {
      return begun;
    }

    boolean isDead() {
      return states.length == 0;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof Scan s && s.begun == begun && Arrays.equals(s.states, states));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * Where a lexeme stands, whatever the scanner.
   *
   * @param languages of the terminals that it may be
   * @param states of their automata over bytes
   */
  public record Place(List<CodePointDfa> languages, List<Integer> states) {}

  /**
   * The place of a scan: scans of other scanners at an equal one go on with the same bytes, and end
   * where it does. Null where many terminals may be meant, as hardly ever elsewhere.
   */
  public @Nullable Place place(Scan scan) {
    if (scan.states.length > MANY) {
      return null;
    }
    List<CodePointDfa> of = new ArrayList<>();
    List<Integer> states = new ArrayList<>();
    for (int q : scan.states) {
      of.add(Objects.requireNonNull(languages.get(terminalOf[q])));
      states.add(q - startOf[terminalOf[q]]);
    }
    return new Place(of, states);
  }

  private synchronized Scan scan(int[] states, boolean begun) {
    IntList ends = new IntList();
    for (int i = 0; begun && i < states.length; i++) {
      if (acceptedAt[states[i]] != DEAD) {
        ends.add(acceptedAt[states[i]]);
      }
    }
    ends.sort();
    Scan made = new Scan(states, begun, ends.toArray());
    Scan known = scans.putIfAbsent(made, made);
    if (known == null && scans.size() > maxStates) {
      scans.remove(made);
      throw new LimitExceeded("lexicalStates", maxStates, "reading a terminal");
    }
    return known != null ? known : made;
  }

  /**
   * Before a lexeme.
   *
   * @param terminals those that it may be, as bits; others than texts are left out
   */
  public Scan start(long[] terminals) {
    int[] states = new int[16];
    int n = 0;
    for (int t = 0; t < startOf.length; t++) {
      if ((terminals[t >> 6] >>> t & 1) != 0 && startOf[t] != DEAD) {
        if (n == states.length) {
          states = Arrays.copyOf(states, 2 * n);
        }
        states[n++] = startOf[t];
      }
    }
    return scan(Arrays.copyOf(states, n), false);
  }

  /** After one more byte; null where no terminal goes on. */
  public @Nullable Scan step(Scan scan, int b) {
    if (scan.states.length > MANY && !scan.explored) {
      markDead(scan);
    }
    Scan known = scan.next[b];
    if (known == null) {
      IntList states = new IntList();
      for (int q : scan.states) {
        int to = next(q, b);
        if (to != DEAD) {
          states.add(to);
        }
      }
      states.sortDistinct();
      known = states.isEmpty() ? dead : scan(states.toArray(), true);
      scan.next[b] = known;
    }
    return known.isDead() ? null : known;
  }

  private void markDead(Scan scan) {
    BitSet alive = alive(scan.states);
    for (int b = alive.nextClearBit(0); b < 256; b = alive.nextClearBit(b + 1)) {
      scan.next[b] = dead;
    }
    scan.explored = true;
  }

  /** The bytes with which some state goes on: with most, none of many words does. */
  private BitSet alive(int[] states) {
    BitSet alive = new BitSet(256);
    for (int q : states) {
      int[] row = q < 0 ? Utf8Rows.NOWHERE : rows[q];
      if (row.length == 2) {
        alive.set(row[0]);
      } else {
        for (int b = 0; b < row.length; b++) {
          alive.set(b, alive.get(b) || row[b] != DEAD);
        }
      }
    }
    return alive;
  }

  /**
   * For each terminal that a lexeme may still be, the bytes that end it: a shortest way. Empty
   * where it may end already.
   */
  public Map<Integer, byte[]> finishes(Scan scan) {
    Map<Integer, byte[]> all = new HashMap<>();
    for (int q : scan.states) {
      byte[] bytes = finish(q);
      all.merge(terminalOf[q], bytes, (a, b) -> a.length <= b.length ? a : b);
    }
    return all;
  }

  private byte[] finish(int from) {
    byte[] bytes = new byte[distance[from]];
    int q = from;
    for (int i = 0; i < bytes.length; i++) {
      int best = -1;
      for (int b = 0; b < 256; b++) {
        int to = next(q, b);
        if (to != DEAD
            && distance[to] == bytes.length - i - 1
            && (best < 0 || Bytes.rank(b) < Bytes.rank(best))) {
          best = b;
        }
      }
      bytes[i] = (byte) best;
      q = next(q, best);
    }
    return bytes;
  }

  /** A shortest text of a terminal. */
  public byte[] shortest(int terminal) {
    return finish(startOf[terminal]);
  }

  /** How many bytes the shortest text of a terminal has. */
  public int length(int terminal) {
    return startOf[terminal] == DEAD ? 1 : distance[startOf[terminal]];
  }

  /**
   * The automata of all terminals, to be looked at.
   *
   * @param names of the terminals
   * @param current where readings stand
   */
  public AutomatonView view(List<String> names, Collection<Scan> current) {
    Map<String, Integer> starts = new LinkedHashMap<>();
    for (int t = 0; t < startOf.length; t++) {
      if (startOf[t] != DEAD) {
        starts.merge(names.get(t), startOf[t], (a, b) -> a);
      }
    }
    Set<Integer> states = new TreeSet<>();
    current.forEach(scan -> Arrays.stream(scan.states).forEach(states::add));
    return new AutomatonView(
        starts,
        this::next,
        state -> acceptedAt[state] == DEAD ? "" : names.get(acceptedAt[state]),
        states,
        OptionalInt.of(rows.length));
  }

  /** Where a lexeme stands, for people. */
  public String describe(Scan scan, List<String> names) {
    List<String> maybe =
        Arrays.stream(scan.states).map(q -> terminalOf[q]).distinct().mapToObj(names::get).toList();
    List<String> ends = Arrays.stream(scan.ends).mapToObj(names::get).toList();
    return (scan.begun ? "within " : "before ")
        + String.join(" or ", maybe)
        + (ends.isEmpty() ? "" : " (may end as " + String.join(" or ", ends) + ")");
  }

  /** The bytes that some text of a terminal ends with. */
  public BitSet lastBytes() {
    BitSet last = new BitSet(256);
    for (int[] row : rows) {
      for (int b = 0; b < 256; b++) {
        int to = Utf8Rows.next(row, b);
        if (to != DEAD && acceptedAt[to] != DEAD) {
          last.set(b);
        }
      }
    }
    return last;
  }

  /** Whether some terminal reads a byte. */
  public boolean reads(int b) {
    for (int[] row : rows) {
      if (Utf8Rows.next(row, b) != DEAD) {
        return true;
      }
    }
    return false;
  }

  /**
   * What may follow a lexeme, whatever the parser says: an automaton that accepts too much rather
   * than too little. It keeps a walk over tokens from what never could go on.
   */
  public final class Follow {
    private final long[][] follows;
    private final @Nullable BitSet[] unknown;
    private final Follower anything = new Follower(new int[] {DEAD});
    private final Follower nothing = new Follower(new int[0]);
    private final Map<Follower, Follower> followers = new HashMap<>();
    private final @Nullable Follower[] after;

    /**
     * @param follows of each terminal, those that may come next, as bits
     * @param unknown of each terminal whose texts are not known here, the bytes that they can begin
     *     with: behind one of them, anything may come; null for all others
     */
    public Follow(long[][] follows, @Nullable BitSet[] unknown) {
      this.follows = follows;
      this.unknown = unknown;
      this.after = new Follower[follows.length];
    }

    /**
     * A set of states: those of the terminals' automata, {@link #DEAD} for one that reads anything,
     * and below it those that read {@linkplain #beginning one byte} of an unknown text. One object
     * among equal ones.
     */
    public static final class Follower {
      private final int[] states; // sorted
      private final @Nullable Follower[] next = new Follower[256];
      private boolean explored; // as that of a scan

      private Follower(int[] states) {
        this.states = states;
      }

      @Override
      public boolean equals(Object other) {
        return this == other || (other instanceof Follower f && Arrays.equals(f.states, states));
      }

      @Override
      public int hashCode() {
        return Arrays.hashCode(states);
      }
    }

    /** After a lexeme of a terminal. */
    public synchronized Follower after(int terminal) {
      Follower known = after[terminal];
      if (known == null) {
        IntList states = new IntList();
        begin(terminal, states);
        known = follower(states);
        after[terminal] = known;
      }
      return known;
    }

    private void begin(int terminal, IntList states) {
      long[] next = follows[terminal];
      for (int w = 0; w < next.length; w++) {
        for (long bits = next[w]; bits != 0; bits &= bits - 1) {
          int t = 64 * w + Long.numberOfTrailingZeros(bits);
          BitSet first = t < startOf.length ? unknown[t] : null;
          if (t < startOf.length && startOf[t] != DEAD) {
            states.add(startOf[t]);
          } else if (first != null) {
            for (int b = first.nextSetBit(0); b >= 0; b = first.nextSetBit(b + 1)) {
              states.add(beginning(b));
            }
          }
        }
      }
    }

    // As a number below all others; of such a number, the byte.
    private static int beginning(int b) {
      return DEAD - 1 - b;
    }

    private Follower follower(IntList states) {
      states.sortDistinct();
      int[] all = states.toArray();
      if (Arrays.binarySearch(all, DEAD) >= 0) {
        return anything;
      }
      Follower made = new Follower(all);
      Follower known = followers.putIfAbsent(made, made);
      return known != null ? known : made;
    }

    /** After one more byte; null where nothing goes on. */
    public synchronized @Nullable Follower step(Follower follower, int b) {
      if (follower == anything) {
        return anything;
      }
      if (follower.states.length > MANY && !follower.explored) {
        markDead(follower);
      }
      Follower known = follower.next[b];
      if (known == null) {
        IntList states = new IntList();
        for (int q : follower.states) {
          int to = q < 0 ? DEAD : next(q, b);
          if (q == beginning(b)) {
            states.add(DEAD);
          }
          if (to != DEAD) {
            states.add(to);
            if (acceptedAt[to] != DEAD) {
              begin(acceptedAt[to], states);
            }
          }
        }
        known = follower(states);
        follower.next[b] = known;
      }
      return known.states.length == 0 ? null : known;
    }

    private void markDead(Follower follower) {
      BitSet alive = alive(follower.states);
      for (int q : follower.states) {
        if (q < DEAD) {
          alive.set(beginning(q));
        }
      }
      for (int b = alive.nextClearBit(0); b < 256; b = alive.nextClearBit(b + 1)) {
        follower.next[b] = nothing;
      }
      follower.explored = true;
    }
  }
}
