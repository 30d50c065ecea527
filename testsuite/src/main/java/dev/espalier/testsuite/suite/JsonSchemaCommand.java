package dev.espalier.testsuite.suite;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.Ratchet;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.Watchdog;
import dev.espalier.testsuite.text.Encoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite json-schema}. */
@Command(
    name = "json-schema",
    mixinStandardHelpOptions = true,
    description = {
      "The official JSON Schema Test Suite, token by token.",
      "A test passes if its instance, compact, with blanks and on lines of its own, under two",
      "vocabularies, is accepted with the end of the text when valid and refused when not."
    })
public final class JsonSchemaCommand implements Callable<Integer> {
  @Option(
      names = "--suite",
      paramLabel = "DIR",
      description = "a checkout of the suite (default: the shared data's)")
  private @Nullable Path suite;

  @Option(
      names = "--draft",
      paramLabel = "D",
      description = "only this draft: the name of its folder, such as draft2020-12")
  private @Nullable String draft;

  @Option(
      names = "--tokenizer",
      paramLabel = "F",
      description = "tokenizer files to walk with (default: the shared data's r50k and o200k)")
  private List<Path> tokenizers = new ArrayList<>();

  @Option(
      names = "--failures",
      paramLabel = "F",
      description = "write every test that failed, with its cause: a line each")
  private @Nullable Path failures;

  @Option(names = "--update", description = "add what passed to the ratchet")
  private boolean update;

  @Mixin private final Output output = new Output();

  /** Counts of one part of a draft or of one file. */
  private static final class Count {
    int tests;
    int pass;
    int failToCompile;
    int wronglyAccepted;
    int wronglyRefused;

    Map<String, Integer> json() {
      Map<String, Integer> all = new LinkedHashMap<>();
      all.put("tests", tests);
      all.put("pass", pass);
      all.put("compile_error", failToCompile);
      all.put("valid_refused", wronglyRefused);
      all.put("invalid_accepted", wronglyAccepted);
      return all;
    }
  }

  @Override
  public Integer call() {
    Path folder = Home.need(suite != null ? suite : Home.data("JSON-Schema-Test-Suite"), "--suite");
    List<String> drafts = Group.drafts(folder);
    if (draft != null) {
      if (!drafts.contains(draft)) {
        throw new RunException("no such draft: " + draft + "; the suite has " + drafts);
      }
      drafts = List.of(draft);
    }
    if (tokenizers.isEmpty()) {
      tokenizers =
          List.of(
              Home.data("tokenizers/r50k_base/tokenizer.json"),
              Home.data("tokenizers/o200k_base/tokenizer.json.gz"));
    }
    List<Group> groups = new ArrayList<>();
    for (String each : drafts) {
      groups.addAll(Group.read(folder, each));
    }
    List<SuiteRun.Tokens> tokens = new ArrayList<>();
    for (Path file : tokenizers) {
      Vocabulary vocabulary = Vocabulary.read(Home.need(file, "--tokenizer"));
      tokens.add(new SuiteRun.Tokens(vocabulary, Encoder.of(file, vocabulary)));
    }
    try {
      return run(folder, groups, tokens);
    } finally {
      tokens.forEach(t -> t.encoder().close());
    }
  }

