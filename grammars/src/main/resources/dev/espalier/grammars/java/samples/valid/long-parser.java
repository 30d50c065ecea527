package dev.espalier.compiler.regex;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a pattern by the grammar of ECMA-262, § 22.2.1 (with the flag {@code u}), or by that of
 * its Annex B.1.2 (without it).
 *
 * <p>By Annex B too a character is a code point, and {@code \p{…}} and <code>&#92;u{…}</code> mean
 * what they mean with the flag: who writes them means it.
 *
 * <p>Recursive descent, as deep as groups are nested.
 */
final class Parser {
  private static final String SYNTAX = "^$\\.*+?()[]{}|";
  private static final int END = -1;
  private static final int MANY = Integer.MAX_VALUE; // a count that large is as good as any larger
  private static final Node EMPTY = new Node.Empty();

  private final String pattern;
  private final boolean unicode;
  private final int maxNesting;
  private int at;
  private int nesting;
  private int behind; // how many look-behinds are open
  private final int groups;
  private final boolean named;
  private final List<Reference> references = new ArrayList<>();
  private Set<String> names = new HashSet<>(); // of the groups of the alternative so far
  private final Set<String> allNames = new HashSet<>();
  private @Nullable RegexException unsupported;

  /** A reference to a named group, to be checked when all names are known. */
  private record Reference(String name, int index) {}

