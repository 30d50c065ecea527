package dev.espalier.grammars;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.tool.Grammar;
import org.jspecify.annotations.Nullable;

/** ANTLR's own interpreter of a bundled grammar. */
final class AntlrJudge implements Judge {

  private final BundledGrammar bundled;
  final Grammar grammar;
  private final LexerInterpreter lexer;
  private final ParserInterpreter parser;
  private final List<String> errors = new ArrayList<>();

  AntlrJudge(BundledGrammar bundled) {
    this.bundled = bundled;
    try {
      grammar = new Grammar(bundled.name() + ".g4", bundled.source());
    } catch (org.antlr.runtime.RecognitionException e) {
      throw new AssertionError(e);
    }
    lexer = grammar.createLexerInterpreter(CharStreams.fromString(""));
    parser = grammar.createParserInterpreter(new CommonTokenStream(lexer));
    for (Recognizer<?, ?> recognizer : List.of(lexer, parser)) {
      recognizer.removeErrorListeners();
      recognizer.addErrorListener(new Errors());
    }
  }

  int startRule() {
    return grammar.getRule(bundled.start()).index;
  }

  @Override
  public Optional<String> refusal(String text) {
    errors.clear();
    lexer.setInputStream(CharStreams.fromString(text));
    parser.setTokenStream(new CommonTokenStream(lexer));
    parser.parse(startRule());
    return errors.stream().findFirst();
  }

  /** The types of the tokens that the parser sees, without the end; empty on an error. */
  List<Integer> types(String text) {
    errors.clear();
    lexer.setInputStream(CharStreams.fromString(text));
    List<Integer> types = new ArrayList<>();
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        types.add(token.getType());
      }
    }
    return errors.isEmpty() ? types : List.of();
  }

  private final class Errors extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int column,
        String message,
        @Nullable RecognitionException e) {
      errors.add(line + ":" + (column + 1) + ": " + message);
    }
  }
}
