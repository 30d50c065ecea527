package dev.espalier.grammars;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQLite, over a small schema in memory. It tells errors of syntax from those of meaning, such as a
 * table that is not there, by their messages.
 */
final class SqlJudge implements Judge {

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, city TEXT, born DATE)",
          "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, placed DATE, total REAL)",
          "CREATE TABLE item (orders INTEGER, sku TEXT, quantity INTEGER, price REAL,"
              + " PRIMARY KEY (orders, sku))",
          "CREATE TABLE node (id INTEGER PRIMARY KEY, parent INTEGER, label TEXT)");

  private static final Pattern SYNTAX =
      Pattern.compile("syntax error|unrecognized token|incomplete input|should come after");

  private static final Pattern UNKNOWN_DATABASE =
      Pattern.compile("unknown database (.+)\\)$", Pattern.DOTALL);

  /** A statement's end, or what may hold a semicolon that ends none. */
  private static final Pattern PIECE =
      Pattern.compile(
          ";|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\\[[^]]*]|--[^\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);

  /** Why the text is not SQL. */
  @Override
  public Optional<String> refusal(String text) {
    return error(text).filter(message -> SYNTAX.matcher(message).find());
  }

  /** What SQLite says when it prepares the statements, whether about their syntax or not. */
  Optional<String> error(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("syntax error: NUL");
    }
    List<String> statements = statements(text);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      try (Statement schema = connection.createStatement()) {
        for (String table : SCHEMA) {
          schema.execute(table);
        }
      }
      for (String statement : statements) {
        if (statement.replaceAll("(?s)--[^\n]*|/\\*.*?\\*/", "").isBlank()) {
          return Optional.of("syntax error: no statement");
        }
        prepare(connection, statement);
      }
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A database that is not known stops SQLite before it has read the whole statement, so there is
   * one of every name that is asked for.
   */
  private static void prepare(Connection connection, String statement) throws SQLException {
    Set<String> attached = new HashSet<>();
    while (true) {
      try {
        connection.prepareStatement(statement).close();
        return;
      } catch (SQLException e) {
        Matcher unknown = UNKNOWN_DATABASE.matcher(String.valueOf(e.getMessage()));
        if (!unknown.find() || !attached.add(unknown.group(1))) {
          throw e;
        }
        try (Statement attach = connection.createStatement()) {
          attach.execute("ATTACH ':memory:' AS " + unknown.group(1));
        }
      }
    }
  }

  /** The driver prepares the first statement of a text and forgets the rest. */
  private static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    Matcher piece = PIECE.matcher(text);
    int from = 0;
    while (piece.find()) {
      if (piece.group().equals(";")) {
        statements.add(text.substring(from, piece.start()));
        from = piece.end();
      }
    }
    String last = text.substring(from);
    if (statements.isEmpty() || !last.replaceAll("(?s)--[^\n]*|/\\*.*?\\*/", "").isBlank()) {
      statements.add(last);
    }
    return statements;
  }
}
