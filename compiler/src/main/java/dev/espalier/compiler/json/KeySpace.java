package dev.espalier.compiler.json;

import dev.espalier.compiler.lexical.ByteSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an object, divided into what its schema can tell apart: the names that it uses, each
 * for itself, and all other keys by the patterns that they match.
 *
 * <p>A <em>label</em> is a name, 1 and up in the order of code points, or a class of other keys,
 * above the names. Label 0 is the brace that closes the object.
 */
final class KeySpace {
  static final int CLOSE = 0;
  static final int NO_WORD = -1;

  private final List<String> names;
  private final List<String> excluded;
  private final PatternProduct patterns;
  // Made when they are first asked for.
  private volatile @Nullable Node root;
  private volatile @Nullable Node excludedRoot;
  private final int hash;

  /** A node of the trie over the names, or of that over the excluded keys. */
  static final class Node {
    int[] characters = new int[0];
    Node[] children = new Node[0];

    /** The place of the word that ends here, or {@link #NO_WORD}. */
    int word = NO_WORD;

    /** The words below: from, inclusive, to, exclusive. */
    int from;

    int to;

    private volatile @Nullable ByteSet firstBytes;

    /** The first bytes of the UTF-8 of the characters that go on from here. */
    ByteSet firstBytes() {
      ByteSet known = firstBytes;
      if (known == null) {
        StringBuilder first = new StringBuilder();
        for (int c : characters) {
          first.append((char) (Character.toString(c).getBytes(StandardCharsets.UTF_8)[0] & 0xff));
        }
        known = ByteSet.of(first.toString());
        firstBytes = known;
      }
      return known;
    }

    private Node child(int character) {
      int at = Arrays.binarySearch(characters, character);
      return at >= 0 ? children[at] : OFF;
    }
  }

  /** Stands for having left the trie. */
  static final Node OFF = new Node();

  /**
   * @param names the names, each once, in any order
   */
  KeySpace(Collection<String> names, PatternProduct patterns) {
    this.names = sorted(names);
    this.excluded = List.of();
    this.patterns = patterns;
    this.excludedRoot = OFF;
    this.hash = hash();
  }

  private KeySpace(KeySpace all, List<String> excluded) {
    this.names = all.names;
    this.excluded = excluded;
    this.patterns = all.patterns;
    this.root = all.root();
    this.hash = hash();
  }

  private int hash() {
    return 31 * (31 * names.hashCode() + excluded.hashCode())
        + (patterns.isTrivial() ? 0 : System.identityHashCode(patterns));
  }

  /**
   * The same space without some other keys: they may not come.
   *
   * @param keys none of them a name
   */
  KeySpace without(List<String> keys) {
    return keys.isEmpty() ? this : new KeySpace(this, sorted(keys));
  }

  private static List<String> sorted(Collection<String> words) {
    List<String> sorted = new ArrayList<>(words);
    sorted.sort(KeySpace::compare);
    return List.copyOf(sorted);
  }

  // By code points: characters of two surrogates come after all others.
  private static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? x - y
            : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return a.length() - b.length();
  }

  private static final class Building {
    final TreeMap<Integer, Building> children = new TreeMap<>();
    int word = NO_WORD;
  }

  private static Node trie(List<String> words) {
    Building top = new Building();
    for (int i = 0; i < words.size(); i++) {
      end(top, words.get(i)).word = i;
    }
    return freeze(top, new int[1]);
  }

  private static Building end(Building top, String word) {
    Building at = top;
    for (int c : word.codePoints().toArray()) {
      at = at.children.computeIfAbsent(c, k -> new Building());
    }
    return at;
  }

  // Without recursion: names may be long.
  private static Node freeze(Building top, int[] count) {
    record Open(Building building, Node node, List<Map.Entry<Integer, Building>> rest, int[] at) {}
    Node root = new Node();
    List<Open> open = new ArrayList<>();
    open.add(open(top, root, count, Open::new));
    while (!open.isEmpty()) {
      Open last = open.get(open.size() - 1);
      int i = last.at[0]++;
      if (i == last.rest.size()) {
        last.node.to = count[0];
        open.remove(open.size() - 1);
        continue;
      }
      Node child = new Node();
      last.node.characters[i] = last.rest.get(i).getKey();
      last.node.children[i] = child;
      open.add(open(last.rest.get(i).getValue(), child, count, Open::new));
    }
    return root;
  }

  private interface MakeOpen<O> {
    O make(Building building, Node node, List<Map.Entry<Integer, Building>> rest, int[] at);
  }

  private static <O> O open(Building building, Node node, int[] count, MakeOpen<O> make) {
    List<Map.Entry<Integer, Building>> children = List.copyOf(building.children.entrySet());
    node.word = building.word;
    node.from = count[0];
    node.characters = new int[children.size()];
    node.children = new Node[children.size()];
    if (building.word >= 0) {
      count[0]++;
    }
    return make.make(building, node, children, new int[1]);
  }

  List<String> names() {
    return names;
  }

  PatternProduct patterns() {
    return patterns;
  }

  /** The trie of the names. */
  Node root() {
    Node known = root;
    if (known == null) {
      known = trie(names);
      root = known;
    }
    return known;
  }

  /** The trie of the keys that may not come. */
  Node excludedRoot() {
    Node known = excludedRoot;
    if (known == null) {
      known = trie(excluded);
      excludedRoot = known;
    }
    return known;
  }

  static Node child(Node node, int character) {
    return node == OFF ? OFF : node.child(character);
  }

  /** The label of a key. */
  int label(String key) {
    Node node = root();
    for (int i = 0; i < key.length() && node != OFF; i += Character.charCount(key.codePointAt(i))) {
      node = child(node, key.codePointAt(i));
    }
    return node != OFF && node.word >= 0 ? nameLabel(node.word) : classLabel(patterns.classOf(key));
  }

  int nameLabel(int name) {
    return 1 + name;
  }

  int classLabel(int keyClass) {
    return 1 + names.size() + keyClass;
  }

  boolean isName(int label) {
    return label >= 1 && label <= names.size();
  }

  String name(int label) {
    return names.get(label - 1);
  }

  int keyClass(int label) {
    return label - 1 - names.size();
  }

  /** The patterns that the keys of a label match. */
  BitSet matches(int label) {
    return patterns.matches(isName(label) ? patterns.classOf(name(label)) : keyClass(label));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof KeySpace k
            && k.hash == hash
            && (k.patterns == patterns || (k.patterns.isTrivial() && patterns.isTrivial()))
            && k.names.equals(names)
            && k.excluded.equals(excluded));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
