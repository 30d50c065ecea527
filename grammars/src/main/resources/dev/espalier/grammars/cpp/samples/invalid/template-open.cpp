#include <vector>
std::vector<int x;
