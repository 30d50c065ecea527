package dev.espalier.runtime.cli;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier check}: whether a text could have been written under a schema or a grammar. */
@Command(
    name = "check",
    description = {
      "Reads a text token by token, as if a model had written it.",
      "Exit status 0 if it is accepted, 1 if it is refused, 2 if that could not be found out."
    })
final class CheckCommand extends BaseCommand {
  /** The longest text that is looked at, in bytes. */
  private static final long MOST = 16L << 20;

  @Mixin LanguageArguments language = new LanguageArguments();
  @Mixin TokenizerArguments tokenizer = new TokenizerArguments();

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description =
          "The text; - for standard input. A line break at its very end is left out, unless "
              + "--exact.")
  String text = "";

  @Option(names = "--exact", description = "Take the text with the line break at its end.")
  boolean exact;

  @Override
  public Integer call() {
    if (text.equals("-") && language.isStandardInput()) {
      throw Failure.usage(language.option() + " and --text cannot both be standard input");
    }
    Grammar grammar;
    try {
      grammar = language.read(this, SchemaArguments.Form.any).compile();
    } catch (SchemaException | GrammarException e) {
      // Here the language is not what is looked at: without it there is no answer.
      throw new Failure.Stop(Failure.of(e).couldNotRun(), e);
    }
    byte[] bytes = Inputs.bytes(text, streams(), MOST);
    if (!exact) {
      int length = bytes.length;
      length -= length > 0 && bytes[length - 1] == '\n' ? 1 : 0;
      length -= length < bytes.length && length > 0 && bytes[length - 1] == '\r' ? 1 : 0;
      bytes = java.util.Arrays.copyOf(bytes, length);
    }
    Vocabulary vocabulary = tokenizer.vocabulary();
    int[] tokens = Tokens.of(bytes, tokenizer.file(), vocabulary);

    State state = grammar.bind(vocabulary).start();
    int at = 0;
    for (int i = 0; i < tokens.length; i++) {
      try {
        state = state.next(tokens[i]);
      } catch (NotAllowed e) {
        return refused(
            at + e.offset(), i, Tokens.shown(vocabulary, tokens[i]), e.expected(), bytes);
      }
      at += vocabulary.byteLength(tokens[i]);
    }
    if (!state.accepting()) {
      return refused(at, tokens.length, "the end of the text", state.expected(), bytes);
    }
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("accepted", true);
      object.put("tokens", tokens.length);
      streams().println(Streams.json(object));
    } else {
      streams().println("accepted: " + tokens.length + " tokens");
    }
    return ExitStatus.DONE;
  }

  private int refused(int offset, int token, String shown, String expected, byte[] bytes) {
    if (json) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("byte", offset);
      error.put("token", token);
      error.put("found", shown);
      error.put("expected", expected);
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("accepted", false);
      object.put("error", error);
      streams().println(Streams.json(object));
    } else {
      int from = Math.max(0, offset - 40);
      String before = new String(bytes, from, offset - from, StandardCharsets.UTF_8);
      streams()
          .println(
              "refused at byte %d, in token %d, %s; after %s%s expected %s"
                  .formatted(
                      offset, token, shown, from > 0 ? "…" : "", Streams.json(before), expected));
    }
    return ExitStatus.REFUSED;
  }
}
