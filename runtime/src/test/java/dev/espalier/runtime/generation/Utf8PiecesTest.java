package dev.espalier.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8PiecesTest {
  @Test
  void piecesAreTheTextWhereverItIsCut() {
    SplittableRandom random = new SplittableRandom(5);
    int[] alphabet = {
      'a', 0x7F, 0x80, 0xE9, 0x7FF, 0x800, 0x20AC, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600,
      0x10FFFF
    };
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      Utf8Pieces pieces = new Utf8Pieces();
      StringBuilder heard = new StringBuilder();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + random.nextInt(4));
        String piece = pieces.add(Arrays.copyOfRange(bytes, at, end));
        assertFalse(
            !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
        heard.append(piece);
        // As much as possible is given out: what is held is less than one character.
        int whole = new String(bytes, 0, end, StandardCharsets.UTF_8).length();
        String prefix = text.substring(0, Math.min(heard.length(), text.length()));
        assertEquals(prefix, heard.toString());
        assertFalse(whole - heard.length() > 1, "held back too much");
        at = end;
      }
      assertEquals("", pieces.end());
      assertEquals(text.toString(), heard.toString());
    }
  }

  @Test
  void brokenBytesAreReplacedWhereverTheyAreCut() {
    SplittableRandom random = new SplittableRandom(6);
    int[] interesting = {
      'a', 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xA0, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, 0xF5, 0xFF
    };
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(8)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
      }
      Utf8Pieces pieces = new Utf8Pieces();
      StringBuilder heard = new StringBuilder();
      for (byte b : bytes) {
        heard.append(pieces.add(new byte[] {b}));
      }
      heard.append(pieces.end());
      assertEquals(
          StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString(), heard.toString());
    }
  }
}
