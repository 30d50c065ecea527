package dev.espalier.runtime.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.CausalModel.Cache;
import dev.espalier.runtime.model.CausalModel.Logits;
import dev.espalier.runtime.model.CausalModel.Request;
import dev.espalier.runtime.model.safetensors.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way through the interface against {@link NaiveTransformer}, on random checkpoints. */
class CausalModelTest {

  private static final ModelOptions CPU = ModelOptions.defaults().withDevice("cpu");
  private static final double TOLERANCE = 1e-4;

  @TempDir Path directory;

  private static RandomCheckpoint variant(String name) {
    String[] parts = name.split(" ", -1);
    RandomCheckpoint checkpoint = new RandomCheckpoint(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      switch (parts[i]) {
        case "window" -> checkpoint.size("sliding_window", 5).size("max_window_layers", 1);
        case "types" -> {
          checkpoint.size("sliding_window", 5);
          checkpoint.config.putArray("layer_types").add("sliding_attention").add("full_attention");
        }
        case "linear" ->
            checkpoint.config.putObject("rope_scaling").put("rope_type", "linear").put("factor", 2);
        case "wide" -> checkpoint.size("head_dim", 10);
        case "single" -> checkpoint.size("num_key_value_heads", 1);
        case "full" -> checkpoint.size("num_key_value_heads", 4);
        default -> checkpoint.flag(parts[i]);
      }
    }
    return checkpoint.fill(name.hashCode());
  }

