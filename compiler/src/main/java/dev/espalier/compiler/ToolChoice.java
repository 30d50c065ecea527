package dev.espalier.compiler;

import dev.espalier.compiler.composition.ToolReader;

/** Whether a model calls tools, and which: the {@code tool_choice} of OpenAI's interface. */
public sealed interface ToolChoice {
  /** Text, or calls. */
  ToolChoice AUTO = new Auto();

  /** Text without a call. */
  ToolChoice NONE = new None();

  /** Calls: at least one. */
  ToolChoice REQUIRED = new Required();

  /** Exactly one call of one tool. */
  static ToolChoice named(String tool) {
    return new Named(tool);
  }

  /**
   * Reads the value of {@code tool_choice}: {@code "auto"}, {@code "none"}, {@code "required"}, or
   * {@code {"type": "function", "function": {"name": …}}} (or, as in the Responses interface,
   * {@code {"type": "function", "name": …}}).
   *
   * @throws ToolException if it is something else
   */
  static ToolChoice ofJson(String json) {
    return ToolReader.choice(json);
  }

  /** See {@link #AUTO}. */
  record Auto() implements ToolChoice {}

  /** See {@link #NONE}. */
  record None() implements ToolChoice {}

  /** See {@link #REQUIRED}. */
  record Required() implements ToolChoice {}

  /** See {@link #named}. */
  record Named(String tool) implements ToolChoice {}
}
