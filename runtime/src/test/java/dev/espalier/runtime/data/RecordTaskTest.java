package dev.espalier.runtime.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordTaskTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Set<String> KEYWORDS =
      Set.of(
          "$schema",
          "title",
          "type",
          "enum",
          "pattern",
          "properties",
          "required",
          "items",
          "additionalProperties",
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength");

  private final RecordTask task = RecordTask.create();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> validators = new HashMap<>();

  @ParameterizedTest
  @EnumSource(Split.class)
  void everyAnswerIsValidUnderItsSchema(Split split) {
    for (RecordExample example : task.examples(split, 11, 2_000)) {
      Schema schema =
          validators.computeIfAbsent(
              example.schemaJson(), json -> registry.getSchema(json, InputFormat.JSON));
      List<com.networknt.schema.Error> errors = schema.validate(example.answer(), InputFormat.JSON);
      assertTrue(errors.isEmpty(), () -> example + "\n" + errors);
    }
  }

  @Test
  void aWrongAnswerIsNotValid() {
    Schema schema = registry.getSchema(schema("measurement"), InputFormat.JSON);
    String answer = task.examples(Split.TEST, 1, 1, "measurement").getFirst().answer();
    assertTrue(schema.validate(answer, InputFormat.JSON).isEmpty());
    String wrong = answer.replaceFirst("\"quantity\": \"[a-z]+\"", "\"quantity\": \"colour\"");
    assertFalse(schema.validate(wrong, InputFormat.JSON).isEmpty(), wrong);
  }

  @Test
  void sameSeedSameExamples() {
    assertEquals(task.examples(Split.TRAIN, 5, 300), task.examples(Split.TRAIN, 5, 300));
    assertEquals(
        task.examples(Split.TRAIN, 5, 300).subList(0, 100), task.examples(Split.TRAIN, 5, 100));
    assertFalse(task.examples(Split.TRAIN, 5, 10).equals(task.examples(Split.TRAIN, 6, 10)));
  }

  @Test
  void heldOutSchemasAndTheirTextsAreNeverTrainedOn() {
    Set<String> seen = new HashSet<>();
    Set<String> keySets = new HashSet<>();
    for (RecordExample example : task.examples(Split.TRAIN, 3, 5_000)) {
      seen.add(example.schemaName());
      keySets.add(keys(example.schemaJson()).toString());
    }
    for (String name : task.heldOutSchemas()) {
      assertFalse(seen.contains(name), name);
      assertFalse(keySets.contains(keys(schema(name)).toString()), name);
      assertThrows(
          IllegalArgumentException.class, () -> task.examples(Split.TRAIN, 1, 1, name), name);
    }
    seen.remove("form");
    assertEquals(Set.copyOf(task.trainedSchemas()), seen);
    assertTrue(task.trainedSchemas().size() >= 12);
    assertTrue(task.heldOutSchemas().size() >= 3);
  }

  @Test
  void noTextIsInTwoSplits() {
    Set<String> trained = new HashSet<>();
    for (RecordExample example : task.examples(Split.TRAIN, 1, 5_000)) {
      trained.add(example.text());
    }
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      for (RecordExample example : task.examples(split, 1, 1_000)) {
        assertFalse(trained.contains(example.text()), example.text());
        assertEquals(split, Split.of(example.text()));
      }
    }
  }

  @Test
  void answersAreInTheOneStyle() {
    for (RecordExample example : task.examples(Split.TRAIN, 9, 2_000)) {
      assertFalse(example.answer().contains("\n"), example.answer());
      JsonNode record = MAPPER.readTree(example.answer());
      List<String> declared = new ArrayList<>(keys(example.schemaJson()));
      List<String> present = new ArrayList<>();
      record.properties().forEach(property -> present.add(property.getKey()));
      declared.retainAll(present);
      assertEquals(declared, present, example.answer());
      // Without what stands in strings, blanks stand behind colons and commas only.
      String bare = example.answer().replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "s");
      assertEquals(bare.replaceAll("[:,](?! )|(?<![:,]) ", "!"), bare);
    }
  }

  @Test
  void schemasUseOnlyTheFirstKeywords() {
    task.schemas().forEach((name, json) -> onlyKnownKeywords(name, MAPPER.readTree(json)));
  }

  private static void onlyKnownKeywords(String name, JsonNode schema) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      assertTrue(KEYWORDS.contains(keyword.getKey()), name + ": " + keyword.getKey());
      if (keyword.getKey().equals("properties")) {
        keyword.getValue().forEach(inner -> onlyKnownKeywords(name, inner));
      } else if (keyword.getKey().equals("items")) {
        onlyKnownKeywords(name, keyword.getValue());
      }
    }
  }

  private String schema(String name) {
    return task.schemas().getOrDefault(name, "");
  }

  private static List<String> keys(String schemaJson) {
    List<String> keys = new ArrayList<>();
    MAPPER
        .readTree(schemaJson)
        .get("properties")
        .properties()
        .forEach(property -> keys.add(property.getKey()));
    return keys;
  }
}
