package dev.espalier.runtime.diffusion;

import java.util.List;

/** Takes everything: the model alone. */
final class OpenGate implements Gate {
  private final Board board;

  OpenGate(Board board) {
    this.board = board;
  }

  @Override
  public boolean agrees(Prediction proposal) {
    return true;
  }

  @Override
  public Answer admit(List<Prediction> proposals, Distributions model) {
    Gate.write(proposals, board);
    return Answer.TAKEN;
  }

  @Override
  public boolean isSpent(int refused) {
    return false;
  }

  @Override
  public int recover(int from, int to, int wanted, Distributions model) {
    return 0;
  }
}
