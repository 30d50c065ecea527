class Statements {
  int run(int[] data, String... names) throws java.io.IOException {
    outer:
    for (int i = 0, j = data.length - 1; i < j; i++, j--) {
      for (final String name : names) {
        if (name == null) continue outer;
        else if (name.isEmpty()) break outer;
      }
      do { data[i] += data[j]--; } while (data[i] < 10);
    }
    if (data.length > 0) if (names.length > 0) return 1; else return 2;
    for (;;) { break; }
    while (true) synchronized (this) { break; }
    try (var in = new java.io.StringReader("x"); java.io.Reader other = in; in) {
      assert in.read() >= 0 : "read";
    } catch (IllegalStateException | java.io.IOException e) {
      throw e;
    } finally {
      ;
    }
    try { data[0]++; } finally { --data[0]; }
    class Local { int x; }
    record R(int a) {}
    enum E { A }
    interface I { void f(); }
    final var local = new Local();
    @SuppressWarnings("unused") int unused;
    int matrix[][] = {{1, 2}, {}, {3,}}, k;
    k = matrix[0][1] = 5;
    k <<= 2; k >>= 1; k >>>= 1; k ^= ~k;
    new Local().x = 3;
    this.run(new int[] {1}, "a");
    return k > 0 ? -k : +k;
  }
}
