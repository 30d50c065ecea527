package dev.espalier.testsuite;

import java.util.function.Consumer;

/** Says so when one piece of work takes long. Interrupts nothing. */
public final class Watchdog implements AutoCloseable {
  private final Thread thread;
  private volatile Piece current = new Piece("", Long.MAX_VALUE);

  private record Piece(String name, long deadline) {}

  private final long nanos;

  /**
   * @param seconds what is long
   * @param report told the name of the piece, once
   */
  public Watchdog(int seconds, Consumer<String> report) {
    nanos = seconds * 1_000_000_000L;
    thread =
        new Thread(
            () -> {
              Piece told = current;
              while (!Thread.currentThread().isInterrupted()) {
                Piece piece = current;
                if (piece != told
                    && !piece.name().isEmpty()
                    && System.nanoTime() - piece.deadline() > 0) {
                  told = piece;
                  report.accept(piece.name());
                }
                try {
                  Thread.sleep(1000);
                } catch (InterruptedException e) {
                  return;
                }
              }
            },
            "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** The piece of work that begins now. */
  public void at(String name) {
    current = new Piece(name, System.nanoTime() + nanos);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
