package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.ByteSet;
import dev.espalier.compiler.lexical.ContentAutomaton;
import dev.espalier.compiler.lexical.Endings;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.StringWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the characters of a key, out of those that may come: some of the names of a space and some
 * of its classes of other keys.
 */
final class KeyContent implements ContentAutomaton<KeyContent.Content> {
  /**
   * @param node in the trie of names, or {@link KeySpace#OFF}
   * @param excluded in the trie of the keys that may not come, or {@link KeySpace#OFF}
   * @param matched the state of the patterns
   */
  record Content(KeySpace.Node node, KeySpace.Node excluded, int matched) {}

  /**
   * Which keys may come.
   *
   * @param names by their places in the space
   * @param classes by their numbers
   */
  record Allowed(KeySpace space, BitSet names, BitSet classes) {
    /**
     * All names and the same classes, where the same characters may come whichever names are left.
     */
    Allowed withAllNames() {
      int count = space.names().size();
      if (names.cardinality() == count || !isOpen()) {
        return this;
      }
      BitSet all = new BitSet(count);
      all.set(0, count);
      return new Allowed(space, all, classes);
    }

    /**
     * Whether any character may come anywhere: keys of all classes may, and each can be made to
     * differ from all names.
     */
    boolean isOpen() {
      BitSet closed = (BitSet) space.patterns().reachable(PatternProduct.START).clone();
      closed.andNot(classes);
      return closed.isEmpty();
    }

    /** The labels of the names that may not come. */
    BitSet missingLabels() {
      BitSet labels = new BitSet();
      for (int i = names.nextClearBit(0); i < space.names().size(); i = names.nextClearBit(i + 1)) {
        labels.set(space.nameLabel(i));
      }
      return labels;
    }
  }

  private final Allowed allowed;
  private final KeySpace space;
  private final PatternProduct patterns;
  private final boolean open;
  private final Map<Integer, ByteSet> others = new ConcurrentHashMap<>();
  private final Map<Content, Boolean> live = new HashMap<>();

  KeyContent(Allowed allowed) {
    this.allowed = allowed;
    this.space = allowed.space;
    this.patterns = space.patterns();
    this.open = allowed.isOpen();
  }

  @Override
  public Content start() {
    return new Content(space.root(), space.excludedRoot(), PatternProduct.START);
  }

  @Override
  public @Nullable Content next(Content content, int character) {
    Content next = step(content, character);
    return isLive(next) ? next : null;
  }

  /** Whether any key may come. */
  boolean isLive() {
    return open || isLive(start()); // where all may come the tries need not be made
  }

  private Content step(Content content, int character) {
    return new Content(
        KeySpace.child(content.node, character),
        KeySpace.child(content.excluded, character),
        patterns.next(content.matched, character));
  }

  @Override
  public boolean anyNext(Content content, int lo, int hi) {
    for (KeySpace.Node trie : List.of(content.node, content.excluded)) {
      for (int c : trie.characters) {
        if (c >= lo && c <= hi && isLive(step(content, c))) {
          return true;
        }
      }
    }
    return !allowed.classes.isEmpty() && anyOther(content, lo, hi);
  }

