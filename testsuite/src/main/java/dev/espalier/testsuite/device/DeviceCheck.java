package dev.espalier.testsuite.device;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.Generation;
import dev.espalier.runtime.GenerationJob;
import dev.espalier.runtime.GenerationOptions;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.PromptTokenizer;
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
import dev.espalier.runtime.tensor.NumberType;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import dev.espalier.runtime.tensor.TensorException;
import dev.espalier.runtime.tensor.Tensors;
import dev.espalier.runtime.tensor.TokenChoice;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RandomLlama;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parts of the check of a device. Each runs by itself within a time limit, and the next is run
 * whatever became of it.
 */
final class DeviceCheck {
  private static final List<String> CAUSAL =
      List.of("llama-tiny", "llama-tiny-tied-bf16", "llama3-rope-tiny", "qwen2-tiny", "qwen3-tiny");
  private static final List<String> DIFFUSION = List.of("llada-tiny", "dream-tiny");

  /** Greatest difference of a float32 logit from the reference. */
  private static final double FLOAT32 = 1e-4;

  /** Greatest difference of a bfloat16 logit, as a share of the greatest logit. */
  private static final double BFLOAT16 = 0.05;

  /** Two best logits that lie nearer than this may change places. */
  private static final double TIE = 1e-4;

  private final EngineArguments engine;
  private final Output output;
  private final int partSeconds;
  private final Texts texts;
  private final Map<String, Object> results = new LinkedHashMap<>();
  private final List<String> failed = new ArrayList<>();

  DeviceCheck(EngineArguments engine, Output output, int partSeconds, Texts texts) {
    this.engine = engine;
    this.output = output;
    this.partSeconds = partSeconds;
    this.texts = texts;
  }

  Map<String, Object> results() {
    results.put("failed", failed);
    return results;
  }

  /** Says how it went, and whether all is well. */
  boolean summary() {
    output.say(
        failed.isEmpty() ? "device-check: all parts agree" : "device-check: FAILED: " + failed);
    return failed.isEmpty();
  }

