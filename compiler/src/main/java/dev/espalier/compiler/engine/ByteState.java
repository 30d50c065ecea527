package dev.espalier.compiler.engine;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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

  /** The state after one byte, or null where the text cannot go on with it. */
  public final @Nullable ByteState<?> after(int b) {
    if (ended) {
      return null;
    }
    W walker = walker();
    return walker.step(b) ? at(walker) : null;
  }

  /**
   * The state after a token that is taken as a symbol of its own, not as its bytes; null where it
   * is none here.
   */
  public @Nullable ByteState<?> afterSymbol(int token) {
    return null;
  }

  /** Whether there are tokens in some texts that are taken as symbols. */
  public boolean hasSymbols() {
    return false;
  }

  /** How many brackets every completion has at least; 0 where it is not known. */
  public int closings() {
    return 0;
  }

  /**
   * A few tokens that stand for all of a mask but the end of the sequence.
   *
   * @param tokens such that whatever can follow a token of the mask can follow one of these
   * @param complete false where that is not certain, because what follows depends on the text of a
   *     token and there are too many
   */
  public record Representatives(int[] tokens, boolean complete) {
    /** All tokens of a mask that has few. */
    public static Representatives all(State state) {
      Vocabulary vocabulary = state.constraint().vocabulary();
      return new Representatives(
          Arrays.stream(state.mask().ids()).filter(token -> !vocabulary.isEos(token)).toArray(),
          true);
    }
  }

  /** A few tokens that stand for all of the mask; nothing once the text has ended. */
  public Representatives representatives() {
    return Representatives.all(this);
  }

  /** A walker that stands here. Not asked for once the text has ended. */
  protected abstract W walker();

  /** The state where a walker stands. */
  protected abstract ByteState<W> at(W walker);

  /** As {@link #at}, for one of many: it need not be the one object among equal ones. */
  protected ByteState<W> alone(W walker) {
    return at(walker);
  }

  /** The state after an end-of-sequence token. */
  protected abstract ByteState<W> end();

  /** The mask of a state that has not ended. */
  protected abstract TokenMask compute();

  /** Writes a way to finish a text that has not ended. */
  protected abstract void complete(Ending ending);

  /** A way to finish a text, in the making. */
  public static final class Ending {
    private final VocabularyIndex index;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final ByteArrayOutputStream segment = new ByteArrayOutputStream();
    private int[] ids = new int[16];
    private int count;
    private boolean symbols;

    private Ending(VocabularyIndex index) {
      this.index = index;
    }

    public void bytes(byte[] bytes) {
      all.writeBytes(bytes);
      segment.writeBytes(bytes);
    }

    /** Appends a token that is a symbol. */
    public void symbol(int token) {
      flush();
      add(token);
      symbols = true;
    }

    /** Appends what finishes a text within this one. */
    public void completion(Completion inner) {
      if (inner.symbols()) {
        flush();
        all.writeBytes(inner.bytes());
        for (int id : inner.ids()) {
          add(id);
        }
        symbols = true;
      } else {
        bytes(inner.bytes());
      }
    }

    /** How many bytes there are by now. */
    public int length() {
      return all.size();
    }

    private void add(int token) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = token;
    }

    // By longest match: every way of cutting into tokens is allowed.
    private void flush() {
      byte[] bytes = segment.toByteArray();
      segment.reset();
      for (int at = 0; at < bytes.length; ) {
        int token = index.trie().longestToken(bytes, at);
        if (token < 0) {
          throw new AssertionError("no token begins with byte " + bytes[at]);
        }
        add(token);
        at += index.vocabulary().byteLength(token);
      }
    }

    private Completion done() {
      flush();
      return new Completion(all.toByteArray(), Arrays.copyOf(ids, count), symbols);
    }
  }

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
    return (length > 0 && walker().step(vocabulary.bytes(token)) == length)
        || afterSymbol(token) != null;
  }

  @Override
  public State next(int token) {
    State reached = reach(token);
    if (reached != null) {
      return reached;
    }
    Vocabulary vocabulary = index.vocabulary();
    if (vocabulary.isEos(token)) {
      throw refused(token, 0, "token " + token + " (end of sequence) is not allowed here");
    }
    if (ended) {
      throw refused(token, 0, "token " + token + " is not allowed here (byte 0 of it)");
    }
    byte[] bytes = vocabulary.bytes(token);
    if (bytes.length == 0) {
      throw refused(token, 0, "token " + token + " has no bytes, and is no symbol here");
    }
    W walker = walker();
    int read = walker.step(bytes);
    throw refused(
        token, read, "token " + token + " is not allowed here (byte " + read + " of it)", walker);
  }

  /** As {@link #next(int)}, but null where the token is not allowed. */
  public final @Nullable State reach(int token) {
    check(token);
    Vocabulary vocabulary = index.vocabulary();
    if (vocabulary.isEos(token)) {
      return accepting() ? end() : null;
    }
    if (ended) {
      return null;
    }
    byte[] bytes = vocabulary.bytes(token);
    ByteState<?> symbol = afterSymbol(token);
    if (bytes.length == 0) {
      return symbol;
    }
    W walker = walker();
    boolean read = walker.step(bytes) == bytes.length;
    if (symbol != null) {
      return read ? both(at(walker), symbol) : symbol;
    }
    return read ? at(walker) : null;
  }

  /** Takes the states after tokens. */
  public interface Reached {
    /**
     * @param index of the token among those that were asked for
     */
    void at(int index, State state);
  }

  /**
   * Finds the states after some tokens, as {@link #reach(int)} does for each of them; those that
   * are not allowed are left out. What neighbours begin with in common is read once.
   *
   * @param behind bytes that follow each token, if any: the states are those after them
   */
  public final void forEachReached(int[] tokens, byte[] behind, Reached reached) {
    List<W> path = new ArrayList<>(); // after each byte of the token before, as far as it was read
    byte[] before = {};
    for (int i = 0; i < tokens.length; i++) {
      byte[] bytes = index.vocabulary().bytes(tokens[i]);
      if (ended || bytes.length == 0 || afterSymbol(tokens[i]) != null) {
        State state = reach(tokens[i]);
        state = state instanceof ByteState<?> known ? known.reach(behind) : state;
        if (state != null) {
          reached.at(i, state);
        }
        continue;
      }
      int parts = Arrays.mismatch(bytes, before);
      int common = parts < 0 ? bytes.length : parts;
      if (common > path.size() && path.size() < before.length) {
        continue; // refused where the one before was
      }
      path.subList(Math.min(common, path.size()), path.size()).clear();
      before = bytes;
      while (path.size() < bytes.length) {
        W walker = path.isEmpty() ? walker() : path.getLast().copy();
        if (!walker.step(bytes[path.size()] & 0xff)) {
          break;
        }
        path.add(walker);
      }
      if (path.size() == bytes.length) {
        W walker = behind.length == 0 ? path.getLast() : path.getLast().copy();
        if (walker.step(behind) == behind.length) {
          reached.at(i, alone(walker));
        }
      }
    }
  }

  /** Takes the ends of texts on the way through a trie. */
  public interface Ends {
    /**
     * @param state of the text that may end at the node
     */
    void at(int node, ByteState<?> state);
  }

  /**
   * Finds the nodes of a trie at which the text may end, if it goes on with the bytes on the way
   * there: of each way the first, and not the one that it begins at.
   */
  public final void forEachEnd(Remainders<?> trie, Ends ends) {
    if (ended) {
      return;
    }
    List<W> at = new ArrayList<>();
    at.add(walker());
    int node = 1;
    while (node < trie.bytes().length) {
      int depth = trie.depths()[node];
      W next = at.get(depth - 1).copy();
      if (!next.step(trie.bytes()[node] & 0xff)) {
        node = trie.skips()[node];
      } else if (next.accepting()) {
        ends.at(node, at(next));
        node = trie.skips()[node];
      } else {
        at.subList(depth, at.size()).clear();
        at.add(next);
        node++;
      }
    }
  }

  /** As {@link #next(byte[])}, but null where the text cannot go on with the bytes. */
  public final @Nullable State reach(byte[] bytes) {
    if (ended) {
      return bytes.length == 0 ? this : null;
    }
    W walker = walker();
    return walker.step(bytes) == bytes.length ? at(walker) : null;
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

  /** The state where a text stands that was read in two ways, as bytes and as a symbol. */
  protected State both(ByteState<W> bytes, ByteState<?> symbol) {
    throw new AssertionError("this grammar has no symbols");
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
  public final int warm(int most) {
    int done = 0;
    try {
      int[] tokens = most > 0 ? representatives().tokens() : new int[0];
      for (int i = 0; i < tokens.length && done < most; i++) {
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
        done += warmAfter(tokens[i]) ? 1 : 0;
      }
    } catch (LimitExceeded e) {
      // So will be said when the mask is asked for.
    }
    return done;
  }

  private boolean warmAfter(int token) {
    try {
      State after = reach(token);
      if (after == null) {
        return false;
      }
      after.mask();
      return true;
    } catch (LimitExceeded e) {
      return false;
    }
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
      for (int i = 0; i < 256; i++) {
        int b = (i + ' ') & 0xff; // what texts are made of first: two of it are soon found
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
      Ending ending = new Ending(index);
      if (!ended) {
        complete(ending);
      }
      known = ending.done();
      completion = known;
    }
    return new Completion(known.bytes().clone(), known.ids().clone(), known.symbols());
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
