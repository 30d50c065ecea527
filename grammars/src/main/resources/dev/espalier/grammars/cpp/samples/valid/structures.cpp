#include <algorithm>
#include <string>
struct Point { int x = 0; int y = 0; };
struct Node { int value; Node* left = nullptr; Node* right = nullptr; };
enum class Color : int { Red, Green = 5, Blue };
enum Kind { A, B, };
class Counter : public Point {
  public:
    virtual int next() const { return count + 1; }
    static int of(Counter& c);
    bool operator<(const Counter& other) const { return count < other.count; }
    int operator()(int by) { return count += by; }
  private:
    int count{0}, last = -1;
    std::string name;
};
int Counter::of(Counter& c) { return c.next(); }
int height(Node* n) { return n ? 1 + std::max(height(n->left), height(n->right)) : 0; }
Color first() { return Color::Red; }
