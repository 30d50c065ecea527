package dev.espalier.compiler.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The meta-schemas of all drafts, which stand on the class path, unchanged and with their licence.
 */
final class MetaSchemas {
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("http://json-schema.org/draft-03/schema", "draft-03/schema"),
          Map.entry("http://json-schema.org/draft-04/schema", "draft-04/schema"),
          Map.entry("http://json-schema.org/draft-06/schema", "draft-06/schema"),
          Map.entry("http://json-schema.org/draft-07/schema", "draft-07/schema"),
          in2019("schema"),
          in2019("meta/applicator"),
          in2019("meta/content"),
          in2019("meta/core"),
          in2019("meta/format"),
          in2019("meta/meta-data"),
          in2019("meta/validation"),
          in2020("schema"),
          in2020("meta/applicator"),
          in2020("meta/content"),
          in2020("meta/core"),
          in2020("meta/format-annotation"),
          in2020("meta/format-assertion"),
          in2020("meta/meta-data"),
          in2020("meta/unevaluated"),
          in2020("meta/validation"),
          Map.entry("https://json-schema.org/v1", "v1/schema"),
          Map.entry("https://json-schema.org/v1/2026", "v1/schema"));

  private MetaSchemas() {}

  private static Map.Entry<String, String> in2019(String name) {
    return Map.entry("https://json-schema.org/draft/2019-09/" + name, "draft-2019-09/" + name);
  }

  private static Map.Entry<String, String> in2020(String name) {
    return Map.entry("https://json-schema.org/draft/2020-12/" + name, "draft-2020-12/" + name);
  }

  /** The text of the meta-schema, or of the part of one, that a URI without a fragment names. */
  static Optional<String> text(String uri) {
    String file = FILES.get(uri);
    if (file == null) {
      // Both schemes are in use for either.
      String other =
          uri.startsWith("http:")
              ? "https:" + uri.substring(5)
              : uri.replaceFirst("^https:", "http:");
      file = FILES.get(other);
    }
    if (file == null) {
      return Optional.empty();
    }
    String resource = "/dev/espalier/compiler/metaschemas/" + file + ".json";
    try (InputStream in = MetaSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + resource);
      }
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
