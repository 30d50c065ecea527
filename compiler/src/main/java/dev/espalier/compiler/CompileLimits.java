package dev.espalier.compiler;

/**
 * Every limit of compiling and of computing masks and states. A limit that is reached is a {@link
 * LimitExceeded} that names it; never a hang, an {@code OutOfMemoryError} or a wrong mask.
 *
 * <p>Some limits are part of what numbers and equality mean here, and the same for all: {@code
 * numberLength}, the characters of a number in a schema (10,000); {@code numberScale}, the digits
 * before and after the point of its value (4096); {@code numberPieces} and {@code numberMultiples},
 * the cuts of a set of numbers and the moduli between two of them; {@code comparedCharacters}, the
 * characters of a string that is compared for {@code uniqueItems} (65,536).
 *
 * @param nesting how deep a schema document may nest, how many schemas may apply to one value each
 *     because of the one before ({@code $ref}, {@code allOf}, …), how deep values nest that are
 *     looked for to see whether a schema has any, and how deep items nest that are compared for
 *     {@code uniqueItems} (default 512); other texts may nest deeper
 * @param schemaBytes the length of a schema in bytes of UTF-8 (default 16 MiB)
 * @param subschemas how many subschemas may be read (default 1,000,000)
 * @param automatonStates states of one automaton while a pattern or a set of strings is compiled
 *     (default 100,000)
 * @param automatonWork steps that the compilation of one schema's patterns and sets of strings may
 *     take, and any later combination of them; ten million are some tenths of a second (default
 *     20,000,000)
 * @param lexicalStates states that one lexical automaton may enter, of about 160 bytes each; one
 *     from which many bytes were read counts as several (default 2,000,000)
 * @param branches how many combinations of alternatives may be looked at to decide whether a text
 *     can be completed (default 100,000)
 * @param completionBytes the length of a completion that is written out (default 16 MiB)
 * @param cachedStates how many states a constraint remembers; beyond it the oldest are forgotten
 *     and made again when needed (default 100,000)
 * @param cachedMaskBytes how many bytes of masks a constraint remembers (default 256 MiB)
 * @param patternNesting how deep the groups of a pattern may nest (default 200)
 * @param repeatedValues how many values are tried for an item that a later one has to repeat, as
 *     under {@code not} with {@code uniqueItems} (default 64)
 * @param comparedItems how many items of an array are compared with those of another for {@code
 *     uniqueItems} (default 65,536)
 */
public record CompileLimits(
    int nesting,
    long schemaBytes,
    int subschemas,
    int automatonStates,
    long automatonWork,
    int lexicalStates,
    int branches,
    int completionBytes,
    int cachedStates,
    long cachedMaskBytes,
    int patternNesting,
    int repeatedValues,
    int comparedItems) {

  public static final CompileLimits DEFAULT =
      new CompileLimits(
          512,
          16L << 20,
          1_000_000,
          100_000,
          20_000_000,
          2_000_000,
          100_000,
          16 << 20,
          100_000,
          256L << 20,
          200,
          64,
          1 << 16);

  public CompileLimits {
    if (nesting < 1
        || schemaBytes < 1
        || subschemas < 1
        || automatonStates < 1
        || automatonWork < 1
        || lexicalStates < 1
        || branches < 1
        || completionBytes < 1
        || cachedStates < 1
        || cachedMaskBytes < 1
        || patternNesting < 1
        || repeatedValues < 1
        || comparedItems < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** The same with another {@link #nesting}. */
  public CompileLimits withNesting(int value) {
    return new CompileLimits(
        value,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #schemaBytes}. */
  public CompileLimits withSchemaBytes(long value) {
    return new CompileLimits(
        nesting,
        value,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #subschemas}. */
  public CompileLimits withSubschemas(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        value,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #automatonStates}. */
  public CompileLimits withAutomatonStates(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        value,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #automatonWork}. */
  public CompileLimits withAutomatonWork(long value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        value,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #lexicalStates}. */
  public CompileLimits withLexicalStates(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        value,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #branches}. */
  public CompileLimits withBranches(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        value,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #completionBytes}. */
  public CompileLimits withCompletionBytes(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        value,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #cachedStates}. */
  public CompileLimits withCachedStates(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        value,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #cachedMaskBytes}. */
  public CompileLimits withCachedMaskBytes(long value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        value,
        patternNesting,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #patternNesting}. */
  public CompileLimits withPatternNesting(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        value,
        repeatedValues,
        comparedItems);
  }

  /** The same with another {@link #repeatedValues}. */
  public CompileLimits withRepeatedValues(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        value,
        comparedItems);
  }

  /** The same with another {@link #comparedItems}. */
  public CompileLimits withComparedItems(int value) {
    return new CompileLimits(
        nesting,
        schemaBytes,
        subschemas,
        automatonStates,
        automatonWork,
        lexicalStates,
        branches,
        completionBytes,
        cachedStates,
        cachedMaskBytes,
        patternNesting,
        repeatedValues,
        value);
  }
}
