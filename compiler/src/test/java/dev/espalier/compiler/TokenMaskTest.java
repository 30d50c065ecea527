package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.LongBuffer;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Masks against plain bit sets, in each of the forms that they may have inside. */
class TokenMaskTest {
  private static final int SIZE = 1000;

  private static BitSet bits(SplittableRandom random, int count) {
    BitSet bits = new BitSet(SIZE);
    for (int i = 0; i < count; i++) {
      bits.set(random.nextInt(SIZE));
    }
    return bits;
  }

  private static void assertHolds(BitSet bits, TokenMask mask) {
    assertEquals(bits.cardinality(), mask.count());
    assertArrayEquals(bits.stream().toArray(), mask.ids());
    for (int t = 0; t < SIZE; t++) {
      assertEquals(bits.get(t), mask.contains(t), "token " + t);
      assertEquals(bits.nextSetBit(t), mask.next(t), "from " + t);
    }
    assertEquals(bits, BitSet.valueOf(mask.words()));
    // The same set made otherwise.
    TokenMask other = TokenMask.ofIds(bits.stream().toArray(), SIZE);
    assertEquals(other, mask);
    assertEquals(mask, other);
    assertEquals(other.hashCode(), mask.hashCode());
    assertEquals(other, new TokenMask.Builder(SIZE).addAll(mask).build());
    assertEquals(other, mask.and(other));
    assertEquals(other, mask.or(mask));
  }

  @RepeatedTest(50)
  void packedMasksAreThoseThatAreFilled(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    TokenMask.Packer packer = new TokenMask.Packer();
    TokenMask mask = TokenMask.ofIds(new int[0], SIZE);
    for (int i = 0; i < 50; i++) {
      mask =
          switch (random.nextInt(3)) {
            case 0 -> TokenMask.ofIds(bits(random, random.nextInt(60)).stream().toArray(), SIZE);
            case 1 -> TokenMask.ofIds(bits(random, 900).stream().toArray(), SIZE);
            default -> mask.flip(bits(random, random.nextInt(70)).stream().toArray());
          };
      long[] words = mask.words();
      LongBuffer packed = packer.pack(mask);
      assertEquals(LongBuffer.wrap(words), packed);
      assertTrue(packed.isReadOnly());
    }
    TokenMask wider = TokenMask.ofIds(new int[] {SIZE + 70}, 2 * SIZE);
    assertEquals(LongBuffer.wrap(wider.words()), packer.pack(wider));
  }

  @RepeatedTest(100)
  void setsThatAreApartAreUnited(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    int[] sizes = {0, 20, 100, 900};
    BitSet bits = bits(random, sizes[random.nextInt(4)]);
    BitSet apart = bits(random, sizes[random.nextInt(4)]);
    apart.andNot(bits);
    TokenMask mask = TokenMask.ofIds(bits.stream().toArray(), SIZE);
    TokenMask both = mask.with(TokenMask.ofIds(apart.stream().toArray(), SIZE));
    assertHolds(bits, mask);
    bits.or(apart);
    assertHolds(bits, both);
  }

  @RepeatedTest(200)
  void flippedSetsAreSets(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    BitSet bits = bits(random, random.nextInt(3) == 0 ? random.nextInt(90) : random.nextInt(900));
    TokenMask mask = TokenMask.ofIds(bits.stream().toArray(), SIZE);
    assertHolds(bits, mask);
    for (int i = 0; i < 4; i++) {
      BitSet flips = bits(random, random.nextInt(i == 3 ? 300 : 40));
      bits.xor(flips);
      TokenMask flipped = mask.flip(flips.stream().toArray());
      assertHolds(bits, flipped);
      if (!flips.isEmpty()) {
        assertNotEquals(mask, flipped);
      }
      mask = flipped;
    }
  }

  @Test
  void aFewFlipsShareTheWords() {
    BitSet bits = bits(new SplittableRandom(1), 600);
    TokenMask mask = TokenMask.ofIds(bits.stream().toArray(), SIZE);
    assertEquals(64 + 8 * 16, mask.memoryBytes());
    assertEquals(64 + 4 * 2, mask.flip(new int[] {3, 500}).memoryBytes());
  }
}
