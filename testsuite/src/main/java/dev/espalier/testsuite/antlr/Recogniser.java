package dev.espalier.testsuite.antlr;

/** What is judged: reads texts from left to right. */
interface Recogniser {
  /** How a text was read. */
  enum Kind {
    ACCEPTED,
    /** Read to its end, but it may not end there. */
    UNFINISHED,
    /** A byte was refused. */
    REFUSED,
    /** A limit was reached. */
    LIMIT,
    /** What no documented method does. */
    BROKEN
  }

  /**
   * How a text was read.
   *
   * @param read how many bytes were read
   * @param detail the limit, or what broke; may be empty
   */
  record Reading(Kind kind, int read, String detail) {}

  /** Reads a text byte by byte. */
  Reading read(byte[] text);

  /**
   * Reads a part of a text that can be read, and shows how it could go on.
   *
   * @return the bytes of the completion alone
   */
  Completed complete(byte[] prefix);

  /**
   * A completion.
   *
   * @param kind ACCEPTED if there is one, LIMIT or BROKEN
   */
  record Completed(Kind kind, byte[] rest, String detail) {}

  /** Reads nothing. */
  Recogniser NONE =
      new Recogniser() {
        @Override
        public Reading read(byte[] text) {
          return new Reading(Kind.REFUSED, 0, "");
        }

        @Override
        public Completed complete(byte[] prefix) {
          return new Completed(Kind.BROKEN, new byte[0], "");
        }
      };
}
