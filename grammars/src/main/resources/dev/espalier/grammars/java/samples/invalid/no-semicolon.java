class A { int x }
