package dev.espalier.compiler.cfg;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.cfg.SharedWalks.Walked;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.Remainders;
import dev.espalier.compiler.engine.Remainders.Remainder;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.Scanner;
import dev.espalier.compiler.lexing.Scanner.Follow.Follower;
import dev.espalier.compiler.lexing.Scanner.Scan;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How tokens split where terminals are read without a lexer: those that stay within the terminals,
 * and those that leave them behind some, grouped by what remains of them; the remainders are split
 * in the same way where they go on.
 *
 * <p>Safe for use by many threads.
 */
final class ScanSplits implements CfgGrammar.Masks<Threads> {
  // Smaller subtrees are walked sooner than the place is looked at.
  private static final int MIN_LOOP_NODES = 16;
  private static final int MIN_LOOP_BYTES = 8;
  private static final int MAX_NESTED = 32;

  private final ScannerlessGrammar grammar;
  private final Scanner scanner;
  private final Scanner.Follow follow;
  private final VocabularyIndex index;
  private final SharedWalks shared;
  private final TokenGroups groups;
  private final Tokens all;
  private final LongAdder memoryBytes = new LongAdder(); // of splits and tries

  ScanSplits(ScannerlessGrammar grammar, VocabularyIndex index) {
    this.grammar = grammar;
    this.scanner = grammar.scanner();
    this.follow = scanner.new Follow(grammar.parser().follows(), grammar.embedded());
    this.index = index;
    this.shared = SharedWalks.of(index.vocabulary());
    this.groups = new TokenGroups(index, grammar.limits().cachedMaskBytes() / 2);
    this.all = new Tokens(new Vocabulary(index));
  }

  /** Tokens, or what remains of them, as a trie in depth-first order; node 0 is the root. */
  private interface Trie {
    int nodes();

    int depth(int node);

    int byteAt(int node);

    /** The node behind the subtree of a node. */
    int skip(int node);

    void addTokens(int node, TokenRanks.Builder group);

    boolean hasTokens(int node);

    /** The bytes on the way to a node, and perhaps more behind them. */
    byte[] path(int node);
  }

  private record Vocabulary(VocabularyIndex index, TokenTrie trie) implements Trie {
    private Vocabulary(VocabularyIndex index) {
      this(index, index.trie());
    }

    @Override
    public int nodes() {
      return trie.nodes();
    }

    @Override
    public int depth(int node) {
      return trie.depth(node);
    }

    @Override
    public int byteAt(int node) {
      return trie.byteAt(node);
    }

    @Override
    public int skip(int node) {
      return trie.skip(node);
    }

    @Override
    public void addTokens(int node, TokenRanks.Builder group) {
      group.add(trie.rank(node), trie.rank(node + 1));
    }

    @Override
    public boolean hasTokens(int node) {
      return trie.token(node) >= 0;
    }

    @Override
    public byte[] path(int node) {
      return index.vocabulary().bytes(trie.ranked(trie.rank(node)));
    }
  }

  /**
   * What remains of tokens; at each node the tokens whose remainder ends there.
   *
   * @param add adds the tokens of a remainder to a group
   */
  private record Rests<T>(Remainders<T> trie, BiConsumer<TokenRanks.Builder, T> add)
      implements Trie {
    private static Rests<TokenRanks.Builder> of(TreeMap<Remainder, TokenRanks.Builder> tokens) {
      return new Rests<>(Remainders.of(tokens), TokenRanks.Builder::addAll);
    }

    @Override
    public int nodes() {
      return trie.bytes().length;
    }

    @Override
    public int depth(int node) {
      return trie.depths()[node];
    }

    @Override
    public int byteAt(int node) {
      return trie.bytes()[node] & 0xff;
    }

    @Override
    public int skip(int node) {
      return trie.skips()[node];
    }

    @Override
    public void addTokens(int node, TokenRanks.Builder group) {
      if (hasTokens(node)) {
        add.accept(group, trie.values().get(trie.entries()[node]));
      }
    }

    @Override
    public boolean hasTokens(int node) {
      return trie.entries()[node] >= 0;
    }

    @Override
    public byte[] path(int node) {
      byte[] path = new byte[depth(node)];
      for (int at = 0; at < node; ) {
        at++;
        while (skip(at) <= node) {
          at = skip(at);
        }
        path[depth(at) - 1] = (byte) byteAt(at);
      }
      return path;
    }
  }

