package dev.espalier.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.espalier.runtime.data.CodeExample;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLevelBpeTest {
  private static final List<String> TEXTS = new ArrayList<>();
  private static ByteLevelBpe bpe;

  @BeforeAll
  static void train() {
    BpeTrainer trainer = new BpeTrainer();
    for (RecordExample example : RecordTask.create().examples(Split.TRAIN, 21, 3_000)) {
      trainer.add(example.prompt()).add(example.answer());
      TEXTS.add(example.prompt() + example.answer());
    }
    for (CodeExample example : CodeTask.examples(Split.TRAIN, 21, 500)) {
      TEXTS.add(example.prompt() + example.answer());
    }
    bpe = trainer.train(1_000);
    SplittableRandom random = new SplittableRandom(77);
    for (int i = 0; i < 1_500; i++) {
      TEXTS.add(strange(random));
    }
  }

  /** Letters of many alphabets, digits, blanks, signs, emoji; never a lone surrogate. */
  private static String strange(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int[] starts = {
      'a', 'A', '0', ' ', '\n', '#', 0xe9, 0x3b1, 0x41f, 0x4e2d, 0x1f600, 0x660, 0x7f
    };
    for (int i = random.nextInt(40); i > 0; i--) {
      text.appendCodePoint(starts[random.nextInt(starts.length)] + random.nextInt(10));
    }
    return text.toString();
  }

  @Test
  void reachesTheSizeAndHoldsAllBytes() {
    assertEquals(1_000, bpe.size());
    for (int b = 0; b < 256; b++) {
      assertArrayEquals(new byte[] {(byte) b}, bpe.bytes(ByteLevelBpe.idOfByte(b)));
    }
  }

  @Test
  void decodesWhatItEncoded() {
    for (String text : TEXTS) {
      assertEquals(text, bpe.decode(bpe.encode(text)));
    }
  }

  @Test
  void encodesAsHuggingFacesTokenizerDoes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    bpe.write(file);
    try (HuggingFaceTokenizer theirs =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optTruncation(false)
            .optPadding(false)
            .optAddSpecialTokens(false)
            .build()) {
      for (String text : TEXTS) {
        long[] expected = theirs.encode(text).getIds();
        int[] ours = bpe.encode(text);
        long[] wide = new long[ours.length];
        for (int i = 0; i < ours.length; i++) {
          wide[i] = ours[i];
        }
        assertArrayEquals(expected, wide, () -> "text: " + text);
        assertEquals(text, theirs.decode(expected));
      }
    }
  }

  @Test
  void readsWhatItWrote(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    bpe.write(file);
    ByteLevelBpe again = ByteLevelBpe.read(file);
    again.write(folder.resolve("again.json"));
    assertEquals(-1, Files.mismatch(file, folder.resolve("again.json")));
    String whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertThrows(TrainingException.class, () -> ByteLevelBpe.read(file));
  }

  @Test
  void learnsThePairsThatOccurMost() {
    ByteLevelBpe small = new BpeTrainer().add("low low low lowest newest").train(259 + 3);
    // "lo" occurs four times, then "low", then "es"/"st" twice each: the smaller first id wins.
    assertEquals("lo", text(small, 259));
    assertEquals("low", text(small, 260));
    assertEquals("es", text(small, 261));
    assertTrue(new BpeTrainer().add("a b c").train(5_000).size() == 259);
  }

  private static String text(ByteLevelBpe bpe, int id) {
    return new String(bpe.bytes(id), java.nio.charset.StandardCharsets.UTF_8);
  }
}
