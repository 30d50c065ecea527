package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
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
  // Splits that others are made of.
  private static final int MAX_ROWS = 64;

  private final Parser parser;
  private final LongestMatchLexer lexer;
  private final VocabularyIndex index;
  private final TokenTrie trie;
  private final int[] beginning = new int[256]; // how many tokens begin with each byte
  private final TokenGroups groups;
  private final ConcurrentHashMap<Config, Split> splits = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Row> rows = new CopyOnWriteArrayList<>();
  private final ConcurrentHashMap<Begun, TokenWalk.Part> parts = new ConcurrentHashMap<>();
  private final LongAdder memoryBytes = new LongAdder(); // of splits and parts
  private final Recent<Seen, TokenMask> masks;
  private final Recent<SeenAfter, Taken> seenAfter;

  TokenSplits(LongestMatchGrammar grammar, VocabularyIndex index) {
    this.parser = grammar.parser();
    this.lexer = grammar.lexer();
    this.index = index;
    this.trie = index.trie();
    long bytes = grammar.limits().cachedMaskBytes();
    this.groups = new TokenGroups(index, bytes / 4);
    this.masks = new Recent<>(bytes / 8, mask -> 100 + mask.memoryBytes());
    this.seenAfter = new Recent<>(bytes / 8, taken -> 200 + taken.groups.size() / 8);
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      beginning[trie.byteAt(node)] = trie.rank(trie.skip(node)) - trie.rank(node);
    }
  }

  /**
   * The tokens after some terminals: those that go no further, in groups by what is expected then;
   * and those that complete another terminal. One object among equal ones, where that is cheap.
   */
  private static final class Split {
    private static final Split[] NONE = {};
    private static final Split NOTHING =
        new Split(new long[0][], new int[0], new int[0], NONE, NONE);

    private final long[][] expected; // of each group: one of these comes next
    private final int[] groups;
    private final int[] terminals;
    private final Split[] after;
    private final Split[] invisible; // after a lexeme that the parser does not see

    // How deep stacks were looked at, as bits, before the terminal in front of it and before it: a
    // hint for where to look first, so that threads may write over each other.
    private int depthsBefore;
    private int depths;

    private Split(
        long[][] expected, int[] groups, int[] terminals, Split[] after, Split[] invisible) {
      this.expected = expected;
      this.groups = groups;
      this.terminals = terminals;
      this.after = after;
      this.invisible = invisible;
    }

    private boolean isEmpty() {
      return groups.length == 0 && terminals.length == 0;
    }

    /** The same where the lexeme may end too. */
    private Split with(Config.End end, Split next) {
      if (end.terminal() == LongestMatchLexer.INVISIBLE) {
        return new Split(expected, groups, terminals, after, new Split[] {next});
      }
      int n = terminals.length;
      int[] moreTerminals = Arrays.copyOf(terminals, n + 1);
      Split[] moreAfter = Arrays.copyOf(after, n + 1);
      moreTerminals[n] = end.terminal();
      moreAfter[n] = next;
      return new Split(expected, groups, moreTerminals, moreAfter, NONE);
    }
  }

  /** Tokens that begin with a byte, and where a lexer stands behind it. */
  private record Begun(int node, Config config) {}

  /** Where a lexer stands behind each byte that tokens begin with, and the split there. */
  private final class Row {
    private final @Nullable Config[] begun;
    private final Split split;

    private Row(@Nullable Config[] begun, Split split) {
      this.begun = begun;
      this.split = split;
    }

    /** How many tokens begin with bytes behind which a lexer stands elsewhere; or too many. */
    private int difference(@Nullable Config[] other, int most) {
      int tokens = 0;
      for (int b = 0; b < 256 && tokens < most; b++) {
        if (begun[b] != other[b]) {
          tokens += beginning[b];
        }
      }
      return tokens;
    }
  }

  private Split split(Config config) {
    Split known = splits.get(config);
    if (known != null) {
      return known;
    }
    // Behind the first byte most configurations have come to the same few places.
    @Nullable Config[] begun = new Config[256];
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      begun[trie.byteAt(node)] = lexer.stay(config, trie.byteAt(node));
    }
    Split made = splitOf(begun);
    Config.End end = lexer.end(config);
    if (end != null) {
      // What begins right behind the lexeme is the same wherever such a lexeme ended.
      made = made(made.with(end, split(end.next())));
    }
    Split before = splits.putIfAbsent(config, made);
    return before != null ? before : made;
  }

  /** The split where a lexer stands in some places behind each first byte. */
  private Split splitOf(@Nullable Config[] begun) {
    Row nearest = null;
    int least = trie.tokens() / 4; // what differs more is made anew
    for (Row row : rows) {
      int difference = row.difference(begun, least);
      if (difference < least) {
        nearest = row;
        least = difference;
      }
    }
    if (nearest != null && least == 0) {
      return nearest.split;
    }
    Split made = nearest == null ? split(all(begun)) : like(nearest, begun);
    rows.add(new Row(begun, made));
    if (rows.size() > MAX_ROWS) {
      rows.remove(0);
    }
    return made;
  }

  private TokenWalk.Part all(@Nullable Config[] begun) {
    TokenWalk.Part all = new TokenWalk.Part();
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      all.addAll(part(node, begun[trie.byteAt(node)]));
    }
    return all;
  }

  /** The tokens that begin with a byte. */
  private TokenWalk.Part part(int node, @Nullable Config begun) {
    return begun == null
        ? TokenWalk.Part.NONE
        : parts.computeIfAbsent(
            new Begun(node, begun),
            key -> {
              TokenWalk.Part part = TokenWalk.of(lexer, index, node, begun);
              memoryBytes.add(part.memoryBytes());
              return part;
            });
  }

  /** Changes a split where the lexer stands somewhere else behind a first byte. */
  private Split like(Row row, @Nullable Config[] begun) {
    Split split = row.split;
    for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
      Config before = row.begun[trie.byteAt(node)];
      Config after = begun[trie.byteAt(node)];
      if (before != after) {
        split = replace(split, node, part(node, before), part(node, after));
      }
    }
    return split;
  }

  private Split replace(Split split, int node, TokenWalk.Part old, TokenWalk.Part part) {
    int from = trie.rank(node);
    int to = trie.rank(trie.skip(node));
    int n = split.groups.length;
    long[][] expected = Arrays.copyOf(split.expected, n + part.groups().size());
    int[] numbers = Arrays.copyOf(split.groups, expected.length);
    for (long[] set : union(old.groups(), part.groups())) {
      int at = 0;
      while (at < n && expected[at] != set) {
        at++;
      }
      TokenRanks before = at < n ? groups.group(numbers[at]) : TokenRanks.NONE;
      TokenRanks after =
          before.replace(from, to, part.groups().getOrDefault(set, new TokenRanks.Builder()));
      if (after.count() > 0) {
        n = Math.max(n, at + 1);
        expected[at] = set;
        numbers[at] = groups.add(after);
      } else if (at < n) {
        n--;
        expected[at] = expected[n];
        numbers[at] = numbers[n];
      }
    }
    int m = split.terminals.length;
    int[] terminals = Arrays.copyOf(split.terminals, m + part.after().size());
    Split[] behind = Arrays.copyOf(split.after, terminals.length);
    for (int terminal : union(old.after(), part.after())) {
      int at = 0;
      while (at < m && terminals[at] != terminal) {
        at++;
      }
      Split before = at < m ? behind[at] : Split.NOTHING;
      Split after =
          replace(
              before,
              node,
              old.after().getOrDefault(terminal, TokenWalk.Part.NONE),
              part.after().getOrDefault(terminal, TokenWalk.Part.NONE));
      if (!after.isEmpty()) {
        m = Math.max(m, at + 1);
        terminals[at] = terminal;
        behind[at] = after;
      } else if (at < m) {
        m--;
        terminals[at] = terminals[m];
        behind[at] = behind[m];
      }
    }
    return made(
        new Split(
            Arrays.copyOf(expected, n),
            Arrays.copyOf(numbers, n),
            Arrays.copyOf(terminals, m),
            Arrays.copyOf(behind, m),
            Split.NONE));
  }

  /** Counts the memory that a split takes by itself. */
  private Split made(Split split) {
    memoryBytes.add(120 + 12 * split.groups.length + 8 * split.terminals.length);
    return split;
  }

  private static <K> Collection<K> union(Map<K, ?> one, Map<K, ?> other) {
    List<K> all = new ArrayList<>(one.keySet());
    for (K key : other.keySet()) {
      if (!one.containsKey(key)) {
        all.add(key);
      }
    }
    return all;
  }

  private Split split(TokenWalk.Part part) {
    int n = part.groups().size();
    long[][] expected = new long[n][];
    int[] numbers = new int[n];
    int i = 0;
    for (var group : part.groups().entrySet()) {
      expected[i] = group.getKey();
      numbers[i++] = groups.add(group.getValue().build());
    }
    return made(
        new Split(
            expected,
            numbers,
            part.after().keySet().stream().mapToInt(Integer::intValue).toArray(),
            part.after().values().stream().map(this::split).toArray(Split[]::new),
            Split.NONE));
  }

  @Override
  public long memoryBytes() {
    return memoryBytes.sum() + groups.memoryBytes();
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
    for (int depths = split.depths; depths != 0; depths &= depths - 1) {
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
      split.depths |= 1 << depth;
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
        deepest = Math.max(deepest, takeAfter(split.terminals[i], split.after[i], level, taken));
      }
    }
    for (Split invisible : split.invisible) {
      deepest = Math.max(deepest, take(invisible, level, taken));
    }
    return deepest;
  }

  /** As {@link Seen}, behind a terminal. */
  private record SeenAfter(int terminal, Split after, int depth, int top) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SeenAfter s
          && s.after == after
          && s.terminal == terminal
          && s.depth == depth
          && s.top == top;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * System.identityHashCode(after) + terminal) + depth) + top;
    }
  }

  private record Taken(BitSet groups, int depth) {}

  private int takeAfter(int terminal, Split after, Level level, BitSet taken) {
    for (int depths = after.depthsBefore; depths != 0; depths &= depths - 1) {
      int depth = Integer.numberOfTrailingZeros(depths);
      Taken known =
          seenAfter.get(new SeenAfter(terminal, after, depth, parser.top(level, depth, terminal)));
      if (known != null) {
        taken.or(known.groups);
        return known.depth;
      }
    }
    Parser.Shifted shifted = parser.shifted(level, terminal);
    BitSet more = new BitSet();
    // The first layer of the level after it lies within what was looked at; what was seen below it
    // lies as much deeper.
    int depth = shifted.depth() + take(after, shifted.level(), more) - 1;
    taken.or(more);
    if (depth <= Tops.DEPTH) {
      after.depthsBefore |= 1 << depth;
      seenAfter.put(
          new SeenAfter(terminal, after, depth, parser.top(level, depth, terminal)),
          new Taken(more, depth));
    }
    return depth;
  }
}
