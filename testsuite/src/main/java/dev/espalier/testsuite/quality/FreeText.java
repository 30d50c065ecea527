package dev.espalier.testsuite.quality;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a model writes by itself: no mask, the same sampler, the end where the model says so.
 *
 * <p>Decoded as well as it can be: of the specials only the end tokens can come, and what follows
 * the first complete JSON value is cut off.
 */
final class FreeText {
  private static final JsonFactory JSON = new JsonFactory();

  private FreeText() {}

  /**
   * One text.
   *
   * @param prompt at least one token
   * @param maxTokens the most tokens, the end token included
   */
  static String generate(
      CausalModel model,
      Vocabulary vocabulary,
      int[] prompt,
      Sampler sampler,
      long seed,
      int maxTokens) {
    TokenMask everything = everything(vocabulary);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int budget = Math.min(maxTokens, model.info().maxPositions() - prompt.length);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (CausalModel.Cache cache = model.newCache()) {
      int[] next = prompt;
      for (int i = 0; i < budget; i++) {
        float[] logits;
        try (CausalModel.Logits all = model.forward(cache, next)) {
          logits = all.last();
        }
        int token = sampler.over(logits, everything).draw(random.nextDouble());
        if (vocabulary.isEos(token)) {
          break;
        }
        text.writeBytes(vocabulary.bytes(token));
        next = new int[] {token};
      }
    }
    return firstValue(text.toString(StandardCharsets.UTF_8));
  }

  private static TokenMask everything(Vocabulary vocabulary) {
    int[] ids = new int[vocabulary.size()];
    int n = 0;
    for (int id = 0; id < ids.length; id++) {
      if (vocabulary.byteLength(id) > 0 || vocabulary.isEos(id)) {
        ids[n++] = id;
      }
    }
    return TokenMask.ofIds(java.util.Arrays.copyOf(ids, n), vocabulary.size());
  }

  /** The first complete JSON value of a text, or the whole text if it begins with none. */
  static String firstValue(String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        if (depth == 0) {
          // Scalars are read lazily: the place is right only once the token is whole.
          parser.finishToken();
          return text.substring(0, (int) parser.currentLocation().getCharOffset()).strip();
        }
      }
    } catch (JacksonException e) {
      // No value: judged as it is.
    }
    return text;
  }
}
