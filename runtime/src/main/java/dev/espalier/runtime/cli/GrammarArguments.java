package dev.espalier.runtime.cli;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What commands are told about the grammar. */
final class GrammarArguments {
  /** The options that say nothing about a schema. */
  static final List<String> ONLY = List.of("--start", "--syntax", "--predicates-hold");

  @Option(
      names = "--grammar",
      paramLabel = "FILE",
      description =
          "A grammar: ANTLR 4, GBNF, Lark, W3C or ISO EBNF, or a regular expression; - for "
              + "standard input. What it imports is read from its own folder, from nowhere else.")
  @Nullable String grammar;

  @Option(
      names = "--start",
      paramLabel = "RULE",
      description =
          "The rule that a whole text is. Default: 'root' in GBNF, 'start' in Lark, the first "
              + "rule elsewhere.")
  @Nullable String start;

  @Option(
      names = "--syntax",
      paramLabel = "antlr|gbnf|lark|w3c|iso|regex",
      converter = SyntaxConverter.class,
      description =
          "How the grammar is written. Default: what the file's name and its content tell.")
  @Nullable GrammarSyntax syntax;

  @Option(
      names = "--predicates-hold",
      description = "Take ANTLR's semantic predicates as always true, instead of refusing them.")
  boolean predicatesHold;

  static final class SyntaxConverter implements ITypeConverter<GrammarSyntax> {
    @Override
    public GrammarSyntax convert(String value) {
      for (GrammarSyntax syntax : GrammarSyntax.values()) {
        if (syntax.name().toLowerCase(Locale.ROOT).equals(value)) {
          return syntax;
        }
      }
      throw new TypeConversionException(
          "expected antlr, gbnf, lark, w3c, iso or regex, not '" + value + "'");
    }
  }

  /**
   * How a grammar is compiled, its syntax found out.
   *
   * @param file its name
   */
  GrammarOptions options(String file, String text) {
    GrammarOptions options =
        GrammarOptions.DEFAULT.withSource(Inputs.shown(file)).withPredicatesHold(predicatesHold);
    options = start == null ? options : options.withStart(start);
    options = syntax == null ? options : options.withSyntax(syntax);
    GrammarSyntax found = TextGrammar.syntax(text, options);
    options = options.withSyntax(found);
    if (file.equals("-")) {
      return options;
    }
    Path folder = Inputs.path(file).toAbsolutePath().getParent();
    return folder == null
        ? options
        : options.withResolver(new FolderResolver(folder, found, options.limits().schemaBytes()));
  }
}
