#include <cstdint>
#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <stack>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

typedef long long ll;
using Graph = std::vector<std::vector<std::pair<int, int>>>;

const int INFINITE = 1000000000;

struct Edge {
  int from, to;
  int weight = 1;

  bool operator<(const Edge& other) const { return weight < other.weight; }
};

enum class Mark { White, Grey, Black };

class Sets {
 public:
  void reset(int n) {
    parent.assign(n, 0);
    rank.assign(n, 0);
    for (int i = 0; i < n; ++i) parent[i] = i;
  }

  int find(int x) {
    while (parent[x] != x) {
      parent[x] = parent[parent[x]];
      x = parent[x];
    }
    return x;
  }

  bool unite(int a, int b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (rank[a] < rank[b]) std::swap(a, b);
    parent[b] = a;
    if (rank[a] == rank[b]) rank[a]++;
    return true;
  }

 private:
  std::vector<int> parent;
  std::vector<int> rank;
};

Graph graph_of(int n, const std::vector<Edge>& edges, bool directed = false) {
  Graph graph(n);
  for (const Edge& e : edges) {
    graph[e.from].push_back({e.to, e.weight});
    if (!directed) graph[e.to].push_back({e.from, e.weight});
  }
  return graph;
}

// Shortest ways from one node, after Dijkstra.
std::vector<int> distances(const Graph& graph, int start) {
  std::vector<int> best(graph.size(), INFINITE);
  std::priority_queue<std::pair<int, int>, std::vector<std::pair<int, int>>,
                      std::greater<std::pair<int, int>>>
      open;
  best[start] = 0;
  open.push({0, start});
  while (!open.empty()) {
    auto [d, node] = open.top();
    open.pop();
    if (d > best[node]) continue;
    for (const auto& [next, weight] : graph[node]) {
      if (d + weight < best[next]) {
        best[next] = d + weight;
        open.push({best[next], next});
      }
    }
  }
  return best;
}

// Of all pairs, after Floyd and Warshall.
std::vector<std::vector<int>> all_distances(const Graph& graph) {
  int n = (int)graph.size();
  std::vector<std::vector<int>> d(n, std::vector<int>(n, INFINITE));
  for (int i = 0; i < n; i++) {
    d[i][i] = 0;
    for (auto edge : graph[i]) d[i][edge.first] = std::min(d[i][edge.first], edge.second);
  }
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (d[i][k] < INFINITE && d[k][j] < INFINITE && d[i][k] + d[k][j] < d[i][j])
          d[i][j] = d[i][k] + d[k][j];
  return d;
}

// The least weight of a spanning tree, after Kruskal; -1 if there is none.
ll spanning_weight(int n, std::vector<Edge> edges) {
  std::sort(edges.begin(), edges.end());
  Sets sets;
  sets.reset(n);
  ll total = 0;
  int used = 0;
  for (const Edge& e : edges) {
    if (sets.unite(e.from, e.to)) {
      total += e.weight;
      used++;
    }
  }
  return used == n - 1 ? total : -1LL;
}

std::vector<int> topological(const Graph& graph) {
  int n = graph.size();
  std::vector<Mark> marks(n, Mark::White);
  std::vector<int> order;
  bool cyclic = false;
  std::function<void(int)> visit = [&](int node) {
    marks[node] = Mark::Grey;
    for (auto& edge : graph[node]) {
      if (marks[edge.first] == Mark::Grey) cyclic = true;
      else if (marks[edge.first] == Mark::White) visit(edge.first);
    }
    marks[node] = Mark::Black;
    order.push_back(node);
  };
  for (int i = 0; i < n && !cyclic; i++)
    if (marks[i] == Mark::White) visit(i);
  if (cyclic) return {};
  std::reverse(order.begin(), order.end());
  return order;
}