  private static int[] text(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = random.nextInt(50);
    }
    return ids;
  }

  private static void check(double[] expected, float[] found, String what) {
    double distance = NaiveTransformer.distance(expected, found);
    assertTrue(distance <= TOLERANCE, what + ": " + distance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LlamaForCausalLM",
        "LlamaForCausalLM attention_bias mlp_bias",
        "LlamaForCausalLM tie_word_embeddings linear single",
        "LlamaForCausalLM wide full",
        "MistralForCausalLM window",
        "MistralForCausalLM",
        "Qwen2ForCausalLM window use_sliding_window",
        "Qwen2ForCausalLM window",
        "Qwen3ForCausalLM types use_sliding_window wide",
        "Qwen3ForCausalLM attention_bias wide",
      })
  void everySwitchIsComputed(String name) {
    RandomCheckpoint checkpoint = variant(name);
    NaiveTransformer oracle = new NaiveTransformer(checkpoint);
    int[] ids = text(3, 23);
    double[][] expected = oracle.logits(ids);
    try (CausalModel model = Models.load(checkpoint.write(directory, ElementType.F32), CPU)) {
      try (Cache cache = model.newCache();
          Logits logits = model.forward(cache, ids)) {
        for (int i = 0; i < ids.length; i++) {
          check(expected[i], logits.row(i), "whole, row " + i);
        }
      }
      try (Cache cache = model.newCache()) {
        for (int i = 0; i < ids.length; i++) {
          try (Logits logits = model.forward(cache, ids[i])) {
            check(expected[i], logits.last(), "single, row " + i);
          }
        }
      }
      // A tree over a text: three branches, the last one off the middle of the second.
      try (Cache cache = model.newCache()) {
        model.forward(cache, Arrays.copyOf(ids, 9)).close();
        int[] tokens = {7, 8, 9, 10, 11, 12, 13};
        int[] parents = {-1, 0, -1, 2, 3, 2, 5};
        int[] whole = Arrays.copyOf(ids, 9 + tokens.length);
        int[] chain = new int[whole.length];
        for (int i = 0; i < whole.length; i++) {
          chain[i] = i - 1;
          if (i >= 9) {
            whole[i] = tokens[i - 9];
            chain[i] = parents[i - 9] < 0 ? 8 : parents[i - 9] + 9;
          }
        }
        double[][] tree = oracle.logits(whole, chain);
        try (Logits logits = model.forward(List.of(Request.tree(cache, tokens, parents))).get(0)) {
          for (int i = 0; i < tokens.length; i++) {
            check(tree[9 + i], logits.row(i), "tree, row " + i);
          }
        }
        assertThrows(ModelException.class, () -> model.forward(cache, 1));
        assertThrows(ModelException.class, cache::fork);
        assertThrows(ModelException.class, () -> cache.keep(2, 3, 5));
        assertThrows(ModelException.class, () -> cache.keep(3));
        cache.keep(2, 5, 6);
        assertThrows(ModelException.class, () -> cache.keep(0));
        assertEquals(12, cache.length());
        int[] kept = Arrays.copyOf(ids, 14);
        System.arraycopy(new int[] {9, 12, 13, 1, 2}, 0, kept, 9, 5);
        double[][] after = oracle.logits(kept);
        try (Logits logits = model.forward(cache, 1, 2)) {
          check(after[12], logits.row(0), "after the tree");
          check(after[13], logits.row(1), "after the tree");
        }
      }
    }
  }

  @Test
  void longTextsAreCutIntoPassesAndBlocks() {
    for (String name :
        List.of("LlamaForCausalLM", "MistralForCausalLM window", "Qwen3ForCausalLM wide")) {
      RandomCheckpoint checkpoint = variant(name);
      int[] ids = text(5, 1_100);
      double[][] expected = new NaiveTransformer(checkpoint).logits(ids);
      Path path = checkpoint.write(directory.resolve(name), ElementType.F32);
      try (CausalModel model = Models.load(path, CPU);
          Cache first = model.newCache();
          Cache second = model.newCache()) {
        model.forward(second, Arrays.copyOf(ids, 300)).close();
        List<Logits> results =
            model.forward(
                List.of(
                    new Request(first, ids),
                    new Request(second, Arrays.copyOfRange(ids, 300, ids.length))));
        for (int i = 0; i < ids.length; i++) {
          check(expected[i], results.get(0).row(i), name + ", row " + i);
          if (i >= 300) {
            check(expected[i], results.get(1).row(i - 300), name + ", second, row " + i);
          }
        }
        // Rows are there in any order, again and again.
        check(expected[3], results.get(0).row(3), "again");
        check(expected[1_000], results.get(0).row(1_000), "again");
        results.forEach(Logits::close);
      }
    }
  }

  @Test
  void weightsOfEveryTypeAndInSeveralFilesAreTheSame() {
    RandomCheckpoint checkpoint = variant("Qwen2ForCausalLM");
    checkpoint.values.values().forEach(CausalModelTest::roundToBfloat16);
    int[] ids = text(8, 10);
    double[][] expected = new NaiveTransformer(checkpoint).logits(ids);
    for (Path path :
        List.of(
            checkpoint.write(directory.resolve("f32"), ElementType.F32),
            checkpoint.write(directory.resolve("bf16"), ElementType.BF16),
            checkpoint.writeSharded(directory.resolve("sharded"), 5))) {
      try (CausalModel model = Models.load(path, CPU);
          Cache cache = model.newCache();
          Logits logits = model.forward(cache, ids)) {
        check(expected[9], logits.last(), path.toString());
      }
    }
    checkpoint.values.values().forEach(CausalModelTest::roundToFloat16);
    expected = new NaiveTransformer(checkpoint).logits(ids);
    Path path = checkpoint.write(directory.resolve("f16"), ElementType.F16);
    try (CausalModel model = Models.load(path, CPU);
        Cache cache = model.newCache();
        Logits logits = model.forward(cache, ids)) {
      check(expected[9], logits.last(), "f16");
    }
  }

  private static void roundToBfloat16(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & 0xffff0000);
    }
  }

  private static void roundToFloat16(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
  }

  /** A random walk of forks, truncations, batches and trees, each cache beside its own text. */
  @Test
  void cachesAreIndependentWhateverHappensToOthers() {
    RandomCheckpoint checkpoint = variant("LlamaForCausalLM");
    NaiveTransformer oracle = new NaiveTransformer(checkpoint);
    long seed = 20_251;
    SplittableRandom random = new SplittableRandom(seed);
    try (CausalModel model = Models.load(checkpoint.write(directory, ElementType.F32), CPU)) {
      List<Cache> caches = new ArrayList<>(List.of(model.newCache()));
      List<List<Integer>> texts = new ArrayList<>(List.of(new ArrayList<>()));
      for (int step = 0; step < 150; step++) {
        String what = "seed " + seed + ", step " + step;
        int i = random.nextInt(caches.size());
        switch (random.nextInt(6)) {
          case 0 -> {
            if (caches.size() < 6) {
              caches.add(caches.get(i).fork());
              texts.add(new ArrayList<>(texts.get(i)));
            }
          }
          case 1 -> {
            int length = random.nextInt(texts.get(i).size() + 1);
            caches.get(i).truncate(length);
            texts.set(i, new ArrayList<>(texts.get(i).subList(0, length)));
          }
          case 2 -> {
            if (caches.size() > 1) {
              caches.remove(i).close();
              texts.remove(i);
            }
          }
          case 3 -> growAsTree(model, oracle, caches.get(i), texts.get(i), random, what);
          default -> {
            List<Request> batch = new ArrayList<>();
            List<Integer> members = new ArrayList<>();
            for (int c = 0; c < caches.size(); c++) {
              if (c == i || random.nextBoolean()) {
                int[] ids = text(random.nextLong(), 1 + random.nextInt(9));
                batch.add(new Request(caches.get(c), ids));
                members.add(c);
                for (int id : ids) {
                  texts.get(c).add(id);
                }
              }
            }
            List<Logits> results = model.forward(batch);
            for (int b = 0; b < results.size(); b++) {
              List<Integer> text = texts.get(members.get(b));
              double[][] expected = oracle.logits(ints(text));
              int rows = results.get(b).positions();
              for (int r = 0; r < rows; r++) {
                check(expected[text.size() - rows + r], results.get(b).row(r), what);
              }
              results.get(b).close();
            }
          }
        }
        for (int c = 0; c < caches.size(); c++) {
          assertEquals(texts.get(c).size(), caches.get(c).length(), what);
        }
      }
    }
  }

  private static void growAsTree(
      CausalModel model,
      NaiveTransformer oracle,
      Cache cache,
      List<Integer> text,
      SplittableRandom random,
      String what) {
    int[] tokens = text(random.nextLong(), 2 + random.nextInt(8));
    int[] parents = new int[tokens.length];
    int[] whole = Arrays.copyOf(ints(text), text.size() + tokens.length);
    int[] chain = new int[whole.length];
    for (int i = 0; i < text.size(); i++) {
      chain[i] = i - 1;
    }
    for (int i = 0; i < tokens.length; i++) {
      parents[i] = random.nextInt(i + 1) - 1;
      whole[text.size() + i] = tokens[i];
      chain[text.size() + i] = text.size() + (parents[i] < 0 ? -1 : parents[i]);
    }
    try (Logits logits = model.forward(List.of(Request.tree(cache, tokens, parents))).get(0)) {
      double[][] expected = oracle.logits(whole, chain);
      for (int i = 0; i < tokens.length; i++) {
        check(expected[text.size() + i], logits.row(i), what + ", tree");
      }
    }
    if (random.nextInt(4) == 0) {
      cache.truncate(text.size());
      return;
    }
    List<Integer> path = new ArrayList<>();
    for (int i = random.nextInt(tokens.length); i >= 0; i = parents[i]) {
      path.add(0, i);
    }
    cache.keep(ints(path));
    for (int i : path) {
      text.add(tokens[i]);
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void embeddingsMayStandForTokens() {
    RandomCheckpoint checkpoint = variant("LlamaForCausalLM");
    int[] ids = text(4, 12);
    double[][] expected = new NaiveTransformer(checkpoint).logits(ids);
    int hidden = checkpoint.size("hidden_size");
    float[] table = checkpoint.values.getOrDefault("model.embed_tokens.weight", new float[0]);
    float[][] rows = new float[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = Arrays.copyOfRange(table, ids[i] * hidden, (ids[i] + 1) * hidden);
    }
    try (CausalModel model = Models.load(checkpoint.write(directory, ElementType.F32), CPU);
        Cache a = model.newCache();
        Cache b = model.newCache()) {
      List<Logits> results = model.forward(List.of(Request.embedded(a, rows), new Request(b, ids)));
      for (int i = 0; i < ids.length; i++) {
        check(expected[i], results.get(0).row(i), "embedded");
        check(expected[i], results.get(1).row(i), "token beside embedded");
      }
      results.forEach(Logits::close);
      assertThrows(
          ModelException.class,
          () -> model.forward(List.of(Request.embedded(a, new float[][] {new float[3]}))));
    }
  }

  @Test
  void badRequestsAreNamedAndChangeNothing() {
    RandomCheckpoint checkpoint = variant("LlamaForCausalLM").size("max_position_embeddings", 20);
    NaiveTransformer oracle = new NaiveTransformer(checkpoint);
    int[] ids = text(6, 8);
    Path path = checkpoint.write(directory, ElementType.F32);
    try (CausalModel model = Models.load(path, CPU);
        CausalModel other = Models.load(path, CPU);
        Cache cache = model.newCache();
        Cache second = model.newCache();
        Cache foreign = other.newCache()) {
      model.forward(cache, Arrays.copyOf(ids, 5)).close();
      List<List<Request>> bad =
          List.of(
              List.of(),
              List.of(new Request(cache, 50)),
              List.of(new Request(cache, 1, -1)),
              List.of(new Request(second, 1), new Request(cache, 99)),
              List.of(new Request(cache, 1), new Request(cache, 2)),
              List.of(new Request(foreign, 1)),
              List.of(new Request(cache, new int[16])));
      for (List<Request> requests : bad) {
        assertThrows(ModelException.class, () -> model.forward(requests));
      }
      assertThrows(ModelException.class, () -> new Request(cache));
      assertThrows(ModelException.class, () -> Request.tree(cache, new int[2], new int[] {-1, 1}));
      assertThrows(ModelException.class, () -> Request.tree(cache, new int[2], new int[] {-2, 0}));
      assertThrows(ModelException.class, () -> Request.tree(cache, new int[2], new int[] {-1}));
      assertThrows(ModelException.class, () -> cache.truncate(6));
      assertThrows(ModelException.class, () -> cache.truncate(-1));
      assertThrows(ModelException.class, cache::keep);
      assertEquals(5, cache.length());
      assertEquals(0, second.length());
      Logits logits = model.forward(cache, 1);
      assertThrows(ModelException.class, () -> logits.row(1));
      assertThrows(ModelException.class, () -> logits.copyTo(0, new float[49]));
      float[] roomy = new float[60];
      Arrays.fill(roomy, 7);
      logits.copyTo(0, roomy);
      assertArrayEquals(logits.last(), Arrays.copyOf(roomy, 50));
      assertEquals(7, roomy[50]);
      logits.close();
      logits.close();
      assertThrows(ModelException.class, logits::last);
      cache.truncate(5);
      try (Logits after = model.forward(cache, Arrays.copyOfRange(ids, 5, 8))) {
        check(oracle.logits(ids)[7], after.last(), "after the errors");
      }
      cache.close();
      cache.close();
      assertThrows(ModelException.class, () -> model.forward(cache, 1));
      assertThrows(ModelException.class, cache::fork);
    }
    CausalModel closed = Models.load(path, CPU);
    Cache cache = closed.newCache();
    Logits logits = closed.forward(cache, 1);
    closed.close();
    closed.close();
    assertThrows(ModelException.class, () -> closed.forward(cache, 1));
    assertThrows(ModelException.class, logits::last);
    cache.close();
    logits.close();
  }

  @Test
  void severalThreadsMayUseOneModel() throws InterruptedException {
    RandomCheckpoint checkpoint = variant("LlamaForCausalLM");
    int[] ids = text(9, 40);
    double[][] expected = new NaiveTransformer(checkpoint).logits(ids);
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    try (CausalModel model = Models.load(checkpoint.write(directory, ElementType.F32), CPU);
        Cache shared = model.newCache()) {
      model.forward(shared, Arrays.copyOf(ids, 10)).close();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Cache fork = shared.fork();
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try (fork) {
                    for (int round = 0; round < 5; round++) {
                      for (int i = 10; i < ids.length; i++) {
                        try (Logits logits = model.forward(fork, ids[i])) {
                          check(expected[i], logits.last(), "row " + i);
                        }
                      }
                      fork.truncate(10);
                    }
                  } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(List.of(), failures);
  }
}
