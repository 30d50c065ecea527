package dev.espalier.runtime.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.SharedData;
import dev.espalier.runtime.model.ModelOptions;
import dev.espalier.runtime.model.Models;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints in the layouts that LLaDA and Dream are published in, with random weights. */
class DiffuserTest {
  private static final int EOS = 509;

  private static Vocabulary vocabulary() {
    Vocabulary.Builder builder = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      builder.token(b, new byte[] {(byte) b});
    }
    return builder.special(EOS, "<end>").eos(EOS).width(512).build();
  }

  private static PromptTokenizer letters() {
    return new PromptTokenizer() {
      @Override
      public int[] prompt(String text) {
        return text.chars().toArray();
      }

      @Override
      public int[] text(String text) {
        return prompt(text);
      }

      @Override
      public void close() {}
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny"})
  void publishedLayoutsFillCanvases(String name) {
    Vocabulary vocabulary = vocabulary();
    Constraint constraint =
        TextGrammar.compile("root ::= \"(\" root \")\" | [a-f]+").bind(vocabulary);
    try (Diffuser diffuser =
        new Diffuser(
            Models.loadDiffusion(SharedData.path("models/" + name), ModelOptions.defaults()),
            letters(),
            vocabulary)) {
      for (String strategy : Strategies.names()) {
        for (Verification verification : List.of(Verification.HYBRID, Verification.LAVE)) {
          DiffusionOptions options =
              DiffusionOptions.DEFAULT
                  .withLength(24)
                  .withSteps(8)
                  .withBlock(strategy.startsWith("dream") ? 24 : 12)
                  .withStrategy(Strategies.named(strategy).orElseThrow())
                  .withVerification(verification);
          Diffusion made = diffuser.diffuse(constraint, "prompt", options);
          assertTrue(made.complete(), strategy + " " + verification + ": " + made);
          assertTrue(made.text().matches("\\(*[a-f]+\\)*"), made.text());
          assertEquals(
              made.text().chars().filter(c -> c == '(').count(),
              made.text().chars().filter(c -> c == ')').count(),
              made.text());
        }
      }
      GenerationException tooLong =
          assertThrows(
              GenerationException.class,
              () ->
                  diffuser.diffuse(
                      CanvasChecker.of(constraint),
                      "prompt",
                      DiffusionOptions.DEFAULT.withLength(251),
                      DiffusionListener.NONE));
      assertEquals(
          "the prompt has 6 tokens and the canvas 251, and this model has 256 positions",
          tooLong.getMessage());
    }
  }
}
