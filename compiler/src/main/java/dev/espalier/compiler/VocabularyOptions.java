package dev.espalier.compiler;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the caller says about a vocabulary that its file does not say, or says wrongly. Immutable.
 *
 * <p>By default the EOS ids and the width of the logits come from the files beside it; see {@link
 * Vocabulary#read(java.nio.file.Path)}.
 */
public final class VocabularyOptions {
  private static final VocabularyOptions DEFAULT =
      new VocabularyOptions(List.of(), OptionalInt.empty(), Map.of(), VocabularyLimits.DEFAULT);

  private final List<String> eos;
  private final OptionalInt width;
  private final Map<Integer, String> specials;
  private final VocabularyLimits limits;

  private VocabularyOptions(
      List<String> eos, OptionalInt width, Map<Integer, String> specials, VocabularyLimits limits) {
    this.eos = eos;
    this.width = width;
    this.specials = specials;
    this.limits = limits;
  }

  /** Nothing beyond what the files say, with the default limits. */
  public static VocabularyOptions defaults() {
    return DEFAULT;
  }

  /**
   * The tokens that end a text, in place of what the files say.
   *
   * @param tokens each an id in decimal digits, the name of a special, or the text of a token as
   *     the file spells it; none leaves it to the files
   */
  public VocabularyOptions withEos(String... tokens) {
    return new VocabularyOptions(List.of(tokens), width, specials, limits);
  }

  /** The ids that end a text, in place of what the files say; none leaves it to the files. */
  public VocabularyOptions withEos(int... ids) {
    return withEos(Arrays.stream(ids).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /** The width of the model's logits, in place of what the files say. */
  public VocabularyOptions withWidth(int logits) {
    return new VocabularyOptions(eos, OptionalInt.of(logits), specials, limits);
  }

  /** One more special, for files that do not list theirs, such as tiktoken ranks. */
  public VocabularyOptions withSpecial(int id, String name) {
    Map<Integer, String> more = new LinkedHashMap<>(specials);
    more.put(id, name);
    return new VocabularyOptions(eos, width, more, limits);
  }

  /** What the vocabulary may cost. */
  public VocabularyOptions withLimits(VocabularyLimits newLimits) {
    return new VocabularyOptions(eos, width, specials, newLimits);
  }

  /** See {@link #withEos(String...)}; empty when it is left to the files. */
  public List<String> eos() {
    return eos;
  }

  /** See {@link #withWidth}. */
  public OptionalInt width() {
    return width;
  }

  /** A copy of the specials by id; see {@link #withSpecial}. */
  public Map<Integer, String> specials() {
    return new LinkedHashMap<>(specials);
  }

  /** See {@link #withLimits}. */
  public VocabularyLimits limits() {
    return limits;
  }
}
