package dev.espalier.grammars;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.tool.ANTLRMessage;
import org.antlr.v4.tool.ANTLRToolListener;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LexerGrammar;
import org.jspecify.annotations.Nullable;

/** The interpreter of ANTLR's own tool over a bundled grammar. For one thread. */
final class AntlrOracle {

  private static final Pattern VOCABULARY =
      Pattern.compile("options\\s*\\{\\s*tokenVocab\\s*=\\s*(\\w+)\\s*;\\s*}");

  private final BundledGrammar grammar;
  private final Grammar parserGrammar;
  private final LexerInterpreter lexer;
  private final ParserInterpreter parser;
  private final int startRule;
  private final List<String> ambiguities = new ArrayList<>();

  AntlrOracle(BundledGrammar grammar) {
    this.grammar = grammar;
    Complaints complaints = new Complaints();
    try {
      Matcher split = VOCABULARY.matcher(grammar.source());
      LexerGrammar lexerGrammar;
      if (split.find()) {
        String name = split.group(1);
        lexerGrammar =
            new LexerGrammar(
                name + ".g4", grammar.resolver().resolve(name).orElseThrow(), complaints);
        // The token types come from the lexer grammar itself, not from a file that it left.
        parserGrammar =
            new Grammar(grammar.name() + ".g4", split.replaceFirst(""), lexerGrammar, complaints);
      } else {
        parserGrammar = new Grammar(grammar.name() + ".g4", grammar.source(), complaints);
        lexerGrammar = parserGrammar.getImplicitLexer();
      }
      complaints.raise();
      lexer = lexerGrammar.createLexerInterpreter(CharStreams.fromString(""));
      parser = parserGrammar.createParserInterpreter(new CommonTokenStream(lexer));
    } catch (org.antlr.runtime.RecognitionException e) {
      throw new IllegalStateException(grammar.name(), e);
    }
    startRule = parserGrammar.getRule(grammar.start()).index;
    lexer.removeErrorListeners();
    lexer.addErrorListener(new Refuse());
    parser.removeErrorListeners();
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void reportAmbiguity(
              Parser recognizer,
              DFA dfa,
              int startIndex,
              int stopIndex,
              boolean exact,
              @Nullable BitSet alternatives,
              ATNConfigSet configurations) {
            ambiguities.add(
                parserGrammar.getRule(dfa.atnStartState.ruleIndex).name + " at " + startIndex);
          }
        });
    parser.setErrorHandler(new BailErrorStrategy());
  }

  BundledGrammar grammar() {
    return grammar;
  }

  /** The tool's model of the parser rules. */
  Grammar parserGrammar() {
    return parserGrammar;
  }

  LexerInterpreter lexer() {
    return lexer;
  }

  /** Why the text is not in the language, or nothing if it is. */
  Optional<String> refusal(String text) {
    try {
      lexer.setInputStream(CharStreams.fromString(text));
      CommonTokenStream tokens = new CommonTokenStream(lexer);
      tokens.fill();
      parser.setTokenStream(tokens);
      parser.parse(startRule);
      return Optional.empty();
    } catch (ParseCancellationException e) {
      return Optional.of(
          e.getMessage() != null && !(e.getCause() instanceof RecognitionException)
              ? e.getMessage()
              : "not expected: " + parser.getCurrentToken());
    }
  }

  /** Where a text of the language can be read in two ways: rules and numbers of tokens. */
  List<String> ambiguities(String text) {
    ambiguities.clear();
    PredictionMode before = parser.getInterpreter().getPredictionMode();
    parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
    refusal(text);
    parser.getInterpreter().setPredictionMode(before);
    return List.copyOf(ambiguities);
  }

  /** The types of the tokens that the parser would see without the end, or empty if none fit. */
  Optional<List<Integer>> tokenTypes(String text) {
    try {
      lexer.setInputStream(CharStreams.fromString(text));
      List<Integer> types = new ArrayList<>();
      for (Token token = lexer.nextToken(); token.getType() != Token.EOF; ) {
        if (token.getChannel() == Token.DEFAULT_CHANNEL) {
          types.add(token.getType());
        }
        token = lexer.nextToken();
      }
      return Optional.of(types);
    } catch (ParseCancellationException e) {
      return Optional.empty();
    }
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
      throw new ParseCancellationException(line + ":" + column + ": " + message);
    }
  }

  /** What the tool says about a grammar: nothing may be. */
  private static final class Complaints implements ANTLRToolListener {
    private final List<String> all = new ArrayList<>();

    @Override
    public void info(String message) {}

    @Override
    public void error(ANTLRMessage message) {
      add("error", message);
    }

    @Override
    public void warning(ANTLRMessage message) {
      add("warning", message);
    }

    private void add(String kind, ANTLRMessage message) {
      all.add(
          "%s %d at %s:%d:%d: %s"
              .formatted(
                  kind,
                  message.getErrorType().code,
                  message.fileName,
                  message.line,
                  message.charPosition,
                  message.getMessageTemplate(false).render()));
    }

    private void raise() {
      if (!all.isEmpty()) {
        throw new IllegalStateException(String.join("\n", all));
      }
    }
  }
}
