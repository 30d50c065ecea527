package dev.espalier.testsuite.aligned;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.sampling.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A world whose figures are known from elsewhere: a Markov model of bits and the benchmark's toy
 * grammar of five bits, of which 00000 is the only one that begins with 0.
 */
final class Reference {
  private static final int ZERO = 0;
  private static final int ONE = 1;
  private static final int EOS = 2;

  private Reference() {}

  /** The figures are known to six digits after the point. */
  static final double DIGITS = 1e-6;

  /**
   * The largest difference between a known figure and ours; half of {@link #DIGITS} is rounding.
   */
  static double error() {
    Vocabulary bits = Vocabulary.of(List.of(bytes("0"), bytes("1")), EOS);
    Constraint constraint =
        TextGrammar.compile(
                "root ::= \"00000\" | \"1\" b b b b\nb ::= \"0\" | \"1\"\n",
                GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF))
            .bind(bits);
    TableModel model =
        new TableModel(
            new double[] {.45, .45, .10}, new double[][] {{.10, .80, .10}, {.30, .50, .20}});
    List<int[]> texts = new ArrayList<>();
    texts.add(new int[] {ZERO, ZERO, ZERO, ZERO, ZERO, EOS});
    for (int i = 0; i < 16; i++) {
      texts.add(new int[] {ONE, i >> 3 & 1, i >> 2 & 1, i >> 1 & 1, i & 1, EOS});
    }
    Target goal = new Target(model, constraint, 10);
    PrefixTree tree = new PrefixTree(goal, texts);
    double[] target = tree.target();
    double[] masked = tree.masked();
    double worst = 0;
    worst = Math.max(worst, off(0.035384, tree.mass()));
    worst = Math.max(worst, off(0.158972, target[16]));
    worst = Math.max(worst, off(0.152614, target[8]));
    worst = Math.max(worst, off(0.000127, target[0]));
    worst = Math.max(worst, off(0.500000, masked[0]));
    worst = Math.max(worst, off(3.817515, PrefixTree.divergence(masked, target)));
    worst = Math.max(worst, off(0.737354, PrefixTree.divergence(target, masked)));
    List<double[]> chain = tree.restartChain(10);
    double[] expected = {3.817515, 1.701207, .757148, .333599};
    for (int k = 0; k < expected.length; k++) {
      worst = Math.max(worst, off(expected[k], PrefixTree.divergence(chain.get(k), target)));
    }
    worst = Math.max(worst, off(.061554, PrefixTree.divergence(chain.get(5), target)));
    worst = Math.max(worst, off(.000493, PrefixTree.divergence(chain.get(10), target)));
    return worst;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static double off(double known, double ours) {
    return Math.abs(known - ours);
  }
}
