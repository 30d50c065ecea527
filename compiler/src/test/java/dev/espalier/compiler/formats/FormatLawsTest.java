package dev.espalier.compiler.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.text.IDNA;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.lexical.StringSet;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The languages against judges that are written here, or are the JDK's or ICU's. */
class FormatLawsTest {
  private static final long SEED = 20_261_125;

  private static StringSet language(String format) {
    return FormatLanguages.language(format, Dialect.V1).orElseThrow();
  }

  /** Compares a language with a judge, text by text, and wants both answers to occur. */
  private static final class Comparison implements Consumer<String> {
    private final StringSet language;
    private final Predicate<String> judge;
    private int accepted;
    private int refused;

    Comparison(String format, Predicate<String> judge) {
      this.language = language(format);
      this.judge = judge;
    }

    @Override
    public void accept(String text) {
      boolean expected = judge.test(text);
      if (expected != language.contains(text)) {
        assertEquals(expected, !expected, () -> "'" + text + "', seed " + SEED);
      }
      if (expected) {
        accepted++;
      } else {
        refused++;
      }
    }

    void saw(int least) {
      assertTrue(
          accepted >= least && refused >= least,
          () -> accepted + " and " + refused + " of " + least);
    }
  }

  /** A text with one character left out, put in or replaced. */
  private static String edited(String text, String alphabet, SplittableRandom random) {
    StringBuilder edited = new StringBuilder(text);
    int kind = text.isEmpty() ? 0 : random.nextInt(3);
    int at = random.nextInt(text.length() + (kind == 0 ? 1 : 0));
    char c = alphabet.charAt(random.nextInt(alphabet.length()));
    switch (kind) {
      case 0 -> edited.insert(at, c);
      case 1 -> edited.deleteCharAt(at);
      default -> edited.setCharAt(at, c);
    }
    return edited.toString();
  }

  /** All texts up to a length. */
  private static void forAll(String alphabet, int length, String begin, Consumer<String> action) {
    action.accept(begin);
    if (length > 0) {
      for (char c : alphabet.toCharArray()) {
        forAll(alphabet, length - 1, begin + c, action);
      }
    }
  }

  // ---- Dates and times

