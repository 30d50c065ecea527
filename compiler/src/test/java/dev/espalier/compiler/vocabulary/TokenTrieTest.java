package dev.espalier.compiler.vocabulary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTrieTest {
  @Test
  void emptyVocabularyHasOnlyTheRoot() {
    TokenTrie trie = trie(List.of(new byte[0], new byte[0]));
    assertEquals(1, trie.nodes());
    assertEquals(1, trie.skip(0));
    assertEquals(-1, trie.token(0));
    assertEquals(0, trie.depth(0));
    assertEquals(0, trie.maxDepth());
    assertEquals(0, trie.tokens());
  }

  @Test
  void ordersBytesAsUnsignedAndChainsEqualTokens() {
    TokenTrie trie =
        trie(
            List.of(
                bytes(0xFF),
                bytes('a', 'b'),
                bytes(),
                bytes('a'),
                bytes('a', 'b'),
                bytes('a', 'b'),
                bytes(0)));
    // root, 00, a, ab, ff
    assertEquals(5, trie.nodes());
    assertEquals(0, trie.byteAt(1));
    assertEquals(6, trie.token(1));
    assertEquals('a', trie.byteAt(2));
    assertEquals(3, trie.token(2));
    assertEquals(-1, trie.nextSame(3));
    assertEquals('b', trie.byteAt(3));
    assertEquals(2, trie.depth(3));
    assertEquals(1, trie.token(3));
    assertEquals(4, trie.nextSame(1));
    assertEquals(5, trie.nextSame(4));
    assertEquals(-1, trie.nextSame(5));
    assertEquals(0xFF, trie.byteAt(4));
    assertEquals(4, trie.skip(2));
    assertEquals(5, trie.skip(0));
    assertEquals(1, trie.rank(2));
    assertEquals(5, trie.rank(trie.skip(2)));
  }

  @Test
  void longTokensNeedNoStack() {
    byte[] deep = new byte[200_000];
    TokenTrie trie = trie(List.of(deep, bytes(0, 0, 1)));
    assertEquals(200_002, trie.nodes());
    assertEquals(200_000, trie.maxDepth());
    assertEquals(200_000, trie.depth(200_000));
    assertEquals(0, trie.token(200_000));
    assertEquals(200_001, trie.skip(3));
    assertEquals(1, trie.token(200_001));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithAPlainMap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int alphabet = seed % 2 == 0 ? 2 : 256;
    List<byte[]> tokens = new ArrayList<>();
    int count = 1 + random.nextInt(3000);
    for (int i = 0; i < count; i++) {
      byte[] token = new byte[random.nextInt(seed % 3 == 0 ? 40 : 5)];
      for (int j = 0; j < token.length; j++) {
        token[j] = (byte) random.nextInt(alphabet);
      }
      tokens.add(token);
    }
    // A hexadecimal string orders as its unsigned bytes do.
    TreeMap<String, List<Integer>> expected = new TreeMap<>();
    TreeSet<String> prefixes = new TreeSet<>();
    for (int id = 0; id < count; id++) {
      if (tokens.get(id).length > 0) {
        String hex = HexFormat.of().formatHex(tokens.get(id));
        expected.computeIfAbsent(hex, h -> new ArrayList<>()).add(id);
        for (int end = 2; end <= hex.length(); end += 2) {
          prefixes.add(hex.substring(0, end));
        }
      }
    }

    TokenTrie trie = trie(tokens);
    String seeded = "seed " + seed;
    assertEquals(prefixes.size() + 1, trie.nodes(), seeded);
    Map<String, List<Integer>> found = new TreeMap<>();
    List<String> visited = new ArrayList<>();
    List<Integer> inOrder = new ArrayList<>();
    StringBuilder path = new StringBuilder();
    for (int node = 1; node < trie.nodes(); node++) {
      assertTrue(trie.depth(node) >= 1 && trie.depth(node) <= path.length() / 2 + 1, seeded);
      path.setLength(2 * (trie.depth(node) - 1));
      path.append(HexFormat.of().toHexDigits((byte) trie.byteAt(node)));
      String prefix = path.toString();
      visited.add(prefix);
      assertEquals(inOrder.size(), trie.rank(node), seeded);
      for (int t = trie.token(node); t >= 0; t = trie.nextSame(t)) {
        found.computeIfAbsent(prefix, h -> new ArrayList<>()).add(t);
        inOrder.add(t);
      }
      int below = prefixes.subSet(prefix, prefix + "g").size();
      assertEquals(node + below, trie.skip(node), seeded);
    }
    assertEquals(List.copyOf(prefixes), visited, seeded);
    assertEquals(expected, found, seeded);
    assertEquals(inOrder.size(), trie.tokens(), seeded);
    assertEquals(inOrder.size(), trie.rank(trie.nodes()), seeded);
    assertArrayEquals(
        inOrder.stream().mapToInt(t -> t).toArray(),
        IntStream.range(0, trie.tokens()).map(trie::ranked).toArray(),
        seeded);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static TokenTrie trie(List<byte[]> tokens) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int[] offset = new int[tokens.size() + 1];
    for (int id = 0; id < tokens.size(); id++) {
      data.writeBytes(tokens.get(id));
      offset[id + 1] = data.size();
    }
    return TokenTrie.of(data.toByteArray(), offset);
  }
}
