package dev.espalier.compiler.json;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexical.StringWord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value: a witness that a shape is not empty, or an item that later ones are compared with.
 *
 * <p>Values are equal as JSON Schema says: numbers by what they are worth, strings by their
 * characters, objects whatever the order of their keys. A value may be far longer than what fits in
 * memory; arrays hold runs of equal items, and strings find their characters as they are asked for.
 */
sealed interface JsonValue {
  /**
   * The limit {@code comparedCharacters}: strings longer than this are not compared to the end.
   * Part of what equality of values means here, and so not for a caller to change.
   */
  int COMPARED = 1 << 16;

  /** The type; of the booleans, which. */
  JsonType type();

  /** The length of its text in characters, at least. */
  long length();

  /** Writes its text. */
  void write(Text out);

  /** {@code null}, {@code true} or {@code false}. */
  record Word(JsonType type) implements JsonValue {
    @Override
    public long length() {
      return type == JsonType.FALSE ? 5 : 4;
    }

    @Override
    public void write(Text out) {
      out.append(type.name().toLowerCase(Locale.ROOT));
    }
  }

  /** A number. */
  final class Num implements JsonValue {
    private final BigDecimal value;
    private final String text;

    /**
     * @param text a spelling of the number
     */
    Num(String text) {
      this.text = text;
      BigDecimal exact = new BigDecimal(text);
      this.value = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }

    BigDecimal value() {
      return value;
    }

    /** How it is spelled; that makes no difference to its being equal. */
    String text() {
      return text;
    }

    @Override
    public JsonType type() {
      return JsonType.NUMBER;
    }

    @Override
    public long length() {
      return text.length();
    }

    @Override
    public void write(Text out) {
      out.append(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Num n && n.value.equals(value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A string. */
  final class Str implements JsonValue {
    private final StringWord word;
    private final String beginning;

    Str(StringWord word) {
      this.word = word;
      this.beginning = word.text(COMPARED);
    }

    /** All of it, if it is not too long. */
    @Nullable String text() {
      return word.length() <= COMPARED ? beginning : null;
    }

    @Override
    public JsonType type() {
      return JsonType.STRING;
    }

    @Override
    public long length() {
      return word.length() + 2;
    }

    @Override
    public void write(Text out) {
      out.check(length());
      out.append(JsonBytes.quote(word.text(out.limit)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Str s
          && s.word.length() == word.length()
          && s.beginning.equals(beginning);
    }

    @Override
    public int hashCode() {
      return beginning.hashCode();
    }

    @Override
    public String toString() {
      return word.toString();
    }
  }

  /** An item, so many times in a row. */
  record Run(JsonValue item, long times) {}

  /** An array. */
  record Arr(List<Run> runs) implements JsonValue {
    public Arr {
      runs = runs.stream().filter(run -> run.times > 0).toList();
    }

    /** The number of its items. */
    long size() {
      return runs.stream().mapToLong(Run::times).sum();
    }

    // Equal neighbours count as one run, so that equal arrays have equal runs.
    private List<Run> joined() {
      List<Run> joined = new ArrayList<>();
      for (Run run : runs) {
        int last = joined.size() - 1;
        if (last >= 0 && joined.get(last).item.equals(run.item)) {
          joined.set(last, new Run(run.item, joined.get(last).times + run.times));
        } else {
          joined.add(run);
        }
      }
      return joined;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Arr a && a.joined().equals(joined());
    }

    @Override
    public int hashCode() {
      return joined().hashCode();
    }

    /** The array with one item more. */
    Arr with(JsonValue item) {
      List<Run> more = new ArrayList<>(runs);
      more.add(new Run(item, 1));
      return new Arr(more);
    }

    @Override
    public JsonType type() {
      return JsonType.ARRAY;
    }

    @Override
    public long length() {
      long length = 2;
      for (Run run : runs) {
        length = capped(length, run.item.length() + 1, run.times);
      }
      return length;
    }

    @Override
    public void write(Text out) {
      out.append("[");
      out.items(this, true);
      out.append("]");
    }
  }

  /** An object. */
  record Obj(Map<String, JsonValue> members) implements JsonValue {
    /** The object with one member more. */
    Obj with(String key, JsonValue value) {
      Map<String, JsonValue> more = new LinkedHashMap<>(members);
      more.put(key, value);
      return new Obj(more);
    }

    @Override
    public JsonType type() {
      return JsonType.OBJECT;
    }

    @Override
    public long length() {
      long length = 2;
      for (Map.Entry<String, JsonValue> member : members.entrySet()) {
        length = capped(length, member.getKey().length() + 4 + member.getValue().length(), 1);
      }
      return length;
    }

    @Override
    public void write(Text out) {
      out.append("{");
      out.members(this, true);
      out.append("}");
    }
  }

  private static long capped(long length, long each, long times) {
    long most = Long.MAX_VALUE / 4;
    return times > most / each ? most : Math.min(most, length + each * times);
  }

  /** Whether it is certain that two values are the same. */
  static boolean same(JsonValue a, JsonValue b) {
    return a.equals(b) && a.length() <= COMPARED;
  }

  /** Where values are written, one after the other. */
  final class Text {
    private final StringBuilder out = new StringBuilder();
    private final String comma;
    private final String colon;
    private final int limit;

    /**
     * @param comma between two items or members
     * @param colon between a key and its value
     * @param limit how many characters may be written: {@code completionBytes}
     */
    Text(String comma, String colon, int limit) {
      this.comma = comma;
      this.colon = colon;
      this.limit = limit;
    }

    /** Appends text. */
    Text append(String text) {
      check(text.length());
      out.append(text);
      return this;
    }

    /**
     * Appends the items of an array.
     *
     * @param first whether no item comes before them
     */
    Text items(Arr array, boolean first) {
      check(array.length() - 2);
      boolean begins = first;
      for (Run run : array.runs) {
        for (long i = 0; i < run.times; i++) {
          if (!begins) {
            append(comma);
          }
          run.item.write(this);
          begins = false;
        }
      }
      return this;
    }

    /**
     * Appends the members of an object.
     *
     * @param first whether no member comes before them
     */
    Text members(Obj object, boolean first) {
      boolean begins = first;
      for (Map.Entry<String, JsonValue> member : object.members.entrySet()) {
        if (!begins) {
          append(comma);
        }
        append(JsonBytes.quote(member.getKey())).append(colon);
        member.getValue().write(this);
        begins = false;
      }
      return this;
    }

    private void check(long more) {
      if (out.length() + more > limit) {
        throw new LimitExceeded("completionBytes", limit, "writing out a completion");
      }
    }

    @Override
    public String toString() {
      return out.toString();
    }
  }
}
