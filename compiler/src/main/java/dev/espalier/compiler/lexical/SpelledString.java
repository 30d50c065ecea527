package dev.espalier.compiler.lexical;

import dev.espalier.compiler.LimitExceeded;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole JSON string, from its opening to its closing quotation mark, as bytes, and tells a
 * {@link ContentAutomaton} the characters that it spells.
 *
 * <p>Inside a character (some bytes of its UTF-8, some of its escape) a state exists only if one of
 * the characters that may still come of it is alive. Where all of them lead to the same content,
 * the state does not tell them apart any more: free text has few states.
 *
 * <p>UTF-8 is that of RFC 3629: no overlong forms, no surrogates, nothing above 10FFFF. The grammar
 * of strings is RFC 8259, section 7, lone surrogates excepted: a high one must be followed by the
 * escape of a low one.
 *
 * @param <C> the contents
 */
public class SpelledString<C> extends LazyAutomaton<SpelledString.Key<C>> {
  private static final int MAX = 0x10FFFF;

  /** How far a string, or the character in it, was read. */
  enum Form {
    /** Before the opening quotation mark. */
    OPENING(0),
    /** Between two characters. */
    BETWEEN(0),
    /** After the closing quotation mark. */
    CLOSED(0),
    /** After a backslash. */
    ESCAPE(0),
    /** Before the last byte of a character's UTF-8. */
    UTF8_1(1),
    /** Before the last two. */
    UTF8_2(2),
    /** Before the last three. */
    UTF8_3(3),
    /** Before the last hexadecimal digit of an escape. */
    HEX_1(1),
    HEX_2(2),
    HEX_3(3),
    /** Before the first. */
    HEX_4(4),
    /** After the escape of a high surrogate. */
    PAIR(0),
    /** After a backslash after that. */
    PAIR_U(0),
    /** Before the last hexadecimal digit of the escape of a low surrogate. */
    PAIR_HEX_1(1),
    PAIR_HEX_2(2),
    PAIR_HEX_3(3),
    /** Before the first. */
    PAIR_HEX_4(4);

    private static final Form[] ALL = values();

    /** How many bytes are missing, of a form that counts. */
    final int left;

    Form(int left) {
      this.left = left;
    }

    /** The form with one byte less to come. */
    Form down() {
      return ALL[ordinal() - 1];
    }
  }

  /**
   * What a state is known by.
   *
   * @param content the content before the character that is being read or, where {@code decided},
   *     after it; null where the string has ended
   * @param form what is being read
   * @param decided whether all characters that may still come of it lead to {@code content}
   * @param lo the lowest of what may still come of it: code points, but UTF-16 code units in the
   *     first escape; where {@code decided} counted from the lowest possible. After the end, the
   *     label
   * @param hi the highest
   */
  record Key<C>(@Nullable C content, Form form, boolean decided, int lo, int hi) {}

  private final ContentAutomaton<C> contents;
  private final boolean canonical;

  /**
   * @param name what is read, for error messages
   * @param contents what the string may hold
   * @param spelling which spellings of its characters are read
   * @param maxStates how many states may be entered, see {@link LazyAutomaton}
   */
  public SpelledString(
      String name, ContentAutomaton<C> contents, Spelling spelling, int maxStates) {
    super(name, maxStates);
    this.contents = contents;
    this.canonical = spelling == Spelling.CANONICAL;
  }

  /** What the string may hold. */
  public final ContentAutomaton<C> contents() {
    return contents;
  }

  /** Whether a state is inside the string and not inside a character. */
  public final boolean betweenCharacters(int state) {
    return key(state).form == Form.BETWEEN;
  }

  /**
   * The content of a state between two characters.
   *
   * @throws IllegalArgumentException for another state, see {@link #betweenCharacters}
   */
  public final C content(int state) {
    Key<C> key = key(state);
    C content = key.content;
    if (key.form != Form.BETWEEN || content == null) {
      throw new IllegalArgumentException("state " + state + " is not between two characters");
    }
    return content;
  }

  /**
   * How many more characters may come whatever they are, see {@link ContentAutomaton#free}; 0
   * inside a character.
   */
  public final long free(int state) {
    Key<C> key = key(state);
    C content = key.content;
    return key.form == Form.BETWEEN && content != null ? contents.free(content) : 0;
  }

