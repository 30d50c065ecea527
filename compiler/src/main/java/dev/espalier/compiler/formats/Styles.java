package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;

/** The colours of CSS 2.1, which draft 3 has a format for. */
final class Styles {
  private static final String NAMES =
      ("maroon|red|orange|yellow|olive|purple|fuchsia|white|lime|green|navy|blue|aqua|teal|black"
          + "|silver|gray");

  /** The colours of the user's system, § 18.2. */
  private static final String SYSTEM =
      ("activeborder|activecaption|appworkspace|background|buttonface|buttonhighlight|buttonshadow"
          + "|buttontext|captiontext|graytext|highlight|highlighttext|inactiveborder"
          + "|inactivecaption|inactivecaptiontext|infobackground|infotext|menu|menutext|scrollbar"
          + "|threeddarkshadow|threedface|threedhighlight|threedlightshadow|threedshadow|window"
          + "|windowframe|windowtext");

  private Styles() {}

  /** {@code <color>}, § 4.3.6, without comments and escapes. */
  static CodePointDfa color(Work work) {
    String hex = "#(?:" + Languages.HEX + "{3}){1,2}";
    String blank = "[ \\t\\r\\n\\f]*";
    String integer = blank + "[+\\-]?\\d+" + blank;
    String percentage = blank + "[+\\-]?(?:\\d+|\\d*\\.\\d+)%" + blank;
    String rgb = "rgb\\(" + three(integer) + "\\)|rgb\\(" + three(percentage) + "\\)";
    return Languages.whole(hex + "|" + anyCase(NAMES + "|" + SYSTEM) + "|" + anyCase(rgb), work);
  }

  private static String three(String value) {
    return value + "(?:," + value + "){2}";
  }

  /** A pattern in which a small letter that no backslash stands before may be a large one, too. */
  private static String anyCase(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' && (i == 0 || pattern.charAt(i - 1) != '\\');
      text.append(letter ? "[" + c + Character.toUpperCase(c) + "]" : String.valueOf(c));
    }
    return text.toString();
  }
}
