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
              "cpp",
              "program",
              "C++17 (ISO/IEC 14882:2017): functions over the standard library",
              "no macros; only the standard library's templates take arguments; the types among"
                  + " names are known by their places"),
          new BundledGrammar(
              "java",
              "compilationUnit",
              "Java 21 (Java Language Specification, Java SE 21 Edition): a compilation unit",
              "modifiers in the customary order; identifiers in ASCII; no modules"),
          new BundledGrammar("json", "text", "JSON (RFC 8259)", ""),
          new BundledGrammar(
              "python",
              "file",
              "Python 3 (The Python Language Reference, 3.11): a file",
              "indentation by four blanks to depth 8; no async, no match; simple f-strings"));

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
