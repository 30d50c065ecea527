package dev.espalier.testsuite.antlr;

import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The small grammars of this package: each stresses something that lexers or parsers do. */
public final class SyntheticGrammars {
  private SyntheticGrammars() {}

  /** All of them, in the order of their list. */
  public static List<GrammarSource> all() {
    List<GrammarSource> all = new ArrayList<>();
    for (JsonNode entry : new JsonMapper().readTree(resource("grammars.json").orElseThrow())) {
      String file = entry.path("file").asString();
      List<String> texts = new ArrayList<>();
      entry.path("texts").forEach(text -> texts.add(text.asString()));
      all.add(
          new GrammarSource(
              file,
              resource(file).orElseThrow(() -> new RunException("no grammar " + file)),
              Optional.of(entry.path("start").asString()),
              name -> resource(name + ".g4"),
              texts,
              Optional.of(
                  new GrammarSource.World(
                      entry.path("alphabet").asString(), entry.path("length").asInt()))));
    }
    return all;
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = SyntheticGrammars.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunException("cannot read the grammar " + name + ": " + e.getMessage(), e);
    }
  }
}
