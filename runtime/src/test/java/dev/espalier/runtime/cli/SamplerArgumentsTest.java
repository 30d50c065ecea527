package dev.espalier.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code generate --sampler}, with a model of random weights that puts next to nothing on L. */
class SamplerArgumentsTest {
  private static final Set<String> TEXTS = Set.of("1", "22", "a");

  @TempDir static Path directory;
  private static Path model = Path.of("");
  private static Path grammar = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    model = TinyCheckpoint.write(Files.createDirectory(directory.resolve("model")));
    grammar =
        Files.writeString(directory.resolve("texts.gbnf"), "root ::= \"1\" | \"22\" | \"a\"\n");
  }

  private static Ran generate(Object... more) {
    Object[] first = {"generate", "--grammar", grammar, "--model", model, "--prompt", "hello"};
    return Ran.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "masked",
        "asap",
        "cars",
        "ars",
        "mcmc-restart",
        "mcmc-uniform",
        "mcmc-priority",
        "smc",
        "smc-awrs",
        "beam",
        "diverse-beam",
        "stochastic-beam",
        "astar"
      })
  void everySamplerSaysHowItsTextsCameAbout(String sampler) {
    Ran ran =
        generate(
            "--sampler",
            sampler,
            "--samples",
            2,
            "--max-tokens",
            20,
            "--max-attempts",
            20_000,
            "--seed",
            5,
            "--json");
    assertEquals(0, ran.status(), ran.err());
    List<JsonNode> lines = ran.lines();
    assertEquals(2, lines.size());
    for (JsonNode line : lines) {
      assertTrue(TEXTS.contains(line.get("text").asString()), line.toString());
      assertEquals("complete", line.get("finish").asString());
      assertEquals(0, line.get("forced").asInt());
      assertTrue(line.get("logp").asDouble() < -2, line.toString());
      assertTrue(line.get("attempts").asLong() >= 1);
      assertTrue(line.get("forwards").asLong() >= 0);
      boolean weighted = !sampler.contains("beam") || sampler.equals("stochastic-beam");
      assertEquals(
          weighted && !sampler.equals("astar"), line.get("log_weight").isNumber(), sampler);
      boolean certified = Set.of("asap", "cars", "ars").contains(sampler);
      assertEquals(certified, line.get("certificate").isNumber(), line.toString());
    }
    // Equal seeds, equal texts.
    Ran again =
        generate(
            "--sampler",
            sampler,
            "--samples",
            2,
            "--max-tokens",
            20,
            "--max-attempts",
            20_000,
            "--seed",
            5,
            "--json");
    assertEquals(ran.out(), again.out());
  }

  @Test
  void distinctTextsEndWhereNoneIsLeft() {
    Ran ran =
        generate("--sampler", "cars", "--distinct", "--samples", 9, "--max-tokens", 4, "--json");
    assertEquals(0, ran.status(), ran.err());
    List<JsonNode> lines = ran.lines();
    assertEquals(TEXTS, new HashSet<>(lines.stream().map(l -> l.get("text").asString()).toList()));
    assertEquals(3, lines.size());
    assertTrue(ran.err().contains("no text but those taken is left"), ran.err());
    assertTrue(lines.get(0).get("log_weight").isNull());
  }

  @Test
  void aTrieIsKeptAndValidForOneLawOnly() {
    Path trie = directory.resolve("trie");
    Object[] common = {"--sampler", "cars", "--max-tokens", 4, "--trie", trie, "--json"};
    Ran cold = generate(common);
    assertEquals(0, cold.status(), cold.err());
    assertTrue(cold.json().get("attempts").asLong() > 1);
    Ran warm = generate(common);
    assertEquals(0, warm.status(), warm.err());
    assertTrue(warm.err().contains("P(L) is at most"), warm.err());
    assertTrue(
        warm.json().get("attempts").asLong() < cold.json().get("attempts").asLong(),
        cold.out() + warm.out());
    Ran other = generate(Stream.concat(Stream.of(common), Stream.of("--temperature", 2)).toArray());
    assertEquals(2, other.status());
    assertTrue(other.out().contains("is the trie of another model"), other.out());
    assertTrue(other.out().contains("sampling-file"), other.out());
  }

  @Test
  void attemptsThatDoNotSufficeAreAnError() {
    Ran ran = generate("--sampler", "rs", "--max-attempts", 3);
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("3 attempts gave no text of the language"), ran.err());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (Object[] wrong :
        new Object[][] {
          {"--sampler", "best"},
          {"--sampler", "cars", "--temperature", 0},
          {"--sampler", "beam", "--trie", directory.resolve("x")},
          {"--sampler", "beam", "--distinct"},
          {"--sampler", "diverse-beam", "--beams", 3, "--groups", 2},
          {"--sampler", "mcmc-restart", "--steps", -1},
          {"--sampler", "smc", "--particles", 0},
          {"--sampler", "cars", "--max-attempts", 0},
          {"--distinct"},
          {"--trie", directory.resolve("x")},
        }) {
      Ran ran = generate(wrong);
      assertEquals(2, ran.status(), List.of(wrong) + ran.err());
      assertEquals("", ran.out());
      assertFalse(ran.err().contains("internal error"), ran.err());
    }
  }
}
