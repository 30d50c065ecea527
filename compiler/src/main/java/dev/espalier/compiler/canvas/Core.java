package dev.espalier.compiler.canvas;

import dev.espalier.compiler.Constraint;
import java.util.Optional;

/**
 * A language that holds all texts of a constraint, as lexemes and productions over them: equal to
 * it for a context-free grammar, larger where a schema asks for more.
 */
public record Core(Productions productions, Lexis lexis) {

  /** What may have a core. */
  public interface Source {
    /** The core, if there is one within the limits. Made once. */
    Optional<Core> core();

    /**
     * A constraint that holds every text of this one, and more where what follows depends on what
     * was written, so that it has fewer states; if there is one. Made once.
     */
    default Optional<Constraint> relaxed() {
      return Optional.empty();
    }
  }
}
