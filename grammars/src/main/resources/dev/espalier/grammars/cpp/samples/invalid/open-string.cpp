char* s = "abc;
