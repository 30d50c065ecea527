package dev.espalier.runtime.cli;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.runtime.GenerationException;
import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.ModelException;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.tensor.TensorException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a command ended without its result, in one line.
 *
 * @param status the exit status
 * @param kind a word for programs
 * @param pointer where in the schema, if there
 * @param keyword the keyword concerned, if one is
 * @param at where in a grammar, if there
 * @param message one line for people
 */
record Failure(
    int status,
    String kind,
    @Nullable String pointer,
    @Nullable String keyword,
    @Nullable Location at,
    String message) {

  /** Thrown where a command finds out by itself that it cannot go on. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    Stop(Failure failure, @Nullable Throwable cause) {
      super(failure.message(), cause);
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }

  private static Failure of(int status, String kind, String message) {
    return new Failure(status, kind, null, null, null, message);
  }

  /** The beginning of a text that no text of the language has. */
  static Stop prefix(byte[] prefix, NotAllowed refused) {
    int from = Math.max(0, refused.offset() - 40);
    String before = new String(prefix, from, refused.offset() - from, StandardCharsets.UTF_8);
    String message =
        "no valid text begins so: byte %d of the prefix is refused, after %s%s; expected %s"
            .formatted(
                refused.offset(), from > 0 ? "…" : "", Streams.json(before), refused.expected());
    return new Stop(of(ExitStatus.REFUSED, "prefix", message), refused);
  }

  /** Options that make no sense. */
  static Stop usage(String message) {
    return new Stop(of(ExitStatus.COULD_NOT_RUN, "usage", message), null);
  }

  /** A file that cannot be read or written. */
  static Stop file(String message, Throwable cause) {
    return new Stop(of(ExitStatus.COULD_NOT_RUN, "file", message), cause);
  }

  /** What any exception comes down to. */
  static Failure of(Throwable e) {
    return switch (e) {
      case Stop stop -> stop.failure();
      case ExceptionInInitializerError wrapped when wrapped.getCause() != null ->
          of(wrapped.getCause());
      case SchemaException schema ->
          new Failure(
              ExitStatus.REFUSED,
              word(schema.kind()),
              schema.pointer(),
              schema.keyword().isEmpty() ? null : schema.keyword(),
              null,
              (schema.kind() == SchemaException.Kind.JSON ? "not JSON: " : "") + line(schema));
      case GrammarException grammar ->
          new Failure(
              ExitStatus.REFUSED, word(grammar.kind()), null, null, grammar.at(), line(grammar));
      case NotAllowed refused -> of(ExitStatus.REFUSED, "not-allowed", line(refused));
      case LimitExceeded limit -> of(ExitStatus.COULD_NOT_RUN, "limit", line(limit));
      case VocabularyException vocabulary ->
          of(ExitStatus.COULD_NOT_RUN, "tokenizer", line(vocabulary));
      case CheckpointException checkpoint ->
          of(ExitStatus.COULD_NOT_RUN, "checkpoint", line(checkpoint));
      case ModelException model -> of(ExitStatus.COULD_NOT_RUN, "model", line(model));
      case TensorException device -> of(ExitStatus.COULD_NOT_RUN, "device", line(device));
      case GenerationException generation ->
          of(ExitStatus.COULD_NOT_RUN, word(generation.kind()), line(generation));
      case SamplingException sampling ->
          of(ExitStatus.COULD_NOT_RUN, "sampling-" + word(sampling.kind()), line(sampling));
      case OutOfMemoryError memory ->
          of(
              ExitStatus.COULD_NOT_RUN,
              "memory",
              "out of memory (" + line(memory) + "); ESPALIER_JAVA_OPTS=-Xmx… gives more");
      default ->
          of(
              ExitStatus.INTERNAL,
              "internal",
              "internal error: "
                  + e.getClass().getSimpleName()
                  + ": "
                  + line(e)
                  + " (--debug shows where)");
    };
  }

  private static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A message in one line, whatever the exception has. */
  private static String line(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  /** The same, of a command for which it is no refusal: without this there is no answer. */
  Failure couldNotRun() {
    return new Failure(ExitStatus.COULD_NOT_RUN, kind, pointer, keyword, at, message);
  }

  /** {@code {"kind", …, "message"}}, with a place only where there is one. */
  Map<String, Object> json() {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", kind);
    if (pointer != null) {
      error.put("pointer", pointer);
    }
    if (keyword != null) {
      error.put("keyword", keyword);
    }
    if (at != null) {
      error.put("source", at.source());
      error.put("line", at.line());
      error.put("column", at.column());
    }
    error.put("message", message);
    return error;
  }
}