  /** The classes of characters that lead from a content to one and the same, and to which. */
  private record Uniform<C>(long classes, @Nullable C target) {}

  /** How many steps are looked ahead: longer tokens that could be taken whole are walked. */
  private static final int LOOK_AHEAD = 24;

  private static final int MAX_UNIFORM = 1024;

  private static final int MANY_CHARACTERS = 10;

  // Of the contents at which masks were made.
  private final Map<C, Uniform<C>> uniform = new ConcurrentHashMap<>();

  private static final ByteSet ENDS_AND_ESCAPES = ByteSet.of("\"\\");

  @Override
  public final ByteSet mayCome(int state) {
    Key<C> key = key(state);
    C content = key.content;
    if (key.form != Form.BETWEEN || content == null) {
      return ByteSet.ALL;
    }
    ByteSet first = contents.firstBytes(content);
    return first == ByteSet.ALL ? first : first.or(ENDS_AND_ESCAPES);
  }

  @Override
  public final Run run(int state) {
    Key<C> key = key(state);
    C content = key.content;
    if (key.form != Form.BETWEEN || content == null || hasNoRun(content)) {
      return Run.NONE;
    }
    Uniform<C> first = uniform(content);
    if (first.target == null) {
      return Run.NONE;
    }
    // Behind the first character mostly more may come, as behind the beginning of a name.
    long wide = uniform(first.target).classes;
    int narrowLength = length(first.target, first.classes);
    int wideLength = length(first.target, wide);
    return wideLength < narrowLength
        ? new Run(first.classes, first.classes, narrowLength)
        : new Run(first.classes, wide, wideLength);
  }

  /** Whether there is nothing to be gained by looking for characters that lead to one content. */
  private boolean hasNoRun(C content) {
    return contents.tellsAllApart(content) || contents.firstBytes(content).size() < MANY_CHARACTERS;
  }

  /** How many characters may come, where one more leads to a content and then some classes may. */
  private int length(C from, long classes) {
    C at = from;
    for (int length = 1; ; length++) {
      Uniform<C> next = uniform(at);
      if (next.target == null || (classes & ~next.classes) != 0 || length == LOOK_AHEAD) {
        return length;
      }
      if (next.target.equals(at)) {
        return Integer.MAX_VALUE;
      }
      at = next.target;
    }
  }

  /**
   * Another state to which characters lead from this one, and from which they lead back to it.
   *
   * @param classes those of the characters, as bits of {@link CharacterClasses}
   */
  public record Near(int state, long classes) {}

  /** The state to which most characters lead, if it stays there with many of these. */
  public final Optional<Near> near(int state) {
    C content = content(state);
    if (hasNoRun(content)) {
      return Optional.empty();
    }
    Uniform<C> first = uniform(content);
    C target = first.target;
    if (target == null || target.equals(content)) {
      return Optional.empty();
    }
    Uniform<C> next = uniform(target);
    long classes = first.classes & next.classes;
    return target.equals(next.target) && Long.bitCount(classes) >= MANY_CHARACTERS
        ? Optional.of(new Near(stateBetween(target), classes))
        : Optional.empty();
  }

  /** The state after as many characters as {@link #run} says may come, if there is an end to it. */
  public final int afterRun(int state) {
    C content = content(state);
    for (int i = run(state).length(); i > 0; i--) {
      content = Objects.requireNonNull(uniform(content).target);
    }
    return stateBetween(content);
  }

  /** Whether a character of some classes may come, between two characters. */
  public final boolean mayCome(int state, long classes) {
    C content = content(state);
    for (int k = 0; k < CharacterClasses.count(); k++) {
      int[] ranges = CharacterClasses.ranges(k);
      for (int i = 0; i < ranges.length && (classes >>> k & 1) != 0; i += 2) {
        if (contents.anyNext(content, ranges[i], ranges[i + 1])) {
          return true;
        }
      }
    }
    return false;
  }

  private Uniform<C> uniform(C content) {
    Uniform<C> known = uniform.get(content);
    if (known == null) {
      known = findUniform(content);
      if (uniform.size() >= MAX_UNIFORM) {
        uniform.clear();
      }
      uniform.put(content, known);
    }
    return known;
  }

