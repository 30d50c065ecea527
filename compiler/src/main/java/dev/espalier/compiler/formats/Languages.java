package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.regex.EcmaRegex;

/** What the grammars of several formats are written with. */
final class Languages {
  /** A hexadecimal digit. */
  static final String HEX = "[\\dA-Fa-f]";

  /** A number from 0 to 255 without leading zeros. */
  static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

  /** Four of them (RFC 2673, § 3.2; the IPv4address of RFC 3986). */
  static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";

  /** A label of a host name (RFC 1123, § 2.1) of any length. */
  static final String LABEL = "[\\dA-Za-z](?:[\\-\\dA-Za-z]*[\\dA-Za-z])?";

  /** The longest label of a host name (RFC 1035, § 2.3.4). */
  static final int LABEL_LENGTH = 63;

  private Languages() {}

  /** The strings that match a pattern as a whole. */
  static CodePointDfa whole(String pattern, Work work) {
    return EcmaRegex.parse("^(?:" + pattern + ")$", EcmaRegex.DEFAULT_NESTING, work).dfa();
  }

  /** The ranges of a set, to be put into the brackets of a pattern. */
  static String ranges(CodePointSet set) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < set.ranges(); i++) {
      text.append(String.format("\\u{%x}-\\u{%x}", set.lo(i), set.hi(i)));
    }
    return text.toString();
  }
}
