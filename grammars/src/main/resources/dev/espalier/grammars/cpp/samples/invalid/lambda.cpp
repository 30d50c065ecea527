auto f = [&(int x) { return x; };
