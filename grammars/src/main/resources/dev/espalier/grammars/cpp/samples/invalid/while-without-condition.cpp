int f() { while { } }
