package dev.espalier.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.model.BundledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BundledModelTest {
  private final Path folder = BundledModels.records();

  @Test
  void staysSmall() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = files.mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes > 1_000_000 && bytes <= 12 << 20, bytes + " bytes");
    }
    assertTrue(ByteLevelBpe.read(folder.resolve("tokenizer.json")).size() >= 2_000);
  }

  @Test
  void itsTokenizerIsTheSameToHuggingFacesReader() throws IOException {
    ByteLevelBpe ours = ByteLevelBpe.read(folder.resolve("tokenizer.json"));
    assertEquals(ours.size(), Checkpoints.shape(folder).vocabulary());
    try (HuggingFaceTokenizer theirs =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(folder.resolve("tokenizer.json"))
            .optTruncation(false)
            .optPadding(false)
            .optAddSpecialTokens(false)
            .build()) {
      for (RecordExample example : RecordTask.create().examples(Split.TEST, 4, 1_000)) {
        String text = example.prompt() + example.answer();
        int[] ids = ours.encode(text);
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
          wide[i] = ids[i];
        }
        assertArrayEquals(theirs.encode(text).getIds(), wide, text);
      }
    }
  }

  /** The model card's figures come from 300 examples a schema; this only notices a broken file. */
  @Test
  void writesRecordsOfTextsItNeverSaw() {
    ByteLevelBpe tokenizer = ByteLevelBpe.read(folder.resolve("tokenizer.json"));
    RecordTask task = RecordTask.create();
    List<TokenizedExample> examples = new ArrayList<>();
    for (String name : task.trainedSchemas()) {
      for (RecordExample e : task.examples(Split.TEST, 2, 4, name)) {
        examples.add(TrainingData.tokenize(tokenizer, e.prompt(), e.answer()));
      }
    }
    try (TrainableLlama model = new TrainableLlama(Checkpoints.shape(folder), 1)) {
      Checkpoints.importInto(folder, model);
      Scores scores = Scores.of(model, examples, 14, tokenizer.endId());
      assertTrue(scores.exactPercent() >= EXACT_AT_LEAST, scores.toString());
    }
  }

  private static final double EXACT_AT_LEAST = 50;
}
