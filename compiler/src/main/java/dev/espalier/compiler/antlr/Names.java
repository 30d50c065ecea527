package dev.espalier.compiler.antlr;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Names that may have been meant. */
final class Names {
  private Names() {}

  /** A hint: up to five of the names, the most similar ones first. */
  static String near(String wanted, Collection<String> names) {
    return "names like it: "
        + String.join(
            ", ",
            names.stream()
                .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
                .limit(5)
                .toList());
  }

  /** The edit distance of Levenshtein, blind to case, of at most 64 characters of each. */
  private static int distance(String left, String right) {
    String a = left.substring(0, Math.min(left.length(), 64)).toLowerCase(Locale.ROOT);
    String b = right.substring(0, Math.min(right.length(), 64)).toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