  /** A trie and its splits. */
  private final class Tokens {
    private final Trie trie;
    private final ConcurrentHashMap<Scan, Split> splits = new ConcurrentHashMap<>();

    // Behind the first byte many places have come to the same one.
    private final ConcurrentHashMap<Begun, Walked> walks = new ConcurrentHashMap<>(); // not shared
    private final ConcurrentHashMap<Begun, Remains> remains = new ConcurrentHashMap<>();

    private Tokens(Trie trie) {
      this.trie = trie;
    }

    private Split split(Scan scan) {
      Split known = splits.get(scan);
      if (known == null) {
        known = make(scan);
        Split before = splits.putIfAbsent(scan, known);
        if (before != null) {
          return before;
        }
      }
      return known;
    }

    private Split make(Scan scan) {
      Scanner.Place place = place(scan);
      Walked walked = place == null ? walk(scan) : shared.walked(0, place, () -> walk(scan));
      Remains all = new Remains();
      for (int node : walked.leaving()) {
        Scan begun = Objects.requireNonNull(scanner.step(scan, trie.byteAt(node)));
        all.addAll(remains.computeIfAbsent(new Begun(node, begun), this::remains));
      }
      int[] terminals = all.of.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
      List<Tokens> remainders = new ArrayList<>();
      long bytes = 150;
      for (int terminal : terminals) {
        Rests<TokenRanks.Builder> rests = Rests.of(all.of(terminal));
        remainders.add(new Tokens(rests));
        bytes += 150 + 11L * rests.nodes();
        for (TokenRanks.Builder tokens : rests.trie.values()) {
          bytes += tokens.memoryBytes();
        }
      }
      memoryBytes.add(bytes);
      return new Split(
          walked.stay().count() == 0 ? -1 : groups.add(walked.stay()),
          terminals,
          remainders.toArray(Tokens[]::new));
    }

    /** All tokens; those that leave the terminals by their first bytes. */
    private Walked walk(Scan scan) {
      TokenRanks.Builder stay = new TokenRanks.Builder();
      IntList leaving = new IntList();
      Walk walk = new Walk(trie);
      for (int node = 1; node < trie.nodes(); node = trie.skip(node)) {
        Scan begun = scanner.step(scan, trie.byteAt(node));
        if (begun != null) {
          Walked walked = walked(new Begun(node, begun), walk);
          stay.addAll(walked.stay());
          if (walked.leaving().length > 0) {
            leaving.add(node);
          }
        }
      }
      return new Walked(stay.build(), leaving.toArray());
    }

    private Walked walked(Begun begun, Walk walk) {
      Scanner.Place place = place(begun.scan);
      return place == null
          ? walks.computeIfAbsent(begun, b -> run(b, walk))
          : shared.walked(begun.node, place, () -> walk.run(begun.node, begun.scan));
    }

    private Walked run(Begun begun, Walk walk) {
      Walked walked = walk.run(begun.node, begun.scan);
      memoryBytes.add(walked.memoryBytes());
      return walked;
    }

    /** Where terminals stand, if that is shared with other grammars. */
    private Scanner.@Nullable Place place(Scan scan) {
      return trie instanceof Vocabulary ? scanner.place(scan) : null;
    }

    private Remains remains(Begun begun) {
      Remains remains = new Remains();
      new Exits(trie, remains).run(walked(begun, new Walk(trie)).leaving(), begun.scan);
      memoryBytes.add(remains.memoryBytes());
      return remains;
    }
  }

