package dev.espalier.runtime.train;

import dev.espalier.runtime.data.CodeExample;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * An endless row of training batches, each example new. Examples come in pools; within a pool they
 * are put together by length, so that little is padding.
 */
final class TrainingData {
  private static final int POOL = 2048;

  private final Objective objective;
  private final RecordTask records;
  private final ByteLevelBpe tokenizer;
  private final long seed;
  private final double codeShare;
  private final int batchTokens;
  private final int longest;
  private final List<Batch> ready = new ArrayList<>();
  private long pools;

  /**
   * Batches of about {@code batchTokens} positions, padding included.
   *
   * @param codeShare fraction of the examples that are questions with code
   * @param longest examples of more tokens than this are left out
   */
  TrainingData(
      Objective objective,
      RecordTask records,
      ByteLevelBpe tokenizer,
      long seed,
      double codeShare,
      int batchTokens,
      int longest) {
    this.objective = objective;
    this.records = records;
    this.tokenizer = tokenizer;
    this.seed = seed;
    this.codeShare = codeShare;
    this.batchTokens = batchTokens;
    this.longest = longest;
  }

  Batch next() {
    if (ready.isEmpty()) {
      fill();
    }
    return ready.removeLast();
  }

  private void fill() {
    long own = seed * 1_000_003 + pools++;
    List<TokenizedExample> pool = new ArrayList<>(POOL);
    int code = (int) (POOL * codeShare);
    for (RecordExample example : records.examples(Split.TRAIN, own, POOL - code)) {
      add(tokenize(tokenizer, example.prompt(), example.answer()), pool);
    }
    for (CodeExample example : CodeTask.examples(Split.TRAIN, own, code)) {
      add(tokenize(tokenizer, example.prompt(), example.answer()), pool);
    }
    Random random = new Random(own);
    Collections.shuffle(pool, random);
    pool.sort(Comparator.comparingInt(example -> example.ids().length));
    List<TokenizedExample> rows = new ArrayList<>();
    for (TokenizedExample example : pool) {
      if ((rows.size() + 1) * example.ids().length > batchTokens && !rows.isEmpty()) {
        ready.add(objective.batch(rows, tokenizer.endId(), longest, random));
        rows.clear();
      }
      rows.add(example);
    }
    ready.add(objective.batch(rows, tokenizer.endId(), longest, random));
    Collections.shuffle(ready, random);
  }

  private void add(TokenizedExample example, List<TokenizedExample> pool) {
    if (example.ids().length <= longest) {
      pool.add(example);
    }
  }

  /** The prompt's tokens and the answer's, encoded apart as in generation, and the end token. */
  static TokenizedExample tokenize(ByteLevelBpe tokenizer, String prompt, String answer) {
    int[] before = tokenizer.encode(prompt);
    int[] after = tokenizer.encode(answer);
    int[] ids = new int[before.length + after.length + 1];
    System.arraycopy(before, 0, ids, 0, before.length);
    System.arraycopy(after, 0, ids, before.length, after.length);
    ids[ids.length - 1] = tokenizer.endId();
    return new TokenizedExample(ids, before.length);
  }
}
