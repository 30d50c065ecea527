package dev.espalier.compiler.lark;

import java.util.Arrays;

/**
 * What is between quotes or slashes, after Lark has read its escapes: those of Python's strings
 * that begin with one of {@code Uuxnftr} are characters from here on, all others stay.
 *
 * @param text what is left
 * @param offsets in the source, of each of its UTF-16 code units
 * @param quoteLost whether a quote took a backslash away that was not meant for it: Lark reads
 *     <code>&#92;&#92;"</code> as <code>&#92;"</code>
 */
record LarkText(String text, int[] offsets, boolean quoteLost) {

  static LarkText ofString(Syntax.Text text) {
    LarkText read = read(text.source(), text.written(), text.offset());
    // Two backslashes are one.
    StringBuilder out = new StringBuilder();
    int[] offsets = new int[read.text.length()];
    for (int i = 0; i < read.text.length(); i++) {
      offsets[out.length()] = read.offsets[i];
      out.append(read.text.charAt(i));
      if (read.text.startsWith("\\\\", i)) {
        i++;
      }
    }
    return new LarkText(out.toString(), offsets, read.quoteLost);
  }

  static LarkText ofRegex(Syntax.Regex regex) {
    return read(regex.source(), regex.written(), regex.offset());
  }

  private static LarkText read(LarkSource source, String written, int offset) {
    StringBuilder out = new StringBuilder();
    int[] offsets = new int[written.length()];
    boolean lost = false;
    int i = 0;
    while (i < written.length()) {
      int start = i;
      char c = written.charAt(i++);
      if (c != '\\') {
        offsets[out.length()] = offset + start;
        out.append(c);
        continue;
      }
      int run = i;
      while (run < written.length() && written.charAt(run) == '\\') {
        run++;
      }
      int backslashes = run - start;
      if (run < written.length() && written.charAt(run) == '"') {
        // Lark takes one backslash away before a quote, however many there are.
        lost |= backslashes % 2 == 0;
        for (int k = 0; k < backslashes - 1; k++) {
          offsets[out.length()] = offset + start + k;
          out.append('\\');
        }
        i = run;
        continue;
      }
      for (int k = 0; k < backslashes / 2 * 2; k++) {
        offsets[out.length()] = offset + start + k;
        out.append('\\');
      }
      i = run;
      if (backslashes % 2 == 0) {
        continue;
      }
      char next = i < written.length() ? written.charAt(i++) : '\\';
      int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
      int at = out.length();
      if (digits > 0) {
        out.appendCodePoint(hex(source, written, offset, i, digits));
        i += digits;
      } else if ("nftr".indexOf(next) >= 0) {
        out.append("\n\f\t\r".charAt("nftr".indexOf(next)));
      } else {
        out.append(c).append(next);
      }
      Arrays.fill(offsets, at, out.length(), offset + run - 1);
    }
    return new LarkText(out.toString(), offsets, lost);
  }

  private static int hex(LarkSource source, String written, int offset, int first, int digits) {
    long value = 0;
    for (int i = first; i < first + digits; i++) {
      char c = i < written.length() ? written.charAt(i) : ' ';
      int digit = c <= 'f' ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw source.syntax(
            offset + first - 2,
            "expected " + digits + " hexadecimal digits after \\" + written.charAt(first - 1),
            "");
      }
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT || (value >= 0xD800 && value <= 0xDFFF)) {
      throw source.syntax(
          offset + first - 2,
          "expected the number of a character",
          "beyond FFFF write \\U and eight digits");
    }
    return (int) value;
  }
}
