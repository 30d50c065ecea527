package dev.espalier.runtime.cli;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

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

  @Spec @Nullable CommandSpec specification;

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

  /** The options that were given. */
  ParseResult given() {
    if (specification == null) {
      throw new IllegalStateException("not made by the command line");
    }
    return specification.commandLine().getParseResult();
  }

  /** Options that mean something else here than in other commands. */
  Set<String> own() {
    return Set.of();
  }
}
