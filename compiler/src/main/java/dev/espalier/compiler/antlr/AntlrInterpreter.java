package dev.espalier.compiler.antlr;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.grammar.Location;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LexerGrammar;
import org.antlr.v4.tool.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What ANTLR itself says about a text: its tool's interpreter of a grammar's transition networks.
 * Semantic predicates count as true, actions are not done.
 *
 * <p>Its prediction recurses with the nesting of a text, and its time is not bounded: whoever asks
 * brings the stack and the patience. For one thread at a time.
 */
public final class AntlrInterpreter {
  private final LexerInterpreter lexer;
  private final @Nullable ParserInterpreter parser;
  private final int start; // a rule of the parser, or without one a type of token
  private final String name;

  private AntlrInterpreter(Grammar grammar, LexerGrammar tokens, Optional<String> wanted) {
    Rule rule =
        grammar instanceof LexerGrammar
            ? null
            : wanted.map(grammar::getRule).orElseGet(() -> grammar.getRule(0));
    this.lexer = tokens.createLexerInterpreter(CharStreams.fromString(""));
    this.lexer.removeErrorListeners();
    this.lexer.addErrorListener(new Refuse());
    this.name = rule == null ? wanted.orElse("") : rule.name;
    if (rule == null) {
      this.parser = null;
      this.start = tokens.getTokenType(name);
    } else {
      this.parser = grammar.createParserInterpreter(new CommonTokenStream(lexer));
      this.parser.removeErrorListeners();
      this.parser.setErrorHandler(new BailErrorStrategy());
      this.start = rule.index;
    }
  }

  /**
   * The interpreter of a grammar that can be compiled.
   *
   * @throws GrammarException if it cannot be read, or has no token
   */
  public static AntlrInterpreter of(String text, GrammarOptions options) {
    synchronized (AntlrReader.TOOL) {
      MemoryTool tool = new MemoryTool(options, new Remarks());
      Grammar grammar = tool.grammar(text, options.source());
      LexerGrammar tokens =
          tool.lexer(grammar)
              .orElseThrow(() ->
                  new GrammarException(
                      GrammarException.Kind.UNSUPPORTED,
                      Source.of(grammar.ast, new Location(options.source(), 1, 1)),
                      "the grammar has no token",
                      ""));
      return new AntlrInterpreter(grammar, tokens, options.start());
    }
  }

  /** Why a text is not in the language; empty if it is: no error, and all of it is read. */
  public Optional<String> refusal(String text) {
    lexer.setInputStream(CharStreams.fromString(text));
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    try {
      tokens.fill();
      if (parser == null) {
        return single(tokens);
      }
      parser.setTokenStream(tokens);
      parser.parse(start);
      Token next = tokens.LT(1);
      return next.getType() == Token.EOF
          ? Optional.empty()
          : Optional.of("the rule " + name + " ends before " + shown(next));
    } catch (ParseCancellationException e) {
      return Optional.of(
          e.getCause() instanceof RecognitionException problem
                  && problem.getOffendingToken() != null
              ? "not expected: " + shown(problem.getOffendingToken())
              : String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> single(CommonTokenStream tokens) {
    List<Token> visible =
        tokens.getTokens().stream()
            .filter(t -> t.getChannel() == Token.DEFAULT_CHANNEL && t.getType() != Token.EOF)
            .toList();
    return visible.size() == 1 && visible.getFirst().getType() == start
        ? Optional.empty()
        : Optional.of("not one token " + name);
  }

  private static String shown(Token token) {
    return token.getLine()
        + ":"
        + (token.getCharPositionInLine() + 1)
        + (token.getType() == Token.EOF ? ": the end" : ": '" + token.getText() + "'");
  }

  /** A lexer goes on after an error; a text with one is not in the language. */
  private static final class Refuse extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object symbol,
        int line,
        int column,
        String message,
        @Nullable RecognitionException e) {
      throw new ParseCancellationException(line + ":" + (column + 1) + ": " + message);
    }
  }
}
