package dev.espalier.runtime.tensor.torch;

/** Operations that are called by name, through libtorch's dispatcher. */
enum Op {
  /** {@code (self, dim?, keepdim)}. */
  ARGMAX("argmax", ""),
  /** {@code (query, key, value, attn_mask?, dropout_p, is_causal, scale?, enable_gqa)}. */
  ATTENTION("scaled_dot_product_attention", ""),
  /** {@code (self, other)}. */
  BITWISE_AND("bitwise_and", "Tensor"),
  /** {@code (self, memory_format)}. */
  CONTIGUOUS("contiguous", ""),
  /** {@code (self, dim, dtype?)}. */
  CUMSUM("cumsum", ""),
  /** {@code (self, dim, index, sparse_grad)}. */
  GATHER("gather", ""),
  /** {@code (self, other)}. */
  GREATER_OR_EQUAL("ge", "Tensor"),
  /** {@code (self, dim, index, source)}, in place. */
  INDEX_COPY("index_copy_", ""),
  /** {@code (self, dim, index)}. */
  INDEX_SELECT("index_select", ""),
  /** {@code (self, other)}. */
  LESS("lt", "Tensor"),
  /** {@code (self, other)}. */
  LESS_OR_EQUAL("le", "Tensor"),
  /** {@code (input, weight, bias?)}. */
  LINEAR("linear", ""),
  /** {@code (self)}. */
  LOGICAL_NOT("logical_not", ""),
  /** {@code (self, mask, value)}. */
  MASKED_FILL("masked_fill", "Tensor"),
  /** {@code (self, other)}. */
  MINIMUM("minimum", ""),
  /** {@code (self)}. */
  RSQRT("rsqrt", ""),
  /** {@code (sorted_sequence, self, out_int32, right, side?, sorter?)}. */
  SEARCHSORTED("searchsorted", "Tensor"),
  /** {@code (self)}. */
  SILU("silu", ""),
  /** {@code (self, dim, dtype?)}. */
  SOFTMAX("softmax", "int"),
  /** {@code (self, stable?, dim, descending)} to values and indices. */
  SORT("sort", "stable"),
  /** {@code (self, dtype, non_blocking, copy, memory_format?)}. */
  TO("to", "dtype");

  final String operator;
  final String overload;

  Op(String name, String overload) {
    this.operator = "aten::" + name;
    this.overload = overload;
  }
}
