package dev.espalier.compiler.formats;

import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.UnicodeSet;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;

/**
 * Regular expressions of ECMA-262, § 22.2.1, with the flag {@code u}.
 *
 * <p>Brackets nest, so the language is not regular: here groups nest {@link
 * FormatLanguages#REGEX_NESTING} deep at the most, and of those around any place one at the most is
 * a look ahead or behind. Early errors that compare two places of a pattern are found as far as one
 * digit, one character of ASCII or one group is enough to remember:
 *
 * <ul>
 *   <li>of the bounds of a quantifier, the first must not be the larger one, where it has one digit
 *       or the second has fewer digits;
 *   <li>of the ends of a range of characters, likewise, unless one is written by its number or
 *       neither is of ASCII;
 *   <li>what a back-reference refers to is not looked for, nor whether names are used twice;
 *   <li>the values of {@code \p} are not looked up, nor the characters that are escaped in a name.
 * </ul>
 */
final class Regexes {
  private static final String SYNTAX = "\\^$\\\\.*+?()\\[\\]\\{\\}|";
  private static final String SYNTAX_CHARACTERS = "^$\\.*+?()[]{}|/";

  /** The characters that name a control character after a backslash in a class. */
  private static final CodePointSet ESCAPED_CONTROL =
      CodePointSet.ofRanges('0', '0', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't', 't', 'v', 'v');

  /** Escapes that write a code point by its number, or a letter with the control key. */
  private static final String NUMBER_ESCAPE =
      ("c[A-Za-z]|x" + Languages.HEX + "{2}|u" + Languages.HEX + "{4}")
          + ("|u\\{0*(?:" + Languages.HEX + "{1,5}|10" + Languages.HEX + "{4})\\}");

  private static final String SET_ESCAPE =
      "[dDsSwW]|[pP]\\{(?:(?:General_Category|gc|Script|sc|Script_Extensions|scx)=)?"
          + "[A-Z_a-z][\\dA-Z_a-z]*\\}";

  private final Work work;
  private final CodePointNfa nfa;
  private final CodePointDfa atom;
  private final CodePointDfa quantifier;
  private final CodePointDfa assertion;
  private final CodePointDfa groupStart;
  private final CodePointDfa lookStart;

  private Regexes(Work work) {
    this.work = work;
    nfa = new CodePointNfa(work);
    String name =
        "(?:[$_"
            + letters(UProperty.ID_START)
            + "]|\\\\u(?:"
            + Languages.HEX
            + "{4}|\\{"
            + Languages.HEX
            + "+\\}))(?:[$\\u200C\\u200D"
            + letters(UProperty.ID_CONTINUE)
            + "]|\\\\u(?:"
            + Languages.HEX
            + "{4}|\\{"
            + Languages.HEX
            + "+\\}))*";
    String escape =
        SET_ESCAPE + "|" + NUMBER_ESCAPE + "|[0fnrtv\\/" + SYNTAX + "]|[1-9]\\d*|k<" + name + ">";
    atom =
        CodePointDfas.union(
            Languages.whole("[^" + SYNTAX + "]|\\.|\\\\(?:" + escape + ")", work),
            characterClass(work),
            work);
    quantifier = quantifier(work);
    assertion = Languages.whole("[\\^$]|\\\\[bB]", work);
    groupStart = Languages.whole("\\((?:\\?(?:" + modifiers() + "|<" + name + ">))?", work);
    lookStart = Languages.whole("\\(\\?<?[=!]", work);
  }

  private static String letters(int property) {
    UnicodeSet set = new UnicodeSet().applyIntPropertyValue(property, 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < set.getRangeCount(); i++) {
      text.append(String.format("\\u{%x}-\\u{%x}", set.getRangeStart(i), set.getRangeEnd(i)));
    }
    return text.toString();
  }

  static CodePointDfa patterns(Work work) {
    Regexes grammar = new Regexes(work);
    int start = grammar.nfa.state();
    grammar.nfa.accept(start);
    grammar.disjunction(start, FormatLanguages.REGEX_NESTING, true);
    // A digit must not follow \0, wherever it stands.
    CodePointDfa nul =
        Languages.whole("(?:[^\\\\]|\\\\(?:[^0]|0+(?:[^\\\\\\d]|(?=\\\\)|$)))*", work);
    return CodePointDfas.intersection(grammar.nfa.determinise(start), nul, work);
  }

  /**
   * Adds the terms and alternatives that begin and end in a state.
   *
   * @param depth how many groups may be opened in one another
   * @param look whether one of them may be a look ahead or behind
   */
  private void disjunction(int state, int depth, boolean look) {
    int quantifiable = nfa.state();
    nfa.embed(state, assertion, state);
    nfa.edge(state, CodePointSet.of('|'), state);
    nfa.embed(state, atom, quantifiable);
    nfa.embed(quantifiable, quantifier, state);
    nfa.empty(quantifiable, state);
    if (depth > 0) {
      int group = nfa.state();
      nfa.embed(state, groupStart, group);
      disjunction(group, depth - 1, look);
      nfa.edge(group, CodePointSet.of(')'), quantifiable);
    }
    if (depth > 0 && look) {
      int body = nfa.state();
      nfa.embed(state, lookStart, body);
      disjunction(body, depth - 1, false);
      nfa.edge(body, CodePointSet.of(')'), state);
    }
  }

