package dev.espalier.compiler.regex;

import dev.espalier.compiler.automata.CodePointSet;

/** The sets of characters that ECMA-262 has letters for. */
final class CharacterSets {
  static final CodePointSet DIGIT = CodePointSet.range('0', '9');

  static final CodePointSet WORD = CodePointSet.ofRanges('0', '9', 'A', 'Z', '_', '_', 'a', 'z');

  static final CodePointSet LINE_TERMINATOR =
      CodePointSet.ofRanges('\n', '\n', '\r', '\r', 0x2028, 0x2029);

  /** WhiteSpace (Unicode's Space_Separator among it) and LineTerminator. */
  static final CodePointSet SPACE =
      CodePointSet.ofRanges(
              0x09, 0x0D, 0x20, 0x20, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x202F, 0x202F,
              0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF)
          .or(LINE_TERMINATOR);

  static final CodePointSet DOT = LINE_TERMINATOR.complement();

  private CharacterSets() {}
}
