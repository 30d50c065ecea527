int x; #include <vector>
