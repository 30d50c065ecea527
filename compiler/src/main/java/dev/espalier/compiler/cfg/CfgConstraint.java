package dev.espalier.compiler.cfg;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.Fingerprint;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;

/** A context-free grammar over the tokens of a model. */
final class CfgConstraint<W extends ByteState.Walker<W>> implements Constraint {
  private final CfgGrammar<W> grammar;
  private final VocabularyIndex index;
  private final CfgGrammar.Masks<W> masks;
  private final Recent<CfgState<W>, CfgState<W>> states;
  private final CfgState<W> start;

  CfgConstraint(CfgGrammar<W> grammar, VocabularyIndex index) {
    this.grammar = grammar;
    this.index = index;
    this.masks =
        new BoundedMasks<>(() -> grammar.masks(index), grammar.limits().cachedMaskBytes() / 2);
    this.states = new Recent<>(grammar.limits().cachedStates());
    this.start = state(grammar.start(index), false);
  }

  /** The one object among equal states, as long as it is remembered. */
  CfgState<W> state(W position, boolean ended) {
    CfgState<W> state = new CfgState<>(this, position, ended);
    CfgState<W> known = states.get(state);
    return known != null ? known : states.put(state, state);
  }

  CfgGrammar.Masks<W> masks() {
    return masks;
  }

  VocabularyIndex index() {
    return index;
  }

  @Override
  public State start() {
    return start;
  }

  @Override
  public CfgGrammar<W> grammar() {
    return grammar;
  }

  @Override
  public Vocabulary vocabulary() {
    return index.vocabulary();
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(grammar.fingerprint(), vocabulary().fingerprint());
  }
}
