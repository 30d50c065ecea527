int f() { catch (...) {} }
