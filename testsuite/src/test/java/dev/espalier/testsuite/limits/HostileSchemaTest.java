package dev.espalier.testsuite.limits;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.OutputForm;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile schemas: wrong types, numbers out of all bounds, references and identifiers of every odd
 * kind, patterns that end in the middle. Each compiles or is refused by a typed exception.
 */
class HostileSchemaTest {
  private static final int ROUNDS = Integer.getInteger("espalier.rounds", 400);
  private static final long SEED = Long.getLong("espalier.seed", 1);

  @ParameterizedTest
  @EnumSource
  void isCompiledOrRefused(Dialect dialect) {
    for (int i = 0; i < ROUNDS; i++) {
      long seed = SEED * 1_000_000 + i;
      SplittableRandom random = new SplittableRandom(seed);
      String schema = new HostileSchemas(random).next();
      JsonSchemaOptions options =
          JsonSchemaOptions.DEFAULT
              .withDialect(dialect)
              .withForm(random.nextBoolean() ? OutputForm.ANY : OutputForm.SINGLE)
              .withFormats(Formats.values()[random.nextInt(3)]);
      MetaSchemaTest.compile(schema, options, dialect + ", seed " + seed);
    }
  }
}
