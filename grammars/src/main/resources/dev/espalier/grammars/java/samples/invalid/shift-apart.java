class A { int x = 8 > > 1; }
