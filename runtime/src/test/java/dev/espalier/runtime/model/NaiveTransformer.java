package dev.espalier.runtime.model;

/**
 * The same families computed the obvious way: float64, one number at a time, one position at a
 * time, from the formulas in the papers. It is itself checked against the goldens.
 */
final class NaiveTransformer {

  private final RandomCheckpoint checkpoint;
  private final int headSize;
  private final int heads;
  private final int keyHeads;
  private final double epsilon;

  NaiveTransformer(RandomCheckpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.headSize = checkpoint.headSize();
    this.heads = checkpoint.size("num_attention_heads");
    this.keyHeads = checkpoint.size("num_key_value_heads");
    this.epsilon = checkpoint.config.get("rms_norm_eps").asDouble();
  }

  /** Logits of all positions of a text. */
  double[][] logits(int[] ids) {
    int[] parents = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      parents[i] = i - 1;
    }
    return logits(ids, parents);
  }

  /** Logits of all nodes of a tree; the root's parent is -1. */
  double[][] logits(int[] ids, int[] parents) {
    int layers = checkpoint.size("num_hidden_layers");
    double[][] x = new double[ids.length][];
    int[] positions = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      x[i] = row("model.embed_tokens.weight", ids[i], checkpoint.size("hidden_size"));
      positions[i] = parents[i] < 0 ? 0 : positions[parents[i]] + 1;
    }
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      double[][] q = new double[ids.length][];
      double[][] k = new double[ids.length][];
      double[][] v = new double[ids.length][];
      for (int i = 0; i < ids.length; i++) {
        double[] y = norm(x[i], layer + "input_layernorm.weight");
        q[i] = linear(y, layer + "self_attn.q_proj");
        k[i] = linear(y, layer + "self_attn.k_proj");
        v[i] = linear(y, layer + "self_attn.v_proj");
        turn(q[i], heads, positions[i], layer + "self_attn.q_norm.weight");
        turn(k[i], keyHeads, positions[i], layer + "self_attn.k_norm.weight");
      }
      for (int i = 0; i < ids.length; i++) {
        double[] mixed = attend(q[i], k, v, i, positions, parents, window(l));
        x[i] = sum(x[i], linear(mixed, layer + "self_attn.o_proj"));
        double[] y = norm(x[i], layer + "post_attention_layernorm.weight");
        double[] gate = linear(y, layer + "mlp.gate_proj");
        double[] up = linear(y, layer + "mlp.up_proj");
        for (int j = 0; j < gate.length; j++) {
          gate[j] = gate[j] / (1 + Math.exp(-gate[j])) * up[j];
        }
        x[i] = sum(x[i], linear(gate, layer + "mlp.down_proj"));
      }
    }
    String head =
        checkpoint.has("tie_word_embeddings") ? "model.embed_tokens.weight" : "lm_head.weight";
    double[][] logits = new double[ids.length][checkpoint.size("vocab_size")];
    for (int i = 0; i < ids.length; i++) {
      double[] y = norm(x[i], "model.norm.weight");
      for (int t = 0; t < logits[i].length; t++) {
        double[] w = row(head, t, y.length);
        for (int j = 0; j < y.length; j++) {
          logits[i][t] += w[j] * y[j];
        }
      }
    }
    return logits;
  }

  /** How far back layer {@code l} sees, by the rules of Mistral's and Qwen's configurations. */
  private int window(int l) {
    String architecture = checkpoint.config.get("architectures").get(0).asString();
    boolean mistral = architecture.startsWith("Mistral");
    boolean qwen = architecture.startsWith("Qwen") && checkpoint.has("use_sliding_window");
    if (!checkpoint.config.has("sliding_window") || !(mistral || qwen)) {
      return Integer.MAX_VALUE;
    }
    boolean slides =
        checkpoint.config.has("layer_types")
            ? checkpoint.config.get("layer_types").get(l).asString().equals("sliding_attention")
            : mistral || l >= checkpoint.size("max_window_layers");
    return slides ? checkpoint.size("sliding_window") : Integer.MAX_VALUE;
  }

  private double[] attend(
      double[] q, double[][] k, double[][] v, int i, int[] positions, int[] parents, int window) {
    double[] out = new double[heads * headSize];
    for (int h = 0; h < heads; h++) {
      int shared = h / (heads / keyHeads) * headSize;
      double total = 0;
      for (int j = i; j >= 0; j = parents[j]) {
        if (positions[i] - positions[j] >= window) {
          break;
        }
        double score = 0;
        for (int d = 0; d < headSize; d++) {
          score += q[h * headSize + d] * k[j][shared + d];
        }
        double weight = Math.exp(score / Math.sqrt(headSize));
        total += weight;
        for (int d = 0; d < headSize; d++) {
          out[h * headSize + d] += weight * v[j][shared + d];
        }
      }
      for (int d = 0; d < headSize; d++) {
        out[h * headSize + d] /= total;
      }
    }
    return out;
  }

  /**
   * Norm of each head where there is one, then rotation: pairs (i, i + d/2), as complex numbers.
   */
  private void turn(double[] x, int count, int position, String normName) {
    for (int h = 0; h < count; h++) {
      if (checkpoint.values.containsKey(normName)) {
        double[] one = new double[headSize];
        System.arraycopy(x, h * headSize, one, 0, headSize);
        System.arraycopy(norm(one, normName), 0, x, h * headSize, headSize);
      }
      for (int i = 0; i < headSize / 2; i++) {
        double angle = position * frequency(i);
        int a = h * headSize + i;
        int b = a + headSize / 2;
        double re = x[a] * Math.cos(angle) - x[b] * Math.sin(angle);
        double im = x[a] * Math.sin(angle) + x[b] * Math.cos(angle);
        x[a] = re;
        x[b] = im;
      }
    }
  }

  private double frequency(int i) {
    double theta = checkpoint.config.get("rope_theta").asDouble();
    double frequency = 1 / Math.pow(theta, 2.0 * i / headSize);
    if (checkpoint.config.path("rope_scaling").path("rope_type").asString("").equals("linear")) {
      frequency /= checkpoint.config.get("rope_scaling").get("factor").asDouble();
    }
    return (float) frequency;
  }

  private double[] norm(double[] x, String name) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    double[] w = row(name, 0, x.length);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(squares / x.length + epsilon) * w[i];
    }
    return y;
  }

  private double[] linear(double[] x, String name) {
    float[] weight = checkpoint.values.getOrDefault(name + ".weight", new float[0]);
    float[] bias = checkpoint.values.getOrDefault(name + ".bias", new float[0]);
    double[] y = new double[weight.length / x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = bias.length == 0 ? 0 : bias[i];
      for (int j = 0; j < x.length; j++) {
        y[i] += (double) weight[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  private double[] row(String name, int row, int size) {
    float[] values = checkpoint.values.getOrDefault(name, new float[0]);
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      result[i] = values[row * size + i];
    }
    return result;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] c = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      c[i] = a[i] + b[i];
    }
    return c;
  }

  /** Greatest distance between rows of logits. */
  static double distance(double[] expected, float[] found) {
    double worst = expected.length == found.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(expected.length, found.length); i++) {
      worst = Math.max(worst, Math.abs(expected[i] - found[i]));
    }
    return worst;
  }
}
