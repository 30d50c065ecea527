package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.CharacterClasses;
import dev.espalier.compiler.lexical.Endings;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.lexical.StringAutomaton;
import dev.espalier.compiler.lexical.StringSet;
import dev.espalier.compiler.vocabulary.TokenTrie;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * How a vocabulary splits between two characters of a JSON string.
 *
 * <p>An <em>ending</em> is the part of a token that ends the string, its quotation mark included.
 * There are few, and what may follow them is known once for the vocabulary; so of a string only the
 * labels with which it can end are asked for. Inside a string in which everything may come the
 * tokens that stay inside are known as well, as are those of any number of characters.
 */
final class StringSplits {
  private static final int LIMIT = 1 << 20;

  private final VocabularyIndex index;
  private final TokenMask interior;

  /** By ending: the node of the trie where it ends. Ascending. */
  private final int[] nodes;

  /** The characters that they spell. */
  private final Endings spelled;

  /** The tokens that have it. */
  private final int[][] tokens;

  private final ConcurrentHashMap<Lexer.Follow, Ends> ends = new ConcurrentHashMap<>();

  /** Those that stay inside, by how many characters they begin. */
  private final int[][] beginning;

  private final AtomicReferenceArray<TokenMask> upTo;

  StringSplits(Spelling spelling, VocabularyIndex index) {
    this.index = index;
    TokenTrie trie = index.trie();
    Vocabulary vocabulary = index.vocabulary();
    StringAutomaton any = new StringAutomaton(StringSet.ANY, List.of(), spelling, LIMIT);
    Splitter.Walk walk = Splitter.walk(any, any.step(LexicalAutomaton.START, '"'), index);
    this.interior = walk.interior();
    this.nodes = walk.ended();
    this.tokens = new int[nodes.length][];
    int[][] characters = new int[nodes.length][];
    for (int e = 0; e < nodes.length; e++) {
      tokens[e] = new int[trie.rank(trie.skip(nodes[e])) - trie.rank(nodes[e])];
      for (int i = 0; i < tokens[e].length; i++) {
        tokens[e][i] = trie.ranked(trie.rank(nodes[e]) + i);
      }
      characters[e] = codePoints(vocabulary.bytes(tokens[e][0]), trie.depth(nodes[e]));
    }
    this.spelled = new Endings(characters);
    int[] inside = interior.ids();
    int[] begun = new int[inside.length];
    int most = 0;
    for (int i = 0; i < begun.length; i++) {
      begun[i] = begun(vocabulary, inside[i]);
      most = Math.max(most, begun[i]);
    }
    this.beginning = byCount(inside, begun, most);
    this.upTo = new AtomicReferenceArray<>(most);
  }

  /** Groups tokens by counts from 0 to {@code most}. */
  static int[][] byCount(int[] tokens, int[] counts, int most) {
    int[] sizes = new int[most + 1];
    for (int count : counts) {
      sizes[count]++;
    }
    int[][] groups = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
    int[] filled = new int[most + 1];
    for (int i = 0; i < tokens.length; i++) {
      groups[counts[i]][filled[counts[i]]++] = tokens[i];
    }
    return groups;
  }

  /** The characters that an ending spells: it begins between two. */
  private static int[] codePoints(byte[] token, int length) {
    byte[] quoted = new byte[1 + length];
    quoted[0] = '"';
    System.arraycopy(token, 0, quoted, 1, length);
    return Spelling.unquote(quoted).codePoints().toArray();
  }

  /** All endings, where some surroundings say which tokens could ever go on. */
  final class Ends {
    private final WalkedSplit all;
    private final int[][] groups;
    private final AtomicReferenceArray<WalkedSplit> bounded =
        new AtomicReferenceArray<>(upTo.length());

    private final Split.Verdict unknown;

    private Ends(Lexer.Follow follow) {
      Splitter splitter = new Splitter(follow, index);
      for (int e = 0; e < nodes.length; e++) {
        for (int token : tokens[e]) {
          splitter.leave(0, token, length(e));
        }
      }
      this.all = splitter.finish(interior);
      this.unknown = Split.Verdict.unknown(all.groups.length);
      int[] groupOf = new int[index.vocabulary().size()];
      Arrays.fill(groupOf, -1);
      for (int g = 0; g < all.groups.length; g++) {
        for (int token : all.groups[g]) {
          groupOf[token] = g;
        }
      }
      this.groups =
          Arrays.stream(tokens)
              .map(own -> Arrays.stream(own).map(t -> groupOf[t]).toArray())
              .toArray(int[][]::new);
    }

