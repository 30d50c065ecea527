package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema, an output form, and what the judge accepts of all texts over a small pool of lexemes.
 */
final class World {
  private static final String[] WORDS = {
    "a", "b", "", "ab", "é", "\"", "\n", "aa", "ba", "/", "0", "😀", "a\n"
  };
  private static final String[] GAPS = {" ", "\n", "\t", "\r\n", "  "};

  private final JsonNode schema;
  private final String text;
  private final OutputForm form;
  private final SplittableRandom random;
  private final Judge judge;
  private final FormReader reader;
  private final Map<String, Boolean> judged = new HashMap<>();

  private final PrefixSet accepted = new PrefixSet();
  private final List<byte[]> acceptedTexts = new ArrayList<>();
  private final List<byte[]> refusedTexts = new ArrayList<>();
  private int length;
  private int enumerated;

  private final List<String> strings;
  private final List<BigDecimal> numbers;

  /**
   * Enumerates and judges.
   *
   * @param budget so many texts and parts of texts are enumerated
   */
  World(JsonNode schema, OutputForm form, SplittableRandom random, int budget) {
    this.schema = schema;
    this.text = schema.toString();
    this.form = form;
    this.random = random;
    this.judge = new Judge(text);
    this.reader = new FormReader(form);
    Set<String> words = new LinkedHashSet<>();
    Set<BigDecimal> values = new LinkedHashSet<>();
    collect(schema, "", words, values);
    // What the schema speaks of comes first: the pool takes the head of these lists.
    this.strings = shuffled(words);
    this.numbers = shuffled(values);
    for (int i = 0; i < 4; i++) {
      String word = WORDS[random.nextInt(WORDS.length)];
      if (!strings.contains(word)) {
        strings.add(word);
      }
    }
    numbers.add(new BigDecimal(random.nextInt(4)));
    numbers.add(new BigDecimal("0.5"));
    enumerate(budget);
    sample();
  }

  private <T> List<T> shuffled(Set<T> set) {
    List<T> list = new ArrayList<>(set);
    Collections.shuffle(list, new Random(random.nextLong()));
    return list;
  }