  /** Tokens that begin with the byte of a node, and where the terminals stand behind it. */
  private record Begun(int node, Scan scan) {}

  /** What remains of tokens, by what they leave behind, after one byte at least. */
  private static final class Remains {
    private final Map<Integer, TreeMap<Remainder, TokenRanks.Builder>> of = new HashMap<>();

    private TreeMap<Remainder, TokenRanks.Builder> of(int terminal) {
      return of.computeIfAbsent(terminal, t -> new TreeMap<>());
    }

    private TokenRanks.Builder of(int terminal, Remainder remainder) {
      return of(terminal).computeIfAbsent(remainder, r -> new TokenRanks.Builder());
    }

    private void addAll(Remains other) {
      other.of.forEach((terminal, remainders) ->
          remainders.forEach((remainder, tokens) -> of(terminal, remainder).addAll(tokens)));
    }

    private long memoryBytes() {
      long bytes = 100;
      for (TreeMap<Remainder, TokenRanks.Builder> remainders : of.values()) {
        bytes += 200L * remainders.size();
      }
      return bytes;
    }
  }

  /**
   * @param group the number of the group of tokens that stay, or -1 for none
   * @param terminals what the others leave behind, after one byte at least
   * @param remainders what remains of them
   */
  private record Split(int group, int[] terminals, Tokens[] remainders) {}

  /** Goes through tokens, as long as they stay within terminals. For one thread. */
  private final class Walk {
    private final Trie trie;
    private TokenRanks.Builder stay = new TokenRanks.Builder();
    private final IntList left = new IntList();
    private Scan[] scans = new Scan[64];
    private final Map<Scan, BitSet> leaving = new IdentityHashMap<>();
    private int nested;

    private Walk(Trie trie) {
      this.trie = trie;
    }

    /**
     * The tokens that begin with the byte of a node, behind which the terminals stand somewhere.
     */
    private Walked run(int node, Scan scan) {
      stay = new TokenRanks.Builder();
      left.clear();
      scans[1] = scan;
      trie.addTokens(node, stay);
      if (trie.skip(node) - node <= MIN_LOOP_NODES || !loop(node, 1, scan)) {
        walk(node + 1, trie.skip(node));
      }
      return new Walked(stay.build(), left.toArray());
    }

    /** The tokens from one node to another. */
    private void walk(int from, int to) {
      int node = from;
      while (node < to) {
        int depth = trie.depth(node);
        reserve(depth);
        Scan scan = scanner.step(scans[depth - 1], trie.byteAt(node));
        if (scan == null) {
          leave(node, depth);
          node = trie.skip(node);
          continue;
        }
        scans[depth] = scan;
        trie.addTokens(node, stay);
        if (scan == scans[depth - 1]
            && trie.skip(node) - node > MIN_LOOP_NODES
            && loop(node, depth, scan)) {
          node = trie.skip(node);
        } else {
          node++;
        }
      }
    }

    private void reserve(int depth) {
      if (depth + 1 >= scans.length) {
        scans = Arrays.copyOf(scans, 2 * depth + 2);
      }
    }

    // What stays within the terminals is allowed already; only the others have to leave them.
    private void leave(int node, int depth) {
      for (int length = 1; length < depth; length++) {
        if (scans[length].ends().length > 0) {
          left.add(node);
          return;
        }
      }
    }

    /** The tokens below a node, if most bytes lead back to where it is: as in a free text. */
    private boolean loop(int top, int depth, Scan scan) {
      if (!(trie instanceof Vocabulary vocabulary) || nested == MAX_NESTED) {
        return false;
      }
      BitSet leaves = leaving.computeIfAbsent(scan, this::leaving);
      if (leaves.isEmpty()) {
        return false;
      }
      nested++;
      TokenTrie tokens = vocabulary.trie;
      int end = tokens.skip(top);
      int from = top + 1;
      while (from < end) {
        int next = leaves.nextSetBit(from);
        int to = next < 0 ? end : Math.min(next, end);
        stay.add(tokens.rank(from), tokens.rank(to));
        if (to == end) {
          break;
        }
        int below = tokens.depth(to);
        reserve(below);
        Arrays.fill(scans, depth + 1, below, scan);
        from = tokens.skip(to);
        walk(to, from);
      }
      nested--;
      return true;
    }

