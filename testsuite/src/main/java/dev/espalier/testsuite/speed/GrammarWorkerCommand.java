package dev.espalier.testsuite.speed;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code testsuite grammar-worker}. */
@Command(
    name = "grammar-worker",
    mixinStandardHelpOptions = true,
    description = {
      "Walks tokenised texts through bundled grammars, a line of JSON each, on standard input and",
      "output: {\"language\": NAME, \"texts\": [[ID, ...], ...]}. This is what grammar-speed times."
    })
public final class GrammarWorkerCommand implements Callable<Integer> {
  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      required = true,
      description = "a tokenizer.json (plain or gzip) or tiktoken file; its ids are the tokens")
  private Path tokenizer = Path.of("");

  @Override
  public Integer call() {
    Vocabulary vocabulary = Vocabulary.read(Home.need(tokenizer, "--tokenizer"));
    vocabulary.trie();
    WorkerAnswers worker = new WorkerAnswers(vocabulary);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank()) {
          out.println(worker.answer(line));
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot read standard input: " + e.getMessage(), e);
    }
    return Main.OK;
  }
}
