package dev.espalier.runtime.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains a model on any texts: a checkpoint of one's own from a source of prompts and answers, with
 * the loss on the answers and their end tokens.
 */
public final class TextTrainer {
  private static final int LINES = 20;

  private TextTrainer() {}

  /**
   * A text to learn.
   *
   * @param prompt what is given, at least one token
   * @param answer what is to follow it
   */
  public record Text(String prompt, String answer) {}

  /**
   * Trains from fresh weights and writes a Hugging Face checkpoint with its tokenizer. Takes the
   * memory of the batch's activations; the time is that of {@link TrainingPlan#steps} times {@link
   * TrainingPlan#batchTokens} tokens.
   *
   * @param plan of it, the copying drills and the share of code are not used
   * @param texts the next text, each time; longer ones than the model has positions are left out
   * @param log hears some lines about the loss
   * @throws TrainingException if the training diverges or the folder cannot be written
   */
  public static void run(
      TrainingPlan plan,
      ByteLevelBpe tokenizer,
      Supplier<Text> texts,
      Path directory,
      Consumer<String> log) {
    long began = System.nanoTime();
    try (ModelTrainer trainer =
        new ModelTrainer(Objective.CAUSAL, plan, tokenizer, () -> batch(plan, tokenizer, texts))) {
      for (int step = 1; step <= plan.steps(); step++) {
        trainer.step();
        if (step % Math.max(1, plan.steps() / LINES) == 0) {
          log.accept(trainer.progress((System.nanoTime() - began) / 1e9));
        }
      }
      Files.createDirectories(directory);
      Checkpoints.export(directory, trainer.model(), tokenizer.endId());
      tokenizer.write(directory.resolve("tokenizer.json"));
    } catch (IOException e) {
      throw new TrainingException(
          String.format(Locale.ROOT, "%s: cannot be written: %s", directory, e.getMessage()), e);
    }
  }

  private static Batch batch(TrainingPlan plan, ByteLevelBpe tokenizer, Supplier<Text> texts) {
    List<TokenizedExample> rows = new ArrayList<>();
    int width = 0;
    while (true) {
      Text text = texts.get();
      TokenizedExample row = TrainingData.tokenize(tokenizer, text.prompt(), text.answer());
      if (row.ids().length > plan.shape().positions()) {
        continue;
      }
      width = Math.max(width, row.ids().length);
      if (!rows.isEmpty() && (rows.size() + 1) * width > plan.batchTokens()) {
        return Batch.of(rows, tokenizer.endId());
      }
      rows.add(row);
    }
  }
}
