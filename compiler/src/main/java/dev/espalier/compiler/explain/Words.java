package dev.espalier.compiler.explain;

import dev.espalier.compiler.automata.CodePointSet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

/** Bytes and characters for people. */
final class Words {
  private static final int MOST = 60;

  private Words() {}

  /** A set of bytes, such as {@code a-z 0-9 \n x80-xbf}. */
  static String bytes(BitSet bytes) {
    if (bytes.cardinality() == 256) {
      return "any byte";
    }
    StringBuilder text = new StringBuilder();
    for (int b = bytes.nextSetBit(0); b >= 0; ) {
      int end = bytes.nextClearBit(b) - 1;
      // Ranges do not pass from one kind of characters into another.
      for (int edge : new int[] {0x1f, '/', '9', '@', 'Z', '`', 'z', 0x7f}) {
        end = b <= edge && end > edge ? edge : end;
      }
      text.append(text.isEmpty() ? "" : " ").append(character(b));
      if (end > b) {
        text.append(end > b + 1 ? "-" : " ").append(character(end));
      }
      b = bytes.nextSetBit(end + 1);
    }
    return text.toString();
  }

  private static String character(int b) {
    return switch (b) {
      case ' ' -> "blank";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> b > 0x20 && b < 0x7f ? String.valueOf((char) b) : String.format("x%02x", b);
    };
  }

  /** A set of characters in brackets, such as {@code [a-z0-9_]}; of its complement if shorter. */
  static String characters(CodePointSet set) {
    CodePointSet others = set.complement();
    boolean negated = others.ranges() < set.ranges() && !others.isEmpty();
    CodePointSet shown = negated ? others : set;
    if (set.equals(CodePointSet.ALL)) {
      return "any";
    }
    StringBuilder text = new StringBuilder(negated ? "[^" : "[");
    for (int i = 0; i < shown.ranges(); i++) {
      if (text.length() > MOST) {
        text.append('…');
        break;
      }
      escape(text, shown.lo(i), "]-^\\");
      if (shown.hi(i) > shown.lo(i)) {
        text.append(shown.hi(i) > shown.lo(i) + 1 ? "-" : "");
        escape(text, shown.hi(i), "]-^\\");
      }
    }
    return text.append(']').toString();
  }

  /** A text in quotes. */
  static String quoted(String content) {
    StringBuilder text = new StringBuilder("'");
    content.codePoints().forEach(c -> escape(text, c, "'\\"));
    return text.append("'").toString();
  }

  /** Bytes as a text in quotes, or as bytes where they are none. */
  static String quoted(byte[] bytes) {
    try {
      return quoted(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return "bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
  }

  private static void escape(StringBuilder text, int c, String special) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < 0x20
            || (c >= 0x7f && c < 0xa0)
            || (c >= 0xd800 && c < 0xe000)
            || (c >= 0x80 && !Character.isDefined(c))) {
          text.append(String.format("\\u{%x}", c));
        } else {
          text.append(special.indexOf(c) >= 0 ? "\\" : "").appendCodePoint(c);
        }
      }
    }
  }

  /** At most so many characters of a text. */
  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
