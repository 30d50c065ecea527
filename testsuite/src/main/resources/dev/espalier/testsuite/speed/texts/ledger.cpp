/*
 * A ledger that is kept in memory: commands are read, one a line, and answered. Every amount is in
 * cents, so that nothing is rounded.
 */
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using namespace std;

using Cents = long long;

enum class Kind { Deposit, Withdrawal, TransferIn, TransferOut, Fee = 16 };

struct Entry {
  int day = 0;
  Kind kind = Kind::Deposit;
  Cents amount = 0;
  string note;
};

string name_of(Kind kind) {
  switch (kind) {
    case Kind::Deposit:
      return "deposit";
    case Kind::Withdrawal:
      return "withdrawal";
    case Kind::TransferIn:
    case Kind::TransferOut:
      return "transfer";
    default:
      return "fee";
  }
}

string show(Cents amount) {
  ostringstream out;
  if (amount < 0) {
    out << '-';
    amount = -amount;
  }
  out << amount / 100 << '.' << setw(2) << setfill('0') << amount % 100;
  return out.str();
}

Cents parse_amount(const string& text) {
  Cents whole = 0, part = 0;
  int digits = -1;
  for (char c : text) {
    if (c == '.' && digits < 0) {
      digits = 0;
    } else if (c >= '0' && c <= '9') {
      if (digits < 0) {
        whole = whole * 10 + (c - '0');
      } else if (digits < 2) {
        part = part * 10 + (c - '0');
        digits++;
      } else {
        throw invalid_argument("more than two decimals in " + text);
      }
    } else {
      throw invalid_argument("not an amount: " + text);
    }
  }
  while (digits >= 0 && digits < 2) {
    part *= 10;
    digits++;
  }
  return whole * 100 + part;
}

class Account {
 public:
  string owner;

  Cents balance() const {
    Cents sum = 0;
    for (const Entry& entry : entries) {
      sum += sign(entry.kind) * entry.amount;
    }
    return sum;
  }

  void book(int day, Kind kind, Cents amount, const string& note = "") {
    if (amount <= 0) throw invalid_argument("an amount is positive");
    if (sign(kind) < 0 && balance() < amount) {
      throw runtime_error(owner + " has only " + show(balance()));
    }
    Entry entry;
    entry.day = day;
    entry.kind = kind;
    entry.amount = amount;
    entry.note = note;
    entries.push_back(entry);
  }

  const vector<Entry>& history() const { return entries; }

 private:
  vector<Entry> entries;

  static int sign(Kind kind) {
    return kind == Kind::Deposit || kind == Kind::TransferIn ? 1 : -1;
  }
};

class Ledger {
 public:
  Account& open(const string& owner) {
    if (accounts.count(owner) > 0) {
      throw runtime_error("there is an account of " + owner);
    }
    auto account = make_shared<Account>();
    account->owner = owner;
    accounts[owner] = account;
    return *account;
  }

  Account& of(const string& owner) {
    auto found = accounts.find(owner);
    if (found == accounts.end()) throw runtime_error("no account of " + owner);
    return *found->second;
  }

  void transfer(int day, const string& from, const string& to, Cents amount) {
    Account& source = of(from);
    Account& target = of(to);
    source.book(day, Kind::TransferOut, amount, "to " + to);
    target.book(day, Kind::TransferIn, amount, "from " + from);
  }

  // Takes a fee of every account that holds less than the limit; answers how many there were.
  int charge(int day, Cents limit, Cents fee) {
    int charged = 0;
    for (auto& [owner, account] : accounts) {
      Cents held = account->balance();
      if (held < limit && held >= fee) {
        account->book(day, Kind::Fee, fee, "low balance");
        ++charged;
      }
    }
    return charged;
  }

  vector<pair<Cents, string>> richest(int count) const {
    vector<pair<Cents, string>> all;
    for (const auto& entry : accounts) {
      all.push_back(make_pair(entry.second->balance(), entry.first));
    }
    sort(all.begin(), all.end(), [](const pair<Cents, string>& a, const pair<Cents, string>& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    if (static_cast<int>(all.size()) > count) all.resize(count);
    return all;
  }

 private:
  map<string, shared_ptr<Account>> accounts;
};

// What an amount grows to over some years, with the interest added once a year.
Cents grown(Cents amount, int years, double percent) {
  if (years < 0 || percent <= -100.0) {
    throw invalid_argument("no such years or interest");
  }
  double value = amount;
  for (int year = 0; year < years; year++) {
    value *= 1.0 + percent / 100.0;
  }
  return static_cast<Cents>(value < 0 ? value - 0.5 : value + 0.5);
}

vector<string> words_of(const string& line) {
  istringstream in(line);
  vector<string> words;
  string word;
  while (in >> word) {
    words.push_back(word);
  }
  return words;
}

string answer(Ledger& ledger, const string& line, int& day) {
  vector<string> words = words_of(line);
  if (words.empty()) return "";
  const string& command = words[0];
  int n = words.size();
  if (command == "open" && n == 2) {
    ledger.open(words[1]);
    return "opened";
  }
  if (command == "day" && n == 1) {
    return "day " + to_string(++day);
  }
  if (command == "deposit" && n == 3) {
    ledger.of(words[1]).book(day, Kind::Deposit, parse_amount(words[2]));
    return show(ledger.of(words[1]).balance());
  }
  if (command == "withdraw" && n == 3) {
    ledger.of(words[1]).book(day, Kind::Withdrawal, parse_amount(words[2]));
    return show(ledger.of(words[1]).balance());
  }
  if (command == "transfer" && n == 4) {
    ledger.transfer(day, words[1], words[2], parse_amount(words[3]));
    return "moved " + show(parse_amount(words[3]));
  }
  if (command == "charge" && n == 3) {
    int charged = ledger.charge(day, parse_amount(words[1]), parse_amount(words[2]));
    return to_string(charged) + (charged == 1 ? " account" : " accounts");
  }
  if (command == "plan" && n == 4) {
    Account& account = ledger.of(words[1]);
    return show(grown(account.balance(), stoi(words[2]), stod(words[3])));
  }
  if (command == "history" && n == 2) {
    ostringstream out;
    for (const Entry& entry : ledger.of(words[1]).history()) {
      out << "day " << entry.day << ": " << name_of(entry.kind) << ' ' << show(entry.amount);
      if (!entry.note.empty()) {
        out << " (" << entry.note << ")";
      }
      out << "; ";
    }
    return out.str();
  }
  if (command == "richest") {
    int count = n > 1 ? stoi(words[1]) : 3;
    string text;
    for (const auto& [amount, owner] : ledger.richest(count)) {
      text += (text.empty() ? "" : ", ") + owner + " " + show(amount);
    }
    return text;
  }
  throw invalid_argument("not a command: " + line);
}

int main(int argc, char* argv[]) {
  Ledger ledger;
  int day = 1;
  bool quiet = argc > 1 && string(argv[1]) == "--quiet";
  string line;
  for (int number = 1; getline(cin, line); number++) {
    try {
      string text = answer(ledger, line, day);
      if (!quiet) cout << text << '\n';
    } catch (const invalid_argument& e) {
      cerr << "line " << number << ": " << e.what() << endl;
      return 2;
    } catch (const runtime_error& e) {
      cout << "refused: " << e.what() << '\n';
    } catch (...) {
      return 3;
    }
  }
  return 0;
}