  /** One part: what it found, or throws. */
  private void part(String name, Callable<String> work) {
    long begin = System.nanoTime();
    FutureTask<String> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    String line;
    boolean good = false;
    try {
      line = task.get(partSeconds, TimeUnit.SECONDS);
      good = true;
    } catch (TimeoutException e) {
      line = "not done within " + partSeconds + " s";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      line = cause.toString();
      if (!(cause instanceof Difference)) {
        cause.printStackTrace();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      line = "interrupted";
    }
    if (!good) {
      failed.add(name);
    }
    results.put(name, line);
    output.say(
        String.format(
            Locale.ROOT,
            "%-4s %-24s %6.1f s  %s",
            good ? "ok" : "FAIL",
            name,
            (System.nanoTime() - begin) / 1e9,
            line));
  }

  /** What a part found that must not be. */
  private static final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1;

    Difference(String message) {
      super(message);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new Difference(message);
    }
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  void environment() {
    part(
        "engine",
        () -> {
          try (Tensors tensors = engine.open(NumberType.FLOAT32)) {
            return engine.backend
                + " on "
                + tensors.device()
                + ", "
                + System.getProperty("java.vm.version");
          }
        });
  }

  // Golden logits.

  void goldens(@Nullable Path given) {
    Path directory = given == null ? Home.data("models") : given;
    for (String name : CAUSAL) {
      part("golden " + name, () -> golden(directory.resolve(name), NumberType.FLOAT32, true));
      part("bf16 " + name, () -> golden(directory.resolve(name), NumberType.BFLOAT16, true));
    }
    for (String name : DIFFUSION) {
      part("golden " + name, () -> golden(directory.resolve(name), NumberType.FLOAT32, false));
      part("bf16 " + name, () -> golden(directory.resolve(name), NumberType.BFLOAT16, false));
    }
  }

  private String golden(Path directory, NumberType numbers, boolean causal) {
    if (numbers != NumberType.FLOAT32 && engine.backend.equals("djl")) {
      return "not for djl, which holds float32 only";
    }
    JsonNode root =
        JsonMapper.shared()
            .readTree(Home.need(directory.resolve("golden.json"), "--goldens").toFile());
    int[] ids =
        IntStream.range(0, root.get("input_ids").size())
            .map(i -> root.get("input_ids").get(i).asInt())
            .toArray();
    ModelOptions options = engine.model().withNumbers(numbers);
    if (directory.endsWith("llama-tiny-tied-bf16")) {
      options = options.withRotary(RotaryFrequencies.ROUNDED_LIKE_WEIGHTS);
    }
    float[][] whole = new float[ids.length][];
    float[][] stepwise = new float[ids.length][];
    if (causal) {
      try (CausalModel model = Models.load(directory, options);
          CausalModel.Cache cache = model.newCache();
          CausalModel.Cache second = model.newCache();
          CausalModel.Logits logits = model.forward(cache, ids)) {
        for (int i = 0; i < ids.length; i++) {
          whole[i] = logits.row(i);
          try (CausalModel.Logits one = model.forward(second, ids[i])) {
            stepwise[i] = one.last();
          }
        }
      }
    } else {
      try (DiffusionModel model = Models.loadDiffusion(directory, options);
          CausalModel.Logits logits = model.forward(List.of(ids)).get(0)) {
        for (int i = 0; i < ids.length; i++) {
          whole[i] = logits.row(i);
          stepwise[i] = whole[i];
        }
      }
    }
    double worst = 0;
    double greatest = 0;
    int sameBest = 0;
    boolean shifted = directory.endsWith("dream-tiny");
    for (int i = 0; i < ids.length; i++) {
      // The reference of Dream is not shifted: its row i predicts position i + 1.
      int row = shifted ? Math.max(0, i - 1) : i;
      JsonNode expected = root.get("logits").get(row);
      int best = 0;
      for (int j = 0; j < whole[i].length; j++) {
        double value = expected.get(j).asDouble();
        greatest = Math.max(greatest, Math.abs(value));
        worst =
            Math.max(
                worst, Math.max(distance(value, whole[i][j]), distance(value, stepwise[i][j])));
        best = value > expected.get(best).asDouble() ? j : best;
      }
      sameBest += greatest(whole[i]) == best ? 1 : 0;
    }
    double allowed = numbers == NumberType.FLOAT32 ? FLOAT32 : BFLOAT16 * greatest;
    String line =
        text(
            "greatest difference %.2g of logits up to %.2f, %d of %d best tokens equal",
            worst, greatest, sameBest, ids.length);
    require(worst <= allowed, line + text("; at most %.2g is allowed", allowed));
    return line;
  }

  /** Not a number is as far away as can be. */
  private static double distance(double a, double b) {
    double distance = Math.abs(a - b);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private static int greatest(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }

  // Attention.

  /**
   * Runs of all lengths around the sizes of kernels' blocks, with and without tokens before them,
   * against sums in float64 on the host.
   */
  void attention() {
    for (int group : new int[] {1, 2, 4}) {
      part("attention, heads by " + group, () -> attention(group));
    }
  }

  private String attention(int group) {
    int kv = 2;
    int h = kv * group;
    int d = 32;
    double worst = 0;
    int runs = 0;
    SplittableRandom random = new SplittableRandom(13);
    try (Tensors tensors = engine.open(NumberType.FLOAT32)) {
      for (int block : new int[] {0, 32, 64, 128, 192}) {
        for (int n = Math.max(1, block - 1); n <= block + 2; n++) {
          for (int past : new int[] {0, 1, 7, 65}) {
            int t = past + n;
            float[] q = numbers(random, n * h * d);
            float[] k = numbers(random, t * kv * d);
            float[] v = numbers(random, t * kv * d);
            float[] mask = new float[n * t];
            for (int i = 0; i < n; i++) {
              Arrays.fill(mask, i * t + past + i + 1, (i + 1) * t, Float.NEGATIVE_INFINITY);
            }
            float[] row = new float[h * d];
            try (Scope scope = tensors.scope()) {
              Tensor found =
                  scope.attention(
                      scope.floats(q, n, h, d),
                      scope.floats(k, t, kv, d),
                      scope.floats(v, t, kv, d),
                      scope.floats(mask, n, t));
              for (int i = 0; i < n; i++) {
                scope.read(found, i, row);
                for (int head = 0; head < h; head++) {
                  double[] expected =
                      attended(q, (i * h + head) * d, k, v, head / group, kv, past + i + 1, d);
                  for (int j = 0; j < d; j++) {
                    worst = Math.max(worst, distance(expected[j], row[head * d + j]));
                  }
                }
              }
            }
            runs++;
          }
        }
      }
    }
    String line = text("greatest difference %.2g in %d runs", worst, runs);
    require(worst <= FLOAT32, line);
    return line;
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextDouble() - 0.5);
    }
    return numbers;
  }

