package dev.espalier.runtime.tensor;

/**
 * Bytes that have crossed between the JVM and an engine's device since the engine was opened,
 * weights included.
 */
public record Traffic(long toDevice, long fromDevice) {

  /** What has crossed since an earlier moment. */
  public Traffic since(Traffic earlier) {
    return new Traffic(toDevice - earlier.toDevice, fromDevice - earlier.fromDevice);
  }
}
