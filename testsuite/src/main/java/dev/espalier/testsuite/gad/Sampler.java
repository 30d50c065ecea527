package dev.espalier.testsuite.gad;

import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Draws texts through masks.
 *
 * <p>Tokens are drawn uniformly among the allowed ones, and a few are tried: until what was written
 * and the known completion together reach a random length, the one that leaves most to be completed
 * is taken; from then on, mostly one that leaves less. So texts have many lengths, and end in many
 * ways.
 */
final class Sampler {
  private static final int TRIES = 4;

  private final Vocabulary vocabulary;
  private final SplittableRandom random;
  private final State start;
  private final int shortest;
  private final int longest;

  /**
   * @param start where the texts begin
   * @param more texts have at most so many bytes more than the shortest that is known
   */
  Sampler(Vocabulary vocabulary, SplittableRandom random, State start, int more) {
    this.vocabulary = vocabulary;
    this.random = random;
    this.start = start;
    this.shortest = start.completion().bytes().length;
    this.longest = shortest + more;
  }

  /** A text of the grammar. */
  String draw() {
    int wanted = random.nextInt(shortest, longest + 1);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    State state = start;
    while (true) {
      TokenMask mask = state.mask();
      if (mask.isEmpty()) {
        throw new RunException("nothing can follow " + text.toString(StandardCharsets.UTF_8));
      }
      byte[] rest = state.completion().bytes();
      if (state.accepting() && (text.size() >= wanted || random.nextInt(4) == 0)) {
        return text.toString(StandardCharsets.UTF_8);
      }
      int token = draw(state, mask, rest.length, text.size() + rest.length < wanted, text.size());
      if (token < 0) {
        if (rest.length == 0) {
          return text.toString(StandardCharsets.UTF_8);
        }
        token = completing(mask, rest);
      }
      text.writeBytes(vocabulary.bytes(token));
      state = state.next(token);
    }
  }

  /**
   * A random token that mostly leads where it should: to a longer text, or nearer to the end.
   *
   * @return -1 if none that was tried can be taken
   */
  private int draw(State state, TokenMask mask, int left, boolean longer, int size) {
    int[] ids = mask.ids();
    int best = -1;
    int open = -1;
    for (int i = 0; i < TRIES; i++) {
      int token = ids[random.nextInt(ids.length)];
      if (vocabulary.isEos(token)) {
        continue;
      }
      int after = state.next(token).completion().bytes().length;
      boolean fits = size + vocabulary.byteLength(token) + after <= longest;
      if (!longer && (after < left || fits && random.nextInt(3) == 0)) {
        return token;
      }
      if (longer && fits && after > open) {
        open = after;
        best = token;
      }
    }
    return best;
  }

  /** The longest token that begins the known completion. */
  private int completing(TokenMask mask, byte[] rest) {
    int best = -1;
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      int length = vocabulary.byteLength(token);
      if (length > 0 && length <= rest.length && begins(rest, token, length)) {
        best = best < 0 || length > vocabulary.byteLength(best) ? token : best;
      }
    }
    if (best < 0) {
      throw new RunException(
          "no token begins the completion " + new String(rest, StandardCharsets.UTF_8));
    }
    return best;
  }

  private boolean begins(byte[] rest, int token, int length) {
    for (int i = 0; i < length; i++) {
      if (vocabulary.byteAt(token, i) != (rest[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
