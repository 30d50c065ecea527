package dev.espalier.testsuite.limits;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Walk;
import dev.espalier.testsuite.text.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles a case and walks its texts; once. */
public final class LimitRun {
  private final Vocabulary vocabulary;
  private final Encoder encoder;
  private final JsonSchemaOptions options;
  private final Walk walk;
  private final int eos;
  private final Times times = new Times();

  /** Of single steps, also of those that end in a refusal or in a limit. */
  private static final class Times {
    volatile long compile;
    volatile long first;
    volatile long worst;
    volatile long masks;
    volatile long begun = System.nanoTime();

    void add() {
      worst = Math.max(worst, System.nanoTime() - begun);
      masks = masks + 1;
    }
  }

  /**
   * What one case came to.
   *
   * @param outcome what the compiler or the texts ended in: {@code answered}, {@code
   *     unsatisfiable}, the name of a limit, or what must not be
   * @param message of the limit or of the error, else empty
   * @param compileNanos until there is a grammar
   * @param firstNanos from the grammar to the first mask
   * @param worstNanos of mask and next state together, over all tokens of all texts
   * @param masks how many masks were made
   * @param kept what keeps the memory that the case takes; for who measures it
   */
  public record Result(
      String outcome,
      String message,
      long compileNanos,
      long firstNanos,
      long worstNanos,
      long allNanos,
      long masks,
      List<Object> kept) {
    Result withoutKept() {
      return new Result(
          outcome, message, compileNanos, firstNanos, worstNanos, allNanos, masks, List.of());
    }
  }

  public LimitRun(Vocabulary vocabulary, Encoder encoder, JsonSchemaOptions options) {
    this.vocabulary = vocabulary;
    this.encoder = encoder;
    this.options = options;
    this.walk = new Walk(vocabulary);
    this.eos = vocabulary.eos()[0];
  }

  /** Runs a case. */
  public Result run(LimitCase limitCase) {
    long begin = System.nanoTime();
    Grammar grammar;
    try {
      grammar = JsonSchema.compile(limitCase.schema(), options);
    } catch (SchemaException e) {
      long nanos = System.nanoTime() - begin;
      String outcome =
          switch (e.kind()) {
            case UNSATISFIABLE -> "unsatisfiable";
            case LIMIT ->
                e.getCause() instanceof LimitExceeded limit
                    ? limit.limit()
                    : "limit without a name";
            default -> "refused";
          };
      return new Result(outcome, message(e), nanos, 0, 0, nanos, 0, List.of(e));
    }
    times.compile = System.nanoTime() - begin;
    times.begun = System.nanoTime();
    Constraint constraint = grammar.bind(vocabulary);
    List<String> wrong = new ArrayList<>();
    Map<String, String> limits = new TreeMap<>();
    try {
      walk.dense(constraint.start());
    } catch (LimitExceeded e) {
      limits.put(e.limit(), message(e));
    }
    times.first = System.nanoTime() - times.begun;
    for (String text : limitCase.valid()) {
      text(constraint.start(), text, true, wrong, limits);
    }
    for (String text : limitCase.invalid()) {
      text(constraint.start(), text, false, wrong, limits);
    }
    long all = System.nanoTime() - begin;
    String outcome =
        !wrong.isEmpty()
            ? "WRONG"
            : limits.isEmpty() ? "answered" : String.join(", ", limits.keySet());
    String message = !wrong.isEmpty() ? wrong.get(0) : String.join("; ", limits.values());
    return new Result(
        outcome,
        message,
        times.compile,
        times.first,
        Math.max(times.first, times.worst),
        all,
        times.masks,
        List.of(grammar, constraint));
  }

  /** What came so far of a case that does not end; for another thread. */
  Result soFar(String outcome, String message) {
    long step = System.nanoTime() - times.begun;
    return new Result(
        outcome,
        message,
        times.compile == 0 ? step : times.compile,
        times.first,
        Math.max(times.worst, times.compile == 0 ? 0 : step),
        0,
        times.masks,
        List.of());
  }

  private void text(
      State start, String text, boolean valid, List<String> wrong, Map<String, String> limits) {
    int[] tokens = encoder.encode(text);
    State state = start;
    int at = 0;
    try {
      while (at < tokens.length) {
        times.begun = System.nanoTime();
        try {
          if (!allowed(state, tokens[at])) {
            break;
          }
          state = state.next(tokens[at]);
        } finally {
          times.add();
        }
        at++;
      }
      boolean accepted = at == tokens.length && allowed(state, eos);
      if (valid != accepted) {
        wrong.add((valid ? "refused at token " + at + ": " : "accepted: ") + shortened(text));
      }
    } catch (LimitExceeded e) {
      limits.put(e.limit(), message(e));
    }
  }

  private boolean allowed(State state, int token) {
    return (walk.dense(state).get(token >>> 6) >>> token & 1) != 0;
  }

  private static String message(Exception e) {
    return shortened(String.valueOf(e.getMessage()));
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
