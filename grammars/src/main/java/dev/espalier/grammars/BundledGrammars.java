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
          new BundledGrammar(
              "cpp",
              "program",
              "C++17 (ISO/IEC 14882:2017): functions over the standard library",
              "no macros, no constructors, no templates with arguments but the standard library's"),
          new BundledGrammar("csv", "file", "CSV (RFC 4180), with text beyond ASCII", ""),
          new BundledGrammar(
              "graphql",
              "document",
              "GraphQL executable documents (October 2021)",
              "escaped surrogates in pairs only; no control characters"),
          new BundledGrammar(
              "java",
              "compilationUnit",
              "Java 21 (Java Language Specification, Java SE 21 Edition): a compilation unit",
              "modifiers in the customary order; names in ASCII; no modules; see the grammar"),
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
              "python",
              "file",
              "Python 3 (The Python Language Reference, 3.11): a file",
              "indentation by four blanks to depth 8; no async, no match; simple f-strings"),
          new BundledGrammar(
              "regex",
              "pattern",
              "Regular expressions of ECMA-262 (2024, Unicode mode)",
              "no back-references, no named groups; ranges whose order a token can tell"),
          new BundledGrammar(
              "smiles",
              "text",
              "SMILES (OpenSMILES 1.0)",
              "at most four open rings, with the numbers 1 to 4; see the grammar"),
          new BundledGrammar(
              "sql",
              "script",
              "SQLite's SELECT, INSERT, UPDATE, DELETE and CREATE TABLE",
              "NOT as an operand needs parentheses; more keywords need quotes to be names"),
          new BundledGrammar(
              "sygus",
              "script",
              "SyGuS-IF 2.1: commands, with terms of strings, integers, booleans and bit vectors",
              "operators of SLIA and BV; sorts of names and widths of bit vectors are not checked"),
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
