package dev.espalier.compiler;

import java.util.Optional;

/**
 * Finds the grammars that a grammar imports, and the lexer grammars whose tokens it uses.
 *
 * <p>Nothing is read unless a resolver does so.
 */
@FunctionalInterface
public interface GrammarResolver {
  /** Knows no grammar: no network, no files. */
  GrammarResolver NONE = name -> Optional.empty();

  /**
   * The source of a grammar.
   *
   * @param name the name that the import gives, without a file's ending
   * @return nothing if there is no such grammar
   */
  Optional<String> resolve(String name);
}
