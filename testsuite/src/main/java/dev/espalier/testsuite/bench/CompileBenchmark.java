package dev.espalier.testsuite.bench;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the text of a schema to its first mask. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CompileBenchmark {
  /** How many properties the schema has, each a bounded string, a number or a nested object. */
  @Param({"1", "10", "100", "1000"})
  public int properties = 1;

  private String schema = "";

  /** Writes the schema. */
  @Setup
  public void write() {
    StringJoiner members = new StringJoiner(", ");
    for (int i = 0; i < properties; i++) {
      String value =
          switch (i % 3) {
            case 0 -> "{\"type\": \"string\", \"maxLength\": " + (10 + i) + "}";
            case 1 -> "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": " + (100 + i) + "}";
            default ->
                "{\"type\": \"object\", \"required\": [\"x"
                    + i
                    + "\"], \"properties\": {\"x"
                    + i
                    + "\": {\"enum\": [\"a\", \"b\"]}}}";
          };
      members.add("\"property" + i + "\": " + value);
    }
    schema =
        "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"property0\"],"
            + " \"properties\": {"
            + members
            + "}}";
  }

  /** Compiles, binds, and fills the first mask. */
  @Benchmark
  public long[] firstMask(O200k o200k) {
    JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.ANY))
        .bind(o200k.vocabulary)
        .start()
        .mask()
        .fill(o200k.words, 0);
    return o200k.words;
  }
}
