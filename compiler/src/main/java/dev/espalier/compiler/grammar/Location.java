package dev.espalier.compiler.grammar;

/**
 * A place in the source of a grammar.
 *
 * @param source the name of the source, as errors show it: a file's name, or {@code grammar}
 * @param line from 1
 * @param column from 1, counted in code points
 */
public record Location(String source, int line, int column) {
  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
