package dev.espalier.testsuite.oracle;

import dev.espalier.testsuite.Main;
import dev.espalier.testsuite.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code testsuite oracle}. */
@Command(
    name = "oracle",
    mixinStandardHelpOptions = true,
    description = {
      "Masks of random small schemas and vocabularies against all texts that a judge accepts.",
      "A cleared bit is wrong if an accepted text goes on with the token; a set bit is wrong unless",
      "a completion is shown that the judge accepts."
    })
public final class OracleCommand implements Callable<Integer> {
  @Option(
      names = "--masks",
      paramLabel = "N",
      description = "check at least so many masks (default: 10000)")
  private int masks = 10_000;

  @Option(names = "--seed", paramLabel = "S", description = "the seed (default: 1)")
  private long seed = 1;

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "generate at least so many whole texts (default: a tenth of the masks)")
  private int texts = -1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "check schemas in so many threads (default: 1)")
  private int threads = 1;

  @Option(
      names = "--only",
      paramLabel = "I",
      description = "check the schema of this number alone, to repeat a finding")
  private long only = -1;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    int wantedTexts = texts < 0 ? masks / 10 : texts;
    Oracle oracle = new Oracle(Oracle.Engine.JSON_SCHEMA, masks, wantedTexts, seed);
    if (only >= 0) {
      oracle.step(only);
    } else {
      try (ProgressBar bar = output.progress("oracle", masks)) {
        oracle.run(threads, bar::stepTo);
      }
    }
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("masks", oracle.masks());
    results.put("wrong_bits", oracle.wrongBits());
    results.put("seed", seed);
    results.put("decided_both_ways", oracle.decidedBothWays());
    results.put("set_bits", oracle.setBits());
    results.put("cleared_bits", oracle.clearedBits());
    results.put("cleared_bits_in_reach", oracle.clearedInReach());
    results.put("compared_masks", oracle.compared());
    results.put("schemas", oracle.schemas());
    results.put("drafts", oracle.drafts());
    results.put("texts", oracle.texts());
    results.put("accepted_texts", oracle.acceptedTexts());
    results.put("complete_to_bytes", oracle.completeLengths());
    results.put("generated_texts", oracle.generated());
    results.put("generated_refused", oracle.generatedRefused());
    results.put("generated_asked_networknt", oracle.generatedAskedTwice());
    results.put("judges_disagree", oracle.disagreements());
    results.put("disagreements", oracle.disagreed());
    results.put("limits", oracle.limits());
    results.put("not_checked", oracle.skipped());
    results.put("findings", oracle.findings());
    output.write(results);
    String table =
        """
        | what | count |
        |---|---:|
        | masks checked | %,d |
        | decided both ways | %,d |
        | wrong bits | %,d |
        | set bits, each with a completion that was judged | %,d |
        | cleared bits | %,d |
        | of these at texts that an accepted text goes on from | %,d |
        | masks compared with the same language written otherwise | %,d |
        | schemas | %,d |
        | texts enumerated (all over a schema's pool of lexemes up to %d to %d bytes) | %,d |
        | texts accepted, sampled longer ones and their neighbours included | %,d |
        | texts generated to their end | %,d |
        | of these refused by the judge | %,d |
        | of these judged by networknt too | %,d |
        | values on which the judges disagree | %,d |
        """
            .formatted(
                oracle.masks(),
                oracle.decidedBothWays(),
                oracle.wrongBits(),
                oracle.setBits(),
                oracle.clearedBits(),
                oracle.clearedInReach(),
                oracle.compared(),
                oracle.schemas(),
                oracle.completeLengths()[0],
                oracle.completeLengths()[1],
                oracle.texts(),
                oracle.acceptedTexts(),
                oracle.generated(),
                oracle.generatedRefused(),
                oracle.generatedAskedTwice(),
                oracle.disagreements());
    table += counts("schemas by draft", oracle.drafts());
    table += counts("limits reached", oracle.limits());
    table += counts("schemas not checked", oracle.skipped());
    output.say(table);
    oracle.disagreed().forEach(output::say);
    oracle.findings().forEach(output::say);
    output.keep(
        "oracle",
        "bin/testsuite oracle --masks " + masks + " --texts " + wantedTexts + " --seed " + seed,
        results,
        table);
    return oracle.wrongBits() == 0 ? Main.OK : Main.FOUND;
  }

  private static String counts(String what, Map<String, Integer> counts) {
    StringBuilder out = new StringBuilder("\n" + what + ": ");
    counts.forEach((name, count) -> out.append(name).append(' ').append(count).append(", "));
    return counts.isEmpty() ? "\n" + what + ": none\n" : out.substring(0, out.length() - 2) + "\n";
  }
}
