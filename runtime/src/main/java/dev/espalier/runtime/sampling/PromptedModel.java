package dev.espalier.runtime.sampling;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.CausalModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A causal model after a prompt.
 *
 * <p>Texts share what the model has read by their beginnings: a text that goes on where another
 * stands takes over its cache, one that branches off forks it. Up to {@code caches} texts are held,
 * those used last; laws are remembered up to {@code lawBytes}. The prompt is read once. Texts that
 * are asked for together go through the model together, {@value #TOGETHER} at a time.
 *
 * <p>Closing it frees the caches; the model stays open.
 */
public final class PromptedModel implements LanguageModel {
  private static final int TOGETHER = 64;
  private static final int CACHES = 64;
  private static final long LAW_BYTES = 64L << 20;

  private final CausalModel model;
  private final int[] prompt;
  private final Sampler rules;
  private final int caches;
  private final long lawBytes;
  private final List<Held> held = new ArrayList<>();
  private final Map<Text, TokenLaw> laws = new LinkedHashMap<>(64, 0.75f, true);
  private final CausalModel.Cache trunk;
  private @Nullable TokenLaw firstLaw;
  private long bytes;
  private long clock;
  private long forwards;
  private long passes;

  /** Holds 64 texts and 64 MiB of laws. */
  public PromptedModel(CausalModel model, int[] prompt, Sampler rules) {
    this(model, prompt, rules, CACHES, LAW_BYTES);
  }

  /**
   * @param prompt at least one token, and fewer than the model has positions
   * @param rules temperature, above 0, and truncation: they belong to the law
   */
  public PromptedModel(CausalModel model, int[] prompt, Sampler rules, int caches, long lawBytes) {
    if (prompt.length == 0 || prompt.length >= model.info().maxPositions()) {
      throw new IllegalArgumentException(
          "a prompt of %d tokens for %d positions"
              .formatted(prompt.length, model.info().maxPositions()));
    }
    if (rules.temperature() == 0) {
      throw new IllegalArgumentException("a law needs a temperature above 0");
    }
    if (caches < 1) {
      throw new IllegalArgumentException("at least one cache: " + caches);
    }
    this.model = model;
    this.prompt = prompt.clone();
    this.rules = rules;
    this.caches = caches;
    this.lawBytes = lawBytes;
    this.trunk = model.newCache();
  }

  /** A text that the model has read, behind the prompt. */
  private static final class Held {
    final CausalModel.Cache cache;
    int[] text;
    long used;

    Held(CausalModel.Cache cache, int[] text) {
      this.cache = cache;
      this.text = text;
    }
  }

  /** An array as a key. */
  private record Text(int[] ids) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Text(int[] theirs) && Arrays.equals(ids, theirs);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(ids);
    }
  }

  @Override
  public int width() {
    return model.info().vocabularySize();
  }

  @Override
  public int room() {
    // The end token is never read.
    return model.info().maxPositions() - prompt.length + 1;
  }

  @Override
  public long forwards() {
    return forwards;
  }

  /** How many times the model was called; one call computes many laws. */
  public long passes() {
    return passes;
  }

  @Override
  public List<TokenLaw> after(List<int[]> texts) {
    Map<Text, TokenLaw> known = new HashMap<>();
    Set<Text> missing = new LinkedHashSet<>();
    for (int[] ids : texts) {
      Text text = new Text(ids.clone());
      TokenLaw law = ids.length == 0 ? first() : laws.get(text);
      if (law == null) {
        missing.add(text);
      } else {
        known.put(text, law);
      }
    }
    List<Text> unread = List.copyOf(missing);
    for (int from = 0; from < unread.size(); from += TOGETHER) {
      List<Text> some = unread.subList(from, Math.min(unread.size(), from + TOGETHER));
      List<TokenLaw> computed = compute(some);
      for (int i = 0; i < some.size(); i++) {
        known.put(some.get(i), computed.get(i));
        remember(some.get(i), computed.get(i));
      }
    }
    return texts.stream().map(ids -> Objects.requireNonNull(known.get(new Text(ids)))).toList();
  }

  /** The law of the first token: the prompt is read for it. */
  private TokenLaw first() {
    TokenLaw law = firstLaw;
    if (law == null) {
      law = laws(List.of(new CausalModel.Request(trunk, prompt))).get(0);
      firstLaw = law;
    }
    return law;
  }

  /** The laws after texts of at least one token. */
  private List<TokenLaw> compute(List<Text> texts) {
    first();
    clock++;
    List<Held> readers = new ArrayList<>();
    List<CausalModel.Request> requests = new ArrayList<>();
    boolean done = false;
    try {
      Set<Held> takenOver = new HashSet<>();
      // A cache is read on only when all forks of it have been made.
      for (Text text : texts) {
        int[] ids = text.ids();
        Optional<Held> nearest = nearest(ids);
        int common = nearest.map(h -> common(h.text, ids)).orElse(0);
        boolean goesOn = nearest.isPresent() && common == nearest.get().text.length;
        Held reader;
        if (goesOn && common < ids.length && takenOver.add(nearest.get())) {
          reader = nearest.get();
        } else {
          // The law after a text comes with its last token: that one is read again if need be.
          int kept = Math.min(common, ids.length - 1);
          reader = new Held(nearest.map(h -> h.cache).orElse(trunk).fork(), ids);
          reader.cache.truncate(prompt.length + kept);
        }
        readers.add(reader);
        int kept = reader.cache.length() - prompt.length;
        requests.add(
            new CausalModel.Request(reader.cache, Arrays.copyOfRange(ids, kept, ids.length)));
      }
      List<TokenLaw> computed = laws(requests);
      for (int i = 0; i < readers.size(); i++) {
        Held reader = readers.get(i);
        reader.text = texts.get(i).ids();
        reader.used = clock;
        if (!held.contains(reader)) {
          held.add(reader);
        }
      }
      done = true;
      return computed;
    } finally {
      if (!done) {
        // What these caches hold now is not known for sure.
        readers.forEach(reader -> {
          reader.cache.close();
          held.remove(reader);
        });
      }
      while (held.size() > caches) {
        Held oldest = Collections.min(held, Comparator.comparingLong((Held h) -> h.used));
        oldest.cache.close();
        held.remove(oldest);
      }
    }
  }

  private List<TokenLaw> laws(List<CausalModel.Request> requests) {
    List<CausalModel.Logits> results = model.forward(requests);
    passes++;
    forwards += results.size();
    try {
      return results.stream().map(logits -> TokenLaw.of(logits.last(), rules)).toList();
    } finally {
      results.forEach(CausalModel.Logits::close);
    }
  }

  /** The text held that has the longest beginning in common, if any has one. */
  private Optional<Held> nearest(int[] text) {
    Held best = null;
    int most = 0;
    for (Held one : held) {
      int common = common(one.text, text);
      // Of equals the one that ends there: it can be read on without a copy.
      if (common > most || (common == most && common > 0 && common == one.text.length)) {
        best = one;
        most = common;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int common(int[] a, int[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  private void remember(Text text, TokenLaw law) {
    laws.put(text, law);
    bytes += law.memoryBytes() + 4L * text.ids().length;
    Iterator<Map.Entry<Text, TokenLaw>> oldest = laws.entrySet().iterator();
    while (bytes > lawBytes && oldest.hasNext()) {
      Map.Entry<Text, TokenLaw> entry = oldest.next();
      bytes -= entry.getValue().memoryBytes() + 4L * entry.getKey().ids().length;
      oldest.remove();
    }
  }

  @Override
  public void close() {
    held.forEach(one -> one.cache.close());
    held.clear();
    trunk.close();
  }
}