    private BitSet leaving(Scan scan) {
      BitSet leaving = new BitSet(256);
      for (int b = 0; b < 256; b++) {
        leaving.set(b, scanner.step(scan, b) != scan);
      }
      return leaving.cardinality() > 256 - MIN_LOOP_BYTES ? new BitSet() : index.nodes(leaving);
    }
  }

  /** Finds what tokens leave behind, and what remains of them, as far as it may follow. */
  private final class Exits {
    private final Trie trie;
    private final Remains remains;
    private byte[] path = new byte[64];
    private Follower[] followers = new Follower[64];

    private Exits(Trie trie, Remains remains) {
      this.trie = trie;
      this.remains = remains;
    }

    /**
     * The tokens at and below some nodes, in the order of the trie.
     *
     * @param begun where the terminals stand after the first byte, which all have in common
     */
    private void run(int[] nodes, Scan begun) {
      Scan[] scans = new Scan[64];
      scans[1] = begun;
      byte[] before = {};
      for (int node : nodes) {
        byte[] bytes = trie.path(node);
        int depth = trie.depth(node);
        if (depth > scans.length) {
          scans = Arrays.copyOf(scans, 2 * depth);
        }
        int mismatch = Arrays.mismatch(before, bytes);
        int same = Math.max(1, mismatch < 0 ? before.length : mismatch);
        for (int length = same + 1; length < depth; length++) {
          scans[length] = scanner.step(scans[length - 1], bytes[length - 1] & 0xff);
        }
        before = Arrays.copyOf(bytes, depth - 1);
        reserve(depth);
        System.arraycopy(bytes, 0, path, 0, depth);
        for (int length = 1; length < depth; length++) {
          for (int terminal : scans[length].ends()) {
            exit(terminal, node, length);
          }
        }
      }
    }

    private void reserve(int depth) {
      if (depth >= path.length) {
        path = Arrays.copyOf(path, 2 * depth);
        followers = Arrays.copyOf(followers, 2 * depth);
      }
    }

    /** The tokens at and below a node leave a terminal some bytes after their beginning. */
    private void exit(int terminal, int top, int length) {
      int first = trie.depth(top);
      followers[length] = follow.after(terminal);
      for (int depth = length + 1; depth < first; depth++) {
        Follower next = follow.step(followers[depth - 1], path[depth - 1] & 0xff);
        if (next == null) {
          return;
        }
        followers[depth] = next;
      }
      int end = trie.skip(top);
      int at = top;
      while (at < end) {
        int depth = trie.depth(at);
        reserve(depth);
        int b = trie.byteAt(at);
        Follower next = follow.step(followers[depth - 1], b);
        if (next == null) {
          at = trie.skip(at);
          continue;
        }
        followers[depth] = next;
        path[depth - 1] = (byte) b;
        if (trie.hasTokens(at)) {
          trie.addTokens(
              at, remains.of(terminal, new Remainder(Arrays.copyOfRange(path, length, depth))));
        }
        at++;
      }
    }
  }

  @Override
  public long memoryBytes() {
    return memoryBytes.sum() + groups.memoryBytes();
  }

  @Override
  public TokenMask mask(Threads threads) {
    Collected collected = new Collected(threads.symbols());
    threads
        .scans()
        .forEach((scan, level) -> {
          collected.take(all, scan, level);
          if (!scan.begun()) {
            collected.begin(all, level);
          }
        });
    threads
        .inners()
        .forEach((inner, level) -> collected.within(all, inner.terminal(), inner.state(), level));
    return collected.mask(threads.accepting());
  }

