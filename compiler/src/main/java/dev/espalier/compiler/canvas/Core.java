package dev.espalier.compiler.canvas;

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
  }
}
