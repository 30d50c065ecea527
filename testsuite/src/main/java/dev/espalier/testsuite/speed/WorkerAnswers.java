package dev.espalier.testsuite.speed;

import dev.espalier.compiler.EspalierException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import dev.espalier.testsuite.LongList;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers the lines of the protocol for this engine.
 *
 * <pre>
 * in:  {"language": name, "texts": [[id, …], …]}
 * out: {"compile_ns": n, "first_ns": n, "results": [-1, …], "times": [[n, …], …]}
 * </pre>
 */
final class WorkerAnswers {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Vocabulary vocabulary;
  private final Walk walk;

  WorkerAnswers(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.walk = new Walk(vocabulary);
  }

  /** The answer to a line: one line, whatever the line says. */
  String answer(String line) {
    Map<String, Object> answer;
    try {
      JsonNode question = MAPPER.readTree(line);
      String name = question.path("language").asString("");
      BundledGrammar grammar =
          BundledGrammars.named(name)
              .orElseThrow(() -> new RunException("no bundled grammar \"" + name + "\""));
      answer = walk(grammar, texts(question.path("texts")));
    } catch (JacksonException e) {
      answer = Map.of("error", "no JSON: " + e.getOriginalMessage());
    } catch (EspalierException e) {
      answer = Map.of("error", String.valueOf(e.getMessage()));
    }
    return MAPPER.writeValueAsString(answer);
  }

  private Map<String, Object> walk(BundledGrammar grammar, List<int[]> texts) {
    String source = grammar.source();
    long before = System.nanoTime();
    State start = TextGrammar.compile(source, grammar.options()).bind(vocabulary).start();
    long compiled = System.nanoTime();
    walk.dense(start);
    long first = System.nanoTime();
    List<Integer> results = new ArrayList<>();
    List<long[]> times = new ArrayList<>();
    for (int[] text : texts) {
      LongList steps = new LongList();
      results.add(walk.run(start, text, steps));
      times.add(steps.toArray());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("compile_ns", compiled - before);
    answer.put("first_ns", first - before);
    answer.put("results", results);
    answer.put("times", times);
    return answer;
  }

  private static List<int[]> texts(JsonNode node) {
    List<int[]> texts = new ArrayList<>();
    for (JsonNode text : node) {
      int[] ids = new int[text.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = text.get(i).asInt(-1);
      }
      texts.add(ids);
    }
    return texts;
  }
}
