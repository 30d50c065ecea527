package dev.espalier.runtime.sampling;

import dev.espalier.runtime.model.ModelException;
import java.util.List;

/**
 * A law P over texts, token by token: what a model writes after a prompt, with its temperature and
 * truncation. For one thread.
 */
public interface LanguageModel extends AutoCloseable {
  /** How many tokens there are. */
  int width();

  /** Most tokens that a text may have, its end token included. */
  int room();

  /**
   * The laws of the next token after some texts, in their order. What can go through the model
   * together does.
   *
   * @param texts each without end tokens and shorter than {@link #room}; not changed, not kept
   * @throws ModelException if the model's logits are not numbers
   */
  List<TokenLaw> after(List<int[]> texts);

  /** The law after one text. */
  default TokenLaw after(int... text) {
    return after(List.of(text)).get(0);
  }

  /** How many laws the model has computed so far; what was remembered does not count again. */
  long forwards();

  /** Frees what the model holds for it. */
  @Override
  void close();
}
