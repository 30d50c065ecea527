package dev.espalier.grammars;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.grammars.BundledGrammar.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a parser without types cannot see, a compiler does: the valid samples compile. */
class CppSamplesTest {

  @Test
  void validSamplesCompile() throws IOException, InterruptedException {
    Map<String, String> wrong = new TreeMap<>();
    for (Sample sample : BundledGrammars.named("cpp").orElseThrow().validSamples()) {
      String errors = compile(sample.text());
      if (!errors.isEmpty()) {
        wrong.put(sample.name(), errors);
      }
    }
    assertEquals(Map.of(), wrong);
  }

  private static String compile(String text) throws IOException, InterruptedException {
    Process compiler;
    try {
      compiler =
          new ProcessBuilder("g++", "-std=c++17", "-fsyntax-only", "-w", "-x", "c++", "-")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return Assumptions.abort("g++ is not installed: the samples of C++ are not compiled");
    }
    try (var in = compiler.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return compiler.waitFor() == 0 ? "" : output;
  }
}
