package dev.espalier.testsuite.gad;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.process.JsonProcess;
import dev.espalier.testsuite.process.PythonEnvironment;
import dev.espalier.testsuite.text.Encoder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite gad}. */
@Command(
    name = "gad",
    mixinStandardHelpOptions = true,
    description = {
      "Texts of the GAD grammars against an independent recogniser: Lark's Earley parser.",
      "Texts drawn through masks must be accepted; of texts one edit away both must say the same.",
      "Makes a Python environment with Lark under target on first use."
    })
public final class GadCommand implements Callable<Integer> {
  private static final String LARK = "lark==1.3.1";

  @Option(names = "--data", paramLabel = "F", description = "the tasks (default: the shared data)")
  private @Nullable Path data;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "only every N-th grammar (default: ${DEFAULT-VALUE})")
  private int every = 1;

  @Option(
      names = "--strings",
      paramLabel = "N",
      description = "draw so many texts of each grammar (default: ${DEFAULT-VALUE})")
  private int strings = 1000;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      description =
          "texts of at most so many bytes more than a grammar's shortest (default: ${DEFAULT-VALUE})")
  private int bytes = 80;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of the random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "a tokenizer file to draw with (default: the shared data's o200k)")
  private @Nullable Path tokenizer;

  @Option(
      names = "--python",
      paramLabel = "CMD",
      description = "the Python to use (default: ${DEFAULT-VALUE})")
  private String python = "python3";

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    if (every < 1 || strings < 1 || bytes < 1) {
      throw new RunException("--every, --strings and --bytes are at least 1");
    }
    List<Task> tasks =
        Task.read(Home.need(data != null ? data : Home.data("gad/tasks.jsonl.gz"), "--data"));
    Path file =
        Home.need(
            tokenizer != null ? tokenizer : Home.data("tokenizers/o200k_base/tokenizer.json.gz"),
            "--tokenizer");
    PythonEnvironment environment = PythonEnvironment.of(python, "lark", LARK);
    Vocabulary vocabulary = Vocabulary.read(file);
    GadRun run;
    try (Encoder encoder = Encoder.of(file, vocabulary);
        JsonProcess process = environment.start(GadCommand.class, "recogniser.py")) {
      run =
          new GadRun(
              vocabulary,
              encoder,
              (grammar, texts) -> verdicts(process, grammar, texts),
              strings,
              bytes,
              seed);
      try (ProgressBar bar = output.progress("gad", (tasks.size() + every - 1) / every)) {
        for (int i = 0; i < tasks.size(); i += every) {
          run.run(tasks.get(i));
          bar.step();
        }
      }
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("grammars", run.grammars());
    results.put("strings", run.strings());
    results.put("accepted", run.accepted());
    results.put("mutants", run.mutants());
    results.put("disagreements", run.disagreements());
    results.put("seed", seed);
    results.put("refused_grammars", run.refused());
    results.put("distinct_strings", run.distinct());
    results.put("mutants_accepted", run.mutantsAccepted());
    results.put("recogniser", LARK);
    results.put("findings", run.findings());
    output.write(results);
    String table =
        """
        | what | count |
        |---|---:|
        | grammars that compile | %,d |
        | grammars that do not | %,d |
        | texts drawn through masks | %,d |
        | different ones, summed over the grammars | %,d |
        | of the drawn, accepted by Lark's Earley parser | %,d |
        | texts one edit away | %,d |
        | of these accepted by both | %,d |
        | disagreements | %,d |
        """
            .formatted(
                run.grammars(),
                run.refused(),
                run.strings(),
                run.distinct(),
                run.accepted(),
                run.mutants(),
                run.mutantsAccepted(),
                run.disagreements());
    output.say(table);
    run.findings().forEach(output::say);
    String command = "bin/testsuite gad --strings " + strings + " --seed " + seed;
    output.keep("gad", command + (every == 1 ? "" : " --every " + every), results, table);
    return run.disagreements() == 0 && run.refused() == 0 ? Main.OK : Main.FOUND;
  }

  private static boolean[] verdicts(JsonProcess process, String grammar, List<String> texts) {
    String bits =
        process.ask(Map.of("grammar", grammar, "texts", texts)).required("accepted").stringValue();
    if (bits.length() != texts.size()) {
      throw new RunException("the recogniser answered " + bits.length() + " of " + texts.size());
    }
    boolean[] verdicts = new boolean[bits.length()];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = bits.charAt(i) == '1';
    }
    return verdicts;
  }
}
