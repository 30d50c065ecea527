package dev.espalier.compiler;

/**
 * Every limit of compiling and of computing masks and states. A limit that is reached is a {@link
 * LimitExceeded} that names it; never a hang, an {@code OutOfMemoryError} or a wrong mask.
 *
 * @param nesting how deep a schema document, and how deep a text, may nest (default 512)
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
    long cachedMaskBytes) {

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
          256L << 20);

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
        || cachedMaskBytes < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }
}
