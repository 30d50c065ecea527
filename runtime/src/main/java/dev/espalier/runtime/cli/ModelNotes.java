package dev.espalier.runtime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model's directory says about its use here: {@code espalier.json}, such as {@code
 * {"template": "records"}}. A checkpoint as published has none.
 *
 * @param template the form of its prompts, if it needs one
 */
record ModelNotes(Optional<PromptArguments.Template> template) {
  private static final int MOST = 1 << 20;

  static ModelNotes read(Path directory) {
    Path file = directory.resolve("espalier.json");
    try (InputStream in = Files.newInputStream(file)) {
      JsonNode root = JsonMapper.builder().build().readTree(in.readNBytes(MOST));
      JsonNode template = root.get("template");
      if (template == null) {
        return new ModelNotes(Optional.empty());
      }
      String name = template.isString() ? template.asString() : "";
      for (PromptArguments.Template known : PromptArguments.Template.values()) {
        if (known.name().equals(name)) {
          return new ModelNotes(Optional.of(known));
        }
      }
      throw Failure.file(
          file + ": template is records, sql, formula or none, not " + template,
          new IOException("template"));
    } catch (NoSuchFileException e) {
      return new ModelNotes(Optional.empty());
    } catch (IOException | JacksonException e) {
      throw Failure.file(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
