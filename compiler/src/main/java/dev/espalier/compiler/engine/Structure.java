package dev.espalier.compiler.engine;

import dev.espalier.compiler.canvas.Core;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may come next between lexemes: an immutable node with {@code equals} and {@code hashCode}.
 *
 * <p>A text's position is a node and a state of the node's lexical automaton. When a lexeme ends,
 * the node says which node follows it. The law of every node: each label of its automaton leads to
 * a node from which the text can be completed.
 */
public interface Structure {
  /** What reads the next lexeme. The same object at each call. */
  Lexer lexer();

  /**
   * The node after a lexeme.
   *
   * @param label the label at which the lexeme ended
   * @param text the bytes of the lexeme if {@link #needsText} says that they matter; null when they
   *     are not known, as while a mask is computed for many tokens at once
   * @throws NeedsText by this or by a node that follows, when something depends on unknown bytes
   */
  Structure after(int label, byte @Nullable [] text);

  /** Whether {@link #after} looks at the bytes of a lexeme. */
  default boolean needsText() {
    return false;
  }

  /** Whether the text may end before the next lexeme begins. */
  boolean accepting();

  /**
   * How many brackets ({@code ]} or {@code }}) every completion has at least; 0 where it is not
   * known.
   */
  default int closings() {
    return 0;
  }

  /**
   * The same position in a smaller automaton: once a string has begun, what else could have come
   * matters no more. Asked at the ends of tokens, so that equal positions are equal.
   */
  default Place settle(int state) {
    return new Place(this, state);
  }

  /**
   * A way on from the beginning of this node that ends, followed again and again, at an accepting
   * node: whole lexemes.
   */
  byte[] suggestion();

  /**
   * A context-free language of lexemes that holds every text from this node on; empty where there
   * is none within the limits.
   */
  default Optional<Core> core() {
    return Optional.empty();
  }

  /**
   * Where this is the root: that of a larger language, of fewer nodes, in which what follows
   * depends less on the bytes of lexemes. Empty where there is none.
   */
  default Optional<Structure> relaxed() {
    return Optional.empty();
  }

  /** A node and a state of its automaton. */
  record Place(Structure node, int state) {}

  /** Thrown where a node depends on the bytes of a lexeme that were not given. */
  final class NeedsText extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The one instance: it carries nothing. */
    public static final NeedsText INSTANCE = new NeedsText();

    private NeedsText() {
      super("the bytes of a lexeme are needed", null, false, false);
    }
  }
}
