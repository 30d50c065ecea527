package dev.espalier.testsuite.device;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelInfo;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that writes down its passes: what each text read, how long a pass took, and how long the
 * host was busy between a pass's start and its choices. A pass lasts until the next one begins, so
 * all that is done for its tokens is part of it.
 */
final class TimedModel implements CausalModel {
  private static final int[] NOTHING = {};

  private final CausalModel model;
  private final Map<Cache, Integer> texts = new IdentityHashMap<>();
  private final List<Pass> passes = new ArrayList<>();
  private List<Read> reads = List.of();
  private long begun;
  private long forwardEnded;
  private long between;
  private long chosen;
  private Traffic before;

  /**
   * What one text read in a pass.
   *
   * @param text a number of its own, in the order of first passes
   * @param past tokens that it had, if this is its first pass
   * @param tokens that it read
   * @param first whether it is its first pass
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Read(int text, int[] past, int[] tokens, boolean first) {}

  /**
   * A pass.
   *
   * @param nanos from its start to the next one's
   * @param between of which the host took before it asked for the tokens
   * @param after of which the host took behind that, while the device had nothing to do
   * @param traffic over the bus
   */
  record Pass(List<Read> reads, long nanos, long between, long after, Traffic traffic) {

    /** Whether any text reads its prompt. */
    boolean readsPrompts() {
      return reads.stream().anyMatch(Read::first);
    }
  }

  TimedModel(CausalModel model) {
    this.model = model;
    this.before = model.traffic();
  }

  /** The passes since this was last asked for; the last one ends now. */
  List<Pass> passes() {
    end(System.nanoTime());
    List<Pass> all = List.copyOf(passes);
    passes.clear();
    texts.clear();
    return all;
  }

  private void end(long now) {
    if (!reads.isEmpty()) {
      Traffic traffic = model.traffic();
      passes.add(new Pass(reads, now - begun, between, now - chosen, traffic.since(before)));
      reads = List.of();
    }
  }

  @Override
  public ModelInfo info() {
    return model.info();
  }

  @Override
  public Cache newCache() {
    return new KnownCache(model.newCache(), NOTHING);
  }

  @Override
  public List<Logits> forward(List<Request> requests) {
    long now = System.nanoTime();
    end(now);
    List<Read> next = new ArrayList<>(requests.size());
    List<Request> passed = new ArrayList<>(requests.size());
    for (Request request : requests) {
      if (!(request.cache() instanceof KnownCache cache
          && request.input() instanceof Input.Tokens input
          && !request.isTree())) {
        throw new IllegalArgumentException("only runs of tokens are timed");
      }
      int known = texts.size();
      int text = texts.computeIfAbsent(cache, key -> known);
      boolean first = text == known;
      next.add(new Read(text, first ? cache.tokens : NOTHING, input.ids(), first));
      cache.append(input.ids());
      passed.add(new Request(cache.cache, input.ids()));
    }
    reads = next;
    before = model.traffic();
    between = 0;
    begun = now;
    List<Logits> logits = model.forward(passed);
    forwardEnded = System.nanoTime();
    chosen = forwardEnded; // if nothing is asked for
    return logits;
  }

  @Override
  public boolean chooses() {
    return model.chooses();
  }

  @Override
  public int[] choose(List<Logits> logits, List<TokenChoice> choices) {
    between += System.nanoTime() - forwardEnded;
    int[] tokens = model.choose(logits, choices);
    chosen = System.nanoTime();
    return tokens;
  }

  @Override
  public Traffic traffic() {
    return model.traffic();
  }

  @Override
  public void close() {
    model.close();
  }

  /** A cache that knows its tokens. */
  private static final class KnownCache implements Cache {
    private final Cache cache;
    private int[] tokens;

    KnownCache(Cache cache, int[] tokens) {
      this.cache = cache;
      this.tokens = tokens;
    }

    void append(int[] more) {
      int length = tokens.length;
      tokens = Arrays.copyOf(tokens, length + more.length);
      System.arraycopy(more, 0, tokens, length, more.length);
    }

    @Override
    public int length() {
      return tokens.length;
    }

    @Override
    public Cache fork() {
      return new KnownCache(cache.fork(), tokens);
    }

    @Override
    public void truncate(int length) {
      cache.truncate(length);
      tokens = Arrays.copyOf(tokens, length);
    }

    @Override
    public void keep(int... path) {
      throw new UnsupportedOperationException("no tree is timed");
    }

    @Override
    public void close() {
      cache.close();
    }
  }
}
