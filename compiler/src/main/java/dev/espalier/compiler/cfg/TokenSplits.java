package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a vocabulary splits at a lexer's configurations: by the terminals that a token completes, and
 * by what may come of the lexeme that it ends in.
 *
 * <p>A split is made once, in one walk over the trie of the tokens, and knows nothing of the
 * parser; a mask then only asks the parser about sequences of terminals, of which there are few
 * (the idea of Park, Zhou, D'Antoni: "Flexible and Efficient Grammar-Constrained Decoding", ICML
 * 2025; here with every reading of a token, and with what must not happen after it).
 *
 * <p>Safe for use by many threads.
 */
final class TokenSplits implements CfgGrammar.Masks<Readings> {
  private final Parser parser;
  private final LongestMatchLexer lexer;
  private final VocabularyIndex index;
  private final TokenTrie trie;
  private final ConcurrentHashMap<Config, Split> splits = new ConcurrentHashMap<>();
  private final TokenGroups groups;

  TokenSplits(LongestMatchGrammar grammar, VocabularyIndex index) {
    this.parser = grammar.parser();
    this.lexer = grammar.lexer();
    this.index = index;
    this.trie = index.trie();
    this.groups = new TokenGroups(index);
  }

  /** The tokens after some terminals: those that go no further, and those that complete another. */
  private static final class Split {
    private long[][] expected = {}; // of each group: one of these comes next
    private int[] groups = {};
    private int[] terminals = {};
    private Split[] after = {};
    private Split[] invisible = {}; // after a lexeme that the parser does not see

    // While it is made.
    private final Map<Set64, TokenGroups.Builder> groupOf = new HashMap<>();
    private final Map<Integer, Split> splitOf = new HashMap<>();

    private void finish(TokenGroups all) {
      expected = groupOf.keySet().stream().map(Set64::words).toArray(long[][]::new);
      groups = groupOf.values().stream().mapToInt(all::add).toArray();
      terminals = splitOf.keySet().stream().mapToInt(Integer::intValue).toArray();
      after = splitOf.values().toArray(Split[]::new);
      for (Split split : after) {
        split.finish(all);
      }
      groupOf.clear();
      splitOf.clear();
    }
  }

  private record Set64(long[] words) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Set64 s && Arrays.equals(s.words, words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  private Split split(Config config) {
    Split known = splits.get(config);
    if (known != null) {
      return known;
    }
    Split made = new Split();
    new Walk(made, config).run();
    made.finish(groups);
    Config.End end = lexer.end(config);
    if (end != null) {
      // What begins right behind the lexeme is the same wherever such a lexeme ended.
      Split next = split(end.next());
      if (end.terminal() == LongestMatchLexer.INVISIBLE) {
        made.invisible = new Split[] {next};
      } else {
        int n = made.terminals.length;
        made.terminals = Arrays.copyOf(made.terminals, n + 1);
        made.after = Arrays.copyOf(made.after, n + 1);
        made.terminals[n] = end.terminal();
        made.after[n] = next;
      }
    }
    Split before = splits.putIfAbsent(config, made);
    return before != null ? before : made;
  }

  /** One walk over the tokens from a configuration. */
  private final class Walk {
    private final Split root;
    private final Config config;
    private Split[] splitAt = new Split[64];
    private Config[] configAt = new Config[64];
    private final int[] firstAt; // of each depth, where its readings begin

    private Walk(Split root, Config config) {
      this.root = root;
      this.config = config;
      this.firstAt = new int[trie.maxDepth() + 3];
    }

    private void run() {
      splitAt[0] = root;
      configAt[0] = config;
      firstAt[1] = 1;
      int nodes = trie.nodes();
      int node = 1;
      while (node < nodes) {
        int depth = trie.depth(node);
        int end = step(depth, trie.byteAt(node));
        if (end == firstAt[depth]) {
          node = trie.skip(node);
          continue;
        }
        for (int token = trie.token(node); token >= 0; token = trie.nextSame(token)) {
          for (int i = firstAt[depth]; i < end; i++) {
            long[] expected = lexer.expected(configAt[i]);
            splitAt[i]
                .groupOf
                .computeIfAbsent(new Set64(expected), key -> new TokenGroups.Builder())
                .add(token);
          }
        }
        node++;
      }
    }

    /** The readings after a byte, of those one level up; answers where they end. */
    private int step(int depth, int b) {
      int to = firstAt[depth];
      for (int i = firstAt[depth - 1]; i < firstAt[depth]; i++) {
        Split split = splitAt[i];
        Config at = configAt[i];
        to = add(to, depth, split, lexer.stay(at, b));
        if (depth == 1) {
          continue; // what begins right here has a split of its own
        }
        Config.End end = lexer.end(at);
        if (end != null) {
          Config next = lexer.stay(end.next(), b);
          if (next != null) {
            Split after =
                end.terminal() == LongestMatchLexer.INVISIBLE
                    ? split
                    : split.splitOf.computeIfAbsent(end.terminal(), t -> new Split());
            to = add(to, depth, after, next);
          }
        }
      }
      firstAt[depth + 1] = to;
      return to;
    }

    private int add(int to, int depth, Split split, @Nullable Config at) {
      if (at == null) {
        return to;
      }
      for (int i = firstAt[depth]; i < to; i++) {
        if (splitAt[i] == split && configAt[i] == at) {
          return to;
        }
      }
      if (to == splitAt.length) {
        splitAt = Arrays.copyOf(splitAt, 2 * to);
        configAt = Arrays.copyOf(configAt, 2 * to);
      }
      splitAt[to] = split;
      configAt[to] = at;
      return to + 1;
    }
  }

  @Override
  public TokenMask mask(Readings readings) {
    BitSet taken = new BitSet();
    for (int i = 0; i < readings.count(); i++) {
      take(split(readings.config(i)), readings.level(i), taken);
    }
    return groups.mask(taken, readings.accepting());
  }

  private void take(Split split, Level level, BitSet taken) {
    for (int i = 0; i < split.groups.length; i++) {
      if (level.allowsAny(split.expected[i])) {
        taken.set(split.groups[i]);
      }
    }
    for (int i = 0; i < split.terminals.length; i++) {
      if (level.allows(split.terminals[i])) {
        take(split.after[i], parser.shift(level, split.terminals[i]), taken);
      }
    }
    for (Split invisible : split.invisible) {
      take(invisible, level, taken);
    }
  }
}
