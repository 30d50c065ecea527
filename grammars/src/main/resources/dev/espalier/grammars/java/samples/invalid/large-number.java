class A { int x = 99999999999; }
