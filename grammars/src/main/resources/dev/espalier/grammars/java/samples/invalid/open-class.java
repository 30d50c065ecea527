class A { void f() {}
