class Switches {
  sealed interface Expr {}
  record Num(int value) implements Expr {}
  record Add(Expr left, Expr right) implements Expr {}
  record Neg(Expr of) implements Expr {}

  static int eval(Expr e) {
    return switch (e) {
      case Num(int v) -> v;
      case Add(Num(var a), Num(var b)) when a == 0 && b > 1 -> b;
      case Add(Expr l, Expr r) -> eval(l) + eval(r);
      case Neg n when n.of() instanceof Neg(Expr inner) -> { yield eval(inner); }
      case Neg n -> -eval(n.of());
    };
  }

  static String name(Object o, int i) {
    switch (i) {
      case 0:
      case -1: {
        break;
      }
      case 2: int j = i; return "two" + j;
      default:
        i++;
    }
    switch (i) { case 1, 2 -> i++; case 3 -> throw new IllegalStateException(); default -> {} }
    return switch (o) {
      case null, default -> "?";
      case String s when s.isEmpty() -> "empty";
      case Integer n -> switch (n) { case 0: yield "zero"; default: yield n.toString(); };
    };
  }
}