  /**
   * What one query, which begins at {@code at}, sees of the first keys of one of {@code kv} heads.
   */
  private static double[] attended(
      float[] q, int at, float[] k, float[] v, int head, int kv, int keys, int d) {
    double[] sum = new double[d];
    double weights = 0;
    for (int key = 0; key < keys; key++) {
      int row = (key * kv + head) * d;
      double score = 0;
      for (int j = 0; j < d; j++) {
        score += (double) q[at + j] * k[row + j];
      }
      double weight = Math.exp(score);
      weights += weight;
      for (int j = 0; j < d; j++) {
        sum[j] += weight * v[row + j];
      }
    }
    for (int j = 0; j < d; j++) {
      sum[j] /= weights;
    }
    return sum;
  }

  // Choices of tokens.

  void choices() {
    part("choices greedy", () -> choices(new Sampler(0, 0, 1, 0), 0));
    part("choices temperature", () -> choices(new Sampler(0.8, 0, 1, 0), 0.01));
    part("choices top-k", () -> choices(new Sampler(0.8, 50, 1, 0), 0.01));
    part("choices top-p", () -> choices(new Sampler(1.2, 0, 0.9, 0), 0.01));
    part("choices all", () -> choices(new Sampler(1.2, 1_000, 0.95, 0.001), 0.01));
  }

