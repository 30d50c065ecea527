package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Token;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link Verification#EMPTINESS}: every run of masks stands for any number of tokens. */
final class EmptinessGate implements Gate {
  private final Board board;
  private final CanvasChecker checker;
  private final int resamples;
  private int refused;

  EmptinessGate(Board board, CanvasChecker checker, int resamples) {
    this.board = board;
    this.checker = checker;
    this.resamples = resamples;
  }

  @Override
  public boolean agrees(Prediction proposal) {
    return false;
  }

  @Override
  public Answer admit(List<Prediction> proposals, Distributions model) {
    Board trial = board.copy();
    Gate.write(proposals, trial);
    CanvasVerdict verdict = checker.check(uncounted(trial)).verdict();
    if (verdict.isCompletable()) {
      Gate.write(proposals, board);
      return Answer.TAKEN;
    }
    refused += proposals.size() == 1 ? 1 : 0;
    return verdict instanceof CanvasVerdict.Unknown ? Answer.UNKNOWN : Answer.REFUSED;
  }

  private static Canvas uncounted(Board board) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < board.length(); i++) {
      if (!board.isMask(i)) {
        parts.add(new Token(board.at(i)));
      } else if (i == 0 || !board.isMask(i - 1)) {
        parts.add(Hole.ANY);
      }
    }
    // The published test lets a full canvas go on.
    if (board.end() == board.length() && !board.isMask(board.length() - 1)) {
      parts.add(Hole.ANY);
    }
    return new Canvas(parts);
  }

  @Override
  public boolean isSpent(int inARow) {
    return refused >= resamples;
  }

  @Override
  public int recover(int from, int to, int wanted, Distributions model) {
    return 0;
  }

  @Override
  public Optional<int[]> fallback() {
    return checker.check(uncounted(board)).verdict() instanceof CanvasVerdict.Completable found
        ? Optional.of(found.tokens())
        : Optional.empty();
  }
}
