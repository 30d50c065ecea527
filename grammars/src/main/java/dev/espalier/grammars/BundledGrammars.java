package dev.espalier.grammars;

import java.util.List;
import java.util.Optional;

/**
 * The grammars that come with Espalier. What each leaves out is told in {@code docs/grammars.md}.
 */
public final class BundledGrammars {

  private static final List<BundledGrammar> ALL =
      List.of(
          new BundledGrammar(
              "arithmetic",
              "line",
              "Arithmetic with + - * / % ^, signs, parentheses, numbers, variables and calls",
              ""),
          new BundledGrammar("csv", "file", "CSV (RFC 4180), with text beyond ASCII", ""),
          new BundledGrammar(
              "graphql",
              "document",
              "GraphQL executable documents (October 2021)",
              "escaped surrogates in pairs only; no control characters"),
          new BundledGrammar(
              "json",
              "text",
              "JSON (RFC 8259)",
              "escaped surrogates in pairs only, as RFC 7493 asks"),
          new BundledGrammar("json5", "text", "JSON5 (1.0.0)", "no Unicode escapes in names"),
          new BundledGrammar(
              "pddl",
              "file",
              "PDDL domains and problems with types, ADL and numeric fluents",
              "no durative actions, derived predicates, preferences and timed literals"),
          new BundledGrammar(
              "pgn",
              "database",
              "Chess games in PGN (1994, import format)",
              "moves are well-formed, not legal; no lines of the % escape"),
          new BundledGrammar(
              "sql",
              "script",
              "SQLite's SELECT, INSERT, UPDATE, DELETE and CREATE TABLE",
              "NOT as an operand needs parentheses; more keywords need quotes to be names"),
          new BundledGrammar(
              "xml",
              "document",
              "XML 1.0 without document types",
              "paired tags of ten names; at most one attribute beside four in a fixed order"));

  private BundledGrammars() {}

  /** All of them, by name. */
  public static List<BundledGrammar> all() {
    return ALL;
  }

  /** The names of all of them, in order. */
  public static List<String> names() {
    return ALL.stream().map(BundledGrammar::name).toList();
  }

  /** The one of this name. */
  public static Optional<BundledGrammar> named(String name) {
    return ALL.stream().filter(grammar -> grammar.name().equals(name)).findFirst();
  }
}
