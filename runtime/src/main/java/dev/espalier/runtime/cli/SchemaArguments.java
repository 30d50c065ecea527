package dev.espalier.runtime.cli;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.JsonSchemaOptions.Formats;
import dev.espalier.compiler.JsonSchemaOptions.Integers;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.OutputForm.WhiteSpace.Fixed;
import dev.espalier.compiler.lexical.Spelling;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands are told about the schema, but for the keyword {@code format}. */
class SchemaArguments {
  /** The options that say nothing about a grammar. */
  static final List<String> ONLY =
      List.of(
          "--form",
          "--keys",
          "--white-space",
          "--item-separator",
          "--key-separator",
          "--strings",
          "--format",
          "--dialect",
          "--relax",
          "--closed",
          "--integers");

  /** With {@code --format}, which means something else where pictures are drawn. */
  static final class WithFormat extends SchemaArguments {
    @Option(
        names = "--format",
        paramLabel = "draft|annotate|assert",
        converter = FormatConverter.class,
        description =
            "What the keyword 'format' does: what the schema's draft says, nothing, or constrain. "
                + "Default: ${DEFAULT-VALUE}.")
    Format format = Format.draft;

    @Override
    Formats formats() {
      return format.formats;
    }
  }

  /** How spellings are chosen. */
  enum Form {
    /** One spelling of each value, the one that models write well. */
    single,
    /** Every spelling. */
    any,
    /** Every spelling, with keys in declared order. */
    declared;

    OutputForm form() {
      return switch (this) {
        case single -> OutputForm.SINGLE;
        case any -> OutputForm.ANY;
        case declared -> OutputForm.ANY.withKeys(OutputForm.KeyOrder.DECLARED);
      };
    }
  }

  /** The order of keys. */
  enum Keys {
    any(KeyOrder.ANY),
    declared(KeyOrder.DECLARED);

    private final KeyOrder order;

    Keys(KeyOrder order) {
      this.order = order;
    }
  }

  /** How characters are spelled. */
  enum Strings {
    all(Spelling.ALL),
    plain(Spelling.CANONICAL);

    private final Spelling spelling;

    Strings(Spelling spelling) {
      this.spelling = spelling;
    }
  }

  enum Format {
    draft(Formats.DRAFT),
    annotate(Formats.ANNOTATE),
    assert_(Formats.ASSERT);

    private final Formats formats;

    Format(Formats formats) {
      this.formats = formats;
    }

