#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>
#include <optional>
#include <queue>
#include <stack>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace graphs {

const long long INFINITE = std::numeric_limits<long long>::max() / 4;

struct Edge {
  int to;
  long long weight = 1;
  bool operator<(const Edge& other) const { return weight < other.weight; }
};

struct Step {
  long long distance;
  int node;
  bool operator>(const Step& other) const {
    return distance > other.distance || (distance == other.distance && node > other.node);
  }
};

// A directed graph over the nodes 0 to size - 1.
class Graph {
 public:
  void resize(int size) { edges.resize(size); }

  int size() const { return static_cast<int>(edges.size()); }

  void connect(int from, int to, long long weight = 1) {
    if (from < 0 || from >= size() || to < 0 || to >= size()) {
      throw std::out_of_range("no such node");
    }
    edges[from].push_back({to, weight});
  }

  void connect_both(int a, int b, long long weight = 1) {
    connect(a, b, weight);
    connect(b, a, weight);
  }

  const std::vector<Edge>& from(int node) const { return edges[node]; }

  Graph reversed() const {
    Graph other;
    other.resize(size());
    for (int node = 0; node < size(); ++node) {
      for (const Edge& edge : edges[node]) {
        other.connect(edge.to, node, edge.weight);
      }
    }
    return other;
  }

 private:
  std::vector<std::vector<Edge>> edges;
};

// Breadth first: how many edges lie between the start and every node, or -1.
std::vector<int> levels(const Graph& graph, int start) {
  std::vector<int> level(graph.size(), -1);
  std::queue<int> open;
  level[start] = 0;
  open.push(start);
  while (!open.empty()) {
    int node = open.front();
    open.pop();
    for (const Edge& edge : graph.from(node)) {
      if (level[edge.to] < 0) {
        level[edge.to] = level[node] + 1;
        open.push(edge.to);
      }
    }
  }
  return level;
}

// Dijkstra's algorithm; weights must not be negative.
std::vector<long long> distances(const Graph& graph, int start) {
  std::vector<long long> best(graph.size(), INFINITE);
  std::priority_queue<Step, std::vector<Step>, std::greater<Step>> open;
  best[start] = 0;
  open.push({0, start});
  while (!open.empty()) {
    Step step = open.top();
    open.pop();
    if (step.distance != best[step.node]) {
      continue;
    }
    for (const Edge& edge : graph.from(step.node)) {
      long long through = step.distance + edge.weight;
      if (through < best[edge.to]) {
        best[edge.to] = through;
        open.push({through, edge.to});
      }
    }
  }
  return best;
}

// Bellman and Ford: no value where a cycle has a negative sum.
std::optional<std::vector<long long>> relaxed(const Graph& graph, int start) {
  std::vector<long long> best(graph.size(), INFINITE);
  best[start] = 0;
  for (int round = 0; round < graph.size(); round++) {
    bool changed = false;
    for (int node = 0; node < graph.size(); node++) {
      if (best[node] == INFINITE) continue;
      for (const Edge& edge : graph.from(node)) {
        if (best[node] + edge.weight < best[edge.to]) {
          best[edge.to] = best[node] + edge.weight;
          changed = true;
        }
      }
    }
    if (!changed) {
      return best;
    }
  }
  return {};
}

// An order in which no edge leads back; shorter than the graph if it has a cycle.
std::vector<int> topological(const Graph& graph) {
  std::vector<int> incoming(graph.size(), 0);
  for (int node = 0; node < graph.size(); node++) {
    for (const auto& edge : graph.from(node)) {
      incoming[edge.to] += 1;
    }
  }
  std::vector<int> order;
  std::stack<int> ready;
  for (int node = graph.size() - 1; node >= 0; node--) {
    if (incoming[node] == 0) ready.push(node);
  }
  while (!ready.empty()) {
    int node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const auto& edge : graph.from(node)) {
      if (--incoming[edge.to] == 0) {
        ready.push(edge.to);
      }
    }
  }
  return order;
}

// Which strongly connected component each node is in (Kosaraju).
std::vector<int> components(const Graph& graph) {
  std::vector<bool> seen(graph.size(), false);
  std::vector<int> finished;
  std::function<void(int)> visit = [&](int node) {
    seen[node] = true;
    for (const Edge& edge : graph.from(node)) {
      if (!seen[edge.to]) visit(edge.to);
    }
    finished.push_back(node);
  };
  for (int node = 0; node < graph.size(); node++) {
    if (!seen[node]) {
      visit(node);
    }
  }
  Graph back = graph.reversed();
  std::vector<int> component(graph.size(), -1);
  int count = 0;
  for (auto it = finished.rbegin(); it != finished.rend(); ++it) {
    if (component[*it] >= 0) continue;
    std::vector<int> open = {*it};
    component[*it] = count;
    while (!open.empty()) {
      int node = open.back();
      open.pop_back();
      for (const Edge& edge : back.from(node)) {
        if (component[edge.to] < 0) {
          component[edge.to] = count;
          open.push_back(edge.to);
        }
      }
    }
    count++;
  }
  return component;
}

// Sets that can be joined, with path halving.
struct Sets {
  std::vector<int> parent;
  std::vector<int> weight;

  void reset(int size) {
    parent.assign(size, 0);
    weight.assign(size, 1);
    for (int i = 0; i < size; i++) parent[i] = i;
  }

  int find(int i) {
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  bool join(int a, int b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (weight[a] < weight[b]) std::swap(a, b);
    parent[b] = a;
    weight[a] += weight[b];
    return true;
  }
};

// Kruskal: the weight of a minimal spanning forest.
long long spanning(const Graph& graph) {
  std::vector<std::pair<Edge, int>> all;
  for (int node = 0; node < graph.size(); node++) {
    for (const Edge& edge : graph.from(node)) {
      if (node < edge.to) all.push_back({edge, node});
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Sets sets;
  sets.reset(graph.size());
  long long sum = 0;
  for (const auto& [edge, from] : all) {
    if (sets.join(from, edge.to)) {
      sum += edge.weight;
    }
  }
  return sum;
}

}

using namespace graphs;

int main() {
  Graph graph;
  graph.resize(7);
  const std::vector<std::vector<int>> roads = {
      {0, 1, 7}, {0, 3, 5}, {1, 2, 8}, {1, 3, 9}, {1, 4, 7}, {2, 4, 5},
      {3, 4, 15}, {3, 5, 6}, {4, 5, 8}, {4, 6, 9}, {5, 6, 11},
  };
  for (const auto& road : roads) {
    graph.connect_both(road[0], road[1], road[2]);
  }
  std::unordered_map<int, std::string> names;
  for (int i = 0; i < graph.size(); i++) {
    names[i] = std::string(1, 'A' + i);
  }
  std::cout << "spanning forest: " << spanning(graph) << std::endl;
  auto far = distances(graph, 0);
  auto near = levels(graph, 0);
  for (int i = 0; i < graph.size(); i++) {
    std::cout << names[i] << ": " << far[i] << " over " << near[i] << " roads\n";
  }
  if (auto slow = relaxed(graph, 0); slow.has_value() && slow.value() != far) {
    std::cout << "the algorithms disagree\n";
    return 1;
  }
  return topological(graph).empty() ? 0 : 2;
}