  /** {@code :} and the modifiers before it, none of which may be there twice. */
  private static String modifiers() {
    StringBuilder text = new StringBuilder(":");
    for (String letters :
        new String[] {
          "", "i", "m", "s", "im", "is", "mi", "ms", "si", "sm", "ims", "ism", "mis", "msi", "sim",
          "smi"
        }) {
      for (int minus = letters.isEmpty() ? 1 : 0; minus <= letters.length(); minus++) {
        text.append('|')
            .append(letters, 0, minus)
            .append('-')
            .append(letters.substring(minus))
            .append(':');
      }
      if (!letters.isEmpty()) {
        text.append('|').append(letters).append(':');
      }
    }
    return text.toString();
  }

  private static CodePointDfa quantifier(Work work) {
    StringBuilder bounds = new StringBuilder("\\d+,?|0+,\\d+");
    for (int digit = 1; digit <= 9; digit++) {
      bounds.append("|0*" + digit + ",0*(?:[" + digit + "-9]|[1-9]\\d+)");
    }
    // Only the numbers of digits are compared where the first bound has more than one.
    bounds.append("|0*[1-9]\\d,0*[1-9]\\d+");
    bounds.append("|0*[1-9]\\d\\d,0*[1-9]\\d\\d+");
    bounds.append("|0*[1-9]\\d{3,},0*[1-9]\\d{3,}");
    return Languages.whole("(?:[*+?]|\\{(?:" + bounds + ")\\})\\??", work);
  }

  /** {@code CharacterClass}, without the flag {@code v}. */
  private static CodePointDfa characterClass(Work work) {
    CodePointDfa contents = new ClassContents(work).language();
    CodePointDfa caret = CodePointDfa.ofSet(CodePointSet.of('^'));
    // A first ^ negates, and is no character.
    CodePointDfa negated = CodePointDfas.concatenation(caret, contents, work);
    CodePointDfa others =
        CodePointDfas.difference(contents, Languages.whole("\\^[^]*", work), work);
    return CodePointDfas.concatenation(
        CodePointDfa.ofSet(CodePointSet.of('[')), CodePointDfas.union(negated, others, work), work);
  }

  /**
   * What follows the opening bracket of a class and its {@code ^}, and the closing bracket: it is
   * read from left to right, a {@code -} after a character always beginning the second half of a
   * range if it is not the last.
   */
  private static final class ClassContents {
    // Characters are told apart by their value as far as it is ASCII.
    private static final int CONTROL = 0x1F;
    private static final int BEYOND = 0x7F;
    private static final int NUMBER = 0x80; // written as a number, whatever that is
    private static final CodePointSet DASH = CodePointSet.of('-');
    private static final CodePointSet BACKSLASH = CodePointSet.of('\\');

    private final CodePointNfa nfa;
    private final CodePointDfa set;
    private final CodePointDfa number;
    private final int start;
    private final int character; // where one is read that is no dash, or a set, or the end
    private final int escape;
    private final int end;

    ClassContents(Work work) {
      nfa = new CodePointNfa(work);
      set = Languages.whole(SET_ESCAPE, work);
      number = Languages.whole(NUMBER_ESCAPE, work);
      start = nfa.state();
      character = nfa.state();
      escape = nfa.state();
      end = nfa.state();
      nfa.accept(end);
    }

    CodePointDfa language() {
      nfa.empty(start, character);
      close(character);
      nfa.edge(character, BACKSLASH, escape);
      int afterSet = nfa.state();
      int dash = nfa.state();
      nfa.embed(escape, set, afterSet);
      nfa.empty(afterSet, character);
      nfa.edge(afterSet, DASH, dash);
      close(dash);
      for (int low = CONTROL; low <= NUMBER; low++) {
        int after = nfa.state();
        int range = nfa.state();
        read(low, character, escape, after);
        if (low == '-') {
          nfa.edge(start, DASH, after);
        }
        nfa.empty(after, character);
        nfa.edge(after, DASH, range);
        close(range);
        int highEscape = nfa.state();
        nfa.edge(range, BACKSLASH, highEscape);
        for (int high = low == NUMBER ? CONTROL : low; high <= NUMBER; high++) {
          read(high, range, highEscape, start);
          if (high == '-') {
            nfa.edge(range, DASH, start);
          }
        }
      }
      return nfa.determinise(start);
    }

    private void close(int from) {
      nfa.edge(from, CodePointSet.of(']'), end);
    }

    /** Reads a character by itself from one state, or as an escape from another. */
    private void read(int value, int from, int escaped, int to) {
      if (value == CONTROL) {
        nfa.edge(from, CodePointSet.range(0, CONTROL), to);
        nfa.edge(escaped, ESCAPED_CONTROL, to);
      } else if (value == BEYOND) {
        nfa.edge(from, CodePointSet.range(BEYOND, 0x10FFFF), to);
      } else if (value == NUMBER) {
        nfa.embed(escaped, number, to);
      } else {
        if (value != '-' && value != ']' && value != '\\') {
          nfa.edge(from, CodePointSet.of(value), to);
        }
        if (value == '-' || SYNTAX_CHARACTERS.indexOf(value) >= 0) {
          nfa.edge(escaped, CodePointSet.of(value), to);
        }
      }
    }
  }
}
