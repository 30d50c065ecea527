package dev.espalier.testsuite.peers;

import dev.espalier.testsuite.Percentiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The results of a run of {@code peers}, as JSON and as tables. */
final class PeersReport {
  /** This project's engine, in its full output form. */
  static final String ESPALIER = "espalier";

  /** The same with keys in declared order, as the peers have them. */
  static final String DECLARED = "espalier-declared";

  private static final String[] FIRST = {"p50", "p90", "p99", "p99.9", "max", "mean"};
  private static final String[] STEPS = {
    "p50", "p90", "p95", "p99", "p99.9", "p99.99", "max", "mean"
  };

  /** What a peer says of itself, and what calling it costs. */
  private record About(Map<String, String> versions, long callNanos, long stepNanos) {}

  private final Map<String, Object> head = new LinkedHashMap<>();
  private final Map<String, About> peers = new LinkedHashMap<>();
  private final Map<String, String> absent = new LinkedHashMap<>();
  private final int runs;
  private int warm;
  private int timeOut;

  PeersReport(String tokenizer, int schemas, int every, int sparse, int runs) {
    this.runs = runs;
    head.put("tokenizer", tokenizer);
    head.put("schemas", schemas);
    head.put("every", every);
    head.put("sparse", sparse);
    head.put("runs", runs);
  }

  /**
   * Says how it was measured.
   *
   * @param warm schemas that warmed Espalier's JVM
   * @param timeOut in seconds
   */
  void protocol(int warm, int timeOut) {
    this.warm = warm;
    this.timeOut = timeOut;
    head.put("warm_schemas", warm);
    head.put("time_out_s", timeOut);
  }

  /**
   * Adds a peer that runs here.
   *
   * @param callNanos two calls that do next to nothing
   * @param stepNanos a mask and a token in a grammar of next to nothing
   */
  void peer(String name, Map<String, String> versions, long callNanos, long stepNanos) {
    peers.put(name, new About(versions, callNanos, stepNanos));
  }

  /** Adds a peer that does not run here. */
  void absent(String name, String why) {
    absent.put(name, why);
  }

  Map<String, Object> json(Map<String, Tally> tallies) {
    Map<String, Object> all = new LinkedHashMap<>(head);
    all.put("absent", absent);
    Map<String, Object> engines = new LinkedHashMap<>();
    tallies.forEach((name, tally) -> engines.put(name, engine(name, tally)));
    all.put("engines", engines);
    Map<String, Object> ratios = new LinkedHashMap<>();
    rivals(tallies).forEach((name, common) -> ratios.put(name, ratio(tallies, name, common)));
    all.put("ratios_to_" + ESPALIER, ratios);
    Set<Integer> common = common(tallies);
    Map<String, Object> together = new LinkedHashMap<>();
    together.put("schemas", common.size());
    tallies.forEach((name, tally) -> together.put(name, times(tally, common)));
    all.put("taken_by_all", together);
    return all;
  }

  private Map<String, Object> engine(String name, Tally tally) {
    Map<String, Object> json = new LinkedHashMap<>();
    About about = peers.get(name);
    if (about != null) {
      json.put("versions", about.versions());
      json.put("trivial_call_ns", about.callNanos());
      json.put("trivial_step_ns", about.stepNanos());
    }
    json.put("schemas", tally.asked());
    for (Tally.Verdict verdict : Tally.Verdict.values()) {
      json.put(verdict.name().toLowerCase(Locale.ROOT), tally.count(verdict));
    }
    json.put("changed_in_later_passes", tally.changed());
    json.put("start_memory_mib", tally.startMemory() >> 20);
    json.put("peak_memory_mib", tally.peakMemory() >> 20);
    json.put("gc_ms", tally.collected());
    json.putAll(times(tally, tally.taken()));
    json.put("first_pass_tbm_us", tally.firstPass().micros());
    json.put("errors", tally.errors(12));
    return json;
  }

