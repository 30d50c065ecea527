package dev.espalier.compiler.cfg;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.LastBytes;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.grammar.Expr;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The terminals of a scannerless grammar that are no regular languages, over a vocabulary: tokens
 * of the model, and texts of other grammars.
 */
final class Symbols {
  private final Vocabulary vocabulary;
  private final @Nullable BitSet[] tokens; // of each terminal that is a token
  private final @Nullable ByteState<?>[] starts; // of each terminal that is another grammar's text
  private final @Nullable BitSet[] lastBytes;
  private final int[] tokenTerminals;
  private final int[] textTerminals;

  Symbols(List<RegularTerminals.Meaning> terminals, VocabularyIndex index) {
    this.vocabulary = index.vocabulary();
    int n = terminals.size();
    tokens = new BitSet[n];
    starts = new ByteState<?>[n];
    lastBytes = new BitSet[n];
    for (int t = 0; t < n; t++) {
      if (terminals.get(t) instanceof RegularTerminals.Meaning.Special special) {
        if (special.expr() instanceof Expr.Embedded embedded) {
          Grammar grammar = embedded.grammar();
          if (!(grammar.bind(vocabulary).start() instanceof ByteState<?> start)) {
            throw new IllegalArgumentException(
                embedded.at() + ": a grammar of another make cannot be embedded");
          }
          starts[t] = start;
          lastBytes[t] = grammar instanceof LastBytes known ? known.lastBytes() : allBytes();
        } else {
          tokens[t] = tokens(special.expr());
        }
      }
    }
    tokenTerminals = numbers(tokens);
    textTerminals = numbers(starts);
  }

  private static int[] numbers(@Nullable Object[] of) {
    int[] numbers = new int[of.length];
    int n = 0;
    for (int t = 0; t < of.length; t++) {
      if (of[t] != null) {
        numbers[n++] = t;
      }
    }
    return Arrays.copyOf(numbers, n);
  }

  static BitSet allBytes() {
    BitSet all = new BitSet(256);
    all.set(0, 256);
    return all;
  }

  private BitSet tokens(Expr expr) {
    BitSet ids = new BitSet(vocabulary.size());
    switch (expr) {
      case Expr.SpecialToken e -> ids.set(special(e.text(), e));
      case Expr.OtherTokens e -> {
        ids.set(0, vocabulary.size());
        ids.clear(special(e.text(), e));
        withoutHoles(ids);
      }
      case Expr.TokenIds e -> {
        for (int i = 0; i + 1 < e.ranges().size(); i += 2) {
          int last = e.ranges().get(i + 1);
          if (last >= vocabulary.size()) {
            throw new VocabularyException(
                "vocabulary", "", e.at() + ": there is no token " + last + " in this vocabulary");
          }
          ids.set(e.ranges().get(i), last + 1);
        }
        if (e.negated()) {
          ids.flip(0, vocabulary.size());
        }
        withoutHoles(ids);
      }
      default -> throw new AssertionError(expr);
    }
    // The end of the sequence ends the text, and is no part of it.
    for (int eos : vocabulary.eos()) {
      ids.clear(eos);
    }
    if (ids.isEmpty()) {
      throw new VocabularyException(
          "vocabulary",
          "",
          expr.at() + ": no token of this vocabulary is meant (the end of the sequence is none)");
    }
    return ids;
  }

  private void withoutHoles(BitSet ids) {
    for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
      if (vocabulary.isHole(id)) {
        ids.clear(id);
      }
    }
  }

  private int special(String text, Expr expr) {
    return vocabulary
        .special(text)
        .orElseThrow(() ->
            new VocabularyException(
                "vocabulary", "", expr.at() + ": this vocabulary has no special token " + text));
  }

  boolean isEmpty() {
    return tokenTerminals.length == 0 && textTerminals.length == 0;
  }

  /** The terminals that are tokens. Not to be changed. */
  int[] tokenTerminals() {
    return tokenTerminals;
  }

  /** The terminals that are texts of other grammars. Not to be changed. */
  int[] textTerminals() {
    return textTerminals;
  }

  /** The tokens that a terminal stands for. Not to be changed. */
  BitSet tokens(int terminal) {
    BitSet ids = tokens[terminal];
    if (ids == null) {
      throw new AssertionError(terminal);
    }
    return ids;
  }

  /** Before the first byte of a terminal that is another grammar's text. */
  ByteState<?> start(int terminal) {
    ByteState<?> start = starts[terminal];
    if (start == null) {
      throw new AssertionError(terminal);
    }
    return start;
  }

  /** The bytes that a terminal's text may end with. Not to be changed. */
  BitSet lastBytes(int terminal) {
    BitSet last = lastBytes[terminal];
    if (last == null) {
      throw new AssertionError(terminal);
    }
    return last;
  }
}
