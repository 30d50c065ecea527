package dev.espalier.grammars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.grammars.BundledGrammar.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BundledGrammarsTest {

  private static final int SAMPLES = 12;
  private static final int TEXTS = 300;
  private static final int TOKENS = 40;

  /** Longer samples are judged as they are, not edited hundreds of times. */
  private static final int LONG = 5000;

  /** Where the judge is as strict as the grammar: edited samples get one verdict from both. */
  private static final Set<String> EXACT =
      Set.of("arithmetic", "csv", "json", "json5", "pddl", "pgn");

  /**
   * The least share of generated texts that the grammar accepts, where the generator does not know
   * what only the lexer does: which rings are open, and how deep the brackets.
   */
  private static final Map<String, Double> SHARE = Map.of("python", 0.8, "smiles", 0.003);

  static List<BundledGrammar> grammars() {
    return BundledGrammars.all();
  }

  @Test
  void everyGrammarIsInTheTableOnceAndHasAJudge() {
    List<String> names = BundledGrammars.names();
    assertEquals(List.copyOf(new TreeSet<>(names)), names);
    assertEquals(new TreeSet<>(names), new TreeSet<>(Judges.names()));
    for (String name : names) {
      assertEquals(name, BundledGrammars.named(name).orElseThrow().name());
    }
    assertEquals(Optional.empty(), BundledGrammars.named("no such grammar"));
  }

  @ParameterizedTest
  @MethodSource("grammars")
  void itsFileSaysItsNameAndItsStartTheEnd(BundledGrammar grammar) {
    String source = grammar.source();
    assertTrue(source.contains("grammar " + grammar.name() + ";"), grammar.name());
    assertTrue(
        Pattern.compile("^" + grammar.start() + " : .* EOF ;$", Pattern.MULTILINE)
            .matcher(source)
            .find(),
        grammar.name());
  }

  @ParameterizedTest
  @MethodSource("grammars")
  void samplesAreJudgedAlikeByAllJudges(BundledGrammar grammar) {
    AntlrOracle antlr = new AntlrOracle(grammar);
    Judge judge = Judges.of(grammar.name());
    Map<String, String> wrong = new TreeMap<>();
    for (Sample sample : grammar.validSamples()) {
      antlr.refusal(sample.text()).ifPresent(why -> wrong.put("antlr: " + sample.name(), why));
      judge.refusal(sample.text()).ifPresent(why -> wrong.put("judge: " + sample.name(), why));
    }
    for (Sample sample : grammar.invalidSamples()) {
      if (antlr.refusal(sample.text()).isEmpty()) {
        wrong.put("antlr: " + sample.name(), "accepted");
      }
      if (judge.refusal(sample.text()).isEmpty()) {
        wrong.put("judge: " + sample.name(), "accepted");
      }
    }
    assertEquals(Map.of(), wrong, grammar.name());
    assertTrue(grammar.validSamples().size() >= SAMPLES, grammar.name());
    assertTrue(grammar.invalidSamples().size() >= SAMPLES, grammar.name());
  }

  /** Texts that can be read in one way only keep a parser's state small. */
  @ParameterizedTest
  @MethodSource("grammars")
  void samplesAreReadInOneWay(BundledGrammar grammar) {
    AntlrOracle antlr = new AntlrOracle(grammar);
    Map<String, List<String>> ambiguous = new TreeMap<>();
    for (Sample sample : grammar.validSamples()) {
      ambiguous.put(sample.name(), antlr.ambiguities(sample.text()));
    }
    ambiguous.values().removeIf(List::isEmpty);
    assertEquals(Map.of(), ambiguous, grammar.name());
  }

  /** Soundness: nothing that the grammar accepts is refused by the second judge. */
  @ParameterizedTest
  @MethodSource("grammars")
  void textsOfTheGrammarAreTextsOfTheLanguage(BundledGrammar grammar) {
    AntlrOracle antlr = new AntlrOracle(grammar);
    Judge judge = Judges.of(grammar.name());
    long seed = 20251;
    TextGenerator generator = new TextGenerator(antlr, seed);
    double least = SHARE.getOrDefault(grammar.name(), 0.9);
    int texts = least < 0.5 ? 10 * TEXTS : least < 0.9 ? 2 * TEXTS : TEXTS;
    int accepted = 0;
    for (int i = 0; i < texts; i++) {
      Optional<String> text = generator.next(1 + i % TOKENS);
      if (text.isPresent() && antlr.refusal(text.get()).isEmpty()) {
        accepted++;
        assertEquals(Optional.empty(), judge.refusal(text.get()), () -> shown(seed, text.get()));
      }
    }
    double share = (double) accepted / texts;
    System.out.printf(
        "%s: %.0f %% of %d texts generated, all of them accepted by the judge; %.1f %% of the"
            + " parser's transitions%n",
        grammar.name(), 100 * share, texts, 100 * generator.coverage());
    assertTrue(share >= least, "texts that the grammar accepts: " + share);
    assertTrue(generator.coverage() >= 0.95, "transitions covered: " + generator.coverage());
  }

  /**
   * One edit away from samples: what the grammar still accepts, the judge does; and where the judge
   * knows the grammar's bounds, the other way round.
   */
  @ParameterizedTest
  @MethodSource("grammars")
  void editedSamplesAreJudgedAlike(BundledGrammar grammar) {
    AntlrOracle antlr = new AntlrOracle(grammar);
    Judge judge = Judges.of(grammar.name());
    List<Sample> samples =
        grammar.validSamples().stream().filter(sample -> sample.text().length() <= LONG).toList();
    long seed = 4177;
    SplittableRandom random = new SplittableRandom(seed);
    int both = 0;
    int onlyJudge = 0;
    for (int i = 0; i < 2 * TEXTS; i++) {
      String text = edited(samples.get(i % samples.size()).text(), random);
      boolean inGrammar = antlr.refusal(text).isEmpty();
      Optional<String> refusal = judge.refusal(text);
      if (inGrammar || EXACT.contains(grammar.name())) {
        assertEquals(inGrammar, refusal.isEmpty(), () -> refusal + "\n" + shown(seed, text));
      }
      both += inGrammar ? 1 : 0;
      onlyJudge += !inGrammar && refusal.isEmpty() ? 1 : 0;
    }
    System.out.printf(
        "%s: of %d edited samples, %d accepted by both, %d by the judge alone%n",
        grammar.name(), 2 * TEXTS, both, onlyJudge);
    assertTrue(both > 0, "no edited sample was accepted");
  }

  /** With a character left out, doubled, exchanged with the next one or replaced by another's. */
  private static String edited(String text, SplittableRandom random) {
    int[] points = text.codePoints().toArray();
    if (points.length < 2) {
      return text + random.nextInt(10);
    }
    int at = random.nextInt(points.length - 1);
    int other = points[random.nextInt(points.length)];
    String before = new String(points, 0, at);
    String after = new String(points, at + 1, points.length - at - 1);
    return switch (random.nextInt(5)) {
      case 0 -> before + after;
      case 1 -> before + Character.toString(points[at]).repeat(2) + after;
      case 2 -> before + Character.toString(other) + after;
      case 3 -> before + Character.toString(points[at]) + Character.toString(other) + after;
      default ->
          before
              + Character.toString(points[at + 1])
              + Character.toString(points[at])
              + new String(points, at + 2, points.length - at - 2);
    };
  }

  private static String shown(long seed, String text) {
    return "seed " + seed + ":\n" + text;
  }
}
