package dev.espalier.compiler.lexical;

import static dev.espalier.compiler.lexical.RandomNumbers.atLeast;
import static dev.espalier.compiler.lexical.RandomNumbers.atMost;
import static dev.espalier.compiler.lexical.RandomNumbers.lessThan;
import static dev.espalier.compiler.lexical.RandomNumbers.moreThan;
import static dev.espalier.compiler.lexical.RandomNumbers.multiplesOf;
import static dev.espalier.compiler.lexical.RandomNumbers.points;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexical.RandomNumbers.Judged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTest {
  private static final NumberForm PLAIN = new NumberForm(128, 1, false);

  // Where random sets change, their neighbourhoods, and a grid.
  private static List<BigDecimal> samples() {
    TreeSet<BigDecimal> samples = new TreeSet<>();
    for (int i = -1300; i <= 1300; i += i > -130 && i < 130 ? 1 : 9) {
      for (int scale : new int[] {-3, 0, 1, 2}) {
        samples.add(BigDecimal.valueOf(i, scale));
      }
      samples.add(BigDecimal.valueOf(i).add(new BigDecimal("0.0001")));
    }
    for (String value : List.of("1e9", "123456789012345", "1e-9", "-3e7", "6e7", "0.0625")) {
      samples.add(new BigDecimal(value));
    }
    return new ArrayList<>(samples);
  }

  @Test
  void theAlgebraIsThatOfPredicates() {
    long seed = Long.getLong("seed", 20261123);
    System.out.println("NumberSetTest seed " + seed);
    RandomNumbers random = new RandomNumbers(new SplittableRandom(seed));
    List<BigDecimal> samples = samples();
    int members = 0;
    for (int i = 0; i < 400; i++) {
      Judged a = random.set(i % 4);
      for (BigDecimal sample : samples) {
        boolean in = a.judge().test(sample);
        members += in ? 1 : 0;
        if (in != a.set().contains(sample)) {
          throw new AssertionError(a + " at " + sample + ": " + a.set());
        }
      }
      NumberSet s = a.set();
      NumberSet t = random.set(i % 3).set();
      NumberSet u = random.atom().set();
      assertEquals(s, s.not().not(), a.text());
      assertEquals(NumberSet.ALL, s.or(s.not()), a.text());
      assertEquals(NumberSet.NONE, s.and(s.not()), a.text());
      assertEquals(s.and(t), t.and(s), a.text());
      assertEquals(s.or(t), t.or(s), a.text());
      assertEquals(s.and(t).not(), s.not().or(t.not()), a.text());
      assertEquals(s.and(t).isEmpty(), samples.isEmpty() || s.and(t).equals(NumberSet.NONE));
      sameMembers(s.and(t.or(u)), s.and(t).or(s.and(u)), samples);
      sameMembers(s.or(t).or(u), s.or(t.or(u)), samples);
      assertEquals(s.and(t).hashCode(), t.and(s).hashCode());
      assertFalse(s.toString().isEmpty());
      String shortest = s.shortest(NumberForm.DEFAULT).orElse("");
      assertEquals(s.isEmpty(), shortest.isEmpty(), a.text());
      assertTrue(s.isEmpty() || a.judge().test(new BigDecimal(shortest)), a.text());
      // The shortest plain text is at most as long as that of any sample.
      String plain = s.shortest(PLAIN).orElse("");
      for (BigDecimal sample : samples) {
        if (s.contains(sample)) {
          int length = sample.signum() == 0 ? 1 : stripped(sample).length();
          assertTrue(!plain.isEmpty() && plain.length() <= length, a + " " + plain + " " + sample);
        }
      }
    }
    assertTrue(members > 50_000 && members < 400L * samples.size() - 50_000);
  }

  private static String stripped(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }

  private static void sameMembers(NumberSet a, NumberSet b, List<BigDecimal> samples) {
    for (BigDecimal sample : samples) {
      assertEquals(a.contains(sample), b.contains(sample));
    }
  }

  @Test
  void setsWrittenInTwoWaysAreEqual() {
    Judged integers = multiplesOf("1");
    NumberSet positive = atLeast("1").and(integers).set();
    assertEquals(positive, moreThan("0").and(integers).set());
    assertEquals(positive, integers.and(atLeast("0.5")).set());
    assertEquals(positive, integers.and(lessThan("0.99").not()).set());
    assertEquals(positive.hashCode(), moreThan("0.00").and(integers).set().hashCode());
    assertEquals(
        integers.and(lessThan("10.5")).and(moreThan("0")).set(),
        integers.and(atMost("10")).and(atLeast("1")).set());
    assertEquals(points("1").set(), points("1.0").set());
    assertEquals(points("0").set(), points("-0.00e7").set());
    assertEquals(points("100", "5").set(), points("5", "1e2", "1e+2").set());
    assertEquals(multiplesOf("1").set(), multiplesOf("1.000").set());
    assertEquals(multiplesOf("6").set(), multiplesOf("2").and(multiplesOf("3")).set());
    assertEquals(
        multiplesOf("15").set(),
        multiplesOf("2.5")
            .and(multiplesOf("1.5"))
            .and(multiplesOf("3"))
            .set()
            .and(multiplesOf("15").set()));
    assertEquals(points("5").set(), integers.and(moreThan("4")).and(lessThan("6")).set());
    assertEquals(
        points("1", "2", "3").set(), integers.and(moreThan("0.5")).and(lessThan("3.5")).set());
    assertEquals(NumberSet.NONE, integers.and(moreThan("4")).and(lessThan("5")).set());
    assertEquals(NumberSet.NONE, points().set());
    assertEquals(NumberSet.ALL, lessThan("3").or(atLeast("3")).set());
    assertNotEquals(NumberSet.ALL, lessThan("3").or(moreThan("3")).set());
    assertEquals(multiplesOf("1").set(), multiplesOf("1").or(multiplesOf("2")).set());
    assertEquals(
        multiplesOf("2").set(),
        multiplesOf("1").and(multiplesOf("1").and(multiplesOf("2").not()).not()).set());
    assertEquals(
        integers.and(points("0").not()).set(), integers.and(atMost("-1").or(atLeast("1"))).set());
    Judged few = multiplesOf("250").not();
    assertEquals(
        few.or(points("0")).set(), few.or(integers.and(atLeast("0")).and(atMost("10"))).set());
    assertNotEquals(atLeast("1").set(), moreThan("1").set());
    assertNotEquals(atLeast("0").and(integers).set(), moreThan("0").and(integers).set());
  }

  @Test
  void shortestTextsArePlain() {
    Judged integers = multiplesOf("1");
    assertEquals("0", shortest(integers));
    assertEquals("0", shortest(atMost("5")));
    assertEquals("1", shortest(moreThan("0")));
    assertEquals("-5", shortest(integers.and(lessThan("-4"))));
    assertEquals("0.1", shortest(moreThan("0").and(lessThan("1"))));
    assertEquals("0.5", shortest(atLeast("0.5").and(atMost("0.50"))));
    assertEquals("1000", shortest(atLeast("1000")));
    assertEquals("7", shortest(multiplesOf("7").and(points("0").not())));
    assertEquals(
        "0.25",
        shortest(
            multiplesOf("0.25")
                .and(integers.not())
                .and(moreThan("0"))
                .and(multiplesOf("0.5").not())));
    assertEquals("-3.7", shortest(points("-3.70", "123456", "1e300")));
    assertEquals("1e300", shortest(points("1e300", "-1e300")));
    assertEquals("1e-200", shortest(points("1e-200")));
    assertTrue(points("1e2000").set().shortest(NumberForm.DEFAULT).isEmpty());
    assertFalse(points("1e2000").set().isEmpty());
    assertTrue(points("1e2000").set().isEmpty(NumberForm.DEFAULT));
    assertTrue(points("1e300").set().isEmpty(PLAIN));
  }

  private static String shortest(Judged set) {
    return set.set().shortest(NumberForm.DEFAULT).orElseThrow();
  }

  @Test
  void limitsAreNamed() {
    assertLimit("numberScale", () -> NumberSet.atLeast(new BigDecimal("1e1000000000")));
    assertLimit("numberScale", () -> NumberSet.multiplesOf(new BigDecimal("1e-1000000")));
    assertLimit("numberScale", () -> NumberSet.point(new BigDecimal("9".repeat(5000))));
    assertLimit(
        "numberScale",
        () -> {
          NumberSet set = NumberSet.ALL;
          for (int i = 1; i < 100; i++) {
            set = set.and(NumberSet.multiplesOf(new BigDecimal("9".repeat(4000) + i)));
          }
        });
    assertLimit(
        "numberMultiples",
        () -> {
          NumberSet set = NumberSet.ALL;
          for (int step : new int[] {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41}) {
            set = set.and(NumberSet.multiplesOf(BigDecimal.valueOf(step)).not());
          }
        });
    assertLimit(
        "numberPieces",
        () -> NumberSet.points(Collections.nCopies(1, BigDecimal.ONE)).or(many()).not());
    assertThrows(IllegalArgumentException.class, () -> NumberSet.multiplesOf(new BigDecimal("-1")));
    assertThrows(IllegalArgumentException.class, () -> NumberSet.multiplesOf(BigDecimal.ZERO));
    assertThrows(IllegalArgumentException.class, () -> new NumberForm(0, 3, true));
    assertThrows(IllegalArgumentException.class, () -> new NumberForm(10, 0, false));
    // No digit of it is looked at.
    assertTrue(NumberSet.atLeast(BigDecimal.ONE).contains(new BigDecimal("1e1000000000")));
    assertFalse(multiplesOf("7").set().contains(new BigDecimal("1e1000000000")));
    assertEquals(points("0").set(), NumberSet.point(new BigDecimal("0e1000000000")));
  }

  private static NumberSet many() {
    List<BigDecimal> values = new ArrayList<>();
    for (int i = 0; i <= NumberSet.MAX_PIECES; i++) {
      values.add(BigDecimal.valueOf(i));
    }
    return NumberSet.points(values);
  }

  private static void assertLimit(String name, Runnable work) {
    assertEquals(name, assertThrows(LimitExceeded.class, work::run).limit());
  }
}
