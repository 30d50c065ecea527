package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.DiffusionModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One canvas in the making. */
final class Decoding {
  private final DiffusionModel model;
  private final int[] prompt;
  private final DiffusionOptions options;
  private final DiffusionListener listener;
  private final Vocabulary vocabulary;
  private final Reader reader;
  private final Board board;
  private final RandomGenerator random;
  private final TokenMask proposable;
  private final Tally tally = new Tally();
  private final Gate gate;
  private boolean dead;

  Decoding(
      DiffusionModel model,
      CanvasChecker checker,
      int[] prompt,
      int mask,
      DiffusionOptions options,
      DiffusionListener listener) {
    this.model = model;
    this.prompt = prompt;
    this.options = options;
    this.listener = listener;
    this.vocabulary = checker.constraint().vocabulary();
    this.reader = new Reader(checker.constraint());
    this.board = new Board(options.length(), mask, vocabulary, listener);
    this.random = random(options.seed());
    this.proposable = proposable(vocabulary, mask);
    this.gate = gate(checker);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static TokenMask proposable(Vocabulary vocabulary, int mask) {
    TokenMask.Builder tokens = new TokenMask.Builder(vocabulary.size());
    for (int id = 0; id < vocabulary.size(); id++) {
      if (id != mask && !vocabulary.isHole(id)) {
        tokens.add(id);
      }
    }
    return tokens.build();
  }

  private Gate gate(CanvasChecker checker) {
    LookaheadOptions ahead = options.lookahead();
    // Chances of its own: what is proposed is not to depend on how it is verified.
    Lookahead lookahead = new Lookahead(reader, ahead, random(~options.seed()));
    return switch (options.verification()) {
      case NONE -> new OpenGate(board);
      case EMPTINESS -> new EmptinessGate(board, checker, options.resamples());
      case LAVE -> new LaveGate(board, reader, lookahead, ahead, () -> forward(0, 0), tally);
      case HYBRID -> new HybridGate(board, reader, lookahead, checker, ahead.retries(), tally);
    };
  }

  Diffusion run() {
    while (!board.isDone() && !dead) {
      int from = board.nextMask(0) / options.block() * options.block();
      int to = (int) Math.min(board.length(), (long) from + options.block());
      block(from, to);
    }
    return finished();
  }

  private void block(int from, int to) {
    int steps =
        (int) Math.max(1, Math.round((double) options.steps() * (to - from) / board.length()));
    for (int step = 0; !board.isDone() && !dead; step++) {
      int masks = board.masks(from, to);
      if (masks == 0) {
        return;
      }
      try (Distributions now = forward(from, to)) {
        step(from, to, new Progress(step, steps, masks, random), now);
      }
    }
  }

  /** A prediction with its score. */
  private record Ranked(Prediction prediction, double score) {}

  private void step(int from, int to, Progress progress, Distributions now) {
    List<Ranked> ranked = ranked(from, to, now);
    int wanted = wanted(ranked, progress);
    int written = 0;
    int refused = 0;
    while (written < wanted && !board.isDone() && board.masks(from, to) > 0) {
      if (ranked.isEmpty() || gate.isSpent(refused)) {
        int more = recover(from, to, wanted - written, now);
        if (more <= 0) {
          tally.deadEnds++;
          dead = true;
          return;
        }
        written += more;
        refused = 0;
      } else {
        int before = tally.rejected;
        int taken =
            admit(ranked.stream().limit(wanted - written).map(Ranked::prediction).toList(), now);
        written += taken;
        refused = taken > 0 ? 0 : refused + tally.rejected - before;
      }
      ranked = ranked(from, to, now);
    }
  }

  private int wanted(List<Ranked> ranked, Progress progress) {
    if (ranked.isEmpty()) {
      return 1;
    }
    double[] scores = ranked.stream().mapToDouble(Ranked::score).toArray();
    int least = progress.step() + 1 >= progress.steps() ? 1 : 0;
    return Math.max(least, Math.min(scores.length, options.strategy().commits(scores, progress)));
  }

  private List<Ranked> ranked(int from, int to, Distributions now) {
    List<Ranked> ranked = new ArrayList<>();
    for (int i = board.nextMask(from); i < to; i = board.nextMask(i + 1)) {
      Prediction prediction = now.prediction(i);
      if (prediction != null) {
        ranked.add(new Ranked(prediction, options.strategy().score(prediction, random)));
      }
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }

  /** Proposals together; in halves where they cannot stand so. Answers how many were taken. */
  private int admit(List<Prediction> proposals, Distributions now) {
    int size = proposals.size();
    boolean free = proposals.stream().allMatch(gate::agrees);
    long began = System.nanoTime();
    Gate.Answer answer = gate.admit(proposals, now);
    long nanos = System.nanoTime() - began;
    boolean taken = answer == Gate.Answer.TAKEN;
    if (free) {
      tally.agreed += size;
    } else {
      tally.checks++;
      listener.check(size, taken, nanos);
    }
    tally.checkNanos += options.verification() == Verification.NONE ? 0 : nanos;
    if (taken) {
      tally.proposals += size;
      return size;
    }
    if (size > 1) {
      return admit(proposals.subList(0, size / 2), now)
          + admit(proposals.subList(size / 2, size), now);
    }
    tally.proposals++;
    tally.rejected++;
    tally.unknown += answer == Gate.Answer.UNKNOWN ? 1 : 0;
    now.refuse(proposals.getFirst().position());
    return 0;
  }

  private int recover(int from, int to, int wanted, Distributions now) {
    long began = System.nanoTime();
    long passes = tally.forwardNanos;
    int more = gate.recover(from, to, wanted, now);
    tally.checkNanos += System.nanoTime() - began - (tally.forwardNanos - passes);
    return more;
  }

  /** A pass of the model; reads the logits of a range's masks. */
  private Distributions forward(int from, int to) {
    long began = System.nanoTime();
    int[] canvas = Arrays.copyOf(prompt, prompt.length + board.length());
    System.arraycopy(board.tokens(), 0, canvas, prompt.length, board.length());
    CausalModel.Logits logits = model.forward(List.of(canvas)).getFirst();
    Distributions now =
        new Distributions(
            logits,
            prompt.length,
            board.length(),
            proposable,
            new Sampler(options.temperature(), 0, options.topP(), 0),
            options.strategy().tempered(),
            random);
    for (int i = board.nextMask(from); i < to; i = board.nextMask(i + 1)) {
      now.row(i);
    }
    long nanos = System.nanoTime() - began;
    tally.forwards++;
    tally.forwardNanos += nanos;
    listener.forward(nanos);
    return now;
  }

  private Diffusion finished() {
    int[] text = board.text();
    boolean complete = board.isDone() && reader.accepts(text);
    if (!complete) {
      Optional<int[]> other = gate.fallback();
      if (other.isPresent()) {
        tally.fallbacks++;
        text = other.get();
        complete = true;
      }
    }
    int[] ids = Arrays.stream(text).filter(id -> !vocabulary.isEos(id)).toArray();
    return new Diffusion(
        new String(Board.bytes(ids, vocabulary), StandardCharsets.UTF_8),
        complete,
        Arrays.stream(ids).boxed().toList(),
        tally.counts(),
        options.seed());
  }
}
