package dev.espalier.runtime.model;

import dev.espalier.runtime.model.CausalModel.Cache;
import dev.espalier.runtime.model.CausalModel.Logits;
import dev.espalier.runtime.model.CausalModel.Request;
import dev.espalier.runtime.model.safetensors.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures decoding on the CPU with random weights: the best of some rounds, which other load on
 * the machine disturbs least. Not part of the tests; run it with {@code mvn -pl runtime -am test
 * -Dtest=DecodeSpeed -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class DecodeSpeed {

  private static final int PROMPT = 100;
  private static final int TOKENS = 150;
  private static final int ROUNDS = 6;

  @TempDir Path directory;

  @Test
  void measure() {
    System.out.printf("%d processors%n", Runtime.getRuntime().availableProcessors());
    for (int[] size :
        new int[][] {{128, 4, 4}, {192, 6, 6}, {256, 8, 4}, {512, 8, 8}, {1024, 4, 16}}) {
      RandomCheckpoint checkpoint = new RandomCheckpoint("LlamaForCausalLM");
      checkpoint.flag("tie_word_embeddings").size("vocab_size", 4_096);
      checkpoint.size("hidden_size", size[0]).size("num_hidden_layers", size[1]);
      checkpoint.size("num_attention_heads", size[2]).size("num_key_value_heads", size[2] / 2);
      checkpoint.size("intermediate_size", size[0] * 8 / 3 / 8 * 8);
      Path path = checkpoint.fill(1).write(directory.resolve("m" + size[0]), ElementType.BF16);
      for (int threads = 1; threads <= Runtime.getRuntime().availableProcessors(); threads++) {
        measure(path, threads);
      }
    }
  }

  private static void measure(Path path, int threads) {
    ModelOptions options = ModelOptions.defaults().withDevice("cpu").withThreads(threads);
    try (CausalModel model = Models.load(path, options)) {
      double prompt = 0;
      double one = 0;
      double eight = 0;
      for (int round = 0; round < ROUNDS; round++) {
        prompt = Math.max(prompt, prefill(model));
        one = Math.max(one, decode(model, 1));
        eight = Math.max(eight, decode(model, 8));
      }
      System.out.printf(
          Locale.ROOT,
          "%,11d parameters, hidden %4d, %2d layers, %d threads: %6.0f tokens/s, batch of 8"
              + " %6.0f tokens/s, prompt of 400 %7.0f tokens/s%n",
          model.info().parameters(),
          model.info().hiddenSize(),
          model.info().layers(),
          threads,
          one,
          eight,
          prompt);
    }
  }

  private static double prefill(CausalModel model) {
    int[] ids = new int[400];
    long begin = System.nanoTime();
    try (Cache cache = model.newCache();
        Logits logits = model.forward(cache, ids)) {
      logits.last();
    }
    return ids.length * 1e9 / (System.nanoTime() - begin);
  }

  private static double decode(CausalModel model, int batch) {
    List<Cache> caches = new ArrayList<>();
    float[] row = new float[model.info().vocabularySize()];
    int[] next = new int[batch];
    for (int i = 0; i < batch; i++) {
      caches.add(model.newCache());
      try (Logits logits = model.forward(caches.get(i), new int[PROMPT])) {
        logits.copyTo(PROMPT - 1, row);
        next[i] = i;
      }
    }
    long begin = System.nanoTime();
    for (int step = 0; step < TOKENS; step++) {
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        requests.add(new Request(caches.get(i), next[i]));
      }
      List<Logits> results = model.forward(requests);
      for (int i = 0; i < batch; i++) {
        try (Logits logits = results.get(i)) {
          logits.copyTo(0, row);
          next[i] = argmax(row);
        }
      }
    }
    double speed = batch * TOKENS * 1e9 / (System.nanoTime() - begin);
    caches.forEach(Cache::close);
    return speed;
  }

  private static int argmax(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }
}
