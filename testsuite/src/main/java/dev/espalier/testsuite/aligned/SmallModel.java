package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import dev.espalier.runtime.train.BpeTrainer;
import dev.espalier.runtime.train.ByteLevelBpe;
import dev.espalier.runtime.train.LlamaShape;
import dev.espalier.runtime.train.TextTrainer;
import dev.espalier.runtime.train.TrainingPlan;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The model of these runs: a quarter of a million weights over single bytes. */
final class SmallModel {
  private static final int SEED = 1;
  private static final int POSITIONS = 192;
  private static final int STEPS = 1_500;

  private SmallModel() {}

  /** Where it is kept. */
  static Path folder() {
    return Home.root().resolve("testsuite/src/main/resources/dev/espalier/testsuite/aligned/model");
  }

  /** Its tokens: the bytes, and what ends a text. */
  static Vocabulary vocabulary(Path folder) {
    return Vocabulary.read(Home.need(folder.resolve("tokenizer.json"), "--model"));
  }

  /** The same before there is a model: from a tokenizer without merges. */
  static Vocabulary freshVocabulary() {
    try {
      Path scratch = Files.createTempDirectory("bytes");
      try {
        tokenizer().write(scratch.resolve("tokenizer.json"));
        return Vocabulary.read(scratch.resolve("tokenizer.json"));
      } finally {
        try (Stream<Path> files = Files.walk(scratch)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot write a tokenizer: " + e.getMessage(), e);
    }
  }

  private static ByteLevelBpe tokenizer() {
    return new BpeTrainer().train(0);
  }

  static CausalModel load(Path folder, int threads) {
    return Models.load(folder, ModelOptions.defaults().withThreads(threads));
  }

  /** Trains it. Minutes of one core. */
  static void train(List<AlignedTask> tasks, Path folder, Consumer<String> log) {
    ByteLevelBpe tokenizer = tokenizer();
    LlamaShape shape = new LlamaShape(tokenizer.size(), 96, 2, 3, 256, POSITIONS, 10_000, 1e-5);
    TrainingPlan plan =
        new TrainingPlan(SEED, shape, STEPS, 1_536, 2e-3, 50, STEPS / 3, 0.05, 1, 0, 0, 0);
    log.accept(plan.toString());
    TextTrainer.run(plan, tokenizer, new NoisyTexts(tasks, SEED), folder, log);
  }

  /** The tokens of a text, one for each byte. */
  static int[] tokens(Vocabulary vocabulary, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = vocabulary.singleByte(bytes[i] & 0xff);
    }
    return tokens;
  }
}
