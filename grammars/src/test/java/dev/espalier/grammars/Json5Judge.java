package dev.espalier.grammars;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON5 from left to right, piece by piece with expressions of java.util.regex. */
final class Json5Judge {

  private static final Pattern SPACE =
      Pattern.compile(
          "(?:[\\t\\n\\x0B\\f\\r\\u2028\\u2029\\uFEFF\\p{Zs}]"
              + "|//[^\\n\\r\\u2028\\u2029]*(?![^\\n\\r\\u2028\\u2029])"
              + "|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+");
  private static final String START = "[$_\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{Nl}]";
  private static final Pattern NAME =
      Pattern.compile(START + "(?:" + START + "|[\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}\\u200C\\u200D])*+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:Infinity|NaN|0[xX][0-9a-fA-F]+"
              + "|(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
              + "(?!"
              + START
              + "|[0-9])");
  private static final Pattern STRING =
      Pattern.compile(
          "([\"'])(?:(?!\\1)[^\\\\\\n\\r]|\\\\(?:\\r\\n?|[^0-9xu\\r]|0(?![0-9])"
              + "|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}))*+\\1");

  private final String text;
  private int at;

  private Json5Judge(String text) {
    this.text = text;
  }

  static void check(String text) {
    Json5Judge judge = new Json5Judge(text);
    judge.value();
    judge.space();
    judge.require(judge.at == text.length());
  }

  private void value() {
    space();
    if (takes("{")) {
      members('}');
    } else if (takes("[")) {
      members(']');
    } else if (!matches(STRING) && !matches(NUMBER)) {
      int from = at;
      require(matches(NAME) && text.substring(from, at).matches("true|false|null"));
    }
  }

  private void members(char end) {
    space();
    while (!takes(Character.toString(end))) {
      if (end == '}') {
        require(matches(STRING) || matches(NAME));
        space();
        require(takes(":"));
      }
      value();
      space();
      if (!takes(",")) {
        require(takes(Character.toString(end)));
        return;
      }
      space();
    }
  }

  private void space() {
    matches(SPACE);
  }

  private boolean matches(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    boolean found = matcher.lookingAt();
    at = found ? matcher.end() : at;
    return found;
  }

  private boolean takes(String expected) {
    boolean found = text.startsWith(expected, at);
    at += found ? expected.length() : 0;
    return found;
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("unexpected at " + at);
    }
  }
}
