package dev.espalier.testsuite.peers;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.maskbench.Case;
import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.PythonEnvironment;
import dev.espalier.testsuite.text.Encoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code testsuite peers}. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "Espalier beside other engines from their published packages: the same schemas, instances and",
      "token ids, engines in turn, each in a process of its own, on one thread.",
      "A time is the least of several passes, each with engines started afresh.",
      "Makes Python environments under target on first use; those with PyTorch take 6 GB each."
    })
public final class PeersCommand implements Callable<Integer> {
  private static final List<String> OURS = List.of(PeersReport.ESPALIER, PeersReport.DECLARED);
  private static final int OVERHEAD_STEPS = 20_000;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "a .jsonl or .jsonl.gz file (default: the shared data's dev split)")
  private @Nullable Path file;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "E",
      description = "which engines (default: ${DEFAULT-VALUE})")
  private List<String> engines = names();

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file, or o200k_base or cl100k_base (default: ${DEFAULT-VALUE})")
  private String tokenizer = Tokenizer.O200K;

  @Option(names = "--every", paramLabel = "N", description = "only every N-th schema (default: 1)")
  private int every = 1;

  @Option(
      names = "--sparse",
      paramLabel = "N",
      description = {
        "of these, only every N-th for engines that compile slowly: xgrammar, outlines-core and grid",
        "(default: 1)"
      })
  private int sparse = 1;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "passes, each with engines started afresh (default: ${DEFAULT-VALUE})")
  private int runs = 3;

  @Option(
      names = "--warm",
      paramLabel = "N",
      description = {
        "schemas that warm Espalier's JVM in each pass; what they leave but compiled code is dropped",
        "(default: ${DEFAULT-VALUE})"
      })
  private int warm = 1000;

  @Option(
      names = "--time-out",
      paramLabel = "S",
      description = "seconds for a schema with its instances (default: ${DEFAULT-VALUE})")
  private int timeOut = 30;

  @Option(
      names = "--python",
      paramLabel = "CMD",
      description = "the Python to use (default: ${DEFAULT-VALUE})")
  private String python = "python3";

  @Mixin private final Output output = new Output();

  private static List<String> names() {
    List<String> names = new ArrayList<>(OURS);
    Peer.ALL.forEach(peer -> names.add(peer.name()));
    return names;
  }

  @Override
  public Integer call() {
    if (every < 1 || sparse < 1 || runs < 1 || warm < 0 || timeOut < 1) {
      throw new RunException(
          "--every, --sparse, --runs and --time-out are at least 1; --warm is not negative");
    }
    for (String engine : engines) {
      if (!names().contains(engine)) {
        throw new RunException("no such engine: " + engine + "; one of " + names());
      }
    }
    Path cases = Home.need(file != null ? file : Home.data("maskbench/dev.jsonl.gz"), "FILE");
    Tokenizer files = Tokenizer.of(tokenizer);
    Path tokens = files.file();
    Vocabulary vocabulary = Vocabulary.read(tokens);
    List<Case> schemas = new ArrayList<>();
    Case.read(cases, every, schemas::add);
    List<Case> warmers = new ArrayList<>();
    if (warm > 0) {
      Case.read(cases, Math.max(1, Case.count(cases) / warm), warmers::add);
    }

    PeersReport report = new PeersReport(tokenizer, schemas.size(), every, sparse, runs);
    report.protocol(warmers.size(), timeOut);
    Map<String, PeersRun.Contender> contenders = new LinkedHashMap<>();
    for (String engine : engines) {
      if (OURS.contains(engine)) {
        String keys = engine.equals(PeersReport.DECLARED) ? "declared" : "any";
        contenders.put(
            engine,
            new PeersRun.Contender(
                () -> new EngineProcess(() -> espalier(tokens, keys, warmers), limit()), 1));
      } else {
        peer(engine, vocabulary, files.json(), contenders, report);
      }
    }
    Map<String, Tally> tallies;
    try (Encoder encoder = Encoder.of(tokens, vocabulary);
        ProgressBar bar = output.progress("peers", (long) runs * schemas.size())) {
      tallies = PeersRun.run(contenders, schemas, encoder::encode, runs, bar::step);
    }
    Map<String, Object> results = report.json(tallies);
    String table = report.table(tallies);
    output.write(results);
    output.say(table);
    output.keep("performance.md", recordName(), command(), results, table);
    return Main.OK;
  }

  private Duration limit() {
    return Duration.ofSeconds(timeOut);
  }

  /** Installs and starts a peer once, so that one which does not run here is absent. */
  private void peer(
      String name,
      Vocabulary vocabulary,
      Optional<Path> json,
      Map<String, PeersRun.Contender> contenders,
      PeersReport report) {
    Peer peer = Peer.named(name).orElseThrow();
    Map<String, String> versions = new LinkedHashMap<>();
    PythonEnvironment environment;
    try {
      environment = peer.install(python);
      try (JsonProcess process = peer.start(environment, vocabulary, json, versions)) {
        JsonNode overhead = process.ask(Map.of("overhead", OVERHEAD_STEPS));
        report.peer(
            name,
            versions,
            overhead.required("call_ns").asLong(),
            overhead.required("step_ns").asLong());
      }
    } catch (RunException e) {
      report.absent(name, String.valueOf(e.getMessage()));
      output.say(name + " is absent: " + e.getMessage());
      return;
    }
    contenders.put(
        name,
        new PeersRun.Contender(
            () ->
                new EngineProcess(
                    () -> peer.start(environment, vocabulary, json, new LinkedHashMap<>()),
                    limit()),
            peer.slow() ? sparse : 1));
  }

  /** This project's engine, in a JVM like this one, warmed. */
  private JsonProcess espalier(Path tokens, String keys, List<Case> warmers) {
    JsonProcess process =
        JsonProcess.start(
            "espalier",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx3g",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.espalier.testsuite.Main",
                "worker",
                "--tokenizer",
                tokens.toAbsolutePath().toString(),
                "--keys",
                keys));
    process.greeting();
    try (Encoder encoder = Encoder.of(tokens, Vocabulary.read(tokens))) {
      for (Case warmer : warmers) {
        List<Map<String, int[]>> tests =
            warmer.tests().stream()
                .map(test -> Map.of("tokens", encoder.encode(test.text())))
                .toList();
        process.ask(Map.of("schema", warmer.schema(), "tests", tests), limit());
      }
    }
    process.ask(Map.of("fresh", true));
    return process;
  }

  private String recordName() {
    return tokenizer.equals(Tokenizer.CL100K) ? "peers-cl100k" : "peers";
  }

  private String command() {
    return "bin/testsuite peers"
        + (every == 1 ? "" : " --every " + every)
        + (sparse == 1 ? "" : " --sparse " + sparse)
        + (engines.equals(names()) ? "" : " --engines " + String.join(",", engines))
        + (tokenizer.equals(Tokenizer.O200K) ? "" : " --tokenizer " + tokenizer)
        + (runs == 3 ? "" : " --runs " + runs)
        + (warm == 1000 ? "" : " --warm " + warm)
        + (timeOut == 30 ? "" : " --time-out " + timeOut);
  }
}
