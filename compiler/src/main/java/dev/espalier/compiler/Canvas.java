package dev.espalier.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text with holes: parts that are known, as tokens or as bytes, and holes that some number of
 * tokens has to fill. What a diffusion model fills in, or what stands before and behind the places
 * of an infilling.
 *
 * <p>The end-of-sequence token and the padding behind it are parts of a canvas like others, and may
 * stand within a hole: a filled canvas is a text, and then nothing, or an end-of-sequence token and
 * any number of padding tokens.
 *
 * <p>A value: immutable, equal to every other with the same parts.
 *
 * @param parts one after the other; a position is the index of one
 */
public record Canvas(List<Part> parts) {

  /** What stands at a position. */
  public sealed interface Part {}

  /** A known token. */
  public record Token(int id) implements Part {
    public Token {
      if (id < 0) {
        throw new IllegalArgumentException("there is no token " + id);
      }
    }
  }

  /**
   * Known bytes, however they are cut into tokens; but tokens do not reach over their ends.
   *
   * @param bytes in Latin-1, one character for each, so that equal texts are equal
   */
  public record Text(String bytes) implements Part {
    /** Of some bytes. */
    public static Text of(byte[] bytes) {
      return new Text(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
      return bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Some number of tokens that are not known.
   *
   * @param min at least
   * @param max at most, or {@link #UNBOUNDED}
   */
  public record Hole(int min, int max) implements Part {
    /** Stands for no greatest number of tokens. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** One token. */
    public static final Hole ONE = new Hole(1, 1);

    /** Any number of tokens. */
    public static final Hole ANY = new Hole(0, UNBOUNDED);

    public Hole {
      if (min < 0 || max < min) {
        throw new IllegalArgumentException("from " + min + " to " + max + " tokens");
      }
    }
  }

  public Canvas {
    parts = List.copyOf(parts);
  }

  /** A canvas of some parts. */
  public static Canvas of(Part... parts) {
    return new Canvas(Arrays.asList(parts));
  }

  /**
   * The canvas of a diffusion model, in which each hole is one token.
   *
   * @param tokens the ids
   * @param mask the id that stands for a hole; no token of the text
   */
  public static Canvas masked(int[] tokens, int mask) {
    List<Part> parts = new ArrayList<>(tokens.length);
    for (int token : tokens) {
      parts.add(token == mask ? Hole.ONE : new Token(token));
    }
    return new Canvas(parts);
  }

  /** How many positions there are. */
  public int size() {
    return parts.size();
  }

  /** The part at a position. */
  public Part at(int position) {
    return parts.get(position);
  }

  /** The same with another part at a position. */
  public Canvas with(int position, Part part) {
    List<Part> changed = new ArrayList<>(parts);
    changed.set(position, part);
    return new Canvas(changed);
  }

  /** The same with a token at a position. */
  public Canvas with(int position, int token) {
    return with(position, new Token(token));
  }

  /** How many positions are holes. */
  public int holes() {
    int holes = 0;
    for (Part part : parts) {
      holes += part instanceof Hole ? 1 : 0;
    }
    return holes;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(text.isEmpty() ? "" : " ");
      switch (part) {
        case Token token -> text.append(token.id);
        case Text known -> text.append('"').append(known.bytes).append('"');
        case Hole hole -> {
          text.append('[').append(hole.min);
          if (hole.max == Hole.UNBOUNDED) {
            text.append(',');
          } else if (hole.max > hole.min) {
            text.append(',').append(hole.max);
          }
          text.append(']');
        }
      }
    }
    return text.toString();
  }
}
