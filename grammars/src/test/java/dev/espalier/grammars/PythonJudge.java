package dev.espalier.grammars;

/** Python's own parser, without the checks that follow it. */
final class PythonJudge extends ProcessJudge {

  private static final String PROGRAM =
      """
      import ast, base64, sys, warnings
      warnings.simplefilter("ignore")
      for line in sys.stdin:
          try:
              ast.parse(base64.b64decode(line).decode("utf-8"))
              print()
          except Exception as e:
              print(type(e).__name__, str(e).replace("\\n", " "))
      """;

  PythonJudge() {
    super("python3", "-c", PROGRAM);
  }
}
