package dev.espalier.testsuite.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was counted and found. */
final class Tally {
  /** Findings and disagreements that are kept; all are counted. */
  private static final int KEPT = 40;

  int masks;
  int decided;
  long setBits;
  long clearedBits;
  long clearedInReach;
  int schemas;
  long texts;
  long acceptedTexts;
  int longestComplete;
  int shortestComplete = Integer.MAX_VALUE;
  int compared;
  long wrongBits;
  int walks;
  int walksAskedTwice;
  int walksRefused;
  long disagreements;
  final Map<String, Integer> skipped = new TreeMap<>();
  final Map<String, Integer> limits = new TreeMap<>();
  final Map<String, Integer> drafts = new TreeMap<>();
  final List<Finding> findings = new ArrayList<>();
  final List<String> disagreed = new ArrayList<>();

  void skip(String why) {
    skipped.merge(why, 1, Integer::sum);
  }

  void limit(String which) {
    limits.merge(which, 1, Integer::sum);
  }

  void disagree(String what) {
    disagreements++;
    if (disagreed.size() < KEPT) {
      disagreed.add(what);
    }
  }

  void add(Tally other) {
    masks += other.masks;
    decided += other.decided;
    setBits += other.setBits;
    clearedBits += other.clearedBits;
    clearedInReach += other.clearedInReach;
    schemas += other.schemas;
    texts += other.texts;
    acceptedTexts += other.acceptedTexts;
    longestComplete = Math.max(longestComplete, other.longestComplete);
    shortestComplete = Math.min(shortestComplete, other.shortestComplete);
    compared += other.compared;
    wrongBits += other.wrongBits;
    walks += other.walks;
    walksAskedTwice += other.walksAskedTwice;
    walksRefused += other.walksRefused;
    disagreements += other.disagreements;
    merge(skipped, other.skipped);
    merge(limits, other.limits);
    merge(drafts, other.drafts);
    findings.addAll(other.findings);
    for (String each : other.disagreed) {
      if (disagreed.size() < KEPT) {
        disagreed.add(each);
      }
    }
  }

  private static void merge(Map<String, Integer> to, Map<String, Integer> from) {
    from.forEach((key, count) -> to.merge(key, count, Integer::sum));
  }
}
