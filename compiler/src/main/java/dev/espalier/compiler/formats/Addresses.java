package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.lexical.StringSet;
import java.util.ArrayList;
import java.util.List;

/** Addresses of the Internet and of its mail. */
final class Addresses {
  /** The longest host name in characters: 255 octets on the wire (RFC 1035, § 2.3.4). */
  static final int HOST_NAME_LENGTH = 253;

  /** The longest mailbox: 256 octets (RFC 5321, § 4.5.3.1.3) with the brackets of a path. */
  private static final int MAILBOX_LENGTH = 254;

  /** The longest local part in octets (RFC 5321, § 4.5.3.1.1). */
  private static final int LOCAL_PART_LENGTH = 64;

  private static final String GROUP = Languages.HEX + "{1,4}";

  /** {@code IPv6address} of RFC 3986, § 3.2.2, which is the text form of RFC 4291, § 2.2. */
  static final String IPV6 = ipv6();

  private Addresses() {}

  private static String ipv6() {
    String last = "(?:" + GROUP + ":" + GROUP + "|" + Languages.IPV4 + ")"; // 32 bits
    List<String> forms = new ArrayList<>();
    forms.add("(?:" + GROUP + ":){6}" + last);
    for (int left = 0; left <= 7; left++) {
      // The colons stand for at least one group: up to 7 - left follow them.
      String head = left == 0 ? "" : "(?:" + GROUP + ":){" + (left - 1) + "}" + GROUP;
      int right = 7 - left;
      if (right >= 2) {
        forms.add(head + "::(?:" + GROUP + ":){0," + (right - 2) + "}" + last);
      }
      forms.add(head + "::" + (right >= 1 ? "(?:" + GROUP + ")?" : ""));
    }
    return String.join("|", forms);
  }

  static CodePointDfa ipv4(Work work) {
    return Languages.whole(Languages.IPV4, work);
  }

  static CodePointDfa ipv6(Work work) {
    return Languages.whole(IPV6, work);
  }

  /** Host names of RFC 1123, § 2.1, labels with {@code xn--} being like others. */
  static StringSet hostName(Work work) {
    CodePointDfa label = shortLabels(Languages.whole(Languages.LABEL, work), work);
    return StringSet.of(separated(label, CodePointSet.of('.'), work), 0, HOST_NAME_LENGTH, work);
  }

  /** The same, where what begins with {@code xn--} must be an A-label as far as is asked. */
  static StringSet hostNameWithALabels(Work work) {
    CodePointDfa others =
        CodePointDfas.difference(
            shortLabels(Languages.whole(Languages.LABEL, work), work),
            Languages.whole("[Xx][Nn]--[^]*", work),
            work);
    CodePointNfa nfa = new CodePointNfa(work);
    int before = nfa.state();
    int prefix = nfa.state();
    int after = nfa.state();
    nfa.embed(before, others, after);
    nfa.embed(before, Languages.whole("[Xx][Nn]--", work), prefix);
    nfa.embed(prefix, ALabels.afterPrefix(work), after);
    nfa.edge(after, CodePointSet.of('.'), before);
    nfa.accept(after);
    return StringSet.of(nfa.determinise(before), 0, HOST_NAME_LENGTH, work);
  }

  /** The words of a language that are no longer than a label may be. */
  static CodePointDfa shortLabels(CodePointDfa labels, Work work) {
    return CodePointDfas.intersection(
        labels, Languages.whole("[^]{1," + Languages.LABEL_LENGTH + "}", work), work);
  }

  /** One or more words with a separator between. */
  static CodePointDfa separated(CodePointDfa word, CodePointSet separator, Work work) {
    CodePointNfa nfa = new CodePointNfa(work);
    int before = nfa.state();
    int after = nfa.state();
    nfa.embed(before, word, after);
    nfa.edge(after, separator, before);
    nfa.accept(after);
    return nfa.determinise(before);
  }

