package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Remainders.Remainder;
import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a vocabulary at a state of a lexical automaton: one walk over the trie of its tokens, cut
 * wherever the automaton dies (the walk that llguidance's toktrie made known), with the tokens that
 * leave the lexeme grouped by what remains of them.
 *
 * <p>Complexity: linear in the trie nodes that the automaton can enter or leave at.
 */
final class Splitter {
  // Fewer nodes are walked faster than it is found out which characters may come.
  private static final int MANY = 24;

  // With fewer classes hardly any more tokens are taken as a whole.
  private static final int MANY_CLASSES = 10;

  // So many are read one by one.
  private static final int FEW_LONGER = 1024;

  private final Lexer.Follow follow;
  private final VocabularyIndex index;
  private final TokenTrie trie;
  private final int[] follows;
  private final TokenMask.Builder interior;
  // label → remainder → group
  private final Map<Integer, TreeMap<Remainder, List<Integer>>> exits = new TreeMap<>();

  Splitter(Lexer.Follow follow, VocabularyIndex index) {
    this.follow = follow;
    this.index = index;
    this.trie = index.trie();
    this.follows = new int[index.vocabulary().longestToken() + 1];
    this.interior = new TokenMask.Builder(index.vocabulary().size());
  }

  /**
   * @param known the splits at other states of the automaton, made now if they are not there
   */
  static Split split(
      LexicalAutomaton automaton,
      int state,
      Lexer.Follow follow,
      VocabularyIndex index,
      IntFunction<Split> known) {
    if (automaton instanceof SpelledString<?> string && string.betweenCharacters(state)) {
      return index.strings(string.spelling()).split(string, state, follow, known);
    }
    if (automaton instanceof Framed framed && framed.isBefore(state) && !framed.parts().isEmpty()) {
      return JoinedSplit.of(framed, state, index);
    }
    Splitter splitter = new Splitter(follow, index);
    int label = automaton.label(state);
    ByteSet first = label == LexicalAutomaton.NO_LABEL ? ByteSet.ALL : automaton.mayCome(state);
    splitter.walk(automaton, state, first);
    WalkedSplit own = splitter.finish(splitter.interior.build());
    if (first == ByteSet.ALL) {
      return own;
    }
    JoinedSplit.Part leaving =
        new JoinedSplit.Part(
            index.leaving(new Leaving(follow, follow.after(label), first)), l -> label);
    return new JoinedSplit(own, false, List.of(leaving), index);
  }

  /**
   * Tokens that leave a lexeme at their first byte.
   *
   * @param after the state of {@code follow} behind the lexeme
   * @param inside the bytes that they do not begin with
   */
  record Leaving(Lexer.Follow follow, int after, ByteSet inside) {}

  /** Splits such tokens; the label of their exits is 0. */
  static WalkedSplit split(Leaving leaving, VocabularyIndex index) {
    Splitter splitter = new Splitter(leaving.follow, index);
    byte[] path = new byte[index.vocabulary().longestToken() + 1];
    TokenTrie trie = index.trie();
    splitter.follows[0] = leaving.after;
    for (int b = 0; b < 256; b++) {
      if (!leaving.inside.contains(b) && trie.first(b) > 0) {
        splitter.exitFrom(0, trie.first(b), trie.skip(trie.first(b)), 0, path);
      }
    }
    return splitter.finish(splitter.interior.build());
  }

  /** Splits the tokens in which a lexeme begins at some nodes of the trie. */
  static WalkedSplit begun(
      LexicalAutomaton automaton, Openings at, Lexer.Follow follow, VocabularyIndex index) {
    Splitter splitter = new Splitter(follow, index);
    byte[] path = new byte[index.vocabulary().longestToken() + 1];
    splitter.new Walker(automaton, LexicalAutomaton.START, path, splitter.leaving(path))
        .walk(at.nodes());
    return splitter.finish(splitter.interior.build());
  }

  /**
   * A walk from between two characters of a string by itself.
   *
   * @param interior the tokens that stay inside
   * @param ended the nodes at which the string ends, ascending
   */
  record Walk(TokenMask interior, int[] ended) {}

  static Walk walk(SpelledString<?> string, int state, VocabularyIndex index) {
    IntStream.Builder ended = IntStream.builder();
    Splitter splitter = new Splitter(EVERYTHING, index);
    splitter.walk(
        string,
        state,
        new byte[index.vocabulary().longestToken() + 1],
        (label, node) -> ended.add(node),
        CharacterClasses.NONE);
    return new Walk(splitter.interior.build(), ended.build().toArray());
  }

  /** Of the tokens that stay inside a lexeme, one for each state that they lead to. */
  static int[] reach(LexicalAutomaton automaton, int start, VocabularyIndex index) {
    TokenTrie trie = index.trie();
    Map<Integer, Integer> tokens = new LinkedHashMap<>();
    int[] states = new int[index.vocabulary().longestToken() + 1];
    states[0] = start;
    int node = 1;
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      int state = automaton.step(states[depth - 1], trie.byteAt(node));
      if (state == LexicalAutomaton.DEAD || automaton.isFinal(state)) {
        node = trie.skip(node);
        continue;
      }
      states[depth] = state;
      if (trie.token(node) >= 0) {
        tokens.putIfAbsent(state, trie.token(node));
      }
      node++;
    }
    return tokens.values().stream().mapToInt(Integer::intValue).toArray();
  }

  private static final Lexer.Follow EVERYTHING =
      new Lexer.Follow() {
        @Override
        public int after(int label) {
          return 0;
        }

        @Override
        public int next(int state, int b) {
          return 0;
        }
      };

  /** Adds one token that leaves a lexeme after {@code length} bytes, if it could ever go on. */
  void leave(int label, int token, int length) {
    byte[] bytes = index.vocabulary().bytes(token);
    int after = follow.after(label);
    for (int i = length; i < bytes.length; i++) {
      after = follow.next(after, bytes[i] & 0xff);
      if (after == Lexer.Follow.DEAD) {
        return;
      }
    }
    group(label, Arrays.copyOfRange(bytes, length, bytes.length)).add(token);
  }

  /** Where a lexeme ends in a walk. */
  private interface End {
    /**
     * Takes a node at which a lexeme that nothing goes on from has ended.
     *
     * @param label its label
     */
    void at(int label, int node);
  }

  /** A walk over the trie. */
  private final class Walker {
    private final LexicalAutomaton automaton;
    private final End end;
    private final SubtreeClasses classes = index.classes();
    private final int[] states;
    private final byte[] path;
    // What may come in the states that were entered.
    private LexicalAutomaton.@Nullable Run[] runs = new LexicalAutomaton.Run[64];
    private ByteSet[] bytes = new ByteSet[64];

    Walker(LexicalAutomaton automaton, int start, byte[] path, End end) {
      this.automaton = automaton;
      this.path = path;
      this.end = end;
      this.states = new int[path.length];
      states[0] = start;
      enter(start);
    }

    private void enter(int state) {
      if (state >= runs.length) {
        int size = Math.max(state + 1, 2 * runs.length);
        runs = Arrays.copyOf(runs, size);
        bytes = Arrays.copyOf(bytes, size);
      }
      if (bytes[state] == null) {
        bytes[state] = automaton.mayCome(state);
      }
    }

    /** Whether all tokens below a node stay inside, as far as it is known or worth finding out. */
    private boolean takes(int state, int node) {
      LexicalAutomaton.Run run = runs[state];
      if (run == null) {
        if (trie.skip(node) - node < MANY) {
          return false;
        }
        run = automaton.run(state);
        runs[state] = run;
      }
      return classes.within(node, trie.byteAt(node), run);
    }

    /** Walks everything that begins with a byte outside some classes. */
    void walk(long besides) {
      boolean ends = automaton.label(states[0]) != LexicalAutomaton.NO_LABEL;
      walk(ends ? ByteSet.ALL : bytes[states[0]], besides);
    }

    /** Walks everything that begins with one of some bytes, which is outside some classes. */
    void walk(ByteSet first, long besides) {
      Utf8Classes utf8 = new Utf8Classes(1);
      for (int b = first.next(0); b < 256; b = first.next(b + 1)) {
        int node = trie.first(b);
        if (node > 0 && (utf8.read(1, b) & besides) == 0) {
          walk(node, trie.skip(node));
        }
      }
    }

    /** Walks everything below some nodes, each as if nothing had been read before it. */
    void walk(int[] below) {
      for (int node : below) {
        states[trie.depth(node) - 1] = states[0];
        walk(node, trie.skip(node));
      }
    }

    private void walk(int from, int to) {
      int node = from;
      while (node < to) {
        int depth = trie.depth(node);
        int b = trie.byteAt(node);
        path[depth - 1] = (byte) b;
        int before = states[depth - 1];
        if (takes(before, node)) {
          int next = trie.skip(node);
          interior.addAll(trie.byRank(), trie.rank(node), trie.rank(next));
          node = next;
          continue;
        }
        int state = bytes[before].contains(b) ? automaton.step(before, b) : LexicalAutomaton.DEAD;
        if (state == LexicalAutomaton.DEAD) {
          int label = automaton.label(before);
          int next = trie.skip(node);
          if (label != LexicalAutomaton.NO_LABEL) {
            exit(label, node, next, depth - 1, path);
          }
          node = next;
        } else if (automaton.isFinal(state)) {
          end.at(automaton.label(state), node);
          node = trie.skip(node);
        } else {
          states[depth] = state;
          enter(state);
          if (trie.token(node) >= 0) {
            interior.addAll(trie.byRank(), trie.rank(node), trie.rank(node + 1));
          }
          node++;
        }
      }
    }
  }

  /** Walks everything that begins with one of some bytes and that is alive or leaves the lexeme. */
  private void walk(LexicalAutomaton automaton, int start, ByteSet first) {
    byte[] path = new byte[index.vocabulary().longestToken() + 1];
    Walker walker = new Walker(automaton, start, path, leaving(path));
    if (first == ByteSet.ALL) {
      walker.walk(CharacterClasses.NONE);
    } else {
      walker.walk(first, CharacterClasses.NONE);
    }
  }

  /** At the end of a lexeme: its tokens leave it there and below. */
  private End leaving(byte[] path) {
    return (label, node) -> {
      int depth = trie.depth(node);
      exitHere(label, node, depth, depth, path);
      exit(label, node + 1, trie.skip(node), depth, path);
    };
  }

  private void walk(LexicalAutomaton automaton, int start, byte[] path, End end, long besides) {
    new Walker(automaton, start, path, end).walk(besides);
  }

  /**
   * Walks from between two characters of a string.
   *
   * @param ended the nodes at which strings end, ascending
   * @param labels receives the labels with which they end there
   * @return the tokens that stay inside
   */
  TokenMask walk(SpelledString<?> string, int state, int[] ended, int[] labels) {
    byte[] path = new byte[index.vocabulary().longestToken() + 1];
    End end = (label, node) -> labels[Arrays.binarySearch(ended, node)] = label;
    LexicalAutomaton.Run run = string.run(state);
    RunTokens tokens =
        Long.bitCount(run.classes()) < MANY_CLASSES ? null : index.runs(run.classes()).orElse(null);
    if (tokens == null || !run(string, state, run, tokens)) {
      walk(string, state, path, end, CharacterClasses.NONE);
      return interior.build();
    }
    walk(string, state, path, end, run.classes());
    // Those that begin with the run were not seen.
    for (int e = 0; e < ended.length; e++) {
      if (labels[e] == LexicalAutomaton.NO_LABEL) {
        labels[e] = labelAt(string, state, ended[e]);
      }
    }
    return interior.build();
  }

  /**
   * Finds what stays inside of the tokens that begin with the characters that may come whatever
   * they are: those of nothing else do as long as they have no more of them than may come; of the
   * others few do.
   *
   * @return whether that was done; not where many tokens have more of them than may come
   */
  private boolean run(
      SpelledString<?> string, int state, LexicalAutomaton.Run run, RunTokens tokens) {
    if (run.length() < trie.maxDepth()) {
      TokenMask longer = tokens.pure().and(index.tokenClasses().longer(run.length()));
      boolean mayGoOn = string.mayCome(string.afterRun(state), run.classes());
      if (mayGoOn && longer.count() > FEW_LONGER) {
        return false;
      }
      interior.addAll(tokens.pure()).removeAll(longer);
      if (mayGoOn) {
        addInside(string, state, longer.ids());
      }
    } else {
      interior.addAll(tokens.pure());
    }
    addInside(string, state, tokens.others());
    return true;
  }

  private void addInside(LexicalAutomaton automaton, int start, int[] tokens) {
    for (int token : tokens) {
      if (staysInside(automaton, start, token)) {
        interior.add(token);
      }
    }
  }

  private boolean staysInside(LexicalAutomaton automaton, int start, int token) {
    int state = start;
    for (int i = 0; i < index.vocabulary().byteLength(token); i++) {
      state = automaton.step(state, index.vocabulary().byteAt(token, i));
      if (state == LexicalAutomaton.DEAD || automaton.isFinal(state)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Walks from between two characters of a string whatever does not begin with some bytes, with
   * which the string goes on as it does from another state.
   *
   * @param near what stays inside from there
   * @param ended as for {@link #walk(SpelledString, int, int[], int[])}
   * @param labels has those of that state where endings begin with these bytes
   */
  TokenMask walk(
      SpelledString<?> string,
      int state,
      ByteSet likewise,
      TokenMask near,
      int[] ended,
      int[] labels) {
    interior.addAll(near);
    for (int b = 0; b < 256; b++) {
      if (!likewise.contains(b) && trie.first(b) > 0) {
        interior.removeAll(index.beginning(b));
      }
    }
    byte[] path = new byte[index.vocabulary().longestToken() + 1];
    End end = (label, node) -> labels[Arrays.binarySearch(ended, node)] = label;
    new Walker(string, state, path, end)
        .walk(string.mayCome(state).without(likewise), CharacterClasses.NONE);
    return interior.build();
  }

  /** The label of a string that ends at a node of the trie, if it does. */
  private int labelAt(LexicalAutomaton string, int start, int node) {
    int token = trie.ranked(trie.rank(node));
    int state = start;
    for (int i = 0; i < trie.depth(node); i++) {
      state = string.step(state, index.vocabulary().byteAt(token, i));
      if (state == LexicalAutomaton.DEAD) {
        return LexicalAutomaton.NO_LABEL;
      }
    }
    return string.label(state);
  }

  /** The tokens of some subtrees leave the lexeme after {@code length} bytes. */
  private void exit(int label, int from, int to, int length, byte[] path) {
    follows[length] = follow.after(label);
    exitFrom(label, from, to, length, path);
  }

  private void exitFrom(int label, int from, int to, int length, byte[] path) {
    int node = from;
    while (node < to) {
      int depth = trie.depth(node);
      int b = trie.byteAt(node);
      int state = follow.next(follows[depth - 1], b);
      if (state == Lexer.Follow.DEAD) {
        node = trie.skip(node);
      } else {
        follows[depth] = state;
        path[depth - 1] = (byte) b;
        exitHere(label, node, depth, length, path);
        node++;
      }
    }
  }

  private void exitHere(int label, int node, int depth, int length, byte[] path) {
    int token = trie.token(node);
    if (token < 0) {
      return;
    }
    List<Integer> group = group(label, Arrays.copyOfRange(path, length, depth));
    for (int t = token; t >= 0; t = trie.nextSame(t)) {
      group.add(t);
    }
  }

  private List<Integer> group(int label, byte[] remainder) {
    return exits
        .computeIfAbsent(label, l -> new TreeMap<>())
        .computeIfAbsent(new Remainder(remainder), r -> new ArrayList<>());
  }

  /** The split of what was found. */
  WalkedSplit finish(TokenMask stay) {
    List<Split.Exits> all = new ArrayList<>();
    List<int[]> groups = new ArrayList<>();
    exits.forEach((label, remainders) -> all.add(exits(label, remainders, groups)));
    return new WalkedSplit(
        stay, all.toArray(Split.Exits[]::new), groups.toArray(int[][]::new), index);
  }

  /** The remainders of one label. */
  private static Split.Exits exits(
      int label, TreeMap<Remainder, List<Integer>> remainders, List<int[]> groups) {
    Remainders<List<Integer>> trie = Remainders.of(remainders);
    int first = groups.size();
    trie.values()
        .forEach(tokens -> groups.add(tokens.stream().mapToInt(Integer::intValue).toArray()));
    int[] group = Arrays.stream(trie.entries()).map(e -> e < 0 ? -1 : first + e).toArray();
    return new Split.Exits(label, trie.bytes(), trie.depths(), trie.skips(), group);
  }
}
