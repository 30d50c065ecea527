package dev.espalier.testsuite.bench;

import com.knuddels.jtokkit.api.EncodingType;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.JtokkitVocabularies;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Vocabularies of tiktoken ranks, read in a JVM that is cold: what a program pays at its start. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(10)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class VocabularyBenchmark {
  /** Which ranks. */
  @Param({"CL100K_BASE", "O200K_BASE"})
  public EncodingType ranks = EncodingType.O200K_BASE;

  /** Reads the tokens. */
  @Benchmark
  public Vocabulary read() {
    return JtokkitVocabularies.of(ranks);
  }

  /** Reads the tokens and builds their trie. */
  @Benchmark
  public Object readAndTrie() {
    return JtokkitVocabularies.of(ranks).trie();
  }
}
