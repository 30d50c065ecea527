package dev.espalier.runtime.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Questions and the code that answers them: small SQL queries over five tables, and arithmetic
 * formulas for word problems.
 *
 * <p>Queries are {@code SELECT columns FROM table [WHERE condition] [GROUP BY column] [ORDER BY
 * column [DESC]] [LIMIT n]}; a condition is up to two comparisons joined by {@code AND} or {@code
 * OR}; columns are names, {@code *}, or one of {@code COUNT(*) AVG MAX MIN SUM}. Formulas are
 * numbers, {@code + - * /} and parentheses, with blanks around operators.
 */
public final class CodeTask {
  private CodeTask() {}

  private record Table(String name, List<String> texts, List<String> numbers) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "orders",
              List.of("customer", "city", "status", "date"),
              List.of("total", "quantity", "discount")),
          new Table(
              "customers",
              List.of("name", "city", "country", "email"),
              List.of("age", "points", "visits")),
          new Table(
              "products",
              List.of("name", "color", "brand", "category"),
              List.of("price", "stock", "weight")),
          new Table(
              "employees",
              List.of("name", "department", "city", "role"),
              List.of("salary", "age", "hours")),
          new Table(
              "books",
              List.of("title", "author", "genre", "language"),
              List.of("year", "pages", "price")));

  /** {@code count} examples, about half of each kind. */
  public static List<CodeExample> examples(Split split, long seed, int count) {
    List<CodeExample> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      for (long attempt = 0; ; attempt++) {
        Draw draw = new Draw(RecordTask.mix(RecordTask.mix(seed, i), attempt));
        CodeExample example = draw.chance(0.55) ? sql(draw) : formula(draw);
        if (Split.of(example.question()) == split) {
          examples.add(example);
          break;
        }
      }
    }
    return examples;
  }

  /** The prompt that asks for the SQL query of {@code question}. */
  public static String sqlPrompt(String question) {
    return "### Question\n" + question + "\n### SQL\n";
  }

  /** The prompt that asks for the formula of {@code question}. */
  public static String formulaPrompt(String question) {
    return "### Question\n" + question + "\n### Formula\n";
  }

  private static CodeExample sql(Draw d) {
    Table table = d.pick(TABLES);
    StringBuilder words = new StringBuilder();
    StringBuilder query = new StringBuilder();
    int kind = d.between(0, 9);
    if (kind <= 5) {
      List<String> all = new ArrayList<>(table.texts());
      all.addAll(table.numbers());
      if (d.chance(0.25)) {
        words.append(d.pick("Show all ", "List all ", "Find all ", "Which ")).append(table.name());
        query.append("SELECT * FROM ").append(table.name());
      } else {
        List<String> columns = d.some(all, d.between(1, 2));
        words.append(d.pick("Show the ", "List the ", "Give me the ", "What is the "));
        words.append(Draw.joined(columns)).append(" of ").append(d.pick("", "all "));
        words.append(table.name());
        query.append("SELECT ").append(String.join(", ", columns));
        query.append(" FROM ").append(table.name());
      }
      condition(table, d, words, query, 0.7);
      if (d.chance(0.5)) {
        String column = d.pick(all);
        boolean down = d.chance(0.5);
        words.append(", ").append(d.pick("sorted by ", "ordered by ")).append(column);
        query.append(" ORDER BY ").append(column);
        if (down) {
          words.append(d.pick(" descending", ", highest first", " from high to low"));
          query.append(" DESC");
        } else {
          words.append(d.pick("", " ascending", ", lowest first"));
        }
        if (d.chance(0.5)) {
          int limit = d.between(1, 50);
          words.append(d.pick(", only the first ", ", first ", ", at most "));
          words.append(limit).append(" rows");
          query.append(" LIMIT ").append(limit);
        }
      }
    } else if (kind <= 7) {
      String column = d.pick(table.numbers());
      String function = d.pick("AVG", "MAX", "MIN", "SUM");
      words
          .append(d.pick("What is the ", "Tell me the ", "Find the "))
          .append(
              switch (function) {
                case "AVG" -> d.pick("average ", "mean ");
                case "MAX" -> d.pick("highest ", "largest ", "maximum ");
                case "MIN" -> d.pick("lowest ", "smallest ", "minimum ");
                default -> d.pick("total ", "sum of ");
              })
          .append(column)
          .append(" of the ")
          .append(table.name());
      query.append("SELECT ").append(function).append('(').append(column).append(") FROM ");
      query.append(table.name());
      condition(table, d, words, query, 0.7);
    } else if (kind == 8) {
      words.append(d.pick("How many ", "Count the ")).append(table.name());
      query.append("SELECT COUNT(*) FROM ").append(table.name());
      condition(table, d, words, query, 1);
    } else {
      String by = d.pick(table.texts());
      words.append(d.pick("How many ", "Count the ")).append(table.name());
      words.append(d.pick(" per ", " for each ")).append(by);
      query.append("SELECT ").append(by).append(", COUNT(*) FROM ").append(table.name());
      condition(table, d, words, query, 0.5);
      query.append(" GROUP BY ").append(by);
    }
    words.append(d.pick("?", "."));
    String question = words.toString();
    return new CodeExample("sql", question, sqlPrompt(question), query.toString());
  }

  private static void condition(
      Table table, Draw d, StringBuilder words, StringBuilder query, double chance) {
    if (!d.chance(chance)) {
      return;
    }
    words.append(d.pick(" where the ", " with "));
    query.append(" WHERE ");
    comparison(table, d, words, query);
    if (d.chance(0.35)) {
      boolean and = d.chance(0.65);
      words.append(and ? " and " : " or ");
      query.append(and ? " AND " : " OR ");
      comparison(table, d, words, query);
    }
  }

  private static void comparison(Table table, Draw d, StringBuilder words, StringBuilder query) {
    if (d.chance(0.55)) {
      String column = d.pick(table.numbers());
      String value =
          d.chance(0.8)
              ? Integer.toString(d.between(1, d.pick(List.of(9, 99, 999, 5000))))
              : d.decimal(0, 99, d.between(1, 2)).toPlainString();
      String operator = d.pick(">", ">", "<", "<", ">=", "<=", "=");
      String phrase =
          switch (operator) {
            case ">" -> d.pick(" above ", " over ", " greater than ", " more than ");
            case "<" -> d.pick(" below ", " under ", " less than ", " smaller than ");
            case ">=" -> d.pick(" at least ", " from ");
            case "<=" -> d.pick(" at most ", " up to ");
            default -> d.pick(" equal to ", " exactly ");
          };
      words.append(column).append(phrase).append(value);
      query.append(column).append(' ').append(operator).append(' ').append(value);
    } else {
      String column = d.pick(table.texts());
      String value =
          switch (column) {
            case "city" -> d.city();
            case "customer", "name", "author" -> d.lastName();
            case "status", "color", "category", "genre", "title" -> d.pick(Words.ADJECTIVES);
            default -> d.chance(0.5) ? d.pick(Words.COMPANY_WORDS) : d.city();
          };
      boolean not = d.chance(0.2);
      words
          .append(column)
          .append(not ? d.pick(" not ", " other than ") : d.pick(" ", " equal to "));
      words.append(value);
      query.append(column).append(not ? " != '" : " = '").append(value).append('\'');
    }
  }

  private static CodeExample formula(Draw d) {
    int a = d.between(2, d.chance(0.5) ? 20 : 300);
    int b = d.between(2, d.chance(0.5) ? 20 : 300);
    int c = d.between(2, 40);
    String money = d.decimal(1, 60, 2).toPlainString();
    int days = d.between(2, 6);
    String who = d.firstName();
    String other = d.firstName();
    String thing = d.pick(Words.THINGS) + "s";
    String box = d.pick("boxes", "bags", "crates", "shelves", "rows");
    record Problem(String words, String formula) {}
    Problem p =
        switch (d.between(0, 13)) {
          case 0 ->
              new Problem(
                  "%s has %d %s with %d %s in each and %s %d."
                      .formatted(who, a, box, b, thing, d.pick("gives away", "loses", "sells"), c),
                  a + " * " + b + " - " + c);
          case 1 ->
              new Problem(
                  "%s has %d %s with %d %s in each and %s %d more."
                      .formatted(who, a, box, b, thing, d.pick("finds", "buys", "gets"), c),
                  a + " * " + b + " + " + c);
          case 2 ->
              new Problem(
                  "%s buys %d %s for %s each and pays with %d.".formatted(who, c, thing, money, a),
                  a + " - " + c + " * " + money);
          case 3 ->
              new Problem(
                  "%s has %d %s and %s has %d. They share them among %d friends."
                      .formatted(who, a, thing, other, b, c),
                  "(" + a + " + " + b + ") / " + c);
          case 4 ->
              new Problem(
                  "%s drives %d km a day for %d days and then %d km more.".formatted(who, a, c, b),
                  a + " * " + c + " + " + b);
          case 5 ->
              new Problem(
                  "A room is %d metres long and %d metres wide. What is its area?".formatted(a, c),
                  a + " * " + c);
          case 6 ->
              new Problem(
                  "A field is %d metres long and %d metres wide. How long is the fence around it?"
                      .formatted(a, c),
                  "2 * (" + a + " + " + c + ")");
          case 7 ->
              new Problem(
                  "%s earns %s an hour and works %d hours on each of %d days."
                      .formatted(who, money, c, days),
                  money + " * " + c + " * " + days);
          case 8 ->
              new Problem(
                  "%d %s cost %s together. What does one cost?".formatted(c, thing, money),
                  money + " / " + c);
          case 9 ->
              new Problem(
                  "%s had %d %s, lost %d and then doubled the rest.".formatted(who, a, thing, c),
                  "(" + a + " - " + c + ") * 2");
          case 10 ->
              new Problem(
                  "%s reads %d pages, %s reads %d pages less. How many do they read together?"
                      .formatted(who, a, other, c),
                  a + " + (" + a + " - " + c + ")");
          case 11 ->
              new Problem(
                  "What is %d percent of %s?".formatted(c, money), money + " * " + c + " / 100");
          case 12 ->
              new Problem(
                  "The average of %d, %d and %d.".formatted(a, b, c),
                  "(" + a + " + " + b + " + " + c + ") / 3");
          default ->
              new Problem(
                  "%d %s are packed into %s of %d, and %d %s are empty already."
                      .formatted(a, thing, box, c, b, box),
                  a + " / " + c + " + " + b);
        };
    return new CodeExample("formula", p.words(), formulaPrompt(p.words()), p.formula());
  }
}
