package dev.espalier.testsuite.antlr;

import java.util.Arrays;
import java.util.EmptyStackException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.LexerNoViableAltException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.LexerATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.dfa.DFAState;

/** ANTLR's lexer interpreter, which stops at the first error, and can be asked match by match. */
final class StepLexer extends LexerInterpreter {
  /** States of the interpreter's automaton beyond which a fresh one is begun. */
  private static final int STATES = 50_000;

  /** The lexer found no match, or was to pop a mode that was not pushed. */
  static final class LexerError extends RuntimeException {
    private static final long serialVersionUID = 1;

    LexerError() {
      super("no match", null, false, false);
    }
  }

  /** What one match did. */
  enum Kind {
    /** A token was made, on the channel of the parser. */
    TOKEN,
    /** A token on another channel was made, or none. */
    HIDDEN,
    /** The token goes on with the next match. */
    MORE
  }

  private int deepest;

  StepLexer(AntlrGrammar grammar) {
    super(
        grammar.source().name(),
        grammar.tokenNames(),
        List.of(grammar.lexerRules()),
        List.of(),
        grammar.modes(),
        grammar.lexerNetwork(),
        new CodePoints());
    removeErrorListeners();
    setTokenFactory(TokenTypes.FACTORY);
    setInterpreter(new Simulator());
  }

  /** Reads a text from its beginning. */
  void begin(CodePoints text) {
    if (((Simulator) getInterpreter()).states() > STATES) {
      setInterpreter(new Simulator());
    }
    setInputStream(text);
    deepest = 0;
    ((Simulator) getInterpreter()).empty = 0;
  }

  /** The number of modes that were pushed and not popped, at most so far. */
  int deepest() {
    return deepest;
  }

  /**
   * Makes one match from a mode state, where the stream stands.
   *
   * @throws LexerError if there is none
   */
  Kind step(CodePoints text, ModeState from) {
    _input = text;
    _mode = from.mode();
    _modeStack.clear();
    for (int mode : from.pushed()) {
      _modeStack.push(mode);
    }
    _type = Token.INVALID_TYPE;
    _channel = Token.DEFAULT_CHANNEL;
    int type;
    try {
      type = getInterpreter().match(text, _mode);
    } catch (LexerNoViableAltException e) {
      throw new LexerError();
    }
    if (_type == Token.INVALID_TYPE) {
      _type = type;
    }
    return _type == MORE
        ? Kind.MORE
        : _type == SKIP || _channel != Token.DEFAULT_CHANNEL ? Kind.HIDDEN : Kind.TOKEN;
  }

  /** The token type of the last match. */
  int type() {
    return _type;
  }

  /** The modes after the last match. */
  ModeState modes() {
    return new ModeState(_mode, _modeStack.toArray());
  }

  @Override
  public void notifyListeners(LexerNoViableAltException e) {
    throw new LexerError();
  }

  @Override
  public void pushMode(int mode) {
    super.pushMode(mode);
    deepest = Math.max(deepest, _modeStack.size());
  }

  @Override
  public int popMode() {
    try {
      return super.popMode();
    } catch (EmptyStackException e) {
      throw new LexerError();
    }
  }

  /** As ANTLR's, with edges for all code points kept, and a guard against matches of nothing. */
  private final class Simulator extends LexerATNSimulator {
    private static final int EMPTY_MATCHES = 1000;

    private final Map<Long, DFAState> edges = new HashMap<>();
    private int empty;

    Simulator() {
      super(StepLexer.this, StepLexer.this.atn, automata(), new PredictionContextCache());
    }

    int states() {
      return Arrays.stream(decisionToDFA).mapToInt(each -> each.states.size()).sum();
    }

    @Override
    public int match(org.antlr.v4.runtime.CharStream input, int mode) {
      int before = input.index();
      int type = super.match(input, mode);
      empty = input.index() == before ? empty + 1 : 0;
      if (empty > EMPTY_MATCHES) {
        throw new TokenTypes.GivenUp();
      }
      return type;
    }

    @Override
    @SuppressWarnings("NullAway") // the interpreter's own way to say that it does not know
    protected DFAState getExistingTargetState(DFAState from, int point) {
      return point <= MAX_DFA_EDGE
          ? super.getExistingTargetState(from, point)
          : edges.get(key(from, point));
    }

    @Override
    protected void addDFAEdge(DFAState from, int point, DFAState to) {
      if (point <= MAX_DFA_EDGE) {
        super.addDFAEdge(from, point, to);
      } else {
        edges.put(key(from, point), to);
      }
    }

    private long key(DFAState from, int point) {
      return (long) mode << 53 | (long) from.stateNumber << 21 | point;
    }
  }

  private DFA[] automata() {
    DFA[] automata = new DFA[atn.getNumberOfDecisions()];
    for (int i = 0; i < automata.length; i++) {
      automata[i] = new DFA(atn.getDecisionState(i), i);
    }
    return automata;
  }
}