  private static boolean isDate(String text) {
    if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      return false;
    }
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    Comparison dates = new Comparison("date", FormatLawsTest::isDate);
    for (int year = 1896; year <= 2104; year++) {
      for (int month = 0; month <= 19; month++) {
        for (int day = 0; day <= 39; day++) {
          dates.accept(String.format("%04d-%02d-%02d", year, month, day));
        }
      }
    }
    SplittableRandom random = new SplittableRandom(SEED);
    LocalDate first = LocalDate.of(0, 1, 1);
    for (int round = 0; round < 50_000; round++) {
      String date = first.plusDays(random.nextInt(3_652_000)).toString();
      dates.accept(date);
      dates.accept(edited(date, "0123456789-T ", random));
    }
    dates.saw(70_000);
  }

  /** {@code full-time} by arithmetic. */
  private static boolean isTime(String text) {
    String digits = "[0-9]{2}";
    String clock = digits + ":" + digits;
    if (!text.matches(clock + ":" + digits + "(\\.[0-9]+)?([Zz]|[+-]" + clock + ")")) {
      return false;
    }
    int hour = Integer.parseInt(text.substring(0, 2));
    int minute = Integer.parseInt(text.substring(3, 5));
    int second = Integer.parseInt(text.substring(6, 8));
    int offset = 0;
    char last = text.charAt(text.length() - 1);
    if (last != 'Z' && last != 'z') {
      int offsetHour = Integer.parseInt(text.substring(text.length() - 5, text.length() - 3));
      int offsetMinute = Integer.parseInt(text.substring(text.length() - 2));
      if (offsetHour > 23 || offsetMinute > 59) {
        return false;
      }
      offset = offsetHour * 60 + offsetMinute;
      offset = text.charAt(text.length() - 6) == '-' ? -offset : offset;
    }
    int utc = Math.floorMod(hour * 60 + minute - offset, 24 * 60);
    return hour < 24 && minute < 60 && (second < 60 || (second == 60 && utc == 23 * 60 + 59));
  }

  private static String time(SplittableRandom random) {
    int offset = random.nextInt(-1439, 1440);
    // Half of the times are such that second 60 may be.
    int local =
        random.nextBoolean()
            ? Math.floorMod(23 * 60 + 59 + offset, 24 * 60)
            : random.nextInt(24 * 60);
    int second = random.nextInt(3) == 0 ? 60 : random.nextInt(60);
    String fraction = random.nextInt(4) == 0 ? "." + random.nextInt(1000) : "";
    int size = Math.abs(offset);
    String zone = (offset < 0 ? "-" : "+") + String.format("%02d:%02d", size / 60, size % 60);
    return String.format("%02d:%02d:%02d", local / 60, local % 60, second)
        + fraction
        + (random.nextInt(8) == 0 ? "Z" : zone);
  }

  @Test
  void timesHaveLeapSecondsAtTheEndOfADayOfUtc() {
    Comparison times = new Comparison("time", FormatLawsTest::isTime);
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int round = 0; round < 50_000; round++) {
      String time = time(random);
      times.accept(time);
      times.accept(edited(time, "0123456789:.+-Zz", random));
    }
    times.saw(30_000);
  }

  @Test
  void everyMinuteHasItsLeapSecond() {
    Comparison times = new Comparison("time", FormatLawsTest::isTime);
    for (int local = 0; local < 24 * 60; local++) {
      String clock = String.format("%02d:%02d:60", local / 60, local % 60);
      times.accept(clock + "Z");
      for (int offset = 0; offset < 24 * 60; offset += 1 + local % 7) {
        String zone = String.format("%02d:%02d", offset / 60, offset % 60);
        times.accept(clock + "+" + zone);
        times.accept(clock + "-" + zone);
      }
    }
    times.saw(800);
  }

  @Test
  void dateTimesAreADateAndATime() {
    Comparison both =
        new Comparison(
            "date-time",
            text ->
                text.length() > 10
                    && (text.charAt(10) == 'T' || text.charAt(10) == 't')
                    && isDate(text.substring(0, 10))
                    && isTime(text.substring(11)));
    SplittableRandom random = new SplittableRandom(SEED + 2);
    LocalDate first = LocalDate.of(0, 1, 1);
    for (int round = 0; round < 20_000; round++) {
      String text = first.plusDays(random.nextInt(3_652_000)) + "T" + time(random);
      both.accept(text);
      both.accept(edited(text, "0123456789:.+-Zzt ", random));
    }
    both.saw(10_000);
  }

  /** Units of one another without a gap, each with a number. */
  private static boolean isOfUnits(String text, String units) {
    int last = -1;
    boolean number = false;
    for (char c : text.toCharArray()) {
      if (c >= '0' && c <= '9') {
        number = true;
        continue;
      }
      int unit = units.indexOf(c);
      if (!number || unit < 0 || (last >= 0 && unit != last + 1)) {
        return false;
      }
      last = unit;
      number = false;
    }
    return last >= 0 && !number;
  }

  @Test
  void durationsHaveUnitsInTheirOrder() {
    Comparison durations =
        new Comparison(
            "duration",
            text -> {
              if (!text.startsWith("P")) {
                return false;
              }
              int t = text.indexOf('T');
              String date = t < 0 ? text.substring(1) : text.substring(1, t);
              return isOfUnits(date, "W")
                  ? t < 0
                  : (isOfUnits(date, "YMD") || (t == 1))
                      && (t < 0 || isOfUnits(text.substring(t + 1), "HMS"));
            });
    forAll("T1YMDHSW", 6, "P", durations);
    forAll("PT1M", 5, "", durations);
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int round = 0; round < 10_000; round++) {
      durations.accept(edited("P10Y2M30DT4H05M6S", "PTYMDHSW019", random));
    }
    durations.saw(100);
  }

  // ---- Addresses

  private static boolean isIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  /** How many groups of 16 bits there are between colons, or -1. */
  private static int groups(String text, boolean last) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int groups = 0;
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && isIpv4(parts[i])) {
        groups += 2;
      } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
        groups++;
      } else {
        return -1;
      }
    }
    return groups;
  }

  private static boolean isIpv6(String text) {
    int colons = text.indexOf("::");
    if (colons < 0) {
      return groups(text, true) == 8;
    }
    int before = groups(text.substring(0, colons), false);
    int after = groups(text.substring(colons + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7;
  }

  private static String ipv4(SplittableRandom random) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      parts.add(String.valueOf(random.nextInt(random.nextBoolean() ? 12 : 256)));
    }
    return String.join(".", parts);
  }

  @Test
  void ipv4AddressesAreFourBytes() {
    Comparison addresses = new Comparison("ipv4", FormatLawsTest::isIpv4);
    SplittableRandom random = new SplittableRandom(SEED + 4);
    for (int number = 0; number < 1000; number++) {
      addresses.accept("1." + number + ".0.255");
    }
    for (int round = 0; round < 50_000; round++) {
      String address = ipv4(random);
      addresses.accept(address);
      addresses.accept(edited(address, "0123456789.", random));
    }
    addresses.saw(20_000);
  }

  @Test
  void ipv6AddressesAreEightGroups() {
    Comparison addresses = new Comparison("ipv6", FormatLawsTest::isIpv6);
    forAll("1:", 12, "", addresses);
    SplittableRandom random = new SplittableRandom(SEED + 5);
    for (int round = 0; round < 50_000; round++) {
      List<String> parts = new ArrayList<>();
      for (int i = random.nextInt(9); i >= 0; i--) {
        parts.add(Integer.toHexString(random.nextInt(1 << (1 + random.nextInt(16)))));
      }
      if (random.nextInt(3) == 0) {
        parts.set(parts.size() - 1, ipv4(random));
      }
      if (random.nextBoolean()) {
        parts.set(random.nextInt(parts.size()), "");
      }
      String address = String.join(":", parts);
      addresses.accept(address);
      addresses.accept(edited(address, "0:.fG%", random));
    }
    addresses.saw(10_000);
  }

  @Test
  void hostNamesAreLabelsWithDots() {
    Comparison names = new Comparison("hostname", FormatLawsTest::isHostName);
    forAll("aZ0-.", 6, "", names);
    SplittableRandom random = new SplittableRandom(SEED + 6);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder name = new StringBuilder();
      int labels = 1 + random.nextInt(6);
      for (int i = 0; i < labels; i++) {
        // near the bounds of a label and of a name
        int length = random.nextBoolean() ? 60 + random.nextInt(5) : 1 + random.nextInt(20);
        name.append(i == 0 ? "" : ".").append("b".repeat(length));
      }
      names.accept(name.toString());
      names.accept(edited(name.toString(), "a9-._\u00E9", random));
    }
    names.saw(5_000);
  }

  private static boolean isHostName(String text) {
    if (text.length() > 253) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (!label.matches("[0-9A-Za-z-]{1,63}") || label.startsWith("-") || label.endsWith("-")) {
        return false;
      }
    }
    return true;
  }

  @Test
  void uuidsAreHexadecimalDigitsWithHyphens() {
    Comparison uuids =
        new Comparison(
            "uuid",
            text -> {
              boolean right = text.length() == 36;
              for (int i = 0; i < text.length(); i++) {
                boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
                right &=
                    hyphen
                        ? text.charAt(i) == '-'
                        : "0123456789abcdefABCDEF".indexOf(text.charAt(i)) >= 0;
              }
              return right;
            });
    SplittableRandom random = new SplittableRandom(SEED + 7);
    for (int round = 0; round < 20_000; round++) {
      String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
      uuids.accept(uuid);
      uuids.accept(edited(uuid, "0fFgG-{}", random));
    }
    uuids.saw(10_000);
  }

  // ---- International host names

  private static final IDNA UTS46 = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);

  /** The A-label, whatever contextual rules say; empty if it is of another label. */
  private static String aLabel(String label) {
    StringBuilder ascii = new StringBuilder();
    StringBuilder back = new StringBuilder();
    UTS46.labelToASCII(label, ascii, new IDNA.Info());
    UTS46.labelToUnicode(ascii, back, new IDNA.Info());
    return back.toString().equals(label) && ascii.toString().startsWith("xn--")
        ? ascii.toString()
        : "";
  }

  private static String label(String characters, int length, SplittableRandom random) {
    int[] all = characters.codePoints().toArray();
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < length; i++) {
      label.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return label.toString();
  }

  @Test
  void noALabelOfAULabelIsRefused() {
    StringSet international = language("idn-hostname");
    StringSet names = language("hostname");
    SplittableRandom random = new SplittableRandom(SEED + 8);
    String[] alphabets = {
      "abl1-\u00B7\u00E0\u00FC\u00DF\u0142", // Latin
      "\u03B1\u03B2\u03C2\u0375\u03CEa\u0301", // Greek
      "\u0430\u044F\u0451\u0483b", // Cyrillic
      "\u05D0\u05DE\u05EA\u05F3\u05F4\u05B01", // Hebrew
      "\u0627\u0628\u0660\u06F1\u200C\u064B2", // Arabic
      "\u0915\u0937\u094D\u200C\u200D\u0903x", // Devanagari
      "\u30FB\u3042\u30AB\u6F22\u5B57a", // Japanese
      "\uAC00\uB098c", // Korean
      "a\u00E9\u0628\u05D0\u4E00\u094D\uD800\uDF00\uD83A\uDD22" // of all directions
    };
    int checked = 0;
    for (int round = 0; round < 60_000; round++) {
      String label =
          label(alphabets[random.nextInt(alphabets.length)], 1 + random.nextInt(8), random);
      String aLabel = aLabel(label);
      // That hyphens are refused that are third and fourth among those of ASCII is a departure.
      boolean hyphens = label.replaceAll("[^-0-9a-z]", "").startsWith("--", 2);
      if (!aLabel.isEmpty() && !hyphens && international.contains(label)) {
        assertTrue(names.contains(aLabel), () -> label + " " + aLabel + ", seed " + SEED);
        assertTrue(names.contains(aLabel.toUpperCase(Locale.ROOT)), aLabel);
        assertTrue(international.contains(aLabel), aLabel);
        checked++;
      }
    }
    assertTrue(checked >= 10_000, "only " + checked);
  }

  @Test
  void aSingleCharacterIsJudgedAsInAULabel() {
    StringSet international = language("idn-hostname");
    StringSet names = language("hostname");
    SplittableRandom random = new SplittableRandom(SEED + 9);
    String asked =
        "\u00A5\u00B7\u00DF\u00F7\u00FC\u0300\u036F\u0375\u0488\u05D0\u05EA\u05F3\u05F4\u0640"
            + "\u0660\u0669\u06F0\u0903\u0905\u302E\u30FB\u3042";
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 40_000; round++) {
      String c = label(asked, 1, random);
      boolean alone = "\u00A5\u00F7\u0640\u302E".contains(c);
      String ascii = alone ? "" : label("al", random.nextInt(7), random);
      // Where there are two l beside each other, a dot is asked at the ends only; a mark that no
      // label may hold, at the beginning.
      boolean first = c.equals("\u0488") || (c.equals("\u00B7") && ascii.contains("ll"));
      int at = first ? 0 : random.nextInt(ascii.length() + 1);
      String label = ascii.substring(0, at) + c + ascii.substring(at);
      String aLabel = aLabel(label);
      if (!aLabel.isEmpty()) {
        boolean expected = international.contains(label);
        assertEquals(
            expected, names.contains(aLabel), () -> label + " " + aLabel + ", seed " + SEED);
        if (expected) {
          accepted++;
        } else {
          refused++;
        }
      }
    }
    assertTrue(accepted > 5_000 && refused > 5_000, accepted + " and " + refused);
  }

  // ---- Pointers

  private static boolean isPointer(String text) {
    if (!text.isEmpty() && text.charAt(0) != '/') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '~'
          && (i + 1 == text.length() || "01".indexOf(text.charAt(i + 1)) < 0)) {
        return false;
      }
    }
    return true;
  }

  /** Where a number without leading zeros ends, or -1. */
  private static int number(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    return at == from || (text.charAt(from) == '0' && at > from + 1) ? -1 : at;
  }

  private static boolean isRelativePointer(String text, boolean withIndex) {
    int at = number(text, 0);
    if (at < 0) {
      return false;
    }
    if (withIndex && at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
      at = number(text, at + 1);
      if (at < 0) {
        return false;
      }
    }
    String rest = text.substring(at);
    return rest.equals("#") || isPointer(rest);
  }

  @Test
  void pointersEscapeTildesAndSlashes() {
    Comparison pointers = new Comparison("json-pointer", FormatLawsTest::isPointer);
    forAll("/~012a", 6, "", pointers);
    pointers.saw(1_000);
  }

  @Test
  void relativePointersBeginWithANumber() {
    Comparison pointers =
        new Comparison("relative-json-pointer", text -> isRelativePointer(text, true));
    forAll("/~012#+-", 6, "", pointers);
    pointers.saw(1_000);
    StringSet before =
        FormatLanguages.language("relative-json-pointer", Dialect.DRAFT_7).orElseThrow();
    forAll(
        "/~10#+",
        6,
        "",
        text -> assertEquals(isRelativePointer(text, false), before.contains(text), text));
  }
}
