package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.lexical.StringAutomaton;
import dev.espalier.compiler.lexical.StringSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How a vocabulary splits inside a JSON string in which everything may come: found by one walk over
 * the whole trie, and then of use to every string and key whose next characters are free, however
 * many there may be and whatever they lead to.
 */
final class FreeText {
  private static final int LIMIT = 1 << 20;

  private final Vocabulary vocabulary;
  private final TokenMask interior;
  private final byte[][] prefixes;
  private final int[][] leaving;
  private final ConcurrentHashMap<Lexer.Follow, Base> bases = new ConcurrentHashMap<>();
  private final int[] interiorTokens;
  private final int[] begun;
  private final AtomicReferenceArray<TokenMask> upTo;

  FreeText(Spelling spelling, VocabularyIndex index) {
    this.vocabulary = index.vocabulary();
    StringAutomaton any = new StringAutomaton(StringSet.ANY, List.of(), spelling, LIMIT);
    int inside = any.step(LexicalAutomaton.START, '"');
    Splitter.Walk walk = Splitter.walk(any, inside, index);
    this.interior = walk.interior();
    TreeMap<String, List<Integer>> byPrefix = new TreeMap<>();
    for (int token : walk.leaving()) {
      // One char a byte: a prefix may end in the middle of a character.
      String text = new String(vocabulary.bytes(token), StandardCharsets.ISO_8859_1);
      byPrefix
          .computeIfAbsent(text.substring(0, length(any, inside, token)), k -> new ArrayList<>())
          .add(token);
    }
    this.prefixes =
        byPrefix.keySet().stream()
            .map(prefix -> prefix.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    this.leaving =
        byPrefix.values().stream()
            .map(tokens -> tokens.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    this.interiorTokens = interior.ids();
    this.begun = new int[interiorTokens.length];
    int most = 0;
    for (int i = 0; i < begun.length; i++) {
      begun[i] = begun(interiorTokens[i]);
      most = Math.max(most, begun[i]);
    }
    this.upTo = new AtomicReferenceArray<>(most);
  }

  /** The length of the part of a token that ends the string, its quotation mark included. */
  private int length(LexicalAutomaton any, int inside, int token) {
    int state = inside;
    int read = 0;
    while (!any.isFinal(state)) {
      state = any.step(state, vocabulary.byteAt(token, read++));
    }
    return read;
  }

  /** All tokens that end a string, as if they did so with one label. */
  private record Base(Split.Exits exits, int[][] groups, Map<Integer, Integer> groupOf) {}

  private Base base(Lexer.Follow follow, VocabularyIndex index) {
    return bases.computeIfAbsent(follow, f -> makeBase(f, index));
  }

  private Base makeBase(Lexer.Follow follow, VocabularyIndex index) {
    Splitter splitter = new Splitter(follow, index);
    for (int p = 0; p < prefixes.length; p++) {
      for (int token : leaving[p]) {
        splitter.leave(0, token, prefixes[p].length);
      }
    }
    Split split = splitter.finish(interior);
    Map<Integer, Integer> groupOf = new HashMap<>();
    for (int g = 0; g < split.groups.length; g++) {
      for (int token : split.groups[g]) {
        groupOf.put(token, g);
      }
    }
    return new Base(split.exits[0], split.groups, groupOf);
  }

  /**
   * The split at a state whose next characters are free.
   *
   * <p>Nearly all tokens that end the string end it with the same label, so the groups of the free
   * text are taken as they are, but for those tokens that end it otherwise or cannot end it here.
   */
  Split split(SpelledString<?> string, int state, Lexer.Follow follow, VocabularyIndex index) {
    Base base = base(follow, index);
    int[] labels = new int[prefixes.length];
    Map<Integer, Integer> counts = new HashMap<>();
    for (int p = 0; p < prefixes.length; p++) {
      labels[p] = label(string, state, prefixes[p]);
      if (labels[p] != LexicalAutomaton.NO_LABEL) {
        counts.merge(labels[p], leaving[p].length, Integer::sum);
      }
    }
    int most =
        counts.entrySet().stream()
            .max(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElse(LexicalAutomaton.NO_LABEL);
    TokenMask stay = interior(string.free(state));
    if (most == LexicalAutomaton.NO_LABEL) {
      return new Splitter(follow, index).finish(stay);
    }
    int[][] groups = base.groups;
    Splitter others = new Splitter(follow, index);
    for (int p = 0; p < prefixes.length; p++) {
      if (labels[p] == most) {
        continue;
      }
      for (int token : leaving[p]) {
        Integer group = base.groupOf.get(token);
        if (group == null) {
          continue;
        }
        if (groups == base.groups) {
          groups = base.groups.clone();
        }
        groups[group] = Arrays.stream(groups[group]).filter(t -> t != token).toArray();
        if (labels[p] != LexicalAutomaton.NO_LABEL) {
          others.leave(labels[p], token, prefixes[p].length);
        }
      }
    }
    return others.finish(stay, base.exits.withLabel(most), groups);
  }

  private static int label(SpelledString<?> string, int start, byte[] prefix) {
    int state = start;
    for (byte b : prefix) {
      state = string.step(state, b & 0xff);
      if (state == LexicalAutomaton.DEAD) {
        return LexicalAutomaton.NO_LABEL;
      }
    }
    return string.label(state);
  }

  /** The tokens that stay inside the string and begin at most so many characters. */
  TokenMask interior(long characters) {
    if (characters >= upTo.length()) {
      return interior;
    }
    int most = (int) characters;
    TokenMask mask = upTo.get(most);
    if (mask == null) {
      TokenMask.Builder builder = new TokenMask.Builder(vocabulary.size()).addAll(interior);
      for (int i = 0; i < begun.length; i++) {
        if (begun[i] > most) {
          builder.remove(interiorTokens[i]);
        }
      }
      mask = builder.build();
      upTo.set(most, mask);
    }
    return mask;
  }

  /** How many characters the bytes of a token begin, read between two characters of a string. */
  private int begun(int token) {
    int length = vocabulary.byteLength(token);
    int count = 0;
    int low = -1;
    for (int i = 0; i < length; i++) {
      int b = vocabulary.byteAt(token, i);
      if (b == '\\') {
        int next = i + 1 < length ? vocabulary.byteAt(token, i + 1) : -1;
        // The second half of a surrogate pair is no character of its own.
        if (i != low) {
          count++;
        }
        if (next == 'u') {
          int first = i + 2 < length ? vocabulary.byteAt(token, i + 2) : -1;
          int second = i + 3 < length ? vocabulary.byteAt(token, i + 3) : -1;
          boolean high = (first | 0x20) == 'd' && "89abAB".indexOf(second) >= 0;
          low = high && i != low ? i + 6 : -1;
          i += 5;
        } else {
          i++;
        }
      } else if ((b & 0xc0) != 0x80) {
        count++;
      }
    }
    return count;
  }
}
