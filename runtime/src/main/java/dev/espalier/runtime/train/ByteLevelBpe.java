package dev.espalier.runtime.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A byte-level byte-pair encoding (Sennrich, Haddow and Birch, ACL 2016, over bytes as in GPT-2)
 * and its form as a Hugging Face {@code tokenizer.json}.
 *
 * <p>Ids: special tokens, the 256 bytes in their order, then one per merge. A text is first cut
 * into runs of letters, single digits, and runs of everything else; merges stay within a piece. So
 * a word has the same tokens wherever it stands, and a number one token per digit: what is copied
 * from a text is copied token by token.
 *
 * <p>Immutable but for a cache of pieces; not thread-safe.
 */
public final class ByteLevelBpe {
  /** Ends a text. */
  public static final String END = "<|endoftext|>";

  /** Every special token, by its id. */
  public static final List<String> SPECIALS = List.of(END, "<|pad|>", "<|mask|>");

  /** How texts are cut into pieces; covers every text without gaps. */
  static final Pattern PIECES = Pattern.compile("\\p{L}+|\\p{N}|[^\\p{L}\\p{N}]+");

  private static final int BYTES_AT = SPECIALS.size();
  private static final int MERGES_AT = BYTES_AT + 256;
  private static final int CACHED_PIECES = 100_000;

  private final int[][] merges;
  private final Map<Long, Integer> ranks = new HashMap<>();
  private final byte[][] bytes;
  private final Map<String, int[]> cache = new HashMap<>();

  /** An encoding with these merges, the first the most urgent: pairs of ids that exist before. */
  ByteLevelBpe(List<int[]> merges) {
    this.merges = merges.toArray(int[][]::new);
    bytes = new byte[MERGES_AT + this.merges.length][];
    for (int i = 0; i < BYTES_AT; i++) {
      bytes[i] = SPECIALS.get(i).getBytes(StandardCharsets.UTF_8);
    }
    for (int b = 0; b < 256; b++) {
      bytes[BYTES_AT + b] = new byte[] {(byte) b};
    }
    for (int i = 0; i < this.merges.length; i++) {
      int[] pair = this.merges[i];
      int id = MERGES_AT + i;
      if (pair.length != 2
          || pair[0] < BYTES_AT
          || pair[1] < BYTES_AT
          || pair[0] >= id
          || pair[1] >= id) {
        throw new IllegalArgumentException("merge " + i + " is no pair of earlier tokens");
      }
      byte[] joined = Arrays.copyOf(bytes[pair[0]], bytes[pair[0]].length + bytes[pair[1]].length);
      System.arraycopy(bytes[pair[1]], 0, joined, bytes[pair[0]].length, bytes[pair[1]].length);
      bytes[id] = joined;
      ranks.put(pairKey(pair[0], pair[1]), i);
    }
  }

  static long pairKey(int left, int right) {
    return (long) left << 32 | right;
  }

  static int idOfByte(int value) {
    return BYTES_AT + (value & 0xff);
  }

  static int idOfMerge(int rank) {
    return MERGES_AT + rank;
  }

  /** Token ids in all. */
  public int size() {
    return bytes.length;
  }

  /** The id of {@link #END}. */
  public int endId() {
    return 0;
  }

  /** The bytes of a token; a special token's are its name. */
  public byte[] bytes(int id) {
    return bytes[id].clone();
  }

