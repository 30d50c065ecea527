package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.oracle.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The checks of one schema in one form. */
final class Round {
  private static final int BUDGET = 12_000;
  private static final int TEXTS = 400;
  private static final int LONGEST = 160;
  private static final byte[] NOTHING = {};

  private final Oracle.Engine engine;
  private final boolean spelled;
  private final JsonNode schema;
  private final OutputForm form;
  private final SplittableRandom own;
  private final int walks;
  private final boolean minimizing;
  private final String seed;
  private final Tally tally;
  private int reported;

  /**
   * @param spelled whether the engine takes integers of drafts 3 and 4 by their spelling
   * @param walks so many texts are generated
   * @param minimizing whether the schema of a finding is made smaller
   * @param seed what repeats the round
   */
  Round(
      Oracle.Engine engine,
      boolean spelled,
      JsonNode schema,
      OutputForm form,
      SplittableRandom own,
      int walks,
      boolean minimizing,
      String seed,
      Tally tally) {
    this.engine = engine;
    this.spelled = spelled;
    this.schema = schema;
    this.form = form;
    this.own = own;
    this.walks = walks;
    this.minimizing = minimizing;
    this.seed = seed;
    this.tally = tally;
  }

  /** Checks; whatever happens is told to the tally. */
  void run() {
    try {
      check(BUDGET);
    } catch (LimitExceeded e) {
      tally.limit("run time " + e.limit());
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      report(
          Kind.CRASH,
          NOTHING,
          NOTHING,
          NOTHING,
          e + " at " + Arrays.stream(e.getStackTrace()).limit(4).map(String::valueOf).toList(),
          candidate -> crashes(candidate, e.getClass()));
    }
  }

  private boolean crashes(JsonNode candidate, Class<?> how) {
    try {
      new Round(
              engine,
              spelled,
              candidate,
              form,
              new SplittableRandom(1),
              0,
              false,
              seed,
              new Tally())
          .check(500);
      return false;
    } catch (LimitExceeded fine) {
      return false;
    } catch (RuntimeException | StackOverflowError | AssertionError again) {
      return again.getClass() == how;
    }
  }

  private void check(int budget) {
    String text = schema.toString();
    // What is refused by name needs no world.
    Optional<SchemaException> refusal = refusal(text);
    if (refusal.isPresent() && refusal.get().kind() != SchemaException.Kind.UNSATISFIABLE) {
      SchemaException e = refusal.get();
      switch (e.kind()) {
        case LIMIT -> tally.limit("compile " + e.keyword());
        case UNSUPPORTED, FORM -> tally.skip(e.kind() + " " + e.keyword());
        default -> report(Kind.CRASH, NOTHING, NOTHING, NOTHING, "refused: " + e, null);
      }
      return;
    }
    World world;
    try {
      TextJudge judge =
          new TextJudge(
              schema,
              form,
              spelled,
              (value, plain) ->
                  tally.disagree(
                      "the plain judge "
                          + (plain ? "accepts" : "refuses")
                          + ", networknt's not: "
                          + value
                          + " against "
                          + text));
      world = new World(schema, form, own, budget, judge);
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      tally.skip("judge: " + e);
      return;
    }
    if (refusal.isPresent()) {
      unsatisfiable(world, refusal.get());
      return;
    }
    tally.schemas++;
    tally.drafts.merge(Judges.draft(schema).name(), 1, Integer::sum);
    tally.texts += world.enumerated();
    tally.acceptedTexts += world.accepted().texts();
    tally.longestComplete = Math.max(tally.longestComplete, world.length());
    tally.shortestComplete = Math.min(tally.shortestComplete, world.length());
    Constraint constraint = constraint(world);
    everyText(world, constraint);
    Walker walker = new Walker(world, constraint);
    walker.explore(24);
    Walker second = new Walker(world, constraint(world));
    second.explore(16);
    for (int i = 0; i < walks; i++) {
      (i % 2 == 0 ? walker : second).generate();
    }
    if (own.nextInt(2) == 0) {
      metamorphic(walker);
    }
  }

  private Optional<SchemaException> refusal(String text) {
    try {
      engine.constraint(text, form, plainVocabulary());
      return Optional.empty();
    } catch (SchemaException e) {
      return Optional.of(e);
    }
  }

  private Constraint constraint(World world) {
    return engine.constraint(
        world.text(), form, new VocabularyGenerator(own).next(world.acceptedTexts()));
  }

