package dev.espalier.grammars;

import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Evaluates arithmetic by the shunting of operators by their binding power. Variables and functions
 * that it does not know count as their length.
 */
final class ArithmeticJudge {

  private static final int SIGN = 3;
  private static final Map<Character, Integer> POWERS =
      Map.of('+', 1, '-', 1, '*', 2, '/', 2, '%', 2, '^', 4);
  private static final Map<String, ToDoubleFunction<double[]>> FUNCTIONS =
      Map.of(
          "sqrt", values -> Math.sqrt(values.length == 1 ? values[0] : Double.NaN),
          "max", values -> Arrays.stream(values).max().orElse(Double.NaN),
          "min", values -> Arrays.stream(values).min().orElse(Double.NaN));

  private final String text;
  private int at;

  private ArithmeticJudge(String text) {
    this.text = text;
  }

  static double value(String text) {
    ArithmeticJudge judge = new ArithmeticJudge(text);
    double value = judge.operand(0);
    judge.require(judge.peek() == '\0' && judge.at == text.length());
    return value;
  }

  private double operand(int power) {
    double value = primary();
    while (true) {
      char operator = peek();
      int binds = POWERS.getOrDefault(operator, 0);
      if (binds <= power) {
        return value;
      }
      at++;
      // To the right: another power is part of the exponent.
      double right = operand(operator == '^' ? binds - 1 : binds);
      value =
          switch (operator) {
            case '+' -> value + right;
            case '-' -> value - right;
            case '*' -> value * right;
            case '/' -> value / right;
            case '%' -> value % right;
            default -> Math.pow(value, right);
          };
    }
  }

  private double primary() {
    char c = peek();
    if (c == '-' || c == '+') {
      at++;
      double value = operand(SIGN);
      return c == '-' ? -value : value;
    }
    if (c == '(') {
      at++;
      double value = operand(0);
      take(')');
      return value;
    }
    int from = at;
    if (isDigit(c)) {
      return number();
    }
    require(isLetter(c));
    while (isLetter(current()) || isDigit(current())) {
      at++;
    }
    String name = text.substring(from, at);
    if (peek() != '(') {
      return name.length();
    }
    at++;
    double[] values = new double[0];
    if (peek() != ')') {
      values = Arrays.copyOf(values, 1);
      values[0] = operand(0);
      while (peek() == ',') {
        at++;
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = operand(0);
      }
    }
    take(')');
    return FUNCTIONS.getOrDefault(name, any -> name.length()).applyAsDouble(values);
  }

  private double number() {
    int from = at;
    digits();
    if (current() == '.') {
      at++;
      digits();
    }
    if (current() == 'e' || current() == 'E') {
      at++;
      if (current() == '+' || current() == '-') {
        at++;
      }
      digits();
    }
    require(!isLetter(current()) && current() != '.');
    return Double.parseDouble(text.substring(from, at));
  }

  private void digits() {
    require(isDigit(current()));
    while (isDigit(current())) {
      at++;
    }
  }

  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return current();
  }

  private char current() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void take(char expected) {
    require(peek() == expected);
    at++;
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("unexpected at " + at);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
