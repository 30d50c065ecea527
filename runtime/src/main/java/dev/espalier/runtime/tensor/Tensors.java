package dev.espalier.runtime.tensor;

/**
 * A tensor engine on one device. Safe for use by several threads; each of its scopes belongs to one
 * thread at a time.
 */
public interface Tensors extends AutoCloseable {

  /** The device: {@code cpu}, {@code gpu:0} … */
  String device();

  /**
   * Sets how many threads each operation that the calling thread starts may use on the CPU, from
   * here on. A device that divides its work itself ignores it.
   *
   * @param threads at least 1
   */
  void useThreads(int threads);

  /** A new scope. It is closed with this engine at the latest. */
  Scope scope();

  /**
   * Whether one operation attends to many texts, if they share a store: {@link Scope#textRows}.
   * Then it pays to put the texts' keys and values into few large tensors.
   */
  default boolean sharesStores() {
    return false;
  }

  /**
   * Whether tokens are better chosen by {@link Scope#choose} than on the host: on a device of its
   * own. Where the host computes, a loop over the logits takes less than the operations' calls.
   */
  default boolean choosesTokens() {
    return false;
  }

  /** What has crossed to and from the device; zeros where an engine does not count. */
  default Traffic traffic() {
    return new Traffic(0, 0);
  }

  /** How many tensors are alive in all scopes: for tests that look for leaks. */
  long liveTensors();

  /** How many scopes are open: for tests that look for leaks. */
  long liveScopes();

  /** Closes all scopes. Does nothing the second time. */
  @Override
  void close();
}
