package dev.espalier.runtime.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Adam with decoupled weight decay (Kingma and Ba, ICLR 2015; Loshchilov and Hutter, ICLR 2019) and
 * clipping by the gradients' global norm. Decay applies to matrices only.
 */
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.98f;
  private static final float EPSILON = 1e-8f;

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
  Adam(NDManager manager, NamedArrays weights, double decay, double clip) {
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
    double size = rate / (1 - Math.pow(BETA1, steps));
    float unbias = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
    for (String name : weights.names()) {
      NDArray gradient = gradients.of(name).mul(shrink);
      NDArray m = first.view(step, name);
      NDArray v = second.view(step, name);
      NDArray w = weights.view(step, name);
      m.muli(BETA1).addi(gradient.mul(1 - BETA1));
      v.muli(BETA2).addi(gradient.square().muli(1 - BETA2));
      if (w.getShape().dimension() > 1) {
        w.muli((float) (1 - rate * decay));
      }
      w.subi(m.div(v.sqrt().muli(unbias).addi(EPSILON)).muli((float) size));
    }
    return norm;
  }
}
