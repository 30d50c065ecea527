package dev.espalier.compiler.lexing;

/** Which bytes read best. */
final class Bytes {
  private Bytes() {}

  /** Small letters before capitals, digits, a blank, what is printable, and all others. */
  static int rank(int b) {
    if (b >= 'a' && b <= 'z') {
      return 0;
    }
    if (b >= 'A' && b <= 'Z') {
      return 1;
    }
    if (b >= '0' && b <= '9') {
      return 2;
    }
    return b == ' ' ? 3 : b > ' ' && b < 0x7f ? 4 : 5;
  }
}
