#include <tuple>
#include <memory>
#include <vector>
#include <limits>
#include <string>
using namespace std;
tuple<int, double, string> make(int n) { return make_tuple(n, n / 2.0, string(n, '*')); }
int use() {
  auto t = make(3);
  auto [a, b, c] = make(4);
  unique_ptr<vector<int>> v = make_unique<vector<int>>(3, 1);
  shared_ptr<int> i = make_shared<int>(7);
  int m = numeric_limits<int>::max() - get<0>(t);
  size_t where = c.find("x") == string::npos ? 0 : c.size();
  vector<int>::iterator it = v->begin();
  return *it + *i + m + int(b) + (int)where + vector<int>{1, 2, 3}[1];
}
