package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.ContentAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the characters of a key, out of those that may come: some of the names of a space and some
 * of its classes of other keys.
 */
final class KeyContent implements ContentAutomaton<KeyContent.Content> {
  /**
   * @param node in the trie of names, or {@link KeySpace#OFF}
   * @param matched the state of the patterns
   */
  record Content(KeySpace.Node node, int matched) {}

  /**
   * Which keys may come.
   *
   * @param names by their places in the space
   * @param classes by their numbers
   */
  record Allowed(KeySpace space, BitSet names, BitSet classes) {}

  private final Allowed allowed;
  private final KeySpace space;
  private final PatternProduct patterns;
  private final Map<Content, Boolean> live = new HashMap<>();

  KeyContent(Allowed allowed) {
    this.allowed = allowed;
    this.space = allowed.space;
    this.patterns = space.patterns();
  }

  @Override
  public Content start() {
    return new Content(space.root(), PatternProduct.START);
  }

  @Override
  public @Nullable Content next(Content content, int character) {
    Content next = step(content, character);
    return isLive(next) ? next : null;
  }

  /** Whether any key may come. */
  boolean isLive() {
    return isLive(start());
  }

  private Content step(Content content, int character) {
    return new Content(
        KeySpace.child(content.node, character), patterns.next(content.matched, character));
  }

  @Override
  public boolean anyNext(Content content, int lo, int hi) {
    KeySpace.Node node = content.node;
    for (int i = 0; i < node.characters.length; i++) {
      int c = node.characters[i];
      if (c >= lo && c <= hi && isLive(step(content, c))) {
        return true;
      }
    }
    if (allowed.classes.isEmpty()) {
      return false;
    }
    int[] ranges = patterns.ranges(content.matched);
    for (int k = 0; k < ranges.length; k++) {
      int from = Math.max(lo, ranges[k]);
      int to = Math.min(hi, k + 1 < ranges.length ? ranges[k + 1] - 1 : Character.MAX_CODE_POINT);
      // One character that leaves the trie stands for all of the range.
      while (from <= to && KeySpace.child(node, from) != KeySpace.OFF) {
        from++;
      }
      if (from <= to && isLive(step(content, from))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long free(Content content) {
    // Without patterns there is one class of other keys, and every key can be made to differ from
    // all names.
    return patterns.isTrivial() && !allowed.classes.isEmpty() ? Long.MAX_VALUE : 0;
  }

  @Override
  public int label(Content content) {
    int word = content.node.word;
    if (content.node != KeySpace.OFF && word != KeySpace.NO_WORD) {
      return word >= 0 && allowed.names.get(word)
          ? space.nameLabel(word)
          : LexicalAutomaton.NO_LABEL;
    }
    int keyClass = patterns.classOf(content.matched);
    return allowed.classes.get(keyClass) ? space.classLabel(keyClass) : LexicalAutomaton.NO_LABEL;
  }

  private synchronized boolean isLive(Content content) {
    KeySpace.Node node = content.node;
    if (node != KeySpace.OFF) {
      int name = allowed.names.nextSetBit(node.from);
      if (name >= 0 && name < node.to) {
        return true;
      }
    }
    if (!patterns.reachable(content.matched).intersects(allowed.classes)) {
      return false;
    }
    // Off the trie every key of a class counts; so does one without patterns, since some character
    // leaves the trie.
    if (node == KeySpace.OFF || patterns.isTrivial()) {
      return true;
    }
    Boolean known = live.get(content);
    if (known == null) {
      known = searchOther(content);
      live.put(content, known);
    }
    return known;
  }

  /** Whether a key of an allowed class goes on from here that is no word of the trie. */
  private boolean searchOther(Content content) {
    if (content.node.word == KeySpace.NO_WORD
        && allowed.classes.get(patterns.classOf(content.matched))) {
      return true;
    }
    int[] ranges = patterns.ranges(content.matched);
    for (int k = 0; k < ranges.length; k++) {
      int from = ranges[k];
      int to = k + 1 < ranges.length ? ranges[k + 1] - 1 : Character.MAX_CODE_POINT;
      while (from <= to
          && (Character.isBmpCodePoint(from) && Character.isSurrogate((char) from)
              || KeySpace.child(content.node, from) != KeySpace.OFF)) {
        from++;
      }
      if (from <= to && isLive(step(content, from))) {
        return true;
      }
    }
    for (int c : content.node.characters) {
      if (isLive(step(content, c))) {
        return true;
      }
    }
    return false;
  }
}
