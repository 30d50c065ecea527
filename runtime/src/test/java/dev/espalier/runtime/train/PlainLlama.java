package dev.espalier.runtime.train;

import java.util.function.Function;

/** The architecture once more, in plain loops over doubles: the judge of the tensor code. */
final class PlainLlama {
  private PlainLlama() {}

  static double loss(TrainableLlama model, int[] ids, int promptLength) {
    double[][] logits = logits(model, ids);
    double loss = 0;
    for (int t = promptLength - 1; t + 1 < ids.length; t++) {
      double sum = 0;
      for (double logit : logits[t]) {
        sum += Math.exp(logit);
      }
      loss += Math.log(sum) - logits[t][ids[t + 1]];
    }
    return loss / (ids.length - promptLength);
  }

  static double[][] logits(TrainableLlama model, int[] ids) {
    LlamaShape shape = model.shape();
    Function<String, float[]> w = name -> model.weights().of(name).toFloatArray();
    float[] embed = w.apply("embed");
    int h = shape.hidden();
    int d = shape.headSize();
    double[][] x = new double[ids.length][h];
    for (int t = 0; t < ids.length; t++) {
      for (int i = 0; i < h; i++) {
        x[t][i] = embed[ids[t] * h + i];
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      String p = layer + ".";
      double[][] n = norm(x, w.apply(p + "norm1"), shape.normEps());
      double[][] q = rotated(times(n, w.apply(p + "q"), h), d, shape.ropeTheta());
      double[][] k = rotated(times(n, w.apply(p + "k"), h), d, shape.ropeTheta());
      double[][] v = times(n, w.apply(p + "v"), h);
      double[][] mixed = new double[ids.length][h];
      for (int head = 0; head < shape.heads(); head++) {
        for (int t = 0; t < ids.length; t++) {
          double[] weight = new double[t + 1];
          double sum = 0;
          for (int u = 0; u <= t; u++) {
            double dot = 0;
            for (int i = head * d; i < (head + 1) * d; i++) {
              dot += q[t][i] * k[u][i];
            }
            weight[u] = Math.exp(dot / Math.sqrt(d));
            sum += weight[u];
          }
          for (int u = 0; u <= t; u++) {
            for (int i = head * d; i < (head + 1) * d; i++) {
              mixed[t][i] += weight[u] / sum * v[u][i];
            }
          }
        }
      }
      add(x, times(mixed, w.apply(p + "o"), h));
      n = norm(x, w.apply(p + "norm2"), shape.normEps());
      double[][] gate = times(n, w.apply(p + "gate"), shape.intermediate());
      double[][] up = times(n, w.apply(p + "up"), shape.intermediate());
      for (int t = 0; t < ids.length; t++) {
        for (int i = 0; i < shape.intermediate(); i++) {
          up[t][i] *= gate[t][i] / (1 + Math.exp(-gate[t][i]));
        }
      }
      add(x, times(up, w.apply(p + "down"), h));
    }
    double[][] n = norm(x, w.apply("norm"), shape.normEps());
    double[][] logits = new double[ids.length][shape.vocabulary()];
    for (int t = 0; t < ids.length; t++) {
      for (int v = 0; v < shape.vocabulary(); v++) {
        for (int i = 0; i < h; i++) {
          logits[t][v] += n[t][i] * embed[v * h + i];
        }
      }
    }
    return logits;
  }

  private static double[][] norm(double[][] x, float[] weight, double eps) {
    double[][] out = new double[x.length][weight.length];
    for (int t = 0; t < x.length; t++) {
      double sum = 0;
      for (double value : x[t]) {
        sum += value * value;
      }
      for (int i = 0; i < weight.length; i++) {
        out[t][i] = x[t][i] / Math.sqrt(sum / weight.length + eps) * weight[i];
      }
    }
    return out;
  }

  private static double[][] times(double[][] x, float[] weight, int columns) {
    double[][] out = new double[x.length][columns];
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        for (int o = 0; o < columns; o++) {
          out[t][o] += x[t][i] * weight[i * columns + o];
        }
      }
    }
    return out;
  }

  /** Turns pair (i, i + d/2) of each head at position t by the angle t · theta^(-2i/d). */
  private static double[][] rotated(double[][] x, int d, double theta) {
    double[][] out = new double[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int head = 0; head < x[0].length; head += d) {
        for (int i = 0; i < d / 2; i++) {
          double angle = t * Math.pow(theta, -2.0 * i / d);
          double a = x[t][head + i];
          double b = x[t][head + i + d / 2];
          out[t][head + i] = a * Math.cos(angle) - b * Math.sin(angle);
          out[t][head + i + d / 2] = b * Math.cos(angle) + a * Math.sin(angle);
        }
      }
    }
    return out;
  }

  private static void add(double[][] x, double[][] more) {
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] += more[t][i];
      }
    }
  }
}
