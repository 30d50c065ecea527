namespace tools {
const int LIMIT = 100;
int clamp(int x) { return x > LIMIT ? LIMIT : x; }
struct Range { int from, to; };
}
int main() { return tools::clamp(3); }
