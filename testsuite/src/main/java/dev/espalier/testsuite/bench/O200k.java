package dev.espalier.testsuite.bench;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.JtokkitVocabularies;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The vocabulary of all benchmarks, and an array for one of its masks. */
@State(Scope.Benchmark)
public class O200k {
  final Vocabulary vocabulary = JtokkitVocabularies.o200k();
  final long[] words = new long[(vocabulary.size() + 63) >>> 6];

  /** Makes what a vocabulary makes once. */
  public O200k() {
    vocabulary.trie();
    Place.BEGIN.state(vocabulary).mask();
  }
}
