package dev.espalier.testsuite.antlr;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** A compiler of grammars, whose constraints are judged. */
@FunctionalInterface
public interface Engine {
  /** Ours, with its default limits. */
  Engine ESPALIER = source -> ours(source, false);

  /** Ours, with semantic predicates taken as always true. */
  Engine WITH_PREDICATES = source -> ours(source, true);

  private static Grammar ours(GrammarSource source, boolean predicatesHold) {
    GrammarOptions options =
        GrammarOptions.DEFAULT
            .withSyntax(GrammarSyntax.ANTLR)
            .withSource(source.name())
            .withResolver(source.resolver())
            .withPredicatesHold(predicatesHold);
    return TextGrammar.compile(
        source.text(), source.start().map(options::withStart).orElse(options));
  }

  /**
   * The engine's grammar.
   *
   * @throws dev.espalier.compiler.EspalierException if it does not compile
   */
  Grammar compile(GrammarSource source);

  /** Reads with a constraint over the 256 bytes. */
  static Recogniser recogniser(Grammar grammar) {
    return new ByBytes(grammar.bind(bytes()));
  }

  /** A vocabulary of the single bytes and an end. */
  static Vocabulary bytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return Vocabulary.of(tokens, 256);
  }

  /** The bytes of a text, one after the other. */
  final class ByBytes implements Recogniser {
    private static final byte[][] BYTES = new byte[256][];

    static {
      for (int b = 0; b < 256; b++) {
        BYTES[b] = new byte[] {(byte) b};
      }
    }

    private final State start;

    ByBytes(Constraint constraint) {
      start = constraint.start();
    }

    @Override
    public Reading read(byte[] text) {
      int read = 0;
      try {
        State state = start;
        while (read < text.length) {
          state = state.next(BYTES[text[read] & 0xff]);
          read++;
        }
        return new Reading(state.accepting() ? Kind.ACCEPTED : Kind.UNFINISHED, read, "");
      } catch (NotAllowed e) {
        return new Reading(Kind.REFUSED, read, e.expected());
      } catch (LimitExceeded e) {
        return new Reading(Kind.LIMIT, read, e.limit());
      } catch (RuntimeException | VirtualMachineError | AssertionError e) {
        return new Reading(Kind.BROKEN, read, broken(e));
      }
    }

    @Override
    public Completed complete(byte[] prefix) {
      try {
        return new Completed(Kind.ACCEPTED, start.next(prefix).completion().bytes(), "");
      } catch (LimitExceeded e) {
        return new Completed(Kind.LIMIT, new byte[0], e.limit());
      } catch (RuntimeException | VirtualMachineError | AssertionError e) {
        return new Completed(Kind.BROKEN, new byte[0], broken(e));
      }
    }

    static String broken(Throwable e) {
      StackTraceElement[] trace = e.getStackTrace();
      return e + (trace.length == 0 ? "" : " at " + trace[0]);
    }
  }
}
