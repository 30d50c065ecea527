package dev.espalier.testsuite.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** States of a grammar that was compiled for this call; its vocabulary has seen others like it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UnseenBenchmark {
  /** Where in a text. */
  @Param public Place place = Place.BEGIN;

  private dev.espalier.compiler.@Nullable State state;

  /** Compiles. */
  @Setup(Level.Invocation)
  public void compile(O200k o200k) {
    state = place.state(o200k.vocabulary);
  }

  /** The first mask of a state, in a dense array. */
  @Benchmark
  public long[] firstMask(O200k o200k) {
    Objects.requireNonNull(state).mask().fill(o200k.words, 0);
    return o200k.words;
  }
}