  /** What a mask is made of. */
  private final class Collected {
    private final Symbols symbols;
    private final BitSet taken = new BitSet();
    private @Nullable TokenMask whole; // of another grammar: as it is if nothing else is allowed
    private TokenMask.@Nullable Builder more;

    private Collected(Symbols symbols) {
      this.symbols = symbols;
    }

    private TokenMask.Builder more() {
      TokenMask.Builder made = more;
      if (made == null) {
        made = new TokenMask.Builder(index.vocabulary().size());
        if (whole != null) {
          made.addAll(whole);
        }
        more = made;
      }
      return made;
    }

    private void take(Tokens tokens, Scan scan, Level level) {
      Split split = tokens.split(scan);
      if (split.group >= 0) {
        taken.set(split.group);
      }
      if (scan.ends().length > 0) {
        Level ended = grammar.ended(scan, level);
        if (ended != grammar.parser().none()) {
          take(tokens, grammar.begin(ended), ended);
          begin(tokens, ended);
        }
      }
      for (int i = 0; i < split.terminals.length; i++) {
        if (level.allows(split.terminals[i])) {
          Level after = grammar.parser().shift(level, split.terminals[i]);
          take(split.remainders[i], grammar.begin(after), after);
          begin(split.remainders[i], after);
        }
      }
    }

    /** Terminals that are no plain texts, where the next one begins. */
    private void begin(Tokens tokens, Level level) {
      for (int terminal : symbols.tokenTerminals()) {
        if (tokens == all && level.allows(terminal)) {
          symbols.tokens(terminal).stream().forEach(more()::add);
        }
      }
      for (int terminal : symbols.textTerminals()) {
        if (level.allows(terminal)) {
          within(tokens, terminal, symbols.start(terminal), level);
        }
      }
    }

    /** The tokens that go on within another grammar's text, and those that end it on their way. */
    private void within(Tokens tokens, int terminal, ByteState<?> state, Level level) {
      if (tokens != all) {
        walk(tokens.trie, 0, Threads.within(grammar, symbols, terminal, state, level));
        return;
      }
      TokenMask mask = state.mask();
      int[] ends = index.vocabulary().eos();
      if (whole == null && more == null && Arrays.stream(ends).noneMatch(mask::contains)) {
        whole = mask;
      } else {
        more().addAll(mask);
        Arrays.stream(ends).filter(mask::contains).forEach(more()::remove);
      }
      if (state.accepting() && state != symbols.start(terminal)) {
        Level after = grammar.parser().shift(level, terminal);
        take(all, grammar.begin(after), after);
        begin(all, after);
      }
      Rests<Integer> crossing =
          new Rests<>(
              index.crossing(symbols.lastBytes(terminal), state.closings()),
              (group, node) -> all.trie.addTokens(node, group));
      state.forEachEnd(
          crossing.trie,
          (node, ended) ->
              walk(crossing, node, Threads.within(grammar, symbols, terminal, ended, level)));
    }

    /** The tokens below a node of a trie. */
    private void walk(Trie trie, int top, Threads start) {
      int above = trie.depth(top);
      Threads[] at = new Threads[16];
      at[0] = start;
      int node = top + 1;
      while (node < trie.skip(top)) {
        int depth = trie.depth(node) - above;
        if (depth == at.length) {
          at = Arrays.copyOf(at, 2 * depth);
        }
        Threads next = at[depth - 1].copy();
        if (!next.step(trie.byteAt(node))) {
          node = trie.skip(node);
          continue;
        }
        at[depth] = next;
        if (trie.hasTokens(node)) {
          TokenRanks.Builder group = new TokenRanks.Builder();
          trie.addTokens(node, group);
          group.forEach(index.trie(), more()::add);
        }
        node++;
      }
    }

    private TokenMask mask(boolean end) {
      if (whole != null && more == null && taken.isEmpty() && !end) {
        return whole;
      }
      TokenMask plain = groups.mask(taken, end);
      return whole == null && more == null ? plain : index.shared(more().addAll(plain).build());
    }
  }
}
