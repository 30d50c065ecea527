package dev.espalier.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import dev.espalier.runtime.Verifier.Outcome;
import dev.espalier.runtime.Verifier.Verdict;
import org.junit.jupiter.api.Test;

/** ANTLR's interpreter is asked where there is one, and no verdict is made up. */
class GrammarVerifierTest {
  @Test
  void samplesAreJudgedAsTheirFoldersSay() {
    // One with a lexer grammar of its own among them.
    for (String name : new String[] {"arithmetic", "json", "xml"}) {
      BundledGrammar grammar = BundledGrammars.named(name).orElseThrow();
      GrammarVerifier verifier = GrammarVerifier.of(grammar.source(), grammar.options());
      for (BundledGrammar.Sample sample : grammar.validSamples()) {
        Verdict verdict = verifier.verify(sample.text());
        assertEquals(Outcome.VALID, verdict.outcome(), name + " " + sample.name() + verdict);
      }
      for (BundledGrammar.Sample sample : grammar.invalidSamples()) {
        Verdict verdict = verifier.verify(sample.text());
        assertEquals(Outcome.INVALID, verdict.outcome(), name + " " + sample.name());
        assertTrue(verdict.problems().get(0).startsWith("ANTLR: "), verdict.toString());
      }
    }
  }

  @Test
  void deepTextsAreJudged() {
    String grammar = "grammar G; s : l EOF ; l : '(' l ')' | ;";
    GrammarVerifier verifier = GrammarVerifier.of(grammar, GrammarOptions.DEFAULT);
    String deep = "(".repeat(3000) + ")".repeat(3000);
    assertEquals(Outcome.VALID, verifier.verify(deep).outcome());
    assertEquals(Outcome.INVALID, verifier.verify(deep + ")").outcome());
  }

  @Test
  void otherSyntaxesHaveNoJudge() {
    Verdict verdict =
        GrammarVerifier.of("root ::= \"x\"", GrammarOptions.DEFAULT).verify("anything");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
    assertTrue(verdict.problems().get(0).contains("gbnf"), verdict.toString());
  }

  @Test
  void aGrammarThatCannotBeReadIsNoVerdict() {
    Verdict verdict = GrammarVerifier.of("grammar G; s : ;", GrammarOptions.DEFAULT).verify("");
    assertEquals(Outcome.UNKNOWN, verdict.outcome(), verdict.toString());
  }
}
