package dev.espalier.compiler.lexical;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.LengthSets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of strings of a set, told apart by the goals that they can still reach: of each
 * piece of the set and of the goals the state of its automaton, or that it is out of reach, and the
 * length so far as long as a bound depends on it.
 */
final class StringContents implements ContentAutomaton<StringContents.Content> {
  /** As a length: no bound depends on it any more. */
  private static final long SETTLED = Long.MAX_VALUE / 2;

  /**
   * What was read.
   *
   * <p>Canonical: a piece from whose state no word of a fitting length goes on is dead.
   */
  static final class Content {
    private final int[] states;
    private final long length;

    private Content(int[] states, long length) {
      this.states = states;
      this.length = length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Content content
          && length == content.length
          && Arrays.equals(states, content.states);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(states) * 31 + Long.hashCode(length);
    }

    @Override
    public String toString() {
      return Arrays.toString(states) + (length == SETTLED ? "" : " after " + length);
    }
  }

  private final StringSet.Piece[] pieces; // those of the viable set first
  private final int viable;
  private final int[][] goals; // of each, its pieces
  private final Content start;

  // The outcomes seen so far.
  private final Map<BitSet, Integer> labels = new HashMap<>();
  private final List<BitSet> outcomes = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if {@code set} is empty
   */
  StringContents(StringSet set, List<StringSet> goals) {
    List<StringSet.Piece> all = new ArrayList<>(set.pieces());
    this.viable = all.size();
    this.goals = new int[goals.size()][];
    for (int g = 0; g < this.goals.length; g++) {
      List<StringSet.Piece> own = goals.get(g).pieces();
      this.goals[g] = new int[own.size()];
      for (int i = 0; i < own.size(); i++) {
        int at = all.indexOf(own.get(i));
        if (at < 0) {
          at = all.size();
          all.add(own.get(i));
        }
        this.goals[g][i] = at;
      }
    }
    this.pieces = all.toArray(StringSet.Piece[]::new);
    Content first = normal(new int[pieces.length], 0);
    if (first == null) {
      throw new IllegalArgumentException("an automaton of no string");
    }
    this.start = first;
  }

  /** Whether a piece can still be fulfilled. Its state is alive, so without bounds it can. */
  private boolean reachable(int piece, int state, long length) {
    LengthSets lengths = pieces[piece].lengths();
    if (lengths == null) {
      return true;
    }
    long max = pieces[piece].maxLength();
    return lengths.anyLength(
        state,
        pieces[piece].minLength() - length,
        max == StringSet.UNBOUNDED ? StringSet.UNBOUNDED : max - length);
  }

  /** The content of these states, or null if it is dead. Takes the array over. */
  private @Nullable Content normal(int[] states, long length) {
    boolean alive = false;
    boolean settled = true;
    for (int i = 0; i < states.length; i++) {
      if (states[i] == CodePointDfa.DEAD) {
        continue;
      }
      if (reachable(i, states[i], length)) {
        alive |= i < viable;
        settled &= pieces[i].maxLength() == StringSet.UNBOUNDED && pieces[i].minLength() <= length;
      } else {
        states[i] = CodePointDfa.DEAD;
      }
    }
    return alive ? new Content(states, settled ? SETTLED : length) : null;
  }

  private static long longer(long length) {
    return length == SETTLED ? SETTLED : length + 1;
  }

  @Override
  public Content start() {
    return start;
  }

  @Override
  public @Nullable Content next(Content content, int codePoint) {
    int[] states = new int[pieces.length];
    for (int i = 0; i < states.length; i++) {
      int state = content.states[i];
      states[i] =
          state == CodePointDfa.DEAD ? CodePointDfa.DEAD : pieces[i].dfa().next(state, codePoint);
    }
    return normal(states, longer(content.length));
  }

