package dev.espalier.grammars;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * An interpreter of another language that is given a program: it reads texts, one a line and in
 * Base64, and answers each with a line, which is empty if the text is right. It ends when its input
 * does. A test that needs one that is not installed is skipped.
 */
final class ProcessJudge implements Judge {

  private final BufferedWriter in;
  private final BufferedReader out;

  private ProcessJudge(Process process) {
    in = process.outputWriter(StandardCharsets.US_ASCII);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  private static Judge start(String... command) {
    try {
      return new ProcessJudge(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException e) {
      return Assumptions.abort(command[0] + " is not installed: no second judge");
    }
  }

  /** Python's own parser, without the checks that follow it. */
  static Judge python() {
    return start(
        "python3",
        "-c",
        """
        import ast, base64, sys, warnings
        warnings.simplefilter("ignore")
        for line in sys.stdin:
            try:
                ast.parse(base64.b64decode(line).decode("utf-8"))
                print(flush=True)
            except Exception as e:
                print(type(e).__name__, repr(str(e)), flush=True)
        """);
  }

  /** The regular expressions of Node.js, in Unicode mode. */
  static Judge node() {
    return start(
        "node",
        "-e",
        """
        const lines = require('readline').createInterface({ input: process.stdin });
        lines.on('line', line => {
          let answer = '';
          try {
            new RegExp(Buffer.from(line, 'base64').toString('utf8'), 'u');
          } catch (e) {
            answer = JSON.stringify(e.message);
          }
          process.stdout.write(answer + '\\n');
        });
        """);
  }

  @Override
  public synchronized Optional<String> refusal(String text) {
    try {
      in.write(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
      in.newLine();
      in.flush();
      String answer = out.readLine();
      if (answer == null) {
        throw new IllegalStateException("the judge has ended");
      }
      return Optional.of(answer).filter(line -> !line.isEmpty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
