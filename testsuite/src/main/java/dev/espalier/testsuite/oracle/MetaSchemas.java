package dev.espalier.testsuite.oracle;

import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The drafts' meta-schemas, as they are published. */
public final class MetaSchemas {
  private MetaSchemas() {}

  /**
   * The text of a meta-schema.
   *
   * @param uri without a fragment
   */
  public static Optional<String> text(String uri) {
    String path = uri.replaceFirst("^https?://json-schema\\.org/", "");
    if (path.equals(uri)) {
      return Optional.empty();
    }
    // Drafts 4 to 2020-12 come with networknt's library, the others with the compiler.
    return resource(uri, path)
        .or(() ->
            resource(
                uri,
                "dev/espalier/compiler/metaschemas/" + path.replace("v1", "v1/schema") + ".json"));
  }

  private static Optional<String> resource(String uri, String path) {
    try (InputStream in = MetaSchemas.class.getClassLoader().getResourceAsStream(path)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunException("cannot read the meta-schema " + uri, e);
    }
  }
}
