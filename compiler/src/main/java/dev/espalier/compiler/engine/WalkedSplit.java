package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A split as a walk over the trie of tokens finds it. The mask is the interior and the groups that
 * the structure takes, composed once for each choice of groups.
 */
final class WalkedSplit extends Split {
  private static final int MAX_COMPOSED = 4096;

  final TokenMask interior;
  final Exits[] exits;

  /** The tokens of each group. */
  final int[][] groups;

  private final VocabularyIndex index;
  private final ConcurrentHashMap<Choice, TokenMask> composed = new ConcurrentHashMap<>();

  private final AtomicLong composedBytes = new AtomicLong();

  private record Choice(BitSet groups, boolean end) {}

  private final long ownBytes;

  WalkedSplit(TokenMask interior, Exits[] exits, int[][] groups, VocabularyIndex index) {
    this(interior, exits, groups, index, bytes(exits, groups));
  }

  private WalkedSplit(
      TokenMask interior, Exits[] exits, int[][] groups, VocabularyIndex index, long bytes) {
    this.interior = interior;
    this.exits = exits;
    this.groups = groups;
    this.index = index;
    this.ownBytes = 200 + interior.memoryBytes() + bytes;
  }

  /** The same exits with other interior tokens. */
  WalkedSplit with(TokenMask inside) {
    return new WalkedSplit(inside, exits, groups, index, 0);
  }

  private static long bytes(Exits[] exits, int[][] groups) {
    long bytes = 0;
    for (Exits e : exits) {
      bytes += 100 + 11L * e.bytes.length;
    }
    for (int[] group : groups) {
      bytes += 24 + 4L * group.length;
    }
    return bytes;
  }

  @Override
  TokenMask mask(EngineState state) {
    return mask(state, IntUnaryOperator.identity(), state.accepting());
  }

  /**
   * The mask of a state at which the vocabulary, or a part of it, splits so.
   *
   * @param label what the state's automaton calls the exits' labels
   * @param end whether the end of the text is in it
   */
  TokenMask mask(EngineState state, IntUnaryOperator label, boolean end) {
    BitSet taken = new BitSet(groups.length);
    BitSet byToken = new BitSet();
    for (Exits e : exits) {
      Verdict verdict = state.verdict(label.applyAsInt(e.label), e);
      taken.or(verdict.taken());
      byToken.or(verdict.byToken());
    }
    if (byToken.isEmpty()) {
      return compose(taken, end);
    }
    // Some exits depend on the text that leads to them: these are tried one by one.
    TokenMask.Builder builder = build(taken, end);
    for (int g = byToken.nextSetBit(0); g >= 0; g = byToken.nextSetBit(g + 1)) {
      for (int token : groups[g]) {
        if (state.reads(token)) {
          builder.add(token);
        }
      }
    }
    return index.shared(builder.build());
  }

  @Override
  int[] leaving(EngineState state) {
    return leaving(state, IntUnaryOperator.identity());
  }

  /** As {@link #mask(EngineState, IntUnaryOperator, boolean)}. */
  int[] leaving(EngineState state, IntUnaryOperator label) {
    IntStream.Builder tokens = IntStream.builder();
    for (Exits e : exits) {
      Verdict verdict = state.verdict(label.applyAsInt(e.label), e);
      verdict.taken().stream().map(g -> groups[g][0]).forEach(tokens::add);
      verdict.byToken().stream()
          .flatMap(g -> Arrays.stream(groups[g]))
          .filter(state::reads)
          .forEach(tokens::add);
    }
    return tokens.build().toArray();
  }

  /**
   * The mask of the interior tokens, some groups, and the end-of-sequence tokens if the text may
   * end.
   *
   * @param taken taken over: not changed afterwards by the caller
   */
  TokenMask compose(BitSet taken, boolean end) {
    Choice choice = new Choice(taken, end);
    TokenMask mask = composed.get(choice);
    if (mask == null) {
      mask = index.shared(build(taken, end).build());
      if (composed.size() > MAX_COMPOSED) {
        composed.clear();
        composedBytes.set(0);
      }
      if (composed.put(choice, mask) == null) {
        composedBytes.addAndGet(mask.memoryBytes());
      }
    }
    return mask;
  }

  private TokenMask.Builder build(BitSet taken, boolean end) {
    TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size()).addAll(interior);
    for (int g = taken.nextSetBit(0); g >= 0; g = taken.nextSetBit(g + 1)) {
      for (int token : groups[g]) {
        builder.add(token);
      }
    }
    if (end) {
      for (int eos : index.vocabulary().eos()) {
        builder.add(eos);
      }
    }
    return builder;
  }

  @Override
  long memoryBytes() {
    return ownBytes + composedBytes.get();
  }
}
