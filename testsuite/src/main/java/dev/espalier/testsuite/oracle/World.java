package dev.espalier.testsuite.oracle;

import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
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
  private static final int SAMPLES = 400;
  private static final Set<String> KEYS_OF =
      Set.of(
          "properties", "enum", "const", "dependentRequired", "dependentSchemas", "dependencies");
  private static final Set<String> KEYS_UNDER =
      Set.of("enum", "const", "required", "dependentRequired", "dependencies");
  private static final String[] GAPS = {" ", "\n", "\t", "\r\n", "  "};

  private final JsonNode schema;
  private final String text;
  private final OutputForm form;
  private final SplittableRandom random;
  private final TextJudge judge;

  private final PrefixSet accepted = new PrefixSet();
  private final List<byte[]> acceptedTexts = new ArrayList<>();
  private final List<byte[]> refusedTexts = new ArrayList<>();
  private final List<byte[]> nearMisses = new ArrayList<>();
  private int length;
  private int enumerated;

  private final List<String> strings;
  private final List<BigDecimal> numbers;

  /**
   * Enumerates and judges.
   *
   * @param budget so many texts and parts of texts are enumerated
   */
  World(JsonNode schema, OutputForm form, SplittableRandom random, int budget, TextJudge judge) {
    this.schema = schema;
    this.text = schema.toString();
    this.form = form;
    this.random = random;
    this.judge = judge;
    Set<String> words = new LinkedHashSet<>();
    Set<BigDecimal> values = new LinkedHashSet<>();
    collect(schema, "", words, values);
    // What the schema speaks of comes first: the pool takes the head of these lists.
    this.strings = shuffled(words);
    this.numbers = shuffled(values);
    for (int i = 0; i < 5; i++) {
      String word =
          random.nextInt(3) > 0
              ? WORDS[random.nextInt(WORDS.length)]
              : WORDS[random.nextInt(WORDS.length)] + WORDS[random.nextInt(WORDS.length)];
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
                if (KEYS_OF.contains(under)) {
                  words.add(e.getKey());
                }
                String below = under.equals("enum") || under.equals("const") ? under : e.getKey();
                collect(e.getValue(), below, words, values);
              });
      case ArrayNode array -> array.forEach(item -> collect(item, under, words, values));
      default -> {
        if (node.isString() && KEYS_UNDER.contains(under)) {
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
    List<JsonNode> valid = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      // Every second guess is a neighbour of a value that is valid, where there is one.
      boolean near = i % 2 == 1 && !valid.isEmpty();
      JsonNode value =
          near ? sampler.neighbour(valid.get(random.nextInt(valid.size()))) : sampler.next();
      byte[] each = spell.text(value);
      if (each.length > 200) {
        continue;
      }
      if (accepts(each)) {
        add(each);
        valid.add(value);
      } else if (near) {
        nearMisses.add(each);
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
    return judge.accepts(each);
  }

  /** What networknt's judge says of a text, if it can be asked. */
  Optional<Boolean> second(byte[] each) {
    return judge.second(each);
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

  /** Texts that are not valid but differ little from a valid one. */
  List<byte[]> nearMisses() {
    return nearMisses;
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
