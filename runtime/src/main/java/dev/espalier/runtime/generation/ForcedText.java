package dev.espalier.runtime.generation;

import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Text that a constraint leaves no choice about, as tokens that need no model.
 *
 * <p>The bytes of {@link State#forced} are split as the model's own tokenizer splits them, since
 * that is what the model has learned to read; where it does not give back just these bytes (it adds
 * blanks, the bytes begin or end inside a character) the longest tokens of the vocabulary are
 * taken.
 *
 * <p>The end of forced text is not the end of a token: after {@code "age":} the model may prefer
 * one token for the blank and the digit. So the tokens are kept only up to the first boundary from
 * which an allowed token reaches beyond the forced bytes; what follows is the model's to choose.
 *
 * <p>Immutable.
 */
public final class ForcedText {
  private final Vocabulary vocabulary;
  private final Segmenter segmenter;
  private final Function<String, int[]> tokenizer;

  /**
   * @param tokenizer the model's own, without the special tokens that it may add around a text
   */
  public ForcedText(Vocabulary vocabulary, Segmenter segmenter, Function<String, int[]> tokenizer) {
    this.vocabulary = vocabulary;
    this.segmenter = segmenter;
    this.tokenizer = tokenizer;
  }

  /**
   * Tokens and the states after each of them.
   *
   * @param tokens in order
   * @param states as many as there are tokens
   */
  public record Run(int[] tokens, List<State> states) {
    /** No forced tokens. */
    static final Run NONE = new Run(new int[0], List.of());
  }

  /**
   * The tokens that are forced from a state on; may be none.
   *
   * @param bytes what its {@link State#forced} says
   */
  public Run from(State state, byte[] bytes) {
    if (bytes.length == 0) {
      return Run.NONE;
    }
    Optional<int[]> split = split(bytes);
    if (split.isEmpty()) {
      return Run.NONE;
    }
    int[] tokens = split.get();
    List<State> states = new ArrayList<>(tokens.length);
    State at = state;
    int offset = 0;
    for (int token : tokens) {
      if (bytes.length - offset < segmenter.longestToken()) {
        TokenMask mask = at.mask();
        if (!mask.contains(token) || segmenter.continues(bytes, offset, mask)) {
          break;
        }
      } else if (!at.allows(token)) {
        break;
      }
      at = at.next(token);
      states.add(at);
      offset += vocabulary.bytes(token).length;
    }
    return new Run(Arrays.copyOf(tokens, states.size()), states);
  }

  private Optional<int[]> split(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int[] tokens = tokenizer.apply(text);
      if (spells(tokens, bytes)) {
        return Optional.of(tokens);
      }
    } catch (CharacterCodingException e) {
      // Begins or ends inside a character: below.
    }
    return segmenter.longest(bytes);
  }

  private boolean spells(int[] tokens, byte[] bytes) {
    int at = 0;
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary.size()) {
        return false;
      }
      byte[] part = vocabulary.bytes(token);
      int end = at + part.length;
      if (part.length == 0
          || end > bytes.length
          || !Arrays.equals(part, 0, part.length, bytes, at, end)) {
        return false;
      }
      at = end;
    }
    return at == bytes.length;
  }
}
