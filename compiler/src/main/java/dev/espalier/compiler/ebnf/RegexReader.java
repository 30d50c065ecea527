package dev.espalier.compiler.ebnf;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.regex.EcmaRegex;
import dev.espalier.compiler.regex.RegexException;

/**
 * Reads a regular expression of ECMA-262 (§ 22.2, without slashes and flags) as a grammar of one
 * rule. The whole text has to match, as if the expression stood in {@code ^(?:…)$}; JSON Schema's
 * patterns, which match anywhere, are the other meaning.
 */
public final class RegexReader extends SourceReader {
  /** The name of the one rule. */
  public static final String RULE = "regex";

  private RegexReader(String text, GrammarOptions options) {
    super(text, options);
  }

  /**
   * Reads a grammar. What making the automaton may cost is bounded by {@code automatonStates} and
   * {@code automatonWork}, the nesting of groups by {@code nesting} and by the pattern's own limit.
   *
   * @throws GrammarException if it is no regular expression, uses what is not supported, or reaches
   *     a limit
   */
  public static GrammarDefinition read(String text, GrammarOptions options) {
    return new RegexReader(text, options).grammar();
  }

  private GrammarDefinition grammar() {
    CompileLimits limits = options.limits();
    int start = at;
    int end = text.length();
    if (end > start && text.charAt(end - 1) == '\n') {
      end -= end - 1 > start && text.charAt(end - 2) == '\r' ? 2 : 1;
    }
    String pattern = text.substring(start, end);
    Location place = here();
    Work work = new Work(limits.automatonStates(), limits.automatonWork(), "a regular expression");
    EcmaRegex regex;
    try {
      int nesting = Math.min(limits.nesting(), EcmaRegex.DEFAULT_NESTING);
      regex = EcmaRegex.whole(pattern, nesting, work);
    } catch (RegexException wrong) {
      readTo(start + Math.min(wrong.index(), pattern.length()));
      boolean invalid = wrong.kind() == RegexException.Kind.INVALID;
      throw new GrammarException(
          invalid ? GrammarException.Kind.SYNTAX : GrammarException.Kind.UNSUPPORTED,
          here(),
          (invalid ? "not a regular expression of ECMA-262: " : "not supported: ") + wrong.reason(),
          pattern.startsWith("/") ? "write it without slashes and flags" : "",
          wrong);
    } catch (LimitExceeded reached) {
      throw new GrammarException(
          GrammarException.Kind.LIMIT, place, reached.getMessage(), "", reached);
    }
    regex.notes().forEach(note -> note(place, note));
    if (end < text.length()) {
      readTo(end);
      note(here(), "the line break at the end is not a part of the regular expression");
    }
    define(RULE, leaf(new Expr.Regular(regex.dfa(), pattern, place)), place);
    return definition(RULE);
  }
}
