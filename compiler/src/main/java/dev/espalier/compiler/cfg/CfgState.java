package dev.espalier.compiler.cfg;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.engine.ByteState;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A position in a text of a context-free grammar. */
final class CfgState<W extends ByteState.Walker<W>> extends ByteState<W> {
  private final CfgConstraint<W> constraint;
  private final W position; // moved no more once it is here

  CfgState(CfgConstraint<W> constraint, W position, boolean ended) {
    super(constraint.index(), ended);
    this.constraint = constraint;
    this.position = position;
  }

  /** Where the text stands. Not to be moved. */
  W position() {
    return position;
  }

  @Override
  public Constraint constraint() {
    return constraint;
  }

  @Override
  protected W walker() {
    return position.copy();
  }

  @Override
  protected CfgState<W> at(W walker) {
    return constraint.state(walker, false);
  }

  @Override
  protected CfgState<W> alone(W walker) {
    return new CfgState<>(constraint, walker, false);
  }

  @Override
  public @Nullable CfgState<W> afterSymbol(int token) {
    if (ended()) {
      return null;
    }
    W after = constraint.grammar().afterSymbol(position, token);
    return after == null ? null : constraint.state(after, false);
  }

  @Override
  public boolean hasSymbols() {
    return constraint.grammar().hasSymbols(position);
  }

  @Override
  @SuppressWarnings("unchecked")
  protected State both(ByteState<W> bytes, ByteState<?> symbol) {
    return constraint.state(
        constraint.grammar().both(((CfgState<W>) bytes).position, ((CfgState<W>) symbol).position),
        false);
  }

  /** Tokens that complete the same terminals and come to the same place are alike. */
  @Override
  public Representatives representatives() {
    Optional<TokenReach> reach = constraint.reach();
    int[] places =
        reach.isEmpty() ? new int[0] : constraint.grammar().places(position, reach.get().lexis());
    if (places.length == 0) {
      return super.representatives();
    }
    TokenMask mask = mask();
    IntList tokens = new IntList();
    BitSet seen = new BitSet(places.length > 1 ? index().vocabulary().size() : 0);
    boolean complete = true;
    for (int place : places) {
      TokenReach.Reach own = reach.get().of(place);
      complete &= own.complete();
      for (int token : own.tokens()) {
        if (mask.contains(token) && !seen.get(token)) {
          tokens.add(token);
          if (places.length > 1) {
            seen.set(token);
          }
        }
      }
    }
    return new Representatives(tokens.toArray(), complete);
  }

  @Override
  protected CfgState<W> end() {
    return constraint.state(position, true);
  }

  @Override
  protected TokenMask compute() {
    return constraint.masks().mask(position);
  }

  @Override
  protected void complete(Ending ending) {
    constraint.grammar().complete(position, ending);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof CfgState<?> s
            && s.ended() == ended()
            && s.constraint == constraint
            && s.position.equals(position));
  }

  @Override
  public int hashCode() {
    return position.hashCode();
  }

  @Override
  public String toString() {
    return position + (ended() ? " ended" : "");
  }
}
