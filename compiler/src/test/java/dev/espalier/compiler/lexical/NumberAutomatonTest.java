package dev.espalier.compiler.lexical;

import static dev.espalier.compiler.lexical.RandomNumbers.all;
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
import static org.junit.jupiter.api.Assertions.fail;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexical.RandomNumbers.Judged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberAutomatonTest {
  private static final String ALPHABET = "0123456789-+.e";
  private static final String BYTES = "0123456789-+.eE x\"\u0000\u00ff";

  /** Every text of a small form, as a trie; written from RFC 8259, not from the automaton. */
  private static final class World {
    final NumberForm form;
    final List<int[]> children = new ArrayList<>();
    final List<Integer> valueOf = new ArrayList<>();
    final List<BigDecimal> values = new ArrayList<>();
    private final Map<BigDecimal, Integer> known = new HashMap<>();

    World(NumberForm form) {
      this.form = form;
      node();
      List<String> exponents = new ArrayList<>(List.of(""));
      if (form.exponents()) {
        for (String sign : List.of("", "+", "-")) {
          strings(form.exponentDigits(), digits -> exponents.add("e" + sign + digits));
        }
      }
      Consumer<String> mantissa =
          text -> {
            for (String exponent : exponents) {
              add(text + exponent);
              add("-" + text + exponent);
            }
          };
      strings(
          form.digits(),
          whole -> {
            if (whole.length() > 1 && whole.startsWith("0")) {
              return;
            }
            mantissa.accept(whole);
            strings(
                form.digits() - whole.length(),
                fraction -> mantissa.accept(whole + "." + fraction));
          });
    }

    // All strings of one to so many digits.
    private static void strings(int most, Consumer<String> use) {
      for (int length = 1, count = 10; length <= most; length++, count *= 10) {
        for (int i = 0; i < count; i++) {
          use.accept(Integer.toString(count + i).substring(1));
        }
      }
    }

    private int node() {
      int[] none = new int[ALPHABET.length()];
      Arrays.fill(none, -1);
      children.add(none);
      valueOf.add(-1);
      return children.size() - 1;
    }

    private void add(String text) {
      int node = 0;
      for (char c : text.toCharArray()) {
        int[] row = children.get(node);
        int i = ALPHABET.indexOf(c);
        if (row[i] < 0) {
          row[i] = node();
        }
        node = row[i];
      }
      BigDecimal value = new BigDecimal(text).stripTrailingZeros();
      int id =
          known.computeIfAbsent(
              value,
              v -> {
                values.add(v);
                return values.size() - 1;
              });
      valueOf.set(node, id);
    }

    void check(Judged viable, List<Judged> goals) {
      String what = form + " " + viable + " goals " + goals;
      boolean[] in = new boolean[values.size()];
      BitSet[] reached = new BitSet[values.size()];
      for (int i = 0; i < in.length; i++) {
        BigDecimal value = values.get(i);
        in[i] = viable.judge().test(value);
        if (in[i]) {
          reached[i] = new BitSet();
          for (int g = 0; g < goals.size(); g++) {
            reached[i].set(g, goals.get(g).judge().test(value));
          }
        }
      }
      boolean[] live = new boolean[children.size()];
      for (int node = live.length - 1; node >= 0; node--) {
        live[node] = valueOf.get(node) >= 0 && in[valueOf.get(node)];
        for (int child : children.get(node)) {
          live[node] |= child >= 0 && live[child];
        }
      }
      List<NumberSet> sets = goals.stream().map(Judged::set).toList();
      assertEquals(!live[0], viable.set().isEmpty(form), what);
      String shortest = viable.set().shortest(form).orElse("");
      if (!live[0]) {
        assertEquals("", shortest, what);
        assertThrows(
            IllegalArgumentException.class,
            () -> new NumberAutomaton(viable.set(), sets, form, 1000),
            what);
        return;
      }
      int end = 0;
      for (char c : shortest.toCharArray()) {
        end = children.get(end)[ALPHABET.indexOf(c)];
        assertTrue(end >= 0, () -> what + " spells " + shortest);
      }
      assertTrue(valueOf.get(end) >= 0 && in[valueOf.get(end)], what + " spells " + shortest);
      NumberAutomaton automaton = new NumberAutomaton(viable.set(), sets, form, 1_000_000);
      walk(automaton, LexicalAutomaton.START, 0, live, in, reached, new StringBuilder(), what);
    }

    private void walk(
        NumberAutomaton automaton,
        int state,
        int node,
        boolean[] live,
        boolean[] in,
        BitSet[] reached,
        StringBuilder text,
        String what) {
      int value = valueOf.get(node);
      int label = automaton.label(state);
      if (value >= 0 && in[value]) {
        if (label < 0 || !automaton.outcome(label).equals(reached[value])) {
          fail(what + ": label at the end of " + text);
        }
      } else if (label != LexicalAutomaton.NO_LABEL) {
        fail(what + ": a label at the end of " + text);
      }
      if (text.length() < 4) {
        int end = node;
        for (byte b : automaton.finish(state)) {
          end = children.get(end)[ALPHABET.indexOf(b)];
          if (end < 0) {
            fail(what + ": " + text + " does not finish");
          }
        }
        if (valueOf.get(end) < 0 || !in[valueOf.get(end)]) {
          fail(what + ": " + text + " finishes outside");
        }
      }
      boolean goesOn = false;
      int[] row = children.get(node);
      for (int i = 0; i < BYTES.length(); i++) {
        char b = BYTES.charAt(i);
        int index = ALPHABET.indexOf(b == 'E' ? 'e' : b);
        int child = index < 0 ? -1 : row[index];
        boolean expected = child >= 0 && live[child];
        int target = automaton.step(state, b);
        if (expected != (target != LexicalAutomaton.DEAD)) {
          fail(what + ": " + text + b + (expected ? " is alive" : " is dead"));
        }
        goesOn |= expected;
        if (b == 'E') {
          assertEquals(automaton.step(state, 'e'), target);
        } else if (expected) {
          text.append(b);
          walk(automaton, target, child, live, in, reached, text, what);
          text.setLength(text.length() - 1);
        }
      }
      if (automaton.isFinal(state) == goesOn) {
        fail(what + ": end of " + text);
      }
    }
  }

  private static List<Judged> chosen() {
    Judged integers = multiplesOf("1");
    return List.of(
        all(),
        integers,
        integers.not(),
        atLeast("0"),
        moreThan("0"),
        lessThan("0"),
        atLeast("0").and(atMost("100")),
        atLeast("0").and(atMost("100")).and(integers),
        atLeast("-180").and(atMost("180")),
        atLeast("-180").and(atMost("180")).and(multiplesOf("0.1")),
        atLeast("-5").and(atMost("5")).and(integers),
        moreThan("0").and(lessThan("1")),
        moreThan("0.5").and(lessThan("0.6")),
        atLeast("0.55").and(atMost("0.56")),
        moreThan("0.02").and(lessThan("0.05")),
        moreThan("-0.005").and(lessThan("-0.002")).and(multiplesOf("0.0015")),
        moreThan("97").and(lessThan("104")),
        moreThan("12.1").and(lessThan("12.4")),
        moreThan("99").and(lessThan("100")),
        atLeast("100").and(atMost("104")).and(multiplesOf("7")),
        atLeast("100").and(atMost("105")).and(multiplesOf("7")),
        points("0"),
        points("-1", "1", "10", "0.1", "12.3"),
        points("-100").or(atLeast("1e8")),
        multiplesOf("3"),
        multiplesOf("0.1"),
        multiplesOf("2.5"),
        multiplesOf("7"),
        multiplesOf("0.01"),
        multiplesOf("100"),
        multiplesOf("1e9"),
        multiplesOf("5e9"),
        multiplesOf("997"),
        multiplesOf("1024"),
        multiplesOf("0.0009765625"),
        integers.and(multiplesOf("2").not()),
        integers.and(multiplesOf("2").not()).and(multiplesOf("3").not()),
        multiplesOf("0.5").and(integers.not()).and(atMost("-3.5")),
        integers.and(points("5").not()).and(atLeast("4")).and(atMost("6")),
        atLeast("1e9").and(integers.not()),
        atLeast("1e11"),
        atMost("-999e9"),
        atLeast("999e9"),
        moreThan("999e9"),
        moreThan("0").and(atMost("1e-11")),
        moreThan("0").and(lessThan("1e-11")),
        moreThan("0").and(lessThan("1e-12")),
        multiplesOf("1e12").and(moreThan("0")),
        multiplesOf("1e-3").not(),
        multiplesOf("3e-5").not().and(atLeast("1")),
        multiplesOf("1e-11").not());
  }

  @ParameterizedTest
  @CsvSource({"3, 1, true, 1", "2, 2, true, 2", "2, 1, true, 20", "4, 1, false, 2"})
  void everyTextOfASmallForm(int digits, int exponentDigits, boolean exponents, int many) {
    World world = new World(new NumberForm(digits, exponentDigits, exponents));
    List<Judged> goals = List.of(multiplesOf("1"), atLeast("10"), points("3", "0.5"));
    boolean plain = true;
    for (Judged viable : chosen()) {
      world.check(viable, plain ? List.of() : goals);
      plain = !plain;
    }
    long seed = Long.getLong("seed", 20261123);
    System.out.println("NumberAutomatonTest seed " + seed);
    RandomNumbers random = new RandomNumbers(new SplittableRandom(seed));
    SplittableRandom counts = new SplittableRandom(seed + 1);
    for (int i = 0; i < 30 * many; i++) {
      List<Judged> some = new ArrayList<>();
      for (int g = counts.nextInt(4); g > 0; g--) {
        some.add(random.set(counts.nextInt(2)));
      }
      Judged viable = random.set(counts.nextInt(4));
      world.check(viable, some);
    }
  }

  private static NumberAutomaton automaton(Judged viable, NumberForm form) {
    return new NumberAutomaton(viable.set(), List.of(), form, 100_000);
  }

  private static int run(NumberAutomaton automaton, String text) {
    int state = LexicalAutomaton.START;
    for (int i = 0; i < text.length() && state >= 0; i++) {
      state = automaton.step(state, text.charAt(i));
    }
    return state;
  }

  private static boolean accepts(NumberAutomaton automaton, String text) {
    int state = run(automaton, text);
    return state >= 0 && automaton.label(state) >= 0;
  }

  private static boolean lives(NumberAutomaton automaton, String text) {
    return run(automaton, text) >= 0;
  }

  @Test
  void integersAreValues() {
    NumberAutomaton integers = automaton(multiplesOf("1"), NumberForm.DEFAULT);
    for (String text : List.of("0", "-0", "1.0", "10e-1", "0.5e1", "-0.0e-7", "1.25E+002")) {
      assertTrue(accepts(integers, text), text);
    }
    for (String text : List.of("12.5", "1e-1", "10e-2", "0.5e0")) {
      assertTrue(lives(integers, text.replaceAll("e.*", "")), text);
      assertFalse(accepts(integers, text), text);
    }
    assertFalse(lives(integers, "1e-1"));
    assertTrue(lives(integers, "10e-0"));
    assertFalse(lives(integers, "1e-01"));
    assertTrue(lives(integers, "1.25e01"));
    assertFalse(lives(integers, "1.25e001"));
    assertFalse(lives(integers, "1e-001"));
    assertTrue(lives(integers, "1.25e1"));
  }

  @Test
  void largeValues() {
    BigDecimal limit = BigDecimal.valueOf(1L << 53);
    NumberAutomaton safe =
        automaton(
            multiplesOf("1").and(atMost(limit.toString())).and(atLeast("-" + limit)),
            NumberForm.DEFAULT);
    assertTrue(accepts(safe, "9007199254740991"));
    assertTrue(accepts(safe, "9007199254740992"));
    assertTrue(accepts(safe, "9007199254740992.000"));
    assertTrue(accepts(safe, "-90071992547409920e-1"));
    assertTrue(lives(safe, "9007199254740993.0") == false);
    assertFalse(lives(safe, "9007199254740993"));
    assertFalse(lives(safe, "90071992547409921"));
    assertTrue(lives(safe, "90071992547409920"));
    assertFalse(lives(safe, "1e16"));
    assertTrue(accepts(safe, "1e15"));
    assertFalse(accepts(safe, "0.1"));

    NumberAutomaton huge = automaton(atLeast("1e308"), NumberForm.DEFAULT);
    assertTrue(accepts(huge, "1e308"));
    assertTrue(accepts(huge, "0.00001e313"));
    assertTrue(lives(huge, "9.99e30"));
    assertFalse(accepts(huge, "9.99e307"));
    assertFalse(lives(huge, "0e"));
    assertEquals("1e308", atLeast("1e308").set().shortest(NumberForm.DEFAULT).orElseThrow());

    String digits = "1234567890".repeat(13).substring(0, 128);
    NumberAutomaton exact = automaton(points(digits), NumberForm.DEFAULT);
    assertTrue(accepts(exact, digits));
    assertFalse(lives(exact, digits.substring(0, 127) + "1"));
    assertFalse(lives(exact, digits + "."));
    assertTrue(accepts(exact, "0." + digits.substring(0, 127) + "e128") == false);
    assertTrue(accepts(exact, digits.charAt(0) + "." + digits.substring(1) + "e127"));
    assertFalse(lives(exact, "0.1"), "one digit too many");
    assertEquals(digits, points(digits).set().shortest(NumberForm.DEFAULT).orElseThrow());
    assertTrue(points(digits + "7").set().isEmpty(NumberForm.DEFAULT));
    assertFalse(points(digits + "0").set().isEmpty(NumberForm.DEFAULT));

    // A multiple of a prime with 30 digits is found digit by digit.
    BigInteger prime = new BigInteger("671998030559713968361666935769");
    NumberAutomaton multiples = automaton(multiplesOf(prime.toString()), NumberForm.DEFAULT);
    String multiple = prime.multiply(new BigInteger("31415926535897932384626433832795")).toString();
    for (int i = 0; i < multiple.length(); i++) {
      assertTrue(lives(multiples, multiple.substring(0, i)));
    }
    assertTrue(accepts(multiples, multiple));
    for (String start : List.of("-", "1", "271828182845904523536028747135", "0.0001", "5.")) {
      int state = run(multiples, start);
      String end = new String(multiples.finish(state), StandardCharsets.US_ASCII);
      assertTrue(accepts(multiples, start + end), start + end);
      assertTrue(end.length() <= 36, start + end);
    }
    assertFalse(accepts(multiples, multiple.substring(1)));
    String wrong = "7".repeat(101);
    int needed = 0;
    while (lives(multiples, wrong)) {
      wrong += "7";
      needed++;
    }
    // 27 to 30 digits more decide.
    assertTrue(needed <= 4, () -> "lived on");
  }

  @Test
  void roomIsExact() {
    NumberForm form = new NumberForm(8, 2, true);
    NumberAutomaton integers = automaton(all(), form);
    assertTrue(accepts(integers, "12345678"));
    assertFalse(lives(integers, "123456789"));
    assertTrue(accepts(integers, "1234567.8e-99"));
    assertFalse(lives(integers, "12345678."));
    assertFalse(lives(integers, "1e100"));
    assertTrue(accepts(integers, "1e00"));
  }

  @Test
  void fewStates() {
    Map<Judged, Integer> most =
        Map.of(
            all(), 30,
            multiplesOf("1"), 120,
            atLeast("0").and(atMost("100")), 200,
            atLeast("-180").and(atMost("180")), 250,
            atLeast("0").and(atMost("100")).and(multiplesOf("1")), 300);
    most.forEach((viable, count) -> {
      NumberAutomaton automaton = automaton(viable, NumberForm.DEFAULT);
      List<String> texts = new ArrayList<>(List.of(""));
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        for (char b : "-0123456789.".toCharArray()) {
          if (text.length() < 4 && lives(automaton, text + b)) {
            texts.add(text + b);
          }
        }
      }
      int states = automaton.statesEntered();
      System.out.println(viable + ": " + texts.size() + " texts, " + states + " states");
      assertTrue(states <= count, () -> viable + ": " + states);
    });
  }

  @Test
  void representativesBehaveAlike() {
    long seed = Long.getLong("seed", 7);
    System.out.println("NumberAutomatonTest seed " + seed);
    SplittableRandom pick = new SplittableRandom(seed);
    RandomNumbers random = new RandomNumbers(new SplittableRandom(seed));
    int mapped = 0;
    for (int round = 0; round < 400; round++) {
      Judged viable = round < chosen().size() ? chosen().get(round) : random.set(pick.nextInt(3));
      NumberForm form = new NumberForm(30, 1 + round % 2, round % 3 > 0);
      if (viable.set().isEmpty(form)) {
        continue;
      }
      NumberAutomaton automaton = automaton(viable, form);
      for (int walk = 0; walk < 20; walk++) {
        int state = LexicalAutomaton.START;
        for (int i = pick.nextInt(25); i >= 0; i--) {
          int other = automaton.step(state, "0123456789.0005".charAt(pick.nextInt(15)));
          state = other >= 0 ? other : state;
        }
        int twin = automaton.representative(state, 3);
        if (twin != state) {
          mapped++;
          assertEquals(twin, automaton.representative(twin, 3));
          alike(automaton, state, twin, 3, viable.toString());
        }
      }
    }
    assertTrue(mapped > 100, "mapped " + mapped);
  }

  private static void alike(NumberAutomaton automaton, int a, int b, int bytes, String what) {
    assertEquals(automaton.label(a), automaton.label(b), what);
    assertEquals(automaton.isFinal(a), automaton.isFinal(b), what);
    for (int i = 0; i < BYTES.length() && bytes > 0; i++) {
      int x = automaton.step(a, BYTES.charAt(i));
      int y = automaton.step(b, BYTES.charAt(i));
      assertEquals(x < 0, y < 0, what);
      if (x >= 0 && x != y) {
        alike(automaton, x, y, bytes - 1, what);
      }
    }
  }

  @Test
  void hostileSetsEndInTimeOrByName() {
    List<String> texts =
        List.of("", "-", "1", "0.0", "123456789", "9".repeat(120), "0." + "0".repeat(120), "1e");
    for (String bound : List.of("1e4095", "1e-4095", "7e1120", "3e-1120", "9".repeat(4000))) {
      for (Judged set :
          List.of(
              multiplesOf(bound),
              multiplesOf(bound).not(),
              atLeast(bound),
              moreThan("0").and(lessThan(bound)),
              multiplesOf(bound).and(moreThan("0")),
              multiplesOf(bound).and(multiplesOf("7")).and(atMost("1e1000")),
              multiplesOf("1").and(multiplesOf(bound).not()).and(atLeast("5")))) {
        if (!set.set().isEmpty(NumberForm.DEFAULT)) {
          NumberAutomaton automaton = automaton(set, NumberForm.DEFAULT);
          for (String text : texts) {
            for (int b = 0; b < 256; b++) {
              int state = run(automaton, text);
              if (state >= 0) {
                automaton.step(state, b);
              }
            }
          }
        }
      }
    }
    for (String bound : List.of("1e1000000000", "1e-1000000000", "1e4097", "1e-4097")) {
      BigDecimal value = new BigDecimal(bound);
      for (Consumer<BigDecimal> make :
          List.<Consumer<BigDecimal>>of(
              NumberSet::point,
              NumberSet::atLeast,
              NumberSet::lessThan,
              NumberSet::multiplesOf,
              v -> NumberSet.points(List.of(v)))) {
        LimitExceeded e = assertThrows(LimitExceeded.class, () -> make.accept(value));
        assertEquals("numberScale", e.limit());
      }
      assertTrue(NumberSet.ALL.contains(value));
      assertFalse(atMost("0").set().contains(value));
      assertEquals(bound.contains("e-"), !multiplesOf("1").set().contains(value));
    }
    NumberAutomaton small = new NumberAutomaton(NumberSet.ALL, List.of(), NumberForm.DEFAULT, 3);
    assertEquals(
        "lexicalStates", assertThrows(LimitExceeded.class, () -> run(small, "1234")).limit());
    assertTrue(lives(small, "12"));
  }

  @Test
  void manyPoints() {
    List<BigDecimal> values = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      values.add(new BigDecimal(BigInteger.valueOf(i * 7919L - 9_000_000), i % 9));
    }
    NumberSet set = NumberSet.points(values);
    NumberAutomaton automaton =
        new NumberAutomaton(set, List.of(multiplesOf("1").set()), NumberForm.DEFAULT, 100_000);
    int integers = 0;
    for (BigDecimal value : values) {
      int state = run(automaton, value.toPlainString());
      BitSet outcome = automaton.outcome(automaton.label(state));
      boolean integer = value.stripTrailingZeros().scale() <= 0;
      assertEquals(integer, outcome.get(0));
      integers += integer ? 1 : 0;
      assertFalse(set.contains(value.add(new BigDecimal("1e-12"))));
      assertFalse(accepts(automaton, value.add(new BigDecimal("1e-12")).toPlainString()));
    }
    assertNotEquals(0, integers);
  }
}
