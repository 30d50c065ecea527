class Outer {
  class Inner { class Deep {} }
  static class Nested<T> { T value; }
  Outer.Inner make() { return this.new Inner(); }
  Inner.Deep deep(Outer o) { return o.new Inner().new Deep() { @Override public int hashCode() { return Outer.this.hashCode(); } }; }
  Class<?> c = Outer.Nested[].class, d = int.class, e = void.class;
  int length = new int[3][4][].length + new String[] {"a"}[0].length();
  Nested<String>[] array;
  { int x = 1; x++; }
  Outer() { super(); }
  Outer(int x) throws Exception { this(); }
}
