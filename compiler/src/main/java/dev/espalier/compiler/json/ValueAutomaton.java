package dev.espalier.compiler.json;

import dev.espalier.compiler.engine.Framed;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.LazyAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning of any value, or the whole of a scalar one, with the white space before it
 * where any is allowed; or the bracket that closes an array before its first item.
 */
final class ValueAutomaton extends LazyAutomaton<ValueAutomaton.Key> implements Framed {
  // The labels that are single bytes or words; those of strings and numbers come after, in turn.
  static final int OBJECT = 0;
  static final int ARRAY = 1;
  static final int CLOSE = 2;
  static final int WORDS = 3;
  private static final String[] WORD = {"null", "false", "true"};
  private static final int SCALARS = WORDS + WORD.length;

  private static final int BLANK = 0;
  private static final int STRING = 1;
  private static final int NUMBER = 2;
  private static final int DONE = 3;
  private static final int WORD_READ = 4;

  /**
   * @param part what is being read
   * @param sub the state within it
   */
  record Key(int part, int sub) {}

  /**
   * What to read; the key of an automaton in a pool.
   *
   * @param strings reads the strings, if any are allowed
   * @param numbers reads the numbers, if any are allowed
   * @param labels the labels below those of strings and numbers that are allowed, as bits
   * @param blanks how many blanks a run before the value may have, or -1 for none
   */
  record Kind(@Nullable Lexer strings, @Nullable Lexer numbers, int labels, int blanks) {
    /** The same without strings and numbers. */
    Kind frame() {
      return new Kind(null, null, labels, blanks);
    }

    boolean isFrame() {
      return strings == null && numbers == null;
    }

    /** The first character of the lexemes with a label, as far as what follows depends on it. */
    static int lexeme(int label) {
      return label == OBJECT ? '{' : label == ARRAY ? '[' : '"';
    }
  }

  private final Kind kind;
  private final @Nullable LexicalAutomaton strings;
  private final @Nullable LexicalAutomaton numbers;
  private final @Nullable Lexer frame;
  private final List<Part> parts;

  /**
   * @param frame reads the same without strings and numbers; null if there are none
   */
  ValueAutomaton(Kind kind, @Nullable Lexer frame, int maxStates) {
    this(kind, automaton(kind.strings), automaton(kind.numbers), frame, maxStates);
  }

  private ValueAutomaton(
      Kind kind,
      @Nullable LexicalAutomaton strings,
      @Nullable LexicalAutomaton numbers,
      @Nullable Lexer frame,
      int maxStates) {
    super("a value", maxStates);
    this.kind = kind;
    this.strings = strings;
    this.numbers = numbers;
    this.frame = frame;
    this.parts = new ArrayList<>();
    if (frame != null && kind.strings != null) {
      parts.add(new Part(kind.strings, label -> whole(label, 0)));
    }
    if (frame != null && kind.numbers != null) {
      parts.add(new Part(kind.numbers, label -> whole(label, 1)));
    }
  }

  private static @Nullable LexicalAutomaton automaton(@Nullable Lexer lexer) {
    return lexer == null ? null : lexer.automaton();
  }

  /** One that reads any string and any number where this reads some, each with one label. */
  ValueAutomaton rough(int maxStates) {
    return new ValueAutomaton(
        kind,
        strings == null ? null : RoughScalar.string(onlyLabel(strings)),
        numbers == null ? null : RoughScalar.number(onlyLabel(numbers)),
        null,
        maxStates);
  }

  private static int onlyLabel(LexicalAutomaton automaton) {
    int state = START;
    for (byte b : automaton.finish(START)) {
      state = automaton.step(state, b & 0xff);
    }
    return automaton.label(state);
  }

  @Override
  public boolean isBefore(int state) {
    return key(state).part == BLANK;
  }

  @Override
  public Lexer frame() {
    return Objects.requireNonNull(frame);
  }

  @Override
  public int frameState(int state) {
    return ((ValueAutomaton) frame().automaton()).stateOf(key(state));
  }

  @Override
  public Object whiteSpace(int state) {
    return List.of(key(state).sub, kind.blanks);
  }

