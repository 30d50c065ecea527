package dev.espalier.compiler.formats;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.HangulSyllableType;
import com.ibm.icu.lang.UCharacter.JoiningType;
import com.ibm.icu.lang.UCharacterDirection;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.UnicodeSet;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.lexical.StringSet;
import dev.espalier.compiler.regex.EcmaRegex;
import java.util.ArrayList;
import java.util.List;

/**
 * Internationalised host names by IDNA 2008: RFC 5890, § 2.3.2.3, with U-labels of RFC 5891, § 4.2,
 * the code points and contextual rules of RFC 5892, and the rule for names with characters from
 * right to left of RFC 5893, § 2.
 *
 * <p>Not asked is whether a label is in Normalization Form C. That a label is no longer than 63
 * octets as an A-label is asked of names of one label only, and of U-labels as far as it follows
 * from the number of their characters. Of A-labels the form is asked, but not what they decode to,
 * nor whether that makes the name one with characters from right to left.
 *
 * <p>The rules speak of classes of characters; so each class is one letter of the automata here,
 * until the last step writes out its characters.
 */
final class Idna {
  private static final int FIRST_LETTER = 0x100; // of the classes

  // How many octets an A-label has at least more than its U-label has characters: xn-- and three
  // digits stand for the first character beyond ASCII.
  private static final int MORE_OCTETS = 6;

  private static final CodePointSet SEPARATORS =
      CodePointSet.ofRanges('.', '.', 0x3002, 0x3002, 0xFF0E, 0xFF0E, 0xFF61, 0xFF61);

  // RFC 5892, § 2.6 and § 2.7; CONTEXTO and CONTEXTJ as its appendix A lists them.
  private static final CodePointSet ALWAYS_VALID =
      CodePointSet.ofRanges(0xDF, 0xDF, 0x3C2, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0xF0B, 0x3007, 0x3007);
  static final CodePointSet NEVER_VALID =
      CodePointSet.ofRanges(
          0x640, 0x640, 0x7FA, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3035, 0x303B, 0x303B);
  private static final CodePointSet ARABIC_INDIC_DIGITS = CodePointSet.range(0x660, 0x669);
  private static final CodePointSet EXTENDED_DIGITS = CodePointSet.range(0x6F0, 0x6F9);
  private static final CodePointSet MIDDLE_DOT = CodePointSet.of(0xB7);
  private static final CodePointSet KERAIA = CodePointSet.of(0x375);
  private static final CodePointSet GERESH = CodePointSet.range(0x5F3, 0x5F4);
  private static final CodePointSet KATAKANA_MIDDLE_DOT = CodePointSet.of(0x30FB);
  private static final CodePointSet NON_JOINER = CodePointSet.of(0x200C);
  private static final CodePointSet JOINER = CodePointSet.of(0x200D);
  private static final CodePointSet HYPHEN = CodePointSet.of('-');
  private static final CodePointSet LETTER_X = CodePointSet.ofRanges('X', 'X', 'x', 'x');
  private static final CodePointSet LETTER_N = CodePointSet.ofRanges('N', 'N', 'n', 'n');
  private static final CodePointSet ASCII =
      CodePointSet.ofRanges('-', '-', '0', '9', 'A', 'Z', 'a', 'z');

  private final Work work;
  private final List<CodePointSet> classes = new ArrayList<>();

  private Idna(Work work) {
    this.work = work;
  }

  /** {@code idn-hostname}. */
  static StringSet hostName(Work work) {
    return new Idna(work).names();
  }

