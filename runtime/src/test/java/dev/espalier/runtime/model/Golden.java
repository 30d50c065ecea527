package dev.espalier.runtime.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.SharedData;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny checkpoint with the logits that the reference implementation gives for one text. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Golden(Path directory, int[] ids, double[][] logits) {

  static final double TOLERANCE = 1e-4;

  static Golden of(String name) {
    Path directory = SharedData.path("models/" + name);
    JsonNode root = JsonMapper.shared().readTree(directory.resolve("golden.json").toFile());
    JsonNode ids = root.get("input_ids");
    JsonNode rows = root.get("logits");
    assertEquals(ids.size(), rows.size());
    double[][] logits = new double[rows.size()][];
    int[] tokens = new int[ids.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = ids.get(i).asInt();
      logits[i] = new double[rows.get(i).size()];
      for (int j = 0; j < logits[i].length; j++) {
        logits[i][j] = rows.get(i).get(j).asDouble();
      }
    }
    return new Golden(directory, tokens, logits);
  }

  /** Checks one row and returns its greatest distance from the reference. */
  double check(int position, float[] found) {
    double[] expected = logits[position];
    assertEquals(expected.length, found.length);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - found[i]));
      assertTrue(worst <= TOLERANCE, "position " + position + ", token " + i + ": " + worst);
    }
    return worst;
  }
}
