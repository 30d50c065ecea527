package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import dev.espalier.compiler.VocabularyOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * Reads a tiktoken rank file: on each line a token in base64, a blank, and its rank, which is its
 * id. Such a file lists no specials; EOS is the id after the greatest rank unless the caller or the
 * model's configuration says otherwise.
 */
final class TiktokenRanks {
  private static final String END = "<|endoftext|>";

  private final String source;
  private final VocabularyLimits limits;
  private final Draft draft;
  private long total;

  private TiktokenRanks(String source, VocabularyLimits limits) {
    this.source = source;
    this.limits = limits;
    this.draft = new Draft(source, limits, false);
  }

  static Vocabulary read(
      InputStream in, String source, VocabularyOptions options, ModelConfig config)
      throws IOException {
    TiktokenRanks ranks = new TiktokenRanks(source, options.limits());
    ranks.readLines(in);
    if (ranks.draft.used() == 0) {
      throw new VocabularyException(
          source, "", "it is empty; expected a tokenizer.json or a tiktoken rank file");
    }
    Draft.OwnEos own =
        draft -> {
          int id = draft.special(END).orElse(draft.used());
          draft.special(id, END);
          return new int[] {id};
        };
    return ranks.draft.finish(options, config, own, text -> -1, id -> "<" + id + ">");
  }

  private void readLines(InputStream in) throws IOException {
    // A token in base64, a blank, ten digits and a carriage return.
    byte[] line = new byte[4 * ((limits.maxTokenBytes() + 2) / 3) + 12];
    byte[] buffer = new byte[1 << 16];
    int length = 0;
    int number = 1;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      for (int from = 0; from < n; ) {
        int to = from;
        while (to < n && buffer[to] != '\n') {
          to++;
        }
        if (length + to - from > line.length) {
          throw refused(number, "the line is longer than a token of maxTokenBytes makes it");
        }
        System.arraycopy(buffer, from, line, length, to - from);
        length += to - from;
        if (to < n) {
          readLine(line, length, number++);
          length = 0;
        }
        from = to + 1;
      }
    }
    readLine(line, length, number);
  }

  private void readLine(byte[] line, int length, int number) {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    if (end == 0) {
      return;
    }
    int blank = 0;
    while (blank < end && line[blank] != ' ') {
      blank++;
    }
    if (blank == 0 || blank == end) {
      throw refused(number, "no rank file line");
    }
    byte[] token;
    try {
      token = Base64.getDecoder().decode(Arrays.copyOf(line, blank));
    } catch (IllegalArgumentException e) {
      throw new VocabularyException(
          source,
          "line " + number,
          "invalid base64 (%s); expected a token in base64, a blank and its rank"
              .formatted(e.getMessage()),
          e);
    }
    long rank = 0;
    for (int i = blank + 1; i < end; i++) {
      int digit = line[i] - '0';
      if (digit < 0 || digit > 9) {
        throw refused(number, "the rank is no number");
      }
      rank = Math.min(10 * rank + digit, Integer.MAX_VALUE);
    }
    if (blank + 1 == end) {
      throw refused(number, "the rank is missing");
    }
    // One id is kept for the end token.
    if (rank >= limits.maxIds() - 1) {
      throw refused(number, "a rank beyond maxIds, " + limits.maxIds());
    }
    if (token.length > limits.maxTokenBytes()) {
      throw refused(number, "a token longer than maxTokenBytes, " + limits.maxTokenBytes());
    }
    total += token.length;
    if (total > limits.maxTotalBytes()) {
      throw refused(number, "more token bytes than maxTotalBytes, " + limits.maxTotalBytes());
    }
    if (draft.has((int) rank)) {
      throw refused(number, "a second token with the rank " + rank);
    }
    draft.token((int) rank, token);
  }

  private VocabularyException refused(int line, String problem) {
    return new VocabularyException(
        source,
        "line " + line,
        problem + "; expected a token in base64, a blank and its rank (or a tokenizer.json)");
  }
}