  /** The code points that a U-label may hold, some of them in some contexts only. */
  static CodePointSet validCodePoints() {
    UnicodeSet letters =
        new UnicodeSet()
            .applyIntPropertyValue(
                UProperty.GENERAL_CATEGORY_MASK,
                UCharacter.getPropertyValueEnum(UProperty.GENERAL_CATEGORY_MASK, "L")
                    | UCharacter.getPropertyValueEnum(UProperty.GENERAL_CATEGORY_MASK, "Mn")
                    | UCharacter.getPropertyValueEnum(UProperty.GENERAL_CATEGORY_MASK, "Mc")
                    | UCharacter.getPropertyValueEnum(UProperty.GENERAL_CATEGORY_MASK, "Nd"));
    // § 2.2 (Unstable) and § 2.3 (IgnorableProperties), § 2.4 (IgnorableBlocks), § 2.9
    letters.removeAll(having(UProperty.CHANGES_WHEN_NFKC_CASEFOLDED, 1));
    letters.removeAll(having(UProperty.DEFAULT_IGNORABLE_CODE_POINT, 1));
    letters.removeAll(having(UProperty.WHITE_SPACE, 1));
    letters.remove(0x20D0, 0x20FF).remove(0x1D100, 0x1D1FF).remove(0x1D200, 0x1D24F);
    letters.removeAll(having(UProperty.HANGUL_SYLLABLE_TYPE, HangulSyllableType.LEADING_JAMO));
    letters.removeAll(having(UProperty.HANGUL_SYLLABLE_TYPE, HangulSyllableType.VOWEL_JAMO));
    letters.removeAll(having(UProperty.HANGUL_SYLLABLE_TYPE, HangulSyllableType.TRAILING_JAMO));
    return codePoints(letters)
        .or(ALWAYS_VALID)
        .minus(NEVER_VALID)
        .or(ARABIC_INDIC_DIGITS)
        .or(EXTENDED_DIGITS)
        .or(MIDDLE_DOT)
        .or(KERAIA)
        .or(GERESH)
        .or(KATAKANA_MIDDLE_DOT)
        .or(NON_JOINER)
        .or(JOINER)
        .or(HYPHEN);
  }

