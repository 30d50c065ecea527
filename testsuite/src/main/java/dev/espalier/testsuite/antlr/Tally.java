package dev.espalier.testsuite.antlr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was counted and found with one grammar. */
final class Tally {
  /** Disagreements that are kept; all are counted. */
  static final int KEPT = 5;

  long texts;
  long accepted;
  long edited;
  long editedAccepted;
  long soup;
  long fused;
  long departed;
  long givenUp;
  long tooDeep;
  long notUnicode;
  long disagreements;
  long completions;
  int longest;
  long characters;
  final Map<String, Long> limits = new TreeMap<>();
  final BitSet parser = new BitSet();
  final BitSet lexer = new BitSet();
  int[] parserTries = {};
  int[] lexerTries = {};
  int[] lexerReadings = {};
  final List<Disagreement> kept = new ArrayList<>();
  final List<String> departures = new ArrayList<>();

  void limit(String which) {
    limits.merge(which, 1L, Long::sum);
  }

  private static int[] sum(int[] first, int[] second) {
    int[] sum = Arrays.copyOf(first, Math.max(first.length, second.length));
    for (int i = 0; i < second.length; i++) {
      sum[i] += second[i];
    }
    return sum;
  }

  void add(Tally other) {
    texts += other.texts;
    accepted += other.accepted;
    edited += other.edited;
    editedAccepted += other.editedAccepted;
    soup += other.soup;
    fused += other.fused;
    departed += other.departed;
    givenUp += other.givenUp;
    tooDeep += other.tooDeep;
    notUnicode += other.notUnicode;
    disagreements += other.disagreements;
    completions += other.completions;
    longest = Math.max(longest, other.longest);
    characters += other.characters;
    other.limits.forEach((limit, count) -> limits.merge(limit, count, Long::sum));
    parserTries = sum(parserTries, other.parserTries);
    lexerTries = sum(lexerTries, other.lexerTries);
    lexerReadings = sum(lexerReadings, other.lexerReadings);
    parser.or(other.parser);
    lexer.or(other.lexer);
    for (Disagreement each : other.kept) {
      if (kept.size() < KEPT) {
        kept.add(each);
      }
    }
    for (String each : other.departures) {
      if (departures.size() < KEPT) {
        departures.add(each);
      }
    }
  }
}
