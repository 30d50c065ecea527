package dev.espalier.runtime.model;

/**
 * How much a checkpoint may ask for before its weights are looked at. Files of strangers are read
 * under these limits, each of which ends in a {@link CheckpointException} of kind {@code LIMIT}.
 *
 * @param configBytes largest {@code config.json}, {@code generation_config.json} or index file;
 *     default 64 MiB
 * @param headerBytes largest header of a safetensors file; default 100,000,000, the format's own
 *     limit
 * @param tensors most tensors in one file; default 200,000
 * @param files most weight files of one checkpoint; default 1,024
 */
public record CheckpointLimits(long configBytes, long headerBytes, int tensors, int files) {

  /** All defaults. */
  public static CheckpointLimits defaults() {
    return new CheckpointLimits(64L << 20, 100_000_000L, 200_000, 1_024);
  }
}
