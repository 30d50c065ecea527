package dev.espalier.grammars;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Of a constructor that is called otherwise than its class; in an enum it gets the second. */
  private static final Set<String> OTHER_NAME =
      Set.of(
          "compiler.err.invalid.meth.decl.ret.type.req", "compiler.err.enum.constant.not.expected");

  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|//[^\\r\\n]*", Pattern.DOTALL);
  private static final Pattern MAYBE_CONSTRUCTOR =
      Pattern.compile(
          "([;}]\\s*+)((?!(?:if|for|while|switch|try|catch|synchronized)\\b)[\\w$]++\\s*+\\("
              + "(?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*+\\)\\s*+(?:throws[\\s\\w$.,]*+)?\\{)");

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

  @Override
  public Optional<String> refusal(String text) {
    Optional<String> refusal = asItIs(text);
    return refusal.isEmpty() ? refusal : asItIs(withPrivateConstructors(text));
  }

  /**
   * In an enum, javac takes a constructor of another name for a constant, unless a modifier stands
   * before it.
   */
  private static String withPrivateConstructors(String text) {
    return MAYBE_CONSTRUCTOR
        .matcher(COMMENT.matcher(text).replaceAll(" "))
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + " private " + found.group(2)));
  }

  private Optional<String> asItIs(String text) {
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
        .filter(diagnostic -> !OTHER_NAME.contains(diagnostic.getCode()))
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
