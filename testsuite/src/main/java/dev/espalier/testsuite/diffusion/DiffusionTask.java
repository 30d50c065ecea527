package dev.espalier.testsuite.diffusion;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.JsonSchema;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.runtime.data.CodeExample;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.data.RecordExample;
import dev.espalier.runtime.data.RecordTask;
import dev.espalier.runtime.data.Split;
import dev.espalier.testsuite.oracle.Judge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A prompt, what may be written, and who judges it.
 *
 * @param task {@code records}, {@code sql} or {@code formula}
 * @param language a name of the grammar: examples with the same share it
 * @param answer what is asked for
 * @param valid whether a text is one of the language, by other code than the engine's
 * @param exact whether a text is the answer
 */
record DiffusionTask(
    String task,
    String language,
    Grammar grammar,
    String prompt,
    String answer,
    Predicate<String> valid,
    BiPredicate<String, String> exact) {

  private static final String SQL =
      """
      root ::= "SELECT " columns " FROM " name where? group? order? limit?
      columns ::= "*" | column (", " column)?
      column ::= name | "COUNT(*)" | ("AVG" | "MAX" | "MIN" | "SUM") "(" name ")"
      where ::= " WHERE " condition ((" AND " | " OR ") condition)?
      condition ::= name " " (">" | "<" | ">=" | "<=" | "=" | "!=") " " (number | string)
      group ::= " GROUP BY " name
      order ::= " ORDER BY " name " DESC"?
      limit ::= " LIMIT " [0-9]+
      name ::= [a-z]+
      number ::= [0-9]+ ("." [0-9]+)?
      string ::= "'" [^'\\n]+ "'"
      """;

  private static final String FORMULA =
      """
      root ::= term (" " [-+*/] " " term)*
      term ::= number | "(" root ")"
      number ::= [0-9]+ ("." [0-9]+)?
      """;

  private static final Pattern COLUMN =
      Pattern.compile("[a-z]+|COUNT\\(\\*\\)|(?:AVG|MAX|MIN|SUM)\\([a-z]+\\)");
  private static final Pattern CONDITION =
      Pattern.compile("[a-z]+ (?:[<>]=?|!?=) (?:[0-9]+(?:\\.[0-9]+)?|'[^'\\n]+')");
  private static final Pattern QUERY =
      Pattern.compile(
          String.format(
              "SELECT (?:\\*|(?:%1$s)(?:, (?:%1$s))?) FROM [a-z]+"
                  + "(?: WHERE (?:%2$s)(?: (?:AND|OR) (?:%2$s))?)?"
                  + "(?: GROUP BY [a-z]+)?(?: ORDER BY [a-z]+(?: DESC)?)?(?: LIMIT [0-9]+)?",
              COLUMN, CONDITION));
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");
  private static final Pattern INNERMOST = Pattern.compile("\\(0(?: [-+*/] 0)*\\)");
  private static final Pattern FLAT = Pattern.compile("0(?: [-+*/] 0)*");

  /** Examples of the test split: as many of records as of code, schemas in turn. */
  static List<DiffusionTask> all(long seed, int count) {
    List<DiffusionTask> tasks = new ArrayList<>();
    Map<String, Grammar> grammars = new HashMap<>();
    Map<String, Judge> judges = new HashMap<>();
    for (RecordExample example : RecordTask.create().examples(Split.TEST, seed, count)) {
      String schema = example.schemaJson();
      Judge judge = judges.computeIfAbsent(schema, Judge::new);
      tasks.add(
          new DiffusionTask(
              "records",
              example.schemaName(),
              grammars.computeIfAbsent(
                  schema,
                  s ->
                      JsonSchema.compile(s, JsonSchemaOptions.DEFAULT.withForm(OutputForm.SINGLE))),
              example.prompt(),
              example.answer(),
              judge::acceptsText,
              Judge::sameValue));
    }
    Grammar sql = TextGrammar.compile(SQL);
    Grammar formula = TextGrammar.compile(FORMULA);
    for (CodeExample example : CodeTask.examples(Split.TEST, seed, count)) {
      boolean query = example.kind().equals("sql");
      tasks.add(
          new DiffusionTask(
              example.kind(),
              example.kind(),
              query ? sql : formula,
              example.prompt(),
              example.answer(),
              query ? DiffusionTask::isQuery : DiffusionTask::isFormula,
              String::equals));
    }
    return tasks;
  }

  /** Puts 0 for every number, and then for every pair of brackets without one inside. */
  static boolean isFormula(String text) {
    String left = NUMBER.matcher(text).replaceAll("0");
    for (String before = ""; !before.equals(left); ) {
      before = left;
      left = INNERMOST.matcher(left).replaceAll("0");
    }
    return FLAT.matcher(left).matches();
  }

  /** Whether a text is a query of the kind that is asked for. */
  static boolean isQuery(String text) {
    return QUERY.matcher(text).matches();
  }
}
