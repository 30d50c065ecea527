package dev.espalier.testsuite.process;

import tools.jackson.databind.JsonNode;

/** What came of a question to a process. */
public sealed interface Reply {
  /**
   * It answered.
   *
   * @param json an object; may hold an {@code "error"}
   */
  record Answer(JsonNode json) implements Reply {}

  /** It did not answer in time, and was ended. */
  record Late() implements Reply {}

  /**
   * It has ended, or what it wrote is no JSON object.
   *
   * @param why in a few words
   */
  record Broken(String why) implements Reply {}
}
