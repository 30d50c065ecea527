package dev.espalier.testsuite.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Ratchet;
import dev.espalier.testsuite.SharedData;
import dev.espalier.testsuite.text.Encoder;
import dev.espalier.testsuite.text.RawJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
  @TempDir Path folder;

  /** Every test of the suite that passed once passes. */
  @Test
  void whatPassedPasses() {
    Path suite = SharedData.path("JSON-Schema-Test-Suite");
    List<SuiteRun.Tokens> tokens = new ArrayList<>();
    for (String name : List.of("r50k_base/tokenizer.json", "o200k_base/tokenizer.json.gz")) {
      Path file = SharedData.path("tokenizers/" + name);
      Vocabulary vocabulary = Vocabulary.read(file);
      tokens.add(new SuiteRun.Tokens(vocabulary, Encoder.of(file, vocabulary)));
    }
    SuiteRun run = new SuiteRun(tokens, new Dialects(new Remotes(suite)));
    Set<String> ran = new HashSet<>();
    Set<String> passed = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    for (String draft : Group.drafts(suite)) {
      for (Group group : Group.read(suite, draft)) {
        for (SuiteRun.Outcome outcome : run.run(group)) {
          ran.add(outcome.name());
          if (outcome.passed()) {
            passed.add(outcome.name());
          } else if (outcome.cause().startsWith("mask")) {
            wrong.add(outcome.name() + ": " + outcome.message());
          }
        }
      }
    }
    Ratchet ratchet = Ratchet.read(Home.record("json-schema.ratchet"));
    assertEquals(List.of(), ratchet.broken(ran, passed));
    assertTrue(ran.containsAll(ratchet.names()), "the ratchet names tests that are not there");
    assertTrue(ratchet.names().size() > 1000, "the ratchet is nearly empty");
    assertEquals(List.of(), wrong);
  }

  @Test
  void readsTheSuiteAsItIs() {
    Path suite = SharedData.path("JSON-Schema-Test-Suite");
    List<Group> groups = Group.read(suite, "draft2020-12");
    assertEquals(1299, tests(groups, Group.Part.REQUIRED));
    assertEquals(162, tests(groups, Group.Part.OPTIONAL));
    assertEquals(764, tests(groups, Group.Part.FORMAT));
    // The folders of v1 are others: formats are no optional ones, and there are proposals.
    groups = Group.read(suite, "v1");
    assertEquals(1133, tests(groups, Group.Part.REQUIRED));
    assertEquals(325, tests(groups, Group.Part.OPTIONAL));
    assertEquals(758, tests(groups, Group.Part.FORMAT));
    assertTrue(
        groups.stream()
            .filter(g -> g.file().startsWith("proposals/"))
            .allMatch(g -> g.part() == Group.Part.OPTIONAL));
    assertEquals(
        List.of("draft2019-09", "draft2020-12", "draft3", "draft4", "draft6", "draft7", "v1"),
        Group.drafts(suite));
  }

  @Test
  void formatIsWhatThePartAsksFor() {
    Dialects dialects = new Dialects(new Remotes(folder));
    assertEquals(Formats.DRAFT, formats(dialects, "draft7", Group.Part.REQUIRED));
    assertEquals(Formats.ASSERT, formats(dialects, "draft7", Group.Part.FORMAT));
    assertEquals(Formats.DRAFT, formats(dialects, "v1", Group.Part.REQUIRED));
    assertEquals(Formats.ANNOTATE, formats(dialects, "v1", Group.Part.OPTIONAL));
    assertEquals(Formats.ASSERT, formats(dialects, "v1", Group.Part.FORMAT));
  }

  private static Formats formats(Dialects dialects, String draft, Group.Part part) {
    return dialects
        .options(new Group(draft, part, "x.json", 0, "", "{}", List.of()))
        .orElseThrow()
        .formats();
  }

  /** Documents come from the suite's folder alone, by the suite's own host alone. */
  @Test
  void documentsAreTheSuites() throws IOException {
    Files.createDirectories(folder.resolve("remotes/a"));
    Files.writeString(folder.resolve("remotes/a/b.json"), "true");
    Files.writeString(folder.resolve("secret.json"), "false");
    Remotes remotes = new Remotes(folder);
    assertEquals(Optional.of("true"), remotes.text("http://localhost:1234/a/b.json"));
    assertEquals(Optional.empty(), remotes.text("http://localhost:1234/a/c.json"));
    assertEquals(Optional.empty(), remotes.text("http://localhost:1234/a"));
    assertEquals(Optional.empty(), remotes.text("http://localhost:1234/../secret.json"));
    assertEquals(
        Optional.empty(), remotes.text("http://localhost:1234/" + folder.resolve("secret.json")));
    assertEquals(Optional.empty(), remotes.text("http://elsewhere:1234/a/b.json"));
  }

  private static int tests(List<Group> groups, Group.Part part) {
    return groups.stream().filter(g -> g.part() == part).mapToInt(g -> g.tests().size()).sum();
  }

  /** A run judges by the label alone: the same group with other labels fails. */
  @Test
  void wrongJudgementsFail() {
    List<byte[]> bytes = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      bytes.add(new byte[] {(byte) b});
    }
    Vocabulary vocabulary = Vocabulary.of(bytes, 256);
    SuiteRun run =
        new SuiteRun(
            List.of(new SuiteRun.Tokens(vocabulary, Encoder.ofBytes(vocabulary))),
            new Dialects(new Remotes(folder)));
    assertEquals(List.of(true, true, true), outcomes(run, "{\"type\": \"integer\"}", true, false));
    assertEquals(
        List.of(false, false, false), outcomes(run, "{\"type\": \"integer\"}", false, true));
    assertEquals(List.of(false, true, true), outcomes(run, "{\"type\": \"string\"}", true, false));
    // Refused as unsatisfiable: right only if all tests are invalid.
    assertEquals(List.of(true, true, true), outcomes(run, "false", false, false));
    assertEquals(List.of(false, false, false), outcomes(run, "false", true, false));
    // Refused for another reason: never right.
    assertEquals(List.of(false, false, false), outcomes(run, "{\"type\": 7}", false, false));
  }

  /** The verdicts on the instances {@code 1.0}, {@code "x"} and {@code 1.5}. */
  private static List<Boolean> outcomes(
      SuiteRun run, String schema, boolean first, boolean others) {
    Group group =
        new Group(
            "draft2020-12",
            Group.Part.REQUIRED,
            "x.json",
            0,
            "",
            schema,
            List.of(
                new Group.Test("", new RawJson.Num("1.0"), first),
                new Group.Test("", new RawJson.Str("x"), schema.contains("string") || others),
                new Group.Test("", new RawJson.Num("1.5"), others)));
    return run.run(group).stream().map(SuiteRun.Outcome::passed).toList();
  }
}
