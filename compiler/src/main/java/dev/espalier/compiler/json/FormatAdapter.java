package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.lexical.StringSet;
import java.util.Optional;
import java.util.Set;

/** The formats that can be asserted. */
final class FormatAdapter {
  /** The formats that some draft defines; others are annotations wherever they stand. */
  private static final Set<String> FORMATS =
      Set.of(
          "color",
          "date",
          "date-time",
          "duration",
          "email",
          "host-name",
          "hostname",
          "idn-email",
          "idn-hostname",
          "ip-address",
          "ipv4",
          "ipv6",
          "iri",
          "iri-reference",
          "json-pointer",
          "regex",
          "relative-json-pointer",
          "time",
          "uri",
          "uri-reference",
          "uri-template",
          "uuid");

  private FormatAdapter() {}

  static Set<String> names(Dialect dialect) {
    return FORMATS;
  }

  static Optional<StringSet> language(String format, Dialect dialect) {
    return Optional.empty();
  }
}
