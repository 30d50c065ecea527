package dev.espalier.grammars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.grammars.BundledGrammar.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Holds a bundled grammar against ANTLR's interpreter and a second judge. */
final class Agreement {

  private final BundledGrammar grammar;
  private final AntlrJudge antlr;

  Agreement(String name) {
    grammar = BundledGrammars.named(name).orElseThrow();
    antlr = new AntlrJudge(grammar);
  }

  /** The interpreter and the second judge accept the valid samples and refuse the invalid ones. */
  void onSamples(Judge second) {
    List<String> wrong = new ArrayList<>();
    for (Judge judge : List.of(antlr, second)) {
      String who = judge.getClass().getSimpleName();
      List<Sample> valid = grammar.validSamples();
      List<Optional<String>> refusals = judge.refusals(valid.stream().map(Sample::text).toList());
      for (int i = 0; i < valid.size(); i++) {
        String name = valid.get(i).name();
        refusals.get(i).ifPresent(why -> wrong.add(who + " refuses valid/" + name + ": " + why));
      }
      List<Sample> invalid = grammar.invalidSamples();
      refusals = judge.refusals(invalid.stream().map(Sample::text).toList());
      for (int i = 0; i < invalid.size(); i++) {
        if (refusals.get(i).isEmpty()) {
          wrong.add(who + " accepts invalid/" + invalid.get(i).name());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(grammar.validSamples().size() >= 12, "few valid samples");
    assertTrue(grammar.invalidSamples().size() >= 12, "few invalid samples");
  }

  /** The second judge accepts random texts that the grammar accepts. */
  void onRandomTexts(Judge second, int count, int tokens, long seed) {
    onRandomTexts(second, "", grammar.start(), "", count, tokens, seed);
  }

  /** The same, where only the text of one rule is random. */
  void onRandomTexts(
      Judge second, String before, String rule, String after, int count, int tokens, long seed) {
    RandomTexts source = new RandomTexts(antlr, seed);
    SplittableRandom lengths = new SplittableRandom(seed);
    List<String> texts = new ArrayList<>();
    for (int tries = 0; texts.size() < count; tries++) {
      assertTrue(tries < 20 * count, "only " + texts.size() + " texts in " + tries + " tries");
      source.next(before, rule, after, 1 + lengths.nextInt(tokens)).ifPresent(texts::add);
    }
    List<Optional<String>> refusals = second.refusals(texts);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      refusals.get(i).ifPresent(why -> wrong.add(why + "\n" + text));
    }
    wrong.sort((a, b) -> a.length() - b.length());
    assertTrue(
        wrong.isEmpty(),
        () ->
            wrong.size()
                + " of "
                + count
                + " texts are refused (seed "
                + seed
                + "):\n"
                + String.join("\n---\n", wrong.subList(0, Math.min(12, wrong.size()))));
  }
}
