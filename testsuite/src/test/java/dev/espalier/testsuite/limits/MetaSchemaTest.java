package dev.espalier.testsuite.limits;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.JtokkitVocabularies;
import dev.espalier.testsuite.oracle.Draft;
import dev.espalier.testsuite.oracle.Judge;
import dev.espalier.testsuite.oracle.MetaSchemas;
import dev.espalier.testsuite.oracle.PlainValidator;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The meta-schema of each draft compiles, and what it generates are schemas. */
class MetaSchemaTest {
  private static final int ROUNDS = Integer.getInteger("espalier.rounds", 60);
  private static final long SEED = Long.getLong("espalier.seed", 1);
  private static final Vocabulary VOCABULARY = JtokkitVocabularies.r50k();

  @ParameterizedTest
  @EnumSource
  void itsTextsAreSchemas(Draft draft) {
    String schema = "{\"$ref\":\"" + draft.uri() + "#\"}";
    PlainValidator plain =
        new PlainValidator(
            Judge.read(schema), draft, uri -> MetaSchemas.text(uri).map(Judge::read), Map.of());
    for (OutputForm form : new OutputForm[] {OutputForm.ANY, OutputForm.SINGLE}) {
      JsonSchemaOptions options =
          JsonSchemaOptions.DEFAULT.withDialect(Dialect.values()[draft.ordinal()]).withForm(form);
      Constraint constraint = JsonSchema.compile(schema, options).bind(VOCABULARY);
      for (int i = 0; i < ROUNDS; i++) {
        long seed = SEED * 1_000_000 + i;
        SplittableRandom random = new SplittableRandom(seed);
        String text = new SchemaTexts(random).next(constraint.start(), 5 + random.nextInt(60));
        assertTrue(plain.accepts(Judge.read(text)), () -> draft + ", seed " + seed + ": " + text);
        compile(text, options, draft + ", seed " + seed);
      }
    }
  }

  /** Compiles a schema, or refuses it: it never fails otherwise. */
  static void compile(String schema, JsonSchemaOptions options, String name) {
    long begin = System.nanoTime();
    try {
      Constraint constraint = JsonSchema.compile(schema, options).bind(VOCABULARY);
      constraint.start().mask();
      constraint.start().completion();
    } catch (SchemaException | LimitExceeded e) {
      // Refused by name, or a limit.
    } catch (Throwable e) {
      fail(name + ": " + e + " for the schema " + schema, e);
    }
    if (Boolean.getBoolean("espalier.slow") && System.nanoTime() - begin > 1_000_000_000L) {
      System.err.println(
          "SLOW " + (System.nanoTime() - begin) / 1_000_000 + " ms " + name + " " + schema);
    }
  }
}