  /** The content after every character of some ranges, if it is one and alive, else null. */
  private @Nullable C onlyNext(C content, ByteSet first, int[] ranges) {
    C only = null;
    for (int i = 0; i < ranges.length; i += 2) {
      int lo = ranges[i];
      C next =
          lo < 0x80 && !first.contains(lo) ? null : contents.onlyNext(content, lo, ranges[i + 1]);
      if (next == null || (only != null && !next.equals(only))) {
        return null;
      }
      only = next;
    }
    return only;
  }

  /** The classes that lead to the commonest target; of two, to the content itself. */
  private Uniform<C> findUniform(C content) {
    int count = CharacterClasses.count();
    Map<C, Long> classes = new HashMap<>();
    ByteSet first = contents.firstBytes(content);
    for (int k = 0; k < count; k++) {
      C target = onlyNext(content, first, CharacterClasses.ranges(k));
      if (target != null) {
        classes.merge(target, 1L << k, (a, b) -> a | b);
      }
    }
    return classes.entrySet().stream()
        .max(
            Comparator.comparingInt(
                e -> 2 * Long.bitCount(e.getValue()) + (e.getKey().equals(content) ? 1 : 0)))
        .map(e -> new Uniform<>(e.getValue(), e.getKey()))
        .orElse(new Uniform<>(CharacterClasses.NONE, null));
  }

  /**
   * Finds the labels of the strings that end after some more characters.
   *
   * @param state between two characters
   * @param labels receives for each ending its label, or {@link #NO_LABEL}
   */
  public final void labelsAfter(int state, Endings endings, int[] labels) {
    contents.labels(content(state), endings, labels);
  }

  /** Which spellings are read. */
  public final Spelling spelling() {
    return canonical ? Spelling.CANONICAL : Spelling.ALL;
  }

  /** The state between two characters at a content, entered now if it was not before. */
  public final int stateBetween(C content) {
    return stateOf(between(content));
  }

  @Override
  public final int representative(int state, int longest) {
    Key<C> key = key(state);
    C content = key.content;
    if (content == null) {
      return state;
    }
    // A token of so many bytes ends at most so many characters, the one being read included; and
    // what may come of that one depends on the contents alone.
    C like = contents.representative(content, longest);
    return like.equals(content)
        ? state
        : stateOf(new Key<>(like, key.form, key.decided, key.lo, key.hi));
  }

  @Override
  protected final Key<C> startKey() {
    return new Key<>(contents.start(), Form.OPENING, false, 0, 0);
  }

  @Override
  protected final int labelOf(Key<C> key) {
    return key.form == Form.CLOSED ? key.lo : NO_LABEL;
  }

  @Override
  protected final boolean isFinalKey(Key<C> key) {
    return key.form == Form.CLOSED;
  }

  @Override
  protected final @Nullable Key<C> next(Key<C> key, int b) {
    C content = key.content;
    if (content == null) {
      return null;
    }
    return switch (key.form) {
      case OPENING -> b == '"' ? between(content) : null;
      case BETWEEN -> afterByte(content, b);
      case CLOSED -> null;
      case ESCAPE -> afterBackslash(content, b);
      case UTF8_1, UTF8_2, UTF8_3 -> afterContinuation(key, content, b);
      case HEX_1, HEX_2, HEX_3, HEX_4 -> afterDigit(key, content, b);
      case PAIR -> b == '\\' ? with(key, Form.PAIR_U) : null;
      case PAIR_U -> b == 'u' ? with(key, Form.PAIR_HEX_4) : null;
      case PAIR_HEX_4 -> b == 'd' || b == 'D' ? with(key, Form.PAIR_HEX_3) : null;
      case PAIR_HEX_1, PAIR_HEX_2, PAIR_HEX_3 -> afterPairDigit(key, content, b);
    };
  }

  private Key<C> between(C content) {
    return new Key<>(content, Form.BETWEEN, false, 0, 0);
  }

  private @Nullable Key<C> betweenAfter(C content, int codePoint) {
    C next = contents.next(content, codePoint);
    return next == null ? null : between(next);
  }

  private static <C> Key<C> with(Key<C> key, Form form) {
    return new Key<>(key.content, form, key.decided, key.lo, key.hi);
  }

