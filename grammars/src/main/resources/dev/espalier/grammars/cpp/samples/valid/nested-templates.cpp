#include <map>
#include <string>
#include <vector>
#include <functional>
#include <queue>
std::map<std::string, std::vector<std::vector<int>>> table;
std::priority_queue<std::pair<int, int>, std::vector<std::pair<int, int>>, std::greater<std::pair<int, int>>> heap;
std::function<std::vector<int>(const std::vector<int>&, int)> shift = [](const std::vector<int>& v, int by) {
  std::vector<int> out;
  for (auto x : v) out.push_back(x >> by);
  return out;
};
int depth(const std::vector<std::vector<int>> &v) { return v.size() >> 1 > 2 ? 1 : 0; }
