package dev.espalier.grammars;

import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.xml.parsers.SAXParserFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The second judge of every bundled grammar. */
final class Judges {

  private static final Map<String, Judge> ALL =
      Map.ofEntries(
          Map.entry("arithmetic", Judge.of(ArithmeticJudge::value)),
          Map.entry("cpp", new CdtJudge()),
          Map.entry("csv", Judge.of(Judges::csv)),
          Map.entry("graphql", Judge.of(Judges::graphql)),
          Map.entry("java", new JavacJudge()),
          Map.entry("json", Judge.of(Judges::json)),
          Map.entry("json5", Judge.of(Json5Judge::check)),
          Map.entry("pddl", Judge.of(PddlJudge::check)),
          Map.entry("pgn", Judge.of(PgnJudge::check)),
          Map.entry("smiles", Judge.of(SmilesJudge::check)),
          Map.entry("sql", new SqlJudge()),
          Map.entry("sygus", Judge.of(SygusJudge::check)),
          Map.entry("xml", Judge.of(Judges::xml)));

  /** Those that are processes: started where they are needed, and if they are installed. */
  private static final Map<String, Supplier<Judge>> INSTALLED =
      Map.of("python", ProcessJudge::python, "regex", ProcessJudge::node);

  private Judges() {}

  static Set<String> names() {
    Set<String> names = new TreeSet<>(ALL.keySet());
    names.addAll(INSTALLED.keySet());
    return names;
  }

  static Judge of(String grammar) {
    return Optional.ofNullable(ALL.get(grammar))
        .or(() -> Optional.ofNullable(INSTALLED.get(grammar)).map(Supplier::get))
        .orElseThrow();
  }

  /** Jackson, and that no surrogate stands alone, which Jackson lets pass in values. */
  private static void json(String text) {
    JsonNode tree =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readTree(text);
    if (tree.isMissingNode()) {
      throw new IllegalArgumentException("no value");
    }
    requirePairs(tree);
  }

  private static void requirePairs(JsonNode node) {
    if (node.isString()) {
      requirePairs(node.stringValue());
    }
    node.propertyNames().forEach(Judges::requirePairs);
    node.forEach(Judges::requirePairs);
  }

  private static void requirePairs(String text) {
    if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF)) {
      throw new IllegalArgumentException("a surrogate alone");
    }
  }

  /**
   * What Commons CSV reads, it has to have been written as the RFC says: the library itself lets
   * other line ends and quotes pass.
   */
  private static void csv(String text) throws Exception {
    StringBuilder rest = new StringBuilder(text);
    try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
      for (CSVRecord record : parser) {
        for (int i = 0; i < record.size(); i++) {
          if (i > 0) {
            take(rest, ",");
          }
          String field = record.get(i);
          if (rest.indexOf("\"") == 0) {
            take(rest, "\"" + field.replace("\"", "\"\"") + "\"");
            requireText(field.replaceAll("[\r\n]", ""));
          } else {
            take(rest, field);
            requireText(field.replaceAll("[\",]", "\0"));
          }
        }
        if (!rest.isEmpty()) {
          take(rest, "\r\n");
        }
      }
    }
    take(rest, "");
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException("not read: " + rest);
    }
  }

  private static void take(StringBuilder rest, String expected) {
    if (rest.indexOf(expected) != 0) {
      throw new IllegalArgumentException("expected '" + expected + "' before " + rest);
    }
    rest.delete(0, expected.length());
  }

  private static void requireText(String field) {
    if (field.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not text: " + field);
    }
  }

  private static void graphql(String text) {
    graphql.parser.Parser.parse(
        ParserEnvironment.newParserEnvironment()
            .document(text)
            .parserOptions(ParserOptions.getDefaultOperationParserOptions())
            .build());
  }

  private static void xml(String text) throws Exception {
    SAXParserFactory factory = SAXParserFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.newSAXParser().parse(new InputSource(new StringReader(text)), new DefaultHandler());
  }
}
