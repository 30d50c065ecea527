int f() { if (true) { return 1; }
