package dev.espalier.runtime;

import dev.espalier.runtime.Verifier.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks a judge that may recurse deep and take long: in a thread of its own, with a large stack, and
 * not for longer than it is waited for. One that was once not done in time is not asked again,
 * since nothing stops it.
 */
final class SecondLook {
  /** How long one look may take. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long STACK_BYTES = 256L << 20;

  private final String judge;
  private volatile boolean gaveUp;

  /**
   * @param judge what is asked, for people
   */
  SecondLook(String judge) {
    this.judge = judge;
  }

  Verdict ask(Supplier<Verdict> question, Duration patience) {
    if (gaveUp) {
      return Verdict.unknown(judge + " took too long before");
    }
    CompletableFuture<Verdict> result = new CompletableFuture<>();
    Thread look =
        new Thread(
            null,
            () -> {
              try {
                result.complete(question.get());
              } catch (RuntimeException | StackOverflowError e) {
                result.complete(Verdict.unknown(judge + " failed: " + e));
              }
            },
            "second-look",
            STACK_BYTES);
    look.setDaemon(true);
    look.start();
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      gaveUp = true;
      return Verdict.unknown(judge + " took longer than " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.unknown("interrupted");
    }
  }
}
