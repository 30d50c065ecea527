package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what recurs deeply in a thread whose stack is large enough for all that the limits allow:
 * the stacks of callers are as small as they like, and a text must not end in a {@code
 * StackOverflowError} for that.
 *
 * <p>A thread costs some tenths of a millisecond; so it is taken only where something does nest
 * more than {@value #SHALLOW} deep. Who waits holds no lock that the work takes.
 */
final class DeepStack {
  /** What nests no deeper than that fits the stack of every caller. */
  static final int SHALLOW = 32;

  // Measured: less than 5 KiB for a level of nesting, less than 400 bytes for a combination.
  private static final long BYTES_OF_NESTING = 16 << 10;
  private static final long BYTES_OF_BRANCH = 1 << 10;
  private static final long LEAST = 8 << 20;
  private static final long MOST = 1 << 30;

  private final long bytes;

  DeepStack(CompileLimits limits) {
    // Addresses, not memory: that is what is used of them.
    long wanted = limits.nesting() * BYTES_OF_NESTING + limits.branches() * BYTES_OF_BRANCH;
    this.bytes = Math.min(MOST, LEAST + wanted);
  }

  private static final class Deep<T> extends Thread {
    private final Supplier<T> work;
    private @Nullable T result;
    private @Nullable Throwable thrown;

    Deep(Supplier<T> work, long bytes) {
      super(null, null, "espalier-deep", bytes, false);
      this.work = work;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        result = work.get();
      } catch (Throwable e) {
        thrown = e;
      }
    }
  }

  /** Whether this thread has such a stack. */
  static boolean isDeep() {
    return Thread.currentThread() instanceof Deep;
  }

  /** The result of some work, or what it throws; not interrupted. */
  <T> T call(Supplier<T> work) {
    if (isDeep()) {
      return work.get();
    }
    Deep<T> thread = new Deep<>(work, bytes);
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thread.thrown instanceof Error e) {
      throw e;
    }
    if (thread.result == null) {
      throw new AssertionError("work without a result");
    }
    return thread.result;
  }

  /** Whether a JSON text nests deeper than every stack holds. */
  static boolean isDeep(String json) {
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"') {
        inString = !inString;
      } else if (inString) {
        i += c == '\\' ? 1 : 0;
      } else if (c == '[' || c == '{') {
        if (++depth > SHALLOW) {
          return true;
        }
      } else if (c == ']' || c == '}') {
        depth--;
      }
    }
    return false;
  }
}
