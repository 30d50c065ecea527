package dev.espalier.runtime.model.transformer;

/**
 * The names of a checkpoint's weights.
 *
 * <p>Part names such as {@code self_attn.q_proj} stand for a tensor {@code <prefix>.weight} and,
 * where the configuration has one, {@code <prefix>.bias}.
 */
enum Layout {
  /** As Hugging Face writes Llama, Mistral and Qwen, and Dream with them. */
  HUGGING_FACE(
      "model.embed_tokens",
      "model.norm",
      "lm_head",
      "model.layers.",
      "input_layernorm",
      "self_attn.q_proj",
      "self_attn.k_proj",
      "self_attn.v_proj",
      "self_attn.o_proj",
      "post_attention_layernorm",
      "mlp.gate_proj",
      "mlp.up_proj",
      "mlp.down_proj"),
  /** As LLaDA is published, with OLMo's names. */
  LLADA(
      "model.transformer.wte",
      "model.transformer.ln_f",
      "model.transformer.ff_out",
      "model.transformer.blocks.",
      "attn_norm",
      "q_proj",
      "k_proj",
      "v_proj",
      "attn_out",
      "ff_norm",
      "ff_proj",
      "up_proj",
      "ff_out");

  final String embedding;
  final String finalNorm;
  final String head;
  private final String blocks;
  final String attentionNorm;
  final String query;
  final String key;
  final String value;
  final String attentionOut;
  final String mlpNorm;
  final String gate;
  final String up;
  final String down;

  Layout(
      String embedding,
      String finalNorm,
      String head,
      String blocks,
      String attentionNorm,
      String query,
      String key,
      String value,
      String attentionOut,
      String mlpNorm,
      String gate,
      String up,
      String down) {
    this.embedding = embedding;
    this.finalNorm = finalNorm;
    this.head = head;
    this.blocks = blocks;
    this.attentionNorm = attentionNorm;
    this.query = query;
    this.key = key;
    this.value = value;
    this.attentionOut = attentionOut;
    this.mlpNorm = mlpNorm;
    this.gate = gate;
    this.up = up;
    this.down = down;
  }

  /** What the names of one block begin with. */
  String block(int index) {
    return blocks + index + ".";
  }
}
