package dev.espalier.testsuite.suite;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.SchemaResolver;
import java.util.Optional;

/** The options under which a draft's tests are run. */
final class Dialects {
  private final SchemaResolver resolver;

  /**
   * @param remotes the suite's documents
   */
  Dialects(Remotes remotes) {
    this.resolver = uri -> remotes.text(uri.toString());
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
                .withResolver(resolver)
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
