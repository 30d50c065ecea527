package dev.espalier.runtime.sampling;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.generation.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A world that can be written down: a model by its logits after every text, a finite language as
 * the set of its token sequences. What the methods give is compared with sums over that set.
 */
public final class TinyWorld implements Constraint, Grammar {
  private final Vocabulary vocabulary;
  private final int eos;
  private final Set<List<Integer>> texts;
  private final Set<List<Integer>> prefixes = new HashSet<>();
  private final Function<List<Integer>, float[]> logits;
  private final Sampler rules;

  /** How often a state was asked about one token. */
  public long asked;

  /** How many laws were asked for. */
  public long forwards;

  /** How many times the model was called. */
  public long passes;

  /**
   * @param alphabet the letters; the end token comes behind them
   * @param texts the language, in letters
   */
  public TinyWorld(
      String alphabet, Set<String> texts, Sampler rules, Function<List<Integer>, float[]> logits) {
    List<byte[]> tokens = new ArrayList<>();
    for (char c : alphabet.toCharArray()) {
      tokens.add(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
    }
    this.eos = tokens.size();
    this.vocabulary = Vocabulary.of(tokens, eos);
    this.logits = logits;
    this.rules = rules;
    this.texts = new HashSet<>();
    for (String text : texts) {
      List<Integer> ids = text.chars().mapToObj(alphabet::indexOf).toList();
      this.texts.add(ids);
      for (int i = 0; i <= ids.size(); i++) {
        prefixes.add(ids.subList(0, i));
      }
    }
  }

  /** The reference of the notes on aligned sampling: L = 00000 or 1 with four more bits. */
  public static TinyWorld reference() {
    Set<String> texts = new HashSet<>(Set.of("00000"));
    for (int i = 0; i < 16; i++) {
      texts.add("1" + String.format("%4s", Integer.toBinaryString(i)).replace(' ', '0'));
    }
    return new TinyWorld(
        "01",
        texts,
        new Sampler(1, 0, 1, 0),
        text -> {
          if (text.isEmpty()) {
            return logs(.45, .45, .10);
          }
          return text.getLast() == 0 ? logs(.10, .80, .10) : logs(.30, .50, .20);
        });
  }

  /** A world at random: up to three letters, texts of up to four, logits by the whole text. */
  public static TinyWorld random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "abc".substring(0, random.nextInt(2, 4));
    Set<String> texts = new HashSet<>();
    int count = random.nextInt(1, 9);
    while (texts.size() < count) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(0, 5);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      texts.add(text.toString());
    }
    double scale = random.nextDouble(0.2, 2.5);
    Sampler rules = new Sampler(random.nextBoolean() ? 1 : 0.7, 0, 1, 0);
    return new TinyWorld(
        alphabet,
        texts,
        rules,
        text -> {
          SplittableRandom own = new SplittableRandom(seed * 31 + text.hashCode());
          float[] row = new float[alphabet.length() + 1];
          for (int i = 0; i < row.length; i++) {
            row[i] = (float) (scale * own.nextGaussian());
          }
          return row;
        });
  }

  private static float[] logs(double... probabilities) {
    float[] row = new float[probabilities.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) Math.log(probabilities[i]);
    }
    return row;
  }

  public LanguageModel model() {
    return new LanguageModel() {
      @Override
      public int width() {
        return vocabulary.size();
      }

      @Override
      public int room() {
        return 100;
      }

      @Override
      public List<TokenLaw> after(List<int[]> many) {
        passes++;
        forwards += many.size();
        return many.stream().map(TinyWorld.this::lawAfter).toList();
      }

      @Override
      public long forwards() {
        return forwards;
      }

      @Override
      public void close() {}
    };
  }

  private TokenLaw lawAfter(int[] text) {
    return TokenLaw.of(logits.apply(IntStream.of(text).boxed().toList()), rules);
  }

  public Target target(int maxTokens) {
    return new Target(model(), this, maxTokens);
  }

  /** P of every text of the language with at most so many tokens, its end among them. */
  public Map<List<Integer>, Double> probabilities(int maxTokens) {
    Map<List<Integer>, Double> all = new LinkedHashMap<>();
    Map<String, List<Integer>> sorted = new TreeMap<>();
    texts.forEach(text -> sorted.put(text.toString(), text));
    for (List<Integer> text : sorted.values()) {
      if (text.size() < maxTokens) {
        List<Integer> ended = new ArrayList<>(text);
        ended.add(eos);
        double log = 0;
        for (int i = 0; i < ended.size(); i++) {
          log +=
              lawAfter(ended.subList(0, i).stream().mapToInt(t -> t).toArray())
                  .logProbability(ended.get(i));
        }
        all.put(ended, Math.exp(log));
      }
    }
    return all;
  }

  /** Z = P(L). */
  public double mass(int maxTokens) {
    return probabilities(maxTokens).values().stream().mapToDouble(p -> p).sum();
  }

  /** Q = P given L. */
  public Map<List<Integer>, Double> target(int maxTokens, double mass) {
    Map<List<Integer>, Double> target = new LinkedHashMap<>();
    probabilities(maxTokens).forEach((text, p) -> target.put(text, p / mass));
    return target;
  }

  /** c(u): the probability that a text with this beginning turns out to be of the language. */
  public double future(List<Integer> prefix, int maxTokens) {
    double own = 0;
    double all = 0;
    double p = 1;
    for (int i = 0; i < prefix.size(); i++) {
      p *=
          Math.exp(
              lawAfter(prefix.subList(0, i).stream().mapToInt(t -> t).toArray())
                  .logProbability(prefix.get(i)));
    }
    for (Map.Entry<List<Integer>, Double> text : probabilities(maxTokens).entrySet()) {
      if (text.getKey().size() >= prefix.size()
          && text.getKey().subList(0, prefix.size()).equals(prefix)) {
        own += text.getValue();
      }
      all += text.getValue();
    }
    return all == 0 ? 0 : own / p;
  }

  /** KL(p‖q) in nats. */
  public static double divergence(Map<List<Integer>, Double> p, Map<List<Integer>, Double> q) {
    double sum = 0;
    for (Map.Entry<List<Integer>, Double> text : p.entrySet()) {
      if (text.getValue() > 0) {
        sum += text.getValue() * Math.log(text.getValue() / q.getOrDefault(text.getKey(), 0.0));
      }
    }
    return sum;
  }

  @Override
  public State start() {
    return new At(List.of(), false);
  }

  @Override
  public Grammar grammar() {
    return this;
  }

  @Override
  public Constraint bind(Vocabulary other) {
    return this;
  }

  @Override
  public OutputForm form() {
    return OutputForm.ANY;
  }

  @Override
  public CompileLimits limits() {
    return CompileLimits.DEFAULT;
  }

  @Override
  public Report report() {
    return new Report(List.of(), List.of(), List.of());
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public String fingerprint() {
    return "world " + texts.hashCode();
  }

  private final class At implements State {
    private final List<Integer> text;
    private final boolean ended;

    At(List<Integer> text, boolean ended) {
      this.text = text;
      this.ended = ended;
    }

    private boolean has(int token) {
      if (ended) {
        return false;
      }
      if (token == eos) {
        return texts.contains(text);
      }
      List<Integer> longer = new ArrayList<>(text);
      longer.add(token);
      return prefixes.contains(longer);
    }

    @Override
    public TokenMask mask() {
      return TokenMask.ofIds(
          IntStream.range(0, vocabulary.size()).filter(this::has).toArray(), vocabulary.size());
    }

    @Override
    public boolean allows(int token) {
      asked++;
      return has(token);
    }

    @Override
    public State next(int token) {
      if (!has(token)) {
        throw new NotAllowed(token, 0, "token " + token, expected());
      }
      if (token == eos) {
        return new At(text, true);
      }
      List<Integer> longer = new ArrayList<>(text);
      longer.add(token);
      return new At(List.copyOf(longer), false);
    }

    @Override
    public State next(byte[] bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean accepting() {
      return has(eos);
    }

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public byte[] forced() {
      return new byte[0];
    }

    @Override
    public Completion completion() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String expected() {
      return "something else";
    }

    @Override
    public Constraint constraint() {
      return TinyWorld.this;
    }
  }
}
