package dev.espalier.testsuite.antlr;

import java.util.List;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * ANTLR's lexer and parser interpreters. Not for several threads; wants a thread with a large
 * stack.
 */
final class AntlrJudge {
  /** What the judge says. */
  enum Verdict {
    ACCEPTED,
    REFUSED,
    /** It would take too long to say. */
    GIVEN_UP
  }

  /** States of the parser's automata beyond which fresh ones are begun. */
  private static final int STATES = 20_000;

  private final AntlrGrammar grammar;
  private final ATN network;
  private final StepLexer lexer;
  private final CodePoints input = new CodePoints();
  private final TokenTypes tokens = new TokenTypes();
  private Interpreter parser;

  AntlrJudge(AntlrGrammar grammar) {
    this.grammar = grammar;
    network = grammar.parserNetwork();
    lexer = new StepLexer(grammar);
    parser = new Interpreter();
  }

  /** The verdict on a text. */
  Verdict judge(int[] text) {
    try {
      return lex(text) && parse() ? Verdict.ACCEPTED : Verdict.REFUSED;
    } catch (TokenTypes.GivenUp e) {
      return Verdict.GIVEN_UP;
    }
  }

  /** The tokens of the text that was judged last, as far as they were read. */
  int[] tokens() {
    return tokens.toArray();
  }

  /** How many modes were kept at most while the last text was judged. */
  int deepest() {
    return lexer.deepest();
  }

  private boolean lex(int[] text) {
    input.replace(text);
    tokens.clear();
    lexer.begin(input);
    try {
      for (Token t = lexer.nextToken(); t.getType() != Token.EOF; t = lexer.nextToken()) {
        if (t.getChannel() == Token.DEFAULT_CHANNEL) {
          tokens.add(t.getType());
        }
      }
      return true;
    } catch (StepLexer.LexerError e) {
      return false;
    }
  }

  private boolean parse() {
    if (parser.states() > STATES) {
      parser = new Interpreter();
    }
    parser.begin();
    try {
      parser.parse(grammar.startRule());
    } catch (ParseCancellationException e) {
      return false;
    } catch (TokenTypes.GivenUp e) {
      // What it learned until then may be half done.
      parser = new Interpreter();
      throw e;
    }
    return tokens.index() == tokens.size();
  }

  private final class Interpreter extends ParserInterpreter {
    Interpreter() {
      super(
          grammar.source().name(),
          grammar.tokenNames(),
          List.of(grammar.parserRules()),
          network,
          tokens);
      removeErrorListeners();
      setBuildParseTree(false);
      setInterpreter(
          new ParserATNSimulator(this, network, decisionToDFA, sharedContextCache) {
            @Override
            protected ATNConfigSet computeReachSet(ATNConfigSet closure, int type, boolean full) {
              tokens.count(closure.size());
              return super.computeReachSet(closure, type, full);
            }
          });
      setErrorHandler(
          new BailErrorStrategy() {
            @Override
            public void reportError(Parser recognizer, RecognitionException e) {}
          });
    }

    void begin() {
      _parentContextStack.clear();
      reset();
    }

    int states() {
      int states = 0;
      for (DFA each : decisionToDFA) {
        states += each.states.size();
      }
      return states;
    }
  }
}
