package dev.espalier.compiler;

/**
 * A vocabulary cannot be read or built: the file is broken, of a kind that is not supported, beyond
 * a limit, or says too little. The message names the source, the place in it and what was expected.
 */
public final class VocabularyException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final String place;
  private final String problem;

  /**
   * @param source the file or other origin
   * @param place where in it: a line, a JSON path, or empty for the whole
   * @param problem what was found and what was expected
   */
  public VocabularyException(String source, String place, String problem) {
    super(message(source, place, problem));
    this.source = source;
    this.place = place;
    this.problem = problem;
  }

  public VocabularyException(String source, String place, String problem, Throwable cause) {
    super(message(source, place, problem), cause);
    this.source = source;
    this.place = place;
    this.problem = problem;
  }

  /** The file or other origin. */
  public String source() {
    return source;
  }

  /** Where in the source: a line, a JSON path; empty for the whole. */
  public String place() {
    return place;
  }

  /** What was found and what was expected. */
  public String problem() {
    return problem;
  }

  private static String message(String source, String place, String problem) {
    return place.isEmpty() ? source + ": " + problem : source + ", " + place + ": " + problem;
  }
}