std::vector<std::vector<int>> components(const Graph& graph) {
  std::vector<std::vector<int>> result;
  std::vector<bool> seen(graph.size(), false);
  for (int start = 0; start < (int)graph.size(); start++) {
    if (seen[start]) continue;
    std::vector<int> component;
    std::stack<int> open;
    open.push(start);
    seen[start] = true;
    do {
      int node = open.top();
      open.pop();
      component.push_back(node);
      for (auto [next, weight] : graph[node]) {
        if (!seen[next]) {
          seen[next] = true;
          open.push(next);
        }
      }
    } while (!open.empty());
    result.push_back(component);
  }
  return result;
}

bool bipartite(const Graph& graph, std::vector<int>& side) {
  side.assign(graph.size(), -1);
  std::queue<int> open;
  for (size_t start = 0; start < graph.size(); ++start) {
    if (side[start] >= 0) continue;
    side[start] = 0;
    open.push((int)start);
    while (!open.empty()) {
      int node = open.front();
      open.pop();
      for (auto& edge : graph[node]) {
        if (side[edge.first] < 0) {
          side[edge.first] = 1 - side[node];
          open.push(edge.first);
        } else if (side[edge.first] == side[node]) {
          return false;
        }
      }
    }
  }
  return true;
}

struct Tree {
  struct Node {
    int key;
    Node* left = nullptr;
    Node* right = nullptr;
  };

  Node* root = nullptr;
  int size = 0;

  bool insert(int key) {
    Node** place = &root;
    while (*place != nullptr) {
      if ((*place)->key == key) return false;
      place = key < (*place)->key ? &(*place)->left : &(*place)->right;
    }
    *place = new Node{key};
    size++;
    return true;
  }

  int height(Node* node) const {
    return node == nullptr ? 0 : 1 + std::max(height(node->left), height(node->right));
  }

  void clear(Node* node) {
    if (!node) return;
    clear(node->left);
    clear(node->right);
    delete node;
  }
};

template <typename T>
T power(T base, unsigned exponent, T one) {
  T result = one;
  while (exponent > 0) {
    if (exponent & 1) result = result * base;
    base = base * base;
    exponent >>= 1;
  }
  return result;
}

ll knapsack(const std::vector<int>& weights, const std::vector<ll>& values, int room) {
  std::vector<ll> best(room + 1, 0);
  for (size_t i = 0; i < weights.size(); i++)
    for (int w = room; w >= weights[i]; w--)
      best[w] = std::max(best[w], best[w - weights[i]] + values[i]);
  return best[room];
}

int queens(int n, int row, unsigned columns, unsigned left, unsigned right) {
  if (row == n) return 1;
  int count = 0;
  for (unsigned free = ~(columns | left | right) & ((1u << n) - 1); free != 0;) {
    unsigned bit = free & (~free + 1);
    free ^= bit;
    count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

int main() {
  std::vector<Edge> edges = {{0, 1, 4}, {0, 2, 1}, {2, 1, 2}, {1, 3, 5}, {3, 4, 3}};
  Graph graph = graph_of(5, edges), directed = graph_of(5, edges, true);
  for (int d : distances(graph, 0)) std::cout << d << ' ';
  std::cout << '\n' << spanning_weight(5, edges) << std::endl;
  for (const auto& row : all_distances(directed)) {
    for (int d : row) std::cout << (d == INFINITE ? std::string("-") : std::to_string(d)) << '\t';
    std::cout << "\n";
  }
  std::vector<int> side, order = topological(directed);
  if (order.empty()) std::cerr << "a cycle" << std::endl;
  std::cout << bipartite(graph, side) << components(graph).size() << std::endl;
  Tree tree;
  for (int key : {5, 2, 8, 1, 9, 3}) tree.insert(key * 7 % 11);
  std::cout << tree.size << " " << tree.height(tree.root) << std::endl;
  tree.clear(tree.root);
  std::cout << power(3LL, 20, 1LL) << " " << queens(6, 0, 0, 0, 0) << std::endl;
  std::map<std::string, std::set<std::tuple<int, int>>> index;
  index["a"].insert({1, 2});
  return static_cast<int>(knapsack({1, 3, 4}, {15, 20, 30}, 4)) == 35 ? 0 : 1;
}
