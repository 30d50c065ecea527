package dev.espalier.testsuite;

import dev.espalier.testsuite.regex.NodeDifferential;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry point of {@code bin/testsuite}. */
@Command(
    name = "testsuite",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Conformance and benchmark runs of Espalier.",
    subcommands = {DecodeSpeed.class, NodeDifferential.class})
public final class Main {

  private Main() {}

  /** Runs the command line and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
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
