package dev.espalier.compiler;

import dev.espalier.compiler.antlr.AntlrReader;
import dev.espalier.compiler.cfg.GrammarCompiler;
import dev.espalier.compiler.ebnf.GbnfReader;
import dev.espalier.compiler.ebnf.IsoReader;
import dev.espalier.compiler.ebnf.RegexReader;
import dev.espalier.compiler.ebnf.SyntaxDetector;
import dev.espalier.compiler.ebnf.W3cReader;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.lark.LarkReader;

/**
 * Grammars that are written as texts: ANTLR 4, GBNF, Lark, W3C and ISO EBNF, regular expressions.
 */
public final class TextGrammar {
  private TextGrammar() {}

  /**
   * Compiles a grammar with the default options; how it is written is told by its content.
   *
   * @param text the source of the grammar
   * @throws GrammarException if it cannot be compiled; names the place and the reason
   */
  public static Grammar compile(String text) {
    return compile(text, GrammarOptions.DEFAULT);
  }

  /**
   * Compiles a grammar.
   *
   * <p>Complexity: linear in the source, and the size of its lexer's automaton; the parser's states
   * are made when a text first gets there.
   *
   * @param text the source of the grammar
   * @throws GrammarException if it cannot be compiled; names the place and the reason
   */
  public static Grammar compile(String text, GrammarOptions options) {
    return GrammarCompiler.compile(
        definition(text, options), fingerprint(text, options), options.limits());
  }

  /**
   * What a grammar's source defines, before it is compiled: for exports and pictures.
   *
   * @throws GrammarException if it does not follow its syntax
   */
  public static GrammarDefinition definition(String text, GrammarOptions options) {
    return switch (syntax(text, options)) {
      case ANTLR -> AntlrReader.read(text, options);
      case GBNF -> GbnfReader.read(text, options);
      case LARK -> LarkReader.read(text, options);
      case W3C -> W3cReader.read(text, options);
      case ISO -> IsoReader.read(text, options);
      case REGEX -> RegexReader.read(text, options);
    };
  }

  /** How a source is written: what the options say, or what its name and its content tell. */
  public static GrammarSyntax syntax(String text, GrammarOptions options) {
    return options.syntax().orElseGet(() -> SyntaxDetector.detect(text, options));
  }

  // Imported grammars are part of what the language is, but are known only to the definition.
  private static String fingerprint(String text, GrammarOptions options) {
    return String.join(
        "\0",
        syntax(text, options).name(),
        options.start().orElse(""),
        Boolean.toString(options.predicatesHold()),
        text);
  }
}
