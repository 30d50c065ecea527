package dev.espalier.runtime.data;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** What an example is for. Every text belongs to exactly one split, by its hash. */
public enum Split {
  /** Weights are fitted to it: 18 of 20 texts. */
  TRAIN,
  /** Looked at while training: 1 of 20. */
  VALIDATION,
  /** Looked at when training is over: 1 of 20. */
  TEST;

  /** The split that {@code text} belongs to. */
  public static Split of(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return switch ((int) (crc.getValue() % 20)) {
      case 0 -> TEST;
      case 1 -> VALIDATION;
      default -> TRAIN;
    };
  }
}
