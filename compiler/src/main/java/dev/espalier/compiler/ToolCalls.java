package dev.espalier.compiler;

import dev.espalier.compiler.composition.Composition;
import dev.espalier.compiler.composition.ToolGrammar;
import dev.espalier.compiler.composition.ToolReader;

/**
 * What a model may answer when it has tools.
 *
 * <pre>{@code
 * Grammar answer = ToolCalls.of(tools, ToolChoice.AUTO, ToolFormat.HERMES);
 * }</pre>
 *
 * <p>{@code tools} is the array that clients of OpenAI's chat completions send: objects {@code
 * {"type": "function", "function": {"name": …, "parameters": …, "strict": …}}}; the flat form of
 * the Responses interface, {@code {"type": "function", "name": …, …}}, is read too. {@code
 * parameters} is a JSON Schema; without it a tool has no arguments, {@code {}}. Arguments are
 * always an object. The outer object of a call is written with its keys in the order of the format,
 * and the name without needless escapes.
 *
 * <p>Limits: {@link #MAX_TOOLS}, and those of {@link CompileLimits}: {@code schemaBytes} for the
 * whole array, {@code nesting} for its nesting.
 */
public final class ToolCalls {
  /** The limit {@code tools}: how many tools there may be. */
  public static final int MAX_TOOLS = 4096;

  private ToolCalls() {}

  /** As {@link #of(String, ToolChoice, ToolFormat, ToolOptions)} with the default options. */
  public static Grammar of(String tools, ToolChoice choice, ToolFormat format) {
    return of(tools, choice, format, ToolOptions.DEFAULT);
  }

  /**
   * The answers of a model that has tools.
   *
   * <p>Complexity: that of compiling each tool's parameters, equal ones once; masks are made when
   * an answer first gets there.
   *
   * @param tools a JSON array of tools
   * @throws ToolException if it is not, two tools have one name, a tool is chosen that is not
   *     there, or a tool's parameters cannot be compiled; names the tool and the place
   * @throws GrammarException if a limit is reached
   */
  public static Grammar of(
      String tools, ToolChoice choice, ToolFormat format, ToolOptions options) {
    return Composition.of(
        ToolGrammar.of(ToolReader.tools(tools, options.schema().limits()), choice, format, options),
        options.schema().limits());
  }
}
