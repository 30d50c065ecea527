package dev.espalier.examples;

import dev.espalier.compiler.Canvas;
import dev.espalier.compiler.CanvasChecker;
import dev.espalier.compiler.CanvasVerdict;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.diffusion.Diffuser;
import dev.espalier.runtime.diffusion.Diffusion;
import dev.espalier.runtime.diffusion.DiffusionOptions;
import dev.espalier.runtime.model.BundledModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Texts that are not written from left to right: holes between known text, and a canvas that a
 * diffusion model fills in any order.
 */
public final class FillCanvas {
  private FillCanvas() {}

  private static final String SCHEMA =
      """
      {"type": "object", "required": ["name", "sizes"], "additionalProperties": false,
       "properties": {"name": {"type": "string", "minLength": 1},
                      "sizes": {"type": "array", "items": {"type": "integer", "minimum": 10}}}}
      """;

  private static final String QUERIES =
      """
      root ::= "SELECT " ("*" | name | "COUNT(*)") " FROM " name (" WHERE " condition)?
      condition ::= name " " ("<" | "<=" | "=" | ">" | ">=") " " ([0-9]+ | "'" [a-z]+ "'")
      name ::= [a-z]+
      """;

  /** Prints what becomes of two holes, and a query that a diffusion model wrote. */
  public static void main(String[] args) {
    Constraint records =
        JsonSchema.compile(SCHEMA, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))
            .bind(bytes());
    CanvasChecker checker = CanvasChecker.of(records);
    fill(checker, text("{\"name\": \"Ada\", "), Canvas.Hole.ANY, text("42]}"));
    fill(checker, text("{\"sizes\": "), Canvas.Hole.ANY, text("42]}")); // the name comes first

    // Every step that the model takes is checked, and can be finished within the canvas.
    try (Diffuser diffuser = Diffuser.load(BundledModels.diffusion())) {
      Constraint queries = TextGrammar.compile(QUERIES).bind(diffuser.vocabulary());
      String prompt = CodeTask.sqlPrompt("Show all orders where the status equal to black.");
      DiffusionOptions options = DiffusionOptions.DEFAULT.withLength(128).withSteps(64);
      Diffusion made = diffuser.diffuse(queries, prompt, options);
      System.out.println(made.text());
      System.out.println("complete: " + made.complete());
    }
  }

  private static void fill(CanvasChecker checker, Canvas.Part... parts) {
    switch (checker.check(Canvas.of(parts)).verdict()) {
      case CanvasVerdict.Completable filled -> {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Vocabulary vocabulary = checker.constraint().vocabulary();
        for (int token : filled.tokens()) {
          text.writeBytes(vocabulary.bytes(token));
        }
        System.out.println(text.toString(StandardCharsets.UTF_8));
      }
      case CanvasVerdict.Dead dead -> System.out.println("no text fits");
      case CanvasVerdict.Unknown unknown ->
          System.out.println("not decided within " + unknown.limit() + " = " + unknown.value());
    }
  }

  private static Canvas.Part text(String text) {
    return Canvas.Text.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Vocabulary bytes() {
    Vocabulary.Builder tokens = Vocabulary.builder();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    int end = tokens.used();
    return tokens.special(end, "<end>").eos(end).build();
  }
}
