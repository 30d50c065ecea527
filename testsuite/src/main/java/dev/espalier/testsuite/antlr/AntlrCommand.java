package dev.espalier.testsuite.antlr;

import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.antlr.AntlrRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite antlr}. */
@Command(
    name = "antlr",
    mixinStandardHelpOptions = true,
    description = {
      "Texts of grammars of ANTLR, and texts one edit away from them, against ANTLR's interpreters.",
      "Without a grammar: all that are bundled, and small ones that stress lexers and parsers, whose",
      "masks are checked against all texts over a small alphabet too."
    })
public final class AntlrCommand implements Callable<Integer> {
  @Option(
      names = "--grammar",
      paramLabel = "F",
      split = ",",
      description = "files, or names of bundled or small grammars (default: all of these)")
  private List<String> grammars = List.of();

  @Option(
      names = "--start",
      paramLabel = "R",
      description = "the rule that a whole text is (default: the first parser rule)")
  private @Nullable String start;

  @Option(
      names = "--predicates-hold",
      description = "take semantic predicates as always true, as the interpreters do")
  private boolean predicatesHold;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "compare at least so many texts in all (default: 100000)")
  private long texts = 100_000;

  @Option(
      names = "--masks",
      paramLabel = "N",
      description = "check so many masks of each small grammar (default: 200)")
  private int masks = 200;

  @Option(names = "--seed", paramLabel = "S", description = "the seed (default: 1)")
  private long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "compare in so many threads (default: 1)")
  private int threads = 1;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    List<GrammarSource> sources = sources();
    Engine engine = predicatesHold ? Engine.WITH_PREDICATES : Engine.ESPALIER;
    AntlrRun run = new AntlrRun(engine, sources, masks, seed);
    List<Result> results;
    try (ProgressBar bar = output.progress("antlr", texts)) {
      results = run.run(texts, threads, bar::stepTo);
    }
    Map<String, Object> json = json(results);
    output.write(json);
    String table = table(results);
    output.say(table);
    for (Result each : results) {
      if (!each.refused().isEmpty()) {
        output.say("refused: " + each.source().name() + ": " + each.refused());
      }
      each.tally().kept.forEach(found -> output.say(found.show()));
      each.masks().ifPresent(counts -> counts.findings.forEach(output::say));
      for (String text : each.tally().departures) {
        output.say(
            "ANTLR refuses what its own network makes: "
                + each.source().name()
                + " "
                + Disagreement.quote(text));
      }
    }
    if (grammars.isEmpty()) {
      output.keep(
          "antlr",
          "bin/testsuite antlr --texts " + texts + " --masks " + masks + " --seed " + seed,
          json,
          table);
    }
    return sum(results, Result::disagreements) + wrongBits(results) == 0 ? Main.OK : Main.FOUND;
  }

  private List<GrammarSource> sources() {
    if (!grammars.isEmpty()) {
      return grammars.stream().map(this::source).toList();
    }
    List<GrammarSource> all = new ArrayList<>();
    BundledGrammars.all().forEach(each -> all.add(source(each)));
    all.addAll(SyntheticGrammars.all());
    return all;
  }

  private GrammarSource source(String wanted) {
    Path file = Path.of(wanted);
    if (Files.isRegularFile(file)) {
      return GrammarSource.read(file, Optional.ofNullable(start));
    }
    return BundledGrammars.named(wanted)
        .map(AntlrCommand::source)
        .or(() ->
            SyntheticGrammars.all().stream()
                .filter(each -> each.name().equals(wanted + ".g4"))
                .findFirst())
        .orElseThrow(
            () -> new RunException("no such file, and no bundled or small grammar: " + wanted));
  }

  private static GrammarSource source(BundledGrammar bundled) {
    List<String> samples = new ArrayList<>();
    bundled.validSamples().forEach(sample -> samples.add(sample.text()));
    bundled.invalidSamples().forEach(sample -> samples.add(sample.text()));
    return new GrammarSource(
        bundled.name() + ".g4",
        bundled.source(),
        Optional.of(bundled.start()),
        bundled.resolver(),
        samples,
        Optional.empty());
  }

  private Map<String, Object> json(List<Result> results) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("grammars", results.size());
    json.put("texts", sum(results, each -> each.tally().texts));
    json.put("disagreements", sum(results, Result::disagreements));
    json.put("seed", seed);
    json.put("accepted", sum(results, each -> each.tally().accepted));
    json.put("edited", sum(results, each -> each.tally().edited));
    json.put("completions", sum(results, each -> each.tally().completions));
    json.put("limits", limits(results));
    json.put("given_up", sum(results, each -> each.tally().givenUp));
    json.put("too_deep", sum(results, each -> each.tally().tooDeep));
    json.put("transitions", sum(results, AntlrCommand::transitions));
    json.put("transitions_covered", sum(results, AntlrCommand::covered));
    json.put("masks", sum(results, each -> each.masks().map(m -> m.masks).orElse(0L)));
    json.put("wrong_bits", wrongBits(results));
    json.put("set_bits", sum(results, each -> each.masks().map(m -> m.setBits).orElse(0L)));
    json.put("cleared_bits", sum(results, each -> each.masks().map(m -> m.clearedBits).orElse(0L)));
    json.put("enumerated", sum(results, each -> each.masks().map(m -> m.texts).orElse(0L)));
    List<Map<String, Object>> each = new ArrayList<>();
    results.forEach(result -> each.add(json(result)));
    json.put("by_grammar", each);
    return json;
  }

  private static Map<String, Object> json(Result result) {
    Tally tally = result.tally();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("grammar", result.source().name());
    if (!result.refused().isEmpty()) {
      json.put("refused", result.refused());
    }
    json.put("texts", tally.texts);
    json.put("disagreements", result.disagreements());
    json.put("accepted", tally.accepted);
    json.put("edited", tally.edited);
    json.put("edited_accepted", tally.editedAccepted);
    json.put("not_utf8", tally.notUnicode);
    json.put("completions", tally.completions);
    json.put("limits", tally.limits);
    json.put("given_up", tally.givenUp);
    json.put("too_deep", tally.tooDeep);
    json.put("longest_in_tokens", tally.longest);
    json.put("characters", tally.characters);
    json.put("parser_transitions", result.parser().total());
    json.put("parser_transitions_covered", result.parser().covered());
    json.put("lexer_transitions", result.lexer().total());
    json.put("lexer_transitions_covered", result.lexer().covered());
    List<String> missing = new ArrayList<>(result.parser().missing());
    missing.addAll(result.lexer().missing());
    json.put("not_covered", missing);
    json.put("found", tally.kept.stream().map(Disagreement::json).toList());
    json.put("departures", tally.departures);
    result
        .masks()
        .ifPresent(masks -> {
          json.put("enumerated", masks.texts);
          json.put("enumerated_accepted", result.acceptedInWorld());
          json.put("masks", masks.masks);
          json.put("set_bits", masks.setBits);
          json.put("cleared_bits", masks.clearedBits);
          json.put("mask_limits", masks.limits);
          json.put("wrong_bits", masks.wrongBits);
          json.put("wrong_bits_found", masks.findings);
        });
    return json;
  }

  private static String table(List<Result> results) {
    StringBuilder out = new StringBuilder();
    long texts = sum(results, each -> each.tally().texts);
    out.append(
        """
        | what | count |
        |---|---:|
        | grammars | %,d |
        | texts | %,d |
        | disagreements | %,d |
        | texts that ANTLR accepts | %,d |
        | texts one edit away from an accepted one | %,d |
        | of these accepted | %,d |
        | prefixes whose completion was judged | %,d |
        | transitions of parsers and lexers covered | %,d of %,d |
        | texts on which ANTLR was given up | %,d |
        | texts deeper than the engine's limits | %,d |
        | masks checked | %,d |
        | wrong bits | %,d |
        | set bits, each with a completion that was judged | %,d |
        | cleared bits | %,d |
        | texts enumerated for them | %,d |
        """
            .formatted(
                results.size(),
                texts,
                sum(results, Result::disagreements),
                sum(results, each -> each.tally().accepted),
                sum(results, each -> each.tally().edited),
                sum(results, each -> each.tally().editedAccepted),
                sum(results, each -> each.tally().completions),
                sum(results, AntlrCommand::covered),
                sum(results, AntlrCommand::transitions),
                sum(results, each -> each.tally().givenUp),
                sum(results, each -> each.tally().tooDeep),
                sum(results, each -> each.masks().map(m -> m.masks).orElse(0L)),
                wrongBits(results),
                sum(results, each -> each.masks().map(m -> m.setBits).orElse(0L)),
                sum(results, each -> each.masks().map(m -> m.clearedBits).orElse(0L)),
                sum(results, each -> each.masks().map(m -> m.texts).orElse(0L))));
    Map<String, Long> limits = limits(results);
    out.append("\nlimits reached: ").append(limits.isEmpty() ? "none" : limits).append("\n\n");
    out.append(
        "| grammar | texts | accepted | edited | longest, tokens | parser | lexer | disagreements |"
            + " wrong bits |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Result each : results) {
      Tally tally = each.tally();
      out.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %.0f %% | %.0f %% | %,d | %,d / %,d | %,d / %,d | %s | %s |%n",
              each.source().name().replace(".g4", ""),
              tally.texts,
              100.0 * tally.accepted / Math.max(1, tally.texts),
              100.0 * tally.edited / Math.max(1, tally.texts),
              tally.longest,
              each.parser().covered(),
              each.parser().total(),
              each.lexer().covered(),
              each.lexer().total(),
              each.refused().isEmpty() ? each.disagreements() : "refused",
              each.masks().map(m -> String.valueOf(m.wrongBits)).orElse("")));
    }
    return out.toString();
  }

  private static long covered(Result each) {
    return (long) each.parser().covered() + each.lexer().covered();
  }

  private static long transitions(Result each) {
    return (long) each.parser().total() + each.lexer().total();
  }

  private static long wrongBits(List<Result> results) {
    return sum(results, each -> each.masks().map(m -> m.wrongBits).orElse(0L));
  }

  private static Map<String, Long> limits(List<Result> results) {
    Map<String, Long> all = new TreeMap<>();
    results.forEach(
        each -> each.tally().limits.forEach((name, n) -> all.merge(name, n, Long::sum)));
    return all;
  }

  private static long sum(List<Result> results, ToLongFunction<Result> of) {
    return results.stream().mapToLong(of).sum();
  }
}
