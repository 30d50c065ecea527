// Small functions over numbers, strings and vectors, with a few checks at the end.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace std;

/* Whether two of the numbers are closer to each other than the threshold. */
bool has_close_elements(const vector<double>& numbers, double threshold) {
  vector<double> sorted = numbers;
  sort(sorted.begin(), sorted.end());
  for (int i = 1; i < static_cast<int>(sorted.size()); i++) {
    if (fabs(sorted[i] - sorted[i - 1]) < threshold) {
      return true;
    }
  }
  return false;
}

vector<string> separate_groups(const string& text) {
  vector<string> groups;
  string current;
  int depth = 0;
  for (char c : text) {
    if (c == '(') {
      depth++;
      current += c;
    } else if (c == ')') {
      depth--;
      current += c;
      if (depth == 0) {
        groups.push_back(current);
        current.clear();
      }
    }
  }
  return groups;
}

double truncate_number(double number) { return number - static_cast<long long>(number); }

bool below_zero(const vector<int>& operations) {
  long long balance = 0;
  for (const auto& operation : operations) {
    balance += operation;
    if (balance < 0) return true;
  }
  return false;
}

double mean_deviation(const vector<double>& numbers) {
  if (numbers.empty()) throw invalid_argument("no numbers");
  double mean = accumulate(numbers.begin(), numbers.end(), 0.0) / numbers.size();
  double sum = 0;
  for (double number : numbers) {
    sum += fabs(number - mean);
  }
  return sum / numbers.size();
}

vector<int> intersperse(const vector<int>& numbers, int delimiter) {
  vector<int> out;
  for (int i = 0; i < static_cast<int>(numbers.size()); ++i) {
    if (i > 0) out.push_back(delimiter);
    out.push_back(numbers[i]);
  }
  return out;
}

pair<int, int> sum_product(const vector<int>& numbers) {
  int sum = 0, product = 1;
  for (int number : numbers) {
    sum += number;
    product *= number;
  }
  return {sum, product};
}

bool is_palindrome(const string& text) {
  int left = 0, right = static_cast<int>(text.size()) - 1;
  while (left < right) {
    if (text[left++] != text[right--]) return false;
  }
  return true;
}

string make_palindrome(string text) {
  for (int i = 0; i < static_cast<int>(text.size()); i++) {
    if (is_palindrome(text.substr(i))) {
      string begin = text.substr(0, i);
      reverse(begin.begin(), begin.end());
      return text + begin;
    }
  }
  return text;
}

long long greatest_common_divisor(long long a, long long b) {
  while (b != 0) {
    long long rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

vector<int> factorize(int n) {
  vector<int> factors;
  for (int p = 2; p * p <= n; p += (p == 2 ? 1 : 2)) {
    while (n % p == 0) {
      factors.push_back(p);
      n /= p;
    }
  }
  if (n > 1) factors.push_back(n);
  return factors;
}

bool is_prime(int n) {
  if (n < 2) return false;
  for (int i = 2; i * i <= n; i++)
    if (n % i == 0) return false;
  return true;
}

int count_primes(int limit) {
  vector<bool> composite(limit + 1, false);
  int count = 0;
  for (int i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    count++;
    for (long long j = 1LL * i * i; j <= limit; j += i) {
      composite[j] = true;
    }
  }
  return count;
}

string to_base(int number, int base) {
  if (base < 2 || base > 16) {
    throw out_of_range("base must be between 2 and 16");
  }
  const string digits = "0123456789abcdef";
  bool negative = number < 0;
  unsigned int rest = negative ? 0u - static_cast<unsigned int>(number) : number;
  string text;
  do {
    text.insert(text.begin(), digits[rest % base]);
    rest /= base;
  } while (rest > 0);
  return (negative ? "-" : "") + text;
}

map<char, int> histogram(const string& text) {
  map<char, int> counts;
  for (char c : text) {
    if (c != ' ' && c != '\t' && c != '\n') {
      ++counts[c];
    }
  }
  int most = 0;
  for (const auto& [letter, count] : counts) {
    most = max(most, count);
  }
  map<char, int> result;
  for (const auto& entry : counts) {
    if (entry.second == most) result[entry.first] = most;
  }
  return result;
}

vector<vector<int>> multiply(const vector<vector<int>>& a, const vector<vector<int>>& b) {
  int rows = a.size(), inner = b.size(), columns = b.empty() ? 0 : b[0].size();
  vector<vector<int>> c(rows, vector<int>(columns, 0));
  for (int i = 0; i < rows; i++) {
    for (int k = 0; k < inner; k++) {
      for (int j = 0; j < columns; j++) {
        c[i][j] += a[i][k] * b[k][j];
      }
    }
  }
  return c;
}

int edit_distance(const string& from, const string& to) {
  int n = from.length(), m = to.length();
  vector<vector<int>> cost(n + 1, vector<int>(m + 1));
  for (int i = 0; i <= n; i++) cost[i][0] = i;
  for (int j = 0; j <= m; j++) cost[0][j] = j;
  for (int i = 1; i <= n; i++) {
    for (int j = 1; j <= m; j++) {
      int change = cost[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      cost[i][j] = min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
    }
  }
  return cost[n][m];
}

string caesar(string text, int shift) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') {
      c = 'a' + (c - 'a' + shift + 26) % 26;
    } else if (c >= 'A' && c <= 'Z') {
      c = 'A' + (c - 'A' + shift + 26) % 26;
    }
  }
  return text;
}

vector<int> longest_increasing(const vector<int>& numbers) {
  vector<int> tails, positions, before(numbers.size(), -1);
  for (int i = 0; i < static_cast<int>(numbers.size()); i++) {
    auto place = lower_bound(tails.begin(), tails.end(), numbers[i]);
    int at = place - tails.begin();
    if (place == tails.end()) {
      tails.push_back(numbers[i]);
      positions.push_back(i);
    } else {
      *place = numbers[i];
      positions[at] = i;
    }
    if (at > 0) before[i] = positions[at - 1];
  }
  vector<int> out;
  for (int i = positions.empty() ? -1 : positions.back(); i >= 0; i = before[i]) {
    out.push_back(numbers[i]);
  }
  reverse(out.begin(), out.end());
  return out;
}

int main() {
  int failures = 0;
  auto check = [&failures](bool ok, const string& what) {
    if (!ok) {
      cout << "wrong: " << what << endl;
      failures++;
    }
  };
  check(has_close_elements({1.0, 2.8, 3.0, 4.0, 5.0, 2.0}, 0.3), "close elements");
  check(separate_groups("( ) (( )) (( )( ))").size() == 3, "groups");
  check(fabs(truncate_number(3.5) - 0.5) < 1e-9, "truncated");
  check(below_zero({1, 2, -4, 5}), "below zero");
  check(intersperse({1, 2, 3}, 4) == vector<int>({1, 4, 2, 4, 3}), "interspersed");
  check(make_palindrome("cata") == "catac", "palindrome");
  check(greatest_common_divisor(144, 60) == 12, "divisor");
  check(factorize(70) == vector<int>({2, 5, 7}), "factors");
  check(count_primes(100) == 25, "primes");
  check(to_base(-255, 16) == "-ff", "base");
  check(edit_distance("kitten", "sitting") == 3, "distance");
  check(caesar(caesar("Hello, World!", 7), -7) == "Hello, World!", "caesar");
  check(longest_increasing({3, 1, 4, 1, 5, 9, 2, 6}).size() == 4, "increasing");
  return failures == 0 ? 0 : 1;
}
