package dev.espalier.testsuite.regex;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.regex.EcmaRegex;
import dev.espalier.compiler.regex.RegexException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares random patterns on random texts with Node's {@code RegExp}: whether they are valid, with
 * the flag {@code u} and without, and where they match.
 *
 * <p>Not part of any build: it needs {@code node}. By Annex B only patterns and texts without
 * supplementary characters and without <code>&#92;p{</code> and <code>&#92;u{</code> are compared,
 * where {@link EcmaRegex} departs from it on purpose.
 */
@Command(
    name = "regex-differential",
    mixinStandardHelpOptions = true,
    description = "Compares random patterns with Node's RegExp (needs node).")
public final class NodeDifferential implements Callable<Integer> {
  private static final int TEXTS = 20;

  @Option(names = "--patterns", description = "how many (default: ${DEFAULT-VALUE})")
  private int patterns = 20_000;

  @Option(names = "--seed", description = "of the random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--node", description = "the command (default: ${DEFAULT-VALUE})")
  private String node = "node";

  @Option(names = "--verbose", description = "name the patterns that end in a limit")
  private boolean verbose;

  private final Map<String, Integer> counts = new TreeMap<>();
  private int differences;

  NodeDifferential() {}

  /** Runs it alone. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new NodeDifferential()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Path script = Files.createTempFile("judge", ".js");
    try (InputStream in = NodeDifferential.class.getResourceAsStream("judge.js")) {
      Files.write(script, in.readAllBytes());
      Process process =
          new ProcessBuilder(node, script.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (Writer out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
          BufferedReader answers =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        compare(out, answers);
      } finally {
        process.destroy();
      }
    } finally {
      Files.delete(script);
    }
    System.out.printf("seed %d, %d patterns, %d texts each: %s%n", seed, patterns, TEXTS, counts);
    System.out.printf("%d differences%n", differences);
    return differences == 0 ? 0 : 1;
  }

  private void compare(Writer out, BufferedReader answers) throws IOException {
    JsonMapper mapper = new JsonMapper();
    RandomPatterns random = new RandomPatterns(seed);
    for (int i = 0; i < patterns; i++) {
      String pattern = i % 2 == 0 ? random.built(1 + i / 2 % 9) : random.crumbs();
      List<String> texts = new ArrayList<>();
      for (int k = 0; k < TEXTS; k++) {
        texts.add(random.text());
      }
      out.write(mapper.writeValueAsString(Map.of("pattern", pattern, "texts", texts)) + "\n");
      out.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new UncheckedIOException(new IOException("node has ended at /" + pattern + "/"));
      }
      JsonNode answer = mapper.readTree(line);
      judge(pattern, texts, answer.get("unicode"), answer.get("plain"));
    }
  }

  private void judge(String pattern, List<String> texts, JsonNode unicode, JsonNode plain) {
    EcmaRegex regex;
    try {
      regex = EcmaRegex.parse(pattern, EcmaRegex.DEFAULT_NESTING, Work.standard());
    } catch (RegexException e) {
      if (e.kind() == RegexException.Kind.UNSUPPORTED) {
        count("not supported: " + e.reason().replaceAll(" \\(.*", ""));
      } else if (unicode.isNull() && plain.isNull()) {
        count("invalid for both");
      } else if (departs(pattern)) {
        count("valid by Annex B only, with a departure");
      } else {
        difference(pattern, "valid for node: " + e.getMessage());
      }
      return;
    } catch (LimitExceeded e) {
      count("limit " + e.limit());
      if (verbose) {
        System.out.println("/" + pattern + "/ " + e.getMessage());
      }
      return;
    }
    if (unicode.isNull() && plain.isNull()) {
      // Names that are there twice, in different alternatives, are of ECMA-262 of 2025.
      if (pattern.contains("(?<n>") || pattern.contains("(?<m>")) {
        count("invalid for node, with names");
      } else if (departs(pattern) && !regex.notes().isEmpty()) {
        count("invalid for node, with a departure");
      } else {
        difference(pattern, "invalid for node");
      }
      return;
    }
    if (unicode.isNull() == regex.notes().isEmpty()) {
      difference(pattern, "valid with u: " + !unicode.isNull() + ", notes " + regex.notes());
      return;
    }
    if (unicode.isNull() && departs(pattern)) {
      count("by Annex B, with a departure");
      return;
    }
    count(unicode.isNull() ? "by Annex B" : "with the flag u");
    String expected = unicode.isNull() ? plain.asString() : unicode.asString();
    for (int k = 0; k < texts.size(); k++) {
      String text = texts.get(k);
      if (unicode.isNull() && text.codePoints().anyMatch(c -> c > 0xFFFF)) {
        continue;
      }
      boolean matches = regex.dfa().contains(text);
      count(matches ? "texts matched" : "texts not matched");
      if (matches != (expected.charAt(k) == '1')) {
        difference(pattern, "we say " + matches + " of " + quoted(text));
      }
    }
  }

  private static boolean departs(String pattern) {
    return pattern.contains("\\p{")
        || pattern.contains("\\P{")
        || pattern.contains("\\u{")
        || pattern.codePoints().anyMatch(c -> c > 0xFFFF)
        || pattern.contains("\\uD83D");
  }

  private static String quoted(String text) {
    return new JsonMapper().writeValueAsString(text);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void difference(String pattern, String what) {
    if (++differences <= 50) {
      System.out.println("/" + pattern + "/ " + what);
    }
  }
}
