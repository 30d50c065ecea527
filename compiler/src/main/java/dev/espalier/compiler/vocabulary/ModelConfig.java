package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.VocabularyLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What the files beside a tokenizer say about the model: {@code eos_token_id} of {@code
 * generation_config.json}, else of {@code config.json}; {@code vocab_size} of {@code config.json}.
 * A model of several parts keeps both under {@code text_config}.
 *
 * @param eos the ids that end a text; empty where no file says
 * @param eosSource the file that says so
 * @param width the width of the logits
 * @param widthSource the file that says so
 */
record ModelConfig(List<Integer> eos, String eosSource, OptionalInt width, String widthSource) {
  static final ModelConfig NONE = new ModelConfig(List.of(), "", OptionalInt.empty(), "");

  /** Reads the files that stand beside {@code file}, if any do. */
  static ModelConfig beside(Path file, VocabularyLimits limits) {
    Path generation = file.resolveSibling("generation_config.json");
    Path model = file.resolveSibling("config.json");
    ModelConfig first = Files.isRegularFile(generation) ? read(generation, limits) : NONE;
    ModelConfig second = Files.isRegularFile(model) ? read(model, limits) : NONE;
    ModelConfig eos = first.eos.isEmpty() ? second : first;
    return new ModelConfig(eos.eos, eos.eosSource, second.width, second.widthSource);
  }

  private static ModelConfig read(Path file, VocabularyLimits limits) {
    String source = file.toString();
    try (InputStream in = new BoundedInput(Files.newInputStream(file), limits.maxFileBytes())) {
      return JsonInput.read(in, source, limits, json -> read(json, source, limits));
    } catch (IOException e) {
      throw JsonInput.unreadable(source, e);
    }
  }

  private static ModelConfig read(JsonInput in, String source, VocabularyLimits limits) {
    Fields top = new Fields();
    Fields text = new Fields();
    in.object(
        "a model's configuration",
        name -> {
          if (name.equals("text_config") && in.is(JsonToken.START_OBJECT)) {
            in.object("text_config", inner -> text.read(in, inner, limits));
          } else {
            top.read(in, name, limits);
          }
        });
    @Nullable List<Integer> eos = top.eos != null ? top.eos : text.eos;
    OptionalInt width = top.width.isPresent() ? top.width : text.width;
    return new ModelConfig(eos == null ? List.of() : eos, source, width, source);
  }

  private static final class Fields {
    @Nullable List<Integer> eos;
    OptionalInt width = OptionalInt.empty();

    void read(JsonInput in, String name, VocabularyLimits limits) {
      if (name.equals("eos_token_id") && !in.is(JsonToken.VALUE_NULL)) {
        List<Integer> ids = new ArrayList<>();
        if (in.is(JsonToken.START_ARRAY)) {
          in.array("eos_token_id", () -> ids.add(id(in, limits)));
        } else {
          ids.add(id(in, limits));
        }
        if (ids.isEmpty()) {
          throw in.refused("eos_token_id is empty; expected at least one id");
        }
        eos = ids;
      } else if (name.equals("vocab_size") && !in.is(JsonToken.VALUE_NULL)) {
        width = OptionalInt.of(in.integer("vocab_size", 1, limits.maxIds(), " (maxIds)"));
      } else {
        in.skip();
      }
    }

    private static int id(JsonInput in, VocabularyLimits limits) {
      return in.integer("eos_token_id", 0, limits.maxIds() - 1, " (maxIds)");
    }
  }
}
