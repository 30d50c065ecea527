package dev.espalier.runtime.train;

import dev.espalier.runtime.data.CodeExample;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The trainer's command line; {@code runtime/train} starts it. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Makes the data, the tokenizer and the model that this library bundles.",
    subcommands = {Train.Data.class, Train.Tokenizer.class, Train.Fit.class, Train.Test.class})
public final class Train {
  /** Texts that the tokenizer is trained on. */
  private static final int TOKENIZER_TEXTS = 40_000;

  /** For picocli. */
  public Train() {}

  /** Runs a subcommand; exits with its status. */
  public static void main(String[] arguments) {
    int status = new CommandLine(new Train()).execute(arguments);
    Runtime.getRuntime().exit(status);
  }

  /** Prints examples. */
  @Command(name = "data", description = "Prints generated examples as they are trained on.")
  static final class Data implements Callable<Integer> {
    @Option(names = "--split", description = "TRAIN, VALIDATION or TEST.")
    private Split split = Split.TRAIN;

    @Option(names = "--seed", description = "Seed of the examples.")
    private long seed = 1;

    @Option(names = "--count", description = "Examples of each task.")
    private int count = 10;

    @Override
    public Integer call() {
      java.io.PrintStream out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);
      for (RecordExample example : RecordTask.create().examples(split, seed, count)) {
        out.println(example.prompt() + example.answer() + "\n");
      }
      for (CodeExample example : CodeTask.examples(split, seed, count)) {
        out.println(example.prompt() + example.answer() + "\n");
      }
      return 0;
    }
  }

  /** Trains the tokenizer. */
  @Command(name = "tokenizer", description = "Trains the tokenizer and writes tokenizer.json.")
  static final class Tokenizer implements Callable<Integer> {
    @Option(names = "--out", required = true, description = "The model's folder.")
    private Path out = Path.of(".");

    @Option(names = "--seed", description = "Seed of the texts.")
    private long seed = 1;

    @Option(names = "--size", description = "Token ids in all.")
    private int size = 2304;

    @Override
    public Integer call() throws IOException {
      Files.createDirectories(out);
      BpeTrainer trainer = new BpeTrainer();
      int code = TOKENIZER_TEXTS / 5;
      for (RecordExample e :
          RecordTask.create().examples(Split.TRAIN, seed, TOKENIZER_TEXTS - code)) {
        trainer.add(e.prompt()).add(e.answer());
      }
      for (CodeExample e : CodeTask.examples(Split.TRAIN, seed, code)) {
        trainer.add(e.prompt()).add(e.answer());
      }
      ByteLevelBpe tokenizer = trainer.train(size);
      tokenizer.write(out.resolve("tokenizer.json"));
      System.out.println("tokenizer.json: " + tokenizer.size() + " tokens");
      return 0;
    }
  }

  /** Trains the model. */
  @Command(name = "fit", description = "Trains the model, or goes on where a run stopped.")
  static final class Fit implements Callable<Integer> {
    @Option(names = "--out", required = true, description = "The model's folder.")
    private Path out = Path.of(".");

    @Option(names = "--state", required = true, description = "File of the run's state.")
    private Path state = Path.of("state.safetensors");

    @Option(
        names = "--objective",
        description = "CAUSAL or MASKED: the next token, or masked ones (a diffusion model).")
    private Objective objective = Objective.CAUSAL;

    @Option(names = "--resume", description = "Goes on from the state.")
    private boolean resume;

    @Option(names = "--seed", description = "Seed of weights and data.")
    private long seed = 1;

    @Option(names = "--steps", description = "Updates in all.")
    private int steps = 12_000;

    @Option(names = "--cooldown", description = "Updates at the end with a falling rate.")
    private int cooldown = 2_000;

    @Option(names = "--drill-from", description = "First update of those with copying drills.")
    private int drillFrom;

    @Option(names = "--drill-to", description = "First update behind those.")
    private int drillTo = 1_000;

    @Option(names = "--batch-tokens", description = "Positions per update.")
    private int batchTokens = 1536;

    @Option(names = "--rate", description = "Peak learning rate.")
    private double rate = 2e-3;

    @Option(names = "--hidden", description = "Width of the model.")
    private int hidden = 128;

    @Option(names = "--layers", description = "Blocks.")
    private int layers = 4;

    @Option(names = "--heads", description = "Attention heads.")
    private int heads = 4;

    @Option(names = "--intermediate", description = "Width of the SwiGLU.")
    private int intermediate = 352;

    @Option(names = "--validate-every", description = "Updates between validations.")
    private int validateEvery = 500;

    @Override
    public Integer call() throws IOException {
      ByteLevelBpe tokenizer = ByteLevelBpe.read(out.resolve("tokenizer.json"));
      LlamaShape shape =
          new LlamaShape(tokenizer.size(), hidden, layers, heads, intermediate, 512, 500_000, 1e-5);
      TrainingPlan plan =
          new TrainingPlan(
              seed,
              shape,
              steps,
              batchTokens,
              rate,
              100,
              cooldown,
              0.05,
              1.0,
              drillFrom,
              drillTo,
              0.22);
      Path log = out.resolve("training.log");
      try (ModelTrainer trainer = new ModelTrainer(objective, plan, tokenizer)) {
        if (resume) {
          Checkpoints.load(state, trainer.model(), trainer.optimizer());
          trainer.skipSeen();
        }
        say(
            log,
            objective
                + " "
                + plan
                + " parameters "
                + shape.parameters()
                + (resume ? " resumed" : ""));
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        // The tensor library does not survive the end of the process in the middle of an update:
        // an interrupt waits for its end, and the state is saved.
        Thread interrupt =
            new Thread(() -> {
              stop.set(true);
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
        Runtime.getRuntime().addShutdownHook(interrupt);
        long began = System.nanoTime();
        try {
          run(trainer, tokenizer, log, began, stop);
        } finally {
          stopped.countDown();
        }
      }
      return 0;
    }

    private void run(
        ModelTrainer trainer, ByteLevelBpe tokenizer, Path log, long began, AtomicBoolean stop)
        throws IOException {
      while (trainer.optimizer().steps() < steps) {
        if (stop.get()) {
          Checkpoints.save(state, trainer.model(), trainer.optimizer());
          say(log, "stopped at step " + trainer.optimizer().steps());
          return;
        }
        trainer.step();
        long done = trainer.optimizer().steps();
        if (done % 50 == 0 || done == steps) {
          say(log, trainer.progress((System.nanoTime() - began) / 1e9));
        }
        if (done % validateEvery == 0 || done == steps) {
          say(log, "step " + done + " " + trainer.validation(16));
          Checkpoints.save(state, trainer.model(), trainer.optimizer());
          Checkpoints.export(out, trainer.model(), tokenizer.endId());
        }
      }
    }

    private static void say(Path log, String line) throws IOException {
      System.out.println(line);
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /** Scores a run's state. */
  @Command(name = "test", description = "Exact match of greedy decoding, per schema.")
  static final class Test implements Callable<Integer> {
    @Option(names = "--model", required = true, description = "The model's folder.")
    private Path model = Path.of(".");

    @Option(names = "--split", description = "VALIDATION or TEST.")
    private Split split = Split.TEST;

    @Option(names = "--seed", description = "Seed of the examples.")
    private long seed = 1;

    @Option(names = "--count", description = "Examples per schema.")
    private int count = 200;

    @Override
    public Integer call() {
      ByteLevelBpe tokenizer = ByteLevelBpe.read(model.resolve("tokenizer.json"));
      LlamaShape shape = Checkpoints.shape(model);
      TrainingPlan plan = new TrainingPlan(seed, shape, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0);
      Objective objective = Checkpoints.objective(model);
      try (ModelTrainer trainer = new ModelTrainer(objective, plan, tokenizer)) {
        Checkpoints.importInto(model, trainer.model());
        Map<String, Scores> scores = trainer.scores(split, seed, count, name -> {});
        scores.forEach((name, score) ->
            System.out.printf(
                Locale.ROOT,
                "%-12s exact %5.1f%% of %d  loss %.4f%n",
                name,
                score.exactPercent(),
                score.count(),
                score.loss()));
      }
      return 0;
    }
  }
}
