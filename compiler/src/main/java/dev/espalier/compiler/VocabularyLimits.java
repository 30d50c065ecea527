package dev.espalier.compiler;

/**
 * What a vocabulary may cost. A file that needs more is refused with a {@link VocabularyException}
 * that names the field. The known vocabularies need far less: o200k_base has 200,000 ids, 1.4 MB of
 * token bytes and a 12 MB tokenizer.json.
 *
 * @param maxFileBytes bytes of one file after decompression; a file is read once, as a stream
 * @param maxIds the greatest number of ids, holes included, and so the greatest width of the logits
 * @param maxTokenBytes the greatest length of one token, in bytes, and of its text in a file, in
 *     UTF-16 units
 * @param maxTotalBytes the bytes of all tokens together, and of their texts in a file, in UTF-16
 *     units; this bounds the nodes of the trie
 */
public record VocabularyLimits(
    long maxFileBytes, int maxIds, int maxTokenBytes, int maxTotalBytes) {

  /** 256 MiB of file, 1,048,576 ids, 16,384 bytes in a token, 16 MiB of token bytes. */
  public static final VocabularyLimits DEFAULT =
      new VocabularyLimits(256L << 20, 1 << 20, 1 << 14, 1 << 24);

  public VocabularyLimits {
    if (maxFileBytes < 1 || maxIds < 1 || maxTokenBytes < 1 || maxTotalBytes < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
    if (maxIds > 1 << 24 || maxTokenBytes > 1 << 20 || maxTotalBytes > 1 << 28) {
      throw new IllegalArgumentException(
          "maxIds is at most 2^24, maxTokenBytes at most 2^20, maxTotalBytes at most 2^28");
    }
  }

  public VocabularyLimits withMaxFileBytes(long bytes) {
    return new VocabularyLimits(bytes, maxIds, maxTokenBytes, maxTotalBytes);
  }

  public VocabularyLimits withMaxIds(int ids) {
    return new VocabularyLimits(maxFileBytes, ids, maxTokenBytes, maxTotalBytes);
  }

  public VocabularyLimits withMaxTokenBytes(int bytes) {
    return new VocabularyLimits(maxFileBytes, maxIds, bytes, maxTotalBytes);
  }

  public VocabularyLimits withMaxTotalBytes(int bytes) {
    return new VocabularyLimits(maxFileBytes, maxIds, maxTokenBytes, bytes);
  }
}
