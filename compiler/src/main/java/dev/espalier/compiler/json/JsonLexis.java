package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The lexemes of a schema's core, each by its own automaton: a place is where all of them stand
 * that still read.
 */
final class JsonLexis extends Lexis {
  private static final int MOST_PLACES = 20_000;
  private static final int UNKNOWN = -2;

  /** Reads lexemes from state 0 on. */
  interface Reader {
    int DEAD = LexicalAutomaton.DEAD;

    int step(int state, int b);

    /** The labels of a lexeme that may end in a state. Not to be changed. */
    int[] labels(int state);

    /** All labels that it comes to. */
    int[] allLabels();

    /** Whether it reads more from a state on than the schema allows, so that it is best left. */
    default boolean isRough(int state) {
      return false;
    }
  }

  private final List<Reader> readers = new ArrayList<>();
  private final List<Map<Integer, Integer>> terminals = new ArrayList<>(); // by label
  private final Map<Key, Integer> numbers = new HashMap<>();
  private final List<Place> places = new ArrayList<>();

  private record Key(int[] members) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k && Arrays.equals(k.members, members);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(members);
    }
  }

  /** The readers that go on, each with its state; and what is known of the places behind. */
  private record Place(int[] members, AtomicIntegerArray next, int[] ends) {}

  /**
   * @param readers of each terminal
   * @param labels of each terminal
   */
  JsonLexis(List<Reader> readers, int[] labels) {
    Map<Reader, Integer> known = new HashMap<>();
    for (int t = 0; t < labels.length; t++) {
      Integer at = known.putIfAbsent(readers.get(t), this.readers.size());
      if (at == null) {
        at = this.readers.size();
        this.readers.add(readers.get(t));
        terminals.add(new HashMap<>());
      }
      terminals.get(at).put(labels[t], t);
    }
    int[] start = new int[2 * this.readers.size()];
    for (int r = 0; r < this.readers.size(); r++) {
      start[2 * r] = r;
      start[2 * r + 1] = LexicalAutomaton.START;
    }
    number(start, NONE);
  }

  private synchronized int number(int[] members, int[] ends) {
    Integer known = numbers.putIfAbsent(new Key(members), places.size());
    if (known != null) {
      return known;
    }
    if (places.size() == MOST_PLACES) {
      throw new LimitExceeded("lexicalStates", MOST_PLACES, "reading all lexemes of a schema");
    }
    int[] unknown = new int[256];
    Arrays.fill(unknown, UNKNOWN);
    places.add(new Place(members, new AtomicIntegerArray(unknown), ends));
    return places.size() - 1;
  }

  private synchronized Place place(int number) {
    return places.get(number);
  }

  @Override
  public int start() {
    return 0;
  }

  @Override
  public int step(int number, int b) {
    Place place = place(number);
    int known = place.next.get(b);
    if (known != UNKNOWN) {
      return known;
    }
    int[] next = new int[place.members.length];
    int n = 0;
    for (int i = 0; i < place.members.length; i += 2) {
      int state = readers.get(place.members[i]).step(place.members[i + 1], b);
      if (state != LexicalAutomaton.DEAD) {
        next[n++] = place.members[i];
        next[n++] = state;
      }
    }
    int made = n == 0 ? DEAD : number(Arrays.copyOf(next, n), ends(next, n));
    place.next.set(b, made);
    return made;
  }

  private int[] ends(int[] members, int n) {
    int[] ends = new int[2 * n];
    int count = 0;
    for (int i = 0; i < n; i += 2) {
      for (int label : readers.get(members[i]).labels(members[i + 1])) {
        Integer terminal = terminals.get(members[i]).get(label);
        if (terminal != null) {
          if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
          }
          ends[count++] = terminal;
          ends[count++] = start();
        }
      }
    }
    return Arrays.copyOf(ends, count);
  }

  @Override
  public int[] ends(int number) {
    return place(number).ends;
  }

  @Override
  protected int doubt(int number) {
    int[] members = place(number).members;
    for (int i = 0; i < members.length; i += 2) {
      if (readers.get(members[i]).isRough(members[i + 1])) {
        return 1;
      }
    }
    return 0;
  }

  @Override
  public boolean mayEnd(int number) {
    return number == start();
  }
}
