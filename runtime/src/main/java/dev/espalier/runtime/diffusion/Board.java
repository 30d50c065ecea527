package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The canvas in the making: tokens and masks. Mutable, for one decoding. */
final class Board {
  private final int[] tokens;
  private final int mask;
  private final Vocabulary vocabulary;
  private final DiffusionListener listener;

  Board(int length, int mask, Vocabulary vocabulary, DiffusionListener listener) {
    this.tokens = new int[length];
    this.mask = mask;
    this.vocabulary = vocabulary;
    this.listener = listener;
    Arrays.fill(tokens, mask);
  }

  private Board(Board origin) {
    this.tokens = origin.tokens.clone();
    this.mask = origin.mask;
    this.vocabulary = origin.vocabulary;
    this.listener = DiffusionListener.NONE;
  }

  /** A board to try something on, which nobody hears of. */
  Board copy() {
    return new Board(this);
  }

  int length() {
    return tokens.length;
  }

  int at(int position) {
    return tokens[position];
  }

  boolean isMask(int position) {
    return tokens[position] == mask;
  }

  boolean isEos(int position) {
    return !isMask(position) && vocabulary.isEos(tokens[position]);
  }

  int mask() {
    return mask;
  }

  /** A copy of the tokens, masks among them. */
  int[] tokens() {
    return tokens.clone();
  }

  void write(int position, int token) {
    tokens[position] = token;
    listener.written(position, token);
  }

  void clear(int position) {
    tokens[position] = mask;
  }

  /** How many masks are in a range. */
  int masks(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += isMask(i) ? 1 : 0;
    }
    return count;
  }

  /** The first mask at or behind a position, or the length. */
  int nextMask(int from) {
    int i = from;
    while (i < tokens.length && !isMask(i)) {
      i++;
    }
    return i;
  }

  /** The first end token, or the length. */
  int end() {
    int i = 0;
    while (i < tokens.length && !isEos(i)) {
      i++;
    }
    return i;
  }

  /** Behind the last token within a range that is neither mask nor end token. */
  int behindText(int from, int to) {
    int i = to;
    while (i > from && (isMask(i - 1) || isEos(i - 1))) {
      i--;
    }
    return i;
  }

  /** Whether all is known up to an end token, or up to the end of the canvas. */
  boolean isDone() {
    return nextMask(0) >= end();
  }

  /** The tokens up to the first end token or mask. */
  int[] text() {
    return Arrays.copyOf(tokens, Math.min(nextMask(0), end()));
  }

  static byte[] bytes(int[] text, Vocabulary vocabulary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : text) {
      if (token < vocabulary.size()) {
        bytes.writeBytes(vocabulary.bytes(token));
      }
    }
    return bytes.toByteArray();
  }
}
