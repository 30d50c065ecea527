package dev.espalier.compiler.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long and deep texts, how much of the stacks is kept, and what is one and the same object. */
class StructureTest {
  private static final String LEFT = "r : l EOF; l : l A | A; A : 'a';";
  private static final String NESTED = "r : e EOF; e : L e R | A; L : '('; R : ')'; A : 'a';";

  private static final Vocabulary VOCABULARY = vocabulary();

  private static Vocabulary vocabulary() {
    Vocabulary.Builder builder = Vocabulary.builder().special(0, "<end>").eos(0);
    for (String text : List.of("a", "b", "c", "(", ")", ",", "aa", "a)", "((", "))", "ab", "a,a")) {
      builder.add(text);
    }
    return builder.build();
  }

  private static Constraint antlr(String rules) {
    return TextGrammar.compile(
            "grammar G; " + rules, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.ANTLR))
        .bind(VOCABULARY);
  }

  private static Constraint gbnf(String rules) {
    return TextGrammar.compile(rules, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF))
        .bind(VOCABULARY);
  }

  private static Collection<Level> levels(State state) {
    Object position = ((CfgState<?>) state).walker();
    if (position instanceof Threads threads) {
      return threads.scans().values();
    }
    Readings readings = (Readings) position;
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < readings.count(); i++) {
      levels.add(readings.level(i));
    }
    return levels;
  }

  /** How many nodes the stacks of a state are made of. */
  private static int nodes(State state) {
    Set<Node> seen = new HashSet<>();
    ArrayDeque<Node> open = new ArrayDeque<>();
    levels(state).forEach(level -> open.addAll(Arrays.asList(level.nodes)));
    while (!open.isEmpty()) {
      Node node = open.remove();
      if (seen.add(node)) {
        for (Returns back : node.back) {
          for (Returns at = back; at != null; at = at.tail) {
            open.add(at.head.origin);
          }
        }
      }
    }
    return seen.size();
  }

  private static State after(Constraint constraint, String text) {
    return after(constraint.start(), text);
  }

  private static State after(State state, String text) {
    return state.next(Words.bytes(text));
  }

  @Test
  void leftRecursionKeepsNothing() {
    for (Constraint constraint :
        List.of(antlr(LEFT), gbnf("root ::= root \"(a\" x | \"a\"\nx ::= \"(\" x \")\" | \"a\""))) {
      String more = constraint.start().mask().contains(1) ? "a" : "";
      String item = constraint.grammar() instanceof ScannerlessGrammar ? "(aa" : "a";
      State few = after(constraint, more + item.repeat(10));
      State many = after(constraint, more + item.repeat(100_000));
      assertSame(few, many);
      assertTrue(nodes(many) < 8, () -> nodes(many) + " nodes");
      assertTrue(many.accepting());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "r : l EOF; l : A l | A; A : 'a'; # `` # a # ``",
        "r : l EOF; l : i l | i; i : A | '(' i ')'; A : 'a'; # `` # (a) # ``",
        "r : l EOF; l : i ',' l | i; i : A | B; A : 'a'; B : 'b'; # `` # a,b, # a",
        "r : '(' l ')' EOF; l : i ',' l | i; i : A | B; A : 'a'; B : 'b'; # ( # a, # a)",
        "r : l EOF; l : '(' k ')' l | '(' k ')'; k : A ',' k | A; A : 'a'; # `` # (a,a) # ``",
        "r : s EOF; s : 'a' B s 'c' s | 'a' B s | 'a'; B : 'b'; # `` # abac # a",
        // Several classes of places behind tokens.
        "r : l EOF; l : A B? l | A; A : 'a' | 'abc'; B : 'b'; C : 'a' 'a'+; # ab # ab # c",
      })
  void rightRecursionKeepsNothing(String rules, String before, String item, String completion) {
    Constraint constraint = antlr(rules);
    State few = after(constraint, before + item.repeat(5));
    State many = few;
    byte[] bytes = Words.bytes(item);
    for (int i = 0; i < 100_000; i++) {
      many = many.next(bytes);
    }
    assertSame(few, many);
    assertTrue(nodes(many) < 10, () -> nodes(few) + " nodes");
    assertEquals(completion, new String(many.completion().bytes()));
    assertEquals(completion.isEmpty(), many.accepting());
    assertEquals(completion.isEmpty(), many.mask().contains(0));
    assertTrue(many.mask().contains(VOCABULARY.singleByte(item.charAt(0))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "root ::= i root | i % i ::= \"(\" i \")\" | \"a\" # `` # a # ``",
        "root ::= \"(\" l \")\" % l ::= i \",\" l | i % i ::= \"(\" i \")\" | \"a\" # ( # a, # a)",
        // Hidden left recursion.
        "root ::= o root i | i % o ::= \"b\" o \"c\" | \"\" % i ::= \"(\" i \")\" | \"a\""
            + " # `` # a # ``",
      })
  void rightRecursionWithoutALexer(String rules, String before, String item, String completion) {
    Constraint constraint = gbnf(rules.replace('%', '\n'));
    State few = after(constraint, before + item.repeat(5));
    State many = after(few, item.repeat(100_000));
    assertSame(few, many);
    assertEquals(completion, new String(many.completion().bytes()));
    assertEquals(completion.isEmpty(), many.mask().contains(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "l : a l | a # a # 0",
        "l : l a | a # a # 0",
        "l : o l a | a ; o : b o | # a # 0",
        "l : i , l | i ; i : a | b # a , b , # 0",
        // Which of its productions an item belongs to, is open until the text ends.
        "s : e x | o y ; e : a o | ; o : a e # a # 0",
        "s : a s a | a s b | c # a # 0",
        "e : t + e | t ; t : f * t | f ; f : ( e ) | a # a * a + # 0",
        // Every else has its if, in one way.
        "s : m | u ; m : i m e m | x ; u : i s | i m e u # i i x e x e # 0",
        "s : m | u ; m : i m e m | x ; u : i s | i m e u # i # 0",
        // Ambiguous: every item of the text more may begin a reading more.
        "e : e e | a # a # 1000",
        "e : e e e | e e | a # a # 1000",
        "s : i s e s | i s | x # i # 3000",
        "e : a e a | b e b | a | b # a b # 1000",
      })
  void theWorkIsConstantOrLinear(String rules, String text, int length) {
    int n = length == 0 ? 100_000 : length;
    int most = length == 0 ? 40 : 40 * length;
    Rules grammar = Rules.of(rules);
    Parser parser = new Parser(new Lr0(grammar.cfg, 1000), most);
    int[] item = grammar.numbers(text);
    Level level = parser.start();
    for (int i = 0; i < n; i++) {
      level = parser.shift(level, item[i % item.length]);
      assertTrue(level != parser.none());
    }
  }

  /** A grammar that is written as rules over words; the place of a word is its number. */
  private record Rules(Cfg cfg, List<String> names) {
    static Rules of(String text) {
      Map<String, String> bodies = new LinkedHashMap<>();
      for (String rule : text.split(";")) {
        String[] parts = rule.split(":");
        bodies.put(parts[0].strip(), parts[1]);
      }
      List<String> terminals =
          words(String.join(" ", bodies.values()).replace('|', ' '))
              .filter(word -> !bodies.containsKey(word))
              .distinct()
              .toList();
      List<String> names = new ArrayList<>(terminals);
      Cfg.Builder builder = new Cfg.Builder(terminals);
      for (String name : bodies.keySet()) {
        builder.nonterminal(name);
        names.add(name);
      }
      bodies.forEach((name, body) -> {
        for (String alternative : body.split("\\|", -1)) {
          builder.production(
              names.indexOf(name), words(alternative).mapToInt(names::indexOf).toArray());
        }
      });
      return new Rules(builder.build(terminals.size()), names);
    }

    int[] numbers(String text) {
      return words(text).mapToInt(names::indexOf).toArray();
    }

    private static Stream<String> words(String text) {
      return Arrays.stream(text.split(" +")).filter(word -> !word.isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NESTED,
        // Boundaries of several classes: two names one behind the other cannot be written.
        "r : e EOF; e : L e R | A (A e)?; L : '('; R : ')'; A : 'a' | 'a' 'b' 'c'; B : 'a'+;",
      })
  void deepNestingIsFollowedAndClosed(String rules) {
    int depth = 100_000;
    Constraint constraint = antlr(rules);
    State state = after(constraint, "(".repeat(depth));
    assertTrue(!state.accepting());
    assertEquals("a" + ")".repeat(depth), new String(state.completion().bytes()));
    State closed = state.next(Words.bytes("a" + ")".repeat(depth - 1)));
    assertEquals(")", new String(closed.completion().bytes()));
    State.Completion completion = state.completion();
    State at = state;
    for (int id : completion.ids()) {
      at = at.next(id);
    }
    assertTrue(at.accepting());
    assertNull(Words.after(at, ")"));
  }

  @Test
  void deepNestingWithoutALexerIsClosed() {
    int depth = 100_000;
    State state = after(gbnf("root ::= \"(\" root \")\" | \"a\""), "(".repeat(depth));
    assertEquals("a" + ")".repeat(depth), new String(state.completion().bytes()));
    assertTrue(state.next(state.completion().bytes()).accepting());
    assertTrue(state.mask().contains(VOCABULARY.singleByte('(')));
  }

  @Test
  void completionsHaveALimit() {
    Constraint constraint =
        TextGrammar.compile(
                "root ::= \"(\" root \")\" | \"a\"",
                GrammarOptions.DEFAULT
                    .withSyntax(GrammarSyntax.GBNF)
                    .withLimits(CompileLimits.DEFAULT.withCompletionBytes(100)))
            .bind(VOCABULARY);
    State state = after(constraint, "(".repeat(200));
    LimitExceeded e = assertThrows(LimitExceeded.class, state::completion);
    assertEquals("completionBytes", e.limit());
    assertEquals(100, e.value());
  }

  @Test
  void manyReadingsAreFollowedTogether() {
    State state = after(antlr("r : e EOF; e : e e | A; A : 'a';"), "a".repeat(300));
    assertTrue(state.accepting());
    assertTrue(nodes(state) < 1300, () -> nodes(state) + " nodes");
    State same = after(gbnf("root ::= root root | \"a\" | \"(\" root \")\""), "a".repeat(300));
    assertTrue(same.accepting());
  }

  @Test
  void readingsHaveALimit() {
    Cfg.Builder builder = new Cfg.Builder(List.of("a"));
    int e = builder.nonterminal("e");
    builder.production(e, e, e);
    builder.production(e, 0);
    Parser parser = new Parser(new Lr0(builder.build(e), 100), 40);
    Level level = parser.start();
    int read = 0;
    LimitExceeded exceeded = null;
    while (exceeded == null && read < 1000) {
      try {
        level = parser.shift(level, 0);
        read++;
      } catch (LimitExceeded limit) {
        exceeded = limit;
      }
    }
    assertTrue(read > 2 && read < 40, "after " + read);
    assertEquals("parserEdges", java.util.Objects.requireNonNull(exceeded).limit());
    assertTrue(level.allows(0) && level.allows(parser.end()));
  }

  @Test
  void statesOfTheAutomatonHaveALimit() {
    GrammarOptions options =
        GrammarOptions.DEFAULT
            .withSyntax(GrammarSyntax.GBNF)
            .withLimits(CompileLimits.DEFAULT.withParserStates(3));
    LimitExceeded e =
        assertThrows(
            LimitExceeded.class,
            () -> {
              try {
                State state =
                    TextGrammar.compile(
                            "root ::= \"(\" root \")\" | \"a\" root \"b\" | \"c\"", options)
                        .bind(VOCABULARY)
                        .start();
                state.next(Words.bytes("(a(c)b)"));
              } catch (GrammarException at) {
                throw at.getCause();
              }
            });
    assertEquals("parserStates", e.limit());
  }

  @Test
  void equalFuturesAreOneState() {
    Constraint list = antlr("r : A (',' A)* EOF; A : 'a'+ | 'b';");
    assertSame(after(list, "a,aa,b,"), after(list, "b,a,"));
    assertSame(after(list, "a,a,a,a"), after(list, "b,b,aaa"));
    assertSame(after(list, "a,").mask(), after(list, "a,b,").mask());
    assertSame(list.start().next(Words.bytes("a")).next(Words.bytes(",")), after(list, "a,"));
    Constraint plain = gbnf("root ::= (\"a\"+ | \"b\") (\",\" root)?");
    assertSame(after(plain, "a,aa,b,"), after(plain, "b,"));
    State ended = after(plain, "b").next(0);
    assertTrue(ended.ended());
    assertTrue(ended.mask().isEmpty());
    assertEquals("nothing", ended.expected());
    assertEquals(ended, after(plain, "b").next(0));
    assertEquals(0, ended.completion().bytes().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NESTED,
        "r : e EOF; e : e e | L e R | A; L : '('; R : ')'; A : 'a'+ | 'ab';",
        "r : s EOF; s : A s B | C; A : 'a'; B : 'ab' | 'c'; C : 'b' | 'aa' ','?;"
      })
  void threadsComeToTheSameStates(String rules) throws Exception {
    // Fresh for every run, so that the threads make everything at the same time.
    for (int run = 0; run < 5; run++) {
      Constraint constraint = antlr(rules);
      List<TokenMask> expected = walk(antlr(rules)).stream().map(State::mask).toList();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<List<State>>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(threads.submit(() -> walk(constraint)));
        }
        List<State> first = all.get(0).get();
        for (Future<List<State>> one : all) {
          List<State> states = one.get();
          assertEquals(expected, states.stream().map(State::mask).toList());
          for (int i = 0; i < states.size(); i++) {
            assertSame(first.get(i), states.get(i));
            assertSame(first.get(i).mask(), states.get(i).mask());
          }
        }
      }
    }
  }

  /** The states of all short texts, with their masks made. */
  private static List<State> walk(Constraint constraint) {
    List<State> states = new ArrayList<>(List.of(constraint.start()));
    List<Integer> depths = new ArrayList<>(List.of(0));
    for (int next = 0; next < states.size() && next < 400; next++) {
      State state = states.get(next);
      int depth = depths.get(next);
      state
          .mask()
          .forEach(token -> {
            if (depth < 4 && token != 0) {
              states.add(state.next(token));
              depths.add(depth + 1);
            }
          });
    }
    return states;
  }
}
