package dev.espalier.testsuite.antlr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.Pair;

/**
 * The types of a text's tokens as the parser sees them. Tokens of a type are one object: no verdict
 * depends on more.
 */
final class TokenTypes implements TokenStream {
  /** A parser that takes more steps than this with one text is given up. */
  static final long STEPS = 1_000_000;

  /** A parser that takes longer than this for one text is given up. */
  static final long NANOS = 500_000_000;

  /** The parser is at work without an end in sight. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GivenUp() {
      super("too many steps", null, false, false);
    }
  }

  private final List<CommonToken> byType = new ArrayList<>();
  private final CommonToken end = new CommonToken(Token.EOF);
  private int[] types = new int[64];
  private int size;
  private int at;
  private long steps;
  private long begun;

  /** Makes tokens that have a type and a channel. */
  static final TokenFactory<CommonToken> FACTORY =
      new TokenFactory<>() {
        @Override
        public CommonToken create(
            Pair<TokenSource, CharStream> source,
            int type,
            String text,
            int channel,
            int start,
            int stop,
            int line,
            int column) {
          CommonToken token = new CommonToken(type);
          token.setChannel(channel);
          return token;
        }

        @Override
        public CommonToken create(int type, String text) {
          return new CommonToken(type);
        }
      };

  /** Forgets all tokens. */
  void clear() {
    size = 0;
    at = 0;
    steps = 0;
    begun = System.nanoTime();
  }

  /** Adds a token that is not the end. */
  void add(int type) {
    if (size == types.length) {
      types = Arrays.copyOf(types, 2 * size);
    }
    types[size++] = type;
  }

  int[] toArray() {
    return Arrays.copyOf(types, size);
  }

  /** Counts steps of the parser. */
  void count(int more) {
    long before = steps;
    steps += more;
    if (steps > STEPS || (before >>> 8 != steps >>> 8 && System.nanoTime() - begun > NANOS)) {
      throw new GivenUp();
    }
  }

  @Override
  public int LA(int i) {
    count(1);
    int index = i > 0 ? at + i - 1 : at + i;
    return i == 0 || index < 0 ? Token.INVALID_TYPE : index < size ? types[index] : Token.EOF;
  }

  @Override
  public Token LT(int k) {
    return token(LA(k));
  }

  @Override
  public Token get(int index) {
    return token(index < size ? types[index] : Token.EOF);
  }

  private Token token(int type) {
    if (type == Token.EOF) {
      return end;
    }
    while (byType.size() <= type) {
      byType.add(new CommonToken(byType.size()));
    }
    return byType.get(type);
  }

  @Override
  public void consume() {
    if (at < size) {
      at++;
    }
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return at;
  }

  @Override
  public void seek(int index) {
    at = Math.min(index, size);
  }

  /** The number of tokens, the end not counted. */
  @Override
  public int size() {
    return size;
  }

  @Override
  public String getSourceName() {
    return UNKNOWN_SOURCE_NAME;
  }

  @Override
  public TokenSource getTokenSource() {
    throw new UnsupportedOperationException("there is no source behind these tokens");
  }

  @Override
  public String getText(Interval interval) {
    return "";
  }

  @Override
  public String getText() {
    return "";
  }

  @Override
  public String getText(RuleContext context) {
    return "";
  }

  @Override
  public String getText(Token start, Token stop) {
    return "";
  }
}
