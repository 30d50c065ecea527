struct A { int x; }
int y;
