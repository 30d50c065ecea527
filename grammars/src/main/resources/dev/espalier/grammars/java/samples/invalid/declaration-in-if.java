class A { void f() { if (true) int x = 1; } }
