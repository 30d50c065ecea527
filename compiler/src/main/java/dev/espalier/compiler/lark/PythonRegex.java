package dev.espalier.compiler.lark;

import com.ibm.icu.lang.UCharacter;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions as Python 3.11's {@code re} reads them, of {@code str} (documentation of the
 * module {@code re}).
 *
 * <p>What is not regular (references to groups, conditionals) and what takes matches away for good
 * (atomic groups, possessive repetitions) is refused by name. Assertions are kept; whether they are
 * exact is seen when the automaton is made.
 *
 * <p>Recursive descent, as deep as groups are nested.
 */
public final class PythonRegex {
  private static final int END = -1;
  private static final String FLAGS = "aiLmsux";

  /** Which flags hold. */
  private record Flags(
      boolean ignoreCase, boolean multiline, boolean dotAll, boolean verbose, boolean ascii) {
    static final Flags NONE = new Flags(false, false, false, false, false);

    Flags with(char flag, boolean on) {
      return switch (flag) {
        case 'i' -> new Flags(on, multiline, dotAll, verbose, ascii);
        case 'm' -> new Flags(ignoreCase, on, dotAll, verbose, ascii);
        case 's' -> new Flags(ignoreCase, multiline, on, verbose, ascii);
        case 'x' -> new Flags(ignoreCase, multiline, dotAll, on, ascii);
        case 'a' -> new Flags(ignoreCase, multiline, dotAll, verbose, on);
        default -> this; // u, the default
      };
    }
  }

  /**
   * A parsed pattern.
   *
   * @param alternatives those at the top
   * @param globalFlags whether it began with flags for all of what it is a part of
   */
  record Parsed(List<RegexNode> alternatives, boolean globalFlags) {}

  private final String pattern;
  private final IntFunction<Location> places;
  private final int nesting;
  private int at;
  private int depth;
  private Flags flags = Flags.NONE;
  private boolean globalFlags;
  private boolean behind; // inside of a look behind
  private final Set<String> names = new HashSet<>();

  private PythonRegex(String pattern, IntFunction<Location> places, int nesting) {
    this.pattern = pattern;
    this.places = places;
    this.nesting = nesting;
  }

  /**
   * The texts that a pattern matches as a whole where it could choose: those that it prefers, among
   * all matches that begin where they do, when nothing follows.
   *
   * @param flags some of {@code imsuxa}
   * @param nesting how deep groups may be nested
   * @param at where it stands, for errors; columns are counted from there
   * @throws GrammarException if it is not valid, or not supported
   * @throws LimitExceeded when a limit is reached
   */
  public static CodePointDfa texts(
      String pattern, String flags, int nesting, Work work, Location at) {
    work.spend(pattern.length());
    IntFunction<Location> places =
        i -> new Location(at.source(), at.line(), at.column() + pattern.codePointCount(0, i));
    List<RegexNode> alternatives = parse(pattern, flags, nesting, places).alternatives();
    return PreferredMatches.of(choice(alternatives), work);
  }

  /**
   * Parses a pattern.
   *
   * @param places of indices into the pattern
   */
  static Parsed parse(String pattern, String flags, int nesting, IntFunction<Location> places) {
    PythonRegex parser = new PythonRegex(pattern, places, nesting);
    for (int i = 0; i < flags.length(); i++) {
      parser.flags = parser.flag(parser.flags, flags.charAt(i), true, 0);
    }
    parser.leadingFlags();
    List<RegexNode> alternatives = parser.alternatives();
    if (parser.at < pattern.length()) {
      throw parser.invalid("an unmatched )", parser.at, "write \\) for the character");
    }
    return new Parsed(alternatives, parser.globalFlags);
  }

  static RegexNode choice(List<RegexNode> alternatives) {
    return alternatives.size() == 1 ? alternatives.get(0) : new RegexNode.Choice(alternatives);
  }

  private GrammarException invalid(String what, int index, String hint) {
    return new GrammarException(
        GrammarException.Kind.SYNTAX,
        places.apply(index),
        "not a regular expression of Python: " + what,
        hint);
  }

  private GrammarException unsupported(String what, int index, String hint) {
    return new GrammarException(
        GrammarException.Kind.UNSUPPORTED, places.apply(index), "not supported: " + what, hint);
  }

  private int peek() {
    return at < pattern.length() ? pattern.codePointAt(at) : END;
  }

