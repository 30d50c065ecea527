package dev.espalier.testsuite.aligned;

import java.util.List;

/**
 * Divergences of a method's law from the target, both ways, in nats.
 *
 * @param method its name
 * @param points at growing numbers of texts
 */
record Curve(String method, List<Point> points) {
  /**
   * A point.
   *
   * @param texts how many texts came before, or were begun for one
   * @param forward KL(Q̃‖Q)
   * @param reverse KL(Q‖Q̃)
   */
  record Point(int texts, double forward, double reverse) {}
}
