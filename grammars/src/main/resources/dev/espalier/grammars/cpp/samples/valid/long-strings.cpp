#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using namespace std;

// Splits a text at every separator; empty pieces are kept.
vector<string> split(const string& text, char separator) {
  vector<string> pieces;
  string piece;
  for (char c : text) {
    if (c == separator) {
      pieces.push_back(piece);
      piece.clear();
    } else {
      piece += c;
    }
  }
  pieces.push_back(piece);
  return pieces;
}

string join(const vector<string>& pieces, const string& between) {
  string all;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) all += between;
    all += pieces[i];
  }
  return all;
}

/* Whether a text reads the same from both ends, where only letters and
   digits count, and case does not. */
bool is_palindrome(const string& text) {
  int left = 0, right = (int)text.size() - 1;
  while (left < right) {
    if (!isalnum(text[left])) {
      left++;
    } else if (!isalnum(text[right])) {
      right--;
    } else if (tolower(text[left++]) != tolower(text[right--])) {
      return false;
    }
  }
  return true;
}

map<string, int> count_words(const string& text) {
  map<string, int> counts;
  istringstream in(text);
  string word;
  while (in >> word) {
    string clean;
    for (char c : word)
      if (isalpha(c)) clean += (char)tolower(c);
    if (!clean.empty()) counts[clean]++;
  }
  return counts;
}

