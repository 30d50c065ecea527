int f() { try { } }
