package dev.espalier.compiler;

import java.net.URI;
import java.util.Optional;

/**
 * Finds the schemas that a schema refers to and does not hold itself.
 *
 * <p>Nothing is fetched unless a resolver does so: without one, only what stands in the document
 * and the meta-schemas of JSON Schema's own drafts can be referred to.
 */
@FunctionalInterface
public interface SchemaResolver {
  /** Knows no schema: no network, no files. */
  SchemaResolver NONE = uri -> Optional.empty();

  /**
   * The text of a schema document.
   *
   * @param uri what the reference resolves to, without its fragment; relative where neither the
   *     reference nor the document that it stands in says where it is
   * @return nothing if there is no such document
   */
  Optional<String> resolve(URI uri);
}
