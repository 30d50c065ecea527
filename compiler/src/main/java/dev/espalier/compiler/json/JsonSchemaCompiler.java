package dev.espalier.compiler.json;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.json.Shape.Definition;

/** Turns the text of a schema into a grammar. */
public final class JsonSchemaCompiler {
  private JsonSchemaCompiler() {}

  /**
   * Compiles a schema.
   *
   * @throws SchemaException if it cannot be compiled
   */
  public static Grammar compile(String schema, JsonSchemaOptions options) {
    Shapes shapes = new Shapes(options.limits(), options.form().keys() == KeyOrder.DECLARED);
    SchemaRegistry registry = SchemaRegistry.of(schema, options);
    SchemaReader.Result read = SchemaReader.read(registry, shapes, options);
    Definition root = read.root();
    Satisfier satisfier = new Satisfier(shapes, options.form(), options.limits());
    try {
      if (satisfier.witness(root.shape()).isEmpty()) {
        throw Unsatisfiable.explain(root, shapes, satisfier);
      }
    } catch (LimitExceeded e) {
      throw new SchemaException(
          SchemaException.Kind.LIMIT, "", "", "looking for a valid text: " + e.getMessage(), e);
    }
    return new JsonGrammar(registry.source(), options, shapes, satisfier, root, read.report());
  }
}