vector<pair<string, int>> most_frequent(const map<string, int>& counts, int limit) {
  vector<pair<string, int>> all(counts.begin(), counts.end());
  sort(all.begin(), all.end(), [](const pair<string, int>& a, const pair<string, int>& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if ((int)all.size() > limit) all.resize(limit);
  return all;
}

// The number of single edits that make one text of another.
int distance(const string& a, const string& b) {
  vector<vector<int>> table(a.size() + 1, vector<int>(b.size() + 1, 0));
  for (int i = 0; i <= a.size(); i++) table[i][0] = i;
  for (int j = 0; j <= b.size(); j++) table[0][j] = j;
  for (int i = 1; i <= a.size(); i++) {
    for (int j = 1; j <= b.size(); j++) {
      int change = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] = min(change, min(table[i - 1][j], table[i][j - 1]) + 1);
    }
  }
  return table[a.size()][b.size()];
}

string roman(int number) {
  const vector<pair<int, string>> steps = {
      {1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
      {50, "L"},   {40, "XL"},  {10, "X"},  {9, "IX"},   {5, "V"},   {4, "IV"},
      {1, "I"},
  };
  string result;
  for (const auto& [value, letters] : steps) {
    while (number >= value) {
      result += letters;
      number -= value;
    }
  }
  return result;
}

string to_binary(unsigned int number) {
  if (number == 0) return "0";
  string bits;
  while (number > 0) {
    bits += number % 2 == 1 ? '1' : '0';
    number >>= 1;
  }
  reverse(bits.begin(), bits.end());
  return bits;
}

string caesar(string text, int by) {
  by = (by % 26 + 26) % 26;
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = (char)('a' + (c - 'a' + by) % 26);
    else if (c >= 'A' && c <= 'Z') c = (char)('A' + (c - 'A' + by) % 26);
  }
  return text;
}

string run_lengths(const string& text) {
  ostringstream out;
  for (size_t i = 0; i < text.size();) {
    size_t j = i;
    while (j < text.size() && text[j] == text[i]) j++;
    if (j - i > 1) out << j - i;
    out << text[i];
    i = j;
  }
  return out.str();
}

bool balanced(const string& text) {
  vector<char> open;
  for (char c : text) {
    switch (c) {
      case '(':
      case '[':
      case '{':
        open.push_back(c);
        break;
      case ')':
      case ']':
      case '}': {
        if (open.empty()) return false;
        char last = open.back();
        open.pop_back();
        bool fits = (last == '(' && c == ')') || (last == '[' && c == ']') ||
                    (last == '{' && c == '}');
        if (!fits) return false;
        break;
      }
      default:
        break;
    }
  }
  return open.empty();
}

string longest_common_prefix(vector<string> words) {
  if (words.empty()) return "";
  sort(words.begin(), words.end());
  const string &first = words.front(), &last = words.back();
  size_t length = 0;
  while (length < first.size() && length < last.size() && first[length] == last[length]) {
    length++;
  }
  return first.substr(0, length);
}

vector<vector<string>> group_anagrams(const vector<string>& words) {
  unordered_map<string, vector<string>> groups;
  for (auto word : words) {
    string key = word;
    sort(key.begin(), key.end());
    groups[key].push_back(word);
  }
  vector<vector<string>> result;
  for (auto& group : groups) result.push_back(group.second);
  sort(result.begin(), result.end());
  return result;
}

// A number in words, from zero to nine hundred ninety-nine.
string spelled(int n) {
  static const string small[] = {"zero", "one", "two", "three", "four", "five", "six",
                                 "seven", "eight", "nine", "ten", "eleven", "twelve",
                                 "thirteen", "fourteen", "fifteen", "sixteen",
                                 "seventeen", "eighteen", "nineteen"};
  static const string tens[] = {"", "", "twenty", "thirty", "forty", "fifty", "sixty",
                                "seventy", "eighty", "ninety"};
  if (n < 0 || n > 999) throw out_of_range("not spelled: " + to_string(n));
  if (n < 20) return small[n];
  if (n < 100) return tens[n / 10] + (n % 10 ? "-" + small[n % 10] : "");
  string rest = n % 100 ? " " + spelled(n % 100) : "";
  return small[n / 100] + " hundred" + rest;
}

bool matches(const string& pattern, const string& text, int p, int t) {
  if (p == (int)pattern.size()) return t == (int)text.size();
  if (pattern[p] == '*') {
    for (int next = t; next <= (int)text.size(); ++next)
      if (matches(pattern, text, p + 1, next)) return true;
    return false;
  }
  return t < (int)text.size() && (pattern[p] == '?' || pattern[p] == text[t]) &&
         matches(pattern, text, p + 1, t + 1);
}

long long hash_of(const string& text, long long base, long long modulus) {
  long long hash = 0;
  for (unsigned char c : text) hash = (hash * base + c) % modulus;
  return hash;
}

vector<int> find_all(const string& text, const string& word) {
  vector<int> places;
  const long long base = 257, modulus = 1'000'000'007LL;
  if (word.empty() || text.size() < word.size()) return places;
  long long wanted = hash_of(word, base, modulus), power = 1;
  long long now = hash_of(text.substr(0, word.size()), base, modulus);
  for (size_t i = 1; i < word.size(); i++) power = power * base % modulus;
  for (size_t i = 0; i + word.size() <= text.size(); i++) {
    if (now == wanted && text.compare(i, word.size(), word) == 0) places.push_back((int)i);
    if (i + word.size() < text.size()) {
      now = (now - (unsigned char)text[i] * power % modulus + modulus) % modulus;
      now = (now * base + (unsigned char)text[i + word.size()]) % modulus;
    }
  }
  return places;
}

string wrapped(const string& text, size_t width) {
  string out, line;
  for (const string& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = "";
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? out : out + line + '\n';
}

int main() {
  cout << boolalpha << is_palindrome("A man, a plan, a canal: Panama") << endl;
  for (int n : {1, 4, 1994, 2024}) cout << n << " = " << roman(n) << '\n';
  for (auto& [word, count] : most_frequent(count_words("the cat and the dog and the bird"), 2)) {
    cout << word << '\t' << count << endl;
  }
  vector<string> words{"tea", "ate", "eat", "tan", "nat", "bat"};
  for (const auto& group : group_anagrams(words)) cout << join(group, ", ") << endl;
  try {
    cout << spelled(342) << " " << spelled(1000) << endl;
  } catch (const out_of_range& e) {
    cerr << e.what() << endl;
  }
  cout << distance("kitten", "sitting") << " " << run_lengths("aaabccdddd") << endl;
  cout << caesar("Hello", 3) << caesar(caesar("Hello", 3), -3) << endl;
  cout << (matches("*.c?p", "long1.cpp", 0, 0) && balanced("([]{})") ? "yes" : "no") << endl;
  cout << wrapped("a text that is too long for one line of the width that was asked for", 20);
  return find_all("abracadabra", "abra").size() == 2 ? 0 : 1;
}
