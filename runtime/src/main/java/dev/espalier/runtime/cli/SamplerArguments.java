package dev.espalier.runtime.cli;

import dev.espalier.runtime.SamplingMethod;
import dev.espalier.runtime.SamplingOptions;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.SamplingLimits;
import dev.espalier.runtime.sampling.aligned.TrieMode;
import dev.espalier.runtime.sampling.mcmc.Cuts;
import dev.espalier.runtime.sampling.smc.TokenProposal;
import dev.espalier.runtime.sampling.smc.Twist;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --sampler} and what belongs to it. */
final class SamplerArguments {
  /** The methods by their names. */
  enum Name {
    MASKED("masked"),
    ASAP("asap"),
    CARS("cars"),
    ARS("ars"),
    RSFT("rsft"),
    RS("rs"),
    MCMC_RESTART("mcmc-restart"),
    MCMC_UNIFORM("mcmc-uniform"),
    MCMC_PRIORITY("mcmc-priority"),
    SMC("smc"),
    SMC_AWRS("smc-awrs"),
    BEAM("beam"),
    DIVERSE_BEAM("diverse-beam"),
    STOCHASTIC_BEAM("stochastic-beam"),
    ASTAR("astar");

    private final String word;

    Name(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** The names, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Name.values()).map(Name::toString).iterator();
    }
  }

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description =
          "Sample from the model given the language, instead of masking it token by token: "
              + "${COMPLETION-CANDIDATES}. cars is exact; docs/sampling.md says which to take when. "
              + "Temperature (1 if not given) and truncation come before the mask then, texts longer "
              + "than --max-tokens are left out, and no text is inserted. --json adds logp, "
              + "log_weight, certificate, attempts and forwards.")
  @Nullable String sampler;

  @Option(
      names = "--distinct",
      description = "cars and asap: no text twice (sampling without replacement).")
  boolean distinct;

  @Option(
      names = "--trie",
      paramLabel = "FILE",
      description =
          "asap, cars, ars: what was learnt is read from this file, if it is there, and written to "
              + "it at the end. It is valid for one model, prompt, temperature, truncation, length "
              + "and constraint.")
  @Nullable String trie;

  @Option(
      names = "--steps",
      paramLabel = "K",
      description = "mcmc-…: proposals for each text. Default: ${DEFAULT-VALUE}.")
  int steps = 10;

  @Option(
      names = "--particles",
      paramLabel = "N",
      description = "smc…: texts that grow together. Default: ${DEFAULT-VALUE}.")
  int particles = 10;

  @Option(
      names = "--beams",
      paramLabel = "N",
      description = "…beam: texts that are kept. Default: ${DEFAULT-VALUE}.")
  int beams = 4;

  @Option(
      names = "--groups",
      paramLabel = "N",
      description = "diverse-beam: groups of equal size. Default: ${DEFAULT-VALUE}.")
  int groups = 2;

  @Option(
      names = "--diversity",
      paramLabel = "X",
      description =
          "diverse-beam: what a token costs that an earlier group took, in nats. Default: "
              + "${DEFAULT-VALUE}.")
  double diversity = 0.5;

  @Option(
      names = "--together",
      paramLabel = "N",
      description =
          "asap, cars, ars, rs…: attempts that go through the model at once; astar: texts. Default: "
              + "${DEFAULT-VALUE}.")
  int together = 1;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "The most attempts for one text. Default: ${DEFAULT-VALUE}.")
  long maxAttempts = SamplingLimits.DEFAULT.attempts();

  /** The options of a sampler, if one is asked for. */
  Optional<SamplingOptions> options(
      @Nullable Double temperature, int topK, double topP, double minP, long seed, int maxTokens) {
    String word = sampler;
    if (word == null) {
      refuseOthers();
      return Optional.empty();
    }
    Name name =
        Arrays.stream(Name.values())
            .filter(n -> n.toString().equals(word))
            .findFirst()
            .orElseThrow(() ->
                Failure.usage(
                    "--sampler %s: expected one of %s"
                        .formatted(word, String.join(", ", new Names()))));
    boolean hasTrie = name == Name.ASAP || name == Name.CARS || name == Name.ARS;
    if (trie != null && !hasTrie) {
      throw Failure.usage("--trie: " + name + " keeps none; asap, cars and ars do");
    }
    if (distinct && name != Name.ASAP && name != Name.CARS) {
      throw Failure.usage("--distinct goes with asap and cars");
    }
    try {
      return Optional.of(
          new SamplingOptions(
              method(name),
              new Sampler(temperature == null ? 1 : temperature, topK, topP, minP),
              seed,
              maxTokens,
              SamplingLimits.DEFAULT.withAttempts(maxAttempts)));
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--sampler " + name + ": " + e.getMessage());
    }
  }

  private void refuseOthers() {
    List<String> given = new ArrayList<>();
    if (trie != null) {
      given.add("--trie");
    }
    if (distinct) {
      given.add("--distinct");
    }
    if (!given.isEmpty()) {
      throw Failure.usage(String.join(", ", given) + " needs --sampler cars or asap");
    }
  }

  private SamplingMethod method(Name name) {
    return switch (name) {
      case MASKED -> new SamplingMethod.Masked();
      case ASAP -> new SamplingMethod.Trie(TrieMode.ASAP, !distinct, together);
      case CARS -> new SamplingMethod.Trie(TrieMode.CARS, !distinct, together);
      case ARS -> new SamplingMethod.Trie(TrieMode.ARS, true, together);
      case RSFT -> new SamplingMethod.Trie(TrieMode.RSFT, true, together);
      case RS -> new SamplingMethod.Trie(TrieMode.RS, true, together);
      case MCMC_RESTART -> new SamplingMethod.Mcmc(Cuts.RESTART, steps);
      case MCMC_UNIFORM -> new SamplingMethod.Mcmc(Cuts.UNIFORM, steps);
      case MCMC_PRIORITY -> new SamplingMethod.Mcmc(Cuts.PRIORITY, steps);
      case SMC -> new SamplingMethod.Smc(particles);
      case SMC_AWRS -> new SamplingMethod.Smc(particles, 0.5, TokenProposal.AWRS, Twist.NONE, 0);
      case BEAM -> new SamplingMethod.Beam(beams, 1, 0);
      case DIVERSE_BEAM -> new SamplingMethod.Beam(beams, groups, diversity);
      case STOCHASTIC_BEAM -> new SamplingMethod.StochasticBeam(beams);
      case ASTAR -> new SamplingMethod.AStar(together);
    };
  }
}
