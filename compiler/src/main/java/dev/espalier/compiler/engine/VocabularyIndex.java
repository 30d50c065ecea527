package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.engine.Remainders.Remainder;
import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What all constraints over one vocabulary share: lexical automata, splits, equal masks. */
public final class VocabularyIndex {
  private static final long MAX_RUN_BYTES = 8L << 20;
  private static final long MAX_MASK_BYTES = 64L << 20;
  private static final int REMEMBERED_NODES = 64;
  private static final long MAX_CROSSING_BYTES = 32L << 20;

  // Tokens with more brackets are few, so that they need no tries of their own.
  private static final int MAX_CLOSINGS = 8;
  private static final long MAX_UNION_BYTES = 32L << 20;

  private final Vocabulary vocabulary;
  private final TokenTrie trie;
  private final LexicalPool pool = new LexicalPool(this);
  private final Recent<Long, Optional<RunTokens>> runs =
      new Recent<>(MAX_RUN_BYTES, tokens -> 100 + tokens.map(RunTokens::memoryBytes).orElse(0L));
  private final Map<TokenMask, TokenMask> masks = new LinkedHashMap<>(64, 0.75f, true);
  private long maskBytes;
  private final Recent<Splitter.Leaving, WalkedSplit> leaving = new Recent<>(REMEMBERED_NODES);
  private final Recent<Two, TokenMask> unions =
      new Recent<>(MAX_UNION_BYTES, mask -> 100 + mask.memoryBytes());
  private final Recent<BitSet, BitSet> nodes = new Recent<>(REMEMBERED_NODES);
  private final Recent<Crossing, Remainders<Integer>> crossings =
      new Recent<>(MAX_CROSSING_BYTES, tokens -> 100 + 15L * tokens.bytes().length);
  private final AtomicReferenceArray<TokenMask> beginning = new AtomicReferenceArray<>(256);
  private volatile @Nullable SubtreeClasses classes;
  private volatile @Nullable TokenClasses tokenClasses;
  private final ConcurrentHashMap<Spelling, StringSplits> strings = new ConcurrentHashMap<>();

  private final Recent<Before, Openings> openings = new Recent<>(REMEMBERED_NODES);

  private record Before(Object whiteSpace, ByteSet first) {}

  private record Two(TokenMask mask, TokenMask apart) {}

