enum Planet implements Comparable2 {
  MERCURY(3.3e23, 2.44e6) { @Override public String toString() { return "hot"; } },
  @Deprecated EARTH(5.97e24, 6.37e6),
  ;
  private final double mass, radius;
  Planet(double mass, double radius) { this.mass = mass; this.radius = radius; }
  double gravity() { return 6.67e-11 * mass / (radius * radius); }
  static { values(); }
}

enum Empty {}

enum Two { A, B }

interface Comparable2 { int X = 1; private void g() {} default void h() { g(); } static void s() {} }
