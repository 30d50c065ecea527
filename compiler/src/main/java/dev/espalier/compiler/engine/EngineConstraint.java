package dev.espalier.compiler.engine;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A structure over a vocabulary. */
public final class EngineConstraint implements Constraint {
  private final Grammar grammar;
  private final VocabularyIndex index;
  private final Supplier<String> fingerprint;
  private final int generationSize;
  private final EngineState start;

  // Two generations: when the young one is full it becomes the old one, and what was in the old one
  // and not asked for since is forgotten.
  private volatile ConcurrentHashMap<EngineState, EngineState> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<EngineState, EngineState> old = new ConcurrentHashMap<>();

  /**
   * @param root the node at which every text begins
   */
  public EngineConstraint(
      Grammar grammar, VocabularyIndex index, Structure root, Supplier<String> fingerprint) {
    this.grammar = grammar;
    this.index = index;
    this.fingerprint = fingerprint;
    this.generationSize = Math.max(1, grammar.limits().cachedStates() / 2);
    this.start = new EngineState(this, root, LexicalAutomaton.START, new byte[0], false);
    shared(start);
  }

  @Override
  public State start() {
    return start;
  }

  @Override
  public Grammar grammar() {
    return grammar;
  }

  @Override
  public Vocabulary vocabulary() {
    return index.vocabulary();
  }

  @Override
  public String fingerprint() {
    return fingerprint.get();
  }

  VocabularyIndex index() {
    return index;
  }

  /** The one object among equal states, as long as it is remembered. */
  EngineState shared(EngineState state) {
    ConcurrentHashMap<EngineState, EngineState> cache = young;
    EngineState known = cache.get(state);
    if (known != null) {
      return known;
    }
    EngineState older = old.get(state);
    EngineState kept = older != null ? older : state;
    known = cache.putIfAbsent(kept, kept);
    if (cache.mappingCount() > generationSize) {
      synchronized (this) {
        if (young == cache) {
          old = cache;
          young = new ConcurrentHashMap<>();
        }
      }
    }
    return known != null ? known : kept;
  }
}
