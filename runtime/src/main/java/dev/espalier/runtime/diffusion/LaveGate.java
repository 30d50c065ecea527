package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.diffusion.Lookahead.Filled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@link Verification#LAVE}. Keeps the last filling that was verified; it reaches from the
 * beginning to the last known token, and not beyond.
 */
final class LaveGate implements Gate {
  private final Board board;
  private final Reader reader;
  private final Vocabulary vocabulary;
  private final Frontier frontier;
  private final Lookahead lookahead;
  private final LookaheadOptions options;
  private final Supplier<Distributions> forward;
  private final Tally tally;
  private int[] known;
  private int grown;
  private int idle;

  /**
   * @param forward a pass of the model over the board as it is
   */
  LaveGate(
      Board board,
      Reader reader,
      Lookahead lookahead,
      LookaheadOptions options,
      Supplier<Distributions> forward,
      Tally tally) {
    this.board = board;
    this.reader = reader;
    this.vocabulary = reader.constraint().vocabulary();
    this.frontier = new Frontier(reader, board);
    this.lookahead = lookahead;
    this.options = options;
    this.forward = forward;
    this.tally = tally;
    this.known = board.tokens();
  }

  @Override
  public boolean agrees(Prediction proposal) {
    return known[proposal.position()] == proposal.token();
  }

  @Override
  public Answer admit(List<Prediction> proposals, Distributions model) {
    if (proposals.stream().allMatch(this::agrees)) {
      take(proposals, known);
      return Answer.TAKEN;
    }
    if (idle >= options.idle() && proposals.stream().allMatch(p -> isBlank(p.token()))) {
      return Answer.REFUSED; // They only add to text that is skipped.
    }
    Board trial = board.copy();
    Gate.write(proposals, trial);
    int text = trial.behindText(0, trial.length());
    if (text > trial.end()) {
      return Answer.REFUSED;
    }
    int from = frontier.position();
    int to = Math.max(from, text);
    Optional<Filled> found = lookahead.fill(frontier, trial, to, model);
    if (found.isEmpty()) {
      return Answer.REFUSED;
    }
    int[] filled = trial.tokens();
    System.arraycopy(found.get().tokens(), 0, filled, from, to - from);
    if (!finish(found.get().state(), filled, to, trial.end(), model)) {
      return Answer.REFUSED;
    }
    take(proposals, filled);
    return Answer.TAKEN;
  }

  private void take(List<Prediction> proposals, int[] filled) {
    Gate.write(proposals, board);
    known = filled;
    int characters = 0;
    for (int token : known) {
      characters += token == board.mask() || isBlank(token) ? 0 : 1;
    }
    idle = characters > grown ? 0 : idle + proposals.size();
    grown = Math.max(grown, characters);
    frontier.advance();
  }

  private boolean isBlank(int token) {
    if (token >= vocabulary.size() || vocabulary.byteLength(token) == 0) {
      return false;
    }
    for (int i = 0; i < vocabulary.byteLength(token); i++) {
      int b = vocabulary.byteAt(token, i);
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the text can end in time: at an end token that was proposed, by the tokens that the
   * model likes best under the mask, which are written into the filling; else anywhere.
   */
  private boolean finish(State after, int[] filled, int from, int end, Distributions model) {
    if (end == board.length()) {
      return reader.completion(after, end - from).isPresent();
    }
    State state = after;
    for (int position = from; position < end && !Reader.isText(state); position++) {
      int token = nextInTime(state, end - position, model.row(position), false);
      if (token < 0) {
        return false;
      }
      filled[position] = token;
      state = state.next(token);
    }
    return Reader.isText(state);
  }

  /**
   * The likeliest token after which the text can end within the room that is left, or that of the
   * known completion; -1 if there is none.
   *
   * @param room tokens, this one among them
   * @param ending whether it may be an end token
   */
  private int nextInTime(State state, int room, float[] row, boolean ending) {
    try {
      TokenMask mask = state.mask();
      for (int token : Distributions.top(row, mask, options.perMask())) {
        if (vocabulary.isEos(token)
            ? ending
            : reader.completion(state.next(token), room - 1).isPresent()) {
          return token;
        }
      }
    } catch (LimitExceeded e) {
      // The known completion is left.
    }
    Optional<int[]> rest = reader.completion(state, room);
    if (rest.isEmpty()) {
      return -1;
    }
    return rest.get().length > 0 ? rest.get()[0] : ending ? vocabulary.eos()[0] : -1;
  }

  @Override
  public boolean isSpent(int refused) {
    return refused >= options.retries();
  }

  /** LAVE's recovery: the block is what was verified last, and goes on from left to right. */
  @Override
  public int recover(int from, int to, int wanted, Distributions model) {
    int before = board.masks(from, to);
    int end = from;
    while (end < to && known[end] != board.mask() && !vocabulary.isEos(known[end])) {
      end++;
    }
    for (int i = from; i < to; i++) {
      if (i < end) {
        board.write(i, known[i]);
      } else {
        board.clear(i);
      }
    }
    for (int i = to; i < board.length(); i++) {
      board.clear(i);
    }
    frontier.restart();
    tally.witnessed();
    int ahead = before - board.masks(from, to);
    int missing = Math.min(wanted - ahead, to - end);
    if (missing > 0 && !decode(missing)) {
      return 0;
    }
    known = Arrays.copyOf(board.tokens(), board.length());
    return wanted;
  }

  /** Writes tokens from left to right. */
  private boolean decode(int count) {
    try (Distributions fresh = forward.get()) {
      for (int i = 0; i < count; i++) {
        int position = frontier.position();
        int token =
            nextInTime(frontier.state(), board.length() - position, fresh.row(position), true);
        if (token < 0) {
          return i > 0;
        }
        Gate.write(List.of(new Prediction(position, token, 1, 1, 0)), board);
        frontier.advance();
        if (vocabulary.isEos(token)) {
          return true;
        }
      }
      return true;
    }
  }
}
