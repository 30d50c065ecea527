package dev.espalier.runtime;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.antlr.AntlrInterpreter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A second look at texts of a grammar: ANTLR's own interpreter, for ANTLR grammars. Of the others
 * no judge is at hand, and it says so.
 *
 * <p>It has five seconds; a verifier that was once not done in time is not asked again.
 *
 * <p>Safe for use by many threads.
 */
public final class GrammarVerifier implements Verifier {
  private final String text;
  private final GrammarOptions options;
  private final SecondLook look = new SecondLook("ANTLR's interpreter");

  // For one thread at a time, that of the look; made there, where the stack is.
  private Optional<AntlrInterpreter> interpreter = Optional.empty();

  private GrammarVerifier(String text, GrammarOptions options) {
    this.text = text;
    this.options = options;
  }

  /**
   * A verifier for a grammar that was compiled.
   *
   * @param text its source
   * @param options those that it was compiled with
   */
  public static GrammarVerifier of(String text, GrammarOptions options) {
    return new GrammarVerifier(text, options);
  }

  @Override
  public Verdict verify(String finished) {
    GrammarSyntax syntax = TextGrammar.syntax(text, options);
    return syntax == GrammarSyntax.ANTLR
        ? look.ask(() -> judge(finished), SecondLook.PATIENCE)
        : Verdict.unknown(
            "no second judge of " + syntax.name().toLowerCase(Locale.ROOT) + " grammars is here");
  }

  private synchronized Verdict judge(String finished) {
    AntlrInterpreter judge = interpreter.orElseGet(() -> AntlrInterpreter.of(text, options));
    interpreter = Optional.of(judge);
    return judge
        .refusal(finished)
        .map(why -> new Verdict(Outcome.INVALID, List.of("ANTLR: " + why)))
        .orElseGet(() -> new Verdict(Outcome.VALID, List.of()));
  }
}
