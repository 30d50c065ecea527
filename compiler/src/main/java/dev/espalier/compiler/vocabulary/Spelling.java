package dev.espalier.compiler.vocabulary;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How the texts of a {@code tokenizer.json} spell the bytes of its tokens. */
sealed interface Spelling {
  /**
   * The bytes that a token of the model stands for; may be empty.
   *
   * @throws CharacterCodingException if the text has half of a surrogate pair
   */
  byte[] bytes(String text) throws CharacterCodingException;

  /**
   * The bytes of a token that was added beside the model, and so is matched in the text as it is.
   */
  byte[] added(String text) throws CharacterCodingException;

  /**
   * Byte-level BPE: every character stands for one byte, printable ones of Latin-1 for themselves
   * and the others for those from U+0100 on (Radford et al., GPT-2, {@code bytes_to_unicode}). A
   * text with any other character stands for itself, as in the tokenizer's own decoder.
   */
  record ByteLevel() implements Spelling {
    private static final short[] BYTE_OF = byteOf();

    @Override
    public byte[] bytes(String text) throws CharacterCodingException {
      byte[] bytes = new byte[text.length()];
      for (int i = 0; i < bytes.length; i++) {
        char c = text.charAt(i);
        if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
          return utf8(text);
        }
        bytes[i] = (byte) BYTE_OF[c];
      }
      return bytes;
    }

    @Override
    public byte[] added(String text) throws CharacterCodingException {
      return utf8(text);
    }

    private static short[] byteOf() {
      short[] table = new short[0x144];
      Arrays.fill(table, (short) -1);
      int shifted = 0x100;
      for (int b = 0; b < 256; b++) {
        boolean printable =
            (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
        table[printable ? b : shifted++] = (short) b;
      }
      return table;
    }
  }

  /**
   * SentencePiece: the text itself, with {@code ▁} for a blank, and {@code <0x0A>} for a byte where
   * the tokenizer falls back to bytes. That the first blank of a text is dropped or added is a
   * matter of encoding a whole text: in the middle of one, where tokens are put together, {@code ▁}
   * is a blank always.
   *
   * @param blanks the replacements to make, in order
   * @param byteFallback whether {@code <0xHH>} is a byte
   */
  record Pieces(List<Replacement> blanks, boolean byteFallback) implements Spelling {
    record Replacement(String from, String to) {}

    @Override
    public byte[] bytes(String text) throws CharacterCodingException {
      if (byteFallback && text.length() == 6 && text.startsWith("<0x") && text.endsWith(">")) {
        int high = Character.digit(text.charAt(3), 16);
        int low = Character.digit(text.charAt(4), 16);
        if (high >= 0 && low >= 0) {
          return new byte[] {(byte) (16 * high + low)};
        }
      }
      String plain = text;
      for (Replacement blank : blanks) {
        plain = plain.replace(blank.from, blank.to);
      }
      return utf8(plain);
    }

    @Override
    public byte[] added(String text) throws CharacterCodingException {
      return bytes(text);
    }
  }

  private static byte[] utf8(String text) throws CharacterCodingException {
    ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }
}
