package dev.espalier.compiler;

/**
 * Tools that cannot be made a constraint: says which, where and why. The cause, if there is one, is
 * the {@link SchemaException} of a tool's parameters, or the {@link LimitExceeded}.
 */
public final class ToolException extends EspalierException {
  private static final long serialVersionUID = 1;

  private final String tool;
  private final String pointer;

  /**
   * @param tool the tool's name, or empty
   * @param pointer where in the array of tools: a JSON pointer, empty for all of it
   */
  public ToolException(String tool, String pointer, String message) {
    super(at(tool, pointer) + message);
    this.tool = tool;
    this.pointer = pointer;
  }

  /** As above, with a cause. */
  public ToolException(String tool, String pointer, String message, Throwable cause) {
    super(at(tool, pointer) + message, cause);
    this.tool = tool;
    this.pointer = pointer;
  }

  private static String at(String tool, String pointer) {
    return "tools"
        + (pointer.isEmpty() ? "" : " at " + pointer)
        + (tool.isEmpty() ? "" : ", the tool \"" + tool + '"')
        + ": ";
  }

  /** The tool's name, or empty. */
  public String tool() {
    return tool;
  }

  /** A JSON pointer into the array of tools, empty for all of it. */
  public String pointer() {
    return pointer;
  }
}
