package dev.espalier.grammars;

import java.util.Optional;

/** A second judge of a language's syntax: shares no code with the grammars. */
@FunctionalInterface
interface Judge {
  /** Why the text is not of the language, or nothing if it is. */
  Optional<String> refusal(String text);

  /** A judge that refuses by throwing. */
  static Judge of(Parser parser) {
    return text -> {
      try {
        parser.parse(text);
        return Optional.empty();
      } catch (Exception e) {
        return Optional.of(e.toString());
      }
    };
  }

  /** Reads a text, and throws if it cannot. */
  @FunctionalInterface
  interface Parser {
    void parse(String text) throws Exception;
  }
}
