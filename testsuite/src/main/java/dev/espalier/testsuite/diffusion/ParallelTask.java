package dev.espalier.testsuite.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A few texts, all equally likely, whose tokens depend on each other: what a model that predicts
 * positions one by one gets wrong when several are written at once. After ParallelBench (Kang et
 * al. 2025), small enough that a model's predictions can be the exact ones.
 *
 * @param texts as tokens of the vocabulary, all of one length
 */
record ParallelTask(String name, Vocabulary vocabulary, List<int[]> texts) {

  /** The tasks, by their names. */
  static List<ParallelTask> all() {
    return List.of(
        task("copy", List.of(List.of("one ", "two ", "three ", "four ", "five ", "six "))),
        task("cities", cities(3)),
        task("shuffle", orders(List.of("one ", "two ", "three ", "four ", "five "))),
        task("latin", squares(4)));
  }

  int length() {
    return texts.getFirst().length;
  }

  /** The number of the mask, which is no token. */
  int mask() {
    return vocabulary.size();
  }

  /** A checker of a grammar that lists the texts. */
  CanvasChecker checker() {
    StringBuilder source = new StringBuilder("root ::= ");
    for (int i = 0; i < texts.size(); i++) {
      source.append(i == 0 ? "\"" : " | \"").append(text(texts.get(i))).append('"');
    }
    return CanvasChecker.of(TextGrammar.compile(source.toString()).bind(vocabulary));
  }

  private String text(int[] tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(new String(vocabulary.bytes(token), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /** The texts, to look one up. */
  Map<String, Integer> index() {
    Map<String, Integer> index = new LinkedHashMap<>();
    for (int[] tokens : texts) {
      index.put(text(tokens), index.size());
    }
    return index;
  }

  private static ParallelTask task(String name, List<List<String>> texts) {
    Vocabulary.Builder builder = Vocabulary.builder();
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (List<String> text : texts) {
      for (String token : text) {
        if (ids.putIfAbsent(token, ids.size()) == null) {
          builder.add(token.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    List<int[]> tokens =
        texts.stream().map(text -> text.stream().mapToInt(ids::get).toArray()).toList();
    // Single characters as well, though no text has room for them.
    for (String token : List.copyOf(ids.keySet())) {
      for (String character : token.split("")) {
        if (ids.putIfAbsent(character, ids.size()) == null) {
          builder.add(character.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    builder.special("<end>");
    return new ParallelTask(name, builder.eos(ids.size()).build(), tokens);
  }

  /** Names of two words each, which do not mix. */
  private static List<List<String>> cities(int count) {
    List<List<String>> all = List.of(List.of());
    for (int i = 0; i < count; i++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> text : all) {
        for (String city : List.of("New York", "Los Angeles", "San Diego", "Las Vegas")) {
          List<String> more = new ArrayList<>(text);
          for (String word : city.split(" ")) {
            more.add(word + " ");
          }
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  /** All orders of some words. */
  private static List<List<String>> orders(List<String> words) {
    if (words.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> all = new ArrayList<>();
    for (String first : words) {
      List<String> others = new ArrayList<>(words);
      others.remove(first);
      for (List<String> rest : orders(others)) {
        List<String> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
  }

  /** All Latin squares of a size, row by row. */
  private static List<List<String>> squares(int size) {
    List<List<String>> all = new ArrayList<>();
    square(size, new ArrayList<>(), all);
    return all;
  }

  private static void square(int size, List<String> begun, List<List<String>> all) {
    int at = begun.size();
    if (at == size * size) {
      all.add(List.copyOf(begun));
      return;
    }
    for (int digit = 1; digit <= size; digit++) {
      String token = String.valueOf(digit);
      boolean free = true;
      for (int i = 0; i < at; i++) {
        boolean meets = i / size == at / size || i % size == at % size;
        free &= !meets || !begun.get(i).equals(token);
      }
      if (free) {
        begun.add(token);
        square(size, begun, all);
        begun.removeLast();
      }
    }
  }
}
