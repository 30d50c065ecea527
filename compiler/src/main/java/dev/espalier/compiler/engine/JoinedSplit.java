package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A split made of others, which other splits share: no token is in two of them. */
final class JoinedSplit extends Split {
  private final WalkedSplit first;
  private final boolean firstIsShared;
  private final List<Part> parts;
  private final VocabularyIndex index;

  /**
   * A split of some of the tokens.
   *
   * @param label what the automaton calls the labels of the split's exits
   */
  record Part(WalkedSplit split, IntUnaryOperator label) {}

  JoinedSplit(WalkedSplit first, boolean firstIsShared, List<Part> parts, VocabularyIndex index) {
    this.first = first;
    this.firstIsShared = firstIsShared;
    this.parts = parts;
    this.index = index;
  }

  /**
   * The split at the white space before a lexeme: that of the frame, and for each automaton that
   * reads other lexemes the tokens in which one of these begins.
   */
  static JoinedSplit of(Framed automaton, int state, VocabularyIndex index) {
    Lexer frame = automaton.frame();
    Openings openings = index.openings(automaton, state);
    List<Part> parts = new ArrayList<>();
    for (Framed.Part part : automaton.parts()) {
      parts.add(new Part(part.lexer().begun(openings), part.label()));
    }
    return new JoinedSplit(
        (WalkedSplit) frame.split(automaton.frameState(state)), true, parts, index);
  }

  @Override
  TokenMask mask(EngineState state) {
    TokenMask mask = first.mask(state);
    for (Part part : parts) {
      mask = index.union(mask, part.split.mask(state, part.label, false));
    }
    return mask;
  }

  @Override
  int[] leaving(EngineState state) {
    IntStream leaving = Arrays.stream(first.leaving(state));
    for (Part part : parts) {
      leaving = IntStream.concat(leaving, Arrays.stream(part.split.leaving(state, part.label)));
    }
    return leaving.toArray();
  }

  @Override
  long memoryBytes() {
    return 64 + 48L * parts.size() + (firstIsShared ? 0 : first.memoryBytes());
  }
}
