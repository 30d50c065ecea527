package dev.espalier.runtime;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.Constraint;
import dev.espalier.compiler.Grammar;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.NotAllowed;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.State;
import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A constraint made by hand: a small automaton over bytes, with masks and completions by brute
 * force. It shares no code with the engine.
 */
final class TinyLanguage implements Grammar, Constraint {
  static final int START = 0;

  private final List<int[]> next = new ArrayList<>();
  private final Set<Integer> accepting = new HashSet<>();
  private final Set<Integer> limited = new HashSet<>();
  private final Map<Integer, Boolean> alive = new HashMap<>();
  private final Vocabulary vocabulary;

  TinyLanguage(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    node();
  }

  /** {@code ["abc", "d"]}: one or more words of lower-case letters. */
  static TinyLanguage words(Vocabulary vocabulary) {
    TinyLanguage language = new TinyLanguage(vocabulary);
    int body = language.node();
    int after = language.node();
    int end = language.node();
    language.edge(START, "[\"", body);
    for (char c = 'a'; c <= 'z'; c++) {
      language.edge(body, String.valueOf(c), body);
    }
    language.edge(body, "\"", after);
    language.edge(after, ", \"", body);
    language.edge(after, "]", end);
    language.accept(end);
    return language;
  }

  int node() {
    int[] row = new int[256];
    Arrays.fill(row, -1);
    next.add(row);
    return next.size() - 1;
  }

  TinyLanguage edge(int from, String text, int to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = from;
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xFF;
      int target = i == bytes.length - 1 ? to : next.get(at)[b] >= 0 ? next.get(at)[b] : node();
      next.get(at)[b] = target;
      at = target;
    }
    return this;
  }

  TinyLanguage accept(int node) {
    accepting.add(node);
    return this;
  }

  /** Its mask ends in {@link LimitExceeded}. */
  TinyLanguage limit(int node) {
    limited.add(node);
    return this;
  }

  boolean matches(String text) {
    int at = START;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      at = next.get(at)[b & 0xFF];
      if (at < 0) {
        return false;
      }
    }
    return accepting.contains(at);
  }

  boolean begins(String text) {
    int at = START;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      at = next.get(at)[b & 0xFF];
      if (at < 0) {
        return false;
      }
    }
    return live(at);
  }

  private int run(int from, byte[] bytes) {
    int at = from;
    for (int i = 0; i < bytes.length && at >= 0; i++) {
      at = next.get(at)[bytes[i] & 0xFF];
    }
    return at;
  }

  private boolean live(int from) {
    return alive.computeIfAbsent(from, this::reachesTheEnd);
  }

  private boolean reachesTheEnd(int from) {
    Set<Integer> seen = new HashSet<>(Set.of(from));
    Deque<Integer> queue = new ArrayDeque<>(seen);
    while (!queue.isEmpty()) {
      int at = queue.remove();
      if (accepting.contains(at)) {
        return true;
      }
      Arrays.stream(next.get(at)).filter(n -> n >= 0 && seen.add(n)).forEach(queue::add);
    }
    return false;
  }

  /** The shortest text from a node on, byte by byte: so its tokens are an upper bound only. */
  private byte[] shortest(int from) {
    int[] before = new int[next.size()];
    int[] via = new int[next.size()];
    Arrays.fill(before, -1);
    before[from] = from;
    Deque<Integer> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      int at = queue.remove();
      if (accepting.contains(at)) {
        ByteArrayOutputStream reversed = new ByteArrayOutputStream();
        for (int n = at; n != from; n = before[n]) {
          reversed.write(via[n]);
        }
        byte[] bytes = reversed.toByteArray();
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
          byte b = bytes[i];
          bytes[i] = bytes[j];
          bytes[j] = b;
        }
        return bytes;
      }
      for (int b = 0; b < 256; b++) {
        int to = next.get(at)[b];
        if (to >= 0 && before[to] < 0) {
          before[to] = at;
          via[to] = b;
          queue.add(to);
        }
      }
    }
    throw new IllegalStateException("not live");
  }

  @Override
  public State start() {
    return new At(START, false);
  }

  @Override
  public Grammar grammar() {
    return this;
  }

  @Override
  public Constraint bind(Vocabulary other) {
    if (other != vocabulary) {
      throw new IllegalArgumentException();
    }
    return this;
  }

  @Override
  public OutputForm form() {
    return OutputForm.ANY;
  }

  @Override
  public CompileLimits limits() {
    return CompileLimits.DEFAULT;
  }

  @Override
  public Report report() {
    return new Report(List.of(), List.of(), List.of());
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public String fingerprint() {
    return "tiny";
  }

  private final class At implements State {
    private final int node;
    private final boolean ended;

    At(int node, boolean ended) {
      this.node = node;
      this.ended = ended;
    }

    @Override
    public TokenMask mask() {
      if (limited.contains(node)) {
        throw new LimitExceeded("branches", 1, "uniqueItems");
      }
      return TokenMask.ofIds(
          IntStream.range(0, vocabulary.size()).filter(this::allows).toArray(), vocabulary.size());
    }

    @Override
    public boolean allows(int token) {
      if (ended) {
        return false;
      }
      if (vocabulary.isEos(token)) {
        return accepting.contains(node);
      }
      int to = vocabulary.byteLength(token) == 0 ? -1 : run(node, vocabulary.bytes(token));
      return to >= 0 && live(to);
    }

    @Override
    public State next(int token) {
      if (!allows(token)) {
        throw new NotAllowed(token, 0, "token " + token, expected());
      }
      return vocabulary.isEos(token) ? new At(node, true) : next(vocabulary.bytes(token));
    }

    @Override
    public State next(byte[] bytes) {
      return new At(run(node, bytes), false);
    }

    @Override
    public boolean accepting() {
      return !ended && accepting.contains(node);
    }

    @Override
    public boolean ended() {
      return ended;
    }

    @Override
    public byte[] forced() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int at = node;
      while (!ended && !accepting.contains(at)) {
        int[] row = next.get(at);
        int[] ways = IntStream.range(0, 256).filter(b -> row[b] >= 0 && live(row[b])).toArray();
        if (ways.length != 1) {
          break;
        }
        bytes.write(ways[0]);
        at = row[ways[0]];
      }
      return bytes.toByteArray();
    }

    @Override
    public Completion completion() {
      byte[] bytes = shortest(node);
      int[] ids = new int[bytes.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = vocabulary.singleByte(bytes[i] & 0xff);
      }
      return new Completion(bytes, ids, false);
    }

    @Override
    public String expected() {
      return "something else";
    }

    @Override
    public Constraint constraint() {
      return TinyLanguage.this;
    }
  }
}
