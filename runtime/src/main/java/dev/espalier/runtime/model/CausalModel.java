package dev.espalier.runtime.model;

import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.util.List;

/**
 * A model that gives, for every token of a text, the logits of the token after it.
 *
 * <p>A text in progress is a {@link Cache}: an append-only sequence of tokens whose keys and values
 * the model has already computed. {@link #forward} appends to any number of caches at once.
 *
 * <p>Threads: one model may be used by several threads, one cache by one thread at a time. A cache
 * and its forks count as separate caches.
 *
 * <p>Lifetimes: caches and logits hold memory of the device until they are closed; closing the
 * model closes whatever is left of them.
 */
public interface CausalModel extends AutoCloseable {

  /** What this model is: sizes, limits, end tokens. Constant time. */
  ModelInfo info();

  /** A new, empty cache of this model. Allocates nothing on the device before the first token. */
  Cache newCache();

  /**
   * Appends each request's tokens to its cache and returns the logits of every new position.
   *
   * <p>The result has one element per request, in the order of the requests; its row {@code i}
   * predicts what follows the request's token {@code i}. Rows stay on the device; the last row of
   * each request is computed here, the others when they are first asked for.
   *
   * <p>Work: linear in the total number of new tokens, plus for each request its new tokens times
   * the length of its cache. All requests share one pass over the weights.
   *
   * @param requests at least one; each cache at most once; each with at least one token
   * @throws ModelException if a token is outside the vocabulary, a cache is closed, foreign, named
   *     twice or holds an unsettled tree, or a text would outgrow {@link ModelInfo#maxPositions};
   *     then no cache has changed
   */
  List<Logits> forward(List<Request> requests);

  /**
   * Whether tokens are chosen by {@link #choose}. Else that is left to the host, to which {@link
   * Logits#last} is at hand.
   */
  default boolean chooses() {
    return false;
  }

  /**
   * Chooses the token after each of several texts, where their logits are: what crosses to the host
   * is a token per text. Waits for the device.
   *
   * @param logits of this model, of which the last rows count
   * @param choices one per element of {@code logits}
   * @return a token per element, or -1 where there is none to be had (logits that are no numbers)
   * @throws UnsupportedOperationException unless this model {@link #chooses}
   */
  default int[] choose(List<Logits> logits, List<TokenChoice> choices) {
    throw new UnsupportedOperationException("this model leaves choosing to the host");
  }

  /** What has crossed to and from the device; zeros where that is not counted. */
  default Traffic traffic() {
    return new Traffic(0, 0);
  }

  /** {@link #forward(List)} of one request. */
  default Logits forward(Cache cache, int... tokens) {
    return forward(List.of(new Request(cache, tokens))).get(0);
  }

  /** Frees the weights and everything that still hangs on them. Does nothing the second time. */
  @Override
  void close();

  /**
   * Tokens to append to a cache: a run, where each token follows the one before it, or a tree.
   *
   * @param cache what to append to
   * @param input token ids, or embeddings that stand for tokens
   * @param parents empty for a run; for a tree as long as the input: {@code parents[i] < i} is the
   *     index within the input of the token that {@code i} follows, or -1 if it follows the cache's
   *     last token
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
  record Request(Cache cache, Input input, int[] parents) {

    /** Checks the shape of the tree. */
    public Request {
      if (input.length() == 0) {
        throw new ModelException("a request needs at least one token");
      }
      if (parents.length != 0) {
        if (parents.length != input.length()) {
          throw new ModelException(
              "a tree of %d tokens needs as many parents, not %d"
                  .formatted(input.length(), parents.length));
        }
        for (int i = 0; i < parents.length; i++) {
          if (parents[i] < -1 || parents[i] >= i) {
            throw new ModelException(
                "the parent of token %d must be between -1 and %d, not %d"
                    .formatted(i, i - 1, parents[i]));
          }
        }
      }
    }

    /** A run of tokens, each following the one before it. */
    public Request(Cache cache, int... tokens) {
      this(cache, new Input.Tokens(tokens), new int[0]);
    }

    /**
     * A tree of draft tokens, all computed in one pass. Each token attends to the cache, its
     * ancestors and itself, and stands one position after its parent. Afterwards the cache must be
     * settled with {@link Cache#keep} (or truncated) before it can be appended to or forked.
     */
    public static Request tree(Cache cache, int[] tokens, int[] parents) {
      return new Request(cache, new Input.Tokens(tokens), parents);
    }

    /**
     * A run of vectors that take the place of token embeddings.
     *
     * @param rows one vector of {@link ModelInfo#hiddenSize} numbers per position
     */
    public static Request embedded(Cache cache, float[][] rows) {
      return new Request(cache, new Input.Embeddings(rows), new int[0]);
    }

    /** Whether the tokens form a tree rather than a run. */
    public boolean isTree() {
      return parents.length != 0;
    }
  }

  /** What stands at the positions of a request. Arrays are not copied: leave them alone. */
  sealed interface Input {

    /** The number of positions. */
    int length();

    /** Token ids, each below {@link ModelInfo#vocabularySize}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
    record Tokens(int[] ids) implements Input {
      @Override
      public int length() {
        return ids.length;
      }
    }

    /** Vectors of {@link ModelInfo#hiddenSize} numbers. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and large
    record Embeddings(float[][] rows) implements Input {
      @Override
      public int length() {
        return rows.length;
      }
    }
  }

  /**
   * The tokens that a model has read, as keys and values on the device.
   *
   * <p>A fork shares what it has in common with its origin; memory is copied when one of the two
   * grows differently.
   */
  interface Cache extends AutoCloseable {

    /** How many tokens it holds. */
    int length();

    /** A second cache with the same tokens. Constant time; independent of this one from here on. */
    Cache fork();

    /**
     * Forgets all tokens from this length on.
     *
     * @throws ModelException if {@code length} is negative or beyond {@link #length}
     */
    void truncate(int length);

    /**
     * Settles a tree: of the last request, a {@link Request#tree}, keeps the tokens on one path and
     * forgets the others.
     *
     * @param path indices within that request, from the first token to the last one kept; each must
     *     be the parent of the next, and the first must follow the cache. Empty keeps nothing.
     * @throws ModelException if the last request was no tree, or the path is not one of it
     */
    void keep(int... path);

    /** Frees its share of the memory. Does nothing the second time. */
    @Override
    void close();
  }

  /** Logits of a request's positions, on the device until they are asked for. */
  interface Logits extends AutoCloseable {

    /** The number of rows: one per new position. */
    int positions();

    /** The length of a row: {@link ModelInfo#vocabularySize}. */
    int width();

    /**
     * Copies one row to the front of an array.
     *
     * @param position the row, below {@link #positions}
     * @param target at least {@link #width} long; what is beyond is left alone
     */
    void copyTo(int position, float[] target);

    /** One row, in a new array. */
    default float[] row(int position) {
      float[] row = new float[width()];
      copyTo(position, row);
      return row;
    }

    /** The last row, in a new array: what follows the whole text. */
    default float[] last() {
      return row(positions() - 1);
    }

    /** Frees the memory on the device. Does nothing the second time. */
    @Override
    void close();
  }
}
