package dev.espalier.runtime.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.CausalModel.Cache;
import dev.espalier.runtime.model.CausalModel.Logits;
import dev.espalier.runtime.model.CausalModel.Request;
import dev.espalier.runtime.model.ModelOptions.RotaryFrequencies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logits of the reference implementation, reached on every way through the interface. */
class GoldenTest {

  private static final ModelOptions CPU = ModelOptions.defaults().withDevice("cpu");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-tiny",
        "llama-tiny-tied-bf16",
        "llama3-rope-tiny",
        "qwen2-tiny",
        "qwen3-tiny"
      })
  void causalModelsAgreeWithTheReference(String name) {
    Golden golden = Golden.of(name);
    int[] ids = golden.ids();
    double worst = 0;
    // That reference was cast to bfloat16 and back as a module, and its frequencies with it.
    ModelOptions options =
        name.endsWith("bf16") ? CPU.withRotary(RotaryFrequencies.ROUNDED_LIKE_WEIGHTS) : CPU;
    try (CausalModel model = Models.load(golden.directory(), options)) {
      assertEquals(golden.logits()[0].length, model.info().vocabularySize());

      // In one piece.
      try (Cache cache = model.newCache();
          Logits logits = model.forward(cache, ids)) {
        assertEquals(ids.length, cache.length());
        assertEquals(ids.length, logits.positions());
        for (int i = 0; i < ids.length; i++) {
          worst = Math.max(worst, golden.check(i, logits.row(i)));
        }
        assertArrayEquals(logits.row(ids.length - 1), logits.last());
      }

      // Without a cache that lives: every prefix from the beginning.
      for (int n = 1; n <= ids.length; n++) {
        try (Cache cache = model.newCache();
            Logits logits = model.forward(cache, Arrays.copyOf(ids, n))) {
          worst = Math.max(worst, golden.check(n - 1, logits.last()));
        }
      }

      // Token by token, with a fork at every place that goes on alone.
      List<Cache> forks = new ArrayList<>();
      try (Cache cache = model.newCache()) {
        for (int i = 0; i < ids.length; i++) {
          forks.add(cache.fork());
          try (Logits logits = model.forward(cache, ids[i])) {
            worst = Math.max(worst, golden.check(i, logits.last()));
          }
        }
        // Back to the middle, astray, back again, and on.
        cache.truncate(4);
        model.forward(cache, 1, 2, 3).close();
        cache.truncate(5);
        cache.truncate(4);
        try (Logits logits = model.forward(cache, Arrays.copyOfRange(ids, 4, ids.length))) {
          for (int i = 4; i < ids.length; i++) {
            worst = Math.max(worst, golden.check(i, logits.row(i - 4)));
          }
        }
      }

      // All forks in one batch, so with different pasts and different lengths.
      List<Request> batch = new ArrayList<>();
      for (int i = 0; i < forks.size(); i++) {
        assertEquals(i, forks.get(i).length());
        batch.add(new Request(forks.get(i), Arrays.copyOfRange(ids, i, ids.length)));
      }
      List<Logits> results = model.forward(batch);
      for (int i = 0; i < forks.size(); i++) {
        for (int j = i; j < ids.length; j++) {
          worst = Math.max(worst, golden.check(j, results.get(i).row(j - i)));
        }
        results.get(i).close();
        forks.get(i).close();
      }
    }
    System.out.printf("%s: greatest difference %.2g%n", name, worst);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny"})
  void diffusionModelsAgreeWithTheReference(String name) {
    Golden golden = Golden.of(name);
    int[] ids = golden.ids();
    double worst = 0;
    try (DiffusionModel model = Models.loadDiffusion(golden.directory(), CPU)) {
      assertEquals(510, model.info().maskId().orElseThrow());
      // Dream's own rows are for the token after; the interface's are for the token itself.
      int shift = name.startsWith("dream") ? 1 : 0;
      List<Logits> results = model.forward(List.of(new int[] {3}, ids, Arrays.copyOf(ids, 5), ids));
      for (int which : new int[] {1, 3}) {
        for (int i = 0; i < ids.length; i++) {
          int row = Math.max(0, i - shift);
          worst = Math.max(worst, golden.check(row, results.get(which).row(i)));
        }
      }
      results.forEach(Logits::close);
    }
    System.out.printf("%s: greatest difference %.2g%n", name, worst);
  }

  /** The oracle of {@link CausalModelTest} must agree with the reference too. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-tiny", "qwen2-tiny", "qwen3-tiny"})
  void theOracleAgreesWithTheReference(String name) {
    Golden golden = Golden.of(name);
    double[][] found =
        new NaiveTransformer(RandomCheckpoint.read(golden.directory())).logits(golden.ids());
    for (int i = 0; i < found.length; i++) {
      float[] row = new float[found[i].length];
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) found[i][j];
      }
      golden.check(i, row);
    }
  }

  @Test
  void infoTellsWhatTheConfigurationSays() {
    try (CausalModel model = Models.load(Golden.of("llama-tiny").directory(), CPU)) {
      ModelInfo info = model.info();
      assertEquals("LlamaForCausalLM", info.architecture());
      assertEquals(256, info.maxPositions());
      assertEquals(3, info.layers());
      assertEquals(64, info.hiddenSize());
      assertEquals(4, info.heads());
      assertEquals(2, info.keyValueHeads());
      assertEquals(16, info.headSize());
      assertEquals(1, info.bosId().orElseThrow());
      assertEquals(List.of(2), info.eosIds());
      assertTrue(info.maskId().isEmpty());
      assertEquals("cpu", info.device());
      assertEquals(1, info.threads());
      // Embedding and head, and per layer q, k, v, o, gate, up, down and two norms; final norm.
      int layer = 64 * 64 * 2 + 32 * 64 * 2 + 3 * 64 * 172 + 2 * 64;
      assertEquals(2 * 512 * 64 + 3 * layer + 64, info.parameters());
    }
  }
}