  /** The strings and numbers that a schema speaks of, and the neighbours of the numbers. */
  private static void collect(
      JsonNode node, String under, Set<String> words, Set<BigDecimal> values) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(e -> {
                if (under.equals("properties") || under.equals("enum") || under.equals("const")) {
                  words.add(e.getKey());
                }
                String below = under.equals("enum") || under.equals("const") ? under : e.getKey();
                collect(e.getValue(), below, words, values);
              });
      case ArrayNode array -> array.forEach(item -> collect(item, under, words, values));
      default -> {
        if (node.isString() && Set.of("enum", "const", "required").contains(under)) {
          words.add(node.asString());
        } else if (node.isNumber()) {
          BigDecimal value = node.decimalValue();
          values.add(value);
          values.add(value.add(BigDecimal.ONE));
          values.add(value.subtract(BigDecimal.ONE));
        }
      }
    }
  }

  private void enumerate(int budget) {
    Spellings spell = new Spellings(random, form);
    Set<String> scalars = new LinkedHashSet<>();
    List<byte[]> keys = new ArrayList<>();
    List<Integer> names = new ArrayList<>();
    String type = schema.path("type").asString("");
    boolean scalar = Set.of("string", "number", "integer").contains(type);
    boolean characters = random.nextInt(4) == 0 || scalar && random.nextInt(3) > 0;
    if (characters) {
      everyString(scalars);
      everyNumber(scalars);
    } else {
      for (String word : strings.subList(0, Math.min(2 + random.nextInt(3), strings.size()))) {
        scalars.add(spelled(spell, word));
        if (random.nextInt(3) == 0) {
          scalars.add(spelled(spell, word));
        }
      }
      for (BigDecimal value : numbers.subList(0, Math.min(1 + random.nextInt(4), numbers.size()))) {
        scalars.add(value.stripTrailingZeros().toPlainString());
        if (random.nextInt(3) == 0) {
          scalars.add(spell.number(value));
        }
      }
      Set<String> spelled = new LinkedHashSet<>();
      int n = Math.min(1 + random.nextInt(4), strings.size());
      for (int i = 0; i < n; i++) {
        for (int j = random.nextInt(4) == 0 ? 2 : 1; j > 0; j--) {
          String key = spelled(spell, strings.get(i));
          if (spelled.add(key)) {
            keys.add(bytes(key));
            names.add(i);
          }
        }
      }
    }
    scalars.addAll(List.of("true", "false", "null").subList(random.nextInt(3), 3));

    List<byte[]> gaps = new ArrayList<>(List.of(new byte[0]));
    List<byte[]> commas = new ArrayList<>();
    List<byte[]> colons = new ArrayList<>();
    if (form.whiteSpace() instanceof WhiteSpace.Fixed fixed) {
      commas.add(bytes(fixed.itemSeparator()));
      colons.add(bytes(fixed.keySeparator()));
    } else {
      if (random.nextInt(3) == 0) {
        gaps.add(bytes(GAPS[random.nextInt(GAPS.length)]));
      }
      for (byte[] before : gaps) {
        for (byte[] after : gaps) {
          commas.add(TextEnumerator.join(before, bytes(","), after));
          colons.add(TextEnumerator.join(before, bytes(":"), after));
        }
      }
    }
    TextEnumerator.Pool pool =
        new TextEnumerator.Pool(
            scalars.stream().map(World::bytes).toList(), keys, names, gaps, commas, colons);
    TextEnumerator.Enumerated all = new TextEnumerator(pool, budget, 40).run();
    length = all.length();
    enumerated = all.texts().size();
    for (byte[] each : all.texts()) {
      if (accepts(each)) {
        add(each);
      } else {
        refusedTexts.add(each);
      }
    }
  }

  private static String spelled(Spellings spell, String word) {
    StringBuilder out = new StringBuilder();
    spell.string(word, out);
    return out.toString();
  }

  /** Every string of up to three characters of a small alphabet. */
  private void everyString(Set<String> all) {
    List<String> alphabet = new ArrayList<>(List.of("a", "b"));
    alphabet.add(new String[] {"é", "😀", "0", "ab", "/"}[random.nextInt(5)]);
    alphabet.add(
        new String[] {"\\n", "\\\"", "\\u0061", "\\\\", "\\ud83d\\ude00"}[random.nextInt(5)]);
    List<String> words = List.of("");
    for (int n = 0; n <= 3; n++) {
      List<String> longer = new ArrayList<>();
      for (String word : words) {
        all.add('"' + word + '"');
        for (String c : alphabet) {
          longer.add(word + c);
        }
      }
      words = longer;
    }
  }

  /** Every number of up to four bytes over a few digits. */
  private void everyNumber(Set<String> all) {
    char digit = "1259".charAt(random.nextInt(4));
    char[] alphabet = {'0', digit, '-', '.', random.nextBoolean() ? 'e' : 'E'};
    List<String> texts = List.of("");
    for (int n = 1; n <= 4; n++) {
      List<String> longer = new ArrayList<>();
      for (String each : texts) {
        for (char c : alphabet) {
          longer.add(each + c);
        }
      }
      for (String each : longer) {
        if (each.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
          all.add(each);
        }
      }
      texts = longer;
    }
  }

  private void sample() {
    InstanceSampler sampler = new InstanceSampler(random, schema, strings, numbers);
    Spellings spell = new Spellings(random, form);
    for (int i = 0; i < 400; i++) {
      byte[] each = spell.text(sampler.next());
      if (each.length <= 200 && accepts(each)) {
        add(each);
      }
    }
  }

  private void add(byte[] each) {
    if (accepted.add(each)) {
      acceptedTexts.add(each);
    }
  }

  /** Whether a text is of the form and valid. */
  boolean accepts(byte[] each) {
    return judged.computeIfAbsent(
        new String(each, StandardCharsets.ISO_8859_1),
        key -> {
          Optional<JsonNode> value = reader.read(each);
          return value.isPresent()
              && (form.keys() == KeyOrder.ANY || declared(schema, value.get()))
              && judge.accepts(value.get());
        });
  }

  /**
   * Whether keys come as declared. Only for schemas in which one object alone speaks of a value:
   * see {@link #plain}.
   */
  private static boolean declared(JsonNode schema, JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        List<String> order = new ArrayList<>();
        schema.path("properties").properties().forEach(e -> order.add(e.getKey()));
        for (JsonNode name : schema.path("required")) {
          if (!order.contains(name.asString())) {
            order.add(name.asString());
          }
        }
        int last = -1;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          int at = order.indexOf(member.getKey());
          at = at < 0 ? Integer.MAX_VALUE : at;
          if (at < last) {
            return false;
          }
          last = at;
          JsonNode below =
              schema.path("properties").has(member.getKey())
                  ? schema.path("properties").path(member.getKey())
                  : schema.path("additionalProperties");
          if (!declared(below, member.getValue())) {
            return false;
          }
        }
        return true;
      }
      case ArrayNode array -> {
        JsonNode prefix = schema.path("prefixItems");
        JsonNode rest = schema.path("items");
        if (rest instanceof ArrayNode) {
          prefix = rest;
          rest = schema.path("additionalItems");
        }
        for (int i = 0; i < array.size(); i++) {
          if (!declared(i < prefix.size() ? prefix.get(i) : rest, array.get(i))) {
            return false;
          }
        }
        return true;
      }
      default -> {
        return true;
      }
    }
  }

  /** Whether one object alone speaks of each value, so that the declared order is plain. */
  static boolean plain(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (Set.of("anyOf", "allOf", "$ref", "patternProperties", "enum", "const")
                .contains(entry.getKey())
            || !plain(entry.getValue())) {
          return false;
        }
      }
    } else if (schema instanceof ArrayNode array) {
      for (JsonNode item : array) {
        if (!plain(item)) {
          return false;
        }
      }
    }
    return true;
  }

  static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.UTF_8);
  }

  JsonNode schema() {
    return schema;
  }

  /** The schema's text. */
  String text() {
    return text;
  }

  OutputForm form() {
    return form;
  }

  /** All accepted texts, those of at most {@link #length} bytes completely. */
  PrefixSet accepted() {
    return accepted;
  }

  List<byte[]> acceptedTexts() {
    return acceptedTexts;
  }

  List<byte[]> refusedTexts() {
    return refusedTexts;
  }

  /** All texts over the pool up to this length were judged. */
  int length() {
    return length;
  }

  /** How many texts were enumerated. */
  int enumerated() {
    return enumerated;
  }
}
