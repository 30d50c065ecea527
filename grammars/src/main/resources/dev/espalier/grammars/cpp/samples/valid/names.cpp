#include <vector>
#include <string>
using namespace std;
int sum(vector<int> list, vector<vector<int>> array) {
  int total = 0;
  vector<int> stack, queue = {1, 2};
  for (int x : list) total += x;
  stack.push_back(total);
  queue[0] = stack[0];
  for (auto row : array) total += row.size();
  stack = queue;
  return total;
}
