package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A-labels of RFC 5890, § 2.3.2.1: {@code xn--} and the Punycode (RFC 3492) of a U-label.
 *
 * <p>What a digit of Punycode means depends on all before it, and so no automaton of a bearable
 * size knows all A-labels. This one knows the form: ASCII characters and a hyphen, if there are
 * any, and numbers of letters and digits, the last of which ends. Of those it refuses the ones that
 * stand on a list of labels that are none, made by encoding them. On it are:
 *
 * <ul>
 *   <li>without ASCII characters, all whose smallest character, which the first number gives, is
 *       one that RFC 5892 disallows as an exception (§ 2.6), or a disallowed one of Latin-1;
 *   <li>with up to {@value #ASCII_CHARACTERS} letters and digits of ASCII, a letter among them, all
 *       whose smallest other character is a Hebrew letter (RFC 5893, § 2);
 *   <li>with up to as many, one other character that may not be the only one (RFC 5892, appendix A,
 *       and Arabic-Indic digits by RFC 5893), or before them a combining mark of Latin, Greek,
 *       Cyrillic or Devanagari;
 *   <li>KERAIA and a Greek letter, with one ASCII character at most; GERESH or GERSHAYIM and a
 *       Hebrew letter, or a joiner and a Devanagari letter, with none.
 * </ul>
 *
 * <p>Refused are also, though a few of them are A-labels, those whose ASCII characters alone have
 * hyphens in the third and fourth place.
 */
final class ALabels {
  /** How many ASCII characters a label on the list may have. */
  private static final int ASCII_CHARACTERS = 6;

  // The first number has three digits at least: smaller ones are of characters up to U+00A3.
  private static final String FORM = "(?:[\\-\\dA-Za-z]+-)?[\\dA-Za-z]{2,}[A-Za-z]";

  // What is known of the ASCII characters.
  private static final String ANY = "[\\dA-Za-z]*";
  private static final String WITH_LETTER = "(?=.*[A-Za-z])[\\dA-Za-z]*";
  private static final String NO_DOUBLE_L = "(?!.*[Ll]{2})[\\dA-Za-z]*";

  private static final CodePointSet DIGIT = CodePointSet.ofRanges('0', '9', 'A', 'Z', 'a', 'z');

  private static final int MIDDLE_DOT = 0xB7;
  private static final int KERAIA = 0x375;
  private static final CodePointSet GERESH = CodePointSet.range(0x5F3, 0x5F4);
  private static final CodePointSet JOINERS = CodePointSet.range(0x200C, 0x200D);
  private static final CodePointSet DISALLOWED =
      Idna.NEVER_VALID.or(
          CodePointSet.ofRanges(0x80, MIDDLE_DOT - 1, MIDDLE_DOT + 1, 0xDE, 0xF7, 0xF7));
  private static final CodePointSet NOT_ALONE =
      CodePointSet.ofRanges(KERAIA, KERAIA, 0x660, 0x669, 0x30FB, 0x30FB).or(GERESH).or(JOINERS);
  private static final CodePointSet MARKS =
      CodePointSet.ofRanges(0x300, 0x36F, 0x483, 0x489, 0x900, 0x903);
  private static final CodePointSet GREEK = CodePointSet.ofRanges(0x3AC, 0x3CE);
  private static final CodePointSet HEBREW = CodePointSet.range(0x5D0, 0x5EA);
  private static final CodePointSet DEVANAGARI = CodePointSet.range(0x905, 0x939);

  private final Work work;
  private final CodePointNfa nfa;
  private final int start;
  private final Map<String, Integer> afterAscii = new HashMap<>();
  private final Map<Long, Integer> next = new HashMap<>(); // by state and digit

  private ALabels(Work work) {
    this.work = work;
    nfa = new CodePointNfa(work);
    start = nfa.state();
  }

  /** What may follow {@code xn--}, up to the length of a label. */
  static CodePointDfa afterPrefix(Work work) {
    CodePointDfa form =
        CodePointDfas.intersection(
            Languages.whole(FORM, work),
            Languages.whole(".{0," + (Languages.LABEL_LENGTH - 4) + "}", work),
            work);
    form = CodePointDfas.difference(form, Languages.whole("..--.*-.*", work), work);
    return CodePointDfas.difference(form, new ALabels(work).list(), work);
  }

  /** What follows {@code xn--} in the labels of the list. */
  private CodePointDfa list() {
    forEach(DISALLOWED, c -> wrong(ANY, true, c));
    for (int count = 0; count <= ASCII_CHARACTERS; count++) {
      int[] text = new int[count + 1];
      for (int at = 0; at <= count; at++) {
        Arrays.fill(text, 'a');
        int place = at;
        IntConsumer single = c -> text[place] = c;
        boolean between = at > 0 && at < count;
        forEach(NOT_ALONE, single.andThen(c -> wrong(ANY, false, text)));
        if (count > 0) { // RFC 5893, § 2, rules 1, 2 and 5
          forEach(HEBREW, single.andThen(c -> wrong(WITH_LETTER, true, text)));
        }
        text[at] = MIDDLE_DOT;
        wrong(between ? NO_DOUBLE_L : ANY, false, text);
        if (at == 0) {
          forEach(MARKS, single.andThen(c -> wrong(ANY, false, text)));
        }
      }
    }
    forEach(
        GREEK,
        letter -> {
          wrong(ANY, false, letter, KERAIA);
          wrong(ANY, false, 'a', letter, KERAIA);
          wrong(ANY, false, letter, 'a', KERAIA);
          wrong(ANY, false, letter, KERAIA, 'a');
          wrong(ANY, false, KERAIA, 'a', letter);
        });
    forEach(HEBREW, letter -> forEach(GERESH, c -> wrong(ANY, false, c, letter)));
    forEach(
        DEVANAGARI,
        letter -> {
          forEach(JOINERS, c -> wrong(ANY, false, c, letter));
          forEach(JOINERS, c -> wrong(ANY, false, letter, c));
        });
    return nfa.determinise(start);
  }

  private static void forEach(CodePointSet set, IntConsumer action) {
    for (int i = 0; i < set.ranges(); i++) {
      for (int c = set.lo(i); c <= set.hi(i); c++) {
        action.accept(c);
      }
    }
  }

  /**
   * Lists a label.
   *
   * @param ascii what its ASCII characters are, of which the text has only the number
   * @param more whether it is wrong with any larger characters, too
   */
  private void wrong(String ascii, boolean more, int... text) {
    int state = afterAscii(ascii, Punycode.asciiCharacters(text));
    for (char digit : Punycode.digits(text).toCharArray()) {
      state = next(state, digit);
    }
    nfa.accept(state);
    if (more) {
      nfa.edge(state, DIGIT, state);
    }
  }

  private int afterAscii(String ascii, int count) {
    if (count == 0) {
      return start;
    }
    return afterAscii.computeIfAbsent(
        count + ascii,
        key -> {
          CodePointDfa characters =
              CodePointDfas.intersection(
                  Languages.whole(ascii, work), Languages.whole(".{" + count + "}", work), work);
          int hyphen = nfa.state();
          int state = nfa.state();
          nfa.embed(start, characters, hyphen);
          nfa.edge(hyphen, CodePointSet.of('-'), state);
          return state;
        });
  }

  /** The state of a tree. */
  private int next(int state, char digit) {
    return next.computeIfAbsent(
        ((long) state << Character.SIZE) + digit,
        key -> {
          int target = nfa.state();
          CodePointSet small = CodePointSet.of(digit);
          nfa.edge(state, small.or(CodePointSet.of(Character.toUpperCase(digit))), target);
          return target;
        });
  }
}
