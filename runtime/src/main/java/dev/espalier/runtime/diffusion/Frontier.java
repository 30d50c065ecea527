package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.State;

/** The state before the first mask of a board; follows it as it is filled. */
final class Frontier {
  private final Reader reader;
  private final Board board;
  private State state;
  private int position;

  Frontier(Reader reader, Board board) {
    this.reader = reader;
    this.board = board;
    this.state = reader.start();
  }

  /** Reads what has become known. What it read before must still stand there. */
  void advance() {
    while (position < board.length() && !board.isMask(position)) {
      state =
          reader
              .next(state, board.at(position))
              .orElseThrow(() -> new IllegalStateException("a token that was not verified"));
      position++;
    }
  }

  /** The first mask, or the length. */
  int position() {
    return position;
  }

  State state() {
    return state;
  }

  /** Begins anew, after known tokens were taken away. */
  void restart() {
    state = reader.start();
    position = 0;
    advance();
  }
}
