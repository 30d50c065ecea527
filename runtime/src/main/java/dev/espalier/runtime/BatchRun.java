package dev.espalier.runtime;

import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.tensor.TokenChoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Texts that share passes of a model. At each step all that are under way read their last tokens in
 * one pass, the masks of the next tokens are made while the device computes, and all next tokens
 * are chosen at once.
 */
final class BatchRun {
  /** Prompts that have fewer tokens in common at their beginning are read on their own. */
  private static final int WORTH_SHARING = 8;

  private final CausalModel model;
  private final List<Text> texts;
  private final int atOnce;
  private final Deque<Text> waiting;
  private final List<Row> rows = new ArrayList<>();

  /** A prompt, and what is made of it. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Text(int[] prompt, Decoding decoding) {}

  BatchRun(CausalModel model, List<Text> texts, int atOnce) {
    this.model = model;
    this.texts = texts;
    this.atOnce = atOnce;
    this.waiting = new ArrayDeque<>(texts);
  }

  List<Generation> run() {
    try {
      while (true) {
        admit();
        if (rows.isEmpty()) {
          break;
        }
        step();
      }
    } finally {
      rows.forEach(Row::close);
    }
    return texts.stream().map(text -> text.decoding().generation()).toList();
  }

  /** A text under way. */
  private static final class Row implements AutoCloseable {
    final Text text;
    final CausalModel.Cache cache;

    Row(Text text, CausalModel.Cache cache) {
      this.text = text;
      this.cache = cache;
    }

    /** What the model has not read yet. */
    int[] unread() {
      int[] prompt = text.prompt();
      List<Integer> ids = text.decoding().ids();
      int[] tokens = new int[prompt.length + ids.size() - cache.length()];
      for (int i = 0; i < tokens.length; i++) {
        int at = cache.length() + i;
        tokens[i] = at < prompt.length ? prompt[at] : ids.get(at - prompt.length);
      }
      return tokens;
    }

    @Override
    public void close() {
      cache.close();
    }
  }

  /**
   * Fills up the rows. A prompt that begins like one that is read in this very step waits for the
   * next, to share it.
   */
  private void admit() {
    rows.removeIf(row -> {
      boolean ended = !row.text.decoding().needsModel();
      if (ended) {
        row.close();
      }
      return ended;
    });
    List<Row> begun = new ArrayList<>();
    List<Text> later = new ArrayList<>();
    while (rows.size() + begun.size() < atOnce && !waiting.isEmpty()) {
      Text text = waiting.remove();
      if (!text.decoding().needsModel()) {
        continue; // its constraint left no choice
      }
      if (begun.stream().anyMatch(row -> common(row.text, text) >= WORTH_SHARING)) {
        later.add(text);
      } else {
        begun.add(new Row(text, cacheFor(text)));
      }
    }
    for (int i = later.size() - 1; i >= 0; i--) {
      waiting.addFirst(later.get(i));
    }
    rows.addAll(begun);
  }

  /** A cache that has read what the prompt has in common with that of a text under way. */
  private CausalModel.Cache cacheFor(Text text) {
    int most = 0;
    Optional<Row> best = Optional.empty();
    for (Row row : rows) {
      int common = common(row.text, text);
      if (common > most) {
        most = common;
        best = Optional.of(row);
      }
    }
    if (best.isEmpty() || most < WORTH_SHARING) {
      return model.newCache();
    }
    CausalModel.Cache fork = best.get().cache.fork();
    // The last token is read again: its logits are needed.
    fork.truncate(Math.min(most, text.prompt().length - 1));
    return fork;
  }

  private static int common(Text a, Text b) {
    int differ = Arrays.mismatch(a.prompt(), b.prompt());
    return differ < 0 ? a.prompt().length : differ;
  }

  private void step() {
    List<CausalModel.Request> requests = new ArrayList<>(rows.size());
    for (Row row : rows) {
      requests.add(new CausalModel.Request(row.cache, row.unread()));
    }
    List<CausalModel.Logits> logits = model.forward(requests);
    try {
      if (!model.chooses()) {
        for (int i = 0; i < rows.size(); i++) {
          rows.get(i).text.decoding().decide(logits.get(i).last());
        }
        return;
      }
      List<Row> asking = new ArrayList<>();
      List<CausalModel.Logits> asked = new ArrayList<>();
      List<TokenChoice> choices = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        Optional<TokenChoice> choice = rows.get(i).text.decoding().choice();
        if (choice.isPresent()) {
          asking.add(rows.get(i));
          asked.add(logits.get(i));
          choices.add(choice.get());
        }
      }
      if (asking.isEmpty()) {
        return;
      }
      int[] chosen = model.choose(asked, choices);
      for (int i = 0; i < asking.size(); i++) {
        asking.get(i).text.decoding().decide(chosen[i], asked.get(i)::last);
      }
    } finally {
      logits.forEach(CausalModel.Logits::close);
    }
  }
}
