package dev.espalier.runtime.sampling.aligned;

import dev.espalier.runtime.generation.Sampler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a trie is valid for; anything else that differs makes it wrong.
 *
 * @param model a name of the weights: whoever keeps files sees to it that two models have two
 * @param prompt its tokens
 * @param rules temperature and truncation
 * @param constraint its fingerprint
 * @param maxTokens the longest text
 */
public record TrieKey(String model, int[] prompt, Sampler rules, String constraint, int maxTokens) {

  /** SHA-256 over all of it. */
  byte[] digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(text(model));
      digest.update(text(constraint));
      ByteBuffer rest = ByteBuffer.allocate(4 * prompt.length + 8 * 3 + 4 * 3);
      rest.putInt(prompt.length);
      for (int token : prompt) {
        rest.putInt(token);
      }
      rest.putDouble(rules.temperature()).putInt(rules.topK());
      rest.putDouble(rules.topP()).putDouble(rules.minP()).putInt(maxTokens);
      digest.update(rest.array());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }
}
