package dev.espalier.runtime.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command line that was run in this process: its exit status and what it wrote. */
record Ran(int status, String out, String err) {
  static Ran of(Object... args) {
    return with("", args);
  }

  /** With something on standard input. */
  static Ran with(String input, Object... args) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    return run(in, Interruption.never(), args);
  }

  static Ran run(InputStream in, Interruption interruption, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
    String[] line = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      line[i] = args[i].toString();
    }
    int status = Main.run(line, new Streams(in, out, print), interruption);
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The only line of output, as JSON. */
  JsonNode json() {
    List<JsonNode> all = lines();
    if (all.size() != 1) {
      throw new AssertionError("one line expected: " + this);
    }
    return all.get(0);
  }

  List<JsonNode> lines() {
    JsonMapper mapper = JsonMapper.builder().build();
    return out.lines().map(mapper::readTree).toList();
  }
}