  private int run(Path folder, List<Group> groups, List<SuiteRun.Tokens> tokens) {
    SuiteRun run = new SuiteRun(tokens, new Dialects(new Remotes(folder)));
    Map<String, Map<Group.Part, Count>> drafts = new TreeMap<>();
    Map<String, Count> files = new TreeMap<>();
    Map<String, Integer> causes = new TreeMap<>();
    Set<String> ran = new HashSet<>();
    Set<String> passed = new HashSet<>();
    List<String> failed = new ArrayList<>();
    Map<String, Map<String, String>> departures = new TreeMap<>();
    try (ProgressBar bar = output.progress("json-schema", groups.size());
        Watchdog watchdog =
            new Watchdog(30, name -> System.err.println("\n" + name + " takes more than 30 s"))) {
      for (Group group : groups) {
        watchdog.at(group.name(0));
        List<SuiteRun.Outcome> outcomes = run.run(group);
        for (int i = 0; i < outcomes.size(); i++) {
          SuiteRun.Outcome outcome = outcomes.get(i);
          Group.Test test = group.tests().get(i);
          ran.add(outcome.name());
          for (Count count :
              List.of(
                  drafts
                      .computeIfAbsent(group.draft(), d -> new EnumMap<>(Group.Part.class))
                      .computeIfAbsent(group.part(), p -> new Count()),
                  files.computeIfAbsent(group.draft() + "/" + group.file(), f -> new Count()))) {
            count.tests++;
            if (outcome.passed()) {
              count.pass++;
            } else if (outcome.cause().equals("valid refused")) {
              count.wronglyRefused++;
            } else if (outcome.cause().equals("invalid accepted")) {
              count.wronglyAccepted++;
            } else {
              count.failToCompile++;
            }
          }
          if (outcome.passed()) {
            passed.add(outcome.name());
          } else {
            causes.merge(outcome.cause(), 1, Integer::sum);
            departures
                .computeIfAbsent(
                    "| " + group.file() + " | " + cell(test.description()), d -> new TreeMap<>())
                .put(group.draft(), outcome.cause());
            failed.add(
                outcome.name()
                    + " ["
                    + group.description()
                    + "; "
                    + test.description()
                    + "] "
                    + outcome.cause()
                    + ": "
                    + outcome.message().replace('\n', ' '));
          }
        }
        bar.step();
      }
    }

    Map<String, Object> results = new LinkedHashMap<>();
    Map<String, Object> byDraft = new LinkedHashMap<>();
    drafts.forEach((name, parts) -> {
      Map<String, Object> row = new LinkedHashMap<>();
      parts.forEach((part, count) -> row.put(part.name().toLowerCase(Locale.ROOT), count.json()));
      byDraft.put(name, row);
    });
    results.put("drafts", byDraft);
    results.put("causes", causes);
    Map<String, Object> byFile = new LinkedHashMap<>();
    files.forEach((name, count) -> byFile.put(name, count.json()));
    results.put("files", byFile);
    output.write(results);
    String table = table(drafts, causes);
    output.say(table);
    if (failures != null) {
      try {
        Files.write(failures, failed);
      } catch (IOException e) {
        throw new RunException("cannot write " + failures + ": " + e.getMessage(), e);
      }
    }
    output.keep(
        "json-schema",
        "bin/testsuite json-schema" + (draft == null ? "" : " --draft " + draft),
        results,
        table);

    if (draft == null) {
      output.document(
          "json-schema.md", "keywords by draft", "bin/testsuite json-schema", keywords(files));
      output.document(
          "json-schema.md", "tests not passed", "bin/testsuite json-schema", notPassed(departures));
    }

    Ratchet ratchet = Ratchet.read(Home.record("json-schema.ratchet"));
    List<String> broken = ratchet.broken(ran, passed);
    if (update) {
      ratchet.raise(passed);
    }
    int gained = ratchet.gained(passed);
    if (gained > 0) {
      output.say(gained + " tests pass that the ratchet does not hold; --update adds them");
    }
    if (!broken.isEmpty()) {
      output.say(broken.size() + " tests passed before and do not now:");
      broken.stream().limit(20).forEach(name -> output.say("  " + name));
      return Main.FOUND;
    }
    return Main.OK;
  }

  /** The required tests by the keyword that their file is about. */
  private static String keywords(Map<String, Count> files) {
    Set<String> drafts = new TreeSet<>();
    Map<String, Map<String, Count>> rows = new TreeMap<>();
    files.forEach((name, count) -> {
      String[] path = name.split("/");
      if (path.length == 2) {
        drafts.add(path[0]);
        String keyword = path[1].replaceAll("\\.json$", "");
        rows.computeIfAbsent(keyword, k -> new TreeMap<>()).put(path[0], count);
      }
    });
    StringBuilder out = new StringBuilder();
    out.append(
            "Required tests that pass / all, by the file of the suite, which is named after what it")
        .append(" tests.\n\n| file | ")
        .append(String.join(" | ", drafts))
        .append(" |\n|---|")
        .append("---:|".repeat(drafts.size()))
        .append("\n");
    rows.forEach((keyword, counts) -> {
      out.append("| ").append(keyword);
      for (String each : drafts) {
        Count count = counts.get(each);
        out.append(" | ").append(count == null ? "" : count.pass + " / " + count.tests);
      }
      out.append(" |\n");
    });
    return out.toString();
  }

  /** Every test that did not pass, by file and description, with the drafts that have it. */
  private static String notPassed(Map<String, Map<String, String>> departures) {
    if (departures.isEmpty()) {
      return "Every test passes, the optional ones included.";
    }
    StringBuilder out = new StringBuilder("| file | test | judged | drafts |\n|---|---|---|---|\n");
    departures.forEach((test, drafts) ->
        out.append(test)
            .append(" | ")
            .append(String.join(", ", new TreeSet<>(drafts.values())))
            .append(" | ")
            .append(String.join(", ", drafts.keySet()))
            .append(" |\n"));
    return out.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  private static String table(
      Map<String, Map<Group.Part, Count>> drafts, Map<String, Integer> causes) {
    StringBuilder out = new StringBuilder();
    out.append("Tests that pass / all; in brackets: schema refused by name, valid refused, invalid")
        .append(" accepted.\n\n| draft | required | optional | format |\n|---|---:|---:|---:|\n");
    drafts.forEach((name, parts) -> {
      out.append("| ").append(name);
      for (Group.Part part : Group.Part.values()) {
        Count c = parts.getOrDefault(part, new Count());
        out.append(" | ")
            .append(
                c.tests == 0
                    ? "-"
                    : c.pass
                        + " / "
                        + c.tests
                        + " ("
                        + c.failToCompile
                        + ", "
                        + c.wronglyRefused
                        + ", "
                        + c.wronglyAccepted
                        + ")");
      }
      out.append(" |\n");
    });
    out.append("\n| why a test failed | tests |\n|---|---:|\n");
    causes.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(e ->
            out.append("| ").append(e.getKey()).append(" | ").append(e.getValue()).append(" |\n"));
    return out.toString();
  }
}
