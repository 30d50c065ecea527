#include <string>
#include <vector>
using namespace std;
vector<string> separate_groups(string text) {
  vector<string> all;
  string now = "";
  int level = 0;
  for (int i = 0; i < text.length(); i++) {
    char c = text[i];
    if (c == '(') { level += 1; now += c; }
    else if (c == ')') {
      level -= 1;
      now += c;
      if (level == 0) { all.push_back(now); now = ""; }
    }
  }
  return all;
}
