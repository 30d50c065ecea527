package dev.espalier.compiler.json;

import dev.espalier.compiler.engine.Framed;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.LazyAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a key, or the brace that closes the object, with the white space before it where any is
 * allowed. The labels are those of {@link KeySpace}.
 */
final class KeyAutomaton extends LazyAutomaton<KeyAutomaton.Key> implements Framed {
  private static final int BLANK = 0;
  private static final int STRING = 1;
  private static final int DONE = 2;

  /**
   * @param part what is being read
   * @param sub the state within it
   */
  record Key(int part, int sub) {}

  /**
   * What to read; the key of an automaton in a pool.
   *
   * @param keys reads the keys, if any may come
   * @param close whether the brace may come
   * @param blanks how many blanks a run before it may have, or -1 for none
   */
  record Kind(@Nullable Lexer keys, boolean close, int blanks) {
    /** The same without the keys. */
    Kind frame() {
      return new Kind(null, close, blanks);
    }
  }

  private final Kind kind;
  private final @Nullable LexicalAutomaton keys;
  private final @Nullable Lexer frame;
  private final List<Part> parts;

  /**
   * @param frame reads the same without the keys; null if there are none
   */
  KeyAutomaton(Kind kind, @Nullable Lexer frame, int maxStates) {
    super("a key", maxStates);
    this.kind = kind;
    this.frame = frame;
    this.parts =
        kind.keys == null ? List.of() : List.of(new Part(kind.keys, IntUnaryOperator.identity()));
    this.keys = kind.keys == null ? null : kind.keys.automaton();
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
    return ((KeyAutomaton) frame().automaton()).stateOf(key(state));
  }

  @Override
  public Object whiteSpace(int state) {
    return List.of(key(state).sub, kind.blanks);
  }

  @Override
  public ByteSet firstBytes() {
    return QUOTE;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }

  /** The state of the keys' automaton, or -1 outside keys. */
  int keyState(int state) {
    Key key = key(state);
    return key.part == STRING ? key.sub : DEAD;
  }

  private static final ByteSet QUOTE = ByteSet.of("\"");
  private static final ByteSet BEFORE_KEY = Blanks.BYTES.or(ByteSet.of("\"}"));

  @Override
  public ByteSet mayCome(int state) {
    Key key = key(state);
    return key.part == BLANK
        ? BEFORE_KEY
        : key.part == STRING && keys != null ? keys.mayCome(key.sub) : ByteSet.ALL;
  }

  @Override
  public Run run(int state) {
    Key key = key(state);
    return key.part == STRING && keys != null ? keys.run(key.sub) : Run.NONE;
  }

  @Override
  protected Key startKey() {
    return new Key(BLANK, 0);
  }

  @Override
  protected @Nullable Key next(Key key, int b) {
    return switch (key.part) {
      case BLANK -> {
        if (b == '"') {
          yield within(START, b);
        }
        if (b == '}') {
          yield kind.close ? new Key(DONE, 0) : null;
        }
        int blanks = Blanks.step(key.sub, b, kind.blanks);
        yield blanks < 0 ? null : new Key(BLANK, blanks);
      }
      case STRING -> within(key.sub, b);
      default -> null;
    };
  }

  private @Nullable Key within(int state, int b) {
    int next = keys == null ? DEAD : keys.step(state, b);
    return next == DEAD ? null : new Key(STRING, next);
  }

  @Override
  protected int labelOf(Key key) {
    return switch (key.part) {
      case STRING -> keys == null ? NO_LABEL : keys.label(key.sub);
      case DONE -> KeySpace.CLOSE;
      default -> NO_LABEL;
    };
  }

  @Override
  protected boolean isFinalKey(Key key) {
    return key.part == DONE || (key.part == STRING && keys != null && keys.isFinal(key.sub));
  }

  @Override
  public byte[] finish(int state) {
    Key key = key(state);
    return key.part == STRING && keys != null ? keys.finish(key.sub) : super.finish(state);
  }
}
