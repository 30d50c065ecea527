package dev.espalier.examples;

import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Whether texts are valid, and where they stop being so. No model takes part. */
public final class CheckText {
  private CheckText() {}

  /** Prints a verdict on each of three texts. */
  public static void main(String[] args) {
    String schema =
        """
        {"type": "object", "properties": {"id": {"type": "integer", "multipleOf": 5}},
         "required": ["id"], "additionalProperties": false}
        """;
    List<byte[]> everyByte = IntStream.range(0, 256).mapToObj(b -> new byte[] {(byte) b}).toList();
    Vocabulary vocabulary = Vocabulary.of(everyByte, 256);
    State start = JsonSchema.compile(schema).bind(vocabulary).start();
    for (String text : List.of("{ \"\\u0069d\" : 1.5e1 }", "{\"id\": 12}", "{\"id\": 10,")) {
      System.out.println(text + " " + verdict(start, text));
    }
  }

  private static String verdict(State start, String text) {
    try {
      State end = start.next(text.getBytes(StandardCharsets.UTF_8));
      return end.accepting() ? "is valid" : "is not finished: expected " + end.expected();
    } catch (NotAllowed e) {
      return "is refused at byte " + e.offset() + ": expected " + e.expected();
    }
  }
}
