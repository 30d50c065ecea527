package dev.espalier.compiler.engine;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Core;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A structure over a vocabulary. */
public final class EngineConstraint implements Constraint, Core.Source {
  private static final int VERDICTS = 2048;

  private final Grammar grammar;
  private final VocabularyIndex index;
  private final Supplier<String> fingerprint;
  private final EngineState start;

  private final Recent<EngineState, EngineState> states;
  private final Structure root;
  private volatile @Nullable Optional<Core> core;
  private volatile @Nullable Optional<Constraint> relaxed;

  // Many places lead to the same one: before a value, after the key.
  private final Recent<Asked, Split.Verdict> verdicts = new Recent<>(VERDICTS);

  private record Asked(Structure node, Split.Exits exits) {}

  /**
   * @param root the node at which every text begins
   */
  public EngineConstraint(
      Grammar grammar, VocabularyIndex index, Structure root, Supplier<String> fingerprint) {
    this.grammar = grammar;
    this.root = root;
    this.index = index;
    this.fingerprint = fingerprint;
    this.states = new Recent<>(grammar.limits().cachedStates());
    this.start = new EngineState(this, root, LexicalAutomaton.START, new byte[0], false);
    shared(start);
  }

  @Override
  public Optional<Core> core() {
    Optional<Core> known = core;
    if (known == null) {
      known = root.core();
      core = known;
    }
    return known;
  }

  @Override
  public Optional<Constraint> relaxed() {
    Optional<Constraint> known = relaxed;
    if (known == null) {
      known =
          root.relaxed().map(larger -> new EngineConstraint(grammar, index, larger, fingerprint));
      relaxed = known;
    }
    return known;
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

  /** What a node says of some exits. */
  Split.Verdict verdict(Structure node, Split.Exits exits) {
    Asked asked = new Asked(node, exits);
    Split.Verdict known = verdicts.get(asked);
    return known != null ? known : verdicts.put(asked, RemainderWalk.verdict(node, exits));
  }

  /** The one object among equal states, as long as it is remembered. */
  EngineState shared(EngineState state) {
    EngineState known = states.get(state);
    return known != null ? known : states.put(state, state);
  }
}