  /**
   * The ids of a text. Special tokens' names are plain text here. Linear in the text but for long
   * pieces, which cost their length squared.
   */
  public int[] encode(String text) {
    int[] ids = new int[16];
    int count = 0;
    Matcher matcher = PIECES.matcher(text);
    while (matcher.find()) {
      int[] piece = piece(matcher.group());
      if (count + piece.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(ids.length * 2, count + piece.length));
      }
      System.arraycopy(piece, 0, ids, count, piece.length);
      count += piece.length;
    }
    return Arrays.copyOf(ids, count);
  }

  /** The text of ids; special tokens are left out, bytes that are not UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (int id : ids) {
      if (id >= BYTES_AT) {
        out.writeBytes(bytes[id]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private int[] piece(String piece) {
    int[] known = cache.get(piece);
    if (known != null) {
      return known;
    }
    int[] ids = merged(piece.getBytes(StandardCharsets.UTF_8));
    if (cache.size() < CACHED_PIECES) {
      cache.put(piece, ids);
    }
    return ids;
  }

  private int[] merged(byte[] utf8) {
    int[] ids = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      ids[i] = idOfByte(utf8[i]);
    }
    int length = ids.length;
    while (length > 1) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < length; i++) {
        Integer rank = ranks.get(pairKey(ids[i], ids[i + 1]));
        if (rank != null && rank < best) {
          best = rank;
        }
      }
      if (best == Integer.MAX_VALUE) {
        break;
      }
      int[] pair = merges[best];
      int to = 0;
      for (int i = 0; i < length; i++) {
        if (i + 1 < length && ids[i] == pair[0] && ids[i + 1] == pair[1]) {
          ids[to++] = idOfMerge(best);
          i++;
        } else {
          ids[to++] = ids[i];
        }
      }
      length = to;
    }
    return Arrays.copyOf(ids, length);
  }

  /**
   * Writes {@code tokenizer.json}.
   *
   * @throws TrainingException if it cannot be written
   */
  public void write(Path file) {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int i = 0; i < SPECIALS.size(); i++) {
      ObjectNode token = added.addObject();
      token.put("id", i);
      token.put("content", SPECIALS.get(i));
      token.put("single_word", false);
      token.put("lstrip", false);
      token.put("rstrip", false);
      token.put("normalized", false);
      token.put("special", true);
    }
    root.putNull("normalizer");
    ObjectNode cut = root.putObject("pre_tokenizer");
    cut.put("type", "Sequence");
    ArrayNode cutters = cut.putArray("pretokenizers");
    ObjectNode split = cutters.addObject();
    split.put("type", "Split");
    split.putObject("pattern").put("Regex", PIECES.pattern());
    split.put("behavior", "Isolated");
    split.put("invert", false);
    ObjectNode toBytes = cutters.addObject();
    byteLevel(toBytes);
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < bytes.length; id++) {
      vocabulary.put(id < BYTES_AT ? SPECIALS.get(id) : spelled(bytes[id]), id);
    }
    ArrayNode list = model.putArray("merges");
    for (int[] pair : merges) {
      list.add(spelled(bytes[pair[0]]) + " " + spelled(bytes[pair[1]]));
    }
    try {
      Files.writeString(
          file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", false);
    node.put("use_regex", false);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws TrainingException if the file is not of that kind
   */
  public static ByteLevelBpe read(Path file) {
    try {
      JsonNode model = JsonMapper.builder().build().readTree(Files.readString(file)).path("model");
      Map<String, Integer> ids = new HashMap<>();
      for (Map.Entry<String, JsonNode> token : model.path("vocab").properties()) {
        ids.put(token.getKey(), token.getValue().asInt());
      }
      List<int[]> merges = new ArrayList<>();
      for (JsonNode merge : model.path("merges")) {
        String[] pair = merge.asString().split(" ");
        Integer left = ids.get(pair[0]);
        Integer right = pair.length == 2 ? ids.get(pair[1]) : null;
        if (left == null || right == null) {
          throw new TrainingException(file + ": merge of unknown tokens: " + merge);
        }
        merges.add(new int[] {left, right});
      }
      return new ByteLevelBpe(Collections.unmodifiableList(merges));
    } catch (IOException | RuntimeException e) {
      if (e instanceof TrainingException known) {
        throw known;
      }
      throw new TrainingException(file + ": no tokenizer of ours: " + e.getMessage(), e);
    }
  }

  /** Bytes in the printable spelling of byte-level vocabularies (GPT-2's table). */
  private static String spelled(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(letterOf(b & 0xff));
    }
    return out.toString();
  }

  private static char letterOf(int value) {
    if (isPrintable(value)) {
      return (char) value;
    }
    int rank = 0;
    for (int i = 0; i < value; i++) {
      if (!isPrintable(i)) {
        rank++;
      }
    }
    return (char) (256 + rank);
  }

  private static boolean isPrintable(int value) {
    return (value >= 0x21 && value <= 0x7e)
        || (value >= 0xa1 && value <= 0xac)
        || (value >= 0xae && value <= 0xff);
  }
}
