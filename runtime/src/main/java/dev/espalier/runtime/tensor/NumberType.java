package dev.espalier.runtime.tensor;

/** What an engine holds numbers in: weights, and what is computed from them. */
public enum NumberType {
  /** IEEE 754 binary32. */
  FLOAT32,
  /** The upper half of a binary32. */
  BFLOAT16,
  /** IEEE 754 binary16. */
  FLOAT16
}
