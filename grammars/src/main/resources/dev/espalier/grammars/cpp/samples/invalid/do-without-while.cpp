int f() { do { } }
