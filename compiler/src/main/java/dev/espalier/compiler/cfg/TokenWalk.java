package dev.espalier.compiler.cfg;

import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a subtree of the tokens' trie, with every reading of their bytes.
 *
 * <p>Within an identifier, a string or a comment nearly every byte leads back to the same place.
 * There the walk looks only at the nodes whose byte does not; all tokens between two of them stay
 * in the lexeme.
 *
 * <p>Used once, by one thread.
 */
final class TokenWalk {
  // Smaller subtrees are walked sooner than the place is looked at.
  private static final int MIN_LOOP_NODES = 16;
  private static final int MIN_LOOP_BYTES = 8;
  private static final int MAX_NESTED = 32;

  private final LongestMatchLexer lexer;
  private final VocabularyIndex index;
  private final TokenTrie trie;
  private final Part root = new Part();
  private Part[] partAt = new Part[64];
  private Config[] configAt = new Config[64];
  private final int[] firstAt; // of each depth, where its readings begin
  private final Map<Config, BitSet> leaving = new IdentityHashMap<>();
  private int nested;

  // The group that was added to last: neighbours in the trie often share it.
  private Part lastPart = root;
  private long[] lastExpected = {};
  private TokenRanks.Builder lastGroup = new TokenRanks.Builder();

  private TokenWalk(LongestMatchLexer lexer, VocabularyIndex index) {
    this.lexer = lexer;
    this.index = index;
    this.trie = index.trie();
    this.firstAt = new int[trie.maxDepth() + 3];
  }

  /**
   * Tokens by the terminals that they complete, and by what is expected of the lexeme that they end
   * in. Not changed once it is made.
   */
  static final class Part {
    static final Part NONE = new Part();

    private final Map<long[], TokenRanks.Builder> groups = new IdentityHashMap<>();
    private final Map<Integer, Part> after = new TreeMap<>();

    /**
     * The tokens that end within a lexeme, by what is expected then: equal sets are one object, see
     * {@link LongestMatchLexer#expected}.
     */
    Map<long[], TokenRanks.Builder> groups() {
      return groups;
    }

    /** The tokens that complete a terminal, by the first one. */
    Map<Integer, Part> after() {
      return after;
    }

    private TokenRanks.Builder group(long[] expected) {
      return groups.computeIfAbsent(expected, key -> new TokenRanks.Builder());
    }

    private Part after(int terminal) {
      return after.computeIfAbsent(terminal, t -> new Part());
    }

    void addAll(Part other) {
      other.groups.forEach((expected, tokens) -> group(expected).addAll(tokens));
      other.after.forEach((terminal, part) -> after(terminal).addAll(part));
    }

    private void trim() {
      groups.values().forEach(TokenRanks.Builder::trim);
      after.values().forEach(Part::trim);
    }

    /** About how many bytes of memory it takes. */
    long memoryBytes() {
      long bytes = 128;
      for (TokenRanks.Builder tokens : groups.values()) {
        bytes += 64 + tokens.memoryBytes();
      }
      for (Part part : after.values()) {
        bytes += 64 + part.memoryBytes();
      }
      return bytes;
    }
  }

  /**
   * The tokens at and below a node.
   *
   * @param at where the lexer stands behind the node's byte
   */
  static Part of(LongestMatchLexer lexer, VocabularyIndex index, int node, Config at) {
    TokenWalk walk = new TokenWalk(lexer, index);
    int depth = walk.trie.depth(node);
    walk.only(depth, 0, walk.root, at);
    walk.addTokens(node, 0, 1);
    walk.below(node);
    walk.root.trim();
    return walk.root;
  }

  /** Makes one reading the only one at a depth. */
  private void only(int depth, int slot, Part part, Config config) {
    partAt[slot] = part;
    configAt[slot] = config;
    firstAt[depth] = slot;
    firstAt[depth + 1] = slot + 1;
  }