  /** Against the host's sampler, on wide rows with masks of all densities. */
  private String choices(Sampler sampler, double tolerated) {
    int width = 128_256;
    int rows = 16;
    int rounds = 4;
    SplittableRandom random = new SplittableRandom(7);
    int differ = 0;
    int all = 0;
    try (Tensors tensors = engine.open(NumberType.FLOAT32)) {
      for (int round = 0; round < rounds; round++) {
        float[] logits = new float[rows * width];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = (float) (3 * (random.nextDouble() + random.nextDouble() - 1) * 4);
        }
        List<TokenChoice> choices = new ArrayList<>();
        int[] expected = new int[rows];
        for (int i = 0; i < rows; i++) {
          double density = Math.pow(0.1, random.nextInt(5));
          int[] ids =
              IntStream.range(0, width).filter(id -> random.nextDouble() < density).toArray();
          TokenMask mask = TokenMask.ofIds(ids.length == 0 ? new int[] {5} : ids, width);
          double uniform = random.nextDouble();
          choices.add(
              new TokenChoice(
                  Optional.of(mask),
                  sampler.temperature(),
                  sampler.topK(),
                  sampler.topP(),
                  sampler.minP(),
                  uniform));
          float[] row = Arrays.copyOfRange(logits, i * width, (i + 1) * width);
          expected[i] = sampler.over(row, mask).draw(uniform);
        }
        try (Scope scope = tensors.scope()) {
          Optional<int[]> found = scope.choose(scope.floats(logits, rows, width), choices);
          if (found.isEmpty()) {
            return "left to the host by " + engine.backend;
          }
          for (int i = 0; i < rows; i++) {
            all++;
            int token = found.get()[i];
            require(
                token >= 0 && choices.get(i).allowed().get().contains(token),
                "token " + token + " is not allowed");
            differ += token == expected[i] ? 0 : 1;
          }
        }
      }
    }
    String line = text("%d of %d tokens differ from the host's sampler", differ, all);
    require(differ <= Math.ceil(tolerated * all), line);
    return line;
  }

  // The bundled model.

  void bundled(int count) {
    part("bundled logits", this::bundledLogits);
    part("bundled greedy alone", () -> bundledTexts(Math.min(count, 25), 1));
    part("bundled greedy batched", () -> bundledTexts(count, 32));
  }

  private ModelOptions cpu() {
    return engine.model().withDevice("cpu").withThreads(1);
  }

  private String bundledLogits() {
    Path directory = BundledModels.records();
    double worst = 0;
    try (PromptTokenizer tokenizer = PromptTokenizer.read(directory.resolve("tokenizer.json"));
        CausalModel here = Models.load(directory, engine.model().withNumbers(NumberType.FLOAT32));
        CausalModel there = Models.load(directory, cpu())) {
      for (RecordExample example : RecordTask.create().examples(Split.TEST, 3, 10)) {
        int[] tokens = tokenizer.prompt(example.prompt() + example.answer());
        try (CausalModel.Cache a = here.newCache();
            CausalModel.Cache b = there.newCache();
            CausalModel.Logits found = here.forward(a, tokens);
            CausalModel.Logits expected = there.forward(b, tokens)) {
          for (int i = 0; i < tokens.length; i++) {
            float[] x = found.row(i);
            float[] y = expected.row(i);
            for (int j = 0; j < x.length; j++) {
              worst = Math.max(worst, distance(x[j], y[j]));
            }
          }
        }
      }
    }
    String line = text("greatest difference from the CPU %.2g", worst);
    require(worst <= 1e-3, line);
    return line;
  }

  private String bundledTexts(int count, int atOnce) {
    Path directory = BundledModels.records();
    Path file = directory.resolve("tokenizer.json");
    List<RecordExample> examples = RecordTask.create().examples(Split.TEST, 5, count);
    Map<String, Constraint> constraints = new HashMap<>();
    List<GenerationJob> jobs = new ArrayList<>();
    Vocabulary vocabulary = Vocabulary.read(file);
    for (RecordExample example : examples) {
      Constraint constraint =
          constraints.computeIfAbsent(
              example.schemaJson(),
              schema ->
                  JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
                      .bind(vocabulary));
      jobs.add(new GenerationJob(constraint, example.prompt(), GenerationOptions.DEFAULT));
    }
    List<List<Integer>> here;
    List<List<Integer>> there;
    int ties = 0;
    try (CausalModel model =
            Models.load(directory, engine.model().withNumbers(NumberType.FLOAT32));
        PromptTokenizer tokenizer = PromptTokenizer.read(file)) {
      here = ids(new Generator(model, tokenizer, vocabulary).generateAll(jobs, atOnce));
    }
    if (texts.write().isPresent()) {
      texts.write(here);
    }
    try (CausalModel model = Models.load(directory, cpu());
        PromptTokenizer tokenizer = PromptTokenizer.read(file)) {
      there =
          texts.expected().isPresent()
              ? texts.read(count)
              : ids(new Generator(model, tokenizer, vocabulary).generateAll(jobs, 1));
      for (int i = 0; i < count; i++) {
        List<Integer> a = here.get(i);
        List<Integer> b = there.get(i);
        if (!a.equals(b)) {
          double gap =
              gap(model, jobs.get(i).constraint(), tokenizer.prompt(jobs.get(i).prompt()), a, b);
          require(
              gap <= TIE,
              text(
                  "text %d differs where the two best logits are %.2g apart: %s / %s",
                  i, gap, a, b));
          ties++;
        }
      }
    }
    long tokens = there.stream().mapToLong(List::size).sum();
    return text(
        "%d texts of %d tokens are those %s, but for %d at ties",
        count, tokens, texts.expected().map(f -> "of " + f).orElse("of the CPU"), ties);
  }

  private static List<List<Integer>> ids(List<Generation> generations) {
    return generations.stream().map(Generation::ids).toList();
  }

  /**
   * Tokens of greedy texts in files: one array a text.
   *
   * @param expected what the texts must be; empty for what the CPU gives in the same run
   * @param write where to write them
   */
  record Texts(Optional<Path> expected, Optional<Path> write) {
    List<List<Integer>> read(int count) {
      JsonNode all =
          JsonMapper.shared().readTree(Home.need(expected.orElseThrow(), "--expected").toFile());
      require(all.size() >= count, "only " + all.size() + " texts are expected");
      List<List<Integer>> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        List<Integer> ids = new ArrayList<>();
        all.get(i).forEach(id -> ids.add(id.asInt()));
        texts.add(ids);
      }
      return texts;
    }

    void write(List<List<Integer>> texts) {
      JsonMapper.shared().writeValue(write.orElseThrow().toFile(), texts);
    }
  }

  /** How far the logits of the two tokens are apart, where two texts first differ. */
  private static double gap(
      CausalModel model, Constraint constraint, int[] prompt, List<Integer> a, List<Integer> b) {
    int at = 0;
    State state = constraint.start();
    while (a.get(at).equals(b.get(at))) {
      state = state.next(a.get(at));
      at++;
    }
    int[] tokens = Arrays.copyOf(prompt, prompt.length + at);
    for (int i = 0; i < at; i++) {
      tokens[prompt.length + i] = a.get(i);
    }
    try (CausalModel.Cache cache = model.newCache();
        CausalModel.Logits logits = model.forward(cache, tokens)) {
      float[] row = logits.last();
      return Math.abs(row[a.get(at)] - row[b.get(at)]);
    }
  }

  // Speed.

  void throughput() {
    for (int batch : new int[] {1, 16, 64}) {
      part(
          "throughput batch " + batch,
          () ->
              throughput(
                  BundledModels.records(),
                  BundledModels.records().resolve("tokenizer.json"),
                  batch,
                  96,
                  engine.model().withNumbers(NumberType.FLOAT32)));
    }
  }

  private String throughput(
      Path directory, Path file, int batch, int maxTokens, ModelOptions options) {
    try (PromptTokenizer tokenizer = PromptTokenizer.read(file);
        CausalModel model = Models.load(directory, options)) {
      Map<String, Object> figure =
          new Throughput(model, tokenizer, Vocabulary.read(file), batch, maxTokens, 30)
              .run(30, partSeconds / 8.0, partSeconds / 4.0);
      results.put("figures batch " + batch + " " + model.info().parameters(), figure);
      return ThroughputCommand.line(figure);
    }
  }

  /** A random model of the size of small real ones. */
  void large(@Nullable Path tokenizer) {
    Path file = tokenizer == null ? Home.data("tokenizers/r50k_base/tokenizer.json") : tokenizer;
    Path[] folder = new Path[1];
    part(
        "large model written",
        () -> {
          folder[0] = Files.createTempDirectory("espalier-large");
          new RandomLlama(2_048, 16, 32, 8, 8_192, 50_304).write(folder[0]);
          return text("%,d bytes", Files.size(folder[0].resolve("model.safetensors")));
        });
    for (int batch : new int[] {1, 16, 64}) {
      part("large batch " + batch, () -> throughput(folder[0], file, batch, 32, engine.model()));
    }
    try {
      for (String name : List.of("config.json", "model.safetensors")) {
        Files.deleteIfExists(folder[0].resolve(name));
      }
      Files.deleteIfExists(folder[0]);
    } catch (IOException e) {
      output.say("the large model stays in " + folder[0] + ": " + e.getMessage());
    }
  }

  // Leaks.

  void leaks(int steps) {
    part("leaks", () -> leaks0(steps));
  }

  private String leaks0(int steps) {
    SplittableRandom random = new SplittableRandom(11);
    try (CausalModel model =
            Models.load(BundledModels.records(), engine.model().withNumbers(NumberType.FLOAT32));
        CausalModel.Cache cache = model.newCache()) {
      long before = 0;
      String deviceBefore = "";
      int warm = Math.max(1, steps / 10);
      int vocabulary = model.info().vocabularySize();
      TokenMask mask = TokenMask.ofIds(new int[] {3, 5, 7, 11}, vocabulary);
      for (int step = 0; step < steps + warm; step++) {
        if (step == warm) {
          before = resident();
          deviceBefore = deviceMemory();
        }
        if (cache.length() >= 200) {
          cache.truncate(3);
        }
        try (CausalModel.Logits logits = model.forward(cache, random.nextInt(vocabulary))) {
          Sampler sampler = new Sampler(1, 10, 0.9, 0);
          if (model.chooses()) {
            model.choose(
                List.of(logits),
                List.of(
                    new TokenChoice(
                        Optional.of(mask),
                        sampler.temperature(),
                        sampler.topK(),
                        sampler.topP(),
                        sampler.minP(),
                        random.nextDouble())));
          } else {
            logits.last();
          }
        }
        if (step % 100 == 0) {
          try (CausalModel.Cache fork = cache.fork()) {
            model.forward(fork, 1, 2).close();
          }
        }
      }
      long grown = resident() - before;
      String line =
          text(
              "%d steps: resident memory grew by %,d KB, device memory %s MiB before, %s after",
              steps, grown, deviceBefore, deviceMemory());
      require(grown < 64 << 10, line);
      return line;
    }
  }

  /** Resident memory in KB, as Linux tells; 0 elsewhere. */
  private static long resident() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  private String deviceMemory() {
    if (engine.device.equals("cpu")) {
      return "0";
    }
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  // Errors.

  void errors() {
    part(
        "error: no such folder",
        () ->
            refused(
                engine.model().withBackend("torch").withLibrary(Path.of("/nonexistent/torch")),
                "no such directory"));
    part(
        "error: no such device",
        () -> refused(engine.model().withDevice("gpu:99"), "device gpu:99"));
    part(
        "error: out of memory",
        () -> {
          try (Tensors tensors = engine.open(NumberType.FLOAT32);
              Scope scope = tensors.scope()) {
            String message = "";
            try {
              scope.allocate(1 << 20, 1 << 22);
            } catch (TensorException e) {
              message = String.valueOf(e.getMessage());
            }
            require(!message.isEmpty(), "16 TiB could be had");
            require(message.lines().count() == 1, "more than one line: " + message);
            float[] row = new float[2];
            scope.read(
                scope.add(
                    scope.floats(new float[] {1, 2}, 1, 2), scope.floats(new float[] {3, 4}, 1, 2)),
                0,
                row);
            require(row[0] == 4 && row[1] == 6, "wrong afterwards: " + Arrays.toString(row));
            return message;
          }
        });
  }

  private static String refused(ModelOptions options, String expected) {
    try {
      Models.load(BundledModels.records(), options).close();
    } catch (TensorException e) {
      String message = String.valueOf(e.getMessage());
      require(message.contains(expected) && message.lines().count() == 1, message);
      return message;
    }
    throw new Difference("it is accepted");
  }
}
