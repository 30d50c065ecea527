package dev.espalier.compiler.lark;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.UnicodeSet;
import dev.espalier.compiler.automata.CodePointSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sets of characters that Python's {@code re} has letters for, and which characters it takes
 * for one another when case is ignored, by ICU's tables (Python's own may be of an older Unicode).
 */
final class PythonCharacters {
  static final CodePointSet DOT = CodePointSet.of('\n').complement();
  static final CodePointSet NEWLINE = CodePointSet.of('\n');

  static final CodePointSet ASCII_DIGIT = CodePointSet.range('0', '9');
  static final CodePointSet ASCII_SPACE = CodePointSet.ofRanges('\t', '\r', ' ', ' ');
  static final CodePointSet ASCII_WORD =
      CodePointSet.ofRanges('0', '9', 'A', 'Z', '_', '_', 'a', 'z');

  /** str.isdecimal. */
  static final CodePointSet DIGIT = category(1 << UCharacterCategory.DECIMAL_DIGIT_NUMBER);

  /** str.isspace. */
  static final CodePointSet SPACE =
      CodePointSet.ofRanges(
          0x09, 0x0D, 0x1C, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028,
          0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000);

  /** str.isalnum, and the underscore. */
  static final CodePointSet WORD = word();

  // Of each character that has other cases, its class.
  private static final Map<Integer, CodePointSet> CASES = cases();

  private PythonCharacters() {}

  private static CodePointSet word() {
    int letters =
        1 << UCharacterCategory.UPPERCASE_LETTER
            | 1 << UCharacterCategory.LOWERCASE_LETTER
            | 1 << UCharacterCategory.TITLECASE_LETTER
            | 1 << UCharacterCategory.MODIFIER_LETTER
            | 1 << UCharacterCategory.OTHER_LETTER;
    CodePointSet notNumeric =
        codePoints(
            new UnicodeSet()
                .applyIntPropertyValue(UProperty.NUMERIC_TYPE, UCharacter.NumericType.NONE));
    return category(letters).or(notNumeric.complement()).or(CodePointSet.of('_'));
  }

  private static CodePointSet category(int mask) {
    return codePoints(
        new UnicodeSet().applyIntPropertyValue(UProperty.GENERAL_CATEGORY_MASK, mask));
  }

  private static CodePointSet codePoints(UnicodeSet set) {
    CodePointSet.Builder builder = new CodePointSet.Builder();
    for (int i = 0; i < set.getRangeCount(); i++) {
      builder.add(set.getRangeStart(i), set.getRangeEnd(i));
    }
    return builder.build();
  }

  /**
   * Two characters are equal without case if their simple lower cases are, or if those have the
   * same full upper case: by the second, {@code i} is also the dotless one, and {@code s} the long
   * one.
   */
  private static Map<Integer, CodePointSet> cases() {
    UnicodeSet cased = new UnicodeSet();
    cased.addAll(new UnicodeSet().applyIntPropertyValue(UProperty.CHANGES_WHEN_CASEMAPPED, 1));
    for (String s : cased.cloneAsThawed()) {
      cased.add(UCharacter.toLowerCase(s.codePointAt(0)));
      cased.add(UCharacter.toUpperCase(s.codePointAt(0)));
    }
    // The characters with the same upper case; of these, the lower cases belong together.
    Map<String, List<Integer>> byUpper = new HashMap<>();
    for (String s : cased) {
      byUpper
          .computeIfAbsent(UCharacter.toUpperCase(Locale.ROOT, s), u -> new ArrayList<>())
          .add(s.codePointAt(0));
    }
    Map<Integer, Integer> leader = new HashMap<>();
    for (List<Integer> same : byUpper.values()) {
      int first = UCharacter.toLowerCase(same.get(0));
      for (int c : same) {
        union(leader, first, UCharacter.toLowerCase(c));
      }
    }
    Map<Integer, CodePointSet.Builder> classes = new HashMap<>();
    Map<Integer, Integer> classOf = new HashMap<>();
    for (String s : cased) {
      int c = s.codePointAt(0);
      int of = find(leader, UCharacter.toLowerCase(c));
      classOf.put(c, of);
      classes.computeIfAbsent(of, k -> new CodePointSet.Builder()).add(c);
    }
    Map<Integer, CodePointSet> sets = new HashMap<>();
    classes.forEach((of, builder) -> sets.put(of, builder.build()));
    Map<Integer, CodePointSet> result = new HashMap<>();
    classOf.forEach((c, of) -> result.put(c, sets.get(of)));
    return Map.copyOf(result);
  }

  private static int find(Map<Integer, Integer> leader, int c) {
    int at = c;
    for (Integer up; (up = leader.get(at)) != null && up != at; ) {
      at = up;
    }
    return at;
  }

  private static void union(Map<Integer, Integer> leader, int a, int b) {
    int x = find(leader, a);
    int y = find(leader, b);
    if (x != y) {
      leader.put(y, x);
    }
  }

  /** What matches one of a set's characters when case is ignored. */
  static CodePointSet ignoringCase(CodePointSet set, boolean ascii) {
    CodePointSet.Builder result = new CodePointSet.Builder().add(set);
    if (ascii) {
      for (int c = 'a'; c <= 'z'; c++) {
        if (set.contains(c) || set.contains(c - 32)) {
          result.add(c).add(c - 32);
        }
      }
      return result.build();
    }
    for (Map.Entry<Integer, CodePointSet> entry : CASES.entrySet()) {
      if (set.contains(entry.getKey())) {
        result.add(entry.getValue());
      }
    }
    return result.build();
  }

  /** What matches a character when case is ignored. */
  static CodePointSet ignoringCase(int codePoint, boolean ascii) {
    CodePointSet set = ascii ? null : CASES.get(codePoint);
    return set != null ? set : ignoringCase(CodePointSet.of(codePoint), ascii);
  }
}
