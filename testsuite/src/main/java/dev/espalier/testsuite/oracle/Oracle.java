package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/**
 * Checks masks of random small schemas and vocabularies, bit by bit.
 *
 * <p>A cleared bit is wrong if some accepted text goes on with the token. A set bit is wrong unless
 * the state after the token shows a completion that the judge accepts.
 */
public final class Oracle {
  private static final int FINDINGS = 40;

  /** What is checked. */
  @FunctionalInterface
  public interface Engine {
    /**
     * The constraint of a schema.
     *
     * @throws SchemaException if it does not compile
     */
    Constraint constraint(String schema, OutputForm form, Vocabulary vocabulary);

    /** The compiler of JSON Schemas, with its default limits; the judges know integers by value. */
    Engine JSON_SCHEMA =
        (schema, form, vocabulary) ->
            JsonSchema.compile(
                    schema, JsonSchemaOptions.DEFAULT.withForm(form).withIntegers(Integers.VALUE))
                .bind(vocabulary);
  }

  private final Engine engine;
  private final long seed;
  private final int wanted;
  private final int wantedTexts;
  private final boolean spelled;
  private final AtomicLong next = new AtomicLong();
  private final Tally tally = new Tally();

  /**
   * @param engine what is checked
   * @param masks so many masks are checked, at least
   * @param seed of everything that is random
   */
  public Oracle(Engine engine, int masks, long seed) {
    this(engine, masks, 0, seed);
  }

  /**
   * @param texts so many whole texts are generated, at least
   */
  public Oracle(Engine engine, int masks, int texts, long seed) {
    this.engine = engine;
    this.wanted = masks;
    this.wantedTexts = texts;
    this.seed = seed;
    this.spelled = integersBySpelling(engine);
  }

  /** Whether 1.0 is no integer of draft 4: an option of the engine, not its correctness. */
  private static boolean integersBySpelling(Engine engine) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    String schema = "{\"$schema\":\"" + Draft.DRAFT_4.uri() + "#\",\"type\":\"integer\"}";
    try {
      return !engine
          .constraint(schema, OutputForm.ANY, Vocabulary.of(tokens, 256))
          .start()
          .next("1.0".getBytes(StandardCharsets.US_ASCII))
          .accepting();
    } catch (NotAllowed e) {
      return true;
    }
  }

  /**
   * Runs in this thread.
   *
   * @param progress told how many masks were checked so far
   */
  public Oracle run(IntConsumer progress) {
    while (!done()) {
      step(next.getAndIncrement());
      progress.accept(Math.min(masks(), wanted));
    }
    return this;
  }

  /** Runs in several threads; the schemas are the same, but for the last few. */
  public Oracle run(int threads, IntConsumer progress) {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(Thread.ofPlatform().name("oracle-" + i).start(() -> run(done -> {})));
    }
    run(progress);
    for (Thread other : others) {
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return this;
  }

  private boolean done() {
    synchronized (tally) {
      return tally.masks >= wanted && tally.walks >= wantedTexts
          || tally.findings.size() >= FINDINGS;
    }
  }

  /** Checks the schema of a number: with the seed, it repeats exactly. */
  public void step(long number) {
    SplittableRandom own = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + number).split();
    JsonNode schema = new SchemaGenerator(own).next();
    check(schema, form(own, schema), own, "seed " + seed + ", number " + number);
  }

  private static OutputForm form(SplittableRandom random, JsonNode schema) {
    WhiteSpace white =
        switch (random.nextInt(6)) {
          case 0 -> new WhiteSpace.Fixed(",", ":");
          case 1 -> new WhiteSpace.Fixed(", ", ": ");
          case 2 -> new WhiteSpace.Flexible(0);
          case 3 -> new WhiteSpace.Flexible(1);
          default -> new WhiteSpace.Flexible(128);
        };
    NumberForm numbers =
        switch (random.nextInt(5)) {
          case 0 -> new NumberForm(3, 1, true);
          case 1 -> new NumberForm(4, 2, false);
          default -> NumberForm.DEFAULT;
        };
    KeyOrder keys =
        TextJudge.plain(schema) && random.nextInt(3) == 0 ? KeyOrder.DECLARED : KeyOrder.ANY;
    return new OutputForm(
        white, random.nextInt(3) == 0 ? Spelling.CANONICAL : Spelling.ALL, numbers, keys);
  }

  private void check(JsonNode schema, OutputForm form, SplittableRandom own, String name) {
    int walks = wantedTexts == 0 ? 2 : Math.max(2, (int) (45L * wantedTexts / Math.max(1, wanted)));
    Tally one = new Tally();
    new Round(engine, spelled, schema, form, own, walks, findings().size() < 12, name, one).run();
    synchronized (tally) {
      tally.add(one);
    }
  }

  /** How many masks were checked. */
  public int masks() {
    synchronized (tally) {
      return tally.masks;
    }
  }

  /**
   * How many masks were decided both ways: every set bit showed a completion that was judged, and
   * every cleared bit was looked up among the accepted texts, some of which go on from there.
   */
  public int decidedBothWays() {
    return tally.decided;
  }

  /** Wrong bits and other breaches of the laws. */
  public long wrongBits() {
    return tally.wrongBits;
  }

  public List<String> findings() {
    synchronized (tally) {
      return tally.findings.stream().map(Finding::show).toList();
    }
  }

  public long setBits() {
    return tally.setBits;
  }

  public long clearedBits() {
    return tally.clearedBits;
  }

  /** Cleared bits at texts that some accepted text goes on from. */
  public long clearedInReach() {
    return tally.clearedInReach;
  }

  public int schemas() {
    return tally.schemas;
  }

  /** Schemas by draft. */
  public Map<String, Integer> drafts() {
    return tally.drafts;
  }

  /** Texts that were enumerated. */
  public long texts() {
    return tally.texts;
  }

  public long acceptedTexts() {
    return tally.acceptedTexts;
  }

  /** Of all schemas the least and the greatest length up to which texts were complete. */
  public int[] completeLengths() {
    return new int[] {schemas() == 0 ? 0 : tally.shortestComplete, tally.longestComplete};
  }

  /** Masks that were compared with those of the same language written otherwise. */
  public int compared() {
    return tally.compared;
  }

  /** Whole texts that were generated token by token. */
  public int generated() {
    return tally.walks;
  }

  /** Generated texts that networknt's judge was asked about too. */
  public int generatedAskedTwice() {
    return tally.walksAskedTwice;
  }

  /** Generated texts that are not valid. */
  public int generatedRefused() {
    return tally.walksRefused;
  }

  /** How often the judges disagreed on a value. */
  public long disagreements() {
    return tally.disagreements;
  }

  /** Some of the disagreements. */
  public List<String> disagreed() {
    return tally.disagreed;
  }

  /** Limits that were reached, by name. */
  public Map<String, Integer> limits() {
    return tally.limits;
  }

  /** Schemas that were not checked, by reason. */
  public Map<String, Integer> skipped() {
    return tally.skipped;
  }
}
