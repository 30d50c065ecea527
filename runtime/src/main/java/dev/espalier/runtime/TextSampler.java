package dev.espalier.runtime;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.model.CausalModel;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.LanguageModel;
import dev.espalier.runtime.sampling.MassEstimate;
import dev.espalier.runtime.sampling.PromptedModel;
import dev.espalier.runtime.sampling.Sample;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.SequenceSampler;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import dev.espalier.runtime.sampling.aligned.PrefixTrie;
import dev.espalier.runtime.sampling.aligned.TrieFile;
import dev.espalier.runtime.sampling.aligned.TrieKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Texts of one prompt and one constraint, by one method: {@link Generator#sampler}. What the method
 * learns it keeps from text to text, and, if it has a trie, from process to process.
 *
 * <p>For one thread. Text that leaves no choice is not inserted: every token is the model's, or the
 * law would be another.
 */
public final class TextSampler implements AutoCloseable {
  private final Target target;
  private final SequenceSampler sampler;
  private final Optional<PrefixTrie> trie;
  private final SamplingOptions options;
  private final int[] prompt;

  TextSampler(
      CausalModel model,
      Constraint constraint,
      int[] prompt,
      SamplingOptions options,
      Runnable beforeForward) {
    LanguageModel own =
        new Watched(new PromptedModel(model, prompt, options.rules()), beforeForward);
    this.target = new Target(own, constraint, options.maxTokens());
    this.options = options;
    this.prompt = prompt;
    Choices choices = Choices.seeded(options.seed());
    if (options.method() instanceof SamplingMethod.Trie method) {
      PrefixTrie empty = method.trie(target, options.limits());
      this.trie = Optional.of(empty);
      this.sampler = method.sampler(empty, choices, options.limits());
    } else {
      this.trie = Optional.empty();
      this.sampler = options.method().sampler(target, choices, options.limits());
    }
  }

  /** Says so before the model computes. */
  private record Watched(LanguageModel model, Runnable before) implements LanguageModel {
    @Override
    public int width() {
      return model.width();
    }

    @Override
    public int room() {
      return model.room();
    }

    @Override
    public List<TokenLaw> after(List<int[]> texts) {
      before.run();
      return model.after(texts);
    }

    @Override
    public long forwards() {
      return model.forwards();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * The next text.
   *
   * @throws SamplingException if there is none
   */
  public SampledText next() {
    Sample sample = sampler.next();
    Vocabulary vocabulary = target.vocabulary();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sample.ids().forEach(token -> bytes.writeBytes(vocabulary.bytes(token)));
    return new SampledText(bytes.toString(StandardCharsets.UTF_8), sample);
  }

  /** The estimate of P(L) so far, where the method has one. */
  public Optional<MassEstimate> estimate() {
    return sampler.estimate();
  }

  /** The trie, where the method has one. */
  public Optional<PrefixTrie> trie() {
    return trie;
  }

  /**
   * Starts warm: fills the trie from a file. To be called before the first text.
   *
   * @param model a name of the weights; equal names must mean equal weights
   * @return whether there is such a file
   * @throws SamplingException if the method has no trie, or the file is one of anything else
   */
  public boolean readTrie(Path file, String model) {
    return TrieFile.read(needTrie(), key(model), file);
  }

  /**
   * Keeps the trie for later.
   *
   * @throws SamplingException if the method has no trie, or the file cannot be written
   */
  public void writeTrie(Path file, String model) {
    TrieFile.write(needTrie(), key(model), file);
  }

  private PrefixTrie needTrie() {
    return trie.orElseThrow(
        () -> new SamplingException(SamplingException.Kind.FILE, "this method keeps no trie"));
  }

  private TrieKey key(String model) {
    return new TrieKey(
        model, prompt, options.rules(), target.constraint().fingerprint(), target.maxTokens());
  }

  /** Frees what the model holds for it. */
  @Override
  public void close() {
    target.model().close();
  }
}
