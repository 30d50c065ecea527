package dev.espalier.runtime.model.safetensors;

import java.util.Optional;

/** The types of numbers that a safetensors file can hold. Constants are spelled as in the file. */
public enum ElementType {
  /** One byte, zero or one. */
  BOOL(1),
  /** Unsigned 8-bit integer. */
  U8(1),
  /** Signed 8-bit integer. */
  I8(1),
  /** 8-bit float with five exponent bits. */
  F8_E5M2(1),
  /** 8-bit float with four exponent bits. */
  F8_E4M3(1),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** Signed 16-bit integer. */
  I16(2),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of an IEEE 754 binary32. */
  BF16(2),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** Signed 32-bit integer. */
  I32(4),
  /** IEEE 754 binary32. */
  F32(4),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** Signed 64-bit integer. */
  I64(8),
  /** IEEE 754 binary64. */
  F64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per number. */
  public int bytes() {
    return bytes;
  }

  /** Whether {@link SafetensorsFile#read} can turn it into {@code float}. */
  public boolean isReadable() {
    return this == F32 || this == F16 || this == BF16 || this == F64;
  }

  /** A number as this type would hold it; unchanged if the type holds all floats. */
  public float round(float value) {
    return switch (this) {
      case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case BF16 -> fromBfloat16(toBfloat16(value));
      default -> value;
    };
  }

  /** The type of this name, if there is one. */
  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The bfloat16 nearest to a float, ties to even, as its 16 bits. NaN stays NaN.
   *
   * @param value any float
   */
  public static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      // A payload in the low half alone would round to infinity.
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The float with the value of a bfloat16. */
  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
