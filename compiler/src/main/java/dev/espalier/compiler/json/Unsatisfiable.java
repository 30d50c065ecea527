package dev.espalier.compiler.json;

import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.Definition.Part;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Reference;
import dev.espalier.compiler.json.Shape.Required;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says why a schema has no valid text: the smallest set of keywords that clash. */
final class Unsatisfiable {
  private final Shapes shapes;
  private final Satisfier satisfier;
  private final Set<Definition> seen = new HashSet<>();

  private Unsatisfiable(Shapes shapes, Satisfier satisfier) {
    this.shapes = shapes;
    this.satisfier = satisfier;
  }

  static SchemaException explain(Definition root, Shapes shapes, Satisfier satisfier) {
    return new Unsatisfiable(shapes, satisfier).explain(root);
  }

  private SchemaException explain(Definition definition) {
    seen.add(definition);
    List<Part> core = new ArrayList<>(definition.parts());
    for (Part part : definition.parts()) {
      List<Part> fewer = new ArrayList<>(core);
      fewer.remove(part);
      if (!satisfier.satisfiable(shapes.and(fewer.stream().map(Part::shape).toList()))) {
        core = fewer;
      }
    }
    Definition below = below(core);
    if (below != null) {
      return explain(below);
    }
    String clash =
        core.isEmpty()
            ? "the schema is false"
            : core.size() == 1
                ? alone(core.get(0))
                : "these cannot be met together: "
                    + String.join(", ", core.stream().map(Part::pointer).toList());
    return new SchemaException(
        SchemaException.Kind.UNSATISFIABLE,
        definition.pointer(),
        "",
        "no value is valid: " + clash);
  }

  private String alone(Part part) {
    return part.shape() instanceof Reference r && seen.contains(r.definition)
        ? part.pointer()
            + " needs a value of the schema at '"
            + r.definition.pointer()
            + "' again, without end"
        : part.pointer() + " alone cannot be met";
  }

  /** The place further down that is to blame: a reference, or the value of a required key. */
  private @org.jspecify.annotations.Nullable Definition below(List<Part> core) {
    Set<String> required = new HashSet<>();
    for (Part part : core) {
      if (part.shape() instanceof Required r) {
        required.addAll(r.keys);
      }
    }
    for (Part part : core) {
      if (core.size() == 1 && part.shape() instanceof Reference r && !seen.contains(r.definition)) {
        return r.definition;
      }
      if (part.shape() instanceof Members m) {
        for (String key : required) {
          Shape value = m.names.get(key);
          if (value instanceof Reference r
              && !seen.contains(r.definition)
              && !satisfier.satisfiable(value)) {
            return r.definition;
          }
        }
      }
    }
    return null;
  }
}
