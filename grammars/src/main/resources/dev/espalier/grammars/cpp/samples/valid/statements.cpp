#include <iostream>
#include <map>
#include <string>
using namespace std;
int run(int n, const string& s) {
  int a[10], grid[3][4] = {{1, 2}, {3}}, *p = &a[0], **q = &p;
  const double pi = 3.14159, tiny = 1e-9, half = .5;
  map<char, int> count;
  for (char c : s) count[c]++;
  for (auto& [key, value] : count) cout << key << ": " << value << endl;
  for (auto it = count.begin(); it != count.end(); ++it) { it->second -= 1; }
  if (auto found = count.find('a'); found != count.end()) return found->second;
  switch (n % 4) {
    case 0:
    case 1: a[0] = 1; break;
    case 2: { *p = 2; break; }
    default: **q = 3;
  }
  while (n-- > 0) if (n == 5) continue; else if (n < 2) break; else n--;
  do { n++; } while (n < 3 && !s.empty() || n == 0);
  try { if (n > 5) throw runtime_error("too large: " + to_string(n)); }
  catch (const exception& e) { cerr << e.what() << '\n'; }
  catch (...) { throw; }
  int* block = new int[n + 1];
  block[0] = (int)pi + static_cast<int>(half * 2) - sizeof(double) * sizeof n;
  delete[] block;
  return n > 0 ? -n : ~n ^ 0xFF & 0b101 | 017;
}
