package dev.espalier.compiler.json;

import dev.espalier.compiler.json.SchemaDocument.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What dynamic references see of the way that led to a schema (JSON Schema Core 2020-12, section
 * 7.1): for each dynamic anchor, the outermost resource on the way that defines it. A value.
 */
record Scope(Map<String, Resource> outermost) {
  static final Scope EMPTY = new Scope(Map.of());

  Scope {
    outermost = Map.copyOf(outermost);
  }

  /**
   * The scope inside a resource.
   *
   * @param names the dynamic anchors that some reference may look for
   */
  Scope enter(Resource resource, Set<String> names) {
    Map<String, Resource> more = null;
    for (String name : names) {
      if (!outermost.containsKey(name) && resource.dynamicAnchor(name) != null) {
        more = more == null ? new HashMap<>(outermost) : more;
        more.put(name, resource);
      }
    }
    return more == null ? this : new Scope(more);
  }
}