  /**
   * {@code Mailbox} of RFC 5321, § 4.1.2. Of the address literals, IPv6 is the only tagged one that
   * was ever registered.
   */
  static StringSet email(Work work) {
    CodePointDfa mailbox =
        mailbox(
            Languages.whole(localPart(""), work),
            Languages.whole("[^]{1," + LOCAL_PART_LENGTH + "}", work),
            Languages.whole(Languages.LABEL + "(?:\\." + Languages.LABEL + ")*", work),
            work);
    return StringSet.of(mailbox, 0, MAILBOX_LENGTH, work);
  }

  /**
   * The same with the additions of RFC 6531, § 3.3: any character beyond ASCII in the local part,
   * U-labels in the domain.
   *
   * <p>What a U-label is, is not asked here: labels hold whatever RFC 6532 calls UTF8-non-ascii.
   * The local part is measured in octets of UTF-8, the mailbox as a whole in characters.
   */
  static StringSet idnEmail(Work work) {
    String label = Languages.LABEL.replace("A-Z", "A-Z\\u{80}-\\u{10FFFF}");
    CodePointDfa mailbox =
        mailbox(
            Languages.whole(localPart("\\u{80}-\\u{10FFFF}"), work),
            octets(work),
            Languages.whole(label + "(?:\\." + label + ")*", work),
            work);
    return StringSet.of(mailbox, 0, MAILBOX_LENGTH, work);
  }

  /** Strings that are no longer in UTF-8 than a local part may be. */
  private static CodePointDfa octets(Work work) {
    CodePointNfa nfa = new CodePointNfa(work);
    int[] left = new int[LOCAL_PART_LENGTH + 1];
    for (int i = 0; i < left.length; i++) {
      left[i] = nfa.state();
      nfa.accept(left[i]);
    }
    int[] ends = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
    for (int octets = 1; octets <= 4; octets++) {
      CodePointSet set =
          CodePointSet.range(octets == 1 ? 0 : ends[octets - 2] + 1, ends[octets - 1]);
      for (int i = octets; i < left.length; i++) {
        nfa.edge(left[i], set, left[i - octets]);
      }
    }
    return nfa.determinise(left[LOCAL_PART_LENGTH]);
  }

  private static String localPart(String beyond) {
    String atom = "[\\dA-Za-z!#$%&'*+\\/=?^_`\\{|\\}~\\-" + beyond + "]+";
    String quoted = "\"(?:[ !#-\\[\\]-~" + beyond + "]|\\\\[ -~])*\"";
    return atom + "(?:\\." + atom + ")*|" + quoted;
  }

  private static CodePointDfa mailbox(
      CodePointDfa local, CodePointDfa length, CodePointDfa domain, Work work) {
    CodePointDfa at = CodePointDfa.ofSet(CodePointSet.of('@'));
    CodePointDfa host = CodePointDfas.union(domain, addressLiteral(work), work);
    return CodePointDfas.concatenation(
        CodePointDfas.intersection(local, length, work),
        CodePointDfas.concatenation(at, host, work),
        work);
  }

  /**
   * {@code address-literal} of RFC 5321, § 4.1.3, where two colons stand for two groups or more.
   */
  private static CodePointDfa addressLiteral(Work work) {
    String octet = "(?:25[0-5]|2[0-4]\\d|[01]?\\d{1,2})"; // Snum may begin with zeros
    String ipv4 = octet + "(?:\\." + octet + "){3}";
    List<String> forms = new ArrayList<>();
    forms.add("(?:" + GROUP + ":){7}" + GROUP);
    forms.add("(?:" + GROUP + ":){6}" + ipv4);
    for (int left = 0; left <= 6; left++) {
      String head = left == 0 ? "" : "(?:" + GROUP + ":){" + (left - 1) + "}" + GROUP;
      forms.add(
          head
              + "::"
              + (left == 6 ? "" : "(?:(?:" + GROUP + ":){0," + (5 - left) + "}" + GROUP + ")?"));
      if (left <= 4) {
        forms.add(head + "::(?:" + GROUP + ":){0," + (4 - left) + "}" + ipv4);
      }
    }
    return Languages.whole(
        "\\[(?:" + ipv4 + "|[Ii][Pp][Vv]6:(?:" + String.join("|", forms) + "))\\]", work);
  }
}
