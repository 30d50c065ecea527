package dev.espalier.compiler;

/**
 * What sets a part of a text off from the rest, such as {@code <tool_call>}: a text, however it is
 * cut into tokens, or a special token of the model's vocabulary. These are different things, even
 * where the token's name is that text.
 *
 * <p>Which one a model uses stands in its {@code tokenizer.json}: an added token that is {@code
 * "special": true} is a special token; every other one is a text that happens to be one token.
 */
public sealed interface Marker {
  /** A text; may be empty where a marker ends something. */
  record Text(String text) implements Marker {
    @Override
    public String toString() {
      return '"' + text + '"';
    }
  }

  /** A special token, by its name. */
  record Token(String name) implements Marker {
    @Override
    public String toString() {
      return "the token " + name;
    }
  }

  /** A text. */
  static Marker text(String text) {
    return new Text(text);
  }

  /** A special token of the model's vocabulary. */
  static Marker token(String name) {
    return new Token(name);
  }

  /** The special token of that name if the vocabulary has one, else the text. */
  static Marker in(Vocabulary vocabulary, String name) {
    return vocabulary.special(name).isPresent() ? new Token(name) : new Text(name);
  }
}
