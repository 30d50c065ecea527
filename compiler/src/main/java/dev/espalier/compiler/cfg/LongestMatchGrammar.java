package dev.espalier.compiler.cfg;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.canvas.Lexis;
import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.engine.VocabularyIndex;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A context-free grammar over the tokens of a lexer that takes the longest match. */
final class LongestMatchGrammar extends CfgGrammar<Readings> {
  private final LongestMatchLexer lexer;
  private final OptionalInt endToken;
  private final Completer completer = new Completer(this);

  LongestMatchGrammar(
      Supplier<String> source,
      Parser parser,
      LongestMatchLexer lexer,
      CompileLimits limits,
      Report report) {
    super(source, parser, limits, report);
    this.lexer = lexer;
    this.endToken = lexer.boundaries().endToken();
  }

  LongestMatchLexer lexer() {
    return lexer;
  }

  @Override
  Readings start(VocabularyIndex index) {
    return new Readings(this);
  }

  @Override
  int[] places(Readings position, Lexis lexis) {
    int[] places = new int[position.count()];
    for (int i = 0; i < places.length; i++) {
      places[i] = position.config(i).number();
    }
    return places;
  }

  @Override
  Optional<Lexis> lexis() {
    return Optional.of(new LongestMatchLexis(lexer, parser().classes()));
  }

  @Override
  Masks<Readings> masks(VocabularyIndex index) {
    return new TokenSplits(this, index);
  }

  @Override
  void complete(Readings position, ByteState.Ending ending) {
    ending.bytes(completer.complete(position));
  }

  @Override
  public BitSet lastBytes() {
    return lexer.lastBytes();
  }

  @Override
  void check(Vocabulary vocabulary) {
    lexer.checkBytes(vocabulary);
  }

  /** Whether a text may end at a level. */
  boolean accepts(Level level) {
    // A grammar may read the end of the text more than once, as ANTLR's parsers do.
    Level at = level;
    for (int i = 0; i <= parser().terminals(); i++) {
      if (at.allows(parser().end())) {
        return true;
      }
      if (endToken.isEmpty() || !at.allows(endToken.getAsInt())) {
        return false;
      }
      at = parser().shift(at, endToken.getAsInt());
    }
    return false;
  }

  /** Whether a terminal stands for the end of the text. */
  boolean isEnd(int terminal) {
    return terminal == parser().end()
        || (endToken.isPresent()
            && terminal / parser().classes() == endToken.getAsInt() / parser().classes());
  }
}
