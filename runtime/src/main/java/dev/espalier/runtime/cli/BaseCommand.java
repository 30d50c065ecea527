package dev.espalier.runtime.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands share. */
abstract class BaseCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Write for programs: one JSON object a line.")
  boolean json;

  @Option(names = "--debug", description = "Show where in the program an error arose.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  private @Nullable Streams streams;

  void with(Streams given) {
    this.streams = given;
  }

  Streams streams() {
    if (streams == null) {
      throw new IllegalStateException("no streams");
    }
    return streams;
  }
}