  private void unsatisfiable(World world, SchemaException e) {
    tally.skip("UNSATISFIABLE");
    if (world.accepted().texts() > 0) {
      byte[] witness = world.acceptedTexts().getFirst();
      report(
          Kind.INCOMPLETE,
          NOTHING,
          NOTHING,
          witness,
          "said to be unsatisfiable: " + e.getMessage(),
          candidate ->
              judge(candidate).accepts(witness)
                  && refusal(candidate.toString())
                      .filter(r -> r.kind() == SchemaException.Kind.UNSATISFIABLE)
                      .isPresent());
    }
  }

  private TextJudge judge(JsonNode candidate) {
    return new TextJudge(candidate, form, spelled, (value, plain) -> {});
  }

  /** Byte by byte, the engine accepts what the judge accepts, and refuses what it refuses. */
  private void everyText(World world, Constraint constraint) {
    for (byte[] text : some(world.acceptedTexts())) {
      if (!accepts(constraint, text)) {
        incomplete(text, NOTHING, text, "a valid text is refused");
        return;
      }
    }
    List<byte[]> refused = new ArrayList<>(some(world.refusedTexts()));
    refused.addAll(world.nearMisses());
    for (byte[] text : refused) {
      if (accepts(constraint, text)) {
        unsound(text, NOTHING, text, "an invalid text is accepted");
        return;
      }
    }
  }

  private List<byte[]> some(List<byte[]> texts) {
    if (texts.size() <= TEXTS) {
      return texts;
    }
    List<byte[]> all = new ArrayList<>(texts);
    Collections.shuffle(all, new Random(own.nextLong()));
    return all.subList(0, TEXTS);
  }

  private static boolean accepts(Constraint constraint, byte[] text) {
    try {
      return constraint.start().next(text).accepting();
    } catch (NotAllowed e) {
      return false;
    }
  }

  private boolean acceptsAnew(JsonNode candidate, byte[] text) {
    return accepts(engine.constraint(candidate.toString(), form, plainVocabulary()), text);
  }

  /** Whether a mask's bit is not what reading the token's bytes says. */
  private boolean disagrees(JsonNode candidate, byte[] prefix, byte[] token) {
    List<byte[]> tokens = singleBytes();
    tokens.add(token);
    Vocabulary vocabulary = Vocabulary.of(tokens, 257);
    State state = engine.constraint(candidate.toString(), form, vocabulary).start().next(prefix);
    boolean reads;
    try {
      state.next(token);
      reads = true;
    } catch (NotAllowed e) {
      reads = false;
    }
    return state.mask().contains(256) != reads;
  }

  private void incomplete(byte[] prefix, byte[] token, byte[] witness, String details) {
    report(
        Kind.INCOMPLETE,
        prefix,
        token,
        witness,
        details,
        candidate ->
            (form.keys() == KeyOrder.ANY || TextJudge.plain(candidate))
                && judge(candidate).accepts(witness)
                && !acceptsAnew(candidate, witness));
  }

  private void unsound(byte[] prefix, byte[] token, byte[] witness, String details) {
    report(
        Kind.UNSOUND,
        prefix,
        token,
        witness,
        details,
        candidate ->
            (form.keys() == KeyOrder.ANY || TextJudge.plain(candidate))
                && !judge(candidate).accepts(witness)
                && acceptsAnew(candidate, witness));
  }

  private void report(
      Kind kind,
      byte[] prefix,
      byte[] token,
      byte[] witness,
      String details,
      @Nullable Predicate<JsonNode> wrong) {
    tally.wrongBits++;
    // Many bits may be wrong for one reason: the first few of a schema tell enough.
    if (reported++ >= 2) {
      return;
    }
    JsonNode smallest = schema;
    if (wrong != null && minimizing) {
      smallest = Minimizer.minimize(schema, wrong, 400);
    }
    tally.findings.add(
        new Finding(
            kind,
            smallest.toString(),
            form.toString(),
            prefix,
            token,
            witness,
            details + " (" + seed + ")"));
  }

  /** Masks over one vocabulary. */
  private final class Walker {
    private final World world;
    private final Constraint constraint;
    private final Vocabulary vocabulary;
    private final Map<String, List<Integer>> ids = new HashMap<>();
    private final Map<String, State> visited = new HashMap<>();
    private int longest;

    Walker(World world, Constraint constraint) {
      this.world = world;
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
        if (allowed.length == 0) {
          return;
        }
        int token = allowed[own.nextInt(allowed.length)];
        if (vocabulary.isEos(token) || text.length() > 120) {
          return;
        }
        state = state.next(token);
        text += key(vocabulary.bytes(token));
        visit(text.getBytes(StandardCharsets.ISO_8859_1), state);
      }
    }

