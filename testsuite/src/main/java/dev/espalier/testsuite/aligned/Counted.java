package dev.espalier.testsuite.aligned;

import dev.espalier.runtime.sampling.LanguageModel;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A model whose answers are shared between methods, while each method pays for what it asks: once
 * for every text. So the laws are the same to the last bit, and the costs are each method's own.
 */
final class Counted implements LanguageModel {
  private final LanguageModel model;
  private final Set<List<Integer>> asked = new HashSet<>();

  Counted(LanguageModel model) {
    this.model = model;
  }

  @Override
  public int width() {
    return model.width();
  }

  @Override
  public int room() {
    return model.room();
  }

  @Override
  public List<TokenLaw> after(List<int[]> texts) {
    texts.forEach(text -> asked.add(IntStream.of(text).boxed().toList()));
    return model.after(texts);
  }

  @Override
  public long forwards() {
    return asked.size();
  }

  /** The model is another's to close. */
  @Override
  public void close() {}
}
