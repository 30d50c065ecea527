package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.CheckpointLimits;
import dev.espalier.runtime.model.safetensors.ElementType;
import dev.espalier.runtime.model.safetensors.SafetensorsFile;
import dev.espalier.runtime.model.safetensors.TensorEntry;
import dev.espalier.runtime.tensor.FloatSource;
import dev.espalier.runtime.tensor.Scope;
import dev.espalier.runtime.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The weights of a checkpoint, in one file or several. Counts what has been taken, so that what
 * nobody took can be named.
 */
final class Weights implements AutoCloseable {

  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path directory;
  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, SafetensorsFile> homes = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private long parameters;

  private Weights(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens {@code model.safetensors}, or the files that {@code model.safetensors.index.json} names.
   *
   * @throws CheckpointException if they are missing, malformed or contradict each other
   */
  static Weights open(Path directory, CheckpointLimits limits) {
    Weights weights = new Weights(directory);
    try {
      Path single = directory.resolve(SINGLE);
      Path index = directory.resolve(INDEX);
      if (Files.exists(single) || !Files.exists(index)) {
        weights.add(SafetensorsFile.open(single, limits));
      } else {
        weights.openIndexed(index, limits);
      }
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private void openIndexed(Path index, CheckpointLimits limits) {
    JsonNode map = JsonFiles.readObject(index, limits).path("weight_map");
    if (!map.isObject()) {
      throw new CheckpointException(Kind.MALFORMED, index, "it has no object weight_map");
    }
    Set<String> names = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String name = entry.getValue().asString("");
      // Plain names only: an index must not lead out of its directory.
      if (!name.endsWith(".safetensors")
          || name.startsWith(".")
          || !name.chars()
              .allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != '\\' && c != ':')) {
        throw new CheckpointException(
            Kind.MALFORMED,
            index,
            "%s is no plain name of a safetensors file"
                .formatted(JsonFiles.shown(entry.getValue())));
      }
      names.add(name);
      if (names.size() > limits.files()) {
        throw new CheckpointException(
            Kind.LIMIT, index, "it names more files than the limit files, " + limits.files());
      }
    }
    for (String name : names) {
      add(SafetensorsFile.open(directory.resolve(name), limits));
    }
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      SafetensorsFile home = homes.get(entry.getKey());
      String name = entry.getValue().asString("");
      if (home == null || !home.path().endsWith(name)) {
        throw new CheckpointException(
            Kind.MISSING_TENSOR,
            directory.resolve(name),
            "tensor %s is not in it, though %s says so"
                .formatted(JsonFiles.shown(entry.getKey()), INDEX));
      }
    }
  }

  private void add(SafetensorsFile file) {
    files.add(file);
    for (String name : file.tensors().keySet()) {
      SafetensorsFile other = homes.putIfAbsent(name, file);
      if (other != null) {
        throw new CheckpointException(
            Kind.MALFORMED,
            file.path(),
            "tensor %s is also in %s".formatted(JsonFiles.shown(name), other.path()));
      }
    }
  }

  /** The type of a tensor's numbers. */
  ElementType type(String name) {
    return home(name, "").tensor(name).type();
  }

  private SafetensorsFile home(String name, String what) {
    SafetensorsFile file = homes.get(name);
    if (file == null) {
      throw new CheckpointException(
          Kind.MISSING_TENSOR,
          files.size() == 1 ? files.get(0).path() : directory.resolve(INDEX),
          "tensor %s%s is missing".formatted(name, what));
    }
    return file;
  }

  /** Numbers in all tensors that were taken. */
  long parameters() {
    return parameters;
  }

  /**
   * Puts tensors one below the other into one tensor of the scope.
   *
   * @param names their names
   * @param sizes how many rows each has
   * @param row the sizes of a row; empty if the tensors are vectors
   * @throws CheckpointException if one is missing or has another shape or type
   */
  Tensor take(Scope scope, List<String> names, List<Integer> sizes, int... row) {
    List<FloatSource> sources = new ArrayList<>();
    int total = 0;
    for (int i = 0; i < names.size(); i++) {
      int[] shape = shape(sizes.get(i), row);
      sources.add(source(names.get(i), shape));
      total += sizes.get(i);
    }
    return scope.load(FloatSource.concat(sources), shape(total, row));
  }

  /** One tensor. */
  Tensor take(Scope scope, String name, int... shape) {
    return scope.load(source(name, shape), shape);
  }

  /** One tensor's numbers. */
  FloatSource source(String name, int... shape) {
    SafetensorsFile file = home(name, " of shape " + Arrays.toString(shape));
    TensorEntry entry = file.tensor(name);
    List<Long> expected = Arrays.stream(shape).asLongStream().boxed().toList();
    if (!entry.shape().equals(expected)) {
      throw new CheckpointException(
          Kind.WRONG_SHAPE,
          file.path(),
          "tensor %s should have shape %s by config.json, but has %s"
              .formatted(name, expected, entry.shape()));
    }
    if (!entry.type().isReadable()) {
      throw new CheckpointException(
          Kind.WRONG_TYPE,
          file.path(),
          "tensor %s holds %s; weights are F32, F16, BF16 or F64".formatted(name, entry.type()));
    }
    if (taken.add(name)) {
      parameters += entry.size();
    }
    return new FloatSource() {
      @Override
      public long size() {
        return entry.size();
      }

      @Override
      public void read(long from, FloatBuffer target) {
        file.read(entry, from, target);
      }
    };
  }

  /**
   * Checks that nothing was left out.
   *
   * @param derived names of tensors that only repeat what is known, such as a tied head
   * @throws CheckpointException naming a tensor that nobody took
   */
  void requireAllTaken(Set<String> derived) {
    for (Map.Entry<String, SafetensorsFile> entry : homes.entrySet()) {
      String name = entry.getKey();
      // Older exports carry the rotary frequencies, which follow from the configuration.
      if (!taken.contains(name) && !derived.contains(name) && !name.endsWith(".inv_freq")) {
        throw new CheckpointException(
            Kind.UNSUPPORTED,
            entry.getValue().path(),
            "tensor %s has no place in the architecture that config.json describes"
                .formatted(JsonFiles.shown(name)));
      }
    }
  }

  private static int[] shape(int rows, int[] row) {
    int[] shape = new int[row.length + 1];
    shape[0] = rows;
    System.arraycopy(row, 0, shape, 1, row.length);
    return shape;
  }

  @Override
  public void close() {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }
}
