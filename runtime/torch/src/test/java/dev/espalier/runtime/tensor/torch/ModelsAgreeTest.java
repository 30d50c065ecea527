package dev.espalier.runtime.tensor.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationJob;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.BundledModels;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.model.DiffusionModel;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.ModelOptions.RotaryFrequencies;
import dev.espalier.runtime.model.Models;
import dev.espalier.runtime.model.transformer.TransformerModel;
import dev.espalier.runtime.tensor.TensorBackend;
import dev.espalier.runtime.tensor.TensorOptions;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.djl.DjlTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole models over the libtorch that DJL has unpacked: golden logits, and what DJL gives. */
class ModelsAgreeTest {
  private static final ModelOptions DJL = ModelOptions.defaults().withDevice("cpu").withThreads(1);
  private static final ModelOptions TORCH = DJL.withBackend("torch");

  /** Two best logits that lie nearer than this may change places. */
  private static final double TIE = 1e-4;

  @BeforeAll
  static void unpack() {
    DjlTensors.open("cpu").close();
  }

  private static Path golden(String name) {
    String told = System.getProperty("espalier.shared", System.getenv("ESPALIER_SHARED"));
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path shared = told == null ? up.resolve("shared") : Path.of(told);
      Path found = shared.resolve("data/models").resolve(name);
      if (Files.exists(found)) {
        return found;
      }
    }
    assertTrue(told == null, () -> "models/" + name + " is missing in " + told);
    return abort(name + " is missing: put the folder shared beside the checkout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-tiny",
        "llama-tiny-tied-bf16",
        "llama3-rope-tiny",
        "qwen2-tiny",
        "qwen3-tiny",
        "llada-tiny",
        "dream-tiny"
      })
  void logitsAreThoseOfTheReference(String name) {
    Path directory = golden(name);
    JsonNode root = JsonMapper.shared().readTree(directory.resolve("golden.json").toFile());
    JsonNode inputs = root.get("input_ids");
    int[] ids = IntStream.range(0, inputs.size()).map(i -> inputs.get(i).asInt()).toArray();
    ModelOptions options =
        name.endsWith("bf16") ? TORCH.withRotary(RotaryFrequencies.ROUNDED_LIKE_WEIGHTS) : TORCH;
    if (name.equals("llada-tiny") || name.equals("dream-tiny")) {
      try (DiffusionModel model = Models.loadDiffusion(directory, options);
          CausalModel.Logits logits = model.forward(List.of(ids)).get(0)) {
        for (int i = 0; i < ids.length; i++) {
          // The reference of Dream predicts one position ahead.
          int row = name.equals("dream-tiny") ? Math.max(0, i - 1) : i;
          near(root.get("logits").get(row), logits.row(i), i);
        }
      }
      return;
    }
    try (CausalModel model = Models.load(directory, options);
        CausalModel.Cache whole = model.newCache();
        CausalModel.Cache steps = model.newCache();
        CausalModel.Logits logits = model.forward(whole, ids)) {
      for (int i = 0; i < ids.length; i++) {
        near(root.get("logits").get(i), logits.row(i), i);
        try (CausalModel.Logits one = model.forward(steps, ids[i])) {
          near(root.get("logits").get(i), one.last(), i);
        }
      }
    }
  }

  private static void near(JsonNode expected, float[] found, int position) {
    for (int j = 0; j < found.length; j++) {
      assertEquals(expected.get(j).asDouble(), found[j], 1e-4, "position " + position);
    }
  }

  private static List<GenerationJob> jobs(Vocabulary vocabulary, GenerationOptions options, int n) {
    Map<String, Constraint> constraints = new HashMap<>();
    List<GenerationJob> jobs = new ArrayList<>();
    for (RecordExample example : RecordTask.create().examples(Split.TEST, 9, n)) {
      Constraint constraint =
          constraints.computeIfAbsent(
              example.schemaJson(),
              schema ->
                  JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                      .bind(vocabulary));
      jobs.add(new GenerationJob(constraint, example.prompt(), options));
    }
    return jobs;
  }

  /** One by one on DJL, and many at once on the other. */
  @Test
  void greedyTextsAreTheSame() {
    List<Generation> expected;
    List<Generation> found;
    int ties = 0;
    try (Generator djl = Generator.load(BundledModels.records(), DJL);
        Generator torch = Generator.load(BundledModels.records(), TORCH)) {
      List<GenerationJob> jobs = jobs(djl.vocabulary(), GenerationOptions.DEFAULT, 40);
      expected = djl.generateAll(jobs, 1);
      found = torch.generateAll(jobs, 16);
      for (int i = 0; i < jobs.size(); i++) {
        if (!expected.get(i).ids().equals(found.get(i).ids())) {
          assertTrue(
              gap(djl, jobs.get(i), expected.get(i).ids(), found.get(i).ids()) < TIE, "" + i);
          ties++;
        }
      }
    }
    assertTrue(ties <= 2, ties + " ties");
  }

  private static double gap(
      Generator generator, GenerationJob job, List<Integer> a, List<Integer> b) {
    int[] prompt = generator.tokenizer().prompt(job.prompt());
    int at = 0;
    while (a.get(at).equals(b.get(at))) {
      at++;
    }
    int[] tokens = Arrays.copyOf(prompt, prompt.length + at);
    for (int i = 0; i < at; i++) {
      tokens[prompt.length + i] = a.get(i);
    }
    try (CausalModel.Cache cache = generator.model().newCache();
        CausalModel.Logits logits = generator.model().forward(cache, tokens)) {
      float[] row = logits.last();
      return Math.abs(row[a.get(at)] - row[b.get(at)]);
    }
  }

  @Test
  void sampledTextsAreTheSameAtOnceAndAlone() {
    GenerationOptions options =
        GenerationOptions.DEFAULT.withSampler(new Sampler(0.7, 40, 0.95, 0)).withMaxTokens(60);
    try (Generator torch = Generator.load(BundledModels.records(), TORCH)) {
      List<GenerationJob> jobs = jobs(torch.vocabulary(), options, 6);
      List<Generation> together = torch.generateAll(jobs, 4);
      for (int i = 0; i < jobs.size(); i++) {
        GenerationJob job = jobs.get(i);
        Generation alone = torch.generate(job.constraint(), job.prompt(), job.options());
        assertEquals(alone.text(), together.get(i).text());
      }
    }
  }

  @Test
  void tenThousandStepsLeaveNothingBehind() {
    try (Tensors tensors = TensorBackend.named("torch").open(TensorOptions.of("cpu"))) {
      try (CausalModel model =
          TransformerModel.causal(BundledModels.records(), TORCH, stored -> tensors)) {
        long weights = tensors.liveTensors();
        long scopes = tensors.liveScopes();
        int layers = model.info().layers();
        try (CausalModel.Cache cache = model.newCache()) {
          model.forward(cache, 1, 2, 3).close();
          for (int step = 0; step < 10_000; step++) {
            if (cache.length() == 60) {
              cache.truncate(3);
            }
            model.forward(cache, step % 50).close();
            if (step % 500 == 0) {
              try (CausalModel.Cache fork = cache.fork()) {
                model.forward(fork, 1, 2).close();
              }
              assertEquals(weights + 2L * layers, tensors.liveTensors(), "step " + step);
              assertEquals(scopes + 1, tensors.liveScopes(), "step " + step);
            }
          }
        }
        assertEquals(weights, tensors.liveTensors());
        assertEquals(scopes, tensors.liveScopes());
      }
      assertEquals(0, tensors.liveTensors());
    }
  }
}
