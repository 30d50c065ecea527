package dev.espalier.runtime.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.diffusion.DiffusionWorld.Language;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecodingTest {
  private static final int[] PROMPT = {'p', 'q'};

  static final List<String> STRATEGIES = Strategies.names();

  static List<Language> languages() {
    return DiffusionWorld.languages();
  }

  private static Diffusion run(
      ScriptedDiffusion model, CanvasChecker checker, DiffusionOptions options) {
    return run(model, checker, options, DiffusionListener.NONE);
  }

  private static Diffusion run(
      ScriptedDiffusion model,
      CanvasChecker checker,
      DiffusionOptions options,
      DiffusionListener listener) {
    return new Decoding(model, checker, PROMPT, DiffusionWorld.MASK, options, listener).run();
  }

  private static DiffusionOptions drawn(SplittableRandom random, int needs) {
    int length = needs + random.nextInt(30);
    String strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
    return DiffusionOptions.DEFAULT
        .withLength(length)
        .withSteps(1 + random.nextInt(length))
        .withBlock(1 + random.nextInt(40))
        .withStrategy(Strategies.named(strategy).orElseThrow())
        .withTemperature(random.nextInt(3) * 0.5)
        .withTopP(random.nextBoolean() ? 1 : 0.9)
        .withSeed(random.nextLong());
  }

  @ParameterizedTest
  @MethodSource("languages")
  void hybridAlwaysEndsInsideItsCanvas(Language language) {
    CanvasChecker checker = language.checker();
    for (int seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DiffusionOptions options = drawn(random, language.needs());
      ScriptedDiffusion model = DiffusionWorld.random(seed);
      String about = language.name() + " seed " + seed + " " + options;
      Diffusion made = run(model, checker, options);
      assertTrue(made.complete(), about);
      assertTrue(language.judge().test(made.text()), about + ": " + made.text());
      assertTrue(made.ids().size() <= options.length(), about);
      assertEquals(0, made.counts().deadEnds(), about);
      assertEquals(0, made.counts().fallbacks(), about);
      assertEquals(model.passes, made.counts().forwards(), about);
      assertEquals(0, model.open, about + ": logits are left open");
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void laveAndEmptinessWriteNothingOutsideTheLanguage(Language language) {
    CanvasChecker checker = language.checker();
    int complete = 0;
    for (int seed = 0; seed < 40; seed++) {
      for (Verification verification : List.of(Verification.LAVE, Verification.EMPTINESS)) {
        DiffusionOptions options =
            drawn(new SplittableRandom(seed), language.needs()).withVerification(verification);
        Diffusion made = run(DiffusionWorld.random(seed), checker, options);
        String about = language.name() + " seed " + seed + " " + options;
        assertTrue(
            !made.complete() || language.judge().test(made.text()), about + ": " + made.text());
        if (verification == Verification.LAVE) {
          assertEquals(0, made.counts().fallbacks(), about);
          complete += made.complete() ? 1 : 0;
        }
      }
    }
    assertTrue(complete >= 36, language.name() + ": LAVE completes " + complete + " of 40");
  }

  @Test
  void withoutVerificationTheModelWritesWhatItLikes() {
    CanvasChecker checker = DiffusionWorld.languages().get(0).checker();
    int valid = 0;
    for (int seed = 0; seed < 20; seed++) {
      Diffusion made =
          run(
              DiffusionWorld.random(seed),
              checker,
              DiffusionOptions.DEFAULT.withLength(40).withVerification(Verification.NONE));
      valid += made.complete() ? 1 : 0;
      assertEquals(0, made.counts().rejected());
      assertEquals(0, made.counts().checks());
    }
    assertEquals(0, valid);
  }

  @ParameterizedTest
  @EnumSource(Verification.class)
  void equalSeedsGiveEqualTexts(Verification verification) {
    CanvasChecker checker = DiffusionWorld.languages().get(0).checker();
    DiffusionOptions options =
        DiffusionOptions.DEFAULT
            .withLength(48)
            .withSteps(12)
            .withTemperature(1)
            .withVerification(verification);
    Diffusion first = run(DiffusionWorld.random(1), checker, options.withSeed(5));
    Diffusion again = run(DiffusionWorld.random(1), checker, options.withSeed(5));
    Diffusion other = run(DiffusionWorld.random(1), checker, options.withSeed(6));
    assertEquals(first.ids(), again.ids());
    assertEquals(first.counts().rejected(), again.counts().rejected());
    assertNotEquals(first.ids(), other.ids());
  }

  @Test
  void countsAreThoseOfTheListener() {
    CanvasChecker checker = DiffusionWorld.languages().get(0).checker();
    for (Verification verification : Verification.values()) {
      int[] heard = new int[4];
      DiffusionListener listener =
          new DiffusionListener() {
            @Override
            public void forward(long nanos) {
              heard[0]++;
            }

            @Override
            public void check(int tokens, boolean taken, long nanos) {
              heard[1]++;
              heard[2] += !taken && tokens == 1 ? 1 : 0;
            }

            @Override
            public void written(int position, int token) {
              assertNotEquals(DiffusionWorld.MASK, token);
              heard[3]++;
            }
          };
      DiffusionOptions options =
          DiffusionOptions.DEFAULT.withLength(48).withVerification(verification);
      DiffusionCounts counts = run(DiffusionWorld.random(3), checker, options, listener).counts();
      assertEquals(heard[0], counts.forwards());
      assertEquals(heard[1], counts.checks());
      assertEquals(heard[2], counts.rejected());
      assertTrue(counts.unknown() <= counts.rejected());
      assertTrue(counts.rejected() <= counts.proposals());
      assertTrue(heard[3] >= counts.proposals() - counts.rejected());
    }
  }

  @Test
  void aCanvasThatIsTooShortIsRefusedBeforeTheModelIsAsked() {
    CanvasChecker checker =
        CanvasChecker.of(
            TextGrammar.compile("root ::= \"abcdefgh\"").bind(DiffusionWorld.VOCABULARY));
    ScriptedDiffusion model = DiffusionWorld.random(1);
    GenerationException refused =
        assertThrows(
            GenerationException.class,
            () -> run(model, checker, DiffusionOptions.DEFAULT.withLength(7)));
    assertEquals(GenerationException.Kind.BUDGET, refused.kind());
    assertEquals(
        "the canvas is too short: no text of the constraint fits 7 tokens", refused.getMessage());
    assertEquals(0, model.passes);
    assertEquals("abcdefgh", run(model, checker, DiffusionOptions.DEFAULT.withLength(8)).text());
  }

  /** What the model is sure of and the constraint allows is written as it is. */
  @ParameterizedTest
  @FieldSource("STRATEGIES")
  void whatAModelKnowsIsWritten(String strategy) {
    String text = "{\"name\": \"the\", \"size\": 120, \"tags\": [\"a\", \"the\"]}";
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ScriptedDiffusion model =
        new ScriptedDiffusion(
            DiffusionWorld.MASK + 1,
            512,
            DiffusionWorld.MASK,
            canvas -> {
              float[][] rows = new float[canvas.length][DiffusionWorld.MASK + 1];
              for (int i = PROMPT.length; i < canvas.length; i++) {
                int at = i - PROMPT.length;
                rows[i][at < bytes.length ? bytes[at] & 0xff : DiffusionWorld.EOS] = 20;
              }
              return rows;
            });
    CanvasChecker checker = DiffusionWorld.languages().get(0).checker();
    for (Verification verification : Verification.values()) {
      DiffusionOptions options =
          DiffusionOptions.DEFAULT
              .withLength(64)
              .withSteps(16)
              .withStrategy(Strategies.named(strategy).orElseThrow())
              .withVerification(verification);
      Diffusion made = run(model, checker, options);
      assertEquals(text, made.text(), verification + " " + made.counts());
      assertTrue(made.complete());
      assertEquals(0, made.counts().rejected(), verification.name());
    }
  }

  /** The hybrid changes nothing about a text that comes out right without it. */
  @Test
  void aValidTextOfTheModelAloneComesOutTheSame() {
    List<String> texts =
        List.of(
            "{\"name\": \"the\", \"size\": 120, \"tags\": [\"a\", \"the\"]}",
            "[true, false]",
            "-2.5",
            "12+(3*(4+5))",
            "aaacbbb");
    int valid = 0;
    for (int i = 0; i < texts.size(); i++) {
      Language language = DiffusionWorld.languages().get(i);
      CanvasChecker checker = language.checker();
      for (int seed = 0; seed < 60; seed++) {
        ScriptedDiffusion model = leaningTo(texts.get(i), seed);
        DiffusionOptions options = drawn(new SplittableRandom(seed), texts.get(i).length() + 1);
        int[] board = new int[options.length()];
        DiffusionListener listener =
            new DiffusionListener() {
              @Override
              public void written(int position, int token) {
                board[position] = token + 1;
              }
            };
        Diffusion free = run(model, checker, options.withVerification(Verification.NONE), listener);
        int end = free.ids().size();
        boolean endsOnce =
            Arrays.stream(board)
                .skip(end)
                .allMatch(token -> token == 0 || token == DiffusionWorld.EOS + 1);
        if (!free.complete() || !endsOnce) {
          continue;
        }
        valid++;
        Diffusion made = run(model, checker, options);
        String about = language.name() + " seed " + seed + " " + options;
        assertEquals(free.text(), made.text(), about);
        assertEquals(0, made.counts().rejected(), about);
        assertEquals(free.counts().forwards(), made.counts().forwards(), about);
      }
    }
    assertTrue(valid > 60, valid + " texts are valid without the hybrid");
  }

  /** Logits of a text, its end likelier the more of it is known, with noise. */
  private static ScriptedDiffusion leaningTo(String text, long seed) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new ScriptedDiffusion(
        DiffusionWorld.MASK + 1,
        512,
        DiffusionWorld.MASK,
        canvas -> {
          SplittableRandom random = new SplittableRandom(seed * 31 + Arrays.hashCode(canvas));
          float[][] rows = new float[canvas.length][DiffusionWorld.MASK + 1];
          for (int i = PROMPT.length; i < canvas.length; i++) {
            for (int id = 0; id < DiffusionWorld.MASK; id++) {
              rows[i][id] = (float) random.nextDouble(-1, 1);
            }
            int at = i - PROMPT.length;
            rows[i][at < bytes.length ? bytes[at] & 0xff : DiffusionWorld.EOS] +=
                random.nextInt(5, 12);
          }
          return rows;
        });
  }

  /** LLaDA's quota: as many in every step, the first steps one more. */
  @Test
  void stepsShareTheMasksEvenly() {
    int[] perStep = new int[4];
    int[] step = {-1};
    DiffusionListener listener =
        new DiffusionListener() {
          @Override
          public void forward(long nanos) {
            step[0]++;
          }

          @Override
          public void written(int position, int token) {
            perStep[step[0]]++;
          }
        };
    ScriptedDiffusion noEnd =
        new ScriptedDiffusion(
            DiffusionWorld.MASK + 1,
            512,
            DiffusionWorld.MASK,
            canvas -> {
              float[][] rows = new float[canvas.length][DiffusionWorld.MASK + 1];
              for (float[] row : rows) {
                row['a'] = 5;
              }
              return rows;
            });
    run(
        noEnd,
        DiffusionWorld.languages().get(0).checker(),
        DiffusionOptions.DEFAULT
            .withLength(10)
            .withSteps(4)
            .withBlock(10)
            .withVerification(Verification.NONE),
        listener);
    assertEquals("[3, 3, 2, 2]", Arrays.toString(perStep));
  }
}
