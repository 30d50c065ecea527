package dev.espalier.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks of many states at once, and before they are asked for. */
class PackedMasksTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.read(SharedData.path("tokenizers/r50k_base/tokenizer.json"));

  /** A constraint, and a text of it. */
  private record Case(Grammar grammar, String text) {}

  static List<Case> cases() {
    return List.of(
        new Case(
            JsonSchema.compile(
                "{\"properties\": {\"name\": {\"type\": \"string\", \"maxLength\": 9},"
                    + " \"size\": {\"type\": \"integer\", \"minimum\": 5},"
                    + " \"tags\": {\"items\": {\"enum\": [\"red\", \"green\", 7]}}}}"),
            "{\"size\": 17, \"name\": \"Anna\", \"tags\": [\"red\", 7]}"),
        new Case(
            TextGrammar.compile(
                "grammar G; s : 'let' NAME '=' e ';' EOF; e : e '+' e | NAME | '(' e ')';"
                    + " NAME : [a-z]+; WS : [ \\n]+ -> skip;",
                GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR)),
            "let letter = (a + bc)\n + let1;".replace("let1", "lets")),
        new Case(
            TextGrammar.compile(
                "root ::= item (\", \" item)*\nitem ::= [0-9]+ | \"[\" root \"]\"",
                GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF)),
            "12, [3, [456]], 7"));
  }

  private static List<State> states(Constraint constraint, String text) {
    List<State> states = new ArrayList<>();
    State state = constraint.start();
    states.add(state);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state = state.next(new byte[] {b});
      states.add(state);
    }
    return states;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsAreTheMasks(Case given) {
    List<State> states = states(given.grammar.bind(VOCABULARY), given.text);
    List<State> fresh = states(given.grammar.bind(VOCABULARY), given.text);
    int row = states.getFirst().mask().wordCount();
    assertEquals(states.size() * row, PackedMasks.words(states));
    long[] one = new long[3 + PackedMasks.words(states) + 2];
    Arrays.fill(one, 5);
    long[] many = one.clone();
    PackedMasks.fill(states, one, 3);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      PackedMasks.fill(fresh, many, 3, threads);
    }
    assertArrayEquals(one, many);
    for (int i = 0; i < states.size(); i++) {
      long[] words = Arrays.copyOfRange(one, 3 + i * row, 3 + (i + 1) * row);
      assertArrayEquals(states.get(i).mask().words(), words, "row " + i);
    }
    assertArrayEquals(new long[] {5, 5, 5}, Arrays.copyOf(one, 3));
    assertArrayEquals(new long[] {5, 5}, Arrays.copyOfRange(one, one.length - 2, one.length));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    State state = cases().getFirst().grammar.bind(VOCABULARY).start();
    State other = cases().getFirst().grammar.bind(Vocabulary.of(bytes(), 256)).start();
    int row = PackedMasks.words(List.of(state));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PackedMasks.fill(List.of(state, state), new long[2 * row], 1))
            .getMessage();
    assertEquals(
        "2 masks take " + 2 * row + " words; from 1 on there are " + (2 * row - 1), message);
    assertThrows(
        IllegalArgumentException.class, () -> PackedMasks.fill(List.of(state), new long[row], -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> PackedMasks.fill(List.of(state, other), new long[9 * row], 0));
    PackedMasks.fill(List.of(), new long[0], 0);
  }

  /** A state whose mask is made in another way. */
  private static State with(State state, Supplier<TokenMask> mask) {
    return (State)
        Proxy.newProxyInstance(
            State.class.getClassLoader(),
            new Class<?>[] {State.class},
            (proxy, method, arguments) ->
                method.getName().equals("mask") ? mask.get() : method.invoke(state, arguments));
  }

  @Test
  void aLimitIsThatOfTheFirstStateAndLeavesTheRowsThatAreDone() {
    State state = cases().getFirst().grammar.bind(VOCABULARY).start();
    Supplier<TokenMask> limit =
        () -> {
          throw new LimitExceeded("first", 1, "making a mask");
        };
    Supplier<TokenMask> other =
        () -> {
          throw new LimitExceeded("second", 1, "making a mask");
        };
    List<State> states = List.of(state, with(state, limit), with(state, other), state);
    int row = PackedMasks.words(List.of(state));
    long[] words = state.mask().words();
    long[] one = new long[4 * row];
    LimitExceeded thrown =
        assertThrows(LimitExceeded.class, () -> PackedMasks.fill(states, one, 0));
    assertEquals("first", thrown.limit());
    assertArrayEquals(words, Arrays.copyOf(one, row));
    long[] many = new long[4 * row];
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      thrown = assertThrows(LimitExceeded.class, () -> PackedMasks.fill(states, many, 0, threads));
    }
    assertEquals("first", thrown.limit());
    assertArrayEquals(words, Arrays.copyOf(many, row));
    assertArrayEquals(words, Arrays.copyOfRange(many, 3 * row, 4 * row));
  }

  /** The third task is refused while the two before have not begun to write. */
  @Test
  void nothingWritesAfterATaskWasRefused() throws Exception {
    State real = cases().getFirst().grammar.bind(VOCABULARY).start();
    TokenMask mask = real.mask();
    CountDownLatch refused = new CountDownLatch(1);
    State slow =
        with(
            real,
            () -> {
              try {
                refused.await();
                Thread.sleep(50);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return mask;
            });
    int row = PackedMasks.words(List.of(real));
    long[] target = new long[3 * row];
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      int[] left = {2};
      Executor two =
          task -> {
            if (left[0]-- == 0) {
              refused.countDown();
              throw new RejectedExecutionException("full");
            }
            threads.execute(task);
          };
      assertThrows(
          RejectedExecutionException.class,
          () -> PackedMasks.fill(List.of(slow, slow, slow), target, 0, two));
      // What was taken is done by now: all of it is there, and nothing is left to be written.
      assertArrayEquals(mask.words(), Arrays.copyOf(target, row));
      assertArrayEquals(mask.words(), Arrays.copyOfRange(target, row, 2 * row));
    }
  }

  private static List<byte[]> bytes() {
    List<byte[]> all = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      all.add(new byte[] {(byte) b});
    }
    all.add("<end>".getBytes(StandardCharsets.UTF_8));
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void warmingChangesNoMask(Case given) throws Exception {
    List<State> plain = states(given.grammar.bind(VOCABULARY), given.text);
    List<State> warmed = states(given.grammar.bind(VOCABULARY), given.text);
    int most = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> done = new ArrayList<>();
      for (State state : warmed) {
        done.add(threads.submit(() -> state.warm(5)));
      }
      for (int i = 0; i < warmed.size(); i++) {
        assertEquals(plain.get(i).mask(), warmed.get(i).mask(), "mask " + i);
      }
      for (Future<Integer> one : done) {
        assertTrue(one.get() <= 5);
        most = Math.max(most, one.get());
      }
    }
    assertEquals(5, most);
    for (int i = 0; i < warmed.size(); i++) {
      int[] ids = plain.get(i).completion().ids();
      if (ids.length > 0) {
        assertEquals(plain.get(i).next(ids[0]).mask(), warmed.get(i).next(ids[0]).mask());
      }
    }
  }

  @Test
  void warmingStopsWhereThereIsNothingToDo() {
    State start = cases().getFirst().grammar.bind(VOCABULARY).start();
    assertEquals(0, start.warm(0));
    Thread.currentThread().interrupt();
    assertEquals(0, start.warm(9));
    assertTrue(Thread.interrupted());
    State end = states(cases().getFirst().grammar.bind(VOCABULARY), "{}").getLast();
    assertEquals(0, end.next(VOCABULARY.eos()[0]).warm(9));
  }
}