    @Override
    public String toString() {
      return this == assert_ ? "assert" : name();
    }
  }

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "The JSON Schema; - for standard input.")
  @Nullable String schema;

  @Option(
      names = "--form",
      paramLabel = "single|any|declared",
      description =
          "Spellings: 'single' is one line, declared order of keys, \", \" and \": \"; 'any' is "
              + "every spelling; 'declared' is every spelling with keys in declared order. "
              + "Default: single to generate, any elsewhere. The next five options change it.")
  @Nullable Form form;

  @Option(
      names = "--keys",
      paramLabel = "any|declared",
      description = "The order of an object's keys: any, or as the schema lists them.")
  @Nullable Keys keys;

  @Option(
      names = "--white-space",
      paramLabel = "N",
      description =
          "White space anywhere in the text: at most one line break and N blanks or tabs in a row.")
  @Nullable Integer whiteSpace;

  @Option(
      names = "--item-separator",
      paramLabel = "S",
      description =
          "No white space but in this comma, such as ',' or ', ', and in the key separator.")
  @Nullable String itemSeparator;

  @Option(
      names = "--key-separator",
      paramLabel = "S",
      description =
          "No white space but in this colon, such as ':' or ': ', and in the item separator.")
  @Nullable String keySeparator;

  @Option(
      names = "--strings",
      paramLabel = "all|plain",
      description =
          "Spellings of characters: all that JSON has, or each as itself where JSON allows it.")
  @Nullable Strings strings;

  @Option(
      names = "--dialect",
      paramLabel = "DRAFT",
      converter = DialectConverter.class,
      description =
          "The draft of a schema that does not say it with $schema: 3, 4, 6, 7, 2019-09, 2020-12 "
              + "or v1. Default: 2020-12.")
  Dialect dialect = JsonSchemaOptions.DEFAULT.dialect();

  @Option(
      names = "--relax",
      paramLabel = "KEYWORD",
      split = ",",
      description =
          "Keywords that need not be enforced where they cannot be, such as 'pattern' with a "
              + "back-reference; reported when that happens. Comma-separated, or several times.")
  List<String> relax = List.of();

  @Option(
      names = "--closed",
      description =
          "Strict, as other engines call it: keys of objects and items of tuples that the schema "
              + "does not mention are off where it does not say otherwise.")
  boolean closed;

  @Option(
      names = "--integers",
      paramLabel = "draft|value",
      converter = IntegersConverter.class,
      description =
          "Whether 1.0 is an integer: what the schema's draft says (from draft 6 on it is), or "
              + "always. Default: draft.")
  Integers integers = Integers.DRAFT;

  static final class IntegersConverter implements picocli.CommandLine.ITypeConverter<Integers> {
    @Override
    public Integers convert(String value) {
      return switch (value) {
        case "draft" -> Integers.DRAFT;
        case "value" -> Integers.VALUE;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "expected draft or value, not '" + value + "'");
      };
    }
  }

  static final class FormatConverter implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String value) {
      return switch (value) {
        case "assert" -> Format.assert_;
        case "annotate" -> Format.annotate;
        case "draft" -> Format.draft;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "expected draft, annotate or assert, not '" + value + "'");
      };
    }
  }

  static final class DialectConverter implements picocli.CommandLine.ITypeConverter<Dialect> {
    @Override
    public Dialect convert(String value) {
      String plain = value.replaceFirst("^draft[- ]?0?", "");
      for (Dialect dialect : Dialect.values()) {
        if (plain.equals(dialect.title().replace("draft ", ""))) {
          return dialect;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "expected 3, 4, 6, 7, 2019-09, 2020-12 or v1, not '" + value + "'");
    }
  }

  /** What the keyword {@code format} does. */
  Formats formats() {
    return Formats.DRAFT;
  }

  JsonSchemaOptions options(Form otherwise) {
    Set<String> keywords = new LinkedHashSet<>();
    relax.stream().map(String::strip).filter(k -> !k.isEmpty()).forEach(keywords::add);
    return JsonSchemaOptions.DEFAULT
        .withForm(form((form == null ? otherwise : form).form()))
        .withFormats(formats())
        .withDialect(dialect)
        .withIntegers(integers)
        .withAdditional(closed ? Additional.OFF_UNLESS_SAID : Additional.AS_SPECIFIED)
        .withRelax(keywords);
  }

  /** A form with what the options say otherwise. */
  private OutputForm form(OutputForm base) {
    OutputForm changed = keys == null ? base : base.withKeys(keys.order);
    changed = strings == null ? changed : changed.withStrings(strings.spelling);
    boolean fixed = itemSeparator != null || keySeparator != null;
    if (whiteSpace != null && fixed) {
      throw Failure.usage(
          "--white-space leaves no fixed --item-separator or --key-separator; give one or the"
              + " other");
    }
    try {
      if (whiteSpace != null) {
        return changed.withWhiteSpace(new WhiteSpace.Flexible(whiteSpace));
      }
      if (fixed) {
        Fixed usual = base.whiteSpace() instanceof Fixed own ? own : new Fixed(", ", ": ");
        return changed.withWhiteSpace(
            new Fixed(
                itemSeparator == null ? usual.itemSeparator() : itemSeparator,
                keySeparator == null ? usual.keySeparator() : keySeparator));
      }
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          (whiteSpace != null ? "--white-space: " : "--item-separator, --key-separator: ")
              + e.getMessage());
    }
    return changed;
  }
}
