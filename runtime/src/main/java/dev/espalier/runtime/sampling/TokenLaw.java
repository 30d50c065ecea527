package dev.espalier.runtime.sampling;

import dev.espalier.compiler.TokenMask;
import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.model.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a model says about the next token: logarithms of probabilities, after temperature and
 * truncation, before any mask. Immutable.
 *
 * <p>The logits stay in float, as the model gives them; the normaliser is a double, so that the
 * probabilities add up to one within double rounding however wide the vocabulary is.
 *
 * <p>A law has entries, by ascending token; tokens without an entry have probability zero, or were
 * left out by {@link #restricted} and have their probability elsewhere.
 */
public final class TokenLaw {
  private static final int[] DENSE = new int[0];

  private final int width;
  // The tokens of the entries, ascending; DENSE if every token has one.
  private final int[] ids;
  private final float[] logits;
  private final double inverseTemperature;
  private final double logNormaliser;

  private TokenLaw(
      int width, int[] ids, float[] logits, double inverseTemperature, double logNormaliser) {
    this.width = width;
    this.ids = ids;
    this.logits = logits;
    this.inverseTemperature = inverseTemperature;
    this.logNormaliser = logNormaliser;
  }

  /**
   * The law that some rules make of logits: divided by the temperature, truncated, normalised.
   *
   * <p>Complexity: linear; with top-k or top-p, plus the logarithm for each token kept.
   *
   * @param logits one for each token; not copied where nothing is truncated: leave it alone
   * @param rules with a temperature above 0
   * @throws ModelException if a logit is not a number, or none is above minus infinity
   */
  public static TokenLaw of(float[] logits, Sampler rules) {
    if (rules.temperature() == 0) {
      throw new IllegalArgumentException("a law needs a temperature above 0");
    }
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (Float.isNaN(logits[i])) {
        throw new ModelException("the model's logit of token " + i + " is not a number");
      }
      max = Math.max(max, logits[i]);
    }
    if (max == Float.NEGATIVE_INFINITY) {
      throw new ModelException("the model gives no token a probability");
    }
    float[] finite = logits;
    if (max == Float.POSITIVE_INFINITY) {
      // The tokens that share it are equal, and the others impossible.
      finite = new float[logits.length];
      for (int i = 0; i < logits.length; i++) {
        finite[i] = logits[i] == max ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    double inverse = 1 / rules.temperature();
    if (rules.topK() == 0 && rules.topP() == 1 && rules.minP() == 0) {
      return new TokenLaw(logits.length, DENSE, finite, inverse, logSum(finite, inverse));
    }
    int[] kept = rules.kept(finite);
    float[] some = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      some[i] = finite[kept[i]];
    }
    return new TokenLaw(logits.length, kept, some, inverse, logSum(some, inverse));
  }

  private static double logSum(float[] logits, double inverse) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((logit - max) * inverse);
    }
    return max * inverse + Math.log(sum);
  }

  /** How many tokens there are. */
  public int width() {
    return width;
  }

  /** How many entries there are. */
  public int size() {
    return logits.length;
  }

  /** The token of an entry. */
  public int token(int entry) {
    return ids == DENSE ? entry : ids[entry];
  }

  /** The logarithm of the probability of an entry's token. */
  public double logOf(int entry) {
    return logits[entry] * inverseTemperature - logNormaliser;
  }

  /** The entry of a token, or -1. Logarithmic time at most. */
  public int entry(int token) {
    if (ids == DENSE) {
      return token >= 0 && token < width ? token : -1;
    }
    int at = Arrays.binarySearch(ids, token);
    return at >= 0 ? at : -1;
  }

  /** The logarithm of a token's probability; minus infinity without an entry. */
  public double logProbability(int token) {
    int entry = entry(token);
    return entry < 0 ? Double.NEGATIVE_INFINITY : logOf(entry);
  }

  /**
   * The entries of some tokens alone, with the probabilities that they have here: not normalised
   * again. Linear in the number of these tokens.
   */
  public TokenLaw restricted(TokenMask mask) {
    int[] some = new int[Math.min(mask.count(), size())];
    float[] values = new float[some.length];
    int n = 0;
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      int entry = entry(token);
      if (entry >= 0 && logits[entry] != Float.NEGATIVE_INFINITY) {
        some[n] = token;
        values[n++] = logits[entry];
      }
    }
    return new TokenLaw(
        width,
        sparse(Arrays.copyOf(some, n)),
        Arrays.copyOf(values, n),
        inverseTemperature,
        logNormaliser);
  }

  // An empty array of its own says that there is no entry; the shared one, that all have one.
  private static int[] sparse(int[] ids) {
    return ids.length == 0 ? new int[0] : ids;
  }

  /** The logarithm of the probability of all entries together. Linear. */
  public double logMass() {
    LogSum sum = new LogSum();
    for (int i = 0; i < size(); i++) {
      sum.add(logOf(i));
    }
    return sum.value();
  }

  /** Writes it, for {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeDouble(inverseTemperature);
    out.writeDouble(logNormaliser);
    out.writeBoolean(ids == DENSE);
    out.writeInt(logits.length);
    for (int i = 0; i < logits.length; i++) {
      if (ids != DENSE) {
        out.writeInt(ids[i]);
      }
      out.writeFloat(logits[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param width how many tokens there are
   * @param maxBytes most memory that it may take
   * @throws IOException if it is no law: tokens out of order, numbers that are none, probabilities
   *     of more than one together, or more memory
   */
  public static TokenLaw read(DataInput in, int width, long maxBytes) throws IOException {
    double inverseTemperature = in.readDouble();
    double logNormaliser = in.readDouble();
    boolean dense = in.readBoolean();
    int size = in.readInt();
    if (size < 0 || size > width || (dense && size != width) || 8L * size > maxBytes) {
      throw new IOException("a law of %d tokens".formatted(size));
    }
    if (!(inverseTemperature > 0)
        || Double.isInfinite(inverseTemperature)
        || !Double.isFinite(logNormaliser)) {
      throw new IOException("a law without a temperature or a sum");
    }
    int[] ids = dense ? DENSE : new int[size];
    float[] logits = new float[size];
    int last = -1;
    for (int i = 0; i < size; i++) {
      if (!dense) {
        ids[i] = in.readInt();
        if (ids[i] <= last || ids[i] >= width) {
          throw new IOException("a law with tokens out of order");
        }
        last = ids[i];
      }
      logits[i] = in.readFloat();
      if (Float.isNaN(logits[i]) || logits[i] == Float.POSITIVE_INFINITY) {
        throw new IOException("a law with a logit that is no number");
      }
    }
    TokenLaw law = new TokenLaw(width, ids, logits, inverseTemperature, logNormaliser);
    if (law.logMass() > 1e-9) {
      throw new IOException("a law of more than one");
    }
    return law;
  }

  /** About how many bytes of memory it takes. */
  public long memoryBytes() {
    return 64 + 4L * (ids.length + logits.length);
  }

  @Override
  public String toString() {
    return "TokenLaw[" + size() + " of " + width + "]";
  }
}
