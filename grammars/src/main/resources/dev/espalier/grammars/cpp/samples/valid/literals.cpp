#include <string>
const char* names[] = {"tab\t", "quote\"", "two" " parts", "\\", "\0"};
char chars[] = {'a', '\n', '\'', '"', '\x41', '\101'};
unsigned big = 4294967295u; long long bigger = 9'223'372'036LL;
double numbers[] = {1.0, 1., .5f, 2e10, 1.5E-3, 0.0L};
bool yes = true, no = !yes;
