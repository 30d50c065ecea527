package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The split at the white space before a lexeme: that of the frame, and for each automaton that
 * reads other lexemes the tokens in which one of these begins.
 */
final class FramedSplit extends Split {
  private final WalkedSplit frame;
  private final List<Begun> parts;
  private final VocabularyIndex index;

  /** No token is in two of them, or in one and the frame. */
  private record Begun(WalkedSplit split, IntUnaryOperator label) {}

  private FramedSplit(WalkedSplit frame, List<Begun> parts, VocabularyIndex index) {
    this.frame = frame;
    this.parts = parts;
    this.index = index;
  }

  static FramedSplit of(Framed automaton, int state, VocabularyIndex index) {
    int before = automaton.frameState(state);
    Lexer frame = automaton.frame();
    Openings openings = frame.openings(automaton, state);
    List<Begun> parts = new ArrayList<>();
    for (Framed.Part part : automaton.parts()) {
      parts.add(new Begun(part.lexer().begun(openings), part.label()));
    }
    return new FramedSplit((WalkedSplit) frame.split(before), parts, index);
  }

  @Override
  TokenMask mask(EngineState state) {
    TokenMask mask = frame.mask(state);
    for (Begun part : parts) {
      mask = index.union(mask, part.split.mask(state, part.label, false));
    }
    return mask;
  }

  @Override
  int[] leaving(EngineState state) {
    IntStream leaving = Arrays.stream(frame.leaving(state));
    for (Begun part : parts) {
      leaving = IntStream.concat(leaving, Arrays.stream(part.split.leaving(state, part.label)));
    }
    return leaving.toArray();
  }

  @Override
  long memoryBytes() {
    return 64 + 48L * parts.size();
  }
}
