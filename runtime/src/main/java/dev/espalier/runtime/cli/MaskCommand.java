package dev.espalier.runtime.cli;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code espalier mask}: the tokens that may follow the beginning of a text. */
@Command(
    name = "mask",
    description = {
      "Counts (or lists) the tokens that may follow the beginning of a text.",
      "Exit status 1 if no valid text begins so."
    })
final class MaskCommand extends BaseCommand {
  @Mixin LanguageArguments language = new LanguageArguments();
  @Mixin TokenizerArguments tokenizer = new TokenizerArguments();

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "The beginning of the text. Default: nothing.")
  String prefix = "";

  @Option(names = "--ids", description = "List the tokens.")
  boolean ids;

  @Override
  public Integer call() {
    Grammar grammar = language.read(this, SchemaArguments.Form.any).compile();
    Vocabulary vocabulary = tokenizer.vocabulary();
    State start = grammar.bind(vocabulary).start();
    byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
    State state;
    try {
      state = start.next(bytes);
    } catch (NotAllowed e) {
      throw Failure.prefix(bytes, e);
    }
    TokenMask mask = state.mask();
    boolean eos = Arrays.stream(vocabulary.eos()).anyMatch(mask::contains);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("allowed", mask.count());
      object.put("eos", eos);
      if (ids) {
        object.put("ids", mask.ids());
      }
      streams().println(Streams.json(object));
      return ExitStatus.DONE;
    }
    streams()
        .println(
            "%d of %d tokens may follow; the text %s end here; expected: %s"
                .formatted(mask.count(), mask.size(), eos ? "may" : "may not", state.expected()));
    if (ids) {
      StringBuilder lines = new StringBuilder();
      mask.forEach(
          id -> lines.append(id).append('\t').append(Tokens.shown(vocabulary, id)).append('\n'));
      streams().print(lines.toString());
    }
    return ExitStatus.DONE;
  }
}
