package dev.espalier.compiler.lexical;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Sets of numbers beside plain predicates that say the same. */
final class RandomNumbers {
  static final List<String> STEPS =
      List.of(
          "1", "1", "1", "2", "3", "7", "6", "12", "0.1", "0.5", "2.5", "0.01", "100", "1e3",
          "0.03", "250", "75", "1.6", "0.125", "11", "1e-5", "40", "99", "0.0007", "1024", "3e7",
          "37");

  private final SplittableRandom random;

  RandomNumbers(SplittableRandom random) {
    this.random = random;
  }

  record Judged(NumberSet set, Predicate<BigDecimal> judge, String text) {
    Judged and(Judged other) {
      return new Judged(
          set.and(other.set), judge.and(other.judge), "(" + text + " and " + other.text + ")");
    }

    Judged or(Judged other) {
      return new Judged(
          set.or(other.set), judge.or(other.judge), "(" + text + " or " + other.text + ")");
    }

    Judged not() {
      return new Judged(set.not(), judge.negate(), "not " + text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Judged atLeast(String bound) {
    BigDecimal b = new BigDecimal(bound);
    return new Judged(NumberSet.atLeast(b), v -> v.compareTo(b) >= 0, ">=" + bound);
  }

  static Judged moreThan(String bound) {
    BigDecimal b = new BigDecimal(bound);
    return new Judged(NumberSet.moreThan(b), v -> v.compareTo(b) > 0, ">" + bound);
  }

  static Judged atMost(String bound) {
    BigDecimal b = new BigDecimal(bound);
    return new Judged(NumberSet.atMost(b), v -> v.compareTo(b) <= 0, "<=" + bound);
  }

  static Judged lessThan(String bound) {
    BigDecimal b = new BigDecimal(bound);
    return new Judged(NumberSet.lessThan(b), v -> v.compareTo(b) < 0, "<" + bound);
  }

  static Judged multiplesOf(String step) {
    BigDecimal m = new BigDecimal(step);
    return new Judged(NumberSet.multiplesOf(m), v -> v.remainder(m).signum() == 0, "*" + step);
  }

  static Judged points(String... values) {
    List<BigDecimal> points = new ArrayList<>();
    for (String value : values) {
      points.add(new BigDecimal(value));
    }
    return new Judged(
        NumberSet.points(points),
        v -> points.stream().anyMatch(p -> p.compareTo(v) == 0),
        List.of(values).toString());
  }

  static Judged all() {
    return new Judged(NumberSet.ALL, v -> true, "all");
  }

  String number() {
    int digits = random.nextInt(4);
    int unscaled = random.nextInt(digits == 0 ? 2 : digits == 1 ? 10 : digits == 2 ? 100 : 1300);
    int scale = random.nextInt(3) == 0 ? random.nextInt(-6, 7) : random.nextInt(0, 3);
    return (random.nextInt(3) == 0 ? "-" : "") + unscaled + "e" + -scale;
  }

  Judged atom() {
    return switch (random.nextInt(9)) {
      case 0 -> atLeast(number());
      case 1 -> moreThan(number());
      case 2 -> atMost(number());
      case 3 -> lessThan(number());
      case 4, 5, 6 -> multiplesOf(STEPS.get(random.nextInt(STEPS.size())));
      case 7 -> points(number());
      default -> points(number(), number(), number(), number());
    };
  }

  /** A bounded interval, often narrow. */
  Judged interval() {
    BigDecimal low = new BigDecimal(number());
    BigDecimal width = new BigDecimal(number()).abs();
    String high = low.add(width).toString();
    Judged from = random.nextBoolean() ? atLeast(low.toString()) : moreThan(low.toString());
    return from.and(random.nextBoolean() ? atMost(high) : lessThan(high));
  }

  Judged set(int depth) {
    if (depth == 0) {
      return random.nextInt(3) == 0 ? interval() : atom();
    }
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> set(depth - 1).and(set(depth - 1));
      case 3, 4 -> set(depth - 1).or(set(depth - 1));
      case 5 -> set(depth - 1).not();
      default -> interval().and(multiplesOf(STEPS.get(random.nextInt(STEPS.size()))));
    };
  }
}
