package dev.espalier.runtime.generation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text that arrives as bytes, in parts that may end inside a character; given out as whole
 * characters. Bytes that are no UTF-8 come out as replacement characters.
 *
 * <p>Mutable, for one thread.
 */
public final class Utf8Pieces {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** Bytes of a character that is not whole yet, at most three. */
  private byte[] held = new byte[0];

  /** Takes bytes and returns the characters that are whole now. */
  public String add(byte[] bytes) {
    return decode(bytes, false);
  }

  /** What was held back at the end of the text: empty when the text was valid UTF-8. */
  public String end() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] bytes, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length);
    in.put(held).put(bytes).flip();
    // A byte makes at most one char; two bytes more than suffice for what is left at the end.
    CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
      decoder.reset();
    }
    held = new byte[in.remaining()];
    in.get(held);
    return out.flip().toString();
  }
}
