package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.SpelledNumbers;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.lexical.StringSet;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Random formulas over every kind of fact, in a world of small values: what the engine lets be
 * written is what {@link Membership} says is in the shape, which looks at whole values and knows
 * neither steps nor searches.
 */
class ShapeWorldTest {
  private static final int ROUNDS = Integer.getInteger("espalier.rounds", 12);
  private static final long FIRST = Long.getLong("espalier.seed", 1);
  private static final int EOS = 256;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final CodePointDfa A_OR_C = CodePointDfa.ofWords(List.of("a", "c"));
  private static final CodePointDfa LONG = longKeys();

  private static CodePointDfa longKeys() {
    return StringSet.lengths(2, StringSet.UNBOUNDED)
        .toDfa(dev.espalier.compiler.automata.Work.standard());
  }

  private static final List<JsonValue> SCALARS =
      List.of(
          value("null"),
          value("true"),
          value("0"),
          value("1"),
          value("2"),
          value("1.0"),
          value("\"\""),
          value("\"a\""),
          value("\"b\""));

  private static final List<JsonValue> VALUES = values();

  private static List<JsonValue> values() {
    List<JsonValue> items = new ArrayList<>(SCALARS);
    items.addAll(
        List.of(
            value("[]"),
            value("[1]"),
            value("[0,1]"),
            value("{}"),
            value("{\"a\":1}"),
            value("{\"b\":0,\"a\":1}")));
    List<JsonValue> all = new ArrayList<>(items);
    for (JsonValue a : items) {
      all.add(new JsonValue.Arr(List.of(new JsonValue.Run(a, 1))));
      for (JsonValue b : items) {
        all.add(array(a, b));
      }
    }
    for (JsonValue a : SCALARS.subList(1, 7)) {
      for (JsonValue b : SCALARS.subList(1, 7)) {
        for (JsonValue c : SCALARS.subList(1, 7)) {
          all.add(array(a, b, c));
        }
      }
    }
    List<String> keys = List.of("a", "b", "c", "dd");
    for (int set = 0; set < 16; set++) {
      for (int mix = 0; mix < 6 * Integer.bitCount(set); mix++) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int k = 0; k < 4; k++) {
          if ((set >> k & 1) != 0) {
            members.put(keys.get(k), items.get((mix * (k + 3) + 5 * k) % items.size()));
          }
        }
        all.add(new JsonValue.Obj(members));
      }
    }
    return all;
  }

  private static JsonValue array(JsonValue... items) {
    return new JsonValue.Arr(
        IntStream.range(0, items.length).mapToObj(i -> new JsonValue.Run(items[i], 1)).toList());
  }

  private static JsonValue value(String text) {
    return value(MAPPER.readTree(text));
  }

  private static JsonValue value(JsonNode node) {
    if (node.isArray()) {
      List<JsonValue.Run> runs = new ArrayList<>();
      node.forEach(item -> runs.add(new JsonValue.Run(value(item), 1)));
      return new JsonValue.Arr(runs);
    }
    if (node.isObject()) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      node.properties().forEach(e -> members.put(e.getKey(), value(e.getValue())));
      return new JsonValue.Obj(members);
    }
    if (node.isString()) {
      return new JsonValue.Str(dev.espalier.compiler.lexical.StringWord.of(node.asString()));
    }
    if (node.isNumber()) {
      return new JsonValue.Num(node.toString());
    }
    return new JsonValue.Word(
        node.isNull() ? JsonType.NULL : node.asBoolean() ? JsonType.TRUE : JsonType.FALSE);
  }

  /** Makes random shapes. */
  private static final class Maker {
    private final Shapes shapes;
    private final SplittableRandom random;

    Maker(Shapes shapes, SplittableRandom random) {
      this.shapes = shapes;
      this.random = random;
    }

    Shape shape(int depth) {
      int kind = random.nextInt(depth <= 0 ? 6 : 20);
      return switch (kind) {
        case 0 -> shapes.types(1 + random.nextInt(JsonType.ALL));
        case 1 -> shapes.constant(SCALARS.get(random.nextInt(SCALARS.size())));
        case 2 ->
            random.nextBoolean()
                ? shapes.numbers(NumberSet.atMost(BigDecimal.valueOf(random.nextInt(3))))
                : shapes.numbers(SpelledNumbers.PLAIN);
        case 3 -> shapes.strings(StringSet.ofWords("a", "b"));
        case 4 -> shapes.types(JsonType.NUMBER.bit() | JsonType.STRING.bit());
        case 5 -> random.nextInt(3) == 0 ? shapes.any : shapes.types(JsonType.STRING.bit());
        case 6 -> shapes.items(prefix(depth), shape(depth - 1));
        case 7 -> shapes.itemCount(random.nextInt(3), 1 + random.nextInt(3));
        case 8 ->
            shapes.contains(
                shape(depth - 1),
                random.nextInt(3),
                random.nextInt(2) == 0 ? Long.MAX_VALUE : random.nextInt(3));
        case 9 -> shapes.unique();
        case 10 -> shapes.members(names(depth), patterns(depth), shape(depth - 1));
        case 11 -> shapes.someMember(names(depth), patterns(depth), shape(depth - 1));
        case 12 -> shapes.required(List.of(key(), key()));
        case 13 -> shapes.memberCount(random.nextInt(3), 1 + random.nextInt(3));
        case 14 -> shapes.propertyNames(shape(0));
        case 15 -> shapes.not(shape(depth - 1));
        case 16 -> shapes.one(List.of(shape(depth - 1), shape(depth - 1), shape(depth - 1)));
        case 17 -> shapes.and(shape(depth - 1), shape(depth - 1));
        case 18 -> shapes.or(shape(depth - 1), shape(depth - 1));
        default ->
            shapes.and(
                List.of(
                    shapes.types(
                        random.nextBoolean() ? JsonType.ARRAY.bit() : JsonType.OBJECT.bit()),
                    shape(depth - 1),
                    shape(depth - 1)));
      };
    }

    private List<Shape> prefix(int depth) {
      return LongStream.range(0, random.nextInt(3)).mapToObj(i -> shape(depth - 1)).toList();
    }

    private String key() {
      return List.of("a", "b", "c").get(random.nextInt(3));
    }

    private Map<String, Shape> names(int depth) {
      Map<String, Shape> names = new LinkedHashMap<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        names.put(key(), shape(depth - 1));
      }
      return names;
    }

    private List<PatternMember> patterns(int depth) {
      return switch (random.nextInt(5)) {
        case 0 -> List.of(new PatternMember(A_OR_C, shape(depth - 1)));
        case 1 -> List.of(new PatternMember(LONG, shape(depth - 1)));
        default -> List.of();
      };
    }
  }

  static LongStream seeds() {
    return LongStream.range(FIRST, FIRST + ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void complementsHoldTheOtherValues(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 40; round++) {
      Shapes shapes = new Shapes(CompileLimits.DEFAULT, false);
      Shape shape = new Maker(shapes, random).shape(3);
      Membership membership = new Membership(shapes);
      Shape not = shapes.not(shape);
      for (JsonValue value : VALUES) {
        assertEquals(
            !membership.holds(shape, value),
            membership.holds(not, value),
            () -> "seed " + seed + ": " + shape + " of " + value);
        Shape restricted = shapes.restrict(shape, value.type());
        assertEquals(
            membership.holds(shape, value),
            membership.holds(restricted, value),
            () -> "seed " + seed + ": restricted " + shape + " of " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theEngineWritesWhatIsInTheShape(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int limits = 0;
    for (int round = 0; round < 40; round++) {
      boolean ordered = random.nextInt(4) == 0;
      Shapes shapes = new Shapes(CompileLimits.DEFAULT, ordered);
      Shape shape = new Maker(shapes, random).shape(3);
      try {
        check(shapes, shape, ordered, random);
      } catch (LimitExceeded e) {
        limits++;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + shape, e);
      }
    }
    assertTrue(limits <= 2, "seed " + seed + ": " + limits + " limits of 40");
  }

  private static void check(Shapes shapes, Shape shape, boolean ordered, SplittableRandom random) {
    Membership membership = new Membership(shapes);
    OutputForm form =
        new OutputForm(
            new WhiteSpace.Fixed(",", ":"),
            Spelling.CANONICAL,
            new NumberForm(2, 1, false),
            ordered ? KeyOrder.DECLARED : KeyOrder.ANY);
    JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withForm(form);
    Satisfier satisfier = new Satisfier(shapes, form, CompileLimits.DEFAULT);
    List<JsonValue> valid = VALUES.stream().filter(v -> membership.holds(shape, v)).toList();
    if (satisfier.witness(shape).isEmpty()) {
      assertTrue(valid.isEmpty(), () -> "no value, but " + valid.get(0));
      return;
    }
    assertTrue(membership.holds(shape, satisfier.witness(shape).orElseThrow()), "a false witness");
    Definition root = new Definition("");
    root.define(shape, List.of());
    Constraint constraint =
        new JsonGrammar(
                "",
                options,
                shapes,
                satisfier,
                root,
                new Report(List.of(), List.of(), List.of()),
                false)
            .bind(VOCABULARY);
    TreeMap<String, JsonValue> texts = new TreeMap<>();
    if (!ordered) {
      valid.forEach(v -> texts.put(write(v), v));
    }
    Map<String, State> states = new HashMap<>();
    for (String text : texts.keySet()) {
      if (random.nextInt(4) > 0) {
        continue;
      }
      State state = constraint.start();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        states.putIfAbsent(text.substring(0, i), state);
        try {
          state = state.next(new byte[] {bytes[i]});
        } catch (NotAllowed e) {
          fail("refused at " + i + ": " + text + ": " + e.getMessage());
        }
      }
      assertTrue(state.accepting(), () -> "not accepted: " + text);
    }
    states.put("", constraint.start());
    List<String> prefixes = new ArrayList<>(states.keySet());
    for (int i = 0; i < 10; i++) {
      String prefix = prefixes.get(random.nextInt(prefixes.size()));
      State state = java.util.Objects.requireNonNull(states.get(prefix));
      for (int steps = random.nextInt(4); steps >= 0; steps--) {
        checkMask(shape, membership, texts, prefix, state);
        int[] allowed = state.mask().ids();
        int token = allowed[random.nextInt(allowed.length)];
        if (token == EOS || !ascii(VOCABULARY.bytes(token))) {
          break;
        }
        prefix += new String(VOCABULARY.bytes(token), StandardCharsets.UTF_8);
        state = state.next(token);
      }
    }
  }

  private static void checkMask(
      Shape shape,
      Membership membership,
      TreeMap<String, JsonValue> texts,
      String prefix,
      State state) {
    for (int token = 0; token < VOCABULARY.size(); token++) {
      boolean allowed = state.mask().contains(token);
      assertEquals(allowed, state.allows(token), "mask and allows differ after " + prefix);
      if (token == EOS) {
        assertEquals(state.accepting(), allowed);
        if (allowed) {
          assertTrue(membership.holds(shape, value(prefix)), () -> "wrong end: " + prefix);
        }
        continue;
      }
      byte[] bytes = VOCABULARY.bytes(token);
      if (!ascii(bytes)) {
        continue;
      }
      String text = prefix + new String(bytes, StandardCharsets.UTF_8);
      if (allowed) {
        String whole =
            text + new String(state.next(token).completion().bytes(), StandardCharsets.UTF_8);
        assertTrue(membership.holds(shape, value(whole)), () -> "after " + text + " came " + whole);
      } else {
        String next = texts.ceilingKey(text);
        assertTrue(
            next == null || !next.startsWith(text),
            () -> "refused after '" + prefix + "': " + text + ", but valid: " + next);
      }
    }
  }

  private static boolean ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static String write(JsonValue value) {
    JsonValue.Text out = new JsonValue.Text(",", ":", 1 << 16);
    value.write(out);
    return out.toString();
  }

  private static final Vocabulary VOCABULARY = vocabulary();

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add(new byte[0]);
    for (String text :
        List.of(
            "\",",
            "\":",
            "[\"",
            ",1",
            "\",\"",
            "a\":",
            "{\"a\":1",
            "]]",
            "1]",
            "},{",
            "c\":[1",
            "dd\":0}",
            "[1,1",
            ",\"b",
            "\"]")) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, EOS);
  }

  @Test
  void theWorldHasAllTypes() {
    for (JsonType type : JsonType.values()) {
      if (type != JsonType.FALSE) {
        assertTrue(VALUES.stream().anyMatch(v -> v.type() == type), type.toString());
      }
    }
  }
}
