package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;

/** JSON pointers of RFC 6901 and the relative ones of the drafts beside those of JSON Schema. */
final class Pointers {
  private static final String POINTER = "(?:\\/(?:[^~\\/]|~[01])*)*";
  private static final String NUMBER = "(?:0|[1-9]\\d*)";

  private Pointers() {}

  static CodePointDfa absolute(Work work) {
    return Languages.whole(POINTER, work);
  }

  /** draft-handrews-relative-json-pointer-00 to -02. */
  static CodePointDfa relative(Work work) {
    return Languages.whole(NUMBER + "(?:#|" + POINTER + ")", work);
  }

  /**
   * draft-bhutton-relative-json-pointer-00, which adds that an index is moved. Its grammar forgets,
   * but its examples have, a {@code #} after that.
   */
  static CodePointDfa relativeWithIndex(Work work) {
    return Languages.whole(NUMBER + "(?:[+\\-]" + NUMBER + ")?(?:#|" + POINTER + ")", work);
  }
}
