package dev.espalier.compiler.cfg;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Core;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.Fingerprint;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.VocabularyIndex;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A context-free grammar over the tokens of a model. */
final class CfgConstraint<W extends ByteState.Walker<W>> implements Constraint, Core.Source {
  private final CfgGrammar<W> grammar;
  private final VocabularyIndex index;
  private final CfgGrammar.Masks<W> masks;
  private final Recent<CfgState<W>, CfgState<W>> states;
  private final CfgState<W> start;
  private volatile @Nullable Optional<TokenReach> reach;

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

  /** What tokens can do at each place, if the grammar's texts are cut in one way everywhere. */
  Optional<TokenReach> reach() {
    Optional<TokenReach> known = reach;
    if (known == null) {
      known = grammar.core().map(core -> new TokenReach(core.lexis(), index.trie()));
      reach = known;
    }
    return known;
  }

  VocabularyIndex index() {
    return index;
  }

  @Override
  public Optional<Core> core() {
    return grammar.core();
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
