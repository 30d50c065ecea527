package dev.espalier.testsuite.peers;

import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.Percentiles;
import dev.espalier.testsuite.maskbench.Case;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one engine did with the schemas, over all passes. */
final class Tally {
  /** What became of a schema; the worst of its instances decides. */
  enum Verdict {
    PASS("pass"),
    OVER("over"),
    UNDER("under"),
    COMPILE_ERROR("compile error"),
    TIME_OUT("time-out"),
    CRASH("crash");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }

    /** Whether the schema compiled, and all its texts were walked or refused. */
    boolean taken() {
      return ordinal() <= UNDER.ordinal();
    }
  }

  /** A schema: the verdict of the first pass, and the least times of all passes. */
  private static final class Entry {
    private final Verdict verdict;
    private long first;
    private final long[] times;

    private Entry(Verdict verdict, long first, long[] times) {
      this.verdict = verdict;
      this.first = first;
      this.times = times;
    }
  }

  private final Map<Integer, Entry> entries = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final LongList firstPass = new LongList();
  private int changed;
  private long collected;
  private long startMemory;
  private long peakMemory;

  /**
   * Adds what came of a schema.
   *
   * @param number of the schema
   */
  void add(int number, Case schema, Engine.Walked walked) {
    collected += walked.collected();
    Verdict verdict = verdict(schema, walked);
    Entry entry = entries.get(number);
    if (entry == null) {
      entries.put(number, new Entry(verdict, walked.first(), walked.times().clone()));
      for (long time : walked.times()) {
        firstPass.add(time);
      }
      if (!walked.error().isEmpty()) {
        errors.merge(head(walked.error()), 1, Integer::sum);
      }
      return;
    }
    if (verdict != entry.verdict || walked.times().length != entry.times.length) {
      changed++;
      return;
    }
    entry.first = Math.min(entry.first, walked.first());
    for (int i = 0; i < entry.times.length; i++) {
      entry.times[i] = Math.min(entry.times[i], walked.times()[i]);
    }
  }

  /** Adds what an engine's process says of its memory at the end of a pass. */
  void memory(Engine engine) {
    startMemory = Math.max(startMemory, engine.startMemory());
    peakMemory = Math.max(peakMemory, engine.peakMemory());
  }

  /** Whether a further pass may ask: what has hung or crashed once is not waited for again. */
  boolean asksAgain(int number) {
    Entry entry = entries.get(number);
    return entry == null || (entry.verdict != Verdict.TIME_OUT && entry.verdict != Verdict.CRASH);
  }

  private static Verdict verdict(Case schema, Engine.Walked walked) {
    switch (walked.end()) {
      case REFUSED:
        return Verdict.COMPILE_ERROR;
      case LATE:
        return Verdict.TIME_OUT;
      case CRASHED:
        return Verdict.CRASH;
      default:
        break;
    }
    // An instance at which the engine fails is neither accepted nor refused.
    Verdict verdict = walked.end() == Engine.End.FAILED ? Verdict.OVER : Verdict.PASS;
    for (int i = 0; i < walked.results().length; i++) {
      boolean accepted = walked.results()[i] == -1;
      if (accepted && !schema.tests().get(i).valid()) {
        return Verdict.UNDER;
      }
      if (!accepted && schema.tests().get(i).valid()) {
        verdict = Verdict.OVER;
      }
    }
    return verdict;
  }

  /** An error without what differs from schema to schema, as far as that can be told. */
  private static String head(String error) {
    String line = error.lines().findFirst().orElse("");
    String plain = line.replaceAll("[0-9]+", "0").replaceAll("\"[^\"]*\"|'[^']*'|`[^`]*`", "…");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "…";
  }

  int asked() {
    return entries.size();
  }

  int count(Verdict verdict) {
    return (int) entries.values().stream().filter(entry -> entry.verdict == verdict).count();
  }

  /** Questions of later passes that went otherwise than in the first; their times are left out. */
  int changed() {
    return changed;
  }

  /** Milliseconds of collecting garbage, over all passes. */
  long collected() {
    return collected;
  }

  /** Bytes resident after the start, the most of all passes; 0 if unknown. */
  long startMemory() {
    return startMemory;
  }

  /** The most bytes resident, of all passes; 0 if unknown. */
  long peakMemory() {
    return peakMemory;
  }

  /** The commonest errors, the most frequent first. */
  Map<String, Integer> errors(int most) {
    Map<String, Integer> head = new LinkedHashMap<>();
    errors.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(most)
        .forEach(e -> head.put(e.getKey(), e.getValue()));
    return head;
  }

  /** The numbers of the schemas that it takes. */
  Set<Integer> taken() {
    Set<Integer> taken = new TreeSet<>();
    entries.forEach((number, entry) -> {
      if (entry.verdict.taken()) {
        taken.add(number);
      }
    });
    return taken;
  }

  /** Times to the first mask, of those schemas. */
  Percentiles first(Set<Integer> schemas) {
    LongList all = new LongList();
    of(schemas).forEach(entry -> all.add(entry.first));
    return Percentiles.of(all);
  }

  /** Times of mask and next state, of those schemas. */
  Percentiles steps(Set<Integer> schemas) {
    LongList all = new LongList();
    for (Entry entry : of(schemas)) {
      for (long time : entry.times) {
        all.add(time);
      }
    }
    return Percentiles.of(all);
  }

  /** Times of mask and next state in the first pass alone: no least, so that pauses are in it. */
  Percentiles firstPass() {
    return Percentiles.of(firstPass);
  }

  private List<Entry> of(Set<Integer> schemas) {
    List<Entry> chosen = new ArrayList<>();
    entries.forEach((number, entry) -> {
      if (schemas.contains(number)) {
        chosen.add(entry);
      }
    });
    return chosen;
  }
}
