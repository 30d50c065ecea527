package dev.espalier.testsuite.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random schemas that are nearly valid, or not at all. */
final class HostileSchemas {
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "2",
          "3.0",
          "0.1",
          "1e400",
          "-1e400",
          "1e-400",
          "1e4000",
          "1e5000",
          "1E999999999",
          "1e-999999999",
          "1e2147483648",
          "1e-99999999999",
          "9223372036854775807",
          "9223372036854775808",
          "1".repeat(300),
          "0." + "1".repeat(300),
          "1".repeat(9_000),
          "1".repeat(11_000),
          "1e18",
          "999999999999999999",
          "1000000",
          "2147483648");

  private static final List<String> STRINGS =
      List.of(
          "",
          "a",
          "b",
          "#",
          "#/",
          "#/a",
          "#/$defs/a",
          "#/$defs/b",
          "#/definitions/a",
          "#//",
          "#/~2",
          "#/~",
          "#/%zz",
          "#%",
          "#a",
          "#/properties/a/items",
          "#/allOf/0",
          "#/allOf/-1",
          "#/allOf/99999999999",
          "http://[::1",
          "http://a:b:c/",
          "://",
          "a:b",
          "urn:x:y",
          "file:///etc/passwd",
          "jar:file:/x!/y",
          "//a",
          "?",
          "\\u0000",
          "\\ud800",
          "\\udc00",
          "\\ud800\\ud800",
          "\\ud83d\\ude00",
          "a\\u0000b",
          " ",
          "%",
          "%00",
          "..",
          "../..",
          "a b",
          "http://json-schema.org/draft-07/schema#",
          "http://json-schema.org/draft-04/schema",
          "http://json-schema.org/draft-03/schema#",
          "https://json-schema.org/draft/2019-09/schema",
          "https://json-schema.org/draft/2020-12/schema",
          "https://json-schema.org/v1",
          "https://json-schema.org/draft/2020-12/meta/core",
          "http://json-schema.org/draft-09/schema#",
          "string",
          "integer",
          "number",
          "object",
          "array",
          "null",
          "boolean",
          "any",
          "email",
          "date-time",
          "regex",
          "idn-email",
          "iri",
          "uuid",
          "json-pointer",
          "time",
          "(",
          ")",
          "[",
          "[a",
          "[z-a]",
          "a{2,1}",
          "a{,}",
          "a{99999999999}",
          "a{1000}{1000}",
          "*",
          "+",
          "?",
          "a**",
          "\\\\",
          "\\\\1",
          "(a)\\\\1",
          "(?<a>b)\\\\k<a>",
          "(?<a>",
          "(?=a)*",
          "(?!",
          "(?<=a",
          "\\\\p{L}",
          "\\\\p{Foo}",
          "\\\\P{Script=Greek}",
          "\\\\u{110000}",
          "\\\\u{1F600}",
          "\\\\ud83d",
          "\\\\c",
          "\\\\cA",
          "\\\\x",
          "\\\\x4",
          "\\\\q",
          "[\\\\b]",
          "\\\\b",
          "^$",
          "$^",
          "(?:)",
          "[]",
          "[^]",
          ".",
          "a|",
          "|",
          "(|)",
          "(?i)a",
          "(?i:a)",
          "[[a]&&b]",
          "[\\\\w-a]",
          "[a-\\\\d]",
          "(a*)*b",
          "(a|a)*$",
          "(((((((((((a)))))))))))",
          "\\ud800",
          "[\\ud800-\\udfff]",
          "x*x*x*x*x*x*y",
          "(.*a){12}",
          "^(?!.*(a|b).*(c|d)).{3,40}$",
          "(?<!a.{8})b");

  private final SplittableRandom random;

  HostileSchemas(SplittableRandom random) {
    this.random = random;
  }

  String next() {
    return schema(random.nextInt(4));
  }

  private String schema(int depth) {
    if (random.nextInt(12) == 0) {
      return value(depth);
    }
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String keyword = pick(SchemaTexts.KEYWORDS);
      // A key that is there twice is no JSON: now and then that, too.
      if (random.nextInt(30) == 0
          || members.stream().noneMatch(m -> m.startsWith(quoted(keyword)))) {
        members.add(
            quoted(keyword)
                + ":"
                + (random.nextInt(4) == 0 ? value(depth) : fitting(keyword, depth)));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  /** A value of about the type that a keyword asks for. */
  private String fitting(String keyword, int depth) {
    return switch (keyword) {
      case "$defs",
          "definitions",
          "dependentSchemas",
          "properties",
          "patternProperties",
          "dependencies" ->
          object(depth, true);
      case "allOf", "anyOf", "oneOf", "prefixItems", "extends", "disallow" ->
          "[" + sub(depth) + "," + sub(depth) + "]";
      case "not",
          "if",
          "then",
          "else",
          "additionalProperties",
          "propertyNames",
          "items",
          "additionalItems",
          "contains",
          "unevaluatedProperties",
          "unevaluatedItems",
          "contentSchema" ->
          sub(depth);
      case "enum", "required", "examples" -> "[" + value(1) + "," + value(0) + "]";
      case "type" -> random.nextInt(3) == 0 ? "[" + string() + "," + string() + "]" : string();
      case "uniqueItems", "deprecated", "$recursiveAnchor" -> "true";
      case "dependentRequired" -> "{" + string() + ":[" + string() + "]}";
      case "propertyDependencies" -> "{" + string() + ":" + object(depth, true) + "}";
      case "$vocabulary" -> "{" + string() + ":" + random.nextBoolean() + "}";
      case "const", "default" -> value(depth);
      default ->
          keyword.startsWith("m") || keyword.startsWith("excl") || keyword.startsWith("div")
              ? pick(NUMBERS)
              : string();
    };
  }

  private String sub(int depth) {
    return depth <= 0
        ? (random.nextBoolean() ? "{}" : "" + random.nextBoolean())
        : schema(depth - 1);
  }

  private String object(int depth, boolean ofSchemas) {
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String key = random.nextInt(3) == 0 ? string() : quoted(i == 0 ? "a" : "b");
      if (members.stream().noneMatch(m -> m.startsWith(key))) {
        members.add(key + ":" + (ofSchemas ? sub(depth) : value(depth - 1)));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> "null";
      case 1 -> "" + random.nextBoolean();
      case 2, 3 -> pick(NUMBERS);
      case 4, 5 -> string();
      case 6 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
      default -> object(depth, false);
    };
  }

  private String string() {
    return quoted(pick(STRINGS));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
