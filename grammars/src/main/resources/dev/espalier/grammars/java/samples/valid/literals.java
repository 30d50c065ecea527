class Literals {
  int[] i = {0, 7, 2147483647, 1_000_000, 0x7fff_ffff, 0b1010, 0177, 'a'};
  long[] l = {0L, 9_000_000_000L, 0xFFFF_FFFF_FFFF_FFFFL, 0b11l};
  double[] d = {1., .5, 1e10, 1.5E-3, 0d, 3D, 1_0.0_1};
  float[] f = {1f, 1.5F, .5e3f, 1e-30f};
  boolean t = true, n = !false;
  Object o = null;
}
