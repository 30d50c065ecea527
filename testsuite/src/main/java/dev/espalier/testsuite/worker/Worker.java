package dev.espalier.testsuite.worker;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Walk;
import dev.espalier.testsuite.text.RawJson;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Answers the lines of the worker protocol.
 *
 * <pre>
 * in:  {"id": …, "schema": …, "tests": [{"valid": true, "tokens": [1, 2, 3]}]}
 * out: {"error": null, "ttfm_ns": n, "results": [-1], "gc_ms": n, "tbm_ns": [n, n, n]}
 * in:  {"fresh": true}
 * out: {"ready": "espalier"}
 * </pre>
 *
 * <p>A result is the index of the first token that was refused, or -1 (accepted with the end of the
 * text) or -2 (the end was refused). The times stand one after another, one for each token that was
 * allowed, over all tests; collections of garbage, whose time meanwhile is told too, are within. A
 * line that is not as above, a schema that does not compile and a limit that is reached give {@code
 * "error"} a text, with a {@code "ttfm_ns"} of 0 if the schema did not compile; the worker goes on
 * with the next line. After {@code fresh} nothing is left of what earlier schemas made, but the JVM
 * stays warm.
 */
final class Worker {
  /** The line that says that schemas may come. */
  static final String READY = "{\"ready\": \"espalier\"}";

  private final Supplier<Vocabulary> vocabularies;
  private final JsonSchemaOptions options;
  private Vocabulary vocabulary;
  private Walk walk;

  /**
   * @param vocabularies gives the vocabulary, a new object each time
   */
  Worker(Supplier<Vocabulary> vocabularies, JsonSchemaOptions options) {
    this.vocabularies = vocabularies;
    this.options = options;
    this.vocabulary = vocabularies.get();
    this.walk = new Walk(vocabulary);
    warm();
  }

  /** What any use of a vocabulary makes once is not the time of the first schema. */
  private void warm() {
    walk.dense(JsonSchema.compile("{\"const\": null}", options).bind(vocabulary).start());
  }

  private void fresh() {
    vocabulary = vocabularies.get();
    walk = new Walk(vocabulary);
    warm();
    System.gc();
  }

  /** The answer to a line: one line, whatever the line says. */
  String answer(String line) {
    long ttfm = 0;
    long collected = collectionMillis();
    List<Integer> results = new ArrayList<>();
    LongList times = new LongList();
    String error = "null";
    try {
      if (!(RawJson.parse(line) instanceof RawJson.Obj request)) {
        throw new IllegalArgumentException("a JSON object was expected");
      }
      if (request.member("fresh") == RawJson.TRUE) {
        fresh();
        return READY;
      }
      if (request.member("schema") == RawJson.NONE) {
        throw new IllegalArgumentException("a JSON object with \"schema\" was expected");
      }
      List<int[]> texts = tokens(request.member("tests"));
      // A schema is a JSON value; a string can be none, so it is taken as the schema's text.
      String schema =
          request.member("schema") instanceof RawJson.Str text
              ? text.value()
              : request.member("schema").write(RawJson.Style.SPACED);
      long before = System.nanoTime();
      State start = JsonSchema.compile(schema, options).bind(vocabulary).start();
      walk.dense(start);
      ttfm = System.nanoTime() - before;
      for (int[] text : texts) {
        results.add(walk.run(start, text, times));
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      String message = e.getMessage();
      error = new RawJson.Str(message == null ? e.toString() : message).write(RawJson.Style.SPACED);
    }
    StringJoiner out = new StringJoiner(", ", "[", "]");
    for (long time : times.toArray()) {
      out.add(Long.toString(time));
    }
    return "{\"error\": "
        + error
        + ", \"ttfm_ns\": "
        + ttfm
        + ", \"results\": "
        + results
        + ", \"gc_ms\": "
        + (collectionMillis() - collected)
        + ", \"tbm_ns\": "
        + out
        + "}";
  }

  /** Milliseconds that collections have stopped this JVM for, since it was started. */
  private static long collectionMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static List<int[]> tokens(RawJson tests) {
    if (tests == RawJson.NONE) {
      return List.of();
    }
    if (!(tests instanceof RawJson.Arr array)) {
      throw new IllegalArgumentException("\"tests\" is an array");
    }
    List<int[]> all = new ArrayList<>();
    for (RawJson item : array.items()) {
      if (!(item instanceof RawJson.Obj test)
          || !(test.member("tokens") instanceof RawJson.Arr ids)) {
        throw new IllegalArgumentException("a test is an object with \"tokens\", an array");
      }
      int[] text = new int[ids.items().size()];
      for (int i = 0; i < text.length; i++) {
        if (!(ids.items().get(i) instanceof RawJson.Num id)) {
          throw new IllegalArgumentException("a token is a number");
        }
        text[i] = Integer.parseInt(id.text());
      }
      all.add(text);
    }
    return all;
  }
}
