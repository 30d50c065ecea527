package dev.espalier.testsuite.canvas;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.Canvas.Hole;
import dev.espalier.compiler.Canvas.Part;
import dev.espalier.compiler.Canvas.Token;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasLimits;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.CheckedCanvas;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Random small grammars, vocabularies and canvases: what is said of a canvas against filling it in
 * every way. Each grammar is checked twice, with what is usual and with a search that gives up at
 * once, so that its core decides.
 *
 * <p>A context-free grammar's texts are judged by a recogniser of this package; a schema's by
 * reading them to the end, which the oracle run holds against a validator.
 */
public final class EmptinessRun {
  private static final int CANVASES = 10; // of each grammar
  private static final int MESSAGES = 10;

  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"boolean\"}",
          "{\"enum\":[1,\"a\",null,[true]]}",
          "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"maxItems\":2}",
          "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"},\"b\":{\"enum\":[0]}},"
              + "\"required\":[\"b\"],\"additionalProperties\":false}",
          "{\"type\":\"string\",\"maxLength\":2}",
          "{\"type\":\"integer\",\"minimum\":3,\"maximum\":17}",
          "{\"anyOf\":[{\"const\":{\"a\":[]}},{\"type\":\"array\",\"minItems\":1,"
              + "\"items\":{\"$ref\":\"#\"}}]}",
          "{\"type\":\"array\",\"items\":{\"enum\":[1,2]},\"uniqueItems\":true}",
          "{\"type\":\"object\",\"additionalProperties\":{\"const\":1},\"minProperties\":2}",
          "{\"type\":\"object\",\"properties\":{\"a\":{\"const\":1}},"
              + "\"patternProperties\":{\"^b\":{\"const\":true}},\"maxProperties\":3}",
          "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"minProperties\":1,"
              + "\"additionalProperties\":{\"enum\":[1,true]}},\"uniqueItems\":true}");

  private final long seed;
  private long cases;
  private long completable;
  private long dead;
  private long unknown;
  private long wrong;
  private final List<String> messages = new ArrayList<>();

  public EmptinessRun(long seed) {
    this.seed = seed;
  }

  public long cases() {
    return cases;
  }

  public long completable() {
    return completable;
  }

  public long dead() {
    return dead;
  }

  public long unknown() {
    return unknown;
  }

  public long wrong() {
    return wrong;
  }

  /** What was wrong first. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  /** Checks all canvases of a grammar: by its number, of every kind in turn. */
  public void grammar(int number) {
    SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * number);
    if (number % 100 == 99) {
      schema(SCHEMAS.get(number / 100 % SCHEMAS.size()), random);
      return;
    }
    SmallGrammar small = new SmallGrammar(random, number % 3 == 0);
    GrammarSyntax syntax = number % 3 == 0 ? GrammarSyntax.ANTLR : GrammarSyntax.GBNF;
    Grammar grammar;
    try {
      grammar = TextGrammar.compile(small.source(), GrammarOptions.DEFAULT.withSyntax(syntax));
    } catch (GrammarException e) {
      // No text at all, or recursion to the left as ANTLR has none.
      if (e.kind() == GrammarException.Kind.EMPTY || syntax == GrammarSyntax.ANTLR) {
        return;
      }
      throw e;
    }
    SmallWorld world = new SmallWorld(random, List.of("a", "b", "c"), new int[] {'a', 'b', 'c'});
    check(grammar, world, small::accepts, random, small.source(), CANVASES);
  }

  private void schema(String schema, SplittableRandom random) {
    Grammar grammar =
        JsonSchema.compile(schema, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE));
    SmallWorld world =
        new SmallWorld(
            random,
            List.of("\"", "a", "b", "[", "]", "{", "}", ": ", ", ", "true", "1"),
            IntStream.range(0, 256).toArray());
    State start = grammar.bind(world.vocabulary()).start();
    Map<String, Boolean> known = new HashMap<>();
    Predicate<String> judge =
        text ->
            known.computeIfAbsent(
                text,
                t -> {
                  try {
                    return start.next(t.getBytes(StandardCharsets.ISO_8859_1)).accepting();
                  } catch (NotAllowed e) {
                    return false;
                  }
                });
    List<Canvas> canvases = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      canvases.add(masked(start, 1, random));
    }
    check(grammar, world, judge, canvases, random, schema);
  }

  /** A text of which some tokens are not known, and perhaps one is left out. */
  private static Canvas masked(State start, int holes, SplittableRandom random) {
    List<Integer> tokens = new ArrayList<>();
    State at = start;
    while (tokens.size() < 6 && !at.ended()) {
      int[] ids = at.mask().ids();
      int token = ids[random.nextInt(ids.length)];
      tokens.add(token);
      at = at.next(token);
    }
    for (int id : at.completion().ids()) {
      tokens.add(id);
    }
    List<Part> parts = new ArrayList<>();
    int left = holes;
    for (int token : tokens) {
      boolean hole = left > 0 && random.nextInt(tokens.size()) < holes;
      left -= hole ? 1 : 0;
      parts.add(hole ? new Hole(random.nextInt(2), 1) : new Token(token));
    }
    if (!parts.isEmpty() && random.nextInt(3) == 0) {
      parts.remove(random.nextInt(parts.size()));
    }
    return new Canvas(parts);
  }

  private void check(
      Grammar grammar,
      SmallWorld world,
      Predicate<String> judge,
      SplittableRandom random,
      String source,
      int count) {
    List<Canvas> canvases = new ArrayList<>();
    State start = grammar.bind(world.vocabulary()).start();
    for (int i = 0; i < count; i++) {
      canvases.add(i % 2 == 0 ? world.canvas() : masked(start, 3, random));
    }
    check(grammar, world, judge, canvases, random, source);
  }

  private void check(
      Grammar grammar,
      SmallWorld world,
      Predicate<String> judge,
      List<Canvas> canvases,
      SplittableRandom random,
      String source) {
    var constraint = grammar.bind(world.vocabulary());
    CanvasChecker usual =
        CanvasChecker.of(constraint, CanvasLimits.DEFAULT, SmallWorld.EOS, SmallWorld.PAD);
    CanvasChecker byCore =
        CanvasChecker.of(
            constraint, CanvasLimits.DEFAULT.withStates(1), SmallWorld.EOS, SmallWorld.PAD);
    for (Canvas canvas : canvases) {
      boolean expected = world.completable(canvas, judge);
      CheckedCanvas checked = usual.check(canvas);
      judge(checked, expected, world, judge, source, true);
      judge(byCore.check(canvas), expected, world, judge, source, false);
      if (canvas.size() == 0) {
        continue;
      }
      // A step of decoding, or of masking again.
      int position = random.nextInt(canvas.size());
      Part part = canvas.at(position) instanceof Hole ? new Token(world.letter()) : Hole.ONE;
      CheckedCanvas next = checked.with(position, part);
      if (part instanceof Hole
          && checked.verdict().isCompletable()
          && canvas.at(position) instanceof Token
          && !next.verdict().isCompletable()) {
        report("masked again, it is no more completable", next, source);
      }
      if (part instanceof Token || world.vocabulary().size() < 20) {
        judge(next, world.completable(next.canvas(), judge), world, judge, source, true);
      }
    }
  }

  private void judge(
      CheckedCanvas checked,
      boolean expected,
      SmallWorld world,
      Predicate<String> judge,
      String source,
      boolean counted) {
    cases++;
    switch (checked.verdict()) {
      case CanvasVerdict.Completable filled -> {
        completable++;
        if (!expected || !world.isFilling(checked.canvas(), filled.filling(), judge)) {
          report("no such filling", checked, source);
        }
      }
      case CanvasVerdict.Dead none -> {
        dead++;
        if (expected) {
          report("it can be filled", checked, source);
        }
      }
      case CanvasVerdict.Unknown limit -> unknown += counted ? 1 : 0;
    }
  }

  private void report(String what, CheckedCanvas checked, String source) {
    wrong++;
    if (messages.size() < MESSAGES) {
      messages.add(what + ": " + checked + "\n" + source);
    }
  }
}
