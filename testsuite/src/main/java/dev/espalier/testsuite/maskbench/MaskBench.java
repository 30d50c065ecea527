package dev.espalier.testsuite.maskbench;

import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Walk;
import dev.espalier.testsuite.text.Encoder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One pass over the schemas, in one form. Not for several threads: times are taken. */
final class MaskBench {
  /** The memory of every so many-th schema is measured. */
  static final int MEASURED = 50;

  /** What became of a schema. */
  enum Verdict {
    PASS,
    COMPILE_ERROR,
    VALIDATION_ERROR,
    INVALIDATION_ERROR,
    /** Its only failing tests have labels that the specification contradicts. */
    CONTRADICTED
  }

  /**
   * A schema that did not pass.
   *
   * @param cause a short name to count by: of a compile error its kind and keyword
   * @param details a line for each failing test, or the compiler's message
   */
  record Failure(String id, Verdict verdict, String cause, List<String> details) {}

  private final Encoder encoder;
  private final Vocabulary vocabulary;
  private final JsonSchemaOptions options;
  private final Contradictions contradictions;
  private final Walk walk;
  private final int cold;

  private final Map<String, int[]> splits = new TreeMap<>();
  private final Map<String, Integer> causes = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> passed = new ArrayList<>();
  private final int[] verdicts = new int[Verdict.values().length];
  private final LongList coldFirst = new LongList();
  private final LongList coldMasks = new LongList();
  private final LongList warmFirst = new LongList();
  private final LongList warmMasks = new LongList();
  private int schemas;
  private long tokens;
  private int contradicted;
  private int unsatisfiable;
  private int limitsReached;
  private final LongList memory = new LongList();
  private final LongList memoryShared = new LongList();
  private final Map<String, int[]> keywords = new TreeMap<>();

