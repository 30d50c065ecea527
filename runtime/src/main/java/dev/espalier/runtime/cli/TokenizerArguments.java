package dev.espalier.runtime.cli;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a command without a model is told about the tokens. */
final class TokenizerArguments {
  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "A tokenizer.json or a tiktoken rank file, plain or gzip.")
  String tokenizer = "";

  @Option(
      names = "--eos",
      paramLabel = "TOKEN",
      split = ",",
      description =
          "The tokens that end a text, by id or by name. Default: what generation_config.json or "
              + "config.json beside the file say, or the file's one known end token.")
  List<String> eos = List.of();

  Path file() {
    return Inputs.path(tokenizer);
  }

  Vocabulary vocabulary() {
    return read(file(), eos);
  }

  static Vocabulary read(Path file, List<String> eos) {
    return Vocabulary.read(file, VocabularyOptions.defaults().withEos(eos.toArray(String[]::new)));
  }
}
