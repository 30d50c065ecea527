package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.testsuite.oracle.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks masks of random small schemas and vocabularies, bit by bit.
 *
 * <p>A cleared bit is wrong if some accepted text goes on with the token. A set bit is wrong unless
 * the state after the token shows a completion that the judge accepts.
 */
public final class Oracle {
  private static final int BUDGET = 40_000;
  private static final int FINDINGS = 40;
  private static final byte[] NOTHING = {};

  /** What is checked. */
  @FunctionalInterface
  public interface Engine {
    /**
     * The constraint of a schema.
     *
     * @throws SchemaException if it does not compile
     */
    Constraint constraint(String schema, OutputForm form, Vocabulary vocabulary);

    /** The compiler of JSON Schemas, with its default limits. */
    Engine JSON_SCHEMA =
        (schema, form, vocabulary) ->
            JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(form)).bind(vocabulary);
  }

  private final Engine engine;
  private final SplittableRandom random;
  private final int wanted;

  private int masks;
  private int decided;
  private long setBits;
  private long clearedBits;
  private long clearedInReach;
  private int schemas;
  private long texts;
  private long acceptedTexts;
  private int longestComplete;
  private int shortestComplete = Integer.MAX_VALUE;
  private int compared;
  private long wrongBits;
  private final Map<String, Integer> skipped = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param engine what is checked
   * @param masks so many masks are checked, at least
   * @param seed of everything that is random
   */
  public Oracle(Engine engine, int masks, long seed) {
    this.engine = engine;
    this.wanted = masks;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Runs.
   *
   * @param progress told how many masks were checked so far
   */
  public Oracle run(IntConsumer progress) {
    while (masks < wanted && findings.size() < FINDINGS) {
      SplittableRandom own = random.split();
      JsonNode schema = new SchemaGenerator(own).next();
      check(schema, form(own, schema), own);
      progress.accept(Math.min(masks, wanted));
    }
    return this;
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
        World.plain(schema) && random.nextInt(3) == 0 ? KeyOrder.DECLARED : KeyOrder.ANY;
    return new OutputForm(
        white, random.nextInt(3) == 0 ? Spelling.CANONICAL : Spelling.ALL, numbers, keys);
  }

  /** Checks one schema in one form. */
  void check(JsonNode schema, OutputForm form, SplittableRandom own) {
    World world;
    try {
      world = new World(schema, form, own, BUDGET);
    } catch (RuntimeException | StackOverflowError e) {
      skip("judge: " + e.getClass().getSimpleName());
      return;
    }
    schemas++;
    texts += world.enumerated();
    acceptedTexts += world.accepted().texts();
    longestComplete = Math.max(longestComplete, world.length());
    shortestComplete = Math.min(shortestComplete, world.length());
    Round round = new Round(world, own);
    try {
      round.run();
    } catch (LimitExceeded e) {
      skip("limit " + e.limit());
    } catch (RuntimeException | StackOverflowError e) {
      round.report(
          Kind.CRASH,
          NOTHING,
          NOTHING,
          NOTHING,
          e + " at " + Arrays.stream(e.getStackTrace()).limit(4).map(String::valueOf).toList(),
          candidate -> {
            try {
              new Round(
                      new World(candidate, form, new SplittableRandom(1), 500),
                      new SplittableRandom(1))
                  .run();
              return false;
            } catch (LimitExceeded fine) {
              return false;
            } catch (RuntimeException | StackOverflowError again) {
              return again.getClass() == e.getClass();
            }
          });
    }
  }

  private void skip(String why) {
    skipped.merge(why, 1, Integer::sum);
  }

  /** One schema in one form. */
  private final class Round {
    private final World world;
    private final SplittableRandom own;
    private int reported;

    Round(World world, SplittableRandom own) {
      this.world = world;
      this.own = own;
    }

    void run() {
      Constraint constraint;
      Vocabulary vocabulary = new VocabularyGenerator(own).next(world.acceptedTexts());
      try {
        constraint = engine.constraint(world.text(), world.form(), vocabulary);
      } catch (SchemaException e) {
        boolean unsatisfiable = e.kind() == SchemaException.Kind.UNSATISFIABLE;
        if (unsatisfiable && world.accepted().texts() > 0) {
          byte[] witness = world.acceptedTexts().get(0);
          report(
              Kind.INCOMPLETE,
              NOTHING,
              NOTHING,
              witness,
              "said to be unsatisfiable: " + e.getMessage(),
              candidate ->
                  new Judge(candidate.toString())
                          .acceptsText(new String(witness, StandardCharsets.UTF_8))
                      && refusedAsUnsatisfiable(candidate));
        }
        if (e.kind() != SchemaException.Kind.LIMIT
            && e.kind() != SchemaException.Kind.FORM
            && !unsatisfiable) {
          report(Kind.CRASH, NOTHING, NOTHING, NOTHING, "refused: " + e.getMessage(), null);
        }
        skip("schema " + e.kind() + (unsatisfiable ? "" : " " + e.keyword()));
        return;
      }
      everyText(constraint);
      Walker walker = new Walker(constraint);
      walker.explore(20);
      Vocabulary other = new VocabularyGenerator(own).next(world.acceptedTexts());
      new Walker(engine.constraint(world.text(), world.form(), other)).explore(12);
      if (own.nextInt(2) == 0) {
        metamorphic(walker);
      }
    }

    private boolean refusedAsUnsatisfiable(JsonNode candidate) {
      try {
        engine.constraint(candidate.toString(), world.form(), plainVocabulary());
        return false;
      } catch (SchemaException e) {
        return e.kind() == SchemaException.Kind.UNSATISFIABLE;
      }
    }

    /** Byte by byte, the engine accepts what the judge accepts, and refuses what it refuses. */
    private void everyText(Constraint constraint) {
      for (byte[] text : world.acceptedTexts()) {
        if (!accepts(constraint, text)) {
          incomplete(text, NOTHING, text, "a valid text is refused");
          return;
        }
      }
      List<byte[]> refused = world.refusedTexts();
      for (int i = 0; i < Math.min(1000, refused.size()); i++) {
        byte[] text = refused.get(own.nextInt(refused.size()));
        if (accepts(constraint, text)) {
          unsound(text, NOTHING, text, "an invalid text is accepted");
          return;
        }
      }
    }

    private boolean accepts(Constraint constraint, byte[] text) {
      try {
        return constraint.start().next(text).accepting();
      } catch (NotAllowed e) {
        return false;
      }
    }

    private boolean acceptsAnew(JsonNode candidate, byte[] text) {
      return accepts(
          engine.constraint(candidate.toString(), world.form(), plainVocabulary()), text);
    }

    /** Whether a mask's bit is not what reading the token's bytes says. */
    private boolean disagrees(JsonNode candidate, byte[] prefix, byte[] token) {
      List<byte[]> tokens = singleBytes();
      tokens.add(token);
      Vocabulary vocabulary = Vocabulary.of(tokens, 257);
      State state =
          engine.constraint(candidate.toString(), world.form(), vocabulary).start().next(prefix);
      boolean reads;
      try {
        state.next(token);
        reads = true;
      } catch (NotAllowed e) {
        reads = false;
      }
      return state.mask().contains(256) != reads;
    }

    void incomplete(byte[] prefix, byte[] token, byte[] witness, String details) {
      report(
          Kind.INCOMPLETE,
          prefix,
          token,
          witness,
          details,
          candidate ->
              (world.form().keys() == KeyOrder.ANY || World.plain(candidate))
                  && new World(candidate, world.form(), new SplittableRandom(1), 1).accepts(witness)
                  && !acceptsAnew(candidate, witness));
    }

    void unsound(byte[] prefix, byte[] token, byte[] witness, String details) {
      report(
          Kind.UNSOUND,
          prefix,
          token,
          witness,
          details,
          candidate ->
              (world.form().keys() == KeyOrder.ANY || World.plain(candidate))
                  && !new World(candidate, world.form(), new SplittableRandom(1), 1)
                      .accepts(witness)
                  && acceptsAnew(candidate, witness));
    }

    void report(
        Kind kind,
        byte[] prefix,
        byte[] token,
        byte[] witness,
        String details,
        @Nullable Predicate<JsonNode> wrong) {
      wrongBits++;
      // Many bits may be wrong for one reason: the first few of a schema tell enough.
      if (reported++ >= 2) {
        return;
      }
      JsonNode smallest = world.schema();
      if (wrong != null && findings.size() < 12) {
        smallest = Minimizer.minimize(world.schema(), wrong, 400);
      }
      findings.add(
          new Finding(
              kind, smallest.toString(), world.form().toString(), prefix, token, witness, details));
    }

    /** Masks over one vocabulary. */
    private final class Walker {
      private final Constraint constraint;
      private final Vocabulary vocabulary;
      private final Map<String, List<Integer>> ids = new HashMap<>();
      private final Map<String, State> visited = new HashMap<>();
      private int longest;

      Walker(Constraint constraint) {
        this.constraint = constraint;
        this.vocabulary = constraint.vocabulary();
        for (int id = 0; id < vocabulary.size(); id++) {
          byte[] bytes = vocabulary.bytes(id);
          if (bytes.length > 0) {
            ids.computeIfAbsent(key(bytes), k -> new ArrayList<>()).add(id);
            longest = Math.max(longest, bytes.length);
          }
        }
      }

      /** Checks about so many masks: along valid texts, and astray from them. */
      void explore(int count) {
        visit(NOTHING, constraint.start());
        for (int tries = 0; visited.size() < count && tries < 3 * count; tries++) {
          List<byte[]> texts = world.acceptedTexts();
          if (!texts.isEmpty() && own.nextInt(4) > 0) {
            along(texts.get(own.nextInt(texts.size())));
          } else {
            astray();
          }
        }
      }

      /** A valid text in a random tokenisation; every few states the mask is checked. */
      private void along(byte[] text) {
        State state = constraint.start();
        int at = 0;
        while (at < text.length) {
          int most = Math.min(longest, text.length - at);
          int length = 1;
          for (int i = 0; i < 3; i++) {
            int guess = 1 + own.nextInt(most);
            if (guess > length && ids.containsKey(key(Arrays.copyOfRange(text, at, at + guess)))) {
              length = guess;
            }
          }
          byte[] bytes = Arrays.copyOfRange(text, at, at + length);
          List<Integer> same = ids.get(key(bytes));
          if (same == null) {
            throw new IllegalStateException("the vocabulary lacks a byte");
          }
          State next;
          try {
            next = state.next(same.get(own.nextInt(same.size())));
          } catch (NotAllowed e) {
            incomplete(Arrays.copyOf(text, at), bytes, text, "refused by next: " + e.getMessage());
            return;
          }
          at += length;
          state = next;
          if (own.nextInt(3) == 0 || at == text.length) {
            visit(Arrays.copyOf(text, at), state);
          }
        }
      }

      /** Some allowed tokens after a text that was visited. */
      private void astray() {
        List<String> texts = new ArrayList<>(visited.keySet());
        String text = texts.get(own.nextInt(texts.size()));
        State state = visited.get(text);
        for (int steps = 1 + own.nextInt(4); steps > 0 && state != null; steps--) {
          int[] allowed = state.mask().ids();
          int token = allowed[own.nextInt(allowed.length)];
          if (vocabulary.isEos(token) || text.length() > 120) {
            return;
          }
          state = state.next(token);
          text += key(vocabulary.bytes(token));
          visit(text.getBytes(StandardCharsets.ISO_8859_1), state);
        }
      }

      private void visit(byte[] text, State state) {
        State before = visited.putIfAbsent(key(text), state);
        if (before != null) {
          if (!before.equals(state) || before.hashCode() != state.hashCode()) {
            inconsistent(text, NOTHING, "two ways to the same text give states that differ");
          }
          return;
        }
        checkMask(text, state);
      }

      private void inconsistent(byte[] text, byte[] token, String details) {
        report(
            Kind.INCONSISTENT,
            text,
            token,
            NOTHING,
            details,
            candidate -> token.length > 0 && disagrees(candidate, text, token));
      }

      private void checkMask(byte[] text, State state) {
        masks++;
        boolean bothWays = true;
        TokenMask mask = state.mask();
        if (mask.size() != vocabulary.size() || mask.count() != mask.ids().length) {
          inconsistent(text, NOTHING, "the mask's size or count is wrong");
        }
        if (mask.isEmpty()) {
          report(Kind.DEAD, text, NOTHING, NOTHING, "an empty mask", null);
        }
        boolean valid = world.accepts(text);
        if (state.accepting() != valid) {
          if (valid) {
            incomplete(text, NOTHING, text, "the end is refused");
          } else {
            unsound(text, NOTHING, text, "the end is allowed");
          }
        }
        int node = world.accepted().find(text);
        // Where no accepted text was enumerated, a cleared bit cannot be shown wrong.
        bothWays &= node != PrefixSet.NONE;
        byte[] forced = state.forced();
        checkForced(text, forced, node);
        for (int token = 0; token < vocabulary.size(); token++) {
          byte[] bytes = vocabulary.bytes(token);
          boolean bit = mask.contains(token);
          if (state.allows(token) != bit) {
            inconsistent(text, bytes, "allows(" + token + ") is not the mask's bit " + bit);
          }
          if (vocabulary.isEos(token)) {
            checkEnd(text, state, token, bit);
          } else if (bytes.length == 0) {
            if (bit) {
              inconsistent(text, bytes, "a token without bytes is allowed: " + token);
            }
          } else if (bit) {
            setBits++;
            checkSet(text, state, token, bytes, forced);
          } else {
            clearedBits++;
            checkCleared(text, state, token, bytes, node);
          }
        }
        if (bothWays) {
          decided++;
        }
      }

      private void checkEnd(byte[] text, State state, int token, boolean bit) {
        if (bit != state.accepting()) {
          report(
              Kind.END,
              text,
              NOTHING,
              NOTHING,
              "the end bit is " + bit + ", accepting() not",
              null);
        } else if (bit) {
          State end = state.next(token);
          if (!end.ended() || !end.mask().isEmpty()) {
            report(Kind.END, text, NOTHING, NOTHING, "something follows the end", null);
          }
        }
      }

      private void checkForced(byte[] text, byte[] forced, int node) {
        int at = node;
        for (byte b : forced) {
          if (at == PrefixSet.NONE) {
            return;
          }
          int only = world.accepted().onlyByte(at);
          if (only != (b & 0xff)) {
            byte[] witness = TextEnumerator.join(text, world.accepted().someRest(node));
            report(
                Kind.FORCED,
                text,
                forced,
                witness,
                "forced bytes, but valid texts go on otherwise",
                null);
            return;
          }
          at = world.accepted().step(at, b);
        }
      }

      private void checkSet(byte[] text, State state, int token, byte[] bytes, byte[] forced) {
        State next;
        State same;
        try {
          next = state.next(token);
          same = state.next(bytes);
        } catch (NotAllowed e) {
          inconsistent(text, bytes, "the bit is set, next refuses: " + e.getMessage());
          return;
        }
        if (!next.equals(same) || next.hashCode() != same.hashCode()) {
          inconsistent(text, bytes, "next(token) and next(its bytes) give states that differ");
        }
        for (int i = 0; i < Math.min(forced.length, bytes.length); i++) {
          if (forced[i] != bytes[i]) {
            report(
                Kind.FORCED, text, bytes, forced, "a token against forced bytes is allowed", null);
            break;
          }
        }
        State.Completion completion = next.completion();
        byte[] whole = TextEnumerator.join(text, bytes, completion.bytes());
        if (!world.accepts(whole)) {
          unsound(text, bytes, whole, "the completion after this token is invalid");
        }
        if (completion.tokens() < (completion.bytes().length > 0 ? 1 : 0)
            || completion.tokens() > completion.bytes().length) {
          inconsistent(
              text,
              bytes,
              "a completion of "
                  + completion.bytes().length
                  + " bytes in "
                  + completion.tokens()
                  + " tokens");
        }
      }

      private void checkCleared(byte[] text, State state, int token, byte[] bytes, int node) {
        int after = node == PrefixSet.NONE ? PrefixSet.NONE : world.accepted().walk(node, bytes);
        if (node != PrefixSet.NONE) {
          clearedInReach++;
        }
        if (after != PrefixSet.NONE) {
          byte[] witness = TextEnumerator.join(text, bytes, world.accepted().someRest(after));
          incomplete(text, bytes, witness, "the bit is cleared");
        }
        if (!refuses(() -> state.next(token))) {
          inconsistent(text, bytes, "the bit is cleared, next(token) goes on");
        }
        if (!refuses(() -> state.next(bytes))) {
          inconsistent(text, bytes, "the bit is cleared, next(its bytes) goes on");
        }
      }

      private boolean refuses(Runnable step) {
        try {
          step.run();
          return false;
        } catch (NotAllowed e) {
          return true;
        }
      }
    }

    /** The same language, written otherwise, has the same masks. */
    private void metamorphic(Walker walker) {
      for (Map.Entry<String, JsonNode> variant :
          Variants.of(world.schema(), world.form().keys() == KeyOrder.ANY, own).entrySet()) {
        State start;
        try {
          start =
              engine
                  .constraint(variant.getValue().toString(), world.form(), walker.vocabulary)
                  .start();
        } catch (SchemaException e) {
          if (e.kind() != SchemaException.Kind.LIMIT) {
            report(
                Kind.METAMORPHIC,
                NOTHING,
                NOTHING,
                NOTHING,
                variant.getKey()
                    + " does not compile: "
                    + e.getMessage()
                    + ": "
                    + variant.getValue(),
                null);
          }
          continue;
        }
        for (Map.Entry<String, State> each : walker.visited.entrySet()) {
          byte[] text = each.getKey().getBytes(StandardCharsets.ISO_8859_1);
          Optional<TokenMask> mask;
          try {
            mask = Optional.of(start.next(text).mask());
          } catch (NotAllowed e) {
            mask = Optional.empty();
          }
          compared++;
          if (mask.isEmpty() || !mask.get().equals(each.getValue().mask())) {
            report(
                Kind.METAMORPHIC,
                text,
                NOTHING,
                NOTHING,
                variant.getKey() + " gives another mask: " + variant.getValue(),
                null);
            break;
          }
        }
      }
    }
  }

  private static Vocabulary plainVocabulary() {
    return Vocabulary.of(singleBytes(), 256);
  }

  private static List<byte[]> singleBytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return tokens;
  }

  private static String key(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** How many masks were checked. */
  public int masks() {
    return masks;
  }

  /**
   * How many masks were decided both ways: every set bit showed a completion that was judged, and
   * every cleared bit was looked up among the accepted texts, some of which go on from there.
   */
  public int decidedBothWays() {
    return decided;
  }

  /** Wrong bits and other breaches of the laws. */
  public long wrongBits() {
    return wrongBits;
  }

  public List<String> findings() {
    return findings.stream().map(Finding::show).toList();
  }

  public long setBits() {
    return setBits;
  }

  public long clearedBits() {
    return clearedBits;
  }

  /** Cleared bits at texts that some accepted text goes on from. */
  public long clearedInReach() {
    return clearedInReach;
  }

  public int schemas() {
    return schemas;
  }

  /** Texts that were enumerated. */
  public long texts() {
    return texts;
  }

  public long acceptedTexts() {
    return acceptedTexts;
  }

  /** Of all schemas the least and the greatest length up to which texts were complete. */
  public int[] completeLengths() {
    return new int[] {schemas == 0 ? 0 : shortestComplete, longestComplete};
  }

  /** Masks that were compared with those of the same language written otherwise. */
  public int compared() {
    return compared;
  }

  /** Schemas that were not checked, by reason. */
  public Map<String, Integer> skipped() {
    return skipped;
  }
}
