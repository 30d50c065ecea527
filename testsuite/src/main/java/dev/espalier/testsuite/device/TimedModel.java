package dev.espalier.testsuite.device;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelInfo;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that writes down its passes: what each text read, how long a pass took, and how long the
 * host was busy between a pass's start and its choices. A pass lasts until the next one begins, so
 * all that is done for its tokens is part of it.
 */
final class TimedModel implements CausalModel {
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
   * @param past tokens that it had
   * @param count tokens that it read
   * @param first whether it is its first pass
   */
  record Read(int text, int past, int count, boolean first) {}

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
    return model.newCache();
  }

  @Override
  public List<Logits> forward(List<Request> requests) {
    long now = System.nanoTime();
    end(now);
    List<Read> next = new ArrayList<>(requests.size());
    for (Request request : requests) {
      int known = texts.size();
      int text = texts.computeIfAbsent(request.cache(), cache -> known);
      next.add(new Read(text, request.cache().length(), request.input().length(), text == known));
    }
    reads = next;
    before = model.traffic();
    between = 0;
    begun = now;
    List<Logits> logits = model.forward(requests);
    forwardEnded = System.nanoTime();
    chosen = forwardEnded; // if nothing is asked for
    return logits;
  }

  @Override
  public Optional<int[]> choose(List<Logits> logits, List<TokenChoice> choices) {
    between += System.nanoTime() - forwardEnded;
    Optional<int[]> tokens = model.choose(logits, choices);
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
}