  Parser(String pattern, boolean unicode, int maxNesting) {
    this.pattern = pattern;
    this.unicode = unicode;
    this.maxNesting = maxNesting;
    // How many groups there are decides what \1 is, and whether one has a name what \k is.
    int count = 0;
    boolean anyName = false;
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '(' -> {
          boolean name =
              pattern.startsWith("?<", i + 1)
                  && !pattern.startsWith("=", i + 3)
                  && !pattern.startsWith("!", i + 3);
          if (!inClass && (name || !pattern.startsWith("?", i + 1))) {
            count++;
            anyName |= name;
          }
        }
        default -> {}
      }
    }
    this.groups = count;
    this.named = unicode || anyName;
  }

  /**
   * @throws RegexException if it is not valid or, being valid, not supported
   */
  Node parse() {
    Node node = disjunction();
    if (at < pattern.length()) {
      throw invalid("unmatched )");
    }
    for (Reference reference : references) {
      if (!allNames.contains(reference.name)) {
        throw new RegexException(
            RegexException.Kind.INVALID,
            pattern,
            reference.index,
            "no group is named " + reference.name);
      }
    }
    if (unsupported != null) {
      throw unsupported;
    }
    return node;
  }

  private RegexException invalid(String reason) {
    return invalid(reason, at);
  }

  private RegexException invalid(String reason, int index) {
    return new RegexException(RegexException.Kind.INVALID, pattern, index, reason);
  }

  /** Notes something that is valid but not supported; only the first is reported. */
  private void unsupported(String name, int index) {
    if (unsupported == null) {
      unsupported = new RegexException(RegexException.Kind.UNSUPPORTED, pattern, index, name);
    }
  }

  private int peek() {
    return at < pattern.length() ? pattern.codePointAt(at) : END;
  }

  private int peekAt(int index) {
    return index < pattern.length() ? pattern.charAt(index) : END;
  }

  private boolean eat(int c) {
    if (peek() == c) {
      at += Character.charCount(c);
      return true;
    }
    return false;
  }

  private boolean eat(String text) {
    if (pattern.startsWith(text, at)) {
      at += text.length();
      return true;
    }
    return false;
  }

  private Node disjunction() {
    if (++nesting > maxNesting) {
      throw new LimitExceeded("patternNesting", maxNesting, "parsing a pattern");
    }
    // Groups of different alternatives may have the same name.
    Set<String> before = names;
    Set<String> union = new HashSet<>(before);
    List<Node> alternatives = new ArrayList<>();
    do {
      names = new HashSet<>(before);
      alternatives.add(alternative());
      union.addAll(names);
    } while (eat('|'));
    names = union;
    nesting--;
    return alternatives.size() == 1 ? alternatives.get(0) : new Node.Choice(alternatives);
  }

  private Node alternative() {
    List<Node> parts = new ArrayList<>();
    for (int c = peek(); c != END && c != '|' && c != ')'; c = peek()) {
      parts.add(term());
    }
    return switch (parts.size()) {
      case 0 -> EMPTY;
      case 1 -> parts.get(0);
      default -> new Node.Sequence(parts);
    };
  }

  private Node term() {
    int start = at;
    if (eat('^')) {
      return unquantified(new Node.Assertion(Node.Place.START));
    } else if (eat('$')) {
      return unquantified(new Node.Assertion(Node.Place.END));
    } else if (eat("\\b")) {
      return unquantified(new Node.Assertion(Node.Place.WORD_BOUNDARY));
    } else if (eat("\\B")) {
      return unquantified(new Node.Assertion(Node.Place.NO_WORD_BOUNDARY));
    } else if (eat("(?<=") || eat("(?<!")) {
      boolean negative = pattern.charAt(at - 1) == '!';
      behind++;
      Node body = disjunction();
      behind--;
      closeGroup(start);
      return unquantified(new Node.Look(body, false, negative));
    } else if (eat("(?=") || eat("(?!")) {
      boolean negative = pattern.charAt(at - 1) == '!';
      if (behind > 0) {
        unsupported("a look-ahead inside a look-behind", start);
      }
      Node look = new Node.Look(disjunction(), true, negative);
      closeGroup(start);
      return unicode ? unquantified(look) : quantified(look);
    }
    return quantified(atom());
  }

  private void closeGroup(int start) {
    if (!eat(')')) {
      throw invalid("no ) closes this group", start);
    }
  }

  private Node unquantified(Node assertion) {
    int c = peek();
    if (c == '*' || c == '+' || c == '?' || (c == '{' && (unicode || braces(at) != null))) {
      throw invalid("nothing to repeat");
    }
    return assertion;
  }

  /** The bounds in braces. */
  private record Braces(int min, int max, int end) {}

  /** What braces at an index say, or null if there is no quantifier. */
  private @Nullable Braces braces(int index) {
    int i = index + 1;
    int first = i;
    int min = 0;
    for (; isDigit(peekAt(i)); i++) {
      min = append(min, peekAt(i));
    }
    if (i == first) {
      return null;
    }
    int max = min;
    if (peekAt(i) == ',') {
      i++;
      max = -1;
      for (; isDigit(peekAt(i)); i++) {
        max = append(Math.max(max, 0), peekAt(i));
      }
    }
    return peekAt(i) == '}' ? new Braces(min, max, i + 1) : null;
  }

  private static int append(int number, int digit) {
    return number > (MANY - 9) / 10 ? MANY : number * 10 + digit - '0';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private Node quantified(Node body) {
    int start = at;
    int min;
    int max;
    if (eat('*')) {
      min = 0;
      max = -1;
    } else if (eat('+')) {
      min = 1;
      max = -1;
    } else if (eat('?')) {
      min = 0;
      max = 1;
    } else if (peek() == '{') {
      Braces braces = braces(at);
      if (braces == null) {
        if (unicode) {
          throw invalid("{ that begins no quantifier");
        }
        return body; // a plain character
      }
      at = braces.end;
      min = braces.min;
      max = braces.max;
      if (max >= 0 && min > max) {
        throw invalid("the numbers of this quantifier are out of order", start);
      }
    } else {
      return body;
    }
    eat('?'); // lazy: another match, the same language
    return new Node.Repeat(body, min, max);
  }

  private Node atom() {
    int start = at;
    int c = peek();
    switch (c) {
      case '.':
        at++;
        return new Node.Characters(CharacterSets.DOT);
      case '[':
        at++;
        return new Node.Characters(characterClass(start));
      case '\\':
        at++;
        return atomEscape(start);
      case '(':
        at++;
        return group(start);
      case '*', '+', '?':
        throw invalid("nothing to repeat");
      case '{':
        if (unicode || braces(at) != null) {
          throw invalid("nothing to repeat");
        }
        break;
      case '}', ']':
        if (unicode) {
          throw invalid("unmatched " + (char) c);
        }
        break;
      default:
        break;
    }
    at += Character.charCount(c);
    return character(c);
  }

  private static Node character(int c) {
    return new Node.Characters(CodePointSet.of(c));
  }

  private Node group(int start) {
    if (eat("?<")) {
      int nameStart = at;
      String name = groupName();
      allNames.add(name);
      if (!names.add(name)) {
        throw invalid("another group is named " + name, nameStart);
      }
    } else if (peek() == '?' && peekAt(at + 1) != ':') {
      modifiers(start);
    } else {
      eat("?:");
    }
    Node body = disjunction();
    closeGroup(start);
    return body;
  }

  /** {@code ?ims-ims:} */
  private void modifiers(int start) {
    int i = at + 1;
    String seen = "";
    boolean minus = false;
    for (int c = peekAt(i); c != ':'; c = peekAt(++i)) {
      if (c == '-' && !minus) {
        minus = true;
      } else if ((c == 'i' || c == 'm' || c == 's') && seen.indexOf(c) < 0) {
        seen += (char) c;
      } else {
        throw invalid("not a group that begins with (?", start);
      }
    }
    if (seen.isEmpty()) {
      throw invalid("not a group that begins with (?", start);
    }
    at = i + 1;
    unsupported("the modifiers (?" + pattern.substring(start + 2, at) + "…)", start);
  }

  /** A name and {@code >}, after {@code <}. */
  private String groupName() {
    int start = at;
    StringBuilder name = new StringBuilder();
    while (!eat('>')) {
      int index = at;
      int c = peek();
      if (c == END) {
        throw invalid("no > closes this name", start);
      }
      at += Character.charCount(c);
      if (c == '\\') {
        if (!eat('u')) {
          throw invalid("not a name of a group", index);
        }
        c = unicodeEscape(true, index);
      }
      boolean fits =
          c == '$'
              || c == '_'
              || (name.isEmpty()
                  ? Character.isUnicodeIdentifierStart(c)
                  : c == 0x200C
                      || c == 0x200D
                      || (Character.isUnicodeIdentifierPart(c)
                          && !Character.isIdentifierIgnorable(c)));
      if (!fits) {
        throw invalid("not a name of a group", index);
      }
      name.appendCodePoint(c);
    }
    if (name.isEmpty()) {
      throw invalid("not a name of a group", start);
    }
    return name.toString();
  }

  private Node atomEscape(int start) {
    int c = peek();
    if (c >= '1' && c <= '9') {
      int number = 0;
      int i = at;
      for (; isDigit(peekAt(i)); i++) {
        number = append(number, peekAt(i));
      }
      if (number <= groups) {
        at = i;
        unsupported("a backreference", start);
        return EMPTY;
      } else if (unicode) {
        throw invalid("there is no group " + number, start);
      }
    }
    if (c == 'k' && named) {
      at++;
      if (!eat('<')) {
        throw invalid("no name of a group follows \\k");
      }
      int index = at;
      references.add(new Reference(groupName(), index));
      unsupported("a backreference", start);
      return EMPTY;
    }
    CodePointSet set = classEscape();
    if (set != null) {
      return new Node.Characters(set);
    }
    return character(characterEscape(start, false));
  }

  /** The set of \d, \s, \w, \p and their opposites, after the backslash, or null. */
  private @Nullable CodePointSet classEscape() {
    int c = peek();
    CodePointSet set =
        switch (c) {
          case 'd', 'D' -> CharacterSets.DIGIT;
          case 's', 'S' -> CharacterSets.SPACE;
          case 'w', 'W' -> CharacterSets.WORD;
          default -> null;
        };
    if (set != null) {
      at++;
      return c < 'a' ? set.complement() : set;
    }
    if ((c == 'p' || c == 'P') && (unicode || peekAt(at + 1) == '{')) {
      int start = at - 1;
      at++;
      int end = pattern.indexOf('}', at);
      if (peek() != '{' || end < 0) {
        throw invalid("no {name of a property} follows \\" + (char) c, start);
      }
      String text = pattern.substring(at + 1, end);
      at = end + 1;
      int equals = text.indexOf('=');
      CodePointSet property =
          (equals < 0
                  ? UnicodeProperties.named(text)
                  : UnicodeProperties.named(text.substring(0, equals), text.substring(equals + 1)))
              .orElseThrow(() -> invalid("no property {" + text + "}", start));
      return c == 'P' ? property.complement() : property;
    }
    return null;
  }

  /** The character of an escape, after the backslash at {@code start}. */
  private int characterEscape(int start, boolean inClass) {
    int c = peek();
    if (c == END) {
      throw invalid("\\ at the end of the pattern", start);
    }
    at += Character.charCount(c);
    switch (c) {
      case 't':
        return '\t';
      case 'n':
        return '\n';
      case 'v':
        return 0x0B;
      case 'f':
        return '\f';
      case 'r':
        return '\r';
      case 'c':
        int letter = peek();
        if (isLetter(letter) || (inClass && !unicode && (isDigit(letter) || letter == '_'))) {
          at++;
          return letter & 0x1F;
        } else if (unicode) {
          throw invalid("no letter follows \\c", start);
        }
        at--; // the backslash stands for itself, and so will the c
        return '\\';
      case '0', '1', '2', '3', '4', '5', '6', '7':
        if (c == '0' && !isDigit(peek())) {
          return 0;
        } else if (unicode) {
          throw invalid("a decimal escape", start);
        }
        return octal(c - '0');
      case 'x':
        int value = hexDigits(at, 2);
        if (value >= 0) {
          at += 2;
          return value;
        }
        break;
      case 'u':
        int codePoint = unicodeEscape(unicode, start);
        if (codePoint >= 0) {
          return codePoint;
        }
        break;
      default:
        break;
    }
    boolean identity =
        unicode ? SYNTAX.indexOf(c) >= 0 || c == '/' : c != 'c' && !(c == 'k' && named);
    if (!identity) {
      throw invalid("not an escape: \\" + Character.toString(c), start);
    }
    return c;
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Up to three octal digits, up to 377, the first of which was read. */
  private int octal(int first) {
    int value = first;
    for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7' && value < 32; i++) {
      value = value * 8 + peek() - '0';
      at++;
    }
    return value;
  }

  /** The value of exactly so many hexadecimal digits at an index, or -1. */
  private int hexDigits(int index, int count) {
    int value = 0;
    for (int i = index; i < index + count; i++) {
      int digit = hexDigit(peekAt(i));
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    } else if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /** The code point of an escape, after {@code u}; -1 if it is none and need not be. */
  private int unicodeEscape(boolean strict, int start) {
    if (peek() == '{') {
      int value = 0;
      int i = at + 1;
      for (; hexDigit(peekAt(i)) >= 0; i++) {
        value = Math.min(value * 16 + hexDigit(peekAt(i)), 0x110000);
      }
      if (i > at + 1 && peekAt(i) == '}') {
        if (value > 0x10FFFF) {
          throw invalid("no code point is as large as this", start);
        }
        at = i + 1;
        return value;
      }
    }
    int unit = hexDigits(at, 4);
    if (unit < 0) {
      if (strict) {
        throw invalid("no hexadecimal digits follow \\u", start);
      }
      return -1;
    }
    at += 4;
    if (Character.isHighSurrogate((char) unit) && pattern.startsWith("\\u", at)) {
      int low = hexDigits(at + 2, 4);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        at += 6;
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    return unit;
  }

  /** A class, after {@code [}. */
  private CodePointSet characterClass(int start) {
    boolean negated = eat('^');
    CodePointSet.Builder set = new CodePointSet.Builder();
    while (!eat(']')) {
      int first = at;
      CodePointSet lowSet = classAtomSet(start);
      int low = lowSet == null ? classAtom(start) : END;
      if (peek() != '-' || peekAt(at + 1) == ']' || peekAt(at + 1) == END) {
        add(set, lowSet, low);
        continue;
      }
      at++;
      CodePointSet highSet = classAtomSet(start);
      int high = highSet == null ? classAtom(start) : END;
      if (low >= 0 && high >= 0) {
        if (low > high) {
          throw invalid("a range of characters out of order", first);
        }
        set.add(low, high);
      } else if (unicode) {
        throw invalid("a range between sets of characters", first);
      } else {
        add(set, lowSet, low);
        add(set, highSet, high);
        set.add('-');
      }
    }
    return negated ? set.build().complement() : set.build();
  }

  private static void add(CodePointSet.Builder builder, @Nullable CodePointSet set, int character) {
    if (set == null) {
      builder.add(character);
    } else {
      builder.add(set);
    }
  }

  /** The set of the next atom of a class, or null (and nothing is read) if it is a character. */
  private @Nullable CodePointSet classAtomSet(int start) {
    if (peek() == END) {
      throw invalid("no ] closes this class", start);
    }
    if (peek() != '\\') {
      return null;
    }
    at++;
    CodePointSet set = classEscape();
    if (set == null) {
      at--;
    }
    return set;
  }

  private int classAtom(int start) {
    int index = at;
    int c = peek();
    if (c == END) {
      throw invalid("no ] closes this class", start);
    }
    at += Character.charCount(c);
    if (c != '\\') {
      return c;
    }
    if (eat('b')) {
      return '\b';
    } else if (unicode && eat('-')) {
      return '-';
    }
    return characterEscape(index, true);
  }
}
