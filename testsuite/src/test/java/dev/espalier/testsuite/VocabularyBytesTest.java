package dev.espalier.testsuite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.espalier.compiler.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * For every token of five real vocabularies, the bytes that {@link Vocabulary} has are the bytes
 * that other tokenizers write for it. Three judges, none of which shares code with the readers:
 *
 * <ul>
 *   <li>jtokkit gives the exact bytes of a token, whatever they are.
 *   <li>The Hugging Face tokenizers library (through DJL) decodes to text, and so shows the bytes
 *       of a token only where they are whole characters. A token that is a part of a character is
 *       decoded between single bytes that complete it; since decoding is injective on valid UTF-8,
 *       the text then proves the bytes.
 *   <li>Bytes that no text can have (such as FF) are compared with the name in the file, or with
 *       jtokkit.
 * </ul>
 */
final class VocabularyBytesTest {
  /**
   * What may stand before a token so that its first bytes, if they continue a character, continue
   * one.
   */
  private static final List<String> BEFORE =
      List.of("", "c3", "e1", "e180", "f1", "f180", "f18080");

  /** What may follow a token so that its last character is completed. */
  private static final List<String> AFTER =
      List.of("", "80", "8080", "808080", "a0", "a080", "90", "9080", "908080");

  @ParameterizedTest
  @EnumSource(
      value = EncodingType.class,
      names = {"R50K_BASE", "CL100K_BASE", "O200K_BASE"})
  void ranksAgreeWithJtokkit(EncodingType type) {
    Vocabulary vocabulary = JtokkitVocabularies.of(type);
    int tokens = agreesWithJtokkit(vocabulary, type);
    assertArrayEquals(new int[] {vocabulary.size() - 1}, vocabulary.eos());
    assertEquals(
        switch (type) {
          case R50K_BASE -> 50_256;
          case CL100K_BASE -> 100_256;
          default -> 199_998;
        },
        tokens);
  }

  @ParameterizedTest
  @CsvSource({"r50k_base/tokenizer.json, R50K_BASE", "o200k_base/tokenizer.json.gz, O200K_BASE"})
  void convertedTokenizersAgreeWithTheirRanks(String file, EncodingType type) {
    Vocabulary vocabulary = Vocabulary.read(tokenizer(file));
    Vocabulary ranks = JtokkitVocabularies.of(type);
    assertEquals(ranks.trie().tokens(), vocabulary.trie().tokens());
    for (int id = 0; id < ranks.trie().tokens(); id++) {
      assertArrayEquals(ranks.bytes(id), vocabulary.bytes(id), "token " + id);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "r50k_base/tokenizer.json, R50K_BASE, 50256, 1",
    "o200k_base/tokenizer.json.gz, O200K_BASE, 199998, 2",
    "mistral-v3/tokenizer.json, , 32017, 751",
  })
  void tokenizersAgreeWithTheirLibrary(
      String file, @Nullable EncodingType converted, int tokens, int specials) throws IOException {
    Path path = tokenizer(file);
    Vocabulary vocabulary = Vocabulary.read(path);
    int whole = 0;
    int completed = 0;
    int unwritable = 0;
    int symbols = 0;
    int holes = 0;
    Judge exact = converted == null ? byteNames(path) : jtokkit(converted);
    try (HuggingFaceTokenizer library = library(path)) {
      for (int id = 0; id < vocabulary.size(); id++) {
        byte[] bytes = vocabulary.bytes(id);
        if (vocabulary.isSpecial(id)) {
          // The library numbers added tokens without gaps, whatever their ids in the file are.
          if (holes == 0) {
            assertEquals(
                "x" + vocabulary.specialName(id).orElseThrow(),
                decode(library, vocabulary, "78", id, ""));
          }
          symbols++;
        } else if (bytes.length == 0) {
          holes++;
        } else if (text(bytes).isPresent()) {
          String text = text(bytes).get();
          assertEquals("x" + text, decode(library, vocabulary, "78", id, ""), "token " + id);
          encodes(library, vocabulary, text);
          whole++;
        } else if (completesToText(library, vocabulary, id)) {
          completed++;
        } else {
          assertArrayEquals(exact.bytes(id), bytes, "token " + id);
          unwritable++;
        }
      }
    }
    System.out.printf(
        "%s: %d tokens decoded by themselves and encoded again, %d decoded within a character,"
            + " %d compared byte by byte, %d specials, %d holes%n",
        file, whole, completed, unwritable, symbols, holes);
    assertEquals(tokens, whole + completed + unwritable);
    assertEquals(specials, symbols);
    assertEquals(vocabulary.size(), tokens + symbols + holes);
    // C0, C1 and F5 to FF are in no text. All else is, whatever it is a part of.
    assertTrue(unwritable >= 13, "of the 256 single bytes 13 are in no text");
  }

