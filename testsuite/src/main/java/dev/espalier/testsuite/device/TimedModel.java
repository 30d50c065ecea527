package dev.espalier.testsuite.device;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelInfo;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.runtime.tensor.Traffic;
import java.util.List;
import java.util.Optional;

/** A model that counts its passes, and the time between a pass's start and its choices. */
final class TimedModel implements CausalModel {
  private final CausalModel model;
  private long passes;
  private long tokens;
  private long between;
  private long forwardEnded;

  TimedModel(CausalModel model) {
    this.model = model;
  }

  /** Passes so far. */
  long passes() {
    return passes;
  }

  /** Texts in all passes together: a token each. */
  long tokens() {
    return tokens;
  }

  /** Nanoseconds of the host between giving a pass to the device and asking for its tokens. */
  long between() {
    return between;
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
    passes++;
    tokens += requests.size();
    List<Logits> logits = model.forward(requests);
    forwardEnded = System.nanoTime();
    return logits;
  }

  @Override
  public Optional<int[]> choose(List<Logits> logits, List<TokenChoice> choices) {
    between += System.nanoTime() - forwardEnded;
    return model.choose(logits, choices);
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
