package dev.espalier.compiler.lexing;

import dev.espalier.compiler.automata.CodePointSet;

/** Upper and lower case, code point by code point. */
public final class CaseVariants {
  private CaseVariants() {}

  /** A code point with its simple upper and lower case, as the platform's Unicode tables say. */
  public static CodePointSet of(int codePoint) {
    return new CodePointSet.Builder()
        .add(codePoint)
        .add(Character.toLowerCase(codePoint))
        .add(Character.toUpperCase(codePoint))
        .build();
  }
}
