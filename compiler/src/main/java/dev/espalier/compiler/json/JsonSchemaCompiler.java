package dev.espalier.compiler.json;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaResolver;
import dev.espalier.compiler.json.Shape.Definition;
import java.util.function.Supplier;

/** Turns the text of a schema into a grammar. */
public final class JsonSchemaCompiler {
  private JsonSchemaCompiler() {}

  /**
   * Compiles a schema.
   *
   * @throws SchemaException if it cannot be compiled
   */
  public static Grammar compile(String schema, JsonSchemaOptions options) {
    DeepStack stack = new DeepStack(options.limits());
    Supplier<Grammar> work = () -> compile(schema, options, stack);
    // What a resolver finds may nest deeper than the schema does.
    boolean deep = options.resolver() != SchemaResolver.NONE || DeepStack.isDeep(schema);
    return deep ? stack.call(work) : work.get();
  }

  private static Grammar compile(String schema, JsonSchemaOptions options, DeepStack stack) {
    Shapes shapes = new Shapes(options.limits(), options.form().keys() == KeyOrder.DECLARED);
    SchemaRegistry registry = SchemaRegistry.of(schema, options);
    SchemaReader.Result read = SchemaReader.read(registry, shapes, options);
    Satisfier satisfier = new Satisfier(shapes, options.form(), options.limits());
    boolean deep = read.inARow() > DeepStack.SHALLOW;
    Supplier<Grammar> work =
        () -> {
          check(read.root(), shapes, satisfier);
          return new JsonGrammar(
              registry.source(), options, shapes, satisfier, read.root(), read.report(), deep);
        };
    return deep ? stack.call(work) : work.get();
  }

  private static void check(Definition root, Shapes shapes, Satisfier satisfier) {
    try {
      if (satisfier.witness(root.shape()).isEmpty()) {
        throw Unsatisfiable.explain(root, shapes, satisfier);
      }
    } catch (LimitExceeded e) {
      throw new SchemaException(
          SchemaException.Kind.LIMIT, "", "", "looking for a valid text: " + e.getMessage(), e);
    }
  }
}
