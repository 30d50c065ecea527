package dev.espalier.compiler.engine;

import dev.espalier.compiler.TokenMask;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.lexical.StringAutomaton;
import dev.espalier.compiler.lexical.StringSet;
import java.util.List;
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
  private final int[] exits;
  private final int[] interiorTokens;
  private final int[] begun;
  private final AtomicReferenceArray<TokenMask> upTo;

  FreeText(Spelling spelling, VocabularyIndex index) {
    this.vocabulary = index.vocabulary();
    StringAutomaton any = new StringAutomaton(StringSet.ANY, List.of(), spelling, LIMIT);
    int inside = any.step(LexicalAutomaton.START, '"');
    Splitter.Walk walk = Splitter.walk(any, inside, index);
    this.interior = walk.interior();
    this.exits = walk.leaving();
    this.interiorTokens = interior.ids();
    this.begun = new int[interiorTokens.length];
    int most = 0;
    for (int i = 0; i < begun.length; i++) {
      begun[i] = begun(interiorTokens[i]);
      most = Math.max(most, begun[i]);
    }
    this.upTo = new AtomicReferenceArray<>(most);
  }

  /** The tokens that end the string, or could, if what is read so far may be all of it. */
  int[] exits() {
    return exits;
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
