package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.util.HashMap;
import java.util.Map;

/**
 * Dates, times and durations of RFC 3339: § 5.6, with the restrictions of § 5.7, and appendix A.
 *
 * <p>A day must be one of its month, and February has 29 in leap years only, by the Gregorian
 * calendar of all years from 0000. Second 60 must be 23:59:60 in UTC; which days had one is not
 * asked.
 */
final class Times {
  private static final int MINUTES = 24 * 60; // of a day

  private static final String YEAR = "\\d{4}";
  private static final String LEAP_YEAR =
      "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
  private static final String DATE =
      (YEAR + "-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])")
          + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)"
          + "|02-(?:0[1-9]|1\\d|2[0-8]))"
          + ("|" + LEAP_YEAR + "-02-29");
  private static final CodePointSet Z = CodePointSet.of('Z').or(CodePointSet.of('z'));

  private Times() {}

  /** {@code full-date}. */
  static CodePointDfa date(Work work) {
    return Languages.whole(DATE, work);
  }

  /** {@code full-time}. */
  static CodePointDfa time(Work work) {
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    new FullTime(nfa, work).add(start);
    return nfa.determinise(start);
  }

  /** {@code date-time}. */
  static CodePointDfa dateTime(Work work) {
    CodePointNfa nfa = new CodePointNfa(work);
    int start = nfa.state();
    int day = nfa.state();
    int time = nfa.state();
    nfa.embed(start, date(work), day);
    nfa.edge(day, CodePointSet.of('T').or(CodePointSet.of('t')), time);
    new FullTime(nfa, work).add(time);
    return nfa.determinise(start);
  }

  /** The time of draft 3, which has neither fractions of seconds nor an offset. */
  static CodePointDfa timeOfDay(Work work) {
    return Languages.whole("(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d", work);
  }

  /** {@code duration}: units may be left out at both ends, but not between others. */
  static CodePointDfa duration(Work work) {
    String time = "T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S)";
    String date = "(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)(?:" + time + ")?";
    return Languages.whole("P(?:" + date + "|" + time + "|\\d+W)", work);
  }

  /**
   * {@code full-time}, state by state: the automaton has to remember hour and minute where second
   * 60 may follow, as they decide on the offset. They do so uniquely but for its sign.
   */
  private static final class FullTime {
    private final CodePointNfa nfa;
    private final Work work;
    private final int end;
    private final Map<String, Integer> prefixes =
        new HashMap<>(); // the states where they were read
    private final Map<String, Integer> suffixes = new HashMap<>(); // the states that read them

    FullTime(CodePointNfa nfa, Work work) {
      this.nfa = nfa;
      this.work = work;
      end = nfa.state();
      nfa.accept(end);
      suffixes.put("", end);
    }

    void add(int from) {
      prefixes.put("", from);
      int second = anySecond();
      for (int local = 0; local < MINUTES; local++) {
        String minute = clock(local) + ":";
        nfa.edge(after(minute), CodePointSet.range('0', '5'), second);
        leapSecond(local, after(minute + "60"));
      }
    }

    /** A state after the first digit of a second other than 60. */
    private int anySecond() {
      int first = nfa.state();
      int second = nfa.state();
      int offset = nfa.state();
      int hour = nfa.state();
      nfa.edge(first, CodePointSet.range('0', '9'), second);
      fraction(second, offset);
      nfa.edge(offset, Z, end);
      nfa.edge(offset, CodePointSet.of('+').or(CodePointSet.of('-')), hour);
      nfa.embed(hour, Languages.whole("(?:[01]\\d|2[0-3]):[0-5]\\d", work), end);
      return first;
    }

    private void leapSecond(int local, int from) {
      int offset = nfa.state();
      fraction(from, offset);
      if (local == MINUTES - 1) {
        nfa.edge(offset, Z, end);
      }
      // UTC is the local time less the offset, and is to be the last minute of a day.
      int plus = (local + 1) % MINUTES;
      nfa.edge(offset, CodePointSet.of('+'), before(clock(plus)));
      nfa.edge(offset, CodePointSet.of('-'), before(clock((MINUTES - plus) % MINUTES)));
    }

    private void fraction(int from, int to) {
      int point = nfa.state();
      int digits = nfa.state();
      nfa.empty(from, to);
      nfa.edge(from, CodePointSet.of('.'), point);
      nfa.edge(point, CodePointSet.range('0', '9'), digits);
      nfa.edge(digits, CodePointSet.range('0', '9'), digits);
      nfa.empty(digits, to);
    }

    /** The state after a prefix, each prefix having one. */
    private int after(String prefix) {
      Integer known = prefixes.get(prefix);
      if (known != null) {
        return known;
      }
      int length = prefix.length();
      int state = nfa.state();
      prefixes.put(prefix, state);
      nfa.edge(
          after(prefix.substring(0, length - 1)),
          CodePointSet.of(prefix.charAt(length - 1)),
          state);
      return state;
    }

    /** The state before a suffix, each suffix having one. */
    private int before(String suffix) {
      Integer known = suffixes.get(suffix);
      if (known != null) {
        return known;
      }
      int state = nfa.state();
      suffixes.put(suffix, state);
      nfa.edge(state, CodePointSet.of(suffix.charAt(0)), before(suffix.substring(1)));
      return state;
    }

    private static String clock(int minutes) {
      return two(minutes / 60) + ":" + two(minutes % 60);
    }

    private static String two(int number) {
      return (number < 10 ? "0" : "") + number;
    }
  }
}
