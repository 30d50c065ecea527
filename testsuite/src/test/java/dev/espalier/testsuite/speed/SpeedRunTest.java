package dev.espalier.testsuite.speed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.speed.SpeedRun.Figures;
import dev.espalier.testsuite.speed.SpeedRun.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpeedRunTest {
  private static final List<int[]> TEXTS = List.of(new int[20], new int[30], new int[10]);

  /** Takes for a step: 1000 in its n-th call, and its place among the call's texts. */
  private static final class Fake implements Engine {
    private final List<String> calls;
    private final String name;
    private int call;
    private int refused = -1;

    private Fake(String name, List<String> calls) {
      this.name = name;
      this.calls = calls;
    }

    @Override
    public Walked walk(String language, List<int[]> texts) {
      calls.add(name + texts.stream().map(text -> text.length + "").toList());
      call++;
      long[][] times = new long[texts.size()][];
      int[] results = new int[texts.size()];
      for (int i = 0; i < times.length; i++) {
        times[i] = new long[texts.get(i).length];
        Arrays.fill(times[i], 1000L * call + i);
        results[i] = texts.get(i).length == refused ? 3 : -1;
      }
      return new Walked(10 * call, 20 * call, results, times);
    }
  }

  private static Figures of(Map<String, Figures> figures, String name) {
    Figures f = figures.get(name);
    assertTrue(f != null, name);
    return f;
  }

  @Test
  void asksInTurnAndKeepsTheLeast() {
    List<String> calls = new ArrayList<>();
    Map<String, Fake> engines = new LinkedHashMap<>();
    engines.put("a", new Fake("a", calls));
    engines.put("b", new Fake("b", calls));
    Map<String, Figures> figures = SpeedRun.run(engines, "x", TEXTS, 1, 2).figures();
    assertEquals(
        List.of(
            "a[20]",
            "b[20]",
            "a[30]",
            "b[30]",
            "a[10]",
            "b[10]",
            "a[20, 30, 10, 20]",
            "b[20, 30, 10, 20]",
            "a[30, 10, 20, 30]",
            "b[30, 10, 20, 30]",
            "a[10, 20, 30, 10]",
            "b[10, 20, 30, 10]"),
        calls.subList(0, 12));
    assertEquals(6 + 2 * 6, calls.size());
    Figures a = of(figures, "a");
    // The timed calls are the 4th to the 9th; each text comes first, last and again in one of
    // three.
    assertEquals(40, a.compile());
    assertEquals(80, a.first());
    assertEquals(4000, a.times(Kind.FRESH, 0)[0]);
    assertEquals(5000, a.times(Kind.FRESH, 1)[29]);
    assertEquals(6000, a.times(Kind.FRESH, 2)[9]);
    assertEquals(4002, a.times(Kind.LATER, 2)[0]);
    assertEquals(5002, a.times(Kind.LATER, 0)[0]);
    assertEquals(4003, a.times(Kind.AGAIN, 0)[0]);
    assertEquals(60, a.percentiles(Kind.FRESH).n());
    assertEquals(6.0, a.percentiles(Kind.FRESH).micros("max"));
  }

  @Test
  void tenthsAreOfEachText() {
    Fake fake = new Fake("a", new ArrayList<>());
    Figures figures = of(SpeedRun.run(Map.of("a", fake), "x", TEXTS, 0, 1).figures(), "a");
    // 2 steps of 1 µs, 3 of 2 µs and 1 of 3 µs.
    assertEquals((2 * 1.0 + 3 * 2.0 + 3.0) / 6, figures.tenth(Kind.FRESH, 0), 1e-9);
    assertEquals(figures.tenth(Kind.FRESH, 0), figures.tenth(Kind.FRESH, 9), 1e-9);
  }

  @Test
  void whoFailsIsAskedNoMoreAndHasNoFigures() {
    List<String> calls = new ArrayList<>();
    Map<String, Engine> engines = new LinkedHashMap<>();
    Fake refusing = new Fake("b", calls);
    refusing.refused = 10;
    engines.put("b", refusing);
    engines.put(
        "c",
        (language, texts) -> {
          throw new RunException("out of memory");
        });
    engines.put("a", new Fake("a", calls));
    SpeedRun.Measured measured = SpeedRun.run(engines, "sql", TEXTS, 0, 2);
    assertEquals(
        Map.of("b", "text 2 is refused: 3 of 10 tokens", "c", "out of memory"),
        measured.failures());
    assertEquals(Set.of("a"), measured.figures().keySet());
    assertEquals(1 + 6, calls.size());
  }

  @Test
  void leastIsStepByStep() {
    assertArrayEquals(
        new long[] {1, 2, 3}, SpeedRun.least(new long[] {1, 5, 3}, new long[] {4, 2, 6}));
    assertThrows(RunException.class, () -> SpeedRun.least(new long[1], new long[2]));
  }

  @Test
  void comparesVerdicts() {
    Fake first = new Fake("a", new ArrayList<>());
    Fake second = new Fake("b", new ArrayList<>());
    first.refused = 20;
    assertEquals(
        new SpeedRun.Agreement(2, 2, 0, 1, List.of(0)),
        SpeedRun.compare(first, second, "x", TEXTS));
    second.refused = 20;
    assertEquals(
        new SpeedRun.Agreement(3, 2, 0, 0, List.of()), SpeedRun.compare(first, second, "x", TEXTS));
    first.refused = -1;
    assertEquals(
        new SpeedRun.Agreement(2, 2, 1, 0, List.of(0)),
        SpeedRun.compare(first, second, "x", TEXTS));
  }

  @Test
  void showsEdits() {
    assertEquals("a «b→xy» c", GrammarSpeedCommand.difference("a b c", "a xy c"));
    assertEquals("aa«→a»", GrammarSpeedCommand.difference("aa", "aaa"));
    assertEquals("a«b→»", GrammarSpeedCommand.difference("ab", "a"));
  }
}
