package dev.espalier.runtime.diffusion;

import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.SchemaVerifier;
import dev.espalier.runtime.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A small vocabulary, languages over it with judges that share no code with the engine. */
final class DiffusionWorld {
  static final Vocabulary VOCABULARY = vocabulary();
  static final int EOS = VOCABULARY.eos()[0];
  static final int MASK = VOCABULARY.size();

  private DiffusionWorld() {}

  /**
   * A language.
   *
   * @param needs so many tokens its shortest text takes at most
   */
  record Language(String name, Grammar grammar, int needs, Predicate<String> judge) {
    CanvasChecker checker() {
      return CanvasChecker.of(grammar.bind(VOCABULARY));
    }
  }

  private static Vocabulary vocabulary() {
    Vocabulary.Builder builder = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      builder.add(new byte[] {(byte) b});
    }
    for (String word :
        List.of(
            "{\"", "\": ", "\", \"", "\"}", "true", "false", "null", "  ", "the", "12", "((", "))",
            "+(", ")*", "],", "[[", "name", "size", "tags", "é")) {
      builder.add(word.getBytes(StandardCharsets.UTF_8));
    }
    builder.special("<end>");
    return builder.eos(276).build();
  }

  /** Logits by chance alone, with a leaning towards texts that can be read and towards the end. */
  static ScriptedDiffusion random(long seed) {
    return new ScriptedDiffusion(
        MASK + 1,
        512,
        MASK,
        canvas -> {
          SplittableRandom random = new SplittableRandom(seed * 31 + Arrays.hashCode(canvas));
          float[][] rows = new float[canvas.length][MASK + 1];
          for (float[] row : rows) {
            for (int id = 0; id < row.length; id++) {
              float likely = id >= 256 || (id >= 0x20 && id < 0x7f) ? 3 : 0;
              row[id] = (float) (2 * random.nextDouble(-1, 1)) + likely;
            }
            row[EOS] += random.nextInt(3);
            row[MASK] = 100; // Never to be written.
          }
          return rows;
        });
  }

  static List<Language> languages() {
    return List.of(
        schema(
            "object",
            """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 8},
             "size": {"type": "integer", "minimum": 10, "maximum": 1200},
             "tags": {"type": "array", "items": {"enum": ["a", "b", "the"]}, "maxItems": 3}},
             "required": ["name", "size"], "additionalProperties": false}
            """,
            32),
        schema(
            "union",
            """
            {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "boolean"},
             "minItems": 2, "uniqueItems": true}, {"const": {"é": [1, 2]}}]}
            """,
            8),
        schema("number", "{\"type\": \"number\", \"multipleOf\": 0.5, \"minimum\": -3}", 4),
        new Language(
            "sums",
            TextGrammar.compile(
                """
                root ::= term (("+" | "*") term)*
                term ::= [0-9]+ | "(" root ")"
                """),
            1,
            text -> new Sums(text).whole()),
        new Language(
            "mirrored",
            TextGrammar.compile("root ::= \"a\" root \"b\" | \"c\""),
            1,
            DiffusionWorld::mirrored));
  }

  private static Language schema(String name, String schema, int needs) {
    JsonSchemaOptions options = JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE);
    Grammar grammar = JsonSchema.compile(schema, options);
    Verifier verifier = SchemaVerifier.of(schema, options, grammar.report());
    return new Language(
        name, grammar, needs, text -> verifier.verify(text).outcome() == Verifier.Outcome.VALID);
  }

  private static boolean mirrored(String text) {
    int n = text.length() / 2;
    return text.equals("a".repeat(n) + "c" + "b".repeat(n));
  }

  /** A recursive descent over sums. */
  private static final class Sums {
    private final String text;
    private int at;

    Sums(String text) {
      this.text = text;
    }

    boolean whole() {
      return sum() && at == text.length();
    }

    private boolean sum() {
      if (!term()) {
        return false;
      }
      while (at < text.length() && "+*".indexOf(text.charAt(at)) >= 0) {
        at++;
        if (!term()) {
          return false;
        }
      }
      return true;
    }

    private boolean term() {
      int from = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      if (at > from) {
        return true;
      }
      if (at < text.length() && text.charAt(at) == '(') {
        at++;
        if (sum() && at < text.length() && text.charAt(at) == ')') {
          at++;
          return true;
        }
      }
      return false;
    }
  }
}
