package dev.espalier.compiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class VocabularyTest {
  @Test
  void tokensSpecialsAndHolesAreToldApart() {
    Vocabulary vocabulary =
        Vocabulary.builder()
            .add("a")
            .token(2, "é")
            .special("<s>")
            .special("</s>")
            .eos(4, 1, 4)
            .width(8)
            .build();
    assertEquals(8, vocabulary.size());
    assertArrayEquals(new int[] {1, 4}, vocabulary.eos());
    assertArrayEquals("é".getBytes(UTF_8), vocabulary.bytes(2));
    assertEquals(0xA9, vocabulary.byteAt(2, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.byteAt(2, 2));
    assertEquals(0, vocabulary.bytes(3).length);
    assertEquals(Optional.of("<s>"), vocabulary.specialName(3));
    assertEquals(OptionalInt.of(4), vocabulary.special("</s>"));
    assertEquals(OptionalInt.empty(), vocabulary.special("a"));
    assertTrue(vocabulary.isSpecial(1) && vocabulary.isEos(1));
    assertEquals(Optional.empty(), vocabulary.specialName(1));
    assertFalse(vocabulary.isSpecial(0) || vocabulary.isHole(0) || vocabulary.isEos(0));
    assertTrue(vocabulary.isHole(5) && vocabulary.isHole(7));
    assertFalse(vocabulary.isSpecial(7));
    assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.isSpecial(8));
    assertEquals(2, vocabulary.trie().tokens());
    assertSame(vocabulary.trie(), vocabulary.trie());
  }

  @Test
  void anEndTokenHasNoBytes() {
    Vocabulary vocabulary = Vocabulary.of(List.of(utf8("a"), utf8(""), utf8("end")), 2);
    assertEquals(3, vocabulary.size());
    assertEquals(0, vocabulary.byteLength(2));
    assertTrue(vocabulary.isSpecial(2));
    assertTrue(vocabulary.isHole(1));
    assertEquals(1, vocabulary.longestToken());
    assertEquals(1, vocabulary.trie().tokens());
    assertEquals(6, Vocabulary.of(List.of(utf8("a")), 5).size());
  }

  @Test
  void knowsItsLongestRuns() {
    Vocabulary vocabulary =
        Vocabulary.of(
            List.of(
                utf8("a \t  b "),
                utf8("x123y12"),
                utf8("ééé"),
                new byte[] {(byte) 0x80, (byte) 0x80, 'a', 'b', (byte) 0xE2},
                utf8("b"),
                utf8("b")),
            6);
    assertEquals(7, vocabulary.longestToken());
    assertEquals(4, vocabulary.longestBlankRun());
    assertEquals(3, vocabulary.longestDigitRun());
    assertEquals(7, vocabulary.longestCodePoints());
    assertEquals(4, vocabulary.singleByte('b'));
    assertEquals(-1, vocabulary.singleByte('a'));
    assertEquals(-1, vocabulary.singleByte(0x80));
    Vocabulary parts =
        Vocabulary.of(List.of(new byte[] {(byte) 0x80, (byte) 0x80, 'a', (byte) 0xE2}), 1);
    assertEquals(3, parts.longestCodePoints());
  }

  @Test
  void fingerprintTellsEveryDifference() {
    String base =
        Vocabulary.builder().add("a").add("bc").special("<e>").eos(2).build().fingerprint();
    assertEquals(64, base.length());
    assertNotEquals(
        base, Vocabulary.builder().add("ab").add("c").special("<e>").eos(2).build().fingerprint());
    assertNotEquals(
        base, Vocabulary.builder().add("a").add("bc").special("<f>").eos(2).build().fingerprint());
    assertNotEquals(base, Vocabulary.of(List.of(utf8("a"), utf8("bc")), 2).fingerprint());
    assertNotEquals(
        base,
        Vocabulary.builder()
            .add("a")
            .add("bc")
            .special("<e>")
            .eos(2)
            .width(4)
            .build()
            .fingerprint());
    assertNotEquals(
        base,
        Vocabulary.builder()
            .add("a")
            .add("bc")
            .special("<e>")
            .special(3, "<f>")
            .eos(2)
            .build()
            .fingerprint());
    assertNotEquals(
        Vocabulary.builder().add("a").special("<e>").special("<f>").eos(1).build().fingerprint(),
        Vocabulary.builder().add("a").special("<e>").special("<f>").eos(2).build().fingerprint());
  }

  @Test
  void equalVocabulariesHaveEqualFingerprints() {
    assertEquals(
        Vocabulary.builder().add("a").add("bc").special("<e>").eos(2).build().fingerprint(),
        Vocabulary.builder()
            .special(2, "<e>")
            .token(1, "bc")
            .token(0, "a")
            .eos(2, 2)
            .build()
            .fingerprint());
  }

  @Test
  void refusesWhatIsNoVocabulary() {
    refused("EOS", () -> Vocabulary.of(List.of(utf8("a"))));
    refused("-1", () -> Vocabulary.of(List.of(utf8("a")), -1));
    refused("maxIds", () -> Vocabulary.of(List.of(utf8("a")), Integer.MAX_VALUE));
    refused("id 3", () -> Vocabulary.builder().token(3, "a").token(3, "a"));
    refused("id 3", () -> Vocabulary.builder().token(3, "a").special(3, "b"));
    refused("<e>", () -> Vocabulary.builder().special("<e>").special("<e>"));
    refused("no bytes", () -> Vocabulary.builder().add(""));
    VocabularyLimits limits =
        VocabularyLimits.DEFAULT.withMaxIds(4).withMaxTokenBytes(5).withMaxTotalBytes(8);
    refused("maxIds", () -> Vocabulary.builder("x", limits).token(4, "a"));
    refused("maxIds", () -> Vocabulary.builder("x", limits).width(5));
    refused("maxTokenBytes", () -> Vocabulary.builder("x", limits).add("123456"));
    refused("maxTotalBytes", () -> Vocabulary.builder("x", limits).add("12345").add("1234"));
  }

  private static void refused(String part, Runnable action) {
    VocabularyException e = assertThrows(VocabularyException.class, action::run);
    assertTrue(e.problem().contains(part), e.problem());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
