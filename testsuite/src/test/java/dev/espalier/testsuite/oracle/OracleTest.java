package dev.espalier.testsuite.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OracleTest {
  @ParameterizedTest
  @ValueSource(longs = {2026})
  void masksAreExact(long seed) {
    Oracle oracle = new Oracle(Oracle.Engine.JSON_SCHEMA, 300, seed).run(done -> {});
    assertEquals(List.of(), oracle.findings(), "seed " + seed);
    assertEquals(0, oracle.wrongBits());
    assertTrue(oracle.masks() >= 300);
    assertTrue(oracle.decidedBothWays() > 200, "decided both ways: " + oracle.decidedBothWays());
  }

  /** The oracle can fail: each of these engines is wrong in one way, and is found out. */
  @Test
  void findsAnEngineThatClearsABit() {
    expectFinding(
        Finding.Kind.INCOMPLETE,
        (state, token) ->
            state.allows(token)
                && !isByte(state, token, ']')
                && !isByte(state, token, '}')
                && !isByte(state, token, '"')
                && !isByte(state, token, '1'));
  }

  @Test
  void findsAnEngineThatSetsABit() {
    Oracle oracle =
        new Oracle(
                (schema, form, vocabulary) ->
                    new Faulty(
                        Oracle.Engine.JSON_SCHEMA.constraint(schema, form, vocabulary),
                        (state, token) -> state.allows(token) || isByte(state, token, ',')),
                60,
                5)
            .run(done -> {});
    assertTrue(oracle.wrongBits() > 0);
    assertTrue(
        oracle.findings().stream().anyMatch(f -> f.startsWith(Finding.Kind.INCONSISTENT.name())),
        () -> "" + oracle.findings());
  }

  @Test
  void findsAnEngineThatEndsTooEarly() {
    expectFinding(
        Finding.Kind.END,
        (state, token) -> state.allows(token) || state.constraint().vocabulary().isEos(token));
  }

  private static boolean isByte(State state, int token, char b) {
    Vocabulary vocabulary = state.constraint().vocabulary();
    return vocabulary.byteLength(token) == 1 && vocabulary.byteAt(token, 0) == b;
  }

  private static void expectFinding(Finding.Kind kind, BiFunction<State, Integer, Boolean> allows) {
    Oracle oracle =
        new Oracle(
                (schema, form, vocabulary) ->
                    new Faulty(
                        Oracle.Engine.JSON_SCHEMA.constraint(schema, form, vocabulary), allows),
                60,
                5)
            .run(done -> {});
    assertTrue(oracle.wrongBits() > 0);
    assertTrue(
        oracle.findings().stream().anyMatch(f -> f.startsWith(kind.name())),
        () -> "" + oracle.findings());
  }

  /** A constraint whose tokens are allowed otherwise. */
  private record Faulty(Constraint right, BiFunction<State, Integer, Boolean> rule)
      implements Constraint {
    @Override
    public State start() {
      return new FaultyState(this, right.start());
    }

    @Override
    public Grammar grammar() {
      return right.grammar();
    }

    @Override
    public Vocabulary vocabulary() {
      return right.vocabulary();
    }

    @Override
    public String fingerprint() {
      return right.fingerprint();
    }
  }

  private record FaultyState(Faulty constraint, State right) implements State {
    @Override
    public TokenMask mask() {
      int size = right.mask().size();
      int[] ids = new int[size];
      int n = 0;
      for (int id = 0; id < size; id++) {
        if (allows(id)) {
          ids[n++] = id;
        }
      }
      return TokenMask.ofIds(java.util.Arrays.copyOf(ids, n), size);
    }

    @Override
    public boolean allows(int token) {
      return !right.ended() && constraint.rule().apply(right, token);
    }

    @Override
    public State next(int token) {
      if (!allows(token)) {
        throw new NotAllowed(token, 0, "not allowed", "otherwise");
      }
      return new FaultyState(constraint, right.next(token));
    }

    @Override
    public State next(byte[] bytes) {
      return new FaultyState(constraint, right.next(bytes));
    }

    @Override
    public boolean accepting() {
      return right.accepting();
    }

    @Override
    public boolean ended() {
      return right.ended();
    }

    @Override
    public byte[] forced() {
      return right.forced();
    }

    @Override
    public Completion completion() {
      return right.completion();
    }

    @Override
    public String expected() {
      return right.expected();
    }
  }
}
