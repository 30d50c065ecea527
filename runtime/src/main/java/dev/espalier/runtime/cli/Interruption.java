package dev.espalier.runtime.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and other requests to end. A command asks {@link #check} between tokens; when it ends,
 * what it has finished is written, and only then the process goes.
 */
final class Interruption {
  /** How long the process waits for a command to put down what it has. */
  private static final long GRACE_SECONDS = 3;

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean asked;

  private Interruption() {}

  /** Thrown where a command notices. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("interrupted", null, false, false);
    }
  }

  /** Never interrupts unless {@link #ask} is called. */
  static Interruption never() {
    return new Interruption();
  }

  /** Interrupts when the process is told to end. */
  static Interruption onCtrlC() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(interruption::askAndWait, "finish-what-is-done"));
    return interruption;
  }

  /** Asks the command to end. */
  void ask() {
    asked = true;
  }

  private void askAndWait() {
    ask();
    try {
      done.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has put down what it had. */
  void done() {
    done.countDown();
  }

  /** Ends the command here if that was asked for. */
  void check() {
    if (asked) {
      throw new Interrupted();
    }
  }
}
