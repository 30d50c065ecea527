package dev.espalier.testsuite.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainLarkTest {
  private static Pattern expression(String lark, String name) {
    Matcher definition = Pattern.compile("(?m)^" + name + ": /(.*)/$").matcher(lark);
    assertTrue(definition.find(), lark);
    return Pattern.compile(definition.group(1).replaceAll("\\\\u\\{(\\w+)\\}", "\\\\x{$1}"));
  }

  @Test
  void wordsAreLeftOut() {
    String plain =
        PlainLark.of(
            """
            %llguidance {"allow_initial_skip": true}
            start: ID | TYPE
            KEYWORD: /if|in|int/
            TYPE: "pair"
              | "map"
            ID: /_?[a-z][a-z0-9_]*/ & ~KEYWORD & ~TYPE
            """);
    Pattern id = expression(plain, "ID");
    for (String word : "a i f ifs i_ inn into p pai pairs ma mapp _if _a z9 x_".split(" ")) {
      assertTrue(id.matcher(word).matches(), word);
    }
    for (String word : "if in int pair map _ __ 9 A _9".split(" ")) {
      assertFalse(id.matcher(word).matches(), word);
    }
    assertFalse(plain.contains("KEYWORD"), plain);
    assertFalse(plain.contains("%llguidance"), plain);
    assertTrue(plain.contains("TYPE: \"pair\"\n  | \"map\"\n"), plain);
  }

  @Test
  void inAnyCase() {
    String plain =
        PlainLark.of(
            "start: ID\nID: /[a-zA-Z\\u{80}-\\u{10FFFF}][a-zA-Z\\u{80}-\\u{10FFFF}]*/ & ~K\n"
                + "K: /(?i:AS|ASC)/\n");
    Pattern id = expression(plain, "ID");
    for (String word : new String[] {"a", "S", "Ask", "ascii", "é", "aé", "\ud83d\ude00"}) {
      assertTrue(id.matcher(word).matches(), word);
    }
    for (String word : new String[] {"as", "As", "aSc", "ASC", "", "a1"}) {
      assertFalse(id.matcher(word).matches(), word);
    }
  }

  static java.util.stream.Stream<Language> languages() {
    return Language.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void nothingOfTheDialectIsLeft(Language language) {
    String plain = language.plainLark();
    assertFalse(plain.contains("& ~"), plain);
    assertFalse(plain.contains("%llguidance"), plain);
    assertEquals(language, Language.named(language.name()));
  }
}