  private StringSet names() {
    CodePointSet valid = validCodePoints();
    CodePointSet marks = codePoints(new UnicodeSet("[:M:]"));
    CodePointSet greek = script(UScript.GREEK);
    CodePointSet hebrew = script(UScript.HEBREW);
    CodePointSet kana =
        script(UScript.HIRAGANA).or(script(UScript.KATAKANA)).or(script(UScript.HAN));
    CodePointSet virama = codePoints(having(UProperty.CANONICAL_COMBINING_CLASS, 9));
    CodePointSet dual = joining(JoiningType.DUAL_JOINING);
    CodePointSet left = joining(JoiningType.LEFT_JOINING);
    CodePointSet right = joining(JoiningType.RIGHT_JOINING);
    CodePointSet transparent = joining(JoiningType.TRANSPARENT);
    CodePointSet leftToRight = direction(UCharacterDirection.LEFT_TO_RIGHT);
    CodePointSet rightToLeft =
        direction(UCharacterDirection.RIGHT_TO_LEFT)
            .or(direction(UCharacterDirection.RIGHT_TO_LEFT_ARABIC));
    CodePointSet arabicNumber = direction(UCharacterDirection.ARABIC_NUMBER);
    CodePointSet number = direction(UCharacterDirection.EUROPEAN_NUMBER);
    CodePointSet nonspacing = direction(UCharacterDirection.DIR_NON_SPACING_MARK);
    CodePointSet small = CodePointSet.of('l');
    CodePointSet context =
        MIDDLE_DOT.or(KERAIA).or(KATAKANA_MIDDLE_DOT).or(NON_JOINER).or(JOINER).or(GERESH);
    partition(
        valid.or(ASCII).or(SEPARATORS),
        List.of(
            SEPARATORS,
            ASCII,
            valid,
            HYPHEN,
            small,
            LETTER_X,
            LETTER_N,
            MIDDLE_DOT,
            KERAIA,
            GERESH,
            KATAKANA_MIDDLE_DOT,
            NON_JOINER,
            JOINER,
            ARABIC_INDIC_DIGITS,
            EXTENDED_DIGITS,
            marks,
            greek,
            hebrew,
            kana,
            virama,
            dual,
            left,
            right,
            transparent,
            leftToRight,
            rightToLeft,
            arabicNumber,
            number,
            nonspacing));

    String any = in(valid);
    String hyphen = in(HYPHEN);
    // RFC 5891, § 4.2.3: no two hyphens in the third and fourth place, none at the ends, no mark
    // at the beginning.
    CodePointDfa uLabel = Languages.whole(any + "+", work);
    uLabel =
        without(
            uLabel,
            "^" + hyphen,
            hyphen + "$",
            "^" + any + "{2}" + hyphen + "{2}",
            "^" + in(marks),
            // RFC 5892, appendix A.1 to A.9
            "(?:" + notIn(virama) + "|^)" + in(JOINER),
            "(?<!" + in(virama) + "|" + in(left.or(dual)) + in(transparent) + "*)" + in(NON_JOINER),
            "(?<!"
                + in(virama)
                + ")"
                + in(NON_JOINER)
                + "(?!"
                + in(transparent)
                + "*"
                + in(right.or(dual))
                + ")",
            "(?:" + notIn(small) + "|^)" + in(MIDDLE_DOT),
            in(MIDDLE_DOT) + "(?:" + notIn(small) + "|$)",
            in(KERAIA) + "(?:" + notIn(greek) + "|$)",
            "(?:" + notIn(hebrew) + "|^)" + in(GERESH),
            "^" + notIn(kana) + "*" + in(KATAKANA_MIDDLE_DOT) + notIn(kana) + "*$",
            in(ARABIC_INDIC_DIGITS) + any + "*" + in(EXTENDED_DIGITS),
            in(EXTENDED_DIGITS) + any + "*" + in(ARABIC_INDIC_DIGITS));
    String letterOrDigit = in(ASCII.minus(HYPHEN));
    String hyphens = hyphen + "{2}";
    CodePointDfa ascii =
        Languages.whole(
            ("(?!.." + hyphens + ")" + letterOrDigit)
                + ("(?:" + in(ASCII) + "*" + letterOrDigit + ")?")
                // the form of A-labels, as in ALabels
                + ("|" + in(LETTER_X) + in(LETTER_N) + hyphens)
                + ("(?!.." + hyphens + ".*" + hyphen + ")(?:" + in(ASCII) + "+" + hyphen + ")?")
                + (letterOrDigit + "{2,}" + in(ASCII.and(leftToRight))),
            work);
    CodePointDfa label = CodePointDfas.union(uLabel, ascii, work);
    // RFC 5893, § 2
    CodePointSet neutral =
        CodePointSet.ALL.minus(leftToRight).minus(rightToLeft).minus(arabicNumber);
    CodePointSet toRight = leftToRight.or(neutral);
    CodePointSet toLeft = rightToLeft.or(arabicNumber).or(neutral);
    String rule =
        in(leftToRight)
            + "(?:"
            + in(toRight)
            + "*"
            + in(leftToRight.or(number))
            + ")?"
            + in(nonspacing)
            + "*"
            + "|"
            + in(rightToLeft)
            + "(?:"
            + in(toLeft.minus(arabicNumber))
            + "*"
            + in(rightToLeft.or(number))
            + ")?"
            + in(nonspacing)
            + "*"
            + "|"
            + in(rightToLeft)
            + "(?:"
            + in(toLeft.minus(number))
            + "*"
            + in(rightToLeft.or(arabicNumber))
            + ")?"
            + in(nonspacing)
            + "*";
    CodePointDfa ordered = CodePointDfas.intersection(label, Languages.whole(rule, work), work);
    CodePointDfa oneWay =
        CodePointDfas.intersection(
            label, Languages.whole(notIn(rightToLeft.or(arabicNumber)) + "*", work), work);
    CodePointSet dots = letters(SEPARATORS);
    CodePointDfa names =
        CodePointDfas.union(
            Addresses.separated(ordered, dots, work),
            Addresses.separated(oneWay, dots, work),
            work);
    // Bounds on the length of the whole make no states: up to that of a U-label all names are
    // short enough, above it those of one label must be of ASCII.
    CodePointDfa one = Languages.whole(notIn(SEPARATORS) + "*", work);
    CodePointDfa several = CodePointDfas.difference(names, one, work);
    int longest = Languages.LABEL_LENGTH - MORE_OCTETS;
    return StringSet.of(spelled(names), 0, longest, work)
        .or(StringSet.of(spelled(ascii), longest + 1, Languages.LABEL_LENGTH, work), work)
        .or(StringSet.of(spelled(several), longest + 1, Addresses.HOST_NAME_LENGTH, work), work);
  }

