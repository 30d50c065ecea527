package dev.espalier.testsuite.suite;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import java.util.Optional;

/** The options under which a draft's tests are run. */
final class Dialects {
  /**
   * The folder's draft holds where a schema names none; formats are asserted in their own tests.
   *
   * @return nothing for a draft that is not supported
   */
  Optional<JsonSchemaOptions> options(Group group) {
    return dialect(group.draft())
        .map(dialect ->
            JsonSchemaOptions.DEFAULT
                .withDialect(dialect)
                .withFormats(
                    group.part() == Group.Part.FORMAT ? Formats.ASSERT : Formats.ANNOTATE));
  }

  private static Optional<Dialect> dialect(String draft) {
    return switch (draft) {
      case "draft4" -> Optional.of(Dialect.DRAFT_4);
      case "draft6" -> Optional.of(Dialect.DRAFT_6);
      case "draft7" -> Optional.of(Dialect.DRAFT_7);
      case "draft2019-09" -> Optional.of(Dialect.DRAFT_2019_09);
      case "draft2020-12" -> Optional.of(Dialect.DRAFT_2020_12);
      default -> Optional.empty();
    };
  }
}
