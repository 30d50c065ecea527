#include <vector>
template <typename T>
T largest(const std::vector<T>& v) { T best = v[0]; for (const T& x : v) if (best < x) best = x; return best; }
template <class K, int N> struct Table { K keys[N]; int used = 0; };
constexpr int square(int x) { return x * x; }
static inline unsigned long long wide(unsigned long long x) { return x << 32; }
typedef long long ll;
using Row = std::vector<int>;
ll sum(const Row& r) { ll s = 0; for (int x : r) s += x; return s; }
