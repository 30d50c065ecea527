import java.util.*;
import java.util.function.*;

public class Generics<K extends Comparable<? super K>, V extends List<Map<String, Set<V>>>> {
  private final Map<K, List<Map<String, Set<int[]>>>> table = new HashMap<>();
  static <T extends Comparable<T>> T largest(Collection<? extends T> all) {
    Iterator<? extends T> each = all.iterator();
    T best = each.next();
    while (each.hasNext()) {
      T next = each.next();
      if (next.compareTo(best) > 0) best = next;
    }
    return best;
  }
  List<List<String>> nested = new ArrayList<List<String>>();
  Function<String, Map<String, List<Integer>>> f = s -> Map.of(s, List.of(s.length() >> 1, 8 >>> 2));
  Object o = Generics.<Integer>largest(List.of(1, 2)), p = (List<? extends Map<K, V>>) null;
  Map.Entry<K, Map.Entry<V, List<V>>> entry;
  boolean less(int a, int b, int c) { return a < b && b > c || a >>> b >= c; }
}
