package dev.espalier.testsuite.peers;

import dev.espalier.testsuite.maskbench.Case;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks engines in turn, schema by schema, in several passes. */
final class PeersRun {
  /**
   * An engine to be.
   *
   * @param start starts it afresh, with nothing of what an earlier pass made
   * @param every it is asked only every so many-th schema
   */
  record Contender(Supplier<Engine> start, int every) {}

  private PeersRun() {}

  /**
   * Measures.
   *
   * @param contenders by name
   * @param encode an instance's text to token ids
   * @param passes so many, each with engines started afresh
   * @param step called after each schema of each pass
   */
  static Map<String, Tally> run(
      Map<String, Contender> contenders,
      List<Case> schemas,
      Function<String, int[]> encode,
      int passes,
      Runnable step) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    contenders.keySet().forEach(name -> tallies.put(name, new Tally()));
    for (int pass = 0; pass < passes; pass++) {
      Map<String, Engine> engines = new LinkedHashMap<>();
      try {
        contenders.forEach((name, contender) -> engines.put(name, contender.start().get()));
        for (int number = 0; number < schemas.size(); number++) {
          Case schema = schemas.get(number);
          List<int[]> texts =
              schema.tests().stream().map(test -> encode.apply(test.text())).toList();
          for (Map.Entry<String, Tally> each : tallies.entrySet()) {
            Contender contender = contenders.get(each.getKey());
            Engine engine = engines.get(each.getKey());
            if (contender != null
                && engine != null
                && number % contender.every() == 0
                && each.getValue().asksAgain(number)) {
              each.getValue().add(number, schema, engine.walk(schema.schema(), texts));
            }
          }
          step.run();
        }
        engines.forEach((name, engine) -> {
          Tally tally = tallies.get(name);
          if (tally != null) {
            tally.memory(engine);
          }
        });
      } finally {
        engines.values().forEach(Engine::close);
      }
    }
    return tallies;
  }
}
