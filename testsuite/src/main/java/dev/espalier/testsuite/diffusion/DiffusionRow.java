package dev.espalier.testsuite.diffusion;

import dev.espalier.runtime.diffusion.Diffusion;
import dev.espalier.runtime.diffusion.DiffusionCounts;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Percentiles;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one strategy and one verification made of a task. */
final class DiffusionRow {
  private final String task;
  private final String strategy;
  private final String verify;
  private final LongList checks = new LongList();
  private int texts;
  private int complete;
  private int valid;
  private int exact;
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
    texts++;
    complete += made.complete() ? 1 : 0;
    valid += example.valid().test(made.text()) ? 1 : 0;
    exact += example.exact().test(made.text(), example.answer()) ? 1 : 0;
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

  Map<String, Object> json() {
    Percentiles times = Percentiles.of(checks);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", task);
    row.put("strategy", strategy);
    row.put("verify", verify);
    row.put("n", texts);
    row.put("syntax_pct", percent(valid));
    row.put("exact_pct", percent(exact));
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

  private double percent(int count) {
    return Math.round(10_000.0 * count / texts) / 100.0;
  }

  static String header() {
    return "| task | strategy | verify | n | syntax % | exact % | passes | refused | unknown |"
        + " dead ends | fallbacks | pass ms | check p50 ms | p99 ms | share % |\n"
        + "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  }

  String markdown() {
    Percentiles times = Percentiles.of(checks);
    return String.format(
        java.util.Locale.ROOT,
        "| %s | %s | %s | %d | %.1f | %.1f | %.1f | %d | %d | %d | %d | %.1f | %.2f | %.2f | %.0f |%n",
        task,
        strategy,
        verify,
        texts,
        percent(valid),
        percent(exact),
        (double) forwards / texts,
        rejected,
        unknown,
        deadEnds,
        fallbacks,
        forwardNanos / 1e6 / Math.max(1, forwards),
        times.micros("p50") / 1e3,
        times.micros("p99") / 1e3,
        100.0 * checkNanos / Math.max(1, checkNanos + forwardNanos));
  }
}
