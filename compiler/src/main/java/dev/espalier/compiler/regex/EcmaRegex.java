package dev.espalier.compiler.regex;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import java.util.List;

/**
 * A regular expression of ECMA-262 as the language of the strings in which it matches somewhere, or
 * of those that it matches as a whole.
 *
 * @param pattern the pattern
 * @param dfa the strings that it matches; those of {@link #parse} are anchored only where the
 *     pattern says so
 * @param notes what a reader should know of how it was understood, in sentences; empty as a rule
 */
public record EcmaRegex(String pattern, CodePointDfa dfa, List<String> notes) {
  /** The default of {@code patternNesting}. */
  public static final int DEFAULT_NESTING = 200;

  /** Copies the notes. */
  public EcmaRegex {
    notes = List.copyOf(notes);
  }

  /** The version of Unicode by which properties ({@code \\p}) are read. */
  public static String unicodeVersion() {
    return UnicodeProperties.unicodeVersion();
  }

  /**
   * Parses and compiles a pattern.
   *
   * @param pattern the source, without slashes and flags; read as with the flag {@code u}, and if
   *     that is not valid by Annex B, with a note
   * @param maxNesting how deep groups may be nested, the limit {@code patternNesting}
   * @param work what making the automaton may cost
   * @throws RegexException if the pattern is not valid or not supported
   * @throws dev.espalier.compiler.LimitExceeded when a limit is reached
   */
  public static EcmaRegex parse(String pattern, int maxNesting, Work work) {
    return parse(pattern, false, maxNesting, work);
  }

  /**
   * As {@link #parse(String, int, Work)}, but the pattern has to match the whole string: as {@code
   * ^(?:…)$} does.
   */
  public static EcmaRegex whole(String pattern, int maxNesting, Work work) {
    return parse(pattern, true, maxNesting, work);
  }

  private static EcmaRegex parse(String pattern, boolean whole, int maxNesting, Work work) {
    work.spend(pattern.length());
    Node node;
    List<String> notes = List.of();
    try {
      node = new Parser(pattern, true, maxNesting).parse();
    } catch (RegexException strict) {
      if (strict.kind() == RegexException.Kind.UNSUPPORTED) {
        throw strict;
      }
      try {
        node = new Parser(pattern, false, maxNesting).parse();
      } catch (RegexException lenient) {
        throw lenient.kind() == RegexException.Kind.UNSUPPORTED ? lenient : strict;
      }
      notes =
          List.of(
              "read by Annex B of ECMA-262, as without the flag u; with it: "
                  + strict.reason()
                  + ", at index "
                  + strict.index());
    }
    if (whole) {
      node =
          new Node.Sequence(
              List.of(
                  new Node.Assertion(Node.Place.START), node, new Node.Assertion(Node.Place.END)));
    }
    String what = pattern.length() <= 100 ? pattern : pattern.substring(0, 100) + "…";
    CodePointDfa dfa = NfaCompiler.compile(node, work.of("the pattern /" + what + "/"));
    return new EcmaRegex(pattern, dfa, notes);
  }
}
