package dev.espalier.testsuite.antlr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Grammar;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DifferentialTest {
  private static final GrammarSource KEYWORDS = AntlrJudgeTest.named("Keywords");

  static List<GrammarSource> grammars() {
    return SyntheticGrammars.all();
  }

  /** Our engine and ANTLR agree on the small grammars: texts, completions and masks. */
  @ParameterizedTest
  @MethodSource("grammars")
  void theEngineAgrees(GrammarSource source) {
    AntlrRun.Result result = run(Engine.ESPALIER, source, 300, 16);
    assertEquals("", result.refused());
    assertEquals(List.of(), result.tally().kept.stream().map(Disagreement::show).toList());
    MaskCheck.Counts masks = result.masks().orElseThrow();
    assertEquals(List.of(), masks.findings);
    assertTrue(masks.masks >= 8 && masks.setBits > 0 && masks.clearedInReach > 0);
    assertEquals(0, result.disagreements() + masks.wrongBits);
  }

  private static AntlrRun.Result run(Engine engine, GrammarSource source, int texts, int masks) {
    return new AntlrRun(engine, List.of(source), masks, 1).run(texts, 1, done -> {}).getFirst();
  }

  /** An engine that reads another grammar than the judge is found out. */
  @Test
  void anotherGrammarIsFoundOut() {
    Engine without = source -> Engine.ESPALIER.compile(edited(source, "| IN ID+ ", ""));
    AntlrRun.Result result = run(without, KEYWORDS, 600, 400);
    assertTrue(result.disagreements() > 0, "no text shows it");
    assertTrue(
        result.tally().kept.stream().allMatch(d -> d.kind() == Disagreement.Kind.INCOMPLETE));
    assertTrue(
        result.tally().kept.stream().anyMatch(each -> each.text().length() <= 5),
        "not made small: " + result.tally().kept);
    MaskCheck.Counts masks = result.masks().orElseThrow();
    assertTrue(masks.wrongBits > 0, "no mask shows it");
    assertTrue(
        masks.findings.stream().anyMatch(each -> each.contains("cleared")),
        masks.findings::toString);

    Engine with = source -> Engine.ESPALIER.compile(edited(source, "IF ID", "IF* ID"));
    result = run(with, KEYWORDS, 600, 400);
    assertTrue(result.tally().kept.stream().anyMatch(d -> d.kind() == Disagreement.Kind.UNSOUND));
    assertTrue(
        result.masks().orElseThrow().findings.stream().anyMatch(each -> each.contains("set")),
        "no set bit");
  }

  private static GrammarSource edited(GrammarSource source, String what, String with) {
    assertTrue(source.text().contains(what));
    return GrammarSource.of(source.name(), source.text().replace(what, with), "s");
  }

  /** Completions that the judge refuses, and exceptions, are found. */
  @Test
  void wrongCompletionsAreFound() {
    AntlrGrammar grammar = new AntlrGrammar(KEYWORDS);
    Grammar compiled = Engine.ESPALIER.compile(KEYWORDS);
    Recogniser right = Engine.recogniser(compiled);
    Tally dead =
        new Differential(grammar, spoilt(right, text -> false, "=="))
            .batch(new AntlrJudge(grammar), 1, 400);
    assertTrue(dead.completions > 0);
    assertTrue(dead.kept.stream().allMatch(each -> each.kind() == Disagreement.Kind.DEAD));
    assertFalse(dead.kept.isEmpty());

    Tally broken =
        new Differential(grammar, spoilt(right, text -> text.contains("if"), ""))
            .batch(new AntlrJudge(grammar), 1, 400);
    assertTrue(
        broken.kept.stream()
            .anyMatch(each -> each.kind() == Disagreement.Kind.BROKEN && each.text().equals("if")));
  }

  /** Breaks on some texts, and adds something to completions. */
  private static Recogniser spoilt(Recogniser right, Predicate<String> breaks, String added) {
    return new Recogniser() {
      @Override
      public Reading read(byte[] text) {
        return breaks.test(new String(text, StandardCharsets.UTF_8))
            ? new Reading(Kind.BROKEN, 0, "broken")
            : right.read(text);
      }

      @Override
      public Completed complete(byte[] prefix) {
        Completed completed = right.complete(prefix);
        String rest = new String(completed.rest(), StandardCharsets.UTF_8) + added;
        return new Completed(
            completed.kind(), rest.getBytes(StandardCharsets.UTF_8), completed.detail());
      }
    };
  }

  /** A grammar that the engine does not compile is a disagreement, with the reason. */
  @Test
  void aRefusedGrammarCounts() {
    AntlrRun.Result result =
        run(
            source -> Engine.ESPALIER.compile(edited(source, "'if'", "{x}? 'if'")),
            KEYWORDS,
            10,
            0);
    assertEquals(1, result.disagreements());
    assertFalse(result.refused().isEmpty());
  }

  @Test
  void aTextIsMadeSmall() {
    int[] text = CodePoints.of("some long text with a; and b; and c;");
    String small =
        CodePoints.text(
            Shrinker.shrink(
                text, each -> CodePoints.text(each).chars().filter(c -> c == ';').count() >= 2));
    assertEquals(";;", small);
  }
}
