package dev.espalier.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Texts and their records. The schemas are files beside this class ({@code schemas/NAME.json}); a
 * few of them are held out of training, together with every text that tells of them.
 *
 * <p>In the training split a third of the examples come with a schema made up for them, and half of
 * the others ask for some of their schema's fields only, in any order: so that a model learns to
 * read what is asked for. The other splits ask for the schemas of the files as they are.
 */
public final class RecordTask {
  private static final List<String> HELD_OUT =
      List.of("appointment", "delivery", "house", "course");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Map<String, String> schemas;
  private final Map<String, ObjectNode> parsed = new LinkedHashMap<>();
  private final List<String> trained = new ArrayList<>();

  private RecordTask(Map<String, String> schemas) {
    this.schemas = Collections.unmodifiableMap(schemas);
    schemas.forEach((name, json) -> {
      parsed.put(name, (ObjectNode) MAPPER.readTree(json));
      if (!HELD_OUT.contains(name)) {
        trained.add(name);
      }
    });
  }

  /**
   * The task with the schemas of this library.
   *
   * @throws UncheckedIOException if a schema's file cannot be read
   */
  public static RecordTask create() {
    Map<String, String> schemas = new LinkedHashMap<>();
    for (String name : Stories.BY_SCHEMA.keySet()) {
      try (InputStream in = RecordTask.class.getResourceAsStream("schemas/" + name + ".json")) {
        if (in == null) {
          throw new IOException("no resource schemas/" + name + ".json");
        }
        schemas.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new RecordTask(schemas);
  }

  /** All schemas: JSON text by name, in a fixed order, held-out ones last. */
  public Map<String, String> schemas() {
    return schemas;
  }

  /** Names of the schemas that the training split draws from. */
  public List<String> trainedSchemas() {
    return List.copyOf(trained);
  }

  /** Names of the schemas that the training split never shows. */
  public List<String> heldOutSchemas() {
    return HELD_OUT;
  }

  /**
   * {@code count} examples. The training split draws from the trained schemas and from made-up
   * ones; the others go round all schemas in turn.
   */
  public List<RecordExample> examples(Split split, long seed, int count) {
    List<RecordExample> examples = new ArrayList<>(count);
    List<String> names = List.copyOf(schemas.keySet());
    for (int i = 0; i < count; i++) {
      long own = mix(seed, i);
      if (split == Split.TRAIN) {
        Draw draw = new Draw(own);
        examples.add(
            draw.chance(0.34)
                ? form(split, mix(own, 1))
                : draw(split, draw.pick(trained), mix(own, 1), draw.chance(0.5)));
      } else {
        examples.add(draw(split, names.get(i % names.size()), own, false));
      }
    }
    return examples;
  }

  /**
   * {@code count} examples of one schema, as the file has it.
   *
   * @throws IllegalArgumentException if no schema has that name, or if it is held out and {@code
   *     split} is the training split
   */
  public List<RecordExample> examples(Split split, long seed, int count, String schemaName) {
    if (!schemas.containsKey(schemaName)) {
      throw new IllegalArgumentException("no schema is called " + schemaName);
    }
    if (split == Split.TRAIN && HELD_OUT.contains(schemaName)) {
      throw new IllegalArgumentException(schemaName + " is held out of training");
    }
    List<RecordExample> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      examples.add(draw(split, schemaName, mix(seed, i), false));
    }
    return examples;
  }

  /** Tells stories until one falls into {@code split}: 1 of 20 does in the rarest. */
  private RecordExample draw(Split split, String name, long seed, boolean varied) {
    for (long attempt = 0; ; attempt++) {
      Draw draw = new Draw(mix(seed, attempt));
      Story story = new Story(draw);
      tell(name, story, draw);
      String text = story.text();
      if (Split.of(text) == split) {
        ObjectNode record = story.record();
        ObjectNode schema = schemaOf(name);
        String json = schemas.getOrDefault(name, "");
        if (varied) {
          List<String> kept = keptFields(schema, draw);
          schema = reduced(schema, kept);
          record = picked(record, kept);
          json = MAPPER.writeValueAsString(schema);
        }
        return new RecordExample(
            name, json, text, RecordPrompt.of(text, json), RecordWriter.write(record));
      }
    }
  }

  private ObjectNode schemaOf(String name) {
    ObjectNode schema = parsed.get(name);
    if (schema == null) {
      throw new IllegalArgumentException("no schema is called " + name);
    }
    return schema;
  }

  private static void tell(String name, Story story, Draw draw) {
    var teller = Stories.BY_SCHEMA.get(name);
    if (teller == null) {
      throw new IllegalArgumentException("nothing tells of " + name);
    }
    teller.accept(story, draw);
  }

  private static RecordExample form(Split split, long seed) {
    for (long attempt = 0; ; attempt++) {
      Forms.Form form = Forms.make(new Draw(mix(seed, attempt)));
      String text = form.story().text();
      if (Split.of(text) == split && !text.isEmpty()) {
        String json = MAPPER.writeValueAsString(form.schema());
        return new RecordExample(
            "form",
            json,
            text,
            RecordPrompt.of(text, json),
            RecordWriter.write(form.story().record()));
      }
    }
  }

  private static List<String> keptFields(ObjectNode schema, Draw draw) {
    List<String> names = new ArrayList<>();
    schema.get("properties").properties().forEach(property -> names.add(property.getKey()));
    List<String> kept = new ArrayList<>();
    for (int place : draw.places(names.size(), draw.between(2, names.size()))) {
      kept.add(names.get(place));
    }
    if (draw.chance(0.5)) {
      draw.shuffle(kept);
    }
    return kept;
  }

  private static ObjectNode reduced(ObjectNode schema, List<String> kept) {
    ObjectNode reduced = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      switch (keyword.getKey()) {
        case "properties" ->
            reduced.set("properties", picked((ObjectNode) keyword.getValue(), kept));
        case "required" -> {
          ArrayNode required = reduced.putArray("required");
          for (JsonNode name : keyword.getValue()) {
            if (kept.contains(name.asString())) {
              required.add(name);
            }
          }
        }
        default -> reduced.set(keyword.getKey(), keyword.getValue());
      }
    }
    return reduced;
  }

  private static ObjectNode picked(ObjectNode from, List<String> names) {
    ObjectNode picked = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      JsonNode value = from.get(name);
      if (value != null) {
        picked.set(name, value);
      }
    }
    return picked;
  }

  /** A seed from a seed and a number: SplitMix64's finisher over their sum. */
  static long mix(long seed, long number) {
    long z = seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L + 0x8CB92BA72F3D8DD7L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
