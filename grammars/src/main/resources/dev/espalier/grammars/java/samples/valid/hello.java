package demo;

import java.util.List;
import java.util.Map;

public class Hello {
  private static final Map<String, List<List<Integer>>> TABLE = Map.of();

  public static void main(String[] args) {
    for (int i = 0; i < args.length; i++) {
      System.out.println("Hello, " + args[i]);
    }
    int x = (int) 3.5 + (args.length) - 1 >> 2;
  }
}