  private @Nullable Key<C> afterByte(C content, int b) {
    if (b == '"') {
      int label = contents.label(content);
      return label == NO_LABEL ? null : new Key<>(null, Form.CLOSED, false, label, label);
    }
    if (b == '\\') {
      boolean alive =
          canonical
              ? contents.anyNext(content, 0, 0x1F)
                  || contents.anyNext(content, '"', '"')
                  || contents.anyNext(content, '\\', '\\')
              : contents.anyNext(content, 0, MAX);
      return alive ? new Key<>(content, Form.ESCAPE, false, 0, 0) : null;
    }
    if (b < 0x20) {
      return null;
    } else if (b < 0x80) {
      return betweenAfter(content, b);
    } else if (b < 0xC2) {
      return null; // a continuation, or the lead of an overlong form
    } else if (b < 0xE0) {
      int lo = (b & 0x1F) << 6;
      return utf8(content, Form.UTF8_1, lo, lo + 0x3F);
    } else if (b < 0xF0) {
      int lo = (b & 0x0F) << 12;
      return utf8(content, Form.UTF8_2, Math.max(lo, 0x800), b == 0xED ? 0xD7FF : lo + 0xFFF);
    } else if (b < 0xF5) {
      int lo = (b & 0x07) << 18;
      return utf8(content, Form.UTF8_3, Math.max(lo, 0x10000), Math.min(lo + 0x3FFFF, MAX));
    }
    return null;
  }

  private @Nullable Key<C> utf8(C content, Form form, int lo, int hi) {
    C only = contents.onlyNext(content, lo, hi);
    if (only != null) {
      return decidedUtf8(only, form, lo, hi);
    }
    return contents.anyNext(content, lo, hi) ? new Key<>(content, form, false, lo, hi) : null;
  }

  private Key<C> decidedUtf8(C content, Form form, int lo, int hi) {
    // Where every continuation byte is possible, it does not matter which characters it were.
    boolean whole = hi - lo + 1 == 1 << 6 * form.left;
    return new Key<>(content, form, true, whole ? 0 : lo, whole ? hi - lo : hi);
  }

  private @Nullable Key<C> afterContinuation(Key<C> key, C content, int b) {
    if (b < 0x80 || b > 0xBF) {
      return null;
    }
    int block = 1 << 6 * (key.form.left - 1);
    int lo = (key.lo & -(block << 6)) + (b & 0x3F) * block;
    int hi = lo + block - 1;
    if (lo < key.lo || hi > key.hi) {
      return null;
    }
    if (key.form == Form.UTF8_1) {
      return key.decided ? between(content) : betweenAfter(content, lo);
    }
    return key.decided
        ? decidedUtf8(content, key.form.down(), lo, hi)
        : utf8(content, key.form.down(), lo, hi);
  }

  private @Nullable Key<C> afterBackslash(C content, int b) {
    return switch (b) {
      case '"', '\\' -> betweenAfter(content, b);
      case '/' -> canonical ? null : betweenAfter(content, b);
      case 'b' -> betweenAfter(content, '\b');
      case 'f' -> betweenAfter(content, '\f');
      case 'n' -> betweenAfter(content, '\n');
      case 'r' -> betweenAfter(content, '\r');
      case 't' -> betweenAfter(content, '\t');
      case 'u' -> hex(content, Form.HEX_4, 0, 0xFFFF);
      default -> null;
    };
  }

