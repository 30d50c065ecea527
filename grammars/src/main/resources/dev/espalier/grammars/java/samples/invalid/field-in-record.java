record R(int x) { int y; }
