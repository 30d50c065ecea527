package dev.espalier.runtime.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Random choices: plain ones, and the names and things that the texts are about. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  /** From {@code low} to {@code high}, both possible. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  String pick(String... from) {
    return from[random.nextInt(from.length)];
  }

  /** {@code count} different ones, in random order. */
  <T> List<T> some(List<T> from, int count) {
    List<T> copy = new ArrayList<>(from);
    shuffle(copy);
    return copy.subList(0, count);
  }

  <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }

  /** {@code count} different places among {@code size}, in rising order. */
  List<Integer> places(int size, int count) {
    TreeSet<Integer> places = new TreeSet<>();
    while (places.size() < count) {
      places.add(random.nextInt(size));
    }
    return List.copyOf(places);
  }

  /** With one or two places behind the point, as people write prices and readings. */
  BigDecimal decimal(int low, int high, int scale) {
    int unit = scale == 1 ? 10 : 100;
    return BigDecimal.valueOf((long) between(low, high) * unit + random.nextInt(unit), scale);
  }

  String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  String capitals(int count) {
    StringBuilder capitals = new StringBuilder();
    for (int i = 0; i < count; i++) {
      capitals.append((char) ('A' + random.nextInt(26)));
    }
    return capitals.toString();
  }

  /** A name nobody has, so that names must be copied and cannot be known by heart. */
  private String invented() {
    StringBuilder name = new StringBuilder();
    for (int i = between(2, 3); i > 0; i--) {
      name.append(pick(Words.SYLLABLES));
    }
    name.setCharAt(0, Character.toUpperCase(name.charAt(0)));
    return name.toString();
  }

  String firstName() {
    return chance(0.15) ? invented() : pick(Words.FIRST_NAMES);
  }

  String lastName() {
    return chance(0.35) ? invented() : pick(Words.LAST_NAMES);
  }

  String person() {
    return firstName() + " " + lastName();
  }

  String city() {
    return chance(0.25) ? invented() : pick(Words.CITIES);
  }

  String company() {
    String stem = chance(0.4) ? invented() : chance(0.5) ? lastName() : pick(Words.COMPANY_WORDS);
    return stem + " " + pick(Words.COMPANY_ENDINGS);
  }

  String product() {
    return chance(0.6)
        ? pick(Words.ADJECTIVES) + " " + pick(Words.THINGS)
        : pick(Words.MATERIALS) + " " + pick(Words.THINGS);
  }

  String title() {
    String noun = capital(pick(Words.TITLE_NOUNS));
    return switch (between(0, 3)) {
      case 0 -> "The " + capital(pick(Words.ADJECTIVES)) + " " + noun;
      case 1 -> capital(pick(Words.ADJECTIVES)) + " " + noun;
      case 2 -> noun + " of " + city();
      default -> "The " + noun + " and the " + capital(pick(Words.TITLE_NOUNS));
    };
  }

  static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** {@code HH:MM}. */
  String time() {
    return String.format("%02d:%02d", between(6, 22), between(0, 11) * 5);
  }

  /** A day, in the two ways of writing that the texts use. */
  record Day(String iso, String written) {}

  Day day() {
    int year = between(2023, 2029);
    int month = between(1, 12);
    int day = between(1, 28);
    String iso = String.format("%d-%02d-%02d", year, month, day);
    String name = Words.MONTHS.get(month - 1);
    return switch (between(0, 2)) {
      case 0 -> new Day(iso, day + " " + name + " " + year);
      case 1 -> new Day(iso, name + " " + day + ", " + year);
      default -> new Day(iso, iso);
    };
  }

  String email(String person) {
    String[] names = person.toLowerCase(java.util.Locale.ROOT).split(" ");
    String local =
        switch (between(0, 2)) {
          case 0 -> names[0] + "." + names[1];
          case 1 -> names[0].charAt(0) + names[1];
          default -> names[0] + between(1, 99);
        };
    return local + "@" + pick(Words.DOMAINS);
  }

  String phone() {
    return switch (between(0, 2)) {
      case 0 -> "555-" + digits(4);
      case 1 -> "0" + digits(3) + " " + digits(6);
      default -> "+" + between(1, 98) + " " + digits(3) + " " + digits(4);
    };
  }

  static String joined(List<String> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
  }
}
