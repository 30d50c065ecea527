package dev.espalier.testsuite.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.maskbench.Case;
import dev.espalier.testsuite.peers.Engine.End;
import dev.espalier.testsuite.peers.Engine.Walked;
import dev.espalier.testsuite.peers.Tally.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeersRunTest {
  private static final List<Case> SCHEMAS =
      List.of(schema("a", true, false), schema("b", true), schema("c", false));

  private final List<String> calls = new ArrayList<>();

  private static Case schema(String id, boolean... valid) {
    List<Case.Test> tests = new ArrayList<>();
    for (boolean each : valid) {
      tests.add(new Case.Test(each, each ? "[1]" : "x"));
    }
    return new Case(id, "{\"title\": \"" + id + "\"}", tests);
  }

  /** Answers what it is told to, and writes down what it was asked. */
  private final class Fake implements Engine {
    private final String name;
    private final Deque<Walked> answers;

    private Fake(String name, Walked... answers) {
      this.name = name;
      this.answers = new ArrayDeque<>(List.of(answers));
      calls.add(name + " starts");
    }

    @Override
    public Walked walk(String schema, List<int[]> texts) {
      calls.add(name + schema.charAt(11) + texts.size());
      return answers.removeFirst();
    }

    @Override
    public long startMemory() {
      return 5 << 20;
    }

    @Override
    public long peakMemory() {
      return 7 << 20;
    }

    @Override
    public void close() {
      calls.add(name + " ends");
    }
  }

  private static Walked answered(long first, int[] results, long... times) {
    return new Walked(End.ANSWERED, "", first, results, times, 1);
  }

  private static Walked ended(End end) {
    return new Walked(end, end == End.LATE ? "" : "why 17", 0, new int[0], new long[0], 0);
  }

  private static Tally of(Map<String, Tally> tallies, String name) {
    Tally tally = tallies.get(name);
    assertNotNull(tally, name);
    return tally;
  }

  private Map<String, Tally> run(Map<String, PeersRun.Contender> contenders, int passes) {
    return PeersRun.run(contenders, SCHEMAS, text -> new int[text.length()], passes, () -> {});
  }

  @Test
  void asksInTurnAndKeepsTheLeastOfEachStep() {
    boolean[] later = new boolean[1];
    Map<String, PeersRun.Contender> contenders = new LinkedHashMap<>();
    contenders.put(
        "p",
        new PeersRun.Contender(
            () -> {
              boolean first = !later[0];
              later[0] = true;
              return first
                  ? new Fake(
                      "p",
                      answered(10, new int[] {-1, 0}, 4, 2, 3),
                      answered(40, new int[] {-1}, 30),
                      ended(End.LATE))
                  : new Fake(
                      "p",
                      answered(9, new int[] {-1, 0}, 5, 1, 1),
                      answered(50, new int[] {-1}, 20, 90));
            },
            1));
    contenders.put(
        "q",
        new PeersRun.Contender(
            () -> new Fake("q", answered(4, new int[] {-1, -1}, 7), answered(4, new int[] {2}, 8)),
            2));
    Map<String, Tally> tallies = run(contenders, 2);
    assertEquals(
        List.of(
            "p starts",
            "q starts",
            "pa2",
            "qa2",
            "pb1",
            "pc1",
            "qc1",
            "p ends",
            "q ends",
            "p starts",
            "q starts",
            "pa2",
            "qa2",
            "pb1",
            "qc1",
            "p ends",
            "q ends"),
        calls);
    Tally p = of(tallies, "p");
    assertEquals(2, p.count(Verdict.PASS));
    assertEquals(1, p.count(Verdict.TIME_OUT));
    assertEquals(Set.of(0, 1), p.taken());
    // The second pass has other steps of the schema b: it says so, and keeps the first's.
    assertEquals(1, p.changed());
    assertEquals(0.009, p.first(Set.of(0)).micros("max"));
    assertEquals(0.004, p.steps(Set.of(0)).micros("max"));
    assertEquals(3, p.steps(Set.of(0)).n());
    assertEquals(0.03, p.steps(p.taken()).micros("max"));
    assertEquals(4, p.firstPass().n());
    assertEquals(4, p.collected());
    assertEquals(7 << 20, p.peakMemory());
    assertEquals(5 << 20, p.startMemory());
    Tally q = of(tallies, "q");
    assertEquals(2, q.asked());
    assertEquals(1, q.count(Verdict.UNDER));
    assertEquals(1, q.count(Verdict.PASS));
  }

  @Test
  void judgesByTheWorst() {
    Map<String, PeersRun.Contender> contenders = new LinkedHashMap<>();
    contenders.put(
        "p",
        new PeersRun.Contender(
            () ->
                new Fake(
                    "p",
                    answered(1, new int[] {3, -1}, 1),
                    answered(1, new int[] {-2}, 1),
                    ended(End.REFUSED)),
            1));
    contenders.put(
        "q",
        new PeersRun.Contender(
            () ->
                new Fake(
                    "q",
                    new Walked(End.FAILED, "too much", 5, new int[0], new long[0], 0),
                    ended(End.CRASHED),
                    answered(1, new int[] {0})),
            1));
    Map<String, Tally> tallies = run(contenders, 1);
    assertEquals(
        List.of(0, 1, 1, 1, 0, 0),
        List.of(Verdict.values()).stream().map(of(tallies, "p")::count).toList());
    assertEquals(
        List.of(1, 1, 0, 0, 0, 1),
        List.of(Verdict.values()).stream().map(of(tallies, "q")::count).toList());
    assertEquals(Map.of("why 0", 1, "too much", 1), of(tallies, "q").errors(9));
  }

  @Test
  void comparesWhatBothTake() {
    Map<String, PeersRun.Contender> contenders = new LinkedHashMap<>();
    contenders.put(
        PeersReport.ESPALIER,
        new PeersRun.Contender(
            () ->
                new Fake(
                    "e",
                    answered(10_000, new int[] {-1, 0}, 1000),
                    answered(20_000, new int[] {-1}, 2000),
                    answered(30_000, new int[] {0}, 3000)),
            1));
    contenders.put(
        "xgrammar",
        new PeersRun.Contender(
            () ->
                new Fake(
                    "x",
                    answered(40_000, new int[] {-1, 0}, 7000),
                    ended(End.REFUSED),
                    ended(End.LATE)),
            1));
    Map<String, Tally> tallies = run(contenders, 1);
    PeersReport report = new PeersReport("o200k_base", 3, 1, 1, 1);
    report.protocol(0, 30);
    report.peer("xgrammar", Map.of("xgrammar", "1.2"), 100, 2000);
    report.absent("grid", "no wheel");
    String json = report.json(tallies).toString();
    assertTrue(json.contains("ratios_to_espalier={xgrammar={schemas=1, ttfm={p25=4.0"), json);
    assertTrue(json.contains("taken_by_all={schemas=1, "), json);
    assertTrue(json.contains("absent={grid=no wheel}"), json);
    String table = report.table(tallies);
    assertTrue(
        table.contains("| xgrammar 1.2 | 3 | 1 (33.3 %) | 0 | 0 | 1 | 1 | 0 | 5 | 7 |"), table);
    assertTrue(table.contains("| xgrammar | 1 | 4.00 | 4.00"), table);
    assertTrue(table.contains("grid is absent: no wheel"), table);
  }
}
