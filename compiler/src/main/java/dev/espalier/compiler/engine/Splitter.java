package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Remainders.Remainder;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits a vocabulary at a state of a lexical automaton: one walk over the trie of its tokens, cut
 * wherever the automaton dies (the walk that llguidance's toktrie made known), with the tokens that
 * leave the lexeme grouped by what remains of them.
 *
 * <p>Complexity: linear in the trie nodes that the automaton can enter or leave at.
 */
final class Splitter {
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

  static Split split(
      LexicalAutomaton automaton, int state, Lexer.Follow follow, VocabularyIndex index) {
    if (automaton instanceof SpelledString<?> string && string.free(state) > 0) {
      return index.freeText(string.spelling()).split(string, state, follow, index);
    }
    Splitter splitter = new Splitter(follow, index);
    splitter.walk(automaton, state);
    return splitter.finish(splitter.interior.build());
  }

  /** A walk by itself: the tokens that stay inside a lexeme, and those that leave it. */
  record Walk(TokenMask interior, int[] leaving) {}

  static Walk walk(LexicalAutomaton automaton, int state, VocabularyIndex index) {
    Splitter splitter = new Splitter(EVERYTHING, index);
    splitter.walk(automaton, state);
    int[] leaving =
        splitter.exits.values().stream()
            .flatMap(remainders -> remainders.values().stream())
            .flatMap(List::stream)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return new Walk(splitter.interior.build(), leaving);
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

  private void walk(LexicalAutomaton automaton, int start) {
    int[] states = new int[index.vocabulary().longestToken() + 1];
    byte[] path = new byte[states.length];
    states[0] = start;
    int nodes = trie.nodes();
    int node = 1;
    while (node < nodes) {
      int depth = trie.depth(node);
      int b = trie.byteAt(node);
      path[depth - 1] = (byte) b;
      int before = states[depth - 1];
      int state = automaton.step(before, b);
      if (state == LexicalAutomaton.DEAD) {
        int label = automaton.label(before);
        int end = trie.skip(node);
        if (label != LexicalAutomaton.NO_LABEL) {
          exit(label, node, end, depth - 1, path);
        }
        node = end;
      } else if (automaton.isFinal(state)) {
        int label = automaton.label(state);
        int end = trie.skip(node);
        exitHere(label, node, depth, depth, path);
        exit(label, node + 1, end, depth, path);
        node = end;
      } else {
        states[depth] = state;
        for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) {
          interior.add(t);
        }
        node++;
      }
    }
  }

  /** The tokens of some subtrees leave the lexeme after {@code length} bytes. */
  private void exit(int label, int from, int to, int length, byte[] path) {
    follows[length] = follow.after(label);
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
  Split finish(TokenMask stay) {
    return finish(stay, new ArrayList<>(), new ArrayList<>());
  }

  /** The split of what was found and the exits of one more label, whose groups come first. */
  Split finish(TokenMask stay, Split.Exits more, int[][] moreGroups) {
    return finish(stay, new ArrayList<>(List.of(more)), new ArrayList<>(Arrays.asList(moreGroups)));
  }

  private Split finish(TokenMask stay, List<Split.Exits> all, List<int[]> groups) {
    exits.forEach((label, remainders) -> all.add(exits(label, remainders, groups)));
    return new Split(stay, all.toArray(Split.Exits[]::new), groups.toArray(int[][]::new), index);
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
