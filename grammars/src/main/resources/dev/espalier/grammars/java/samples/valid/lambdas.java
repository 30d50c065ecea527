import java.util.concurrent.Callable;
import java.util.function.*;

class Lambdas {
  Runnable r = () -> {};
  Supplier<Supplier<String>> s = () -> () -> "x";
  BinaryOperator<Integer> plus = (a, b) -> a + b, minus = (Integer a, final Integer b) -> { return a - b; };
  Function<Integer, int[]> make = int[]::new;
  Supplier<java.util.ArrayList<String>> list = java.util.ArrayList<String>::new;
  Consumer<Object> print = System.out::println;
  BiFunction<Integer, Integer, Integer> v = (var x, var y) -> x * y;
  Object cast = (Runnable & java.io.Serializable) () -> System.out.println((Object) "a");
  UnaryOperator<String> self = this::twice, upper = super.toString().isEmpty() ? String::trim : t -> t;
  String twice(String t) { return t + t; }
  void run() throws Exception {
    ((Runnable) () -> {}).run();
    Callable<Integer> c = () -> 1;
    int i = (int) 3.5 + (c.call()) - 1;
  }
}
