package dev.espalier.testsuite.process;

import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python virtual environment with pinned packages, under the project's {@code target}. */
public final class PythonEnvironment {
  private final Path folder;

  private PythonEnvironment(Path folder) {
    this.folder = folder;
  }

  /**
   * The environment of a name; made if it is not there or holds other versions.
   *
   * @param command the Python to make it with, such as {@code python3}
   * @param name of the environment
   * @param packages what is installed: each {@code NAME==VERSION}
   * @throws RunException if there is no such Python, or the package index does not answer
   */
  public static PythonEnvironment of(String command, String name, String... packages) {
    return of(Home.root().resolve("target/python").resolve(name), command, packages);
  }

  static PythonEnvironment of(Path folder, String command, String... packages) {
    Path python = folder.resolve("bin/python");
    Path stamp = folder.resolve("installed");
    String wanted = String.join(" ", packages);
    try {
      if (Files.exists(python)
          && Files.exists(stamp)
          && Files.readString(stamp).strip().equals(wanted)) {
        return new PythonEnvironment(folder);
      }
      Files.createDirectories(folder);
      run(
          "this run needs Python 3.9 or newer with venv; name it with --python",
          List.of(command, "-m", "venv", "--clear", folder.toString()));
      if (packages.length > 0) {
        install(python, packages);
      }
      Files.writeString(stamp, wanted + "\n");
    } catch (IOException e) {
      throw new RunException("cannot make the Python environment " + folder, e);
    }
    return new PythonEnvironment(folder);
  }

  private static void install(Path python, String... packages) {
    List<String> install =
        new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "--quiet"));
    install.add("--no-input");
    // What would have to be built here is not what others run.
    install.add("--only-binary=:all:");
    install.addAll(List.of(packages));
    run("cannot install " + String.join(" ", packages) + " from the package index", install);
  }

  /**
   * Starts a script that answers lines.
   *
   * @param owner the class beside which the script stands as a resource
   * @param resource the script's name
   */
  public JsonProcess start(Class<?> owner, String resource) {
    try (@Nullable InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new RunException("no script " + resource + " beside " + owner.getName());
      }
      Path script = folder.resolve(resource);
      Files.write(script, in.readAllBytes());
      return JsonProcess.start(
          resource, List.of(folder.resolve("bin/python").toString(), "-u", script.toString()));
    } catch (IOException e) {
      throw new RunException("cannot start " + resource + ": " + e.getMessage(), e);
    }
  }

  private static void run(String problem, List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new RunException(problem + " (" + e.getMessage() + ")", e);
    }
    try {
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new RunException(problem + ": " + lastLine(said));
      }
    } catch (IOException e) {
      throw new RunException(problem, e);
    } catch (InterruptedException e) {
      process.destroy();
      throw new RunException("interrupted", e);
    }
  }

  private static String lastLine(String said) {
    return said.substring(said.lastIndexOf('\n') + 1);
  }
}
