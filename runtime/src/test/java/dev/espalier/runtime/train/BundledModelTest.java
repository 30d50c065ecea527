package dev.espalier.runtime.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
      assertTrue(scores.exactPercent() >= 50, scores.toString());
    }
  }

  @Test
  void theLibrarysModelsComputeWhatTheTrainerDoes() {
    ByteLevelBpe tokenizer = ByteLevelBpe.read(folder.resolve("tokenizer.json"));
    RecordExample example = RecordTask.create().examples(Split.TEST, 3, 1, "weather").getFirst();
    int[] ids = TrainingData.tokenize(tokenizer, example.prompt(), example.answer()).ids();
    try (TrainableLlama ours = new TrainableLlama(Checkpoints.shape(folder), 1);
        CausalModel theirs = Models.load(folder, ModelOptions.defaults().withThreads(1));
        CausalModel.Cache cache = theirs.newCache();
        CausalModel.Logits logits = theirs.forward(cache, ids)) {
      Checkpoints.importInto(folder, ours);
      assertEquals(List.of(tokenizer.endId()), theirs.info().eosIds());
      float[] expected = ours.logits(ids);
      int width = tokenizer.size();
      for (int t = 0; t < ids.length; t++) {
        float[] row = Arrays.copyOfRange(expected, t * width, (t + 1) * width);
        assertArrayEquals(row, Arrays.copyOf(logits.row(t), width), 1e-3f);
      }
    }
  }

  @Test
  void exactMatchIsWhatDecodingTokenByTokenGives() {
    ByteLevelBpe tokenizer = ByteLevelBpe.read(folder.resolve("tokenizer.json"));
    RecordTask task = RecordTask.create();
    List<TokenizedExample> examples = new ArrayList<>();
    for (String name : List.of("order", "contact", "rental", "house")) {
      for (RecordExample e : task.examples(Split.TEST, 6, 3, name)) {
        examples.add(TrainingData.tokenize(tokenizer, e.prompt(), e.answer()));
      }
    }
    int exact = 0;
    try (TrainableLlama ours = new TrainableLlama(Checkpoints.shape(folder), 1);
        CausalModel model = Models.load(folder, ModelOptions.defaults().withThreads(1))) {
      Checkpoints.importInto(folder, ours);
      for (TokenizedExample example : examples) {
        exact += Arrays.equals(decoded(model, example, tokenizer.endId()), example.ids()) ? 1 : 0;
      }
      assertEquals(Scores.of(ours, examples, 4, tokenizer.endId()).exact(), exact);
    }
  }

  /** The prompt and what greedy decoding says after it, up to the end token. */
  private static int[] decoded(CausalModel model, TokenizedExample example, int end) {
    int[] ids = Arrays.copyOf(example.ids(), 300);
    int length = example.promptLength();
    try (CausalModel.Cache cache = model.newCache()) {
      int[] next = Arrays.copyOf(ids, length);
      while (length < ids.length && ids[length - 1] != end) {
        try (CausalModel.Logits logits = model.forward(cache, next)) {
          float[] last = logits.last();
          int best = 0;
          for (int v = 1; v < last.length; v++) {
            best = last[v] > last[best] ? v : best;
          }
          ids[length++] = best;
          next = new int[] {best};
        }
      }
    }
    return Arrays.copyOf(ids, length);
  }
}
