package dev.espalier.runtime.tensor.torch;

import dev.espalier.runtime.tensor.TensorException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds an installed libtorch by looking at directories; no program is started. Looked at, in this
 * order: what this process has loaded already, the environment that {@code VIRTUAL_ENV} or {@code
 * CONDA_PREFIX} names, the environments whose {@code python3} or {@code python} is on the {@code
 * PATH} (behind links), and what DJL has unpacked to its cache.
 */
final class LibtorchLocator {
  /** The library that holds the C interface. */
  static final String LIBRARY = System.mapLibraryName("torch_cpu");

  /** Where Linux lists the libraries that are loaded. */
  private static final Path MAPS = Path.of("/proc/self/maps");

  private static final int MOST_LINKS = 16;

  private final Map<String, String> environment;
  private final Path home;

  LibtorchLocator(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /** The one for this process. */
  static LibtorchLocator ofProcess() {
    return new LibtorchLocator(System.getenv(), Path.of(System.getProperty("user.home", "/")));
  }

  /**
   * The directory of libtorch's libraries that a user means by a directory: itself, or where a
   * distribution or a Python environment has them.
   *
   * @throws TensorException if there is no libtorch
   */
  static Path within(Path given) {
    if (!Files.isDirectory(given)) {
      throw new TensorException("no libtorch in %s: there is no such directory".formatted(given));
    }
    List<Path> places = new ArrayList<>();
    places.add(given);
    places.add(given.resolve("lib"));
    places.add(given.resolve("torch").resolve("lib"));
    places.addAll(ofEnvironment(given));
    return first(places)
        .orElseThrow(() ->
            new TensorException(
                "no libtorch in %s: it has no %s, nor has lib or torch/lib in it"
                    .formatted(given, LIBRARY)));
  }

  /** The directory of the libtorch that this process has loaded, as far as Linux tells. */
  static Optional<Path> loaded() {
    if (!Files.isReadable(MAPS)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.endsWith("/" + LIBRARY))
          .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that the libtorch of a directory can be loaded into this process.
   *
   * @throws TensorException if another one is there already: two would mix
   */
  static void refuseSecond(Path directory) {
    Optional<Path> other = loaded();
    if (other.isPresent() && !same(other.get(), directory)) {
      throw new TensorException(
          "cannot load the libtorch in %s: this process has already loaded that in %s, and two would mix"
              .formatted(directory, other.get()));
    }
  }

  private static boolean same(Path a, Path b) {
    try {
      return Files.isSameFile(a.resolve(LIBRARY), b.resolve(LIBRARY));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The first libtorch that is found.
   *
   * @throws TensorException if none is, saying where it was looked for
   */
  Path find() {
    Set<Path> environments = new LinkedHashSet<>();
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      path(environment.get(variable)).ifPresent(environments::add);
    }
    for (String part : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      path(part).ifPresent(directory -> environments.addAll(ofPrograms(directory)));
    }
    List<Path> places = new ArrayList<>();
    loaded().ifPresent(places::add);
    environments.forEach(directory -> places.addAll(ofEnvironment(directory)));
    places.addAll(djlCaches());
    return first(places)
        .orElseThrow(() ->
            new TensorException(
                "no libtorch found: neither the Python environment in use has a torch, nor has"
                    + " DJL unpacked one; --torch-lib DIR names one"));
  }

  private static Optional<Path> first(List<Path> places) {
    return places.stream()
        .filter(place -> Files.isRegularFile(place.resolve(LIBRARY)))
        .findFirst()
        .map(Path::toAbsolutePath)
        .map(Path::normalize);
  }

  private static Optional<Path> path(@Nullable String name) {
    try {
      return name == null || name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * The environments that the interpreters in a directory belong to, following links one by one.
   */
  private static Set<Path> ofPrograms(Path directory) {
    Set<Path> environments = new LinkedHashSet<>();
    for (String name : List.of("python3", "python")) {
      Path program = directory.resolve(name);
      for (int i = 0; i < MOST_LINKS && Files.exists(program); i++) {
        Path bin = program.toAbsolutePath().getParent();
        if (bin != null && bin.getParent() != null) {
          environments.add(bin.getParent());
        }
        if (!Files.isSymbolicLink(program)) {
          break;
        }
        try {
          program = program.resolveSibling(Files.readSymbolicLink(program)).normalize();
        } catch (IOException e) {
          break;
        }
      }
    }
    return environments;
  }

  private static List<Path> ofEnvironment(Path environment) {
    List<Path> places = new ArrayList<>();
    for (Path versions : List.of(environment.resolve("lib"), environment.resolve("lib64"))) {
      for (Path version : children(versions, "python3*")) {
        for (String packages : List.of("site-packages", "dist-packages")) {
          places.add(version.resolve(packages).resolve("torch").resolve("lib"));
        }
      }
    }
    places.add(environment.resolve("Lib").resolve("site-packages").resolve("torch").resolve("lib"));
    return places;
  }

  private List<Path> djlCaches() {
    List<Path> places = new ArrayList<>();
    for (String variable : List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")) {
      path(environment.get(variable))
          .ifPresent(cache -> places.addAll(children(cache.resolve("pytorch"), "*")));
    }
    places.addAll(children(home.resolve(".djl.ai").resolve("pytorch"), "*"));
    return places;
  }

  /** The matching entries of a directory, the last by name first; none if it cannot be read. */
  private static List<Path> children(Path directory, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    found.sort(Comparator.reverseOrder());
    return found;
  }
}