  /** Whether a character in a range that leads out of both tries is live: one for each class. */
  private boolean anyOther(Content content, int lo, int hi) {
    int[] ranges = patterns.ranges(content.matched);
    for (int k = 0; k < ranges.length; k++) {
      int from = Math.max(lo, ranges[k]);
      int to = Math.min(hi, k + 1 < ranges.length ? ranges[k + 1] - 1 : Character.MAX_CODE_POINT);
      while (from <= to && !leavesTries(content, from)) {
        from++;
      }
      if (from <= to && isLive(step(content, from))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Content onlyNext(Content content, int lo, int hi) {
    if (hasChild(content.node, lo, hi) || hasChild(content.excluded, lo, hi)) {
      return lo == hi ? next(content, lo) : null;
    }
    int matched = patterns.onlyNext(content.matched, lo, hi);
    if (matched < 0) {
      return null;
    }
    Content next = new Content(KeySpace.OFF, KeySpace.OFF, matched);
    return isLive(next) ? next : null;
  }

  @Override
  public ByteSet firstBytes(Content content) {
    if (open) {
      return ByteSet.ALL;
    }
    ByteSet names = content.node.firstBytes();
    if (allowed.classes.isEmpty()) {
      return names;
    }
    ByteSet other =
        others.computeIfAbsent(content.matched, m -> patterns.firstBytes(m, allowed.classes));
    return other == ByteSet.ALL ? other : names.or(other);
  }

  @Override
  public boolean tellsAllApart(Content content) {
    return allowed.classes.isEmpty(); // in the trie of names
  }

  private static boolean hasChild(KeySpace.Node node, int lo, int hi) {
    int at = Arrays.binarySearch(node.characters, lo);
    return at >= 0 || (-at - 1 < node.characters.length && node.characters[-at - 1] <= hi);
  }

  private static boolean leavesTries(Content content, int character) {
    return (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE)
        && KeySpace.child(content.node, character) == KeySpace.OFF
        && KeySpace.child(content.excluded, character) == KeySpace.OFF;
  }

  @Override
  public long free(Content content) {
    return open ? Long.MAX_VALUE : 0;
  }

  @Override
  public int label(Content content) {
    return label(content.node, content.excluded, content.matched);
  }

  private int label(KeySpace.Node node, KeySpace.Node excluded, int matched) {
    if (node.word != KeySpace.NO_WORD) {
      return allowed.names.get(node.word) ? space.nameLabel(node.word) : LexicalAutomaton.NO_LABEL;
    }
    if (excluded.word != KeySpace.NO_WORD) {
      return LexicalAutomaton.NO_LABEL;
    }
    int keyClass = patterns.classOf(matched);
    return allowed.classes.get(keyClass) ? space.classLabel(keyClass) : LexicalAutomaton.NO_LABEL;
  }

  @Override
  public void labels(Content content, Endings endings, int[] labels) {
    if (!open || !patterns.isTrivial()) {
      ContentAutomaton.super.labels(content, endings, labels);
      return;
    }
    // Every content is alive, and only the tries tell keys apart.
    Arrays.fill(labels, label(KeySpace.OFF, KeySpace.OFF, content.matched));
    KeySpace.Node[] nodes = new KeySpace.Node[endings.maxDepth() + 1];
    KeySpace.Node[] excluded = new KeySpace.Node[endings.maxDepth() + 1];
    nodes[0] = content.node;
    excluded[0] = content.excluded;
    for (int at = 0; at < endings.nodes(); ) {
      int depth = endings.depth(at);
      if (depth > 0) {
        nodes[depth] = KeySpace.child(nodes[depth - 1], endings.character(at));
        excluded[depth] = KeySpace.child(excluded[depth - 1], endings.character(at));
      }
      if (nodes[depth] == KeySpace.OFF && excluded[depth] == KeySpace.OFF) {
        at = endings.skip(at);
        continue;
      }
      for (int text : endings.texts(at)) {
        labels[text] = label(nodes[depth], excluded[depth], content.matched);
      }
      at++;
    }
  }

  /** Breadth first; of characters that lead to one class of keys each, one that is ordinary. */
  @Override
  public StringWord ending(Content content) {
    Map<Content, String> reached = new HashMap<>();
    ArrayDeque<Content> open = new ArrayDeque<>(List.of(content));
    reached.put(content, "");
    while (true) {
      Content at = open.remove();
      String text = reached.getOrDefault(at, "");
      if (label(at) != LexicalAutomaton.NO_LABEL) {
        return StringWord.of(text);
      }
      for (int c : candidates(at)) {
        Content next = step(at, c);
        if (isLive(next) && reached.putIfAbsent(next, text + Character.toString(c)) == null) {
          open.add(next);
        }
      }
    }
  }

  private List<Integer> candidates(Content content) {
    List<Integer> candidates = new ArrayList<>();
    int[] ranges = patterns.ranges(content.matched);
    for (int k = 0; k < ranges.length; k++) {
      int hi = k + 1 < ranges.length ? ranges[k + 1] - 1 : Character.MAX_CODE_POINT;
      int from = ranges[k] <= 'a' && hi >= 'a' ? 'a' : ranges[k];
      while (from <= hi && !leavesTries(content, from)) {
        from++;
      }
      if (from <= hi) {
        candidates.add(from);
      }
    }
    for (KeySpace.Node trie : List.of(content.node, content.excluded)) {
      for (int c : trie.characters) {
        candidates.add(c);
      }
    }
    return candidates;
  }

  private boolean isLive(Content content) {
    return open || isFoundLive(content);
  }

  private synchronized boolean isFoundLive(Content content) {
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
    // Off both tries every key of a class counts; so does one without patterns, since some
    // character
    // leaves them.
    if ((node == KeySpace.OFF && content.excluded == KeySpace.OFF) || patterns.isTrivial()) {
      return true;
    }
    Boolean known = live.get(content);
    if (known == null) {
      known = searchOther(content);
      live.put(content, known);
    }
    return known;
  }

  /** Whether a key of an allowed class goes on from here that is no word of the tries. */
  private boolean searchOther(Content content) {
    if (label(content) != LexicalAutomaton.NO_LABEL
        || anyOther(content, 0, Character.MAX_CODE_POINT)) {
      return true;
    }
    for (KeySpace.Node trie : List.of(content.node, content.excluded)) {
      for (int c : trie.characters) {
        if (isLive(step(content, c))) {
          return true;
        }
      }
    }
    return false;
  }
}
