package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What all constraints over one vocabulary share: lexical automata, splits, equal masks. */
public final class VocabularyIndex {
  private static final long MAX_MASK_BYTES = 64L << 20;
  private static final int REMEMBERED_NODES = 64;

  private final Vocabulary vocabulary;
  private final TokenTrie trie;
  private final LexicalPool pool = new LexicalPool(this);
  private final Map<TokenMask, TokenMask> masks = new LinkedHashMap<>(64, 0.75f, true);
  private long maskBytes;
  private final ConcurrentHashMap<Spelling, FreeText> freeTexts = new ConcurrentHashMap<>();
  private final Recent<BitSet, BitSet> nodes = new Recent<>(REMEMBERED_NODES);

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

  /** The splits of free text in JSON strings. */
  FreeText freeText(Spelling spelling) {
    return freeTexts.computeIfAbsent(spelling, s -> new FreeText(s, this));
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
}
