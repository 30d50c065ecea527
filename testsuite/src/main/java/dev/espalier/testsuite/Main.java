package dev.espalier.testsuite;

import dev.espalier.compiler.EspalierException;
import dev.espalier.testsuite.aligned.AlignedCommand;
import dev.espalier.testsuite.antlr.AntlrCommand;
import dev.espalier.testsuite.bench.JmhCommand;
import dev.espalier.testsuite.canvas.CanvasesCommand;
import dev.espalier.testsuite.canvas.EmptinessCommand;
import dev.espalier.testsuite.device.DeviceCheckCommand;
import dev.espalier.testsuite.device.ThroughputCommand;
import dev.espalier.testsuite.diffusion.DiffusionCommand;
import dev.espalier.testsuite.diffusion.ParallelCommand;
import dev.espalier.testsuite.gad.GadCommand;
import dev.espalier.testsuite.limits.LimitsCommand;
import dev.espalier.testsuite.maskbench.MaskBenchCommand;
import dev.espalier.testsuite.oracle.OracleCommand;
import dev.espalier.testsuite.peers.PeersCommand;
import dev.espalier.testsuite.quality.QualityCommand;
import dev.espalier.testsuite.quality.SamplersCommand;
import dev.espalier.testsuite.regex.NodeDifferential;
import dev.espalier.testsuite.speed.GrammarSpeedCommand;
import dev.espalier.testsuite.speed.GrammarWorkerCommand;
import dev.espalier.testsuite.suite.JsonSchemaCommand;
import dev.espalier.testsuite.tools.ToolsCommand;
import dev.espalier.testsuite.worker.WorkerCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code bin/testsuite}: the conformance and benchmark runs. */
@Command(
    name = "testsuite",
    description = "Conformance and benchmark runs of Espalier.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AlignedCommand.class,
      AntlrCommand.class,
      CanvasesCommand.class,
      DecodeSpeed.class,
      DiffusionCommand.class,
      ParallelCommand.class,
      DeviceCheckCommand.class,
      EmptinessCommand.class,
      GadCommand.class,
      GrammarSpeedCommand.class,
      GrammarWorkerCommand.class,
      JmhCommand.class,
      JsonSchemaCommand.class,
      LimitsCommand.class,
      MaskBenchCommand.class,
      NodeDifferential.class,
      OracleCommand.class,
      PeersCommand.class,
      QualityCommand.class,
      SamplersCommand.class,
      ThroughputCommand.class,
      ToolsCommand.class,
      WorkerCommand.class
    })
public final class Main {
  /** Everything ran, and nothing that must pass failed. */
  public static final int OK = 0;

  /** The run found what must not be: a wrong bit, a test that passed once. */
  public static final int FOUND = 1;

  /** The run could not be done. */
  public static final int COULD_NOT_RUN = 2;

  private Main() {}

  /** Runs a command and answers its exit status. */
  public static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (failure instanceof EspalierException) {
            command.getErr().println("testsuite: " + failure.getMessage());
          } else {
            failure.printStackTrace(command.getErr());
          }
          return COULD_NOT_RUN;
        })
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args);
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Reads the version from the manifest of the jar that holds this class. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"testsuite " + (version == null ? "(development build)" : version)};
    }
  }
}
