package dev.espalier.testsuite.diffusion;

import dev.espalier.runtime.diffusion.Diffusion;
import dev.espalier.runtime.diffusion.DiffusionCounts;
import dev.espalier.testsuite.Bootstrap;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Percentiles;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one strategy and one verification made of a task. */
final class DiffusionRow {
  private final String task;
  private final String strategy;
  private final String verify;
  private final LongList checks = new LongList();
  private int texts;
  private int complete;
  private int valid;
  private final BitSet exact = new BitSet(); // texts by number
  private long forwards;
  private long proposals;
  private long rejected;
  private long unknown;
  private long witnessed;
  private long deadEnds;
  private long fallbacks;
  private long checkNanos;
  private long forwardNanos;

  DiffusionRow(String task, String strategy, String verify) {
    this.task = task;
    this.strategy = strategy;
    this.verify = verify;
  }

  void check(long nanos) {
    checks.add(nanos);
  }

  void add(DiffusionTask example, Diffusion made) {
    DiffusionCounts counts = made.counts();
    exact.set(texts, example.exact().test(made.text(), example.answer()));
    texts++;
    complete += made.complete() ? 1 : 0;
    valid += example.valid().test(made.text()) ? 1 : 0;
    forwards += counts.forwards();
    proposals += counts.proposals();
    rejected += counts.rejected();
    unknown += counts.unknown();
    witnessed += counts.witnessed();
    deadEnds += counts.deadEnds();
    fallbacks += counts.fallbacks();
    checkNanos += counts.checkNanos();
    forwardNanos += counts.forwardNanos();
  }

  /** Whether every text is what the hybrid promises. */
  boolean keepsPromise() {
    return valid == texts && complete == texts && deadEnds == 0 && fallbacks == 0;
  }

  boolean isHybrid() {
    return verify.equals("hybrid");
  }

  /**
   * How many percent more of the texts are exact than by the hybrid, on the same prompts and seeds.
   */
  private Bootstrap against(DiffusionRow hybrid) {
    int[] differences = new int[texts];
    for (int i = 0; i < texts; i++) {
      differences[i] = (exact.get(i) ? 1 : 0) - (hybrid.exact.get(i) ? 1 : 0);
    }
    return Bootstrap.of(differences, 1);
  }

  /** Another row of the same task and strategy. */
  String hybrid() {
    return task + " " + strategy + " hybrid";
  }

  /**
   * @param hybrid the row to compare with, if there is one
   */
  Map<String, Object> json(@Nullable DiffusionRow hybrid) {
    Percentiles times = Percentiles.of(checks);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", task);
    row.put("strategy", strategy);
    row.put("verify", verify);
    row.put("n", texts);
    row.put("syntax_pct", percent(valid));
    row.put("exact_pct", percent(exact.cardinality()));
    if (hybrid != null && hybrid != this) {
      Bootstrap against = against(hybrid);
      row.put(
          "exact_against_hybrid",
          Map.of("pct", against.mean(), "low_95", against.low(), "high_95", against.high()));
    }
    row.put("complete_pct", percent(complete));
    row.put("forwards", (double) forwards / texts);
    row.put("proposals", proposals);
    row.put("rejected", rejected);
    row.put("unknown", unknown);
    row.put("witnessed", witnessed);
    row.put("dead_ends", deadEnds);
    row.put("fallbacks", fallbacks);
    row.put("forward_ms", forwardNanos / 1e6 / Math.max(1, forwards));
    row.put("check_share_pct", 100.0 * checkNanos / Math.max(1, checkNanos + forwardNanos));
    row.put(
        "check_share_at_50ms_pct",
        100.0 * checkNanos / Math.max(1, checkNanos + forwards * 50_000_000L));
    row.put("checks", times.n());
    row.put("check_us", times.micros());
    return row;
  }

  /**
   * Percent of the proposals of which it was not known within the limits whether they can stand.
   */
  private double unknownShare() {
    return 100.0 * unknown / Math.max(1, proposals);
  }

  private double percent(int count) {
    return Math.round(10_000.0 * count / texts) / 100.0;
  }

  static String header() {
    return "| task | strategy | verify | n | syntax % | exact % | against hybrid (95 %) | passes | refused | unknown % |"
        + " dead ends | fallbacks | pass ms | check p50 ms | p99 ms | share % |\n"
        + "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  }

  String markdown(@Nullable DiffusionRow hybrid) {
    Percentiles times = Percentiles.of(checks);
    return String.format(
        java.util.Locale.ROOT,
        "| %s | %s | %s | %d | %.1f | %.1f | %s | %.1f | %d | %.2f | %d | %d | %.1f | %.2f | %.2f | %.0f |%n",
        task,
        strategy,
        verify,
        texts,
        percent(valid),
        percent(exact.cardinality()),
        hybrid == null || hybrid == this ? "" : against(hybrid).show(true),
        (double) forwards / texts,
        rejected,
        unknownShare(),
        deadEnds,
        fallbacks,
        forwardNanos / 1e6 / Math.max(1, forwards),
        times.micros("p50") / 1e3,
        times.micros("p99") / 1e3,
        100.0 * checkNanos / Math.max(1, checkNanos + forwardNanos));
  }
}
