package dev.espalier.grammars;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The JDK's own parser of Java, at release 21: syntax errors only. It also compares the names of
 * constructors with those of their classes, which is no matter of syntax and is passed over.
 */
final class JavacJudge implements Judge {

  private static final String OTHER_NAME = "compiler.err.invalid.meth.decl.ret.type.req";

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

  @Override
  public Optional<String> refusal(String text) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                new StringWriter(),
                null,
                found,
                List.of("--release", "21", "-proc:none"),
                null,
                List.of(new Source(text)));
    try {
      task.parse();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .filter(diagnostic -> !diagnostic.getCode().equals(OTHER_NAME))
        .map(diagnostic ->
            diagnostic.getLineNumber()
                + ":"
                + diagnostic.getColumnNumber()
                + ": "
                + diagnostic.getMessage(Locale.ROOT))
        .findFirst();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Text.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
