package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;

/** URIs of RFC 3986, IRIs of RFC 3987 and URI templates of RFC 6570. */
final class Uris {
  private static final String PERCENT = "%" + Languages.HEX + "{2}";
  private static final String SUB_DELIMS = "!$&'()*+,;=";

  private static final CodePointSet UCSCHAR =
      CodePointSet.ofRanges(
          0xA0, 0xD7FF, 0xF900, 0xFDCF, 0xFDF0, 0xFFEF, 0x10000, 0x1FFFD, 0x20000, 0x2FFFD, 0x30000,
          0x3FFFD, 0x40000, 0x4FFFD, 0x50000, 0x5FFFD, 0x60000, 0x6FFFD, 0x70000, 0x7FFFD, 0x80000,
          0x8FFFD, 0x90000, 0x9FFFD, 0xA0000, 0xAFFFD, 0xB0000, 0xBFFFD, 0xC0000, 0xCFFFD, 0xD0000,
          0xDFFFD, 0xE1000, 0xEFFFD);

  private static final String IPRIVATE =
      Languages.ranges(CodePointSet.ofRanges(0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD));

  /** LRM, RLM, LRE, RLE, PDF, LRO and RLO, which no IRI may hold (RFC 3987, § 4.1). */
  private static final CodePointSet BIDI_FORMATTING =
      CodePointSet.ofRanges(0x200E, 0x200F, 0x202A, 0x202E);

  private Uris() {}

  static CodePointDfa uri(Work work) {
    return Languages.whole(new Grammar("", "").absolute(), work);
  }

  static CodePointDfa uriReference(Work work) {
    return Languages.whole(new Grammar("", "").reference(), work);
  }

  static CodePointDfa iri(Work work) {
    return Languages.whole(international().absolute(), work);
  }

  static CodePointDfa iriReference(Work work) {
    return Languages.whole(international().reference(), work);
  }

  private static Grammar international() {
    return new Grammar(Languages.ranges(UCSCHAR.minus(BIDI_FORMATTING)), IPRIVATE);
  }

  /**
   * The grammar of URIs with more characters.
   *
   * @param letters ranges that are unreserved, too
   * @param queryLetters ranges that a query may hold, too
   */
  private record Grammar(String letters, String queryLetters) {
    private String characters(String others) {
      return "(?:[\\dA-Za-z\\-._~" + SUB_DELIMS + others + letters + "]|" + PERCENT + ")";
    }

    String absolute() {
      return "[A-Za-z][\\dA-Za-z+\\-.]*:" + rest(characters(":@"));
    }

    String reference() {
      // The first segment of a relative path holds no colon: that would end a scheme.
      return "(?:" + absolute() + ")|" + rest(characters("@"));
    }

    private String rest(String firstCharacter) {
      String segment = characters(":@") + "*";
      String authority =
          ("(?:" + characters(":") + "*@)?")
              + ("(?:\\[(?:" + Addresses.IPV6 + "|" + future() + ")\\]|" + characters("") + "*)")
              + "(?::\\d*)?";
      String more = "(?:\\/" + segment + ")*";
      String path =
          ("(?:\\/\\/" + authority + more)
              + ("|\\/(?:" + characters(":@") + "+" + more + ")?")
              + ("|(?:" + firstCharacter + "+" + more + ")?)");
      String tail = "(?:[\\/?]|" + characters(":@") + ")*";
      String query = "(?:[\\/?" + queryLetters + "]|" + characters(":@") + ")*";
      return path + "(?:\\?" + query + ")?(?:#" + tail + ")?";
    }

    private static String future() {
      return "[Vv]" + Languages.HEX + "+\\.[\\dA-Za-z\\-._~" + SUB_DELIMS + ":]+";
    }
  }

  static CodePointDfa uriTemplate(Work work) {
    String literal =
        // § 2.1 as its errata correct it: the apostrophe is one.
        "[!#$&-;=?-\\[\\]_a-z~" + Languages.ranges(UCSCHAR) + IPRIVATE + "]|" + PERCENT;
    String character = "(?:[\\dA-Za-z_]|" + PERCENT + ")";
    String name = character + "(?:\\.?" + character + ")*";
    String variable = name + "(?::[1-9]\\d{0,3}|\\*)?";
    String expression = "\\{[+#.\\/;?&=,!@|]?" + variable + "(?:," + variable + ")*\\}";
    return Languages.whole("(?:" + literal + "|" + expression + ")*", work);
  }
}
