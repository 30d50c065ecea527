package dev.espalier.compiler;

import dev.espalier.compiler.lexical.NumberForm;
import dev.espalier.compiler.lexical.Spelling;

/**
 * Which spellings of a language are produced. The laws of soundness, liveness and completeness are
 * relative to it: a text outside the form is refused, and a value that a schema needs outside it is
 * refused by name when the schema is compiled.
 *
 * @param whiteSpace where blanks and line breaks may stand
 * @param strings how the characters of strings are spelled
 * @param numbers how numbers are spelled
 * @param keys in which order the keys of an object come
 */
public record OutputForm(
    WhiteSpace whiteSpace, Spelling strings, NumberForm numbers, KeyOrder keys) {

  /**
   * Every spelling: white space in runs of at most one line break and 128 blanks or tabs, none
   * around the text; every JSON spelling of a character; numbers of up to 128 digits and exponents
   * up to ±999; keys in any order.
   */
  public static final OutputForm ANY =
      new OutputForm(new WhiteSpace.Flexible(128), Spelling.ALL, NumberForm.DEFAULT, KeyOrder.ANY);

  /**
   * The single style that models write well: one line, {@code ", "} and {@code ": "}, keys in
   * declared order, characters as themselves where JSON allows it.
   */
  public static final OutputForm SINGLE =
      new OutputForm(
          new WhiteSpace.Fixed(", ", ": "),
          Spelling.CANONICAL,
          NumberForm.DEFAULT,
          KeyOrder.DECLARED);

  /** The same form with another order of keys. */
  public OutputForm withKeys(KeyOrder order) {
    return new OutputForm(whiteSpace, strings, numbers, order);
  }

  /** The same form with other spellings of characters. */
  public OutputForm withStrings(Spelling other) {
    return new OutputForm(whiteSpace, other, numbers, keys);
  }

  /** The same form with other white space. */
  public OutputForm withWhiteSpace(WhiteSpace other) {
    return new OutputForm(other, strings, numbers, keys);
  }

  /** The order in which the keys of an object come. */
  public enum KeyOrder {
    /** Any order. */
    ANY,
    /**
     * Keys that a schema names under {@code properties} come in the order in which they are named
     * there (of several schemas: in the order of the schemas), those that only {@code required}
     * names, in any case, after them, and all other keys last, in any order.
     */
    DECLARED
  }

  /** Where blanks and line breaks may stand. */
  public sealed interface WhiteSpace {
    /**
     * Anywhere between lexemes but not around the text: runs of at most one line break ({@code \n},
     * {@code \r\n} or {@code \r}) and {@code blanks} blanks or tabs.
     */
    record Flexible(int blanks) implements WhiteSpace {
      public Flexible {
        if (blanks < 0 || blanks > 4096) {
          throw new IllegalArgumentException("blanks must be 0 to 4096: " + blanks);
        }
      }
    }

    /**
     * Exactly one spelling.
     *
     * @param itemSeparator the comma with the white space around it
     * @param keySeparator the colon with the white space around it
     */
    record Fixed(String itemSeparator, String keySeparator) implements WhiteSpace {
      public Fixed {
        check(itemSeparator, ',');
        check(keySeparator, ':');
      }

      private static void check(String separator, char mark) {
        if (!separator.strip().equals(String.valueOf(mark))
            || !separator.chars().allMatch(c -> c == mark || " \t\r\n".indexOf(c) >= 0)) {
          throw new IllegalArgumentException(
              "a separator is '" + mark + "' with white space around it: '" + separator + "'");
        }
      }
    }
  }
}
