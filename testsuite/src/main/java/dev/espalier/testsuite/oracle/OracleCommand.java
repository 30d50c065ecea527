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

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    Oracle oracle = new Oracle(Oracle.Engine.JSON_SCHEMA, masks, seed);
    try (ProgressBar bar = output.progress("oracle", masks)) {
      oracle.run(bar::stepTo);
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
    results.put("texts", oracle.texts());
    results.put("accepted_texts", oracle.acceptedTexts());
    results.put("complete_to_bytes", oracle.completeLengths());
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
        | texts accepted, sampled longer ones included | %,d |
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
                oracle.acceptedTexts());
    output.say(table);
    if (!oracle.skipped().isEmpty()) {
      output.say("not checked: " + oracle.skipped());
    }
    oracle.findings().forEach(output::say);
    output.keep(
        "oracle", "bin/testsuite oracle --masks " + masks + " --seed " + seed, results, table);
    return oracle.wrongBits() == 0 ? Main.OK : Main.FOUND;
  }
}
