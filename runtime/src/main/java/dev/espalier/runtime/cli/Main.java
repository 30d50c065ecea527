package dev.espalier.runtime.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point of {@code bin/espalier}. */
@Command(
    name = "espalier",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shapes what a language model can say.",
    footer = {
      "",
      "Exit status: 0 done, or the text is accepted; 1 the schema, prefix or text is refused;",
      "2 could not run; 70 a defect of Espalier itself; 130 ended by Ctrl-C."
    })
public final class Main {

  private Main() {}

  /** Runs the command line and ends the process with its exit status. */
  public static void main(String[] args) {
    Streams streams =
        new Streams(
            System.in,
            new FileOutputStream(FileDescriptor.out),
            new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Interruption interruption = Interruption.onCtrlC();
    int status = run(args, streams, interruption);
    interruption.done();
    System.exit(status);
  }

  /** Runs the command line on given streams; never ends the process. */
  static int run(String[] args, InputStream in, OutputStream out, PrintStream err) {
    return run(args, new Streams(in, out, err), Interruption.never());
  }

  static int run(String[] args, Streams streams, Interruption interruption) {
    List<BaseCommand> commands =
        List.of(
            new GenerateCommand(interruption),
            new CompileCommand(),
            new MaskCommand(),
            new InfillCommand(),
            new CheckCommand(),
            new ExplainCommand());
    CommandLine line = new CommandLine(new Main());
    for (BaseCommand command : commands) {
      command.with(streams);
      line.addSubcommand(command);
    }
    // An argument is what it is: no @files, no quotes taken off.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(false);
    line.setErr(new PrintWriter(streams.err(), true));
    line.setOut(new PrintWriter(new PrinterOf(streams), true));
    boolean json = Arrays.asList(args).contains("--json");
    boolean debug = Arrays.asList(args).contains("--debug");
    line.setParameterExceptionHandler((e, rest) -> {
      String help = e.getCommandLine().getCommandSpec().qualifiedName();
      Failure failure =
          Failure.usage(String.valueOf(e.getMessage()) + "; see " + help + " --help").failure();
      return report(failure, e, streams, json, debug);
    });
    line.setExecutionExceptionHandler(
        (e, command, result) -> report(Failure.of(e), e, streams, json, debug));
    if (args.length == 0) {
      line.usage(line.getOut());
      return ExitStatus.DONE;
    }
    try {
      return line.execute(args);
    } catch (Interruption.Interrupted e) {
      return ExitStatus.INTERRUPTED;
    } catch (RuntimeException | Error e) {
      return report(Failure.of(e), e, streams, json, debug);
    }
  }

  private static int report(
      Failure failure, Throwable e, Streams streams, boolean json, boolean debug) {
    if (e instanceof Interruption.Interrupted) {
      return ExitStatus.INTERRUPTED;
    }
    if (debug) {
      e.printStackTrace(streams.err());
    }
    boolean told = false;
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("ok", false);
      object.put("error", failure.json());
      try {
        streams.println(Streams.json(object));
        told = true;
      } catch (Failure.Stop stop) {
        // Standard output is the trouble: say it below.
      }
    }
    if (!told) {
      streams.note("espalier: " + failure.message());
    }
    return failure.status();
  }

  /** What picocli prints of itself: help and version. */
  private static final class PrinterOf extends java.io.Writer {
    private final Streams streams;

    PrinterOf(Streams streams) {
      this.streams = streams;
    }

    @Override
    public void write(char[] chars, int from, int length) {
      streams.print(new String(chars, from, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Reads the version from the manifest of the jar that holds this class. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"espalier " + (version == null ? "(development build)" : version)};
    }
  }
}