  public VocabularyIndex(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.trie = vocabulary.trie();
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The vocabulary's tokens as a trie. */
  public TokenTrie trie() {
    return trie;
  }

  /** What the tokens below each node of the trie are made of. */
  SubtreeClasses classes() {
    SubtreeClasses known = classes;
    if (known == null) {
      known = new SubtreeClasses(trie);
      classes = known;
    }
    return known;
  }

  /** The tokens that begin with characters of some classes; empty if there are too many. */
  Optional<RunTokens> runs(long classes) {
    Optional<RunTokens> known = runs.get(classes);
    return known != null ? known : runs.put(classes, RunTokens.of(classes, this));
  }

  /** The tokens by the classes of their characters. */
  TokenClasses tokenClasses() {
    TokenClasses known = tokenClasses;
    if (known == null) {
      known = new TokenClasses(this);
      tokenClasses = known;
    }
    return known;
  }

  /** The tokens that begin with a byte. */
  TokenMask beginning(int b) {
    TokenMask known = beginning.get(b);
    if (known == null) {
      TokenMask.Builder builder = new TokenMask.Builder(vocabulary.size());
      int node = trie.first(b);
      if (node > 0) {
        builder.addAll(trie.byRank(), trie.rank(node), trie.rank(trie.skip(node)));
      }
      known = builder.build();
      beginning.set(b, known);
    }
    return known;
  }

  /**
   * Finds what all JSON strings share now, once, so that no mask has to wait for it.
   *
   * @param follow what could follow strings
   */
  public void prepareStrings(Spelling spelling, Lexer.Follow follow) {
    strings(spelling).prepare(follow);
    tokenClasses();
  }

  /** The splits between two characters of JSON strings. */
  StringSplits strings(Spelling spelling) {
    return strings.computeIfAbsent(spelling, s -> new StringSplits(s, this));
  }

  /**
   * The nodes of the trie whose byte is one of some bytes. Remembered, not to be changed. Linear in
   * the nodes at first.
   *
   * @param bytes not changed afterwards by the caller
   */
  public BitSet nodes(BitSet bytes) {
    BitSet known = nodes.get(bytes);
    if (known != null) {
      return known;
    }
    boolean[] in = new boolean[256];
    bytes.stream().forEach(b -> in[b] = true);
    long[] words = new long[(trie.nodes() + 63) >>> 6];
    for (int node = 1; node < trie.nodes(); node++) {
      if (in[trie.byteAt(node)]) {
        words[node >>> 6] |= 1L << node;
      }
    }
    return nodes.put(bytes, BitSet.valueOf(words));
  }

  private record Crossing(BitSet lastBytes, int closings) {}

  /**
   * The tokens in which a text can end before their last byte, by the nodes of the {@linkplain
   * #trie trie} where they end. Remembered, not to be changed. Linear in the nodes at first.
   *
   * @param lastBytes the bytes that such a text can end with
   * @param closings how many closing brackets it has at least
   */
  public Remainders<Integer> crossing(BitSet lastBytes, int closings) {
    Crossing key = new Crossing((BitSet) lastBytes.clone(), Math.min(closings, MAX_CLOSINGS));
    Remainders<Integer> known = crossings.get(key);
    return known != null ? known : crossings.put(key, find(key));
  }

  private Remainders<Integer> find(Crossing key) {
    TreeMap<Remainder, Integer> tokens = new TreeMap<>();
    byte[] path = new byte[trie.maxDepth() + 1];
    int[] lasts = new int[path.length]; // how many such bytes there are up to a depth
    int[] closed = new int[path.length];
    for (int node = 1; node < trie.nodes(); node++) {
      int depth = trie.depth(node);
      int b = trie.byteAt(node);
      path[depth - 1] = (byte) b;
      lasts[depth] = lasts[depth - 1] + (key.lastBytes.get(b) ? 1 : 0);
      closed[depth] = closed[depth - 1] + (b == ']' || b == '}' ? 1 : 0);
      if (lasts[depth - 1] > 0 && closed[depth - 1] >= key.closings && trie.token(node) >= 0) {
        tokens.put(new Remainder(Arrays.copyOf(path, depth)), node);
      }
    }
    return Remainders.of(tokens);
  }

  public LexicalPool pool() {
    return pool;
  }

  /** The one object among equal masks, as long as it is remembered. */
  public synchronized TokenMask shared(TokenMask mask) {
    TokenMask known = masks.putIfAbsent(mask, mask);
    if (known != null) {
      return known;
    }
    maskBytes += mask.memoryBytes();
    var oldest = masks.keySet().iterator();
    while (maskBytes > MAX_MASK_BYTES) {
      maskBytes -= oldest.next().memoryBytes();
      oldest.remove();
    }
    return mask;
  }

  /** Where lexemes may begin behind a state of an automaton that stands before them. */
  Openings openings(Framed automaton, int state) {
    Before before = new Before(automaton.whiteSpace(state), automaton.firstBytes());
    Openings known = openings.get(before);
    return known != null ? known : openings.put(before, Openings.of(automaton, state, this));
  }

  /** Splits the tokens that leave a lexeme at their first byte. */
  WalkedSplit leaving(Splitter.Leaving tokens) {
    WalkedSplit known = leaving.get(tokens);
    return known != null ? known : leaving.put(tokens, Splitter.split(tokens, this));
  }

  /** The tokens of two masks that have none in common. */
  TokenMask union(TokenMask mask, TokenMask apart) {
    if (apart.isEmpty()) {
      return mask;
    }
    Two both = new Two(mask, apart);
    TokenMask known = unions.get(both);
    return known != null ? known : unions.put(both, shared(mask.with(apart)));
  }
}
