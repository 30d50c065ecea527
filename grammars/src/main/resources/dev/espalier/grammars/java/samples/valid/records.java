record Point(int x, int y) {
  static final Point ORIGIN = new Point(0, 0);
  Point {
    if (x < 0) throw new IllegalArgumentException("x: " + x);
  }
  Point(int both) { this(both, both); }
  static Point of(int... all) { return new Point(all[0], all[1]); }
  double length() { return Math.sqrt(x * x + y * y); }
}

record Pair<A, B extends Comparable<B>>(A first, @Deprecated B second) implements java.io.Serializable {}

record Nothing() {}
