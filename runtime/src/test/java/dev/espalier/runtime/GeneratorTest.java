package dev.espalier.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.generation.Segmenter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final int EOS = 0;

  /** Two end tokens, every letter and mark, and a few longer tokens. */
  private static Vocabulary vocabulary(String... longer) {
    List<byte[]> tokens = new ArrayList<>(List.of(new byte[0], new byte[0]));
    for (char c : "[]\", ".toCharArray()) {
      tokens.add(new byte[] {(byte) c});
    }
    for (char c = 'a'; c <= 'z'; c++) {
      tokens.add(new byte[] {(byte) c});
    }
    for (String token : longer) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, EOS, 1);
  }

  private static int id(Vocabulary vocabulary, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int t = 0; t < vocabulary.size(); t++) {
      if (bytes.length > 0 && Arrays.equals(vocabulary.bytes(t), bytes)) {
        return t;
      }
    }
    throw new IllegalArgumentException(text);
  }

  /** Splits like the vocabulary, longest token first. */
  private static PromptTokenizer tokenizer(Vocabulary vocabulary) {
    Segmenter segmenter = new Segmenter(vocabulary.trie());
    return new PromptTokenizer() {
      @Override
      public int[] prompt(String text) {
        return text(text);
      }

      @Override
      public int[] text(String text) {
        return segmenter.longest(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
      }

      @Override
      public void close() {}
    };
  }

  private static Generator generator(ScriptedModel model, Vocabulary vocabulary) {
    return new Generator(model, tokenizer(vocabulary), vocabulary);
  }

  /** Logits that depend on all tokens so far, in no order that a test could rely on. */
  private static Function<List<Integer>, float[]> noise(int width) {
    return text -> {
      SplittableRandom random = new SplittableRandom(text.hashCode());
      float[] row = new float[width];
      for (int i = 0; i < width; i++) {
        row[i] = (float) (4 * random.nextDouble());
      }
      return row;
    };
  }

  /** A model that likes one token above all. */
  private static Function<List<Integer>, float[]> always(int width, int token) {
    return text -> {
      float[] row = new float[width];
      row[token] = 10;
      return row;
    };
  }

  private static String spelled(Vocabulary vocabulary, List<Integer> ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ids.forEach(t -> bytes.writeBytes(vocabulary.bytes(t)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void greedyTakesTheGreatestLogitOfTheMask() {
    Vocabulary vocabulary = vocabulary("[\"", "\", \"", "\"]", "ab", "abc", "\", \"a", "z\"");
    TinyLanguage language = TinyLanguage.words(vocabulary);
    int allowed = 0;
    int refused = 0;
    for (int seed = 0; seed < 150; seed++) {
      int salt = seed;
      Function<List<Integer>, float[]> logits =
          text -> {
            SplittableRandom random = new SplittableRandom(text.hashCode() * 41L + salt);
            float[] row = new float[vocabulary.size()];
            for (int i = 0; i < row.length; i++) {
              row[i] = random.nextInt(6) * (i < 6 ? 2 : 1); // ties, and marks that come to pass
            }
            return row;
          };
      List<Integer> expected = new ArrayList<>();
      State state = language.start();
      List<Integer> text = new ArrayList<>();
      for (int token : tokenizer(vocabulary).prompt("ab")) {
        text.add(token);
      }
      while (!state.ended() && expected.size() < 60) {
        float[] row = logits.apply(text);
        int best = -1;
        for (int token : state.mask().ids()) {
          best = best < 0 || row[token] > row[best] ? token : best;
        }
        if (Arrays.stream(state.mask().ids()).allMatch(vocabulary::isEos)) {
          best = EOS; // end tokens alone: the model is not asked
        } else if (best == Sampler.greatest(row, row.length)) {
          allowed++;
        } else {
          refused++;
        }
        expected.add(best);
        text.add(best);
        state = state.next(best);
      }
      GenerationOptions options = new GenerationOptions(Sampler.GREEDY, 1, 60, false, false);
      Generation generation =
          generator(new ScriptedModel(vocabulary.size(), 10_000, logits), vocabulary)
              .generate(language, "ab", options);
      assertEquals(expected, generation.ids(), "seed " + seed);
    }
    assertTrue(allowed > 100 && refused > 100, allowed + " allowed, " + refused + " refused");
  }

  @Test
  void everyTextEndsInTimeAndInTheLanguage() {
    Vocabulary vocabulary = vocabulary("[\"", "\", \"", "\"]", "ab", "abc", "\", \"a", "z\"");
    TinyLanguage language = TinyLanguage.words(vocabulary);
    // Wider than the vocabulary: models pad their logits, and like the padding best.
    int width = vocabulary.size() + 7;
    ScriptedModel model =
        new ScriptedModel(
            width,
            10_000,
            text -> {
              float[] row = noise(width).apply(text);
              Arrays.fill(row, vocabulary.size(), width, 99);
              return row;
            });
    Generator generator = generator(model, vocabulary);
    Set<Integer> lengths = new HashSet<>();
    for (int max = 5; max < 40; max++) {
      for (boolean forcing : new boolean[] {true, false}) {
        for (int seed = 0; seed < 10; seed++) {
          GenerationOptions options =
              new GenerationOptions(
                  new Sampler(seed % 3, seed % 4, 1, 0), seed, max, true, forcing);
          Generation generation = generator.generate(language, "ab", options);
          assertEquals(Generation.Finish.COMPLETE, generation.finish());
          assertTrue(language.matches(generation.text()), generation.text());
          assertTrue(generation.tokens() <= max);
          assertEquals(generation.text(), spelled(vocabulary, generation.ids()));
          assertTrue(vocabulary.isEos(generation.ids().get(generation.tokens() - 1)));
          assertTrue(generation.forced() <= generation.tokens());
          assertEquals(List.of(), generation.notes());
          lengths.add(generation.tokens());
        }
      }
    }
    assertEquals(0, model.open, "caches or logits were left open");
    assertTrue(lengths.size() > 15, "the budget is used, not avoided: " + lengths);
  }

  @Test
  void closingUsesTheBudgetToItsEnd() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model =
        new ScriptedModel(vocabulary.size(), 1_000, always(vocabulary.size(), id(vocabulary, "q")));
    GenerationOptions options = GenerationOptions.DEFAULT.withMaxTokens(12);
    Generation generation = generator(model, vocabulary).generate(language, "a", options);
    // Two marks to begin, two to end, the end token: seven are left for the model's favourite.
    assertEquals("[\"qqqqqqq\"]", generation.text());
    assertEquals(12, generation.tokens());
    // The first two marks and the end; what closing leaves is still chosen from the model's logits.
    assertEquals(3, generation.forced());
  }

  @Test
  void aBudgetBelowTheShortestTextIsRefusedWithTheNumberThatItTakes() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 1_000, noise(vocabulary.size()));
    Generator generator = generator(model, vocabulary);
    GenerationException e =
        assertThrows(
            GenerationException.class,
            () -> generator.generate(language, "a", GenerationOptions.DEFAULT.withMaxTokens(4)));
    assertEquals(GenerationException.Kind.BUDGET, e.kind());
    assertTrue(e.toString().contains(" 5 "), e.toString());
    assertEquals(0, model.passes, "refused before the model is asked");
    assertEquals(
        "[\"\"]",
        generator.generate(language, "a", GenerationOptions.DEFAULT.withMaxTokens(5)).text());
  }

  @Test
  void aModelWithFewPositionsIsABudgetToo() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model =
        new ScriptedModel(vocabulary.size(), 16, always(vocabulary.size(), id(vocabulary, "q")));
    Generator generator = generator(model, vocabulary);
    Generation generation = generator.generate(language, "abcdef", GenerationOptions.DEFAULT);
    assertEquals(10, generation.tokens());
    assertEquals(Generation.Finish.COMPLETE, generation.finish());
    assertThrows(
        GenerationException.class,
        () -> generator.generate(language, "abcdefghijkl", GenerationOptions.DEFAULT));
    assertThrows(
        GenerationException.class,
        () -> generator.generate(language, "abcdefghijklmnopq", GenerationOptions.DEFAULT));
    assertEquals(0, model.open);
  }

  @Test
  void withoutClosingATextMayBeCutOff() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model =
        new ScriptedModel(vocabulary.size(), 1_000, always(vocabulary.size(), id(vocabulary, "q")));
    Generation generation =
        generator(model, vocabulary)
            .generate(language, "a", GenerationOptions.DEFAULT.withMaxTokens(6).withClosing(false));
    assertEquals(Generation.Finish.LENGTH, generation.finish());
    assertEquals("[\"qqqq", generation.text());
    assertEquals(6, generation.tokens());
  }

  @Test
  void seedsMakeTextsAgain() {
    Vocabulary vocabulary = vocabulary("ab", "bc", "\"]");
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 1_000, noise(vocabulary.size()));
    Generator generator = generator(model, vocabulary);
    GenerationOptions options =
        GenerationOptions.DEFAULT.withTemperature(1).withSeed(41).withMaxTokens(40);
    List<Generation> samples = generator.samples(language, "ab", options, 5);
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Generation alone = generator.generate(language, "ab", options.withSeed(41 + i));
      assertEquals(samples.get(i), alone);
      assertEquals(41 + i, alone.seed());
      texts.add(alone.text());
    }
    assertTrue(texts.size() > 1);
    assertNotEquals(
        samples.get(0), generator.generate(language, "ba", options), "the prompt counts");
  }

  @Test
  void thePromptIsReadOnceForAllSamples() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 1_000, noise(vocabulary.size()));
    Generator generator = generator(model, vocabulary);
    List<Generation> samples =
        generator.samples(
            language,
            "abcdefgh",
            GenerationOptions.DEFAULT.withTemperature(1).withMaxTokens(30),
            3);
    int fed = samples.stream().mapToInt(Generation::tokens).sum();
    assertTrue(model.tokensRead <= 8 + fed, model.tokensRead + " read, " + fed + " written");
    assertEquals(0, model.open);
  }

  @Test
  void textsAtOnceAreThoseOfEachAlone() {
    Vocabulary vocabulary = vocabulary("ab", "hello", "world");
    int width = vocabulary.size();
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      GenerationOptions options =
          GenerationOptions.DEFAULT
              .withTemperature(i % 3)
              .withSeed(i)
              .withMaxTokens(12 + 7 * (i % 5))
              .withForcing(i % 2 == 0);
      jobs.add(
          new GenerationJob(TinyLanguage.words(vocabulary), "hello" + (char) ('a' + i), options));
    }
    for (int atOnce : new int[] {1, 4, 100}) {
      ScriptedModel model = new ScriptedModel(width, 200, noise(width));
      List<Generation> together = generator(model, vocabulary).generateAll(jobs, atOnce);
      assertEquals(0, model.open, "caches and logits that are left");
      for (int i = 0; i < jobs.size(); i++) {
        GenerationJob job = jobs.get(i);
        Generation alone =
            generator(new ScriptedModel(width, 200, noise(width)), vocabulary)
                .generate(job.constraint(), job.prompt(), job.options());
        assertEquals(alone.ids(), together.get(i).ids(), "text " + i + " of " + atOnce);
        assertEquals(alone.text(), together.get(i).text());
      }
    }
  }

  @Test
  void whatPromptsHaveInCommonIsReadOnce() {
    Vocabulary vocabulary = vocabulary("ab");
    int width = vocabulary.size();
    String prompt = "abcdefghijklmnopqrstuvwxyz";
    GenerationOptions options = GenerationOptions.DEFAULT.withMaxTokens(40);
    List<GenerationJob> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      jobs.add(
          new GenerationJob(
              TinyLanguage.words(vocabulary), prompt + prompt.charAt(i), options.withSeed(i)));
    }
    ScriptedModel model = new ScriptedModel(width, 200, noise(width));
    List<Generation> texts = generator(model, vocabulary).generateAll(jobs, 5);
    int alone = 0;
    for (GenerationJob job : jobs) {
      ScriptedModel other = new ScriptedModel(width, 200, noise(width));
      generator(other, vocabulary).generate(job.constraint(), job.prompt(), job.options());
      alone += other.tokensRead;
    }
    // Four of the prompts are read from where they differ on: after 25 tokens of "ab", "c" … "z".
    assertEquals(alone - 4 * 25, model.tokensRead, () -> "" + texts);
  }

  @Test
  void oneSamplesOptionsDoNotTouchTheNext() {
    Vocabulary vocabulary = vocabulary("[\"", "ab");
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 1_000, noise(vocabulary.size()));
    Generator generator = generator(model, vocabulary);
    GenerationOptions forcing = GenerationOptions.DEFAULT.withTemperature(2).withMaxTokens(30);
    GenerationOptions asking = forcing.withForcing(false);
    Generation forced = generator.generate(language, "ab", forcing);
    Generation asked = generator.generate(language, "ab", asking);
    assertNotEquals(forced, asked);
    try (Prompted prompted = generator.prompt(language, "ab")) {
      assertEquals(forced, prompted.generate(forcing, GenerationListener.NONE));
      assertEquals(asked, prompted.generate(asking, GenerationListener.NONE));
      assertEquals(forced, prompted.generate(forcing, GenerationListener.NONE));
    }
    assertEquals(0, model.open);
  }

  @Test
  void forcedTextTakesOnePassAndIsTheTokenizersOwn() {
    Vocabulary vocabulary = vocabulary("[\"", "hello", "he", "llo", "world");
    TinyLanguage language = new TinyLanguage(vocabulary);
    int branch = language.node();
    int end = language.node();
    language.edge(TinyLanguage.START, "[\"helloworld", branch);
    language.edge(branch, "a\"]", end).edge(branch, "b\"]", end).accept(end);
    ScriptedModel model =
        new ScriptedModel(vocabulary.size(), 1_000, always(vocabulary.size(), id(vocabulary, "b")));
    Generation generation =
        generator(model, vocabulary).generate(language, "q", GenerationOptions.DEFAULT);
    assertEquals("[\"helloworldb\"]", generation.text());
    assertEquals(
        List.of("[\"", "hello", "world", "b", "\"", "]", ""),
        generation.ids().stream().map(t -> spelled(vocabulary, List.of(t))).toList());
    assertEquals(6, generation.forced());
    assertEquals(1, model.passes, "one pass for the only choice");
    assertEquals(1 + 3, model.tokensRead, "the prompt and what was forced before the choice");
  }

  @Test
  void theEndOfForcedTextIsTheModelsToChoose() {
    // After ["x the model may write " and then more, or the one token that holds the mark and more.
    Vocabulary vocabulary = vocabulary("\", \"", "\"]");
    TinyLanguage language = new TinyLanguage(vocabulary);
    int after = language.node();
    int end = language.node();
    language.edge(TinyLanguage.START, "[\"x\"", after);
    language.edge(after, "]", end).edge(after, ", \"y\"]", end).accept(end);
    ScriptedModel model =
        new ScriptedModel(
            vocabulary.size(), 1_000, always(vocabulary.size(), id(vocabulary, "\", \"")));
    Generation generation =
        generator(model, vocabulary).generate(language, "q", GenerationOptions.DEFAULT);
    assertEquals("[\"x\", \"y\"]", generation.text());
    assertTrue(generation.ids().contains(id(vocabulary, "\", \"")), "" + generation.ids());
  }

  @Test
  void piecesAreWholeCharacters() {
    Vocabulary vocabulary =
        Vocabulary.of(
            List.of(
                new byte[] {'"'},
                new byte[] {(byte) 0xE2},
                new byte[] {(byte) 0x82},
                new byte[] {(byte) 0xAC},
                new byte[] {(byte) 0xF0, (byte) 0x9F},
                new byte[] {(byte) 0x98, (byte) 0x80}),
            6);
    TinyLanguage language = new TinyLanguage(vocabulary);
    int end = language.node();
    language.edge(TinyLanguage.START, "\"€😀\"", end).accept(end);
    ScriptedModel model = new ScriptedModel(7, 100, noise(7));
    for (boolean forcing : new boolean[] {true, false}) {
      List<String> heard = new ArrayList<>();
      List<Integer> tokens = new ArrayList<>();
      GenerationListener listener =
          new GenerationListener() {
            @Override
            public void token(int id, boolean forced) {
              tokens.add(id);
            }

            @Override
            public void text(String piece) {
              heard.add(piece);
            }
          };
      Generation generation =
          generator(model, vocabulary)
              .generate(
                  (Constraint) language,
                  "\"",
                  GenerationOptions.DEFAULT.withForcing(forcing),
                  listener);
      assertEquals(List.of("\"", "€", "😀", "\""), heard);
      assertEquals("\"€😀\"", generation.text());
      assertEquals(generation.ids(), tokens);
    }
  }

  @Test
  void aLimitIsNamedAndTheTextStillEnds() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = new TinyLanguage(vocabulary);
    int middle = language.node();
    int end = language.node();
    language.edge(TinyLanguage.START, "a", middle).edge(TinyLanguage.START, "b", middle);
    language.edge(middle, "cd", end).edge(middle, "de", end).accept(end).limit(middle);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 100, noise(vocabulary.size()));
    Generation generation =
        generator(model, vocabulary).generate(language, "q", GenerationOptions.DEFAULT);
    assertEquals(Generation.Finish.COMPLETE, generation.finish());
    assertTrue(language.matches(generation.text()), generation.text());
    assertEquals(1, generation.notes().size());
    assertTrue(generation.notes().get(0).contains("branches"), generation.notes().get(0));
    Generation cut =
        generator(model, vocabulary)
            .generate(language, "q", GenerationOptions.DEFAULT.withMaxTokens(2).withClosing(false));
    assertEquals(Generation.Finish.LENGTH, cut.finish());
    assertEquals(2, cut.tokens());
  }

  @Test
  void aListenerThatThrowsEndsTheTextAndLeavesNothingOpen() {
    Vocabulary vocabulary = vocabulary();
    TinyLanguage language = TinyLanguage.words(vocabulary);
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 1_000, noise(vocabulary.size()));
    GenerationListener stop =
        new GenerationListener() {
          @Override
          public void token(int id, boolean forced) {
            if (!forced) {
              throw new IllegalStateException("stop");
            }
          }
        };
    assertThrows(
        IllegalStateException.class,
        () ->
            generator(model, vocabulary)
                .generate((Constraint) language, "a", GenerationOptions.DEFAULT, stop));
    assertEquals(0, model.open);
  }

  @Test
  void anEmptyPromptNeedsATokenToBeginWith() {
    Vocabulary vocabulary = vocabulary();
    ScriptedModel model = new ScriptedModel(vocabulary.size(), 100, noise(vocabulary.size()));
    GenerationException e =
        assertThrows(
            GenerationException.class,
            () ->
                generator(model, vocabulary)
                    .generate(TinyLanguage.words(vocabulary), "", GenerationOptions.DEFAULT));
    assertEquals(GenerationException.Kind.PROMPT, e.kind());
  }

  @Test
  void aModelWithFewerLogitsThanTokensIsRefused() {
    Vocabulary vocabulary = vocabulary();
    ScriptedModel model = new ScriptedModel(3, 100, noise(3));
    GenerationException e =
        assertThrows(GenerationException.class, () -> generator(model, vocabulary));
    assertEquals(GenerationException.Kind.MISMATCH, e.kind());
  }
}