  /** The value of a hexadecimal digit that may stand here, or -1. */
  private int digit(int b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    } else if (b >= 'a' && b <= 'f') {
      return b - 'a' + 10;
    }
    return b >= 'A' && b <= 'F' && !canonical ? b - 'A' + 10 : -1;
  }

  private @Nullable Key<C> hex(C content, Form form, int lo, int hi) {
    if (canonical) {
      return escaped(content, lo, hi, 0, 7)
              || escaped(content, lo, hi, 0x0B, 0x0B)
              || escaped(content, lo, hi, 0x0E, 0x1F)
          ? new Key<>(content, form, false, lo, hi)
          : null;
    }
    if (hi < 0xD800 || lo > 0xDFFF) {
      C only = contents.onlyNext(content, lo, hi);
      if (only != null) {
        return new Key<>(only, form, true, 0, hi - lo);
      }
    } else if (lo >= 0xD800 && hi <= 0xDBFF) {
      C only = contents.onlyNext(content, supplementary(lo), supplementary(hi) + 0x3FF);
      if (only != null) {
        return new Key<>(only, form, true, 0xD800, 0xD800 + hi - lo);
      }
    }
    return escaped(content, lo, hi, 0, 0xD7FF)
            || escaped(content, lo, hi, 0xE000, 0xFFFF)
            || (lo <= 0xDBFF
                && hi >= 0xD800
                && contents.anyNext(
                    content,
                    supplementary(Math.max(lo, 0xD800)),
                    supplementary(Math.min(hi, 0xDBFF)) + 0x3FF))
        ? new Key<>(content, form, false, lo, hi)
        : null;
  }

  /** Whether a character of both ranges is alive. */
  private boolean escaped(C content, int lo, int hi, int from, int to) {
    int first = Math.max(lo, from);
    int last = Math.min(hi, to);
    return first <= last && contents.anyNext(content, first, last);
  }

  /** The first of the supplementary characters that begin with a high surrogate. */
  private static int supplementary(int high) {
    return 0x10000 + (high - 0xD800 << 10);
  }

  private @Nullable Key<C> afterDigit(Key<C> key, C content, int b) {
    int digit = digit(b);
    if (digit < 0) {
      return null;
    }
    int block = 1 << 4 * (key.form.left - 1);
    int lo = key.lo + digit * block;
    int hi = lo + block - 1;
    if (key.form == Form.HEX_1) {
      return afterUnit(key, content, lo);
    }
    if (key.decided) {
      int from = lo >= 0xD800 ? 0xD800 : 0;
      return new Key<>(content, key.form.down(), true, from, from + block - 1);
    }
    return hex(content, key.form.down(), lo, hi);
  }

  private @Nullable Key<C> afterUnit(Key<C> key, C content, int unit) {
    boolean high = unit >= 0xD800 && unit <= 0xDBFF;
    if (key.decided) {
      return high ? new Key<>(content, Form.PAIR, true, 0, 0x3FF) : between(content);
    }
    if (high) {
      int lo = supplementary(unit);
      return pair(content, Form.PAIR, lo, lo + 0x3FF);
    }
    if ((unit >= 0xDC00 && unit <= 0xDFFF) || (canonical && !mustBeNumbered(unit))) {
      return null;
    }
    return betweenAfter(content, unit);
  }

  /** Whether a character has no spelling but that by its number. */
  private static boolean mustBeNumbered(int unit) {
    return switch (unit) {
      case '\b', '\f', '\n', '\r', '\t' -> false;
      default -> unit < 0x20;
    };
  }

  private @Nullable Key<C> pair(C content, Form form, int lo, int hi) {
    C only = contents.onlyNext(content, lo, hi);
    if (only != null) {
      return new Key<>(only, form, true, 0, hi - lo);
    }
    return contents.anyNext(content, lo, hi) ? new Key<>(content, form, false, lo, hi) : null;
  }

  private @Nullable Key<C> afterPairDigit(Key<C> key, C content, int b) {
    int digit = digit(b);
    if (key.form == Form.PAIR_HEX_3) {
      digit -= 0xC; // a low surrogate begins with DC to DF
    }
    if (digit < 0) {
      return null;
    }
    int block = 1 << 4 * (key.form.left - 1);
    int lo = key.lo + digit * block;
    if (key.form == Form.PAIR_HEX_1) {
      return key.decided ? between(content) : betweenAfter(content, lo);
    }
    return key.decided
        ? new Key<>(content, key.form.down(), true, 0, block - 1)
        : pair(content, key.form.down(), lo, lo + block - 1);
  }

  /**
   * The shortest way to end a string from a state between two characters: what is to be spelled
   * before the closing quotation mark.
   *
   * @throws IllegalArgumentException for another state
   */
  public final StringWord ending(int state) {
    return contents.ending(content(state));
  }

  /**
   * The shortest way to end the string from a state.
   *
   * @throws LimitExceeded ({@code lexicalStates}) if that takes more characters than states may be
   *     entered
   */
  @Override
  public byte[] finish(int state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = state;
    while (!betweenCharacters(at)) {
      if (label(at) != NO_LABEL) {
        return out.toByteArray();
      }
      // Inside a character: any way to its end, of those that are alive.
      int b = 0;
      while (step(at, b) == DEAD) {
        b++;
      }
      out.write(b);
      at = step(at, b);
    }
    StringWord ending = ending(at);
    if (ending.length() > maxStates()) {
      throw new LimitExceeded(
          "lexicalStates",
          maxStates(),
          "ending a string of " + ending.length() + " characters more");
    }
    out.writeBytes(Spelling.canonical(ending.text(maxStates())));
    out.write('"');
    return out.toByteArray();
  }
}