  private int next() {
    int c = peek();
    at += c == END ? 0 : Character.charCount(c);
    return c;
  }

  private boolean eat(String text) {
    if (pattern.startsWith(text, at)) {
      at += text.length();
      return true;
    }
    return false;
  }

  private Flags flag(Flags before, char flag, boolean on, int index) {
    if (flag == 'L' || flag == 'l') {
      throw invalid("the flag " + flag, index, "it is for patterns of bytes only");
    }
    return before.with(flag, on);
  }

  /** {@code (?i)} and the like: for the whole, so only where it begins. */
  private void leadingFlags() {
    while (pattern.startsWith("(?", at)) {
      int close = at + 2;
      while (close < pattern.length() && FLAGS.indexOf(pattern.charAt(close)) >= 0) {
        close++;
      }
      if (close == at + 2 || close == pattern.length() || pattern.charAt(close) != ')') {
        return;
      }
      for (int i = at + 2; i < close; i++) {
        flags = flag(flags, pattern.charAt(i), true, i);
      }
      globalFlags = true;
      at = close + 1;
    }
  }

  private List<RegexNode> alternatives() {
    if (++depth > nesting) {
      throw new LimitExceeded("nesting", nesting, "the groups of a regular expression");
    }
    List<RegexNode> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence());
    } while (eat("|"));
    depth--;
    return alternatives;
  }

  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    boolean repeatable = false;
    boolean repeated = false;
    for (int c = peek(); c != END && c != '|' && c != ')'; c = peek()) {
      int start = at;
      if (flags.verbose && (c == ' ' || (c >= '\t' && c <= '\r'))) {
        at++;
        continue;
      } else if (flags.verbose && c == '#') {
        int end = pattern.indexOf('\n', at);
        at = end < 0 ? pattern.length() : end + 1;
        continue;
      } else if (eat("(?#")) {
        int end = pattern.indexOf(')', at);
        if (end < 0) {
          throw invalid("a comment without an end", start, "close it with )");
        }
        at = end + 1;
        continue;
      }
      int[] counts = quantifier();
      if (counts != null) {
        if (!repeatable) {
          throw invalid(
              repeated ? "a repetition of a repetition" : "nothing to repeat",
              start,
              repeated ? "put (?:…) around the inner one" : "write \\ before the character");
        }
        boolean greedy = !eat("?");
        if (greedy && peek() == '+') {
          throw unsupported("possessive repetitions", at, "");
        }
        RegexNode body = parts.remove(parts.size() - 1);
        parts.add(new RegexNode.Repeat(body, counts[0], counts[1], greedy));
        repeatable = false;
        repeated = true;
        continue;
      }
      RegexNode atom = atom();
      parts.add(atom);
      repeatable = c == '(' || !(atom instanceof RegexNode.Edge);
      repeated = false;
    }
    return RegexNode.checked(
        parts.size() == 1 ? parts.get(0) : new RegexNode.Sequence(parts), nesting);
  }

  /** How often, if a quantifier stands here; if not, nothing is read. */
  private int @Nullable [] quantifier() {
    switch (peek()) {
      case '*':
        at++;
        return new int[] {0, -1};
      case '+':
        at++;
        return new int[] {1, -1};
      case '?':
        at++;
        return new int[] {0, 1};
      case '{':
        break;
      default:
        return null;
    }
    int start = at++;
    int least = count(start);
    int from = at;
    int most = least;
    if (eat(",")) {
      most = count(start);
    } else if (least < 0) {
      from = -1; // not even a number: {} or {x
    }
    if (from < 0 || !eat("}")) {
      at = start;
      return null; // the character itself
    }
    if (most >= 0 && most < least) {
      throw invalid("a repetition whose least is more than its most", start, "");
    }
    return new int[] {Math.max(least, 0), most};
  }

  private int count(int start) {
    int from = at;
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + (next() - '0'), Integer.MAX_VALUE);
    }
    if (value == Integer.MAX_VALUE) {
      throw invalid("a count that is too large", start, "");
    }
    return at == from ? -1 : (int) value;
  }

  private RegexNode atom() {
    int start = at;
    int c = next();
    return switch (c) {
      case '.' -> new RegexNode.Characters(flags.dotAll ? CodePointSet.ALL : PythonCharacters.DOT);
      case '^' ->
          edge(flags.multiline ? RegexNode.Place.LINE_START : RegexNode.Place.START, "^", start);
      case '$' ->
          edge(
              flags.multiline ? RegexNode.Place.LINE_END : RegexNode.Place.END_OR_LAST_LINE,
              "$",
              start);
      case '(' -> group(start);
      case '[' -> new RegexNode.Characters(characterClass(start));
      case '\\' -> escape(start);
      default -> character(c, start);
    };
  }

  private RegexNode edge(RegexNode.Place place, String written, int start) {
    return new RegexNode.Edge(place, new RegexNode.Assertion(written, places.apply(start)));
  }

  private RegexNode character(int c, int start) {
    noSurrogate(c, start);
    return new RegexNode.Characters(
        flags.ignoreCase ? PythonCharacters.ignoringCase(c, flags.ascii) : CodePointSet.of(c));
  }

  private void noSurrogate(int c, int start) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      throw invalid(
          "half of a surrogate pair, which no text holds", start, "write \\U and eight digits");
    }
  }

  private RegexNode group(int start) {
    if (!eat("?")) {
      return close(start, alternatives());
    }
    Flags before = flags;
    if (eat("P")) {
      if (eat("=")) {
        throw unsupported("references to groups, (?P=…)", start, "they are not regular");
      } else if (!eat("<")) {
        throw invalid("(?P is followed by < or =", start, "");
      }
      int end = pattern.indexOf('>', at);
      String name = end < 0 ? "" : pattern.substring(at, end);
      if (name.isEmpty() || !names.add(name)) {
        throw invalid(
            name.isEmpty() ? "a group without a name" : "two groups named " + name, start, "");
      }
      at = end + 1;
      return close(start, alternatives());
    } else if (eat(":")) {
      return close(start, alternatives());
    } else if (eat(">")) {
      throw unsupported("atomic groups, (?>…)", start, "");
    } else if (eat("(")) {
      throw unsupported("conditionals, (?(…)…)", start, "they are not regular");
    } else if (eat("=")) {
      return look(start, true, false, "(?=…)");
    } else if (eat("!")) {
      return look(start, true, true, "(?!…)");
    } else if (eat("<=")) {
      return look(start, false, false, "(?<=…)");
    } else if (eat("<!")) {
      return look(start, false, true, "(?<!…)");
    }
    boolean on = true;
    for (int c = next(); ; c = next()) {
      if (c == ':') {
        RegexNode node = close(start, alternatives());
        flags = before;
        return node;
      } else if (c == '-' && on) {
        on = false;
      } else if (c == ')' && on && at > start + 3) {
        throw invalid(
            "flags for the whole that do not stand at its beginning",
            start,
            "write (?flags:…) around what they are for");
      } else if (c == END || FLAGS.indexOf(c) < 0) {
        throw invalid("an unknown kind of group", start, "");
      } else {
        flags = flag(flags, (char) c, on, at - 1);
      }
    }
  }

  private RegexNode look(int start, boolean ahead, boolean negative, String written) {
    boolean outside = behind;
    behind |= !ahead;
    RegexNode body = close(start, alternatives());
    behind = outside;
    if (!ahead && body.min() != body.max()) {
      throw invalid("a look behind whose width is not fixed", start, "");
    }
    return new RegexNode.Look(
        body, ahead, negative, new RegexNode.Assertion(written, places.apply(start)));
  }

  private RegexNode close(int start, List<RegexNode> alternatives) {
    if (!eat(")")) {
      throw invalid("a group without an end", start, "close it with )");
    }
    return RegexNode.checked(choice(alternatives), nesting);
  }

  private RegexNode escape(int start) {
    CodePointSet set = classEscape();
    if (set != null) {
      return new RegexNode.Characters(set);
    }
    int c = peek();
    String written = "\\" + (c == END ? "" : Character.toString(c));
    switch (c) {
      case 'A':
        at++;
        return edge(RegexNode.Place.START, written, start);
      case 'Z':
        at++;
        return edge(RegexNode.Place.END, written, start);
      case 'b':
        at++;
        return edge(
            flags.ascii ? RegexNode.Place.ASCII_BOUNDARY : RegexNode.Place.BOUNDARY,
            written,
            start);
      case 'B':
        at++;
        return edge(
            flags.ascii ? RegexNode.Place.NO_ASCII_BOUNDARY : RegexNode.Place.NO_BOUNDARY,
            written,
            start);
      default:
        break;
    }
    if (c >= '1' && c <= '9') {
      // Three octal digits are a character, anything else a reference.
      if (at + 3 <= pattern.length() && pattern.substring(at, at + 3).matches("[0-3][0-7]{2}")) {
        int value = Integer.parseInt(pattern.substring(at, at + 3), 8);
        at += 3;
        return character(value, start);
      }
      throw unsupported("references to groups, " + written, start, "they are not regular");
    }
    return character(characterEscape(start), start);
  }

  /** The set of \d, \s, \w and their opposites, after the backslash, or null. */
  private @Nullable CodePointSet classEscape() {
    int c = peek();
    CodePointSet set =
        switch (c) {
          case 'd', 'D' -> flags.ascii ? PythonCharacters.ASCII_DIGIT : PythonCharacters.DIGIT;
          case 's', 'S' -> flags.ascii ? PythonCharacters.ASCII_SPACE : PythonCharacters.SPACE;
          case 'w', 'W' -> flags.ascii ? PythonCharacters.ASCII_WORD : PythonCharacters.WORD;
          default -> null;
        };
    if (set == null) {
      return null;
    }
    at++;
    return c < 'a' ? set.complement() : set;
  }

  /** The character of an escape, after the backslash at {@code start}. */
  private int characterEscape(int start) {
    int c = next();
    switch (c) {
      case END:
        throw invalid("\\ at the end", start, "write \\\\ for the character");
      case 'a':
        return 0x07;
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'v':
        return 0x0B;
      case 'x':
        return hex(start, 2);
      case 'u':
        return hex(start, 4);
      case 'U':
        return hex(start, 8);
      case 'N':
        int end = pattern.indexOf('}', at);
        int named =
            eat("{") && end > 0 ? UCharacter.getCharFromName(pattern.substring(at, end)) : -1;
        if (named < 0) {
          throw invalid("\\N without the {NAME} of a character", start, "");
        }
        at = end + 1;
        return named;
      case '0', '1', '2', '3', '4', '5', '6', '7':
        int value = c - '0';
        for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; i++) {
          value = value * 8 + next() - '0';
        }
        if (value > 0xFF) {
          throw invalid("an octal escape above \\377", start, "");
        }
        return value;
      default:
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '8' && c <= '9')) {
          throw invalid(
              "\\" + (char) c + " is no escape",
              start,
              c == 'p' || c == 'P'
                  ? "Python's re knows no properties of Unicode"
                  : "write the character without \\");
        }
        return c;
    }
  }

  private int hex(int start, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < pattern.length() ? Character.digit(pattern.charAt(at), 16) : -1;
      if (digit < 0 || pattern.charAt(at) > 'f') {
        throw invalid(
            "fewer than " + digits + " hexadecimal digits after " + pattern.substring(start, at),
            start,
            "");
      }
      value = value * 16 + digit;
      at++;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw invalid("no code point is as large as this", start, "");
    }
    return (int) value;
  }

  /** A class, after its bracket. */
  private CodePointSet characterClass(int start) {
    boolean negated = eat("^");
    CodePointSet.Builder characters = new CodePointSet.Builder();
    CodePointSet.Builder sets = new CodePointSet.Builder();
    for (boolean first = true; first || !eat("]"); first = false) {
      int from = at;
      CodePointSet set = classAtomSet(start);
      int low = set == null ? classAtom(start) : END;
      boolean range = peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
      if (!range) {
        if (set == null) {
          characters.add(low);
        } else {
          sets.add(set);
        }
        continue;
      }
      at++;
      CodePointSet other = classAtomSet(start);
      int high = other == null ? classAtom(start) : END;
      if (set != null || other != null || high < low) {
        throw invalid(
            set != null || other != null
                ? "a range from or to a set of characters"
                : "a range of characters out of order",
            from,
            "write \\- for the character");
      }
      characters.add(low, high);
    }
    CodePointSet all = characters.build();
    if (flags.ignoreCase) {
      all = PythonCharacters.ignoringCase(all, flags.ascii);
    }
    all = all.or(sets.build());
    return negated ? all.complement() : all;
  }

  private @Nullable CodePointSet classAtomSet(int start) {
    if (peek() == END) {
      throw invalid("a class without an end", start, "close it with ]");
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
    int from = at;
    int c = next();
    if (c == END) {
      throw invalid("a class without an end", start, "close it with ]");
    }
    int result = c != '\\' ? c : eat("b") ? '\b' : characterEscape(from);
    noSurrogate(result, from);
    return result;
  }
}
