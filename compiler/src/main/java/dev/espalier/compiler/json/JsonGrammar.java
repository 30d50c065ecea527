package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.engine.EngineConstraint;
import dev.espalier.compiler.engine.Fingerprint;
import dev.espalier.compiler.engine.LastBytes;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.json.Shape.Definition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/** The grammar of a schema's valid texts. */
final class JsonGrammar implements Grammar, LastBytes {
  private final String schema;
  private final JsonSchemaOptions options;
  private final Shapes shapes;
  private final Satisfier satisfier;
  private final Definition root;
  private final Report report;
  private final boolean deep;

  /**
   * @param deep whether formulas nest deeper than every stack holds
   */
  JsonGrammar(
      String schema,
      JsonSchemaOptions options,
      Shapes shapes,
      Satisfier satisfier,
      Definition root,
      Report report,
      boolean deep) {
    this.schema = schema;
    this.options = options;
    this.shapes = shapes;
    this.satisfier = satisfier;
    this.root = root;
    this.report = report;
    this.deep = deep;
  }

  Definition root() {
    return root;
  }

  @Override
  public OutputForm form() {
    return options.form();
  }

  @Override
  public CompileLimits limits() {
    return options.limits();
  }

  @Override
  public Report report() {
    return report;
  }

  @Override
  public Constraint bind(Vocabulary vocabulary) {
    checkBytes(vocabulary);
    VocabularyIndex index = vocabulary.attachment(VocabularyIndex.class, VocabularyIndex::new);
    index.prepareStrings(options.form().strings(), JsonLanguage.AFTER_SCALAR);
    JsonLanguage language =
        new JsonLanguage(shapes, satisfier, options.form(), options.limits(), index.pool(), deep);
    return new EngineConstraint(
        this,
        index,
        JsonNode.root(language, shapes.reference(root)),
        () -> Fingerprint.of(fingerprint(), vocabulary.fingerprint()));
  }

  @Override
  public BitSet firstBytes() {
    BitSet first = new BitSet(256);
    for (JsonType type : types()) {
      switch (type) {
        case NULL -> first.set('n');
        case FALSE -> first.set('f');
        case TRUE -> first.set('t');
        case NUMBER -> {
          first.set('-');
          first.set('0', '9' + 1);
        }
        case STRING -> first.set('"');
        case ARRAY -> first.set('[');
        case OBJECT -> first.set('{');
      }
    }
    return first;
  }

  @Override
  public BitSet lastBytes() {
    BitSet last = new BitSet(256);
    for (JsonType type : types()) {
      switch (type) {
        case NULL -> last.set('l');
        case FALSE, TRUE -> last.set('e');
        case NUMBER -> last.set('0', '9' + 1);
        case STRING -> last.set('"');
        case ARRAY -> last.set(']');
        case OBJECT -> last.set('}');
      }
    }
    return last;
  }

  /** The types that the root may have, as far as its shape says. */
  private List<JsonType> types() {
    Shape shape = shapes.reference(root);
    int possible = shapes.possibleTypes(shape);
    List<JsonType> types = new ArrayList<>();
    for (JsonType type : JsonType.values()) {
      if ((possible & type.bit()) != 0 && shapes.restrict(shape, type) != shapes.none) {
        types.add(type);
      }
    }
    return types;
  }

  /**
   * Liveness is decided over bytes. That is liveness over tokens only if every byte that JSON text
   * can need is a token.
   */
  private static void checkBytes(Vocabulary vocabulary) {
    for (int b = 0; b < 256; b++) {
      boolean json =
          b == '\t'
              || b == '\n'
              || b == '\r'
              || (b >= 0x20 && b < 0x7f)
              || (b >= 0x80 && b < 0xc0)
              || (b >= 0xc2 && b < 0xf5);
      if (json && vocabulary.singleByte(b) < 0) {
        throw new VocabularyException(
            "vocabulary",
            "",
            String.format(
                "no token is the single byte 0x%02x, which JSON text may need; masks would not be"
                    + " live",
                b));
      }
    }
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(
        "espalier json 1",
        options.form().toString(),
        options.limits().toString(),
        options.dialect().name(),
        options.formats().name(),
        options.integers().name(),
        options.additional().name(),
        new TreeSet<>(options.relax()).toString(),
        schema);
  }
}