  private CodePointDfa without(CodePointDfa words, String... found) {
    CodePointDfa rest = words;
    for (String pattern : found) {
      CodePointDfa wrong = EcmaRegex.parse(pattern, EcmaRegex.DEFAULT_NESTING, work).dfa();
      rest = CodePointDfas.difference(rest, wrong, work);
    }
    return rest;
  }

  /** Splits a set into classes, none of which lies partly in one of the others. */
  private void partition(CodePointSet all, List<CodePointSet> sets) {
    List<CodePointSet> parts = List.of(all);
    for (CodePointSet set : sets) {
      List<CodePointSet> finer = new ArrayList<>();
      for (CodePointSet part : parts) {
        CodePointSet inside = part.and(set);
        CodePointSet outside = part.minus(set);
        if (!inside.isEmpty()) {
          finer.add(inside);
        }
        if (!outside.isEmpty()) {
          finer.add(outside);
        }
      }
      parts = finer;
    }
    classes.addAll(parts);
  }

  /** The letters of the classes within a set. */
  private CodePointSet letters(CodePointSet set) {
    CodePointSet.Builder letters = new CodePointSet.Builder();
    for (int i = 0; i < classes.size(); i++) {
      if (set.contains(classes.get(i).lo(0))) {
        letters.add(FIRST_LETTER + i);
      }
    }
    return letters.build();
  }

  private String in(CodePointSet set) {
    return "[" + Languages.ranges(letters(set)) + "]";
  }

  private String notIn(CodePointSet set) {
    return "[^" + Languages.ranges(letters(set)) + "]";
  }

  /** With the characters of the classes instead of their letters. */
  private CodePointDfa spelled(CodePointDfa words) {
    CodePointNfa nfa = new CodePointNfa(work);
    for (int s = 0; s < words.states(); s++) {
      nfa.state();
      if (words.accepts(s)) {
        nfa.accept(s);
      }
    }
    for (int s = 0; s < words.states(); s++) {
      for (int i = words.firstTransition(s); i < words.endTransition(s); i++) {
        for (int letter = words.lo(i); letter <= words.hi(i); letter++) {
          nfa.edge(s, classes.get(letter - FIRST_LETTER), words.target(i));
        }
      }
    }
    return nfa.determinise(CodePointDfa.START);
  }

  private static UnicodeSet having(int property, int value) {
    return new UnicodeSet().applyIntPropertyValue(property, value);
  }

  private static CodePointSet script(int script) {
    return codePoints(having(UProperty.SCRIPT, script));
  }

  private static CodePointSet joining(int type) {
    return codePoints(having(UProperty.JOINING_TYPE, type));
  }

  private static CodePointSet direction(int direction) {
    return codePoints(having(UProperty.BIDI_CLASS, direction));
  }

  private static CodePointSet codePoints(UnicodeSet set) {
    CodePointSet.Builder builder = new CodePointSet.Builder();
    for (int i = 0; i < set.getRangeCount(); i++) {
      builder.add(set.getRangeStart(i), set.getRangeEnd(i));
    }
    return builder.build();
  }
}
