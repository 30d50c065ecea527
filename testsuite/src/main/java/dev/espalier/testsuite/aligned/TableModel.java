package dev.espalier.testsuite.aligned;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.LanguageModel;
import dev.espalier.runtime.sampling.TokenLaw;
import java.util.List;

/** A model whose law after a text depends on the last token alone. */
final class TableModel implements LanguageModel {
  private static final int ROOM = 64;

  private final double[] first;
  private final double[][] after;
  private long forwards;

  /**
   * @param first the law of the first token
   * @param after the laws after each token
   */
  TableModel(double[] first, double[][] after) {
    this.first = first;
    this.after = after;
  }

  @Override
  public int width() {
    return first.length;
  }

  @Override
  public int room() {
    return ROOM;
  }

  @Override
  public List<TokenLaw> after(List<int[]> texts) {
    forwards += texts.size();
    return texts.stream()
        .map(text -> law(text.length == 0 ? first : after[text[text.length - 1]]))
        .toList();
  }

  private static TokenLaw law(double[] probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return TokenLaw.of(logits, new Sampler(1, 0, 1, 0));
  }

  @Override
  public long forwards() {
    return forwards;
  }

  @Override
  public void close() {}
}
