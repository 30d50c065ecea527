package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all constraints over one vocabulary share: lexical automata, splits, equal masks. */
public final class VocabularyIndex {
  private static final int MAX_RUNS = 64;
  private static final int MAX_ASKED = 1024;
  private static final long MAX_MASK_BYTES = 64L << 20;
  private static final int REMEMBERED_NODES = 64;
  private static final int REMEMBERED_UNIONS = 4096;

  private final Vocabulary vocabulary;
  private final TokenTrie trie;
  private final LexicalPool pool = new LexicalPool(this);
  // Least recently used first.
  private final LinkedHashMap<Long, Optional<RunTokens>> runs =
      new LinkedHashMap<>(16, 0.75f, true);
  // Classes that were asked for once.
  private final Set<Long> asked = new HashSet<>();

  private final Map<TokenMask, TokenMask> masks = new LinkedHashMap<>(64, 0.75f, true);
  private long maskBytes;
  private final Recent<Splitter.Leaving, WalkedSplit> leaving = new Recent<>(REMEMBERED_NODES);
  private final Recent<Two, TokenMask> unions = new Recent<>(REMEMBERED_UNIONS);
  private final Recent<BitSet, BitSet> nodes = new Recent<>(REMEMBERED_NODES);
  private volatile @Nullable SubtreeClasses classes;
  private final ConcurrentHashMap<Spelling, StringSplits> strings = new ConcurrentHashMap<>();

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

  /**
   * The tokens that begin with characters of some classes; empty if there are too many, and the
   * first time that it is asked, since it is of use only if it is asked again.
   */
  synchronized Optional<RunTokens> runs(long classes) {
    Optional<RunTokens> known = runs.get(classes);
    if (known != null) {
      return known;
    }
    if (!asked.remove(classes)) {
      if (asked.size() >= MAX_ASKED) {
        asked.clear();
      }
      asked.add(classes);
      return Optional.empty();
    }
    known = RunTokens.of(classes, this);
    runs.put(classes, known);
    if (runs.size() > MAX_RUNS) {
      runs.pollFirstEntry();
    }
    return known;
  }

  /** Finds what all JSON strings share now, once, so that no mask has to wait for it. */
  public void prepareStrings(Spelling spelling) {
    strings(spelling);
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
