package dev.espalier.compiler;

/**
 * Every limit of compiling and of computing masks and states. A limit that is reached is a {@link
 * LimitExceeded} that names it; never a hang, an {@code OutOfMemoryError} or a wrong mask.
 *
 * <p>Some limits are part of what numbers and equality mean here, and the same for all: {@code
 * numberLength}, the characters of a number in a schema (10,000); {@code numberScale}, the digits
 * before and after the point of its value (4096); {@code numberPieces} and {@code numberMultiples},
 * the cuts of a set of numbers and the moduli between two of them; {@code comparedCharacters}, the
 * characters of a string that is compared for {@code uniqueItems} (65,536); {@code
 * boundaryClasses}, the kinds of places between the tokens of a lexer (64).
 *
 * @param nesting how deep a schema document may nest, how many schemas may apply to one value each
 *     because of the one before ({@code $ref}, {@code allOf}, …), how deep values nest that are
 *     looked for to see whether a schema has any, and how deep items nest that are compared for
 *     {@code uniqueItems} (default 512); other texts may nest deeper
 * @param schemaBytes the length of a schema or of a grammar's source in bytes of UTF-8 (default 16
 *     MiB)
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
 * @param cachedMaskBytes how many bytes of masks, and of the groups of tokens that they are made
 *     of, a constraint of a context-free grammar remembers; beyond it they are forgotten and made
 *     again when needed (default 256 MiB)
 * @param patternNesting how deep the groups of a pattern may nest (default 200)
 * @param repeatedValues how many values are tried for an item that a later one has to repeat, as
 *     under {@code not} with {@code uniqueItems} (default 64)
 * @param comparedItems how many items of an array are compared with those of another for {@code
 *     uniqueItems} (default 65,536)
 * @param grammarSymbols how many symbols the rules of a grammar may have, where {@code x{2,5}}
 *     counts as five times x (default 1,000,000)
 * @param lexerDepth how deep the modes of a lexer may be pushed, and how deep lexer rules may call
 *     each other that may call themselves: texts that nest deeper are not written (default 32)
 * @param parserStates how many states of a grammar's LR automaton may be entered (default 200,000)
 * @param parserEdges how many edges the stacks between two terminals of a text may have: the ways
 *     in which an ambiguous text can be read so far (default 1,000,000)
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
    int comparedItems,
    int grammarSymbols,
    int lexerDepth,
    int parserStates,
    int parserEdges) {

  public static final CompileLimits DEFAULT = new Values().build();

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
        || comparedItems < 1
        || grammarSymbols < 1
        || lexerDepth < 1
        || parserStates < 1
        || parserEdges < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** The limits while one of them is changed. */
  private static final class Values {
    private int nesting = 512;
    private long schemaBytes = 16L << 20;
    private int subschemas = 1_000_000;
    private int automatonStates = 100_000;
    private long automatonWork = 20_000_000;
    private int lexicalStates = 2_000_000;
    private int branches = 100_000;
    private int completionBytes = 16 << 20;
    private int cachedStates = 100_000;
    private long cachedMaskBytes = 256L << 20;
    private int patternNesting = 200;
    private int repeatedValues = 64;
    private int comparedItems = 1 << 16;
    private int grammarSymbols = 1_000_000;
    private int lexerDepth = 32;
    private int parserStates = 200_000;
    private int parserEdges = 1_000_000;

    private CompileLimits build() {
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
          comparedItems,
          grammarSymbols,
          lexerDepth,
          parserStates,
          parserEdges);
    }
  }

  private Values values() {
    Values values = new Values();
    values.nesting = nesting;
    values.schemaBytes = schemaBytes;
    values.subschemas = subschemas;
    values.automatonStates = automatonStates;
    values.automatonWork = automatonWork;
    values.lexicalStates = lexicalStates;
    values.branches = branches;
    values.completionBytes = completionBytes;
    values.cachedStates = cachedStates;
    values.cachedMaskBytes = cachedMaskBytes;
    values.patternNesting = patternNesting;
    values.repeatedValues = repeatedValues;
    values.comparedItems = comparedItems;
    values.grammarSymbols = grammarSymbols;
    values.lexerDepth = lexerDepth;
    values.parserStates = parserStates;
    values.parserEdges = parserEdges;
    return values;
  }

  /** The same with another {@link #nesting}. */
  public CompileLimits withNesting(int value) {
    Values values = values();
    values.nesting = value;
    return values.build();
  }

  /** The same with another {@link #schemaBytes}. */
  public CompileLimits withSchemaBytes(long value) {
    Values values = values();
    values.schemaBytes = value;
    return values.build();
  }

  /** The same with another {@link #subschemas}. */
  public CompileLimits withSubschemas(int value) {
    Values values = values();
    values.subschemas = value;
    return values.build();
  }

  /** The same with another {@link #automatonStates}. */
  public CompileLimits withAutomatonStates(int value) {
    Values values = values();
    values.automatonStates = value;
    return values.build();
  }

  /** The same with another {@link #automatonWork}. */
  public CompileLimits withAutomatonWork(long value) {
    Values values = values();
    values.automatonWork = value;
    return values.build();
  }

  /** The same with another {@link #lexicalStates}. */
  public CompileLimits withLexicalStates(int value) {
    Values values = values();
    values.lexicalStates = value;
    return values.build();
  }

  /** The same with another {@link #branches}. */
  public CompileLimits withBranches(int value) {
    Values values = values();
    values.branches = value;
    return values.build();
  }

  /** The same with another {@link #completionBytes}. */
  public CompileLimits withCompletionBytes(int value) {
    Values values = values();
    values.completionBytes = value;
    return values.build();
  }

  /** The same with another {@link #cachedStates}. */
  public CompileLimits withCachedStates(int value) {
    Values values = values();
    values.cachedStates = value;
    return values.build();
  }

  /** The same with another {@link #cachedMaskBytes}. */
  public CompileLimits withCachedMaskBytes(long value) {
    Values values = values();
    values.cachedMaskBytes = value;
    return values.build();
  }

  /** The same with another {@link #patternNesting}. */
  public CompileLimits withPatternNesting(int value) {
    Values values = values();
    values.patternNesting = value;
    return values.build();
  }

  /** The same with another {@link #repeatedValues}. */
  public CompileLimits withRepeatedValues(int value) {
    Values values = values();
    values.repeatedValues = value;
    return values.build();
  }

  /** The same with another {@link #comparedItems}. */
  public CompileLimits withComparedItems(int value) {
    Values values = values();
    values.comparedItems = value;
    return values.build();
  }

  /** The same with another {@link #grammarSymbols}. */
  public CompileLimits withGrammarSymbols(int value) {
    Values values = values();
    values.grammarSymbols = value;
    return values.build();
  }

  /** The same with another {@link #lexerDepth}. */
  public CompileLimits withLexerDepth(int value) {
    Values values = values();
    values.lexerDepth = value;
    return values.build();
  }

  /** The same with another {@link #parserStates}. */
  public CompileLimits withParserStates(int value) {
    Values values = values();
    values.parserStates = value;
    return values.build();
  }

  /** The same with another {@link #parserEdges}. */
  public CompileLimits withParserEdges(int value) {
    Values values = values();
    values.parserEdges = value;
    return values.build();
  }
}
