package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.ByteSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * A lexical automaton that reads white space and marks itself, and all other lexemes by automata of
 * their own, from their first byte on.
 *
 * <p>So the vocabulary splits at the white space before as it does without these lexemes, which is
 * the same in many automata, but for the tokens in which one of them begins.
 */
public interface Framed {
  /** Whether a state has read nothing but white space, so that any lexeme may begin. */
  boolean isBefore(int state);

  /**
   * Reads the same white space and marks, and no other lexemes; its lexer may say that it is alive
   * where nothing can come.
   */
  Lexer frame();

  /** The state of the frame for a state before all lexemes. */
  int frameState(int state);

  /** What white space may still come at a state before all lexemes: a value that compares. */
  Object whiteSpace(int state);

  /**
   * The bytes with which the other lexemes may begin, and maybe some more: the same for all
   * automata of one frame.
   */
  ByteSet firstBytes();

  /** What reads them. */
  List<Part> parts();

  /**
   * One of the automata that read the other lexemes.
   *
   * @param label the label of the whole automaton for one of this part
   */
  record Part(Lexer lexer, IntUnaryOperator label) {}
}
