package dev.espalier.testsuite.canvas;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import dev.espalier.testsuite.maskbench.Case;
import dev.espalier.testsuite.text.Encoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Canvases as they come up while diffusion models decode: valid texts of which some tokens are
 * known, with the end of the sequence behind them.
 */
final class CanvasMaker {
  private static final int BLOCK = 32;
  private static final int PROPOSALS = 8;

  private final Vocabulary vocabulary;
  private final Encoder encoder;
  private final int length;
  private final SplittableRandom random;
  private final Reader reader;
  private final Consumer<CanvasLine> sink;

  /** Says what is a text: one that a form does not allow makes no canvas. */
  interface Reader {
    boolean reads(String schema, String grammar, int[] tokens);
  }

  /** How the holes lie. */
  private enum Kind {
    /** All is known up to a block, half of it within, nothing behind. */
    BLOCK,
    /** Some tokens are known, wherever. */
    SCATTERED,
    /** All is known but up to three regions. */
    REGIONS
  }

  CanvasMaker(
      Vocabulary vocabulary,
      Encoder encoder,
      int length,
      long seed,
      Reader reader,
      Consumer<CanvasLine> sink) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.length = length;
    this.random = new SplittableRandom(seed);
    this.reader = reader;
    this.sink = sink;
  }

  /** Canvases of valid instances of schemas. */
  void schemas(Path cases, int every) {
    Case.read(
        cases,
        every,
        each -> {
          for (Case.Test test : each.tests()) {
            if (test.valid()) {
              make(each.id(), each.schema(), "", test.text());
              return;
            }
          }
        });
  }

  /** Canvases of the valid samples of a bundled grammar, some of each kind of each of them. */
  void grammar(String name, int draws) {
    BundledGrammar grammar = BundledGrammars.named(name).orElseThrow();
    for (BundledGrammar.Sample sample : grammar.validSamples()) {
      for (int draw = 0; draw < draws; draw++) {
        make(name + "/" + sample.name(), "", name, sample.text());
      }
    }
  }

  private void make(String id, String schema, String grammar, String text) {
    int[] encoded = encoder.encode(text);
    if (encoded.length == 0
        || encoded.length >= length
        || !reader.reads(schema, grammar, encoded)) {
      return;
    }
    int[] whole = Arrays.copyOf(encoded, length);
    Arrays.fill(whole, encoded.length, length, vocabulary.eos()[0]);
    for (Kind kind : Kind.values()) {
      int[] tokens = mask(whole, encoded.length, kind);
      sink.accept(
          new CanvasLine(
              id,
              kind.name().toLowerCase(java.util.Locale.ROOT),
              schema,
              grammar,
              tokens,
              proposals(whole, encoded.length, tokens)));
    }
  }

  private int[] mask(int[] whole, int used, Kind kind) {
    int[] tokens = whole.clone();
    switch (kind) {
      case BLOCK -> {
        int from = random.nextInt(used) / BLOCK * BLOCK;
        for (int i = from; i < length; i++) {
          if (i >= from + BLOCK || random.nextBoolean()) {
            tokens[i] = CanvasLine.HOLE;
          }
        }
      }
      case SCATTERED -> {
        double share = random.nextDouble();
        for (int i = 0; i < length; i++) {
          if (random.nextDouble() < share) {
            tokens[i] = CanvasLine.HOLE;
          }
        }
      }
      case REGIONS -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          int from = random.nextInt(used);
          int to = Math.min(used, from + 1 + random.nextInt(Math.max(1, used / 3)));
          Arrays.fill(tokens, from, to, CanvasLine.HOLE);
        }
      }
    }
    return tokens;
  }

  /** Half of them what the text has there, half another token of it. */
  private List<int[]> proposals(int[] whole, int used, int[] tokens) {
    int[] holes = java.util.stream.IntStream.range(0, length).filter(i -> tokens[i] < 0).toArray();
    List<int[]> proposals = new ArrayList<>();
    for (int i = 0; i < PROPOSALS && holes.length > 0; i++) {
      int position = holes[random.nextInt(holes.length)];
      int other = whole[random.nextInt(used)];
      proposals.add(new int[] {position, i % 2 == 0 ? whole[position] : other});
    }
    return proposals;
  }
}
