package dev.espalier.runtime.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.espalier.runtime.model.CausalModel.Cache;
import dev.espalier.runtime.model.CausalModel.Logits;
import dev.espalier.runtime.model.CausalModel.Request;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.transformer.TransformerModel;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.djl.DjlTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is alive on the device is what somebody still holds: counted, not measured. */
class LifetimeTest {

  private static final int LAYERS = 3;

  @TempDir Path directory;
  @AutoClose private final Tensors tensors = DjlTensors.open("cpu");

  private CausalModel load() {
    RandomCheckpoint checkpoint =
        new RandomCheckpoint("LlamaForCausalLM").size("num_hidden_layers", LAYERS).fill(1);
    Path path = checkpoint.write(directory.resolve("sane"), ElementType.F32);
    return TransformerModel.causal(path, ModelOptions.defaults(), stored -> tensors);
  }

  @Test
  void thousandsOfStepsLeaveNothingBehind() {
    try (CausalModel model = load()) {
      long weights = tensors.liveTensors();
      long scopes = tensors.liveScopes();
      try (Cache cache = model.newCache()) {
        model.forward(cache, 1, 2, 3).close();
        assertEquals(weights + 2 * LAYERS, tensors.liveTensors());
        assertEquals(scopes + 1, tensors.liveScopes());
        for (int step = 0; step < 3_000; step++) {
          if (cache.length() == 200) {
            cache.truncate(3);
          }
          try (Logits logits = model.forward(cache, step % 50)) {
            logits.last();
          }
          if (step % 50 == 0) {
            try (Cache fork = cache.fork();
                Logits a = model.forward(List.of(new Request(fork, 1, 2))).get(0);
                Logits b =
                    model
                        .forward(List.of(Request.tree(fork, new int[3], new int[] {-1, 0, -1})))
                        .get(0)) {
              a.row(0);
              a.row(1);
              b.row(2);
              fork.keep(2);
            }
            assertThrows(ModelException.class, () -> model.forward(cache, -1));
            assertEquals(weights + 2 * LAYERS, tensors.liveTensors(), "step " + step);
            assertEquals(scopes + 1, tensors.liveScopes(), "step " + step);
          }
        }
      }
      assertEquals(weights, tensors.liveTensors());
      assertEquals(scopes, tensors.liveScopes());
    }
    assertEquals(0, tensors.liveTensors());
  }

  @Test
  void forksShareUntilTheyDiffer() {
    try (CausalModel model = load()) {
      long weights = tensors.liveTensors();
      long store = 2 * LAYERS;
      Cache first = model.newCache();
      assertEquals(weights, tensors.liveTensors());
      model.forward(first, 1, 2, 3).close();
      List<Cache> forks = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        forks.add(first.fork());
      }
      assertEquals(weights + store, tensors.liveTensors());
      model.forward(first, 4).close(); // goes on in place
      assertEquals(weights + store, tensors.liveTensors());
      model.forward(forks.get(0), 5).close(); // has to copy
      assertEquals(weights + 2 * store, tensors.liveTensors());
      model.forward(forks.get(0), 6).close(); // has its own by now
      assertEquals(weights + 2 * store, tensors.liveTensors());
      first.close();
      assertEquals(weights + 2 * store, tensors.liveTensors());
      forks.forEach(Cache::close);
      assertEquals(weights, tensors.liveTensors());
    }
  }

  @Test
  void closingTheModelClosesTheRest() {
    CausalModel model = load();
    Cache cache = model.newCache();
    Logits logits = model.forward(cache, 1, 2, 3);
    model.close();
    assertEquals(0, tensors.liveTensors());
    logits.close();
    cache.close();
  }

  @Test
  void aFailedLoadLeavesNothing() {
    RandomCheckpoint checkpoint = new RandomCheckpoint("LlamaForCausalLM").fill(1);
    Path broken = checkpoint.size("num_hidden_layers", 3).write(directory, ElementType.F32);
    Tensors own = DjlTensors.open("cpu");
    assertThrows(
        CheckpointException.class,
        () -> TransformerModel.causal(broken, ModelOptions.defaults(), stored -> own).close());
    assertEquals(0, own.liveTensors());
    assertEquals(0, own.liveScopes());
    own.close();
  }
}
