package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.lexical.CharacterClasses;
import java.util.Optional;

/**
 * The tokens that begin with characters of some classes: where a string goes on with these whatever
 * they are, most tokens need not be walked.
 *
 * @param pure those of nothing but such characters
 * @param others the rest, ascending; more than are meant, where a first byte does not tell
 */
record RunTokens(TokenMask pure, int[] others) {
  private static final int MAX_OTHERS = 1 << 14;

  /**
   * The tokens that begin with characters of some classes.
   *
   * <p>Complexity: linear in the words of a mask for each class.
   *
   * @param classes as bits of {@link CharacterClasses}
   * @return empty if the others are too many for this to be of use
   */
  static Optional<RunTokens> of(long classes, VocabularyIndex index) {
    TokenMask pure = index.tokenClasses().within(classes);
    TokenMask.Builder begin = new TokenMask.Builder(index.vocabulary().size());
    Utf8Classes utf8 = new Utf8Classes(1);
    for (int b = 0; b < 256; b++) {
      if ((utf8.read(1, b) & classes) != 0) {
        begin.addAll(index.beginning(b));
      }
    }
    TokenMask others = begin.removeAll(pure).build();
    return others.count() > MAX_OTHERS
        ? Optional.empty()
        : Optional.of(new RunTokens(index.shared(pure), others.ids()));
  }

  long memoryBytes() {
    return 64 + pure.memoryBytes() + 4L * others.length;
  }
}
