int f() { for (int i = 0) {} }
