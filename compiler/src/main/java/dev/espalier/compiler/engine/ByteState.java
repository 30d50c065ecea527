package dev.espalier.compiler.engine;

import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What all states share: tokens are read byte by byte, and masks and completions are made once.
 *
 * @param <W> what moves on by bytes
 */
public abstract class ByteState<W extends ByteState.Walker<W>> implements State {
  private static final int MAX_FORCED = 1 << 16;

  private final VocabularyIndex index;
  private final boolean ended;

  // Made at most once while the state is cached; racing threads make equal ones.
  private volatile @Nullable TokenMask mask;
  private volatile @Nullable Completion completion;

  protected ByteState(VocabularyIndex index, boolean ended) {
    this.index = index;
    this.ended = ended;
  }

  /** A position that moves on by bytes. Not shared, not kept. */
  public interface Walker<W> {
    /** Reads a byte if the text can go on with it; if not, nothing changes. */
    boolean step(int b);

    /** Whether the text may end here. */
    boolean accepting();

    /** A walker at the same place. */
    W copy();

    /** Reads bytes up to the first that the text cannot go on with; answers how many were read. */
    default int step(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        if (!step(bytes[i] & 0xff)) {
          return i;
        }
      }
      return bytes.length;
    }
  }

  /** A walker that stands here. Not asked for once the text has ended. */
  protected abstract W walker();

  /** The state where a walker stands. */
  protected abstract State at(W walker);

  /** The state after an end-of-sequence token. */
  protected abstract State end();

  /** The mask of a state that has not ended. */
  protected abstract TokenMask compute();

  /** A way to finish a text that has not ended. */
  protected abstract byte[] complete();

  protected final VocabularyIndex index() {
    return index;
  }

  @Override
  public final boolean ended() {
    return ended;
  }

  @Override
  public final boolean accepting() {
    return !ended && walker().accepting();
  }

  private void check(int token) {
    if (token < 0 || token >= index.vocabulary().size()) {
      throw new IndexOutOfBoundsException("token " + token + " of " + index.vocabulary().size());
    }
  }

  @Override
  public boolean allows(int token) {
    check(token);
    TokenMask known = mask;
    if (known != null) {
      return known.contains(token);
    }
    Vocabulary vocabulary = index.vocabulary();
    if (ended) {
      return false;
    }
    if (vocabulary.isEos(token)) {
      return accepting();
    }
    int length = vocabulary.byteLength(token);
    return length > 0 && walker().step(vocabulary.bytes(token)) == length;
  }

  @Override
  public State next(int token) {
    check(token);
    Vocabulary vocabulary = index.vocabulary();
    if (vocabulary.isEos(token)) {
      if (!accepting()) {
        throw refused(token, 0, "token " + token + " (end of sequence) is not allowed here");
      }
      return end();
    }
    byte[] bytes = vocabulary.bytes(token);
    if (bytes.length == 0) {
      throw refused(token, 0, "token " + token + " has no bytes");
    }
    if (ended) {
      throw refused(token, 0, "token " + token + " is not allowed here (byte 0 of it)");
    }
    W walker = walker();
    int read = walker.step(bytes);
    if (read < bytes.length) {
      throw refused(
          token, read, "token " + token + " is not allowed here (byte " + read + " of it)", walker);
    }
    return at(walker);
  }

  @Override
  public State next(byte[] bytes) {
    if (bytes.length == 0) {
      return this;
    }
    if (ended) {
      throw refused(-1, 0, "byte 0 is not allowed here");
    }
    W walker = walker();
    int read = walker.step(bytes);
    if (read < bytes.length) {
      throw refused(-1, read, "byte " + read + " is not allowed here", walker);
    }
    return at(walker);
  }

  private NotAllowed refused(int token, int offset, String message) {
    return new NotAllowed(token, offset, message, expected());
  }

  private NotAllowed refused(int token, int offset, String message, W walker) {
    return new NotAllowed(token, offset, message, expected(walker));
  }

  @Override
  public final TokenMask mask() {
    TokenMask known = mask;
    if (known == null) {
      known =
          ended ? index.shared(TokenMask.ofIds(new int[0], index.vocabulary().size())) : compute();
      mask = known;
    }
    return known;
  }

  @Override
  public final byte[] forced() {
    ByteArrayOutputStream forced = new ByteArrayOutputStream();
    if (ended) {
      return forced.toByteArray();
    }
    W walker = walker();
    while (forced.size() < MAX_FORCED && !walker.accepting()) {
      int only = -1;
      W after = walker;
      for (int b = 0; b < 256; b++) {
        W tried = walker.copy();
        if (tried.step(b)) {
          if (only >= 0) {
            return forced.toByteArray();
          }
          only = b;
          after = tried;
        }
      }
      if (only < 0) {
        break;
      }
      forced.write(only);
      walker = after;
    }
    return forced.toByteArray();
  }

  @Override
  public final Completion completion() {
    Completion known = completion;
    if (known == null) {
      byte[] bytes = ended ? new byte[0] : complete();
      known = new Completion(bytes, tokens(bytes));
      completion = known;
    }
    return new Completion(known.bytes().clone(), known.tokens());
  }

  /** How many tokens the longest-match tokenisation of some bytes takes: every one is allowed. */
  private int tokens(byte[] bytes) {
    TokenTrie trie = index.trie();
    int tokens = 0;
    for (int at = 0; at < bytes.length; tokens++) {
      at += Math.max(1, trie.longestMatch(bytes, at));
    }
    return tokens;
  }

  @Override
  public final String expected() {
    return ended ? "nothing" : expected(walker());
  }

  private String expected(W walker) {
    BitSet bytes = new BitSet(256);
    for (int b = 0; b < 256; b++) {
      if (walker.copy().step(b)) {
        bytes.set(b);
      }
    }
    StringBuilder text = new StringBuilder();
    if (walker.accepting()) {
      text.append("the end");
    }
    for (int b = bytes.nextSetBit(0); b >= 0; ) {
      int end = Math.min(bytes.nextClearBit(b), b < 0x80 ? 0x80 : 256);
      text.append(text.isEmpty() ? "" : ", ").append(name(b));
      if (end - b > 2) {
        text.append(" to ").append(name(end - 1));
        b = bytes.nextSetBit(end);
      } else {
        b = bytes.nextSetBit(b + 1);
      }
    }
    return text.toString();
  }

  private static String name(int b) {
    return b > 0x20 && b < 0x7f
        ? "'" + (char) b + "'"
        : switch (b) {
          case ' ' -> "a space";
          case '\t' -> "a tab";
          case '\n' -> "a line break";
          case '\r' -> "a carriage return";
          default -> String.format("byte 0x%02x", b);
        };
  }
}
