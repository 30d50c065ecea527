package dev.espalier.compiler.lark;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.grammar.Location;
import java.util.Arrays;

/** The text of a grammar, and the places in it. */
final class LarkSource {
  private static final int STRIDE = 256;

  final String text;
  private final String name;
  private final int[] lines; // where each begins
  private final int[] pairs; // surrogate pairs before each multiple of the stride

  LarkSource(String text, String name) {
    this.text = text;
    this.name = name;
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      count += text.charAt(i) == '\n' ? 1 : 0;
    }
    lines = new int[count];
    pairs = new int[text.length() / STRIDE + 1];
    int line = 1;
    int seen = 0;
    for (int i = 0; i < text.length(); i++) {
      if (i % STRIDE == 0) {
        pairs[i / STRIDE] = seen;
      }
      char c = text.charAt(i);
      if (c == '\n') {
        lines[line++] = i + 1;
      }
      seen += Character.isLowSurrogate(c) ? 1 : 0;
    }
    if (text.length() % STRIDE == 0) {
      pairs[text.length() / STRIDE] = seen;
    }
  }

  /** The name that errors show. */
  String name() {
    return name;
  }

  Location at(int offset) {
    int line = Arrays.binarySearch(lines, offset);
    line = line < 0 ? -line - 2 : line;
    int start = lines[line];
    return new Location(
        name, line + 1, offset - start - (pairsBefore(offset) - pairsBefore(start)) + 1);
  }

  private int pairsBefore(int offset) {
    int seen = pairs[offset / STRIDE];
    for (int i = offset / STRIDE * STRIDE; i < offset; i++) {
      seen += Character.isLowSurrogate(text.charAt(i)) ? 1 : 0;
    }
    return seen;
  }

  GrammarException syntax(int offset, String message, String hint) {
    return new GrammarException(GrammarException.Kind.SYNTAX, at(offset), message, hint);
  }
}
