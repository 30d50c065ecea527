package dev.espalier.compiler;

import dev.espalier.compiler.vocabulary.TokenTrie;
import dev.espalier.compiler.vocabulary.VocabularyReader;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a model: for every id the exact bytes that it stands for.
 *
 * <p>An id is one of three things. A <i>token</i> has bytes, at least one. A <i>special</i> is a
 * symbol of its own: it has no bytes, whatever its name looks like, and most often has a name. A
 * <i>hole</i> is neither: an id that the model's logits have but the tokenizer does not use; no
 * text contains it. The tokens that end a text (EOS, at least one) are always specials.
 *
 * <p>Immutable and safe for threads. The trie and the fingerprint are made when they are first
 * asked for.
 */
public final class Vocabulary {
  private static final byte[] NO_BYTES = new byte[0];

  /**
   * The bytes of all tokens in the order of their ids; those of id {@code t} start at {@code
   * offset[t]}.
   */
  private final byte[] data;

  private final int[] offset;
  private final long[] special;
  private final Map<Integer, String> names;
  private final Map<String, Integer> specials;
  private final int[] eos;
  private final int[] single = new int[256];
  private final int longestToken;
  private final int longestBlankRun;
  private final int longestDigitRun;
  private final int longestCodePoints;
  private volatile @Nullable TokenTrie trie;
  private final ConcurrentHashMap<Class<?>, Object> attachments = new ConcurrentHashMap<>();
  private volatile @Nullable String fingerprint;

  private Vocabulary(
      byte[] data, int[] offset, long[] special, Map<Integer, String> names, int[] eos) {
    this.data = data;
    this.offset = offset;
    this.special = special;
    this.names = names;
    this.eos = eos;
    Map<String, Integer> byName = new HashMap<>();
    names.forEach((id, name) -> byName.put(name, id));
    this.specials = byName;

    Arrays.fill(single, -1);
    int token = 0;
    int blanks = 0;
    int digits = 0;
    int points = 0;
    for (int id = 0; id < offset.length - 1; id++) {
      int from = offset[id];
      int to = offset[id + 1];
      if (to - from == 1 && single[data[from] & 0xFF] < 0) {
        single[data[from] & 0xFF] = id;
      }
      token = Math.max(token, to - from);
      int blankRun = 0;
      int digitRun = 0;
      int pointCount = 0;
      for (int i = from; i < to; i++) {
        int b = data[i];
        blankRun = b == ' ' || b == '\t' ? blankRun + 1 : 0;
        digitRun = b >= '0' && b <= '9' ? digitRun + 1 : 0;
        // A continuation byte belongs to the code point before it, but the token's first byte has
        // none before it.
        pointCount += (b & 0xC0) != 0x80 || i == from ? 1 : 0;
        blanks = Math.max(blanks, blankRun);
        digits = Math.max(digits, digitRun);
      }
      points = Math.max(points, pointCount);
    }
    this.longestToken = token;
    this.longestBlankRun = blanks;
    this.longestDigitRun = digits;
    this.longestCodePoints = points;
  }