  private static Map<String, Object> times(Tally tally, Set<Integer> schemas) {
    Map<String, Object> json = new LinkedHashMap<>();
    Percentiles steps = tally.steps(schemas);
    json.put("tokens", steps.n());
    json.put("ttfm_us", tally.first(schemas).micros());
    json.put("tbm_us", steps.micros());
    return json;
  }

  /** The other engines, each with the schemas that it and Espalier take. */
  private static Map<String, Set<Integer>> rivals(Map<String, Tally> tallies) {
    Map<String, Set<Integer>> rivals = new LinkedHashMap<>();
    Tally ours = tallies.get(ESPALIER);
    if (ours != null) {
      tallies.forEach((name, tally) -> {
        if (tally != ours) {
          Set<Integer> both = new TreeSet<>(ours.taken());
          both.retainAll(tally.taken());
          rivals.put(name, both);
        }
      });
    }
    return rivals;
  }

  private static Set<Integer> common(Map<String, Tally> tallies) {
    Set<Integer> common = new TreeSet<>();
    boolean first = true;
    for (Tally tally : tallies.values()) {
      if (first) {
        common.addAll(tally.taken());
        first = false;
      } else {
        common.retainAll(tally.taken());
      }
    }
    return common;
  }

  private static Map<String, Object> ratio(
      Map<String, Tally> tallies, String name, Set<Integer> common) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemas", common.size());
    Tally theirs = tallies.get(name);
    Tally ours = tallies.get(ESPALIER);
    if (theirs != null && ours != null) {
      json.put("ttfm", ratios(theirs.first(common), ours.first(common)));
      json.put("tbm", ratios(theirs.steps(common), ours.steps(common)));
    }
    return json;
  }

  private static Map<String, Double> ratios(Percentiles theirs, Percentiles ours) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    ours.micros()
        .forEach((point, value) ->
            ratios.put(point, Math.round(theirs.micros(point) / value * 100) / 100.0));
    return ratios;
  }

  String table(Map<String, Tally> tallies) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%,d schemas, %s. Every time is the least of %d passes, each with engines started afresh."
                + " Espalier's JVM is warmed by %,d schemas before each pass, of which only compiled"
                + " code is left. A schema with its instances may take %d s.%n%n",
            (Integer) head.getOrDefault("schemas", 0),
            head.get("tokenizer"),
            runs,
            warm,
            timeOut));
    out.append("| engine | schemas | pass | over | under | compile error | time-out | crash |")
        .append(" MiB after start | MiB at most |\n")
        .append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    tallies.forEach((name, tally) -> {
      out.append(String.format(Locale.ROOT, "| %s | %,d |", name(name), tally.asked()));
      for (Tally.Verdict verdict : Tally.Verdict.values()) {
        int count = tally.count(verdict);
        out.append(
            verdict == Tally.Verdict.PASS
                ? String.format(
                    Locale.ROOT, " %,d (%.1f %%) |", count, 100.0 * count / tally.asked())
                : String.format(Locale.ROOT, " %,d |", count));
      }
      out.append(
          String.format(
              Locale.ROOT, " %,d | %,d |%n", tally.startMemory() >> 20, tally.peakMemory() >> 20));
    });
    absent.forEach((name, why) ->
        out.append("\n").append(name).append(" is absent: ").append(why).append("\n"));
    out.append("\nOn the schemas that each takes. To the first mask, in ms:\n\n");
    firsts(out, tallies, null);
    out.append("\nMask and commit, in µs:\n\n");
    steps(out, tallies, null);
    Set<Integer> common = common(tallies);
    out.append(
        String.format(
            Locale.ROOT,
            "%nOn the %,d schemas that all take. To the first mask, in ms:%n%n",
            common.size()));
    firsts(out, tallies, common);
    out.append("\nMask and commit, in µs:\n\n");
    steps(out, tallies, common);
    ratios(out, tallies);
    notes(out, tallies);
    return out.toString();
  }

  private String name(String engine) {
    About about = peers.get(engine);
    return about == null ? engine : engine + " " + about.versions().values().iterator().next();
  }

  private void firsts(
      StringBuilder out, Map<String, Tally> tallies, @Nullable Set<Integer> schemas) {
    header(out, "engine | schemas", FIRST);
    tallies.forEach((name, tally) -> {
      Percentiles times = tally.first(schemas == null ? tally.taken() : schemas);
      out.append("| ").append(name).append(" | ").append(times.n()).append(" |");
      for (String point : FIRST) {
        out.append(' ').append(Percentiles.show(times.micros(point) / 1e3)).append(" |");
      }
      out.append('\n');
    });
  }

  private void steps(
      StringBuilder out, Map<String, Tally> tallies, @Nullable Set<Integer> schemas) {
    header(out, "engine | tokens", STEPS);
    tallies.forEach((name, tally) -> {
      Percentiles times = tally.steps(schemas == null ? tally.taken() : schemas);
      out.append(String.format(Locale.ROOT, "| %s | %,d |", name, times.n()));
      for (String point : STEPS) {
        out.append(' ').append(Percentiles.show(times.micros(point))).append(" |");
      }
      out.append('\n');
    });
  }

  private static void ratios(StringBuilder out, Map<String, Tally> tallies) {
    Map<String, Set<Integer>> rivals = rivals(tallies);
    if (rivals.isEmpty()) {
      return;
    }
    out.append("\nHow many times as long as Espalier, at the same percentile, on the schemas that")
        .append(" both take:\n\n");
    String[] points = {"p50", "p90", "p99", "p99.9", "max", "mean"};
    StringJoiner heads = new StringJoiner(" | ");
    for (String what : new String[] {"first ", ""}) {
      for (String point : points) {
        heads.add(what + point);
      }
    }
    header(out, "engine | schemas | " + heads);
    rivals.forEach((name, common) -> {
      Tally theirs = tallies.get(name);
      Tally ours = tallies.get(ESPALIER);
      if (theirs == null || ours == null) {
        return;
      }
      out.append("| ").append(name).append(" | ").append(common.size()).append(" |");
      Map<String, Double> first = ratios(theirs.first(common), ours.first(common));
      Map<String, Double> steps = ratios(theirs.steps(common), ours.steps(common));
      for (Map<String, Double> each : List.of(first, steps)) {
        for (String point : points) {
          out.append(' ')
              .append(Percentiles.show(each.getOrDefault(point, Double.NaN)))
              .append(" |");
        }
      }
      out.append('\n');
    });
  }

  private void notes(StringBuilder out, Map<String, Tally> tallies) {
    StringJoiner notes = new StringJoiner("\n- ", "\n- ", "\n");
    tallies.forEach((name, tally) -> {
      if (!peers.containsKey(name)) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: collecting garbage took %,d ms of all passes; steps of the first pass alone, with"
                    + " every pause in them, p99.9 %s, max %s, mean %s µs.",
                name,
                tally.collected(),
                Percentiles.show(tally.firstPass().micros("p99.9")),
                Percentiles.show(tally.firstPass().micros("max")),
                Percentiles.show(tally.firstPass().micros("mean"))));
      }
      if (tally.changed() > 0) {
        notes.add(name + ": " + tally.changed() + " answers of later passes differ; not timed.");
      }
    });
    peers.forEach((name, about) ->
        notes.add(
            String.format(
                Locale.ROOT,
                "%s (%s) is called from Python, inside its times: two calls that do next to nothing"
                    + " take %.2f µs, a step in a grammar of next to nothing %.2f µs (medians).",
                name,
                versions(about),
                about.callNanos() / 1e3,
                about.stepNanos() / 1e3)));
    out.append(notes);
  }

  private static String versions(About about) {
    StringJoiner all = new StringJoiner(", ");
    about.versions().forEach((name, version) -> all.add(name + " " + version));
    return all.toString();
  }

  private static void header(StringBuilder out, String heads, String... points) {
    StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
    line.add(heads);
    for (String point : points) {
      line.add(point);
    }
    out.append(line);
    long columns = line.toString().chars().filter(c -> c == '|').count() - 1;
    out.append("|---").append("|---:".repeat((int) columns - 1)).append("|\n");
  }
}
