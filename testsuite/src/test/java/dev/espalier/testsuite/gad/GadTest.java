package dev.espalier.testsuite.gad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import dev.espalier.testsuite.text.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GadTest {
  private static final String TERMS =
      "root ::= \"f \" T\nT ::= \"a\" | \"b\" | \"(\" \"add\" \" \" T \" \" T \")\"\n";

  private static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    for (String token : new String[] {"add", " a", " b", "(a", "a)", "))", "f (", " ("}) {
      tokens.add(token.getBytes(StandardCharsets.UTF_8));
    }
    return Vocabulary.of(tokens, tokens.size());
  }

  private static State start(Vocabulary vocabulary, String grammar) {
    return TextGrammar.compile(grammar, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF))
        .bind(vocabulary)
        .start();
  }

  /** Whether a text is of TERMS, by taking innermost terms away. */
  private static boolean isTerm(String text) {
    if (!text.startsWith("f ")) {
      return false;
    }
    String left = text.substring(2);
    String before;
    do {
      before = left;
      left = left.replaceAll("\\(add [ab] [ab]\\)", "a");
    } while (!left.equals(before));
    return left.equals("a") || left.equals("b");
  }

  private static GadRun run(Predicate<String> judge, int texts) {
    Vocabulary vocabulary = vocabulary();
    return new GadRun(
        vocabulary,
        Encoder.ofBytes(vocabulary),
        (grammar, all) -> {
          boolean[] verdicts = new boolean[all.size()];
          for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = judge.test(all.get(i));
          }
          return verdicts;
        },
        texts,
        40,
        5);
  }

  @Test
  void drawnTextsAreOfTheGrammarAndOfManyLengths() {
    Vocabulary vocabulary = vocabulary();
    Sampler sampler =
        new Sampler(vocabulary, new SplittableRandom(3), start(vocabulary, TERMS), 40);
    Set<String> texts = new HashSet<>();
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      String text = sampler.draw();
      assertTrue(isTerm(text), text);
      assertTrue(text.length() <= 3 + 40, text);
      texts.add(text);
      lengths.add(text.length());
    }
    assertTrue(texts.size() > 100, texts.size() + " different texts");
    assertTrue(lengths.size() >= 4, lengths.toString());
  }

  @Test
  void aGrammarOfOneTextEnds() {
    Vocabulary vocabulary = vocabulary();
    Sampler sampler =
        new Sampler(
            vocabulary, new SplittableRandom(3), start(vocabulary, "root ::= \"ab\" | \"\""), 9);
    for (int i = 0; i < 50; i++) {
      assertTrue(Set.of("", "ab").contains(sampler.draw()));
    }
  }

  @Test
  void agreesWithARightJudge() {
    GadRun run = run(GadTest::isTerm, 200);
    run.run(new Task("terms", TERMS));
    assertEquals(List.of(), run.findings());
    assertEquals(1, run.grammars());
    assertEquals(200, run.strings());
    assertEquals(200, run.accepted());
    assertEquals(200, run.mutants());
    assertEquals(0, run.disagreements());
    assertTrue(run.mutantsAccepted() > 5, run.mutantsAccepted() + " edited texts are valid");
    assertTrue(run.mutantsAccepted() < 150, run.mutantsAccepted() + " edited texts are valid");
  }

  @Test
  void findsWhatAWrongJudgeSays() {
    GadRun strict = run(text -> isTerm(text) && !text.contains("add a"), 100);
    strict.run(new Task("terms", TERMS));
    assertTrue(strict.disagreements() > 0);
    assertTrue(strict.accepted() < strict.strings());
    assertTrue(strict.findings().get(0).startsWith("terms: "), strict.findings().get(0));
    GadRun lax = run(text -> true, 100);
    lax.run(new Task("terms", TERMS));
    assertEquals(100, lax.accepted());
    assertTrue(lax.disagreements() > 0);
  }

  @Test
  void aGrammarThatDoesNotCompileIsFound() {
    GadRun run = run(GadTest::isTerm, 10);
    run.run(new Task("broken", "root ::= missing"));
    assertEquals(1, run.refused());
    assertEquals(0, run.grammars());
    assertTrue(run.findings().get(0).startsWith("broken does not compile"));
  }

  @Test
  void readsTasks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tasks.gz");
    write(file, "{\"id\": \"a/1\", \"task\": \"a\", \"grammar\": \"root ::= \\\"x\\\"\"}\n");
    assertEquals(List.of(new Task("a/1", "root ::= \"x\"")), Task.read(file));
    write(file, "{\"id\": \"a/1\"}\n");
    assertThrows(RunException.class, () -> Task.read(file));
    Files.writeString(file, "not gzip");
    assertThrows(RunException.class, () -> Task.read(file));
  }

  private static void write(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
