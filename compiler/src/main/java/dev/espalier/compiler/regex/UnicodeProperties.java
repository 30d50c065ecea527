package dev.espalier.compiler.regex;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.UnicodeSet;
import dev.espalier.compiler.automata.CodePointSet;
import java.util.Optional;
import java.util.Set;

/**
 * The properties that {@code \p} names, as ECMA-262 lists them (§ 22.2.1, tables "Non-binary
 * Unicode property aliases" and "Binary Unicode property aliases"), by ICU's tables.
 *
 * <p>Names are matched exactly, as ECMA-262 demands; ICU alone would be lenient.
 */
final class UnicodeProperties {
  private static final Set<String> BINARY =
      Set.of(
          "ASCII_Hex_Digit",
          "AHex",
          "Alphabetic",
          "Alpha",
          "Bidi_Control",
          "Bidi_C",
          "Bidi_Mirrored",
          "Bidi_M",
          "Case_Ignorable",
          "CI",
          "Cased",
          "Changes_When_Casefolded",
          "CWCF",
          "Changes_When_Casemapped",
          "CWCM",
          "Changes_When_Lowercased",
          "CWL",
          "Changes_When_NFKC_Casefolded",
          "CWKCF",
          "Changes_When_Titlecased",
          "CWT",
          "Changes_When_Uppercased",
          "CWU",
          "Dash",
          "Default_Ignorable_Code_Point",
          "DI",
          "Deprecated",
          "Dep",
          "Diacritic",
          "Dia",
          "Emoji",
          "Emoji_Component",
          "EComp",
          "Emoji_Modifier",
          "EMod",
          "Emoji_Modifier_Base",
          "EBase",
          "Emoji_Presentation",
          "EPres",
          "Extended_Pictographic",
          "ExtPict",
          "Extender",
          "Ext",
          "Grapheme_Base",
          "Gr_Base",
          "Grapheme_Extend",
          "Gr_Ext",
          "Hex_Digit",
          "Hex",
          "IDS_Binary_Operator",
          "IDSB",
          "IDS_Trinary_Operator",
          "IDST",
          "ID_Continue",
          "IDC",
          "ID_Start",
          "IDS",
          "Ideographic",
          "Ideo",
          "Join_Control",
          "Join_C",
          "Logical_Order_Exception",
          "LOE",
          "Lowercase",
          "Lower",
          "Math",
          "Noncharacter_Code_Point",
          "NChar",
          "Pattern_Syntax",
          "Pat_Syn",
          "Pattern_White_Space",
          "Pat_WS",
          "Quotation_Mark",
          "QMark",
          "Radical",
          "Regional_Indicator",
          "RI",
          "Sentence_Terminal",
          "STerm",
          "Soft_Dotted",
          "SD",
          "Terminal_Punctuation",
          "Term",
          "Unified_Ideograph",
          "UIdeo",
          "Uppercase",
          "Upper",
          "Variation_Selector",
          "VS",
          "White_Space",
          "space",
          "XID_Continue",
          "XIDC",
          "XID_Start",
          "XIDS");

  private UnicodeProperties() {}

  /** The version of Unicode that the tables are of. */
  static String unicodeVersion() {
    return UCharacter.getUnicodeVersion().getVersionString(2, 2);
  }

  /** The set of a property and its value ({@code Script=Greek}). */
  static Optional<CodePointSet> named(String property, String value) {
    return switch (property) {
      case "General_Category", "gc" -> ofValue(UProperty.GENERAL_CATEGORY_MASK, value);
      case "Script", "sc" -> ofValue(UProperty.SCRIPT, value);
      case "Script_Extensions", "scx" ->
          // Its values are those of Script; ICU has names only there.
          exactValue(UProperty.SCRIPT, value) < 0
              ? Optional.empty()
              : script(UProperty.SCRIPT_EXTENSIONS, exactValue(UProperty.SCRIPT, value));
      default -> Optional.empty();
    };
  }

  /** The set of a binary property or of a general category ({@code Alphabetic}, {@code Lu}). */
  static Optional<CodePointSet> named(String name) {
    switch (name) {
      case "Any":
        return Optional.of(CodePointSet.ALL);
      case "ASCII":
        return Optional.of(CodePointSet.range(0, 0x7F));
      case "Assigned":
        return ofValue(UProperty.GENERAL_CATEGORY_MASK, "Cn").map(CodePointSet::complement);
      default:
        break;
    }
    if (BINARY.contains(name)) {
      int property = UCharacter.getPropertyEnum(name);
      return Optional.of(codePoints(new UnicodeSet().applyIntPropertyValue(property, 1)));
    }
    return ofValue(UProperty.GENERAL_CATEGORY_MASK, name);
  }

  private static Optional<CodePointSet> ofValue(int property, String name) {
    int value = exactValue(property, name);
    if (value < 0) {
      return Optional.empty();
    }
    return property == UProperty.SCRIPT
        ? script(property, value)
        : Optional.of(codePoints(new UnicodeSet().applyIntPropertyValue(property, value)));
  }

  // ICU also knows the scripts of ISO 15924 that no character has; Unicode and ECMA-262 do not.
  private static Optional<CodePointSet> script(int property, int value) {
    CodePointSet set = codePoints(new UnicodeSet().applyIntPropertyValue(property, value));
    return set.isEmpty() ? Optional.empty() : Optional.of(set);
  }

  /** The value that has exactly this name, or -1. */
  private static int exactValue(int property, String name) {
    int value;
    try {
      value = UCharacter.getPropertyValueEnum(property, name);
    } catch (IllegalArgumentException e) {
      return -1;
    }
    try {
      for (int choice = UProperty.NameChoice.SHORT; ; choice++) {
        String known = UCharacter.getPropertyValueName(property, value, choice);
        if (name.equals(known)) {
          return value;
        }
        if (known == null && choice > UProperty.NameChoice.LONG) {
          return -1;
        }
      }
    } catch (IllegalArgumentException e) {
      return -1; // no more names
    }
  }

  private static CodePointSet codePoints(UnicodeSet set) {
    CodePointSet.Builder builder = new CodePointSet.Builder();
    for (int i = 0; i < set.getRangeCount(); i++) {
      builder.add(set.getRangeStart(i), set.getRangeEnd(i));
    }
    return builder.build();
  }
}