    /** A text by random tokens of the masks, to its end. */
    void generate() {
      State state = constraint.start();
      StringBuilder text = new StringBuilder();
      int patience = 3 + own.nextInt(40);
      while (true) {
        TokenMask mask = state.mask();
        int[] allowed = mask.ids();
        if (allowed.length == 0) {
          report(Kind.DEAD, bytes(text), NOTHING, NOTHING, "an empty mask", null);
          return;
        }
        if (state.accepting() && (patience <= 0 || own.nextInt(4) == 0)) {
          break;
        }
        if (patience-- <= 0 || text.length() > LONGEST) {
          byte[] rest = state.completion().bytes();
          State end = state.next(rest);
          text.append(key(rest));
          if (!end.accepting()) {
            report(Kind.DEAD, bytes(text), NOTHING, NOTHING, "a completion is no end", null);
            return;
          }
          break;
        }
        int token = allowed[own.nextInt(allowed.length)];
        if (vocabulary.isEos(token)) {
          break;
        }
        state = state.next(token);
        text.append(key(vocabulary.bytes(token)));
      }
      tally.walks++;
      byte[] whole = bytes(text);
      if (!world.accepts(whole)) {
        tally.walksRefused++;
        unsound(whole, NOTHING, whole, "a text that was generated is invalid");
      }
      world
          .second(whole)
          .ifPresent(valid -> {
            tally.walksAskedTwice++;
            if (!valid && world.accepts(whole)) {
              tally.disagree("networknt's judge alone refuses a text: " + Finding.quote(whole));
            }
          });
    }

    private static byte[] bytes(StringBuilder text) {
      return text.toString().getBytes(StandardCharsets.ISO_8859_1);
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
      tally.masks++;
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
      // Where no accepted text was enumerated, a cleared bit cannot be shown wrong.
      int node = world.accepted().find(text);
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
          tally.setBits++;
          checkSet(text, state, token, bytes, forced);
        } else {
          tally.clearedBits++;
          checkCleared(text, state, token, bytes, node);
        }
      }
      if (node != PrefixSet.NONE) {
        tally.decided++;
      }
    }

    private void checkEnd(byte[] text, State state, int token, boolean bit) {
      if (bit != state.accepting()) {
        report(
            Kind.END, text, NOTHING, NOTHING, "the end bit is " + bit + ", accepting() not", null);
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
          report(Kind.FORCED, text, bytes, forced, "a token against forced bytes is allowed", null);
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
        tally.clearedInReach++;
      }
      if (after != PrefixSet.NONE) {
        byte[] witness = TextEnumerator.join(text, bytes, world.accepted().someRest(after));
        incomplete(text, bytes, witness, "the bit is cleared");
      }
      // The bit itself was compared with allows(); the refusal, an exception, is tried now and
      // then.
      if (own.nextInt(16) == 0) {
        if (!refuses(() -> state.next(token))) {
          inconsistent(text, bytes, "the bit is cleared, next(token) goes on");
        }
        if (!refuses(() -> state.next(bytes))) {
          inconsistent(text, bytes, "the bit is cleared, next(its bytes) goes on");
        }
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
    List<Map.Entry<String, JsonNode>> variants =
        new ArrayList<>(Variants.of(schema, form.keys() == KeyOrder.ANY, own).entrySet());
    Collections.shuffle(variants, new Random(own.nextLong()));
    for (Map.Entry<String, JsonNode> variant : variants.subList(0, Math.min(4, variants.size()))) {
      State start;
      try {
        start = engine.constraint(variant.getValue().toString(), form, walker.vocabulary).start();
      } catch (SchemaException e) {
        if (e.kind() == SchemaException.Kind.LIMIT) {
          tally.limit("compile, " + variant.getKey() + ": " + e.keyword());
        } else if (e.kind() == SchemaException.Kind.UNSUPPORTED) {
          tally.skip(variant.getKey() + ": " + e.kind() + " " + e.keyword());
        } else {
          report(
              Kind.METAMORPHIC,
              NOTHING,
              NOTHING,
              NOTHING,
              variant.getKey() + " does not compile: " + e.getMessage() + ": " + variant.getValue(),
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
        } catch (LimitExceeded e) {
          tally.limit("run time, " + variant.getKey() + ": " + e.limit());
          break;
        }
        tally.compared++;
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
}
