package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Core;
import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.Fingerprint;
import dev.espalier.compiler.engine.LastBytes;
import dev.espalier.compiler.engine.VocabularyIndex;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A context-free grammar, however its texts are cut into terminals.
 *
 * @param <W> what a text's position is, and what moves on by bytes
 */
abstract class CfgGrammar<W extends ByteState.Walker<W>> implements Grammar, LastBytes {
  private final Supplier<String> source;
  private final Parser parser;
  private final CompileLimits limits;
  private final Report report;
  private volatile @Nullable Optional<Core> core;
  private volatile @Nullable String fingerprint;

  /**
   * @param source what the grammar was made from, for the fingerprint
   */
  CfgGrammar(Supplier<String> source, Parser parser, CompileLimits limits, Report report) {
    this.source = source;
    this.parser = parser;
    this.limits = limits;
    this.report = report;
  }

  /** Says which tokens a position can go on with. Safe for use by many threads. */
  interface Masks<W> {
    TokenMask mask(W position);

    /** About how many bytes of memory are taken by what is remembered without a bound. */
    long memoryBytes();
  }

  /** Before the first byte. */
  abstract W start(VocabularyIndex index);

  /** The position after a token that is a symbol of the grammar; null where it is none. */
  @Nullable W afterSymbol(W position, int token) {
    return null;
  }

  /** Whether tokens may be symbols of the grammar. */
  boolean hasSymbols(W position) {
    return false;
  }

  /** The position of a text that was read in two ways. */
  W both(W one, W other) {
    throw new AssertionError("this grammar has no symbols");
  }

  /**
   * The masks over a vocabulary. They remember masks within {@link CompileLimits#cachedMaskBytes},
   * and the rest without a bound.
   */
  abstract Masks<W> masks(VocabularyIndex index);

  /** Writes a way to finish a text. */
  abstract void complete(W position, ByteState.Ending ending);

  /** Refuses a vocabulary that lacks a byte which a text may need. */
  abstract void check(Vocabulary vocabulary);

  /** The places of a position, for what tokens can do there; empty where that does not say all. */
  abstract int[] places(W position, Lexis lexis);

  /** How the grammar's texts are cut into terminals; empty where some are no plain texts. */
  abstract Optional<Lexis> lexis();

  /** The grammar as a core of itself. */
  final Optional<Core> core() {
    Optional<Core> known = core;
    if (known == null) {
      known = lexis().map(lexis -> new Core(parser.automaton().canonical(), lexis));
      core = known;
    }
    return known;
  }

  final Parser parser() {
    return parser;
  }

  @Override
  public final Constraint bind(Vocabulary vocabulary) {
    check(vocabulary);
    return new CfgConstraint<>(
        this, vocabulary.attachment(VocabularyIndex.class, VocabularyIndex::new));
  }

  @Override
  public final String fingerprint() {
    String known = fingerprint;
    if (known == null) {
      known = Fingerprint.of("espalier grammar 1", limits.toString(), source.get());
      fingerprint = known;
    }
    return known;
  }

  @Override
  public final OutputForm form() {
    return OutputForm.ANY;
  }

  @Override
  public final CompileLimits limits() {
    return limits;
  }

  @Override
  public final Report report() {
    return report;
  }
}
