package dev.espalier.compiler.lexical;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a string may hold, read code point by code point, as a pure function over contents.
 *
 * <p>Law: every content that is answered is alive, that is, a content with a label can be reached
 * from it.
 *
 * @param <C> what is known of the characters read so far: an immutable value with {@code equals}
 *     and {@code hashCode}
 */
public interface ContentAutomaton<C> {
  /** The content before the first character. Alive. */
  C start();

  /**
   * The content after one more character, or null when no string goes on with it.
   *
   * @param codePoint a Unicode scalar value, never a surrogate
   */
  @Nullable C next(C content, int codePoint);

  /**
   * Whether {@link #next} is alive for some code point from {@code lo} to {@code hi}, both
   * included. The range holds no surrogates, unless it is 0 to 10FFFF.
   */
  boolean anyNext(C content, int lo, int hi);

  /**
   * The content after every code point from {@code lo} to {@code hi}, if it is one and alive, else
   * null. May always answer null: what is known here only saves states.
   */
  default @Nullable C onlyNext(C content, int lo, int hi) {
    return null;
  }

  /**
   * The first bytes of the UTF-8 of the characters that {@link #next} may be alive for, and maybe
   * some more.
   */
  default ByteSet firstBytes(C content) {
    return ByteSet.ALL;
  }

  /**
   * Whether no two characters lead from here to the same content. May always answer false: what is
   * known here saves looking for characters that do.
   */
  default boolean tellsAllApart(C content) {
    return false;
  }

  /** The label of a string that ends here, or {@link LexicalAutomaton#NO_LABEL}. */
  int label(C content);

  /**
   * Finds the labels of the strings that end after some more characters.
   *
   * @param labels receives for each ending its label, or {@link LexicalAutomaton#NO_LABEL}
   */
  default void labels(C content, Endings endings, int[] labels) {
    Arrays.fill(labels, LexicalAutomaton.NO_LABEL);
    List<C> contents = new ArrayList<>(List.of(content));
    for (int node = 0; node < endings.nodes(); ) {
      int depth = endings.depth(node);
      if (depth > 0) {
        C next = next(contents.get(depth - 1), endings.character(node));
        if (next == null) {
          node = endings.skip(node);
          continue;
        }
        contents.subList(depth, contents.size()).clear();
        contents.add(next);
      }
      int[] texts = endings.texts(node);
      if (texts.length > 0) {
        int label = label(contents.get(depth));
        for (int text : texts) {
          labels[text] = label;
        }
      }
      node++;
    }
  }

  /** Characters after which a string may end: few, of a content that is alive. */
  StringWord ending(C content);

  /**
   * A content that is like this one for the next {@code longest} characters: as long as no more are
   * read, the same characters are alive, and the same labels are there. See {@link
   * LexicalAutomaton#representative}.
   */
  default C representative(C content, int longest) {
    return content;
  }

  /**
   * How many more characters may come whatever they are: every string of up to so many is alive,
   * and no longer one is. May always answer 0; {@link Long#MAX_VALUE} if there is no end to it.
   */
  default long free(C content) {
    return 0;
  }
}
