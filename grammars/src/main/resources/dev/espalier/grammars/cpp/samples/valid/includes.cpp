#include <vector>
  #include <deque>

using namespace std;
#include <map>
#  include <set>

int f() { return 0; }