  /** The tokens below a node at which the readings are known. */
  private void below(int top) {
    int end = trie.skip(top);
    int node = top + 1;
    while (node < end) {
      int depth = trie.depth(node);
      int from = firstAt[depth - 1];
      int to = step(depth, trie.byteAt(node));
      if (to == firstAt[depth]) {
        node = trie.skip(node);
        continue;
      }
      addTokens(node, firstAt[depth], to);
      // Back where the only reading was: perhaps most bytes lead there.
      if (to == firstAt[depth] + 1
          && firstAt[depth] == from + 1
          && configAt[from] == configAt[from + 1]
          && trie.skip(node) - node > MIN_LOOP_NODES
          && loop(node, depth)) {
        node = trie.skip(node);
      } else {
        node++;
      }
    }
  }

  /** The tokens below a node with one reading, if that stays where it is with most bytes. */
  private boolean loop(int top, int depth) {
    int slot = firstAt[depth];
    Part part = partAt[slot];
    Config config = configAt[slot];
    BitSet leaves = leaving.computeIfAbsent(config, this::leaving);
    if (leaves.isEmpty() || nested == MAX_NESTED) {
      return false;
    }
    nested++;
    int end = trie.skip(top);
    int from = top + 1;
    while (from < end) {
      int next = leaves.nextSetBit(from);
      int to = next < 0 ? end : Math.min(next, end);
      group(part, lexer.expected(config)).add(trie.rank(from), trie.rank(to));
      if (to == end) {
        break;
      }
      int below = trie.depth(to);
      only(below - 1, slot, part, config);
      int last = step(below, trie.byteAt(to));
      if (last > firstAt[below]) {
        addTokens(to, firstAt[below], last);
        below(to);
      }
      from = trie.skip(to);
    }
    only(depth, slot, part, config);
    nested--;
    return true;
  }

  /** The nodes whose byte does not lead back to where it was read; empty where few bytes do. */
  private BitSet leaving(Config config) {
    BitSet leaving = new BitSet(256);
    Config.End end = lexer.end(config);
    for (int b = 0; b < 256; b++) {
      leaving.set(
          b, lexer.stay(config, b) != config || (end != null && lexer.stay(end.next(), b) != null));
    }
    return leaving.cardinality() > 256 - MIN_LOOP_BYTES ? new BitSet() : index.nodes(leaving);
  }

  private TokenRanks.Builder group(Part part, long[] expected) {
    if (expected != lastExpected || part != lastPart) {
      lastPart = part;
      lastExpected = expected;
      lastGroup = part.group(expected);
    }
    return lastGroup;
  }

  private void addTokens(int node, int from, int to) {
    int first = trie.rank(node);
    int last = trie.rank(node + 1);
    if (first < last) {
      for (int i = from; i < to; i++) {
        group(partAt[i], lexer.expected(configAt[i])).add(first, last);
      }
    }
  }

  /** The readings after a byte, of those one level up; answers where they end. */
  private int step(int depth, int b) {
    int to = firstAt[depth];
    for (int i = firstAt[depth - 1]; i < firstAt[depth]; i++) {
      Part part = partAt[i];
      Config at = configAt[i];
      to = add(to, depth, part, lexer.stay(at, b));
      Config.End end = lexer.end(at);
      if (end != null) {
        Config next = lexer.stay(end.next(), b);
        if (next != null) {
          Part after =
              end.terminal() == LongestMatchLexer.INVISIBLE ? part : part.after(end.terminal());
          to = add(to, depth, after, next);
        }
      }
    }
    firstAt[depth + 1] = to;
    return to;
  }

  private int add(int to, int depth, Part part, @Nullable Config at) {
    if (at == null) {
      return to;
    }
    for (int i = firstAt[depth]; i < to; i++) {
      if (partAt[i] == part && configAt[i] == at) {
        return to;
      }
    }
    if (to == partAt.length) {
      partAt = Arrays.copyOf(partAt, 2 * to);
      configAt = Arrays.copyOf(configAt, 2 * to);
    }
    partAt[to] = part;
    configAt[to] = at;
    return to + 1;
  }
}
