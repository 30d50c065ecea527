package dev.espalier.compiler;

/**
 * How a model writes calls of tools. Below, {@code <x>} in capitals stands for a part, {@code ARGS}
 * for the arguments as a JSON object, and names of tokens are special tokens of the vocabulary
 * where that is said, else texts.
 */
public enum ToolFormat {
  /**
   * Llama 3.1, 3.2 and 3.3, JSON-based tool calling: {@code {"name": "NAME", "parameters": ARGS}},
   * after the special token {@code <|python_tag|>} or without it. One call at a time, and no text
   * beside it: a text that begins with a brace is a call. (Meta, "Llama 3.1 model card and prompt
   * formats"; the chat template of Llama-3.1-Instruct refuses more than one call.)
   */
  LLAMA3,
  /** As {@link #LLAMA3} without the token, for vocabularies that lack it. */
  LLAMA3_PLAIN,
  /**
   * Qwen 2.5, Qwen 3 and Hermes 2 Pro: text, then for each call a line {@code <tool_call>}, a line
   * {@code {"name": "NAME", "arguments": ARGS}} and a line {@code </tool_call>}. The tags are
   * texts: so it is for Qwen, whose tags are added tokens but not special ones. (The chat templates
   * of Qwen2.5-Instruct; Nous Research, "Hermes Function Calling".)
   */
  HERMES,
  /** As {@link #HERMES}, where both tags are special tokens of the vocabulary. */
  HERMES_TOKENS,
  /**
   * Mistral's tokenizers v2 to v7: text, then the special token {@code [TOOL_CALLS]}, perhaps a
   * blank, and {@code [{"name": "NAME", "arguments": ARGS}, …]}; after the arguments of a call
   * perhaps {@code "id": "ID"}, of nine letters and digits. (The package mistral-common, {@code
   * InstructTokenizerV2}, {@code V3} and {@code V7}. Up to v3 models were taught to write either
   * text or calls.)
   */
  MISTRAL,
  /**
   * Mistral's tokenizer v11: text, then for each call {@code
   * [TOOL_CALLS]NAME[CALL_ID]ID[ARGS]ARGS}, or without {@code [CALL_ID]ID}; all three are special
   * tokens. (mistral-common, {@code InstructTokenizerV11}.)
   */
  MISTRAL_V11,
  /**
   * Mistral's tokenizer v13: as {@link #MISTRAL_V11}, always without {@code [CALL_ID]ID}.
   * (mistral-common, {@code InstructTokenizerV13}.)
   */
  MISTRAL_V13;

  /**
   * {@link #HERMES_TOKENS} if both tags are special tokens of a vocabulary, else {@link #HERMES}.
   */
  public static ToolFormat hermes(Vocabulary vocabulary) {
    return vocabulary.special("<tool_call>").isPresent()
            && vocabulary.special("</tool_call>").isPresent()
        ? HERMES_TOKENS
        : HERMES;
  }

  /** {@link #LLAMA3} if a vocabulary has {@code <|python_tag|>}, else {@link #LLAMA3_PLAIN}. */
  public static ToolFormat llama3(Vocabulary vocabulary) {
    return vocabulary.special("<|python_tag|>").isPresent() ? LLAMA3 : LLAMA3_PLAIN;
  }
}
