package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexical.StringWord;
import java.util.List;

/** One text of a shape, as a rope: it may be far longer than what fits in memory. */
sealed interface Witness {
  /** In characters, at least. */
  long length();

  void write(StringBuilder out, int limit);

  /** Plain text. */
  record Text(String text) implements Witness {
    @Override
    public long length() {
      return text.length();
    }

    @Override
    public void write(StringBuilder out, int limit) {
      check(out.length() + length(), limit);
      out.append(text);
    }
  }

  /** A string, as JSON text. */
  record Quoted(StringWord word) implements Witness {
    @Override
    public long length() {
      return word.length() + 2;
    }

    @Override
    public void write(StringBuilder out, int limit) {
      check(out.length() + length(), limit);
      out.append(JsonBytes.quote(word.text(limit)));
    }
  }

  /** One after the other. */
  record Sequence(List<Witness> parts, long length) implements Witness {
    @Override
    public void write(StringBuilder out, int limit) {
      check(out.length() + length, limit);
      parts.forEach(part -> part.write(out, limit));
    }
  }

  /** The same again and again. */
  record Repeat(Witness part, long times) implements Witness {
    @Override
    public long length() {
      long each = part.length();
      return times > Long.MAX_VALUE / 4 / Math.max(1, each) ? Long.MAX_VALUE / 4 : each * times;
    }

    @Override
    public void write(StringBuilder out, int limit) {
      check(out.length() + length(), limit);
      for (long i = 0; i < times; i++) {
        part.write(out, limit);
      }
    }
  }

  static Witness sequence(List<Witness> parts) {
    long length = 0;
    for (Witness part : parts) {
      length = Math.min(Long.MAX_VALUE / 4, length + part.length());
    }
    return new Sequence(List.copyOf(parts), length);
  }

  private static void check(long length, int limit) {
    if (length > limit) {
      throw new LimitExceeded("completionBytes", limit, "writing out a completion");
    }
  }

  default String text(int limit) {
    StringBuilder out = new StringBuilder();
    write(out, limit);
    return out.toString();
  }
}
