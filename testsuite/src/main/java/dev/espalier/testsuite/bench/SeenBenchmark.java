package dev.espalier.testsuite.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** States that were asked before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SeenBenchmark {
  private static final int BATCH = 64;

  /** Where in a text. */
  @Param public Place place = Place.BEGIN;

  private dev.espalier.compiler.State[] states = {};
  private long[] batch = {};
  private int token;

  /** Asks once. */
  @Setup
  public void ask(O200k o200k) {
    states = new dev.espalier.compiler.State[BATCH];
    for (int i = 0; i < BATCH; i++) {
      states[i] =
          Place.values()[(place.ordinal() + i) % Place.values().length].state(o200k.vocabulary);
      states[i].mask();
    }
    batch = new long[BATCH * o200k.words.length];
    token = states[0].mask().next(0);
    states[0].next(token);
  }

  /** The mask, as the object that it is. */
  @Benchmark
  public Object mask() {
    return states[0].mask();
  }

  /** The mask in a dense array. */
  @Benchmark
  public long[] fill(O200k o200k) {
    states[0].mask().fill(o200k.words, 0);
    return o200k.words;
  }

  /** The state after a token. */
  @Benchmark
  public Object next() {
    return states[0].next(token);
  }

  /** One of a batch of masks in a packed buffer: of all places, this one the first. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long[] batch(O200k o200k) {
    for (int i = 0; i < BATCH; i++) {
      states[i].mask().fill(batch, i * o200k.words.length);
    }
    return batch;
  }
}
