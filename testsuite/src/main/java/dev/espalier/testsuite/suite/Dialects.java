package dev.espalier.testsuite.suite;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The options under which a draft's tests are run. */
final class Dialects {
  /** Where the suite says that its documents are. */
  private static final String HOST = "http://localhost:1234/";

  private final SchemaResolver remotes;

  /**
   * @param remotes the folder of the suite's documents; nothing else is read, and no connection is
   *     opened
   */
  Dialects(Path remotes) {
    Path folder = remotes.toAbsolutePath().normalize();
    this.remotes = uri -> document(folder, uri);
  }

  private static Optional<String> document(Path folder, URI uri) {
    String text = uri.toString();
    if (!text.startsWith(HOST)) {
      return Optional.empty();
    }
    Path file = folder.resolve(text.substring(HOST.length())).normalize();
    try {
      return file.startsWith(folder) && Files.isRegularFile(file)
          ? Optional.of(Files.readString(file))
          : Optional.empty();
    } catch (IOException e) {
      throw new RunException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The folder's draft holds where a schema names none. Required tests are run with each draft's
   * own meaning of {@code format}; formats are asserted in their own tests, and annotations in the
   * other optional ones, which show what an implementation may do that does not assert them.
   *
   * @return nothing for a draft that is not supported
   */
  Optional<JsonSchemaOptions> options(Group group) {
    return dialect(group.draft())
        .map(dialect ->
            JsonSchemaOptions.DEFAULT
                .withDialect(dialect)
                .withResolver(remotes)
                .withFormats(
                    switch (group.part()) {
                      case REQUIRED -> Formats.DRAFT;
                      case OPTIONAL ->
                          dialect.atLeast(Dialect.V1) ? Formats.ANNOTATE : Formats.DRAFT;
                      case FORMAT -> Formats.ASSERT;
                    }));
  }

  private static Optional<Dialect> dialect(String draft) {
    return switch (draft) {
      case "draft3" -> Optional.of(Dialect.DRAFT_3);
      case "draft4" -> Optional.of(Dialect.DRAFT_4);
      case "draft6" -> Optional.of(Dialect.DRAFT_6);
      case "draft7" -> Optional.of(Dialect.DRAFT_7);
      case "draft2019-09" -> Optional.of(Dialect.DRAFT_2019_09);
      case "draft2020-12" -> Optional.of(Dialect.DRAFT_2020_12);
      case "v1" -> Optional.of(Dialect.V1);
      default -> Optional.empty();
    };
  }
}
