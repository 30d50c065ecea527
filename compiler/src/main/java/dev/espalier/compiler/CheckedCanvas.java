package dev.espalier.compiler;

import dev.espalier.compiler.canvas.Emptiness;
import dev.espalier.compiler.canvas.Emptiness.Checked;

/**
 * A canvas with what is known of it. A value: one that differs at a position reuses what was worked
 * out for this one, and changes nothing here.
 */
public final class CheckedCanvas {
  private final Emptiness emptiness;
  private final Checked checked;

  CheckedCanvas(Emptiness emptiness, Checked checked) {
    this.emptiness = emptiness;
    this.checked = checked;
  }

  public Canvas canvas() {
    return checked.canvas();
  }

  public CanvasVerdict verdict() {
    return checked.verdict();
  }

  /**
   * The same canvas with another part at a position, checked.
   *
   * <p>A token at a hole where the known filling has it costs nothing; one after which that filling
   * still reads costs its reading. What is dead stays dead when a hole gets smaller, and what can
   * be filled can be filled when it gets larger.
   *
   * @throws IndexOutOfBoundsException if there is no such position or token
   */
  public CheckedCanvas with(int position, Canvas.Part part) {
    return new CheckedCanvas(emptiness, emptiness.with(checked, position, part));
  }

  /** As {@link #with(int, Canvas.Part)}, with a token. */
  public CheckedCanvas with(int position, int token) {
    return with(position, new Canvas.Token(token));
  }

  /**
   * The tokens that may stand at a position, whatever stands there now.
   *
   * <p>Work: a check for each token that is not allowed by where the text before it can stand; so
   * ask where few are.
   *
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public LiveTokens live(int position) {
    return emptiness.live(checked, position);
  }

  /**
   * The tokens of one position.
   *
   * @param live with one of them there, the canvas can be filled
   * @param unknown with one of them there, a limit was reached
   */
  public record LiveTokens(TokenMask live, TokenMask unknown) {}

  @Override
  public String toString() {
    return checked.canvas() + ": " + checked.verdict();
  }
}