  @Override
  public ByteSet firstBytes() {
    return SCALAR;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  static boolean isString(int label) {
    return label >= SCALARS && (label - SCALARS) % 2 == 0;
  }

  /** The label of a string or a number within its own automaton. */
  static int scalar(int label) {
    return (label - SCALARS) / 2;
  }

  /** The state of the strings' automaton, or -1 outside strings. */
  int stringState(int state) {
    Key key = key(state);
    return key.part == STRING ? key.sub : DEAD;
  }

  /** The state of the numbers' automaton, or -1 outside numbers. */
  int numberState(int state) {
    Key key = key(state);
    return key.part == NUMBER ? key.sub : DEAD;
  }

  private static final ByteSet SCALAR = ByteSet.of("\"-0123456789");
  private static final ByteSet BEFORE_VALUE = Blanks.BYTES.or(ByteSet.of("\"{[]nft-0123456789"));

  @Override
  public ByteSet mayCome(int state) {
    Key key = key(state);
    return switch (key.part) {
      case BLANK -> BEFORE_VALUE;
      case STRING -> strings == null ? ByteSet.ALL : strings.mayCome(key.sub);
      case NUMBER -> numbers == null ? ByteSet.ALL : numbers.mayCome(key.sub);
      default -> ByteSet.ALL;
    };
  }

  @Override
  public Run run(int state) {
    Key key = key(state);
    return key.part == STRING && strings != null ? strings.run(key.sub) : Run.NONE;
  }

  @Override
  protected Key startKey() {
    return new Key(BLANK, 0);
  }

  @Override
  protected @Nullable Key next(Key key, int b) {
    return switch (key.part) {
      case BLANK -> begin(key, b);
      case STRING -> within(STRING, strings, key.sub, b);
      case NUMBER -> within(NUMBER, numbers, key.sub, b);
      case DONE -> null;
      default -> word(key.part - WORD_READ, key.sub, b);
    };
  }

  private @Nullable Key begin(Key key, int b) {
    return switch (b) {
      case '"' -> within(STRING, strings, START, b);
      case '{' -> done(OBJECT);
      case '[' -> done(ARRAY);
      case ']' -> done(CLOSE);
      case 'n' -> word(0, 0, b);
      case 'f' -> word(1, 0, b);
      case 't' -> word(2, 0, b);
      default -> {
        int blanks = Blanks.step(key.sub, b, kind.blanks);
        yield blanks >= 0 ? new Key(BLANK, blanks) : within(NUMBER, numbers, START, b);
      }
    };
  }

  private @Nullable Key done(int label) {
    return (kind.labels >> label & 1) != 0 ? new Key(DONE, label) : null;
  }

  private static @Nullable Key within(
      int part, @Nullable LexicalAutomaton automaton, int state, int b) {
    int next = automaton == null ? DEAD : automaton.step(state, b);
    return next == DEAD ? null : new Key(part, next);
  }

  private @Nullable Key word(int word, int read, int b) {
    return (kind.labels >> (WORDS + word) & 1) != 0
            && read < WORD[word].length()
            && WORD[word].charAt(read) == b
        ? new Key(WORD_READ + word, read + 1)
        : null;
  }

  @Override
  protected int labelOf(Key key) {
    return switch (key.part) {
      case BLANK -> NO_LABEL;
      case STRING -> scalar(strings, key.sub, 0);
      case NUMBER -> scalar(numbers, key.sub, 1);
      case DONE -> key.sub;
      default -> {
        int word = key.part - WORD_READ;
        yield key.sub == WORD[word].length() ? WORDS + word : NO_LABEL;
      }
    };
  }

  private static int scalar(@Nullable LexicalAutomaton automaton, int state, int kind) {
    int label = automaton == null ? NO_LABEL : automaton.label(state);
    return label == NO_LABEL ? NO_LABEL : whole(label, kind);
  }

  private static int whole(int label, int kind) {
    return SCALARS + 2 * label + kind;
  }

  @Override
  protected boolean isFinalKey(Key key) {
    return switch (key.part) {
      case STRING -> strings != null && strings.isFinal(key.sub);
      case NUMBER -> numbers != null && numbers.isFinal(key.sub);
      default -> labelOf(key) != NO_LABEL;
    };
  }

  @Override
  public byte[] finish(int state) {
    Key key = key(state);
    if (key.part == STRING && strings != null) {
      return strings.finish(key.sub);
    }
    if (key.part == NUMBER && numbers != null) {
      return numbers.finish(key.sub);
    }
    return super.finish(state);
  }
}
