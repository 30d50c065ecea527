package dev.espalier.testsuite.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.grammars.BundledGrammar;
import dev.espalier.grammars.BundledGrammars;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LanguageTest {
  static Stream<Language> languages() {
    return Language.ALL.stream();
  }

  private static Vocabulary bytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return Vocabulary.of(tokens, 256);
  }

  @ParameterizedTest
  @MethodSource("languages")
  void textsAreLongAndOfTheLanguage(Language language) {
    Encoding o200k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    BundledGrammar grammar = BundledGrammars.named(language.name()).orElseThrow();
    State start = TextGrammar.compile(grammar.source(), grammar.options()).bind(bytes()).start();
    assertEquals(3, language.texts().size());
    for (String file : language.texts()) {
      String text = language.text(file);
      int tokens = o200k.countTokensOrdinary(text);
      assertTrue(tokens >= 2000, file + " has " + tokens + " tokens");
      State end = start.next(text.getBytes(StandardCharsets.UTF_8));
      assertTrue(end.accepting(), file);
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void larkGrammarsAreWhole(Language language) {
    String lark = language.lark().replaceAll("(?m)^//.*$", "");
    Matcher heads = Pattern.compile("(?m)^([A-Za-z_0-9]+): ").matcher(lark);
    Set<String> defined = new HashSet<>();
    while (heads.find()) {
      assertTrue(defined.add(heads.group(1)), heads.group(1) + " is defined twice");
    }
    // Names that are left once literals and patterns are gone.
    String names =
        lark.replaceAll("(?m)^%llguidance.*$", " ")
            .replaceAll("\"(?:\\\\.|[^\"\\\\])*\"i?|/(?:\\\\.|[^/\\\\])*/i?", " ")
            .replace("%ignore", " ");
    Matcher used = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*").matcher(names);
    while (used.find()) {
      assertTrue(defined.contains(used.group()), used.group() + " is not defined");
    }
    assertTrue(defined.contains("start"));
  }

  @Test
  void theWorkerAnswers() {
    WorkerAnswers worker = new WorkerAnswers(bytes());
    JsonNode answer =
        JsonMapper.shared()
            .readTree(
                worker.answer(
                    "{\"language\": \"arithmetic\", \"texts\": [[49, 43, 49], [49, 41], [49, 43], []]}"));
    assertEquals("[-1,1,-2,-2]", answer.get("results").toString());
    assertEquals(3, answer.get("times").get(0).size());
    assertEquals(1, answer.get("times").get(1).size());
    assertTrue(answer.get("first_ns").asLong() >= answer.get("compile_ns").asLong());
    for (String wrong : new String[] {"{", "{\"language\": \"cobol\"}", "[]"}) {
      assertTrue(worker.answer(wrong).startsWith("{\"error\":"), wrong);
    }
  }
}