  @Test
  void knownTokensHaveTheirBytes() {
    Vocabulary gpt2 = Vocabulary.read(tokenizer("r50k_base/tokenizer.json"));
    assertEquals(" the", new String(gpt2.bytes(262), UTF_8));
    assertEquals("\n", new String(gpt2.bytes(198), UTF_8));
    assertArrayEquals(new int[] {50_256}, gpt2.eos());
    Vocabulary mistral = Vocabulary.read(tokenizer("mistral-v3/tokenizer.json"));
    assertArrayEquals(new int[] {2}, mistral.eos());
    assertEquals(OptionalInt.of(3), mistral.special("[INST]"));
    assertArrayEquals(new byte[] {0}, mistral.bytes(771));
    assertArrayEquals(new byte[] {(byte) 0xFF}, mistral.bytes(1026));
    int a = mistral.singleByte('A');
    assertEquals(771 + 'A', a);
    assertTrue(mistral.trie().nextSame(a) > 1026, "A has a byte token and a piece");
    Vocabulary o200k = Vocabulary.read(tokenizer("o200k_base/tokenizer.json.gz"));
    assertEquals(200_019, o200k.size());
    assertTrue(o200k.isHole(199_998) && o200k.isHole(200_017));
    assertArrayEquals(new int[] {199_999}, o200k.eos());
    assertEquals(OptionalInt.of(200_018), o200k.special("<|endofprompt|>"));
    for (Vocabulary vocabulary : List.of(gpt2, mistral, o200k)) {
      for (int b = 0; b < 256; b++) {
        assertTrue(vocabulary.singleByte(b) >= 0, vocabulary + " lacks the byte " + b);
      }
    }
  }

  /** Compares every token's bytes with jtokkit's, and has it encode every token that is a text. */
  private static int agreesWithJtokkit(Vocabulary vocabulary, EncodingType type) {
    Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
    int tokens = 0;
    for (int id = 0; id < vocabulary.size(); id++) {
      byte[] bytes = vocabulary.bytes(id);
      if (bytes.length > 0) {
        tokens++;
        assertArrayEquals(encoding.decodeBytes(list(id)), bytes, "token " + id);
        Optional<String> text = text(bytes);
        if (text.isPresent()) {
          assertArrayEquals(
              bytes, bytes(vocabulary, encoding.encodeOrdinary(text.get()).toArray()));
        }
      }
    }
    return tokens;
  }

  private interface Judge {
    byte[] bytes(int id);
  }

  private static Judge jtokkit(EncodingType type) {
    Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
    return id -> encoding.decodeBytes(list(id));
  }

  /** The byte that stands in the name of a token, as in {@code <0xFF>}. */
  private static Judge byteNames(Path file) {
    JsonNode vocab = JsonMapper.shared().readTree(file.toFile()).path("model").path("vocab");
    return id -> {
      for (Map.Entry<String, JsonNode> token : vocab.properties()) {
        if (token.getValue().intValue() == id) {
          assertTrue(token.getKey().matches("<0x[0-9A-F]{2}>"), token.getKey());
          return HexFormat.of().parseHex(token.getKey().substring(3, 5));
        }
      }
      throw new AssertionError("no token " + id);
    };
  }

  /** Whether the token is a part of some text; if so, the library must decode that text. */
  private static boolean completesToText(
      HuggingFaceTokenizer library, Vocabulary vocabulary, int id) {
    byte[] bytes = vocabulary.bytes(id);
    for (String before : BEFORE) {
      for (String after : AFTER) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(HexFormat.of().parseHex("78" + before));
        all.writeBytes(bytes);
        all.writeBytes(HexFormat.of().parseHex(after));
        Optional<String> text = text(all.toByteArray());
        if (text.isPresent()) {
          assertEquals(
              text.get(),
              decode(library, vocabulary, "78" + before, id, after),
              "token " + id + " between " + before + " and " + after);
          return true;
        }
      }
    }
    return false;
  }

  /** Decodes a token between single bytes. */
  private static String decode(
      HuggingFaceTokenizer library, Vocabulary vocabulary, String before, int id, String after) {
    byte[] first = HexFormat.of().parseHex(before);
    byte[] last = HexFormat.of().parseHex(after);
    long[] ids = new long[first.length + 1 + last.length];
    for (int i = 0; i < first.length; i++) {
      ids[i] = vocabulary.singleByte(first[i] & 0xFF);
    }
    ids[first.length] = id;
    for (int i = 0; i < last.length; i++) {
      ids[first.length + 1 + i] = vocabulary.singleByte(last[i] & 0xFF);
    }
    return library.decode(ids, false);
  }

  /**
   * The tokens that the library writes a text with have the text's bytes, but for the blank that it
   * may put first.
   */
  private static void encodes(HuggingFaceTokenizer library, Vocabulary vocabulary, String text) {
    long[] ids = library.encode(text, false, false).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    String written = new String(bytes(vocabulary, narrow), UTF_8);
    if (!written.equals(text)) {
      assertEquals(" " + text, written);
    }
  }

  private static byte[] bytes(Vocabulary vocabulary, int[] ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id : ids) {
      all.writeBytes(vocabulary.bytes(id));
    }
    return all.toByteArray();
  }

  private static IntArrayList list(int id) {
    IntArrayList list = new IntArrayList(1);
    list.add(id);
    return list;
  }

  /** The text of bytes, if they are one. */
  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static HuggingFaceTokenizer library(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    boolean gzip = file[0] == 0x1F;
    try (InputStream in =
        gzip
            ? new GZIPInputStream(new ByteArrayInputStream(file))
            : new ByteArrayInputStream(file)) {
      return HuggingFaceTokenizer.newInstance(
          in, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    }
  }

  private static Path tokenizer(String name) {
    String told = System.getProperty("espalier.shared");
    Path here = Path.of("").toAbsolutePath();
    Path shared = told == null ? here.resolve("../../shared") : Path.of(told);
    Path file = shared.resolve("data/tokenizers").resolve(name).normalize();
    assertTrue(
        Files.exists(file),
        file
            + " is missing; put the folder shared beside the checkout, or name it with"
            + " -Despalier.shared=DIR");
    return file;
  }
}