    /** How many endings there are. */
    int count() {
      return nodes.length;
    }

    /** How many bytes an ending has. */
    int length(int e) {
      return index.trie().depth(nodes[e]);
    }

    /** The tokens with an ending. */
    int[] tokens(int e) {
      return tokens[e];
    }

    /** Their groups, by what remains of them; -1 where that could never go on. */
    int[] groups(int e) {
      return groups[e];
    }

    /** What is said of exits before the structure is asked. */
    Split.Verdict unknown() {
      return unknown;
    }

    /** All tokens that leave the string, as if they ended it with one label. */
    Split.Exits exits() {
      return all.exits[0];
    }

    /** The split if all endings end the string alike and some tokens stay inside. */
    private WalkedSplit alike(TokenMask inside) {
      return all.with(inside);
    }

    /** The same inside free text of which at most so many characters may still come. */
    private WalkedSplit alike(long characters) {
      if (characters >= upTo.length()) {
        return all;
      }
      int most = (int) characters;
      WalkedSplit known = bounded.get(most);
      if (known == null) {
        known = alike(interior(most));
        bounded.set(most, known);
      }
      return known;
    }
  }

  /** Finds what could follow the endings. */
  void prepare(Lexer.Follow follow) {
    ends.computeIfAbsent(follow, Ends::new);
  }

  /**
   * The split at a state between two characters.
   *
   * @param known the splits at other states of the string
   */
  Split split(SpelledString<?> string, int state, Lexer.Follow follow, IntFunction<Split> known) {
    Ends ends = this.ends.computeIfAbsent(follow, Ends::new);
    int[] labels = new int[nodes.length];
    Arrays.fill(labels, LexicalAutomaton.NO_LABEL);
    long free = string.free(state);
    if (free == 0) {
      Splitter splitter = new Splitter(follow, index);
      TokenMask inside =
          string
              .near(state)
              .map(near -> near(splitter, string, state, near, known, labels))
              .orElseGet(() -> splitter.walk(string, state, nodes, labels));
      return split(ends, ends.alike(inside), false, labels);
    }
    string.labelsAfter(state, spelled, labels);
    return split(ends, ends.alike(free), true, labels);
  }

  /**
   * Finds what stays inside, and the labels of endings, from what is known of a state to which the
   * same characters lead: tokens that begin with one of these split alike at both.
   */
  private TokenMask near(
      Splitter splitter,
      SpelledString<?> string,
      int state,
      SpelledString.Near near,
      IntFunction<Split> known,
      int[] labels) {
    StringSplit there = (StringSplit) known.apply(near.state());
    ByteSet likewise = ByteSet.of(b -> CharacterClasses.begins(near.classes(), b));
    int[] theirs = there.labels();
    for (int e = 0; e < labels.length; e++) {
      if (likewise.contains(index.vocabulary().byteAt(tokens[e][0], 0))) {
        labels[e] = theirs[e];
      }
    }
    return splitter.walk(string, state, likewise, there.interior(), nodes, labels);
  }

  private static Split split(Ends ends, WalkedSplit alike, boolean shared, int[] labels) {
    int most = commonest(labels);
    int[] others = new int[labels.length];
    int[] theirs = new int[labels.length];
    int count = 0;
    for (int e = 0; e < labels.length; e++) {
      if (labels[e] != most) {
        others[count] = e;
        theirs[count++] = labels[e];
      }
    }
    return new StringSplit(
        ends, alike, shared, most, Arrays.copyOf(others, count), Arrays.copyOf(theirs, count));
  }

  /** The label that occurs more often than all others together, if there is one, or some other. */
  private static int commonest(int[] labels) {
    int most = LexicalAutomaton.NO_LABEL;
    int lead = 0;
    for (int label : labels) {
      if (lead == 0) {
        most = label;
      }
      lead += label == most ? 1 : -1;
    }
    return most;
  }

  /** The tokens that stay inside free text and begin at most so many characters. */
  private TokenMask interior(int most) {
    TokenMask mask = upTo.get(most);
    if (mask == null) {
      // Short tokens are most of them, so that those are taken away that are too long.
      TokenMask.Builder builder = new TokenMask.Builder(index.vocabulary().size()).addAll(interior);
      for (int count = most + 1; count < beginning.length; count++) {
        for (int token : beginning[count]) {
          builder.remove(token);
        }
      }
      mask = builder.build();
      upTo.set(most, mask);
    }
    return mask;
  }

  /** How many characters the bytes of a token begin, read between two characters of a string. */
  private static int begun(Vocabulary vocabulary, int token) {
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
