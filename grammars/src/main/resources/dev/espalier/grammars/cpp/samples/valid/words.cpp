#include <sstream>
#include <string>
#include <set>
#include <algorithm>
std::string sorted_words(const std::string &text) {
  std::istringstream in(text);
  std::multiset<std::string> words;
  std::string word;
  while (in >> word) words.insert(word);
  std::ostringstream out;
  bool first = true;
  for (const auto &w : words) { if (!first) out << ' '; out << w; first = false; }
  return out.str();
}
