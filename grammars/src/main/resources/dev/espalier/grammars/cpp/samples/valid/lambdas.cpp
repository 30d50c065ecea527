#include <algorithm>
#include <string>
#include <vector>
using namespace std;
int smallest(vector<pair<string, int>> v, int k) {
  sort(v.begin(), v.end(), [](const pair<string, int>& a, const pair<string, int>& b) { return a.second < b.second; });
  auto add = [&k, n = 1](int x) mutable -> int { n += x; return n + k; };
  auto twice = [=](auto f, int x) { return f(f(x)); };
  int unused = [] { return 3; }();
  return twice(add, v[0].second) + unused;
}
