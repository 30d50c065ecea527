package dev.espalier.testsuite.maskbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Ratchet;
import dev.espalier.testsuite.SharedData;
import dev.espalier.testsuite.maskbench.MaskBench.Verdict;
import dev.espalier.testsuite.text.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskBenchTest {
  @TempDir Path folder;

  /** What passed once passes; nothing valid is refused, nothing invalid accepted. */
  @Test
  void everyHundredFiftiethSchemaIsJudgedAsBefore() {
    MaskBench bench = run(SharedData.path("maskbench/dev.jsonl.gz"), 150);
    Ratchet ratchet = Ratchet.read(Home.record("maskbench.ratchet"));
    Set<String> passed = new HashSet<>(bench.passed());
    Set<String> ran = new HashSet<>(passed);
    bench.failures().forEach(f -> ran.add(f.id()));
    assertEquals(46, ran.size());
    assertEquals(List.of(), ratchet.broken(ran, passed));
    assertEquals(
        List.of(),
        bench.failures().stream().filter(f -> f.verdict() != Verdict.COMPILE_ERROR).toList());
    assertTrue(
        ratchet.names().stream().anyMatch(ran::contains), "the ratchet holds none of the schemas");
  }

  private static MaskBench run(Path cases, int every) {
    return run(cases, every, CompileLimits.DEFAULT);
  }

  private static MaskBench run(Path cases, int every, CompileLimits limits) {
    return run(cases, every, limits, 0);
  }

  private static MaskBench run(Path cases, int every, CompileLimits limits, int ahead) {
    Path tokenizer = SharedData.path("tokenizers/o200k_base/tokenizer.json.gz");
    Vocabulary vocabulary = Vocabulary.read(tokenizer);
    try (Encoder encoder = Encoder.of(tokenizer, vocabulary)) {
      MaskBench bench =
          new MaskBench(
              vocabulary,
              encoder,
              JsonSchemaOptions.DEFAULT.withFormats(Formats.ASSERT).withLimits(limits),
              Contradictions.read(Home.record("maskbench-contradictions.jsonl")),
              0,
              ahead);
      Case.read(cases, every, bench::run);
      return bench;
    }
  }

  /** Masks that were made before say the same. */
  @Test
  void whatIsMadeAheadIsRight() {
    Path cases = SharedData.path("maskbench/dev.jsonl.gz");
    MaskBench plain = run(cases, 300, CompileLimits.DEFAULT);
    MaskBench ahead = run(cases, 300, CompileLimits.DEFAULT, 4);
    assertEquals(plain.passed(), ahead.passed());
    assertEquals(plain.tokens(), ahead.tokens());
  }

  /** Wrong labels are found: the run can fail in both directions, and says where. */
  @Test
  void wrongLabelsAreErrors() throws IOException {
    Path cases = folder.resolve("cases.jsonl");
    Files.writeString(
        cases,
        """
        {"id":"A_1","schema":{"type":"integer"},"tests":[{"valid":true,"data":1},{"valid":false,"data":"x"}]}
        {"id":"A_2","schema":{"type":"integer"},"tests":[{"valid":false,"data":1}]}
        {"id":"A_3","schema":{"type":"integer"},"tests":[{"valid":true,"data":"x"},{"valid":true,"data":1}]}
        {"id":"A_4","schema":{"type":"array"},"tests":[{"valid":true,"data":[1.50,"é\\u00e9\\n"]}]}
        {"id":"A_5","schema":{"type":7},"tests":[{"valid":true,"data":1}]}
        """);
    MaskBench bench = run(cases, 1);
    assertEquals(List.of("A_1", "A_4"), bench.passed());
    assertEquals(1, bench.count(Verdict.INVALIDATION_ERROR));
    assertEquals(1, bench.count(Verdict.VALIDATION_ERROR));
    assertEquals(1, bench.count(Verdict.COMPILE_ERROR));
    assertEquals("INVALID type", bench.failures().get(2).cause());
    assertEquals(4, bench.firstMasks(false).size());
    assertEquals(bench.tokens(), bench.masks(false).size());
  }

  /** To refuse what nothing satisfies is right, unless an instance is said to be valid. */
  @Test
  void unsatisfiableSchemasAreCountedApart() throws IOException {
    Path cases = folder.resolve("cases.jsonl");
    Files.writeString(
        cases,
        """
        {"id":"A_1","schema":{"type":"string","const":1},"tests":[]}
        {"id":"A_2","schema":{"type":"string","const":1},"tests":[{"valid":false,"data":1}]}
        {"id":"A_3","schema":{"type":"string","const":1},"tests":[{"valid":true,"data":1}]}
        {"id":"A_4","schema":{"$ref":"#/nowhere"},"tests":[]}
        """);
    MaskBench bench = run(cases, 1);
    assertEquals(List.of("A_1", "A_2"), bench.passed());
    assertEquals(2, bench.unsatisfiable());
    assertEquals(2, bench.count(Verdict.COMPILE_ERROR));
  }

  /** A limit that is reached while an instance is read is a failure, and counted apart. */
  @Test
  void limitsAtRunTimeAreCountedApart() throws IOException {
    Path cases = folder.resolve("cases.jsonl");
    Files.writeString(
        cases,
        """
        {"id":"A_1","schema":{"type":"string","pattern":"^(a|b)*a(a|b){6}$"},"tests":[{"valid":true,"data":"abbabbabababababaaabbabababaabbbaab"},{"valid":false,"data":1}]}
        """);
    MaskBench bench = run(cases, 1, CompileLimits.DEFAULT.withLexicalStates(100));
    assertEquals(1, bench.limitsReached());
    assertEquals(1, bench.count(Verdict.VALIDATION_ERROR));
    assertEquals(Map.of("LIMIT lexicalStates", 1), bench.causes());
  }

  /** Each schema is measured as if it were the only one, whatever those before it have made. */
  @Test
  void memoryIsThatOfOneSchema() throws IOException {
    Path cases = folder.resolve("cases.jsonl");
    String one =
        """
        {"id":"A_1","schema":{"type":"string","pattern":"^(ab|cd){3,400}$"},"tests":[{"valid":false,"data":1}]}
        """;
    Files.writeString(cases, one.repeat(2 * MaskBench.MEASURED));
    MaskBench bench = run(cases, 1);
    long[] shared = bench.memory(true).toArray();
    assertEquals(2, bench.memory(false).size());
    assertEquals(2, shared.length);
    for (long bytes : shared) {
      assertTrue(bytes > 10_000, () -> "so many bytes are shared: " + bytes);
    }
  }

  /** Keywords count where they are keywords: not as names of members, nor inside of values. */
  @Test
  void keywordsAreFoundWhereSchemasStand() {
    assertEquals(
        Set.of("properties", "enum", "items", "$ref", "minimum", "dependencies"),
        Keywords.of(
            """
            {"properties":{"oneOf":{"enum":[{"not":{}}]},"a":{"items":[{"$ref":"#/definitions/if"}]}},
            "definitions":{"if":{"minimum":0,"default":{"maximum":1}}},
            "dependencies":{"const":["type"],"pattern":true}}
            """));
  }

  @Test
  void splitsAreTheBeginningOfIds() {
    assertEquals("Github_easy", new Case("Github_easy---o1", "{}", List.of()).split());
    assertEquals("Kubernetes", new Case("Kubernetes---kb_1", "{}", List.of()).split());
    assertEquals("BFCL", new Case("BFCL_java_10", "{}", List.of()).split());
  }
}