  /**
   * @param cold so many schemas at the beginning are timed apart, while the JVM is cold
   * @param ahead after how many tokens masks are made before they are asked for
   */
  MaskBench(
      Vocabulary vocabulary,
      Encoder encoder,
      JsonSchemaOptions options,
      Contradictions contradictions,
      int cold,
      int ahead) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.options = options;
    this.contradictions = contradictions;
    this.cold = cold;
    this.walk = new Walk(vocabulary, ahead);
  }

  /** Runs a schema; never throws for what the schema or the engine does. */
  void run(Case next) {
    int before = verdicts[Verdict.PASS.ordinal()];
    judge(next);
    boolean pass = verdicts[Verdict.PASS.ordinal()] > before;
    for (String keyword : Keywords.of(next.schema())) {
      int[] counts = keywords.computeIfAbsent(keyword, k -> new int[2]);
      counts[0]++;
      counts[1] += pass ? 1 : 0;
    }
    if (schemas % MEASURED == 0) {
      measure(next);
    }
  }

  /**
   * Compiles and walks a schema once more, over a vocabulary of its own, and measures what that
   * keeps: what schemas share would otherwise be the first one's, and not the later ones'.
   */
  private void measure(Case next) {
    List<byte[]> bytes = new ArrayList<>(vocabulary.size());
    for (int token = 0; token < vocabulary.size(); token++) {
      bytes.add(vocabulary.bytes(token));
    }
    Vocabulary own = Vocabulary.of(bytes, vocabulary.eos());
    // What any use of a vocabulary makes once is not a schema's memory.
    walk.dense(JsonSchema.compile("{\"const\": null}", options).bind(own).start());
    long empty = used();
    State[] held = new State[1];
    try {
      held[0] = JsonSchema.compile(next.schema(), options).bind(own).start();
      walk.dense(held[0]);
      for (Case.Test test : next.tests()) {
        walk.run(held[0], encoder.encode(test.text()), new LongList());
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Judged already; a constraint that is broken off has no size to tell.
      return;
    }
    long with = used();
    held[0] = null;
    memory.add(Math.max(0, with - used()));
    memoryShared.add(Math.max(0, with - empty));
    // Until here, or the collector may take it before.
    Reference.reachabilityFence(own);
  }

  /**
   * The heap that is reachable: what is left by collections once they free no more, since one does
   * not free all that nothing holds. What threads were given since is not in it: those are buffers
   * of megabytes.
   */
  private static long used() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 6; i++) {
      System.gc();
      long now = 0;
      for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
        MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
        now += left == null ? 0 : left.getUsed();
      }
      if (now > used - 1024) {
        return Math.min(now, used);
      }
      used = now;
    }
    return used;
  }

  private void judge(Case next) {
    boolean isCold = schemas++ < cold;
    LongList masks = isCold ? coldMasks : warmMasks;
    List<int[]> texts = next.tests().stream().map(t -> encoder.encode(t.text())).toList();
    State start;
    long before = System.nanoTime();
    try {
      start = JsonSchema.compile(next.schema(), options).bind(vocabulary).start();
      walk.dense(start);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (e instanceof SchemaException refused
          && refused.kind() == SchemaException.Kind.UNSATISFIABLE
          && next.tests().stream().noneMatch(Case.Test::valid)) {
        // No value is valid, and none is said to be.
        unsatisfiable++;
        pass(next);
        return;
      }
      fail(next, Verdict.COMPILE_ERROR, cause(e), List.of(message(e)));
      return;
    }
    (isCold ? coldFirst : warmFirst).add(System.nanoTime() - before);

    Verdict verdict = Verdict.PASS;
    String cause = "";
    List<String> details = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      boolean valid = next.tests().get(i).valid();
      int[] text = texts.get(i);
      int timed = masks.size();
      int result;
      try {
        result = walk.run(start, text, masks);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        // Neither accepted nor refused: wrong for both labels.
        verdict = worst(verdict, Verdict.VALIDATION_ERROR);
        cause = cause(e);
        limitsReached += e instanceof LimitExceeded ? 1 : 0;
        details.add("test " + i + ": " + message(e));
        continue;
      } finally {
        tokens += masks.size() - timed;
      }
      boolean accepted = result == Walk.ACCEPTED;
      if (accepted == valid) {
        continue;
      }
      if (contradictions.explains(next.id(), i, accepted)) {
        contradicted++;
        verdict = worst(verdict, Verdict.CONTRADICTED);
        continue;
      }
      if (accepted) {
        verdict = worst(verdict, Verdict.INVALIDATION_ERROR);
        details.add("test " + i + ": accepted, but invalid: " + clip(next.tests().get(i).text()));
      } else {
        verdict = worst(verdict, Verdict.VALIDATION_ERROR);
        details.add("test " + i + ": " + refusal(start, text, result));
      }
    }
    if (verdict == Verdict.PASS) {
      pass(next);
    } else {
      fail(next, verdict, cause, details);
    }
  }

  private void pass(Case next) {
    verdicts[Verdict.PASS.ordinal()]++;
    split(next)[Verdict.PASS.ordinal()]++;
    passed.add(next.id());
  }

  private static Verdict worst(Verdict a, Verdict b) {
    return rank(a) >= rank(b) ? a : b;
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case PASS -> 0;
      case CONTRADICTED -> 1;
      case VALIDATION_ERROR -> 2;
      case INVALIDATION_ERROR -> 3;
      case COMPILE_ERROR -> 4;
    };
  }

  private String refusal(State start, int[] text, int result) {
    StringBuilder before = new StringBuilder();
    int end = result == Walk.EOS_REFUSED ? text.length : result;
    State state = start;
    for (int i = 0; i < end; i++) {
      before.append(new String(vocabulary.bytes(text[i]), java.nio.charset.StandardCharsets.UTF_8));
      state = state.next(text[i]);
    }
    String got =
        result == Walk.EOS_REFUSED
            ? "the end"
            : "'"
                + new String(vocabulary.bytes(text[end]), java.nio.charset.StandardCharsets.UTF_8)
                + "'";
    String shown =
        before.length() <= 160 ? before.toString() : "…" + before.substring(before.length() - 160);
    return "refused, but valid: after " + shown + " came " + got + "; expected " + state.expected();
  }

  private void fail(Case next, Verdict verdict, String cause, List<String> details) {
    verdicts[verdict.ordinal()]++;
    split(next)[verdict.ordinal()]++;
    if (!cause.isEmpty()) {
      causes.merge(cause, 1, Integer::sum);
    }
    failures.add(new Failure(next.id(), verdict, cause, details));
  }

  private int[] split(Case next) {
    return splits.computeIfAbsent(next.split(), s -> new int[verdicts.length]);
  }

  private static String cause(Throwable e) {
    return switch (e) {
      case SchemaException s -> s.kind() + (s.keyword().isEmpty() ? "" : " " + s.keyword());
      case LimitExceeded l -> "LIMIT " + l.limit();
      case EspalierException other -> other.getClass().getSimpleName();
      default -> "INTERNAL " + e.getClass().getSimpleName();
    };
  }

  private static String message(Throwable e) {
    if (e instanceof EspalierException) {
      return String.valueOf(e.getMessage());
    }
    StackTraceElement[] trace = e.getStackTrace();
    return e + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private static String clip(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  int schemas() {
    return schemas;
  }

  int count(Verdict verdict) {
    return verdicts[verdict.ordinal()];
  }

  /** Schemas that no value satisfies and for which none is labelled valid: refused, and passed. */
  int unsatisfiable() {
    return unsatisfiable;
  }

  /** Instances at which a limit was reached while they were read. */
  int limitsReached() {
    return limitsReached;
  }

  /**
   * Of every so many-th schema the bytes that its constraint keeps.
   *
   * @param shared with those that its vocabulary keeps, for this schema and others like it
   */
  LongList memory(boolean shared) {
    return shared ? memoryShared : memory;
  }

  /** How many schemas use each keyword, and how many of these pass. */
  Map<String, int[]> keywords() {
    return keywords;
  }

  /** Tests whose label the specification contradicts and that were judged as it says. */
  int contradicted() {
    return contradicted;
  }

  /** Tokens that were allowed. */
  long tokens() {
    return tokens;
  }

  List<Failure> failures() {
    return failures;
  }

  List<String> passed() {
    return passed;
  }

  /** Compile errors and other ends by kind and keyword. */
  Map<String, Integer> causes() {
    return causes;
  }

  /** How many schemas of each split had each verdict. */
  Map<String, int[]> splits() {
    return splits;
  }

  LongList firstMasks(boolean whileCold) {
    return whileCold ? coldFirst : warmFirst;
  }

  LongList masks(boolean whileCold) {
    return whileCold ? coldMasks : warmMasks;
  }
}
