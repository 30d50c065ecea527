package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CheckedCanvas;
import dev.espalier.compiler.State;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.diffusion.Lookahead.Filled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verification#HYBRID}. Always holds a filling of the whole canvas, the witness, that the
 * states have read from end to end. Proposals that agree with it are free; others are taken with a
 * new one.
 */
final class HybridGate implements Gate {
  private final Board board;
  private final Reader reader;
  private final Frontier frontier;
  private final Lookahead lookahead;
  private final CanvasChecker checker;
  private final int retries;
  private final Tally tally;
  private CheckedCanvas checked;
  private int[] witness;

  /**
   * @throws GenerationException if no text fits the canvas, or none is known to
   */
  HybridGate(
      Board board,
      Reader reader,
      Lookahead lookahead,
      CanvasChecker checker,
      int retries,
      Tally tally) {
    this.board = board;
    this.reader = reader;
    this.frontier = new Frontier(reader, board);
    this.lookahead = lookahead;
    this.checker = checker;
    this.retries = retries;
    this.tally = tally;
    this.checked = begin();
    this.witness = tokens(checked);
  }

  private CheckedCanvas begin() {
    Canvas empty = Canvas.masked(board.tokens(), board.mask());
    Optional<CheckedCanvas> known =
        reader
            .completion(reader.start(), board.length())
            .flatMap(text -> checker.filled(empty, filling(padded(text))));
    CheckedCanvas first = known.orElseGet(() -> checker.check(empty));
    return switch (first.verdict()) {
      case CanvasVerdict.Completable filled -> first;
      case CanvasVerdict.Dead dead ->
          throw new GenerationException(
              GenerationException.Kind.BUDGET,
              "the canvas is too short: no text of the constraint fits %d tokens"
                  .formatted(board.length()));
      case CanvasVerdict.Unknown unknown ->
          throw new GenerationException(
              GenerationException.Kind.BUDGET,
              "no text of the constraint is known that fits %d tokens: the limit %s = %d was reached"
                  .formatted(board.length(), unknown.limit(), unknown.value()));
    };
  }

  /** A text with end tokens behind it, as long as the canvas. */
  private int[] padded(int[] text) {
    int[] all = Arrays.copyOf(text, board.length());
    Arrays.fill(all, text.length, all.length, reader.constraint().vocabulary().eos()[0]);
    return all;
  }

  private static List<List<Integer>> filling(int[] tokens) {
    return Arrays.stream(tokens).mapToObj(List::of).toList();
  }

  private static int[] tokens(CheckedCanvas canvas) {
    return ((CanvasVerdict.Completable) canvas.verdict()).tokens();
  }

  @Override
  public boolean agrees(Prediction proposal) {
    return witness[proposal.position()] == proposal.token();
  }

  @Override
  public Answer admit(List<Prediction> proposals, Distributions model) {
    Board trial = board.copy();
    Gate.write(proposals, trial);
    Canvas canvas = Canvas.masked(trial.tokens(), trial.mask());
    if (proposals.stream().allMatch(this::agrees)) {
      take(proposals, checked.with(canvas));
      return Answer.TAKEN;
    }
    int text = trial.behindText(0, trial.length());
    if (text > trial.end() || breaksOff(trial)) {
      return Answer.REFUSED;
    }
    Optional<CheckedCanvas> seen = lookAhead(trial, text, canvas, model);
    if (seen.isPresent()) {
      take(proposals, seen.get());
      return Answer.TAKEN;
    }
    tally.emptiness();
    CheckedCanvas next = checked.with(canvas);
    if (next.verdict() instanceof CanvasVerdict.Completable found
        && reader.accepts(found.tokens())) {
      take(proposals, next);
      return Answer.TAKEN;
    }
    return next.verdict() instanceof CanvasVerdict.Dead ? Answer.REFUSED : Answer.UNKNOWN;
  }

  /** Whether the states refuse what is known from the beginning on. */
  private boolean breaksOff(Board trial) {
    Optional<State> state = Optional.of(frontier.state());
    for (int i = frontier.position(); i < trial.length() && !trial.isMask(i); i++) {
      if (reader.refuses(state.get(), trial.at(i))) {
        return true;
      }
      state = reader.next(state.get(), trial.at(i));
      if (state.isEmpty()) {
        return false; // A limit.
      }
    }
    return false;
  }

  private void take(List<Prediction> proposals, CheckedCanvas next) {
    Gate.write(proposals, board);
    checked = next;
    witness = tokens(next);
    frontier.advance();
  }

  /** A filling by what the model finds likely up to the last known token, and then shortly. */
  private Optional<CheckedCanvas> lookAhead(
      Board trial, int text, Canvas canvas, Distributions model) {
    int from = frontier.position();
    int to = Math.max(from, text);
    Optional<Filled> found = lookahead.fill(frontier, trial, to, model);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<int[]> rest = reader.completion(found.get().state(), trial.end() - to);
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    int[] whole = Arrays.copyOf(trial.tokens(), to + rest.get().length);
    System.arraycopy(found.get().tokens(), 0, whole, from, to - from);
    System.arraycopy(rest.get(), 0, whole, to, rest.get().length);
    int[] all = padded(whole);
    for (int i = trial.end(); i < all.length; i++) {
      all[i] = trial.isMask(i) ? all[i] : trial.at(i); // One of several end tokens.
    }
    return checker.filled(canvas, filling(all));
  }

  @Override
  public boolean isSpent(int refused) {
    return refused >= retries;
  }

  /** Writes a token of the witness: that which the model finds likeliest. */
  @Override
  public int recover(int from, int to, int wanted, Distributions model) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = board.nextMask(from); i < Math.min(to, board.end()); i = board.nextMask(i + 1)) {
      double likely = model.logProbability(i, witness[i]);
      if (best < 0 || likely > most) {
        best = i;
        most = likely;
      }
    }
    List<Prediction> own = new ArrayList<>();
    own.add(new Prediction(best, witness[best], Math.exp(most), 0, 0));
    int before = board.masks(from, to);
    Board trial = board.copy();
    Gate.write(own, trial);
    take(own, checked.with(Canvas.masked(trial.tokens(), trial.mask())));
    tally.witnessed();
    return before - board.masks(from, to);
  }
}