  /**
   * A vocabulary from its tokens in the order of their ids.
   *
   * @param tokens the bytes of each id; an empty array is a hole
   * @param eos the ids that end a text, at least one. The bytes of such an id are left out of the
   *     vocabulary; an id beyond the list widens it
   */
  public static Vocabulary of(List<byte[]> tokens, int... eos) {
    Builder builder = builder();
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.get(id).length > 0) {
        builder.token(id, tokens.get(id));
      }
    }
    return builder.width(tokens.size()).eos(eos).build();
  }

  /**
   * Reads a vocabulary with default options: see {@link #read(Path, VocabularyOptions)}.
   *
   * @throws VocabularyException if the file or one beside it is broken, not supported or beyond a
   *     limit
   */
  public static Vocabulary read(Path file) {
    return VocabularyReader.read(file, VocabularyOptions.defaults());
  }

  /**
   * Reads a vocabulary from a {@code tokenizer.json} (BPE or Unigram, byte-level or in
   * SentencePiece's spelling) or from tiktoken ranks, plain or gzip; the content tells which.
   *
   * <p>The EOS ids are, in this order: the options'; {@code eos_token_id} of {@code
   * generation_config.json} beside the file, else of {@code config.json}; the one special token
   * whose name is known to end a text, or for ranks the id after the greatest. The width of the
   * logits is the options', or {@code vocab_size} of {@code config.json}, or one more than the
   * greatest id. A special beyond the logits is left out, since the model cannot say it; another
   * token beyond them is an error.
   *
   * <p>Reads no other file. Time is linear in the file; memory in the tokens.
   *
   * @throws VocabularyException if the file or one beside it is broken, not supported or beyond a
   *     limit, or does not say which token ends a text
   */
  public static Vocabulary read(Path file, VocabularyOptions options) {
    return VocabularyReader.read(file, options);
  }

  /**
   * Reads a vocabulary from a stream, which is left open; no other file is looked at.
   *
   * @param source what errors name as their source
   * @throws VocabularyException as {@link #read(Path, VocabularyOptions)}
   */
  public static Vocabulary read(InputStream in, String source, VocabularyOptions options) {
    return VocabularyReader.read(in, source, options);
  }

  /** An empty builder with the default limits. */
  public static Builder builder() {
    return new Builder("vocabulary", VocabularyLimits.DEFAULT);
  }

  /**
   * An empty builder.
   *
   * @param source what its errors name as their source, such as a file
   * @param limits what the vocabulary may cost
   */
  public static Builder builder(String source, VocabularyLimits limits) {
    return new Builder(source, limits);
  }

  /** The width of the model's logits: ids are 0 to {@code size() - 1}. */
  public int size() {
    return offset.length - 1;
  }

  /** The number of bytes of a token; 0 for specials and holes. */
  public int byteLength(int token) {
    return offset[token + 1] - offset[token];
  }

  /** A copy of the bytes of a token; empty for specials and holes. */
  public byte[] bytes(int token) {
    int length = byteLength(token);
    return length == 0 ? NO_BYTES : Arrays.copyOfRange(data, offset[token], offset[token + 1]);
  }

  /**
   * One byte of a token, as 0 to 255, without a copy.
   *
   * @param index 0 ≤ index &lt; {@link #byteLength}
   */
  public int byteAt(int token, int index) {
    if (index < 0 || index >= byteLength(token)) {
      throw new IndexOutOfBoundsException("byte " + index + " of token " + token);
    }
    return data[offset[token] + index] & 0xFF;
  }

  /** Whether an id is a symbol of its own, without bytes. Every EOS is one. */
  public boolean isSpecial(int token) {
    return bit(special, token, size());
  }

  /** Whether an id is neither a token nor a special. */
  public boolean isHole(int token) {
    return byteLength(token) == 0 && !isSpecial(token);
  }

  /**
   * The name of a special, such as {@code <|endoftext|>}; empty for tokens, holes and nameless
   * specials.
   */
  public Optional<String> specialName(int token) {
    return Optional.ofNullable(names.get(token));
  }

  /** The id of the special with a name. Names are unique. */
  public OptionalInt special(String name) {
    Integer id = specials.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** A copy of the ids that end a text, ascending; at least one. */
  public int[] eos() {
    return eos.clone();
  }

  /** Whether an id ends a text. */
  public boolean isEos(int token) {
    return Arrays.binarySearch(eos, token) >= 0;
  }

  /** All tokens that have bytes, as a trie; made once, in time linear in their bytes. */
  public TokenTrie trie() {
    TokenTrie made = trie;
    if (made == null) {
      synchronized (this) {
        made = trie;
        if (made == null) {
          made = TokenTrie.of(data, offset);
          trie = made;
        }
      }
    }
    return made;
  }

  /**
   * What the compiler works out of a vocabulary once and keeps as long as the vocabulary.
   *
   * @param make makes it at the first call
   */
  public <T> T attachment(Class<T> type, Function<Vocabulary, T> make) {
    return type.cast(attachments.computeIfAbsent(type, t -> make.apply(this)));
  }

  /** The length of the longest token, in bytes; 0 when there is none. */
  public int longestToken() {
    return longestToken;
  }

  /** The longest run of blanks and tabs within one token. */
  public int longestBlankRun() {
    return longestBlankRun;
  }

  /** The longest run of ASCII digits within one token. */
  public int longestDigitRun() {
    return longestDigitRun;
  }

  /**
   * The most UTF-8 code points that one token takes part in, those included that it only begins or
   * only continues: no token moves a count of code points by more, wherever in a code point one
   * counts.
   */
  public int longestCodePoints() {
    return longestCodePoints;
  }

  /**
   * The least id of a token that is exactly one byte, or -1.
   *
   * @param b 0 to 255
   */
  public int singleByte(int b) {
    return single[b];
  }

  /**
   * A hash over everything that a vocabulary is: width, bytes, specials with their names, EOS.
   * Equal vocabularies have equal fingerprints, in every process and version that reads the same
   * file the same way.
   *
   * @return SHA-256 in hexadecimal, 64 digits
   */
  public String fingerprint() {
    String made = fingerprint;
    if (made == null) {
      made = digest();
      fingerprint = made;
    }
    return made;
  }

  /** Sizes, for people. */
  @Override
  public String toString() {
    return "Vocabulary[size=%d, eos=%s, longestToken=%d]"
        .formatted(size(), Arrays.toString(eos), longestToken);
  }

  private String digest() {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    ByteBuffer lengths = ByteBuffer.allocate(4 * (offset.length + 2));
    lengths.putInt(1).putInt(size());
    for (int id = 0; id < size(); id++) {
      lengths.putInt(isSpecial(id) ? -1 : byteLength(id));
    }
    sha.update(lengths.array(), 0, lengths.position());
    sha.update(data);
    new TreeMap<>(names)
        .forEach((id, name) -> {
          byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
          sha.update(ByteBuffer.allocate(8).putInt(id).putInt(utf8.length).array());
          sha.update(utf8);
        });
    for (int id : eos) {
      sha.update(ByteBuffer.allocate(8).putInt(id).putInt(-1).array());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static boolean bit(long[] bits, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("token " + index + " of " + size);
    }
    return (bits[index >> 6] & 1L << index) != 0;
  }

  /**
   * Puts a vocabulary together, id by id, in any order. Ids that are never named are holes.
   *
   * <p>Not safe for threads.
   */
  public static final class Builder {
    private final String source;
    private final VocabularyLimits limits;

    /** By id: its bytes; an empty array for a special; null for a hole. */
    private byte[] @Nullable [] tokens = new byte[1024][];

    private final Map<Integer, String> names = new TreeMap<>();
    private final Map<String, Integer> specials = new HashMap<>();
    private int[] eos = new int[0];

    /** One more than the greatest id that was named. */
    private int used;

    private int width;
    private long total;

    private Builder(String source, VocabularyLimits limits) {
      this.source = source;
      this.limits = limits;
    }

    /**
     * A token with bytes.
     *
     * @throws VocabularyException if the id is taken, negative or beyond a limit, or the bytes are
     *     none or too many
     */
    public Builder token(int id, byte[] bytes) {
      if (bytes.length == 0) {
        throw refused("id " + id + " has no bytes; expected at least one");
      }
      if (bytes.length > limits.maxTokenBytes()) {
        throw refused(
            "id %d has %d bytes; maxTokenBytes allows %d"
                .formatted(id, bytes.length, limits.maxTokenBytes()));
      }
      total += bytes.length;
      if (total > limits.maxTotalBytes()) {
        throw refused(
            "the tokens have more bytes than maxTotalBytes allows, " + limits.maxTotalBytes());
      }
      take(id, bytes.clone());
      return this;
    }

    /** A token with the bytes of a text in UTF-8. */
    public Builder token(int id, String text) {
      return token(id, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A token with the id after the greatest one so far. */
    public Builder add(byte[] bytes) {
      return token(used, bytes);
    }

    /** A token with the bytes of a text in UTF-8 and the id after the greatest one so far. */
    public Builder add(String text) {
      return token(used, text);
    }

    /**
     * A special with a name of its own.
     *
     * @throws VocabularyException if the id is taken, negative or beyond a limit, or the name is
     *     another special's
     */
    public Builder special(int id, String name) {
      take(id, NO_BYTES);
      Integer other = specials.putIfAbsent(name, id);
      if (other != null) {
        throw refused("ids %d and %d are both the special %s".formatted(other, id, name));
      }
      names.put(id, name);
      return this;
    }

    /** A special with a name and the id after the greatest one so far. */
    public Builder special(String name) {
      return special(used, name);
    }

    /**
     * The ids that end a text, in place of those named before. Each is a special in the finished
     * vocabulary: a token's bytes are left out of it, and an unused id becomes a nameless special.
     */
    public Builder eos(int... ids) {
      eos = ids.clone();
      return this;
    }

    /** The least width of the logits; by default, and at least, one more than the greatest id. */
    public Builder width(int logits) {
      if (logits < 0 || logits > limits.maxIds()) {
        throw refused(
            "logits of width %d; expected 0 to maxIds, %d".formatted(logits, limits.maxIds()));
      }
      width = logits;
      return this;
    }

    /** One more than the greatest id that was named so far. */
    public int used() {
      return used;
    }

    /**
     * The vocabulary. The builder may be used further.
     *
     * @throws VocabularyException if there is no EOS, or one is negative or beyond a limit
     */
    public Vocabulary build() {
      if (eos.length == 0) {
        throw refused("no token ends a text; expected at least one EOS id");
      }
      int size = Math.max(width, used);
      for (int id : eos) {
        checkId(id);
        size = Math.max(size, id + 1);
      }
      int[] ends = Arrays.stream(eos).distinct().sorted().toArray();
      long[] special = new long[(size + 63) >> 6];
      int[] offset = new int[size + 1];
      byte[] data = new byte[(int) total];
      int at = 0;
      for (int id = 0; id < size; id++) {
        offset[id] = at;
        byte[] bytes = id < used ? tokens[id] : null;
        boolean symbol = Arrays.binarySearch(ends, id) >= 0;
        if (symbol || (bytes != null && bytes.length == 0)) {
          special[id >> 6] |= 1L << id;
        } else if (bytes != null) {
          System.arraycopy(bytes, 0, data, at, bytes.length);
          at += bytes.length;
        }
      }
      offset[size] = at;
      return new Vocabulary(
          at == data.length ? data : Arrays.copyOf(data, at),
          offset,
          special,
          Map.copyOf(names),
          ends);
    }

    private void take(int id, byte[] bytes) {
      checkId(id);
      if (id >= tokens.length) {
        int grown = Math.max(id + 1, tokens.length + (tokens.length >> 1));
        tokens = Arrays.copyOf(tokens, Math.min(grown, limits.maxIds()));
      }
      if (tokens[id] != null) {
        throw refused("two tokens have the id " + id);
      }
      tokens[id] = bytes;
      used = Math.max(used, id + 1);
    }

    private void checkId(int id) {
      if (id < 0 || id >= limits.maxIds()) {
        throw refused("an id of %d; expected 0 to %d (maxIds)".formatted(id, limits.maxIds() - 1));
      }
    }

    private VocabularyException refused(String problem) {
      return new VocabularyException(source, "", problem);
    }
  }
}
