package dev.espalier.runtime.model.transformer;

import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.CheckpointLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small JSON files of a checkpoint. */
final class JsonFiles {

  private static final int MOST_SHOWN = 120;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFiles() {}

  /**
   * Reads a file whose root must be an object.
   *
   * @throws CheckpointException if it is missing, too large or not such a file
   */
  static JsonNode readObject(Path file, CheckpointLimits limits) {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(Kind.MISSING_FILE, file, "there is no such file");
    }
    try {
      if (Files.size(file) > limits.configBytes()) {
        throw new CheckpointException(
            Kind.LIMIT,
            file,
            "it has %d bytes; the limit configBytes is %d"
                .formatted(Files.size(file), limits.configBytes()));
      }
      JsonNode root = MAPPER.readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw new CheckpointException(Kind.MALFORMED, file, "it is no JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw new CheckpointException(
          Kind.MALFORMED, file, "it is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(
          Kind.MISSING_FILE, file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** What a stranger wrote, fit for one line of a message. */
  static String shown(JsonNode node) {
    return node.isMissingNode() ? "(none)" : shown(node.toString());
  }

  /** The same for a text. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MOST_SHOWN)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.length() > MOST_SHOWN ? shown.append('…').toString() : shown.toString();
  }
}
