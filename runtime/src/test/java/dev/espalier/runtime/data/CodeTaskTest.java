package dev.espalier.runtime.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CodeTaskTest {
  private static final String COMPARISON =
      "[a-z]+ (?:(?:>|<|>=|<=|=) [0-9]+(?:\\.[0-9]+)?|(?:=|!=) '[A-Za-z ]+')";
  private static final Pattern QUERY =
      Pattern.compile(
          "SELECT (?:\\*|[a-z]+(?:, [a-z]+)?|(?:[a-z]+, )?COUNT\\(\\*\\)|(?:AVG|MAX|MIN|SUM)\\([a-z]+\\))"
              + " FROM [a-z]+(?: WHERE C(?: (?:AND|OR) C)?)?".replace("C", COMPARISON)
              + "(?: GROUP BY [a-z]+)?(?: ORDER BY [a-z]+(?: DESC)?)?(?: LIMIT [0-9]+)?");
  private static final Pattern FORMULA = Pattern.compile("\\(?[0-9.]+(?: [-+*/] \\(?[0-9.]+\\)?)+");

  @Test
  void answersAreQueriesAndFormulas() {
    int queries = 0;
    for (CodeExample example : CodeTask.examples(Split.TRAIN, 4, 3_000)) {
      boolean sql = example.kind().equals("sql");
      queries += sql ? 1 : 0;
      assertTrue(
          (sql ? QUERY : FORMULA).matcher(example.answer()).matches(), () -> example.answer());
      assertTrue(
          example.prompt().endsWith(sql ? "\n### SQL\n" : "\n### Formula\n"), example.prompt());
    }
    assertTrue(queries > 1_000 && queries < 2_000, queries + " queries");
  }

  @Test
  void whatIsCopiedStandsInTheQuestion() {
    for (CodeExample example : CodeTask.examples(Split.TEST, 8, 1_000)) {
      if (example.kind().equals("sql")) {
        for (String word : example.answer().split("[ ,()']+")) {
          if (word.matches("[a-z0-9.]+")) {
            assertTrue(example.question().contains(word), word + " in " + example.question());
          }
        }
      }
    }
  }

  @Test
  void sameSeedSameExamplesAndNoQuestionInTwoSplits() {
    assertEquals(CodeTask.examples(Split.TEST, 2, 200), CodeTask.examples(Split.TEST, 2, 200));
    Set<String> trained = new HashSet<>();
    CodeTask.examples(Split.TRAIN, 1, 5_000).forEach(e -> trained.add(e.question()));
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      CodeTask.examples(split, 1, 500)
          .forEach(e -> assertTrue(!trained.contains(e.question()), e.question()));
    }
  }
}