  @Override
  public boolean anyNext(Content content, int lo, int hi) {
    long length = longer(content.length);
    for (int i = 0; i < viable; i++) {
      int state = content.states[i];
      if (state == CodePointDfa.DEAD) {
        continue;
      }
      CodePointDfa dfa = pieces[i].dfa();
      if (!pieces[i].isBounded()) {
        if (dfa.anyNext(state, lo, hi)) {
          return true;
        }
        continue;
      }
      int end = dfa.endTransition(state);
      for (int t = dfa.transitionFrom(state, lo); t < end && dfa.lo(t) <= hi; t++) {
        if (reachable(i, dfa.target(t), length)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public @Nullable Content onlyNext(Content content, int lo, int hi) {
    int[] states = new int[pieces.length];
    for (int i = 0; i < states.length; i++) {
      int state = content.states[i];
      states[i] = CodePointDfa.DEAD;
      if (state != CodePointDfa.DEAD) {
        states[i] = pieces[i].dfa().onlyNext(state, lo, hi);
        if (states[i] == CodePointDfa.DEAD && pieces[i].dfa().anyNext(state, lo, hi)) {
          return null;
        }
      }
    }
    return normal(states, longer(content.length));
  }

  @Override
  public ByteSet firstBytes(Content content) {
    StringBuilder first = new StringBuilder();
    for (int i = 0; i < viable; i++) {
      int state = content.states[i];
      if (state == CodePointDfa.DEAD) {
        continue;
      }
      CodePointDfa dfa = pieces[i].dfa();
      for (int t = dfa.firstTransition(state); t < dfa.endTransition(state); t++) {
        if (dfa.hi(t) >= 0x80) {
          return ByteSet.ALL;
        }
        for (int c = dfa.lo(t); c <= dfa.hi(t); c++) {
          first.append((char) c);
        }
      }
    }
    return ByteSet.of(first.toString());
  }

  @Override
  public long free(Content content) {
    long most = 0;
    long reach = 0;
    for (int i = 0; i < viable; i++) {
      int state = content.states[i];
      if (state != CodePointDfa.DEAD) {
        long max = pieces[i].maxLength();
        long left = max == StringSet.UNBOUNDED ? Long.MAX_VALUE : max - content.length;
        reach = Math.max(reach, left);
        // Without an end to the lengths it is enough that no character is ever dead.
        CodePointDfa dfa = pieces[i].dfa();
        if (max == StringSet.UNBOUNDED ? dfa.isOpen(state) : dfa.isUniversal(state)) {
          most = Math.max(most, left);
        }
      }
    }
    // Some longer strings may be in a piece that is not free.
    return most == reach ? most : 0;
  }

  @Override
  public int label(Content content) {
    if (!ends(content, 0, viable)) {
      return LexicalAutomaton.NO_LABEL;
    }
    if (goals.length == 0) {
      return 0;
    }
    BitSet outcome = new BitSet(goals.length);
    for (int g = 0; g < goals.length; g++) {
      for (int piece : goals[g]) {
        if (ends(content, piece, piece + 1)) {
          outcome.set(g);
        }
      }
    }
    synchronized (labels) {
      Integer label = labels.get(outcome);
      if (label == null) {
        label = outcomes.size();
        labels.put(outcome, label);
        outcomes.add(outcome);
      }
      return label;
    }
  }

  /** Whether a string that ends here is in one of some pieces. */
  private boolean ends(Content content, int from, int to) {
    for (int i = from; i < to; i++) {
      int state = content.states[i];
      // A piece that is alive has not passed its greatest length.
      if (state != CodePointDfa.DEAD
          && pieces[i].dfa().accepts(state)
          && pieces[i].minLength() <= content.length) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void labels(Content content, Endings endings, int[] labels) {
    Arrays.fill(labels, LexicalAutomaton.NO_LABEL);
    Content[] contents = new Content[endings.maxDepth() + 1];
    contents[0] = content;
    for (int node = 0; node < endings.nodes(); ) {
      int depth = endings.depth(node);
      Content at = depth == 0 ? content : next(contents[depth - 1], endings.character(node));
      if (at == null) {
        node = endings.skip(node);
        continue;
      }
      contents[depth] = at;
      boolean stays = staysAt(at);
      int end = stays ? endings.skip(node) : node + 1;
      int label = stays || endings.texts(node).length > 0 ? label(at) : LexicalAutomaton.NO_LABEL;
      for (; node < end; node++) {
        for (int text : endings.texts(node)) {
          labels[text] = label;
        }
      }
    }
  }

  /** Whether every character leads back to a content. */
  private boolean staysAt(Content content) {
    if (content.length != SETTLED) {
      return false;
    }
    for (int i = 0; i < pieces.length; i++) {
      int state = content.states[i];
      if (state != CodePointDfa.DEAD && !pieces[i].dfa().isUniversal(state)) {
        return false;
      }
    }
    return true;
  }

  BitSet outcome(int label) {
    if (goals.length == 0) {
      return new BitSet();
    }
    synchronized (labels) {
      return (BitSet) outcomes.get(label).clone();
    }
  }

  /**
   * The same states after another number of characters.
   *
   * <p>Let at most <i>b</i> more characters be read, and let a piece have the bounds <i>min</i> and
   * <i>max</i>. After <i>j</i> ≤ <i>b</i> of them, at the length <i>c</i> + <i>j</i>, the piece is
   * alive in a state if a word from there has a length from <i>min</i> - <i>c</i> - <i>j</i> to
   * <i>max</i> - <i>c</i> - <i>j</i>, and it ends if the state accepts and <i>min</i> ≤ <i>c</i> +
   * <i>j</i> ≤ <i>max</i>.
   *
   * <ul>
   *   <li>From <i>c</i> ≥ <i>min</i> on, with <i>c</i> + <i>b</i> + <i>f</i> ≤ <i>max</i> where no
   *       state is farther than <i>f</i> from a word's end, every state stays alive and every word
   *       may end: all such <i>c</i> are alike.
   *   <li>As long as <i>c</i> + <i>b</i> + <i>t</i> &lt; <i>min</i>, where all sets of lengths
   *       repeat with period <i>p</i> from <i>t</i> on, no word ends, and both bounds may be moved
   *       by multiples of <i>p</i>: all such <i>c</i> of one residue are alike.
   * </ul>
   *
   * <p>What holds for all bounded pieces that are alive decides; the least length that is alike for
   * all of them is taken.
   */
  @Override
  public Content representative(Content content, int longest) {
    long c = content.length;
    if (c == SETTLED) {
      return content;
    }
    long from = 0;
    long to = Long.MAX_VALUE;
    long period = 1;
    for (int i = 0; i < pieces.length; i++) {
      LengthSets lengths = pieces[i].lengths();
      if (content.states[i] == CodePointDfa.DEAD || lengths == null) {
        continue;
      }
      long min = pieces[i].minLength();
      long max = pieces[i].maxLength();
      if (c >= min) {
        from = Math.max(from, min);
        if (max != StringSet.UNBOUNDED) {
          to = Math.min(to, max - longest - lengths.farthestShortest());
        }
      } else {
        to = Math.min(to, min - longest - lengths.threshold() - 1);
        if (lengths.period() < 0 || lengths.period() > Integer.MAX_VALUE) {
          return content;
        }
        period = common(period, lengths.period());
      }
    }
    if (c > to || period > Integer.MAX_VALUE) {
      return content;
    }
    long like = from + (c - from) % period;
    return like == c ? content : new Content(content.states, like);
  }

  private static long common(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return a > Integer.MAX_VALUE ? a : a / x * b;
  }

  /** The shortest characters after which a string of the set may end; it is alive, so there are. */
  @Override
  public StringWord ending(Content content) {
    int best = -1;
    long shortest = 0;
    for (int i = 0; i < viable; i++) {
      int state = content.states[i];
      if (state != CodePointDfa.DEAD) {
        LengthSets lengths = pieces[i].lengths();
        long length =
            lengths == null
                ? pieces[i].dfa().shortestLength(state)
                : lengths.shortestAtLeast(state, pieces[i].minLength() - content.length);
        if (best < 0 || length < shortest) {
          best = i;
          shortest = length;
        }
      }
    }
    CodePointDfa dfa = pieces[best].dfa();
    LengthSets lengths = pieces[best].lengths();
    return lengths == null
        ? StringWord.of(dfa.shortest(content.states[best]))
        : StringWord.of(dfa, lengths, content.states[best], shortest);
  }
}
