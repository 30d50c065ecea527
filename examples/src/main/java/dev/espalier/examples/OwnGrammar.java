package dev.espalier.examples;

import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.runtime.Generator;
import dev.espalier.runtime.data.CodeTask;
import dev.espalier.runtime.model.BundledModels;
import java.util.List;

/** A grammar from a text: queries over one table, and nothing that changes it. */
public final class OwnGrammar {
  private OwnGrammar() {}

  /** Prints the queries that the bundled model writes for some questions. */
  public static void main(String[] args) {
    String source =
        """
        root   ::= "SELECT " ("COUNT(*)" | column (", " column)*) " FROM orders" where? order?
        where  ::= " WHERE " column " " ("<" | ">" | "=") " " value
        order  ::= " ORDER BY " column " DESC"?
        column ::= "customer" | "city" | "total" | "quantity"
        value  ::= [1-9] [0-9]{0,5} | "'" [A-Z] [a-z]+ "'"
        """;
    Grammar grammar =
        TextGrammar.compile(source, GrammarOptions.DEFAULT.withSyntax(GrammarSyntax.GBNF));
    try (Generator generator = Generator.load(BundledModels.records())) {
      for (String question :
          List.of(
              "How many orders with total above 100?",
              "Show the customer and city of all orders, sorted by total descending.",
              "Delete all orders.")) {
        System.out.println(generator.generate(grammar, CodeTask.sqlPrompt(question)).text());
      }
    }
  }
}
