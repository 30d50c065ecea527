package dev.espalier.compiler.engine;

import dev.espalier.compiler.lexical.FilteredAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lexical automaton and its splits of one vocabulary, made when they are first needed.
 *
 * <p>Shared by every place, constraint and thread that reads the same lexemes; see {@link
 * LexicalPool}.
 */
public final class Lexer {
  /**
   * What could follow a lexeme in whatever structure: an automaton that accepts too much rather
   * than too little, and keeps the tokens that never could go on out of every split.
   */
  public interface Follow {
    /** What {@link #next} answers when nothing could go on with that byte. */
    int DEAD = -1;

    /** The state after a lexeme with a label. */
    int after(int label);

    /** The state after one more byte, or {@link #DEAD}. */
    int next(int state, int b);
  }

  private final LexicalAutomaton automaton;
  private final Follow follow;
  private final VocabularyIndex index;
  private final @Nullable Lexer base;
  private final ConcurrentHashMap<Integer, Split> splits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, int[]> reaches = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Openings, WalkedSplit> begun = new ConcurrentHashMap<>();

  Lexer(LexicalAutomaton automaton, Follow follow, VocabularyIndex index) {
    this.automaton = automaton;
    this.follow = follow;
    this.index = index;
    this.base = null;
  }

  /** The lexer without the lexemes of some labels; the splits are the same. */
  Lexer(Lexer base, BitSet without) {
    this.automaton = new FilteredAutomaton(base.automaton, without);
    this.follow = base.follow;
    this.index = base.index;
    this.base = base;
  }

  public LexicalAutomaton automaton() {
    return automaton;
  }

  /**
   * How the vocabulary splits at a state, maybe with exits of labels that the automaton {@linkplain
   * LexicalAutomaton#hasLabel has not}.
   */
  Split split(int state) {
    if (base != null) {
      return base.split(state);
    }
    int shared = automaton.representative(state, index.vocabulary().longestToken());
    Split split = splits.get(shared);
    if (split == null) {
      split = Splitter.split(automaton, shared, follow, index, this::split);
      Split before = splits.putIfAbsent(shared, split);
      if (before != null) {
        return before;
      }
    }
    return split;
  }

  /** How the tokens split in which a lexeme begins at some places. */
  WalkedSplit begun(Openings at) {
    if (base != null) {
      return base.begun(at);
    }
    WalkedSplit known = begun.get(at);
    if (known == null) {
      WalkedSplit made = Splitter.begun(automaton, at, follow, index);
      known = begun.putIfAbsent(at, made);
      known = known == null ? made : known;
    }
    return known;
  }

  /** Of the tokens that stay inside the lexeme, one for each state that they lead to. */
  int[] reach(int state) {
    if (base != null) {
      return base.reach(state);
    }
    int shared = automaton.representative(state, index.vocabulary().longestToken());
    int[] known = reaches.get(shared);
    if (known == null) {
      known = Splitter.reach(automaton, shared, index);
      reaches.put(shared, known);
    }
    return known;
  }

  /** About how many bytes the automaton and its splits take by now. */
  long memoryBytes() {
    long bytes = automaton.memoryBytes();
    for (Split split : splits.values()) {
      bytes += split.memoryBytes();
    }
    for (WalkedSplit split : begun.values()) {
      bytes += split.memoryBytes();
    }
    for (int[] reach : reaches.values()) {
      bytes += 64 + 4L * reach.length;
    }
    return bytes;
  }
}
