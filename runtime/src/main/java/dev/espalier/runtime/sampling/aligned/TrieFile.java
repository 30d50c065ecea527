package dev.espalier.runtime.sampling.aligned;

import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.Target;
import dev.espalier.runtime.sampling.TokenLaw;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Tries that outlive a process, so that the next one starts warm.
 *
 * <p>The file: eight bytes of magic, the digest of the {@link TrieKey}, mode and replacement, the
 * nodes (each its parent, its law and its ends; parents before children), and a CRC-32. Bounds are
 * not in it: they are added up again. A file of another key is refused, and so is one whose laws
 * are no laws; what it says of the constraint is checked when a text is drawn, token by token, so a
 * forged file can make sampling wrong but no text invalid.
 */
public final class TrieFile {
  private static final long MAGIC = 0x45535054_52494531L; // ESPTRIE1
  private static final byte END = 0;
  private static final byte ACCEPTED = 1;
  private static final byte TAKEN = 2;
  private static final byte FAILED = 3;

  private TrieFile() {}

  /**
   * Writes a trie: beside its place, and put there when it is whole.
   *
   * @throws SamplingException if it cannot be written
   */
  public static void write(PrefixTrie trie, TrieKey key, Path file) {
    Path target = file.toAbsolutePath();
    try {
      Path part = Files.createTempFile(target.getParent(), "trie", ".part");
      try {
        CRC32 crc = new CRC32();
        try (OutputStream plain = new BufferedOutputStream(Files.newOutputStream(part));
            DataOutputStream out = new DataOutputStream(new CheckedOutputStream(plain, crc))) {
          out.writeLong(MAGIC);
          out.write(key.digest());
          out.writeByte(trie.mode().ordinal());
          out.writeBoolean(trie.replacement());
          write(trie, out);
          out.writeLong(crc.getValue());
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new SamplingException(
          SamplingException.Kind.FILE, file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static void write(PrefixTrie trie, DataOutputStream out) throws IOException {
    List<Node> order = trie.inPostOrder().reversed();
    out.writeInt(order.size());
    // Parents come before their children, so each can name its parent by number.
    Map<Node, Integer> numbers = new IdentityHashMap<>();
    for (Node node : order) {
      Node parent = node.parent;
      out.writeInt(parent == null ? -1 : numbers.getOrDefault(parent, -1));
      out.writeInt(node.token);
      node.law.write(out);
      for (Map.Entry<Integer, Edge> edge : node.edges().entrySet()) {
        if (edge.getValue() instanceof Edge.Leaf leaf) {
          out.writeByte(
              leaf.equals(Edge.Leaf.ACCEPTED)
                  ? ACCEPTED
                  : leaf.equals(Edge.Leaf.TAKEN) ? TAKEN : FAILED);
          out.writeInt(edge.getKey());
        }
      }
      out.writeByte(END);
      numbers.put(node, numbers.size());
    }
  }

  /**
   * Fills an empty trie from a file.
   *
   * @return whether there is such a file
   * @throws SamplingException if it is of another key or mode, broken, or larger than the trie may
   *     be; the trie is as empty as before then
   */
  public static boolean read(PrefixTrie trie, TrieKey key, Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    CRC32 crc = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), crc))) {
      if (in.readLong() != MAGIC) {
        throw refused(file, "is no trie");
      }
      byte[] digest = new byte[32];
      in.readFully(digest);
      if (!Arrays.equals(digest, key.digest())) {
        throw refused(
            file,
            "is the trie of another model, prompt, temperature, truncation, length or constraint");
      }
      if (in.readByte() != trie.mode().ordinal() || in.readBoolean() != trie.replacement()) {
        throw refused(file, "is the trie of another mode");
      }
      List<Node> nodes = nodes(trie, in, file);
      long sum = crc.getValue();
      if (in.readLong() != sum) {
        throw refused(file, "is damaged: its checksum differs");
      }
      trie.restore(nodes);
      return true;
    } catch (IOException e) {
      throw new SamplingException(
          SamplingException.Kind.FILE, file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Node> nodes(PrefixTrie trie, DataInputStream in, Path file)
      throws IOException {
    Target target = trie.target();
    int count = in.readInt();
    List<Node> nodes = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int up = in.readInt();
      int token = in.readInt();
      if (i == 0 ? up != -1 : up < 0 || up >= i) {
        throw refused(file, "has a node without a parent");
      }
      Node parent = i == 0 ? null : nodes.get(up);
      int depth = i == 0 ? 0 : depths.get(up) + 1;
      if (depth >= target.maxTokens()) {
        throw refused(file, "has a text that is too long");
      }
      if (parent != null
          && (parent.law.entry(token) < 0 || parent.edge(token) != null || target.ends(token))) {
        throw refused(file, "has a node that its parent does not allow");
      }
      TokenLaw law = TokenLaw.read(in, target.model().width(), trie.maxBytes() - bytes);
      Node node = new Node(parent, token, law);
      for (byte end = in.readByte(); end != END; end = in.readByte()) {
        int last = in.readInt();
        boolean fits = end == FAILED || target.ends(last);
        if (!fits || end < ACCEPTED || end > FAILED || law.entry(last) < 0) {
          throw refused(file, "has an end that cannot be");
        }
        node.put(
            last,
            end == ACCEPTED
                ? Edge.Leaf.ACCEPTED
                : end == TAKEN ? Edge.Leaf.TAKEN : Edge.Leaf.FAILED);
      }
      if (parent != null) {
        parent.put(token, node);
        bytes += Node.EDGE_BYTES;
      }
      bytes += node.memoryBytes();
      if (bytes > trie.maxBytes()) {
        throw refused(file, "needs more than the %,d bytes of the trie".formatted(trie.maxBytes()));
      }
      nodes.add(node);
      depths.add(depth);
    }
    return nodes;
  }

  private static SamplingException refused(Path file, String why) {
    return new SamplingException(SamplingException.Kind.FILE, file + ": " + why);
  }
}
