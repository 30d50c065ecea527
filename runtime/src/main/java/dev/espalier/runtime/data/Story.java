package dev.espalier.runtime.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A text in the making, and the record that it tells of. */
final class Story {
  private final Draw draw;
  private final ObjectNode record = JsonNodeFactory.instance.objectNode();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final List<String> sentences = new ArrayList<>();
  private String opening = "";

  Story(Draw draw) {
    this.draw = draw;
  }

  ObjectNode record() {
    return record;
  }

  /** What {@code {name}} stands for in the sentences that follow. */
  Story let(String name, Object value) {
    words.put(name, value.toString());
    return this;
  }

  Story put(String key, String value) {
    record.put(key, value);
    return let(key, value);
  }

  Story put(String key, int value) {
    record.put(key, value);
    return let(key, value);
  }

  Story put(String key, BigDecimal value) {
    record.put(key, value);
    return let(key, value.toPlainString());
  }

  Story put(String key, boolean value) {
    record.put(key, value);
    return this;
  }

  Story putNull(String key) {
    record.putNull(key);
    return this;
  }

  Story put(String key, List<String> values) {
    ArrayNode array = record.putArray(key);
    values.forEach(array::add);
    if (!values.isEmpty()) {
      let(key, Draw.joined(values));
    }
    return this;
  }

  /** The sentence that the text begins with. */
  Story open(String... phrasings) {
    opening = filled(draw.pick(phrasings));
    return this;
  }

  /** A sentence somewhere behind the opening; an empty phrasing says nothing. */
  Story say(String... phrasings) {
    String sentence = filled(draw.pick(phrasings));
    if (!sentence.isEmpty()) {
      sentences.add(sentence);
    }
    return this;
  }

  Story sayIf(boolean condition, List<String> whenTrue, List<String> whenFalse) {
    return say((condition ? whenTrue : whenFalse).toArray(String[]::new));
  }

  /** The opening, and the sentences in random order. */
  String text() {
    List<String> order = new ArrayList<>(sentences);
    draw.shuffle(order);
    StringBuilder text = new StringBuilder(opening);
    for (String sentence : order) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      text.append(sentence);
    }
    return text.toString();
  }

  private String filled(String template) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (true) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        return out.append(template, at, template.length()).toString();
      }
      int close = template.indexOf('}', open);
      String name = template.substring(open + 1, close);
      String word = words.get(name);
      if (word == null) {
        throw new IllegalArgumentException("nothing is called " + name + " in: " + template);
      }
      out.append(template, at, open).append(word);
      at = close + 1;
    }
  }
}
