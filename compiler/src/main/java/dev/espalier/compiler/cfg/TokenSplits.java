package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
  private static final int REMEMBERED = 20_000;

  private final Parser parser;
  private final LongestMatchLexer lexer;
  private final VocabularyIndex index;
  private final TokenTrie trie;
  private final TokenGroups groups;
  private final ConcurrentHashMap<Config, Split> splits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Begun, Part> parts = new ConcurrentHashMap<>();
  private final Recent<Seen, TokenMask> masks = new Recent<>(REMEMBERED);
  private final Recent<SeenAfter, Taken> seenAfter = new Recent<>(4 * REMEMBERED);

  TokenSplits(LongestMatchGrammar grammar, VocabularyIndex index) {
    this.parser = grammar.parser();
    this.lexer = grammar.lexer();
    this.index = index;
    this.trie = index.trie();
    this.groups = new TokenGroups(index);
  }

  /**
   * The tokens after some terminals: those that go no further, in groups by what is expected then;
   * and those that complete another terminal.
   *
   * @param expected of each group: one of these comes next
   * @param invisible after a lexeme that the parser does not see
   * @param depths how deep stacks were looked at, as bits: for the split, and behind each terminal;
   *     a hint for where to look first, so that threads may write over each other
   */
  private record Split(
      long[][] expected,
      int[] groups,
      int[] terminals,
      Split[] after,
      Split[] invisible,
      int[] depths) {}

  /** Tokens that begin with a byte, and where a lexer stands behind it. */
  private record Begun(int node, Config config) {}

  /** The tokens of a subtree, as they split; collected for the splits that they are part of. */
  private static final class Part {
    private final Map<Wanted, TokenGroups.Builder> groups = new LinkedHashMap<>();
    private final Map<Integer, Part> after = new TreeMap<>();

    private TokenGroups.Builder group(long[] expected) {
      return groups.computeIfAbsent(new Wanted(expected), key -> new TokenGroups.Builder());
    }

    private Part after(int terminal) {
      return after.computeIfAbsent(terminal, t -> new Part());
    }

    private void add(Part other) {
      other.groups.forEach((wanted, tokens) -> group(wanted.set).addAll(tokens));
      other.after.forEach((terminal, part) -> after(terminal).add(part));
    }
  }

  /** What is expected: equal sets are one object, see {@link LongestMatchLexer#expected}. */
  private record Wanted(long[] set) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Wanted w && w.set == set;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(set);
    }
  }

  private Split split(Config config) {
    Split known = splits.get(config);
    if (known != null) {
      return known;
    }
    // Behind the first byte most configurations have come to the same few places.
    Part all = new Part();
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      Config begun = lexer.stay(config, trie.byteAt(node));
      if (begun != null) {
        int first = node;
        all.add(
            parts.computeIfAbsent(new Begun(first, begun), key -> new Walk(first, begun).run()));
      }
    }
    Split made = finish(all, lexer.end(config));
    Split before = splits.putIfAbsent(config, made);
    return before != null ? before : made;
  }

  private Split finish(Part part, Config.@Nullable End end) {
    int[] terminals = part.after.keySet().stream().mapToInt(Integer::intValue).toArray();
    Split[] after = part.after.values().stream().map(p -> finish(p, null)).toArray(Split[]::new);
    Split[] invisible = {};
    if (end != null) {
      // What begins right behind the lexeme is the same wherever such a lexeme ended.
      Split next = split(end.next());
      if (end.terminal() == LongestMatchLexer.INVISIBLE) {
        invisible = new Split[] {next};
      } else {
        int n = terminals.length;
        terminals = Arrays.copyOf(terminals, n + 1);
        after = Arrays.copyOf(after, n + 1);
        terminals[n] = end.terminal();
        after[n] = next;
      }
    }
    return new Split(
        part.groups.keySet().stream().map(Wanted::set).toArray(long[][]::new),
        part.groups.values().stream().mapToInt(groups::add).toArray(),
        terminals,
        after,
        invisible,
        new int[terminals.length + 1]);
  }

  /** One walk over the tokens that begin with a byte. */
  private final class Walk {
    private final int first;
    private final Part root = new Part();
    private Part[] partAt = new Part[64];
    private Config[] configAt = new Config[64];
    private final int[] firstAt; // of each depth, where its readings begin

    // The group that was added to last: neighbours in the trie often share it.
    private Part lastPart = root;
    private long[] lastExpected = {};
    private TokenGroups.Builder lastGroup = new TokenGroups.Builder();

    private Walk(int first, Config begun) {
      this.first = first;
      this.firstAt = new int[trie.maxDepth() + 3];
      partAt[0] = root;
      configAt[0] = begun;
      firstAt[1] = 0;
      firstAt[2] = 1;
    }

    private Part run() {
      addTokens(first, 0, 1);
      int end = trie.skip(first);
      int node = first + 1;
      while (node < end) {
        int depth = trie.depth(node);
        int to = step(depth, trie.byteAt(node));
        if (to == firstAt[depth]) {
          node = trie.skip(node);
        } else {
          addTokens(node, firstAt[depth], to);
          node++;
        }
      }
      return root;
    }

    private void addTokens(int node, int from, int to) {
      for (int token = trie.token(node); token >= 0; token = trie.nextSame(token)) {
        for (int i = from; i < to; i++) {
          long[] expected = lexer.expected(configAt[i]);
          if (expected != lastExpected || partAt[i] != lastPart) {
            lastPart = partAt[i];
            lastExpected = expected;
            lastGroup = lastPart.group(expected);
          }
          lastGroup.add(token);
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

  @Override
  public TokenMask mask(Readings readings) {
    boolean end = readings.accepting();
    TokenMask mask = mask(readings.config(0), readings.level(0), end);
    for (int i = 1; i < readings.count(); i++) {
      mask = index.shared(mask.or(mask(readings.config(i), readings.level(i), end)));
    }
    return mask;
  }

  /**
   * What is allowed at a configuration above stacks that look alike.
   *
   * @param top the number of the look, down to a depth
   */
  private record Seen(Config config, boolean end, int depth, int top) {}

  private TokenMask mask(Config config, Level level, boolean end) {
    Split split = split(config);
    for (int depths = split.depths[0]; depths != 0; depths &= depths - 1) {
      int depth = Integer.numberOfTrailingZeros(depths);
      TokenMask known = masks.get(new Seen(config, end, depth, parser.top(level, depth)));
      if (known != null) {
        return known;
      }
    }
    BitSet taken = new BitSet();
    int depth = take(split, level, taken);
    TokenMask mask = groups.mask(taken, end);
    if (depth <= Tops.DEPTH) {
      split.depths[0] |= 1 << depth;
      masks.put(new Seen(config, end, depth, parser.top(level, depth)), mask);
    }
    return mask;
  }

  /** Takes the groups that a level allows; answers how many layers of its stacks were looked at. */
  private int take(Split split, Level level, BitSet taken) {
    int deepest = 1;
    for (int i = 0; i < split.groups.length; i++) {
      if (level.allowsAny(split.expected[i])) {
        taken.set(split.groups[i]);
      }
    }
    for (int i = 0; i < split.terminals.length; i++) {
      if (level.allows(split.terminals[i])) {
        deepest = Math.max(deepest, takeAfter(split, i, level, taken));
      }
    }
    for (Split invisible : split.invisible) {
      deepest = Math.max(deepest, take(invisible, level, taken));
    }
    return deepest;
  }

  /** As {@link Seen}, behind one terminal of a split. */
  private record SeenAfter(Split split, int terminal, int depth, int top) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SeenAfter s
          && s.split == split
          && s.terminal == terminal
          && s.depth == depth
          && s.top == top;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * System.identityHashCode(split) + terminal) + depth) + top;
    }
  }

  private record Taken(int[] groups, int depth) {}

  private int takeAfter(Split split, int terminal, Level level, BitSet taken) {
    for (int depths = split.depths[terminal + 1]; depths != 0; depths &= depths - 1) {
      int depth = Integer.numberOfTrailingZeros(depths);
      Taken known = seenAfter.get(new SeenAfter(split, terminal, depth, parser.top(level, depth)));
      if (known != null) {
        for (int group : known.groups) {
          taken.set(group);
        }
        return known.depth;
      }
    }
    Parser.Shifted shifted = parser.shifted(level, split.terminals[terminal]);
    BitSet more = new BitSet();
    // The first layer of the level after it lies within what was looked at; what was seen below it
    // lies as much deeper.
    int depth = shifted.depth() + take(split.after[terminal], shifted.level(), more) - 1;
    taken.or(more);
    if (depth <= Tops.DEPTH) {
      split.depths[terminal + 1] |= 1 << depth;
      seenAfter.put(
          new SeenAfter(split, terminal, depth, parser.top(level, depth)),
          new Taken(more.stream().toArray(), depth));
    }
    return depth;
  }
}
