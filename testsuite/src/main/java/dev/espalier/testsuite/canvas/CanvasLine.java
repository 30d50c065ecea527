package dev.espalier.testsuite.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.testsuite.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A canvas on a line of a file.
 *
 * @param id says where it comes from
 * @param kind how its holes lie
 * @param schema a JSON Schema, or empty
 * @param grammar the name of a bundled grammar, or empty
 * @param tokens ids of the tokenizer, {@link #HOLE} for a hole of one token
 * @param proposals pairs of a position and a token that a model may propose for it, each of which
 *     changes the canvas by itself
 */
record CanvasLine(
    String id, String kind, String schema, String grammar, int[] tokens, List<int[]> proposals) {
  static final int HOLE = -1;

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  Canvas canvas() {
    return Canvas.masked(tokens, HOLE);
  }

  String write() {
    ObjectNode line = MAPPER.createObjectNode().put("id", id).put("kind", kind);
    if (schema.isEmpty()) {
      line.put("grammar", grammar);
    } else {
      line.set("schema", MAPPER.readTree(schema));
    }
    ArrayNode ids = line.putArray("canvas");
    Arrays.stream(tokens).forEach(ids::add);
    ArrayNode pairs = line.putArray("proposals");
    proposals.forEach(pair -> pairs.addArray().add(pair[0]).add(pair[1]));
    return MAPPER.writeValueAsString(line);
  }

  private static CanvasLine parse(String text) {
    JsonNode line = MAPPER.readTree(text);
    int[] tokens = line.path("canvas").valueStream().mapToInt(JsonNode::asInt).toArray();
    List<int[]> proposals = new ArrayList<>();
    line.path("proposals")
        .forEach(pair -> proposals.add(new int[] {pair.get(0).asInt(), pair.get(1).asInt()}));
    if (tokens.length == 0 || line.has("schema") == line.has("grammar")) {
      throw new RunException("a canvas, and a schema or a grammar were expected");
    }
    return new CanvasLine(
        line.path("id").asString(""),
        line.path("kind").asString(""),
        line.has("schema") ? MAPPER.writeValueAsString(line.get("schema")) : "",
        line.path("grammar").asString(""),
        tokens,
        proposals);
  }

  /**
   * Reads a file, one canvas at a time.
   *
   * @throws RunException if it cannot be read; names the line
   */
  static void read(Path file, Consumer<CanvasLine> each) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        number++;
        try {
          each.accept(parse(text));
        } catch (JacksonException | RunException e) {
          throw new RunException(file + ", line " + number + ": " + e.getMessage(), e);
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
