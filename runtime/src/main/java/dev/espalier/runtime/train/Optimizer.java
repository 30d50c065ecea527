package dev.espalier.runtime.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Muon for the matrices within the blocks, Adam for the embedding and the norms; both with
 * decoupled weight decay on matrices, behind clipping by the gradients' global norm.
 *
 * <p>Muon (Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024) steps
 * along the momentum with all its singular values brought near one, by five Newton-Schulz
 * iterations. It learns copying from far fewer tokens than Adam does here. Adam: Kingma and Ba,
 * ICLR 2015; decoupled decay: Loshchilov and Hutter, ICLR 2019.
 */
final class Optimizer {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.98f;
  private static final float EPSILON = 1e-8f;
  private static final float MOMENTUM = 0.95f;

  /** Muon's learning rate over Adam's. */
  private static final double MUON_RATE = 5;

  private final NamedArrays first;
  private final NamedArrays second;
  private final double decay;
  private final double clip;
  private long steps;

  /**
   * Moments of zero for {@code weights}.
   *
   * @param decay fraction of a weight taken off per step and unit of learning rate
   * @param clip largest norm of all gradients together; larger ones are scaled down to it
   */
  Optimizer(NDManager manager, NamedArrays weights, double decay, double clip) {
    first = weights.zeros(manager);
    second = weights.zeros(manager);
    this.decay = decay;
    this.clip = clip;
  }

  long steps() {
    return steps;
  }

  void resumeAt(long done) {
    steps = done;
  }

  NamedArrays firstMoments() {
    return first;
  }

  /** Zeros where Muon steps. */
  NamedArrays secondMoments() {
    return second;
  }

  /**
   * Takes one step along the gradients of {@code leaves}; temporaries belong to {@code step}.
   *
   * @return the gradients' norm before clipping
   * @throws TrainingException if it is not finite
   */
  double update(NDManager step, NamedArrays weights, NamedArrays leaves, double rate) {
    NamedArrays gradients = new NamedArrays();
    double sum = 0;
    for (String name : leaves.names()) {
      NDArray gradient = leaves.of(name).getGradient();
      gradient.attach(step);
      gradients.put(name, gradient);
      sum += gradient.square().sum().getFloat();
    }
    double norm = Math.sqrt(sum);
    if (!Double.isFinite(norm)) {
      throw new TrainingException("the gradients' norm is " + norm + " at step " + steps);
    }
    steps++;
    float shrink = (float) Math.min(1, clip / Math.max(norm, 1e-12));
    for (String name : weights.names()) {
      NDArray gradient = gradients.of(name).mul(shrink);
      NDArray m = first.view(step, name);
      NDArray w = weights.view(step, name);
      boolean matrix = w.getShape().dimension() > 1;
      if (matrix) {
        w.muli((float) (1 - rate * decay));
      }
      if (matrix && !name.equals("embed")) {
        m.muli(MOMENTUM).addi(gradient);
        NDArray direction = orthogonal(gradient.add(m.mul(MOMENTUM)));
        double tall = (double) w.getShape().get(1) / w.getShape().get(0);
        double size = rate * MUON_RATE * Math.sqrt(Math.max(1, tall));
        w.subi(direction.mul((float) size));
      } else {
        NDArray v = second.view(step, name);
        m.muli(BETA1).addi(gradient.mul(1 - BETA1));
        v.muli(BETA2).addi(gradient.square().muli(1 - BETA2));
        double size = rate / (1 - Math.pow(BETA1, steps));
        float unbias = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        w.subi(m.div(v.sqrt().muli(unbias).addi(EPSILON)).muli((float) size));
      }
    }
    return norm;
  }

  /** The same singular vectors with singular values near one (between about 0.7 and 1.2). */
  private static NDArray orthogonal(NDArray matrix) {
    boolean turn = matrix.getShape().get(0) > matrix.getShape().get(1);
    NDArray x = turn ? matrix.transpose() : matrix;
    double size = Math.sqrt(x.square().sum().getFloat());
    x = x.div((float) (size + 1e-7));
    for (int i = 0; i < 5; i++) {
      NDArray a = x.matMul(x.transpose());
      NDArray b = a.mul(-4.7750f).add(a.matMul(a).mul(2.0315f));
      x = x.mul(3.4445f).add(b.matMul(x));
    }
    return turn ? x.transpose() : x;
  }
}
