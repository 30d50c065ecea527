package dev.espalier.testsuite.worker;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
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

/** {@code testsuite worker}. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Answers schemas with their tokenised instances, a line each, on standard input and output.",
      "Formats are asserted; every spelling is allowed."
    })
public final class WorkerCommand implements Callable<Integer> {
  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      required = true,
      description = "a tokenizer.json (plain or gzip) or tiktoken file; its ids are the tokens")
  private Path tokenizer = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "annotate|assert",
      description = "what the keyword format does (default: assert)")
  private Formats formats = Formats.ASSERT;

  @Option(
      names = "--keys",
      paramLabel = "any|declared",
      description = "the order of keys (default: any)")
  private KeyOrder keys = KeyOrder.ANY;

  @Override
  public Integer call() {
    Path file = Home.need(tokenizer, "--tokenizer");
    Worker worker =
        new Worker(
            () -> Vocabulary.read(file),
            JsonSchemaOptions.DEFAULT.withForm(OutputForm.ANY.withKeys(keys)).withFormats(formats));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(Worker.READY);
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
