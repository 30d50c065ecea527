package dev.espalier.compiler.vocabulary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import dev.espalier.compiler.VocabularyOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VocabularyReaderTest {
  private static final String BYTE_LEVEL = "{\"type\": \"ByteLevel\", \"add_prefix_space\": true}";

  private static final String SPECIALS =
      """
      {"id": 90, "content": "<|endoftext|>", "special": true, "normalized": false}\
      """;

  @TempDir Path folder;

  // ---- byte-level

  @Test
  void byteLevelTextSpellsBytes() {
    Vocabulary v =
        read(
            bpe(
                "{\"a\": 0, \"Ġthe\": 1, \"Ċ\": 2, \"Ã©\": 3, \"Ł\": 4, \"ł\": 5, \"Ń\": 6, \"Ā\": 7,"
                    + " \"ÿ\": 8, \"ð\": 9, \"ġ\": 10}",
                SPECIALS,
                "null",
                BYTE_LEVEL));
    assertHex("61", v, 0);
    assertEquals(" the", text(v, 1));
    assertEquals("\n", text(v, 2));
    assertEquals("é", text(v, 3));
    assertHex("9f", v, 4);
    assertHex("a0", v, 5);
    assertHex("ad", v, 6);
    assertHex("00", v, 7);
    assertHex("ff", v, 8);
    assertHex("f0", v, 9);
    assertHex("7f", v, 10);
    assertEquals(91, v.size());
    assertArrayEquals(new int[] {90}, v.eos());
    assertTrue(v.isHole(11) && v.isHole(89));
  }

  @Test
  void everyByteHasItsOwnCharacter() {
    // The table of the GPT-2 paper's code, written down by hand from its definition.
    StringBuilder vocab = new StringBuilder("{");
    int shifted = 256;
    for (int b = 0; b < 256; b++) {
      boolean kept = (b > 32 && b < 127) || (b > 160 && b != 173);
      String c = String.valueOf((char) (kept ? b : shifted++));
      String quoted = c.equals("\"") || c.equals("\\") ? "\\" + c : c;
      vocab.append(b == 0 ? "" : ",").append('"').append(quoted).append("\":").append(b);
    }
    Vocabulary v = read(bpe(vocab + "}", "", "null", BYTE_LEVEL), eos("300").withWidth(301));
    for (int b = 0; b < 256; b++) {
      assertArrayEquals(new byte[] {(byte) b}, v.bytes(b));
      assertEquals(b, v.singleByte(b));
    }
  }

  @Test
  void byteLevelIsFoundWithinSequences() {
    String split =
        "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"x\"}, \"behavior\": \"Isolated\"}";
    String pre =
        "{\"type\": \"Sequence\", \"pretokenizers\": [%s, {\"type\": \"Sequence\", \"pretokenizers\": [%s]}]}"
            .formatted(split, BYTE_LEVEL);
    Vocabulary v = read(bpe("{\"Ġ\": 0}", SPECIALS, pre, "null"));
    assertEquals(" ", text(v, 0));
    String decoder = "{\"decoders\": [" + BYTE_LEVEL + "], \"type\": \"Sequence\"}";
    assertEquals(" ", text(read(bpe("{\"Ġ\": 0}", SPECIALS, "null", decoder)), 0));
  }

  @Test
  void byteLevelTextWithOtherCharactersStandsForItself() {
    Vocabulary v = read(bpe("{\"Ġ€\": 0, \"a b\": 1}", SPECIALS, "null", BYTE_LEVEL));
    assertEquals("Ġ€", text(v, 0));
    assertEquals("a b", text(v, 1));
  }

  // ---- added tokens

  @Test
  void addedTokensAreLiteralAndSpecialsAreSymbols() {
    Vocabulary v =
        read(
            bpe(
                "{\"a\": 0, \"Ġ\": 1, \"<tool>\": 2}",
                """
                {"id": 1, "content": "Ġ", "special": false},
                {"id": 2, "content": "<tool>", "special": true},
                {"id": 3, "content": "  é", "special": false},
                {"content": "<fim>", "id": 5},\
                """
                    + SPECIALS,
                "null",
                BYTE_LEVEL));
    assertEquals(" ", text(v, 1));
    assertEquals(Optional.of("<tool>"), v.specialName(2));
    assertEquals(0, v.byteLength(2));
    assertEquals("  é", text(v, 3));
    assertTrue(v.isHole(4));
    assertEquals("<fim>", text(v, 5));
    assertEquals(OptionalInt.of(90), v.special("<|endoftext|>"));
    assertEquals(4, v.trie().tokens());
  }

  @Test
  void addedTokensMustAgreeWithTheModel() {
    refused("the id 0 is both a and b", bpe("{\"a\": 0}", added(0, "b"), "null", BYTE_LEVEL));
    refused(
        "two added tokens have the id 7",
        bpe("{\"a\": 0}", added(7, "x") + "," + added(7, "y"), "null", BYTE_LEVEL));
    refused(
        "two added tokens are x",
        bpe("{\"a\": 0}", added(7, "x") + "," + added(8, "x"), "null", BYTE_LEVEL));
    refused("without id or content", bpe("{\"a\": 0}", "{\"id\": 3}", "null", BYTE_LEVEL));
    refused("without id or content", bpe("{\"a\": 0}", "{\"content\": \"\"}", "null", BYTE_LEVEL));
    refused("expected an added token as an object", bpe("{\"a\": 0}", "3", "null", BYTE_LEVEL));
  }

  // ---- SentencePiece

  private static final String LLAMA_DECODER =
      """
      {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}\
      """;

  @Test
  void sentencePieceSpellsBlanksAndBytes() {
    Vocabulary v =
        read(
            bpe(
                "{\"<unk>\": 0, \"</s>\": 2, \"<0x0A>\": 3, \"<0xe2>\": 4, \"▁\": 5, \"▁▁a▁\": 6, \"é\": 7,"
                    + " \"<0xZZ>\": 8, \"A\": 9, \"<0x41>\": 10}",
                "{\"id\": 2, \"content\": \"</s>\", \"special\": true}, {\"id\": 11, \"content\": \"▁x\"}",
                "null",
                LLAMA_DECODER,
                "\"unk_token\": \"<unk>\", \"byte_fallback\": true,"));
    assertEquals(Optional.of("<unk>"), v.specialName(0));
    assertTrue(v.isHole(1));
    assertArrayEquals(new int[] {2}, v.eos());
    assertHex("0a", v, 3);
    assertHex("e2", v, 4);
    assertEquals(" ", text(v, 5));
    assertEquals("  a ", text(v, 6));
    assertEquals("é", text(v, 7));
    assertEquals("<0xZZ>", text(v, 8));
    assertEquals(9, v.singleByte('A'));
    assertEquals(10, v.trie().nextSame(9));
    assertEquals(" x", text(v, 11));
  }

  @Test
  void unigramPiecesAreNumberedByTheirPlace() {
    Vocabulary v =
        read(
            """
            {"added_tokens": [{"id": 1, "content": "</s>", "special": true}],
             "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": "%s"}]},
             "pre_tokenizer": {"type": "Metaspace", "replacement": "_", "prepend_scheme": "always"},
             "decoder": {"type": "Metaspace", "replacement": "_"},
             "model": {"type": "Unigram", "unk_id": 0, "vocab": [
                ["<unk>", 0.0], ["</s>", 0], ["_a", -3.5], ["▁", -1e2], ["<0x0A>", -4, [1, {}]], ["", 0]]}}
            """
                .formatted("A".repeat(200_000)));
    assertEquals(6, v.size());
    assertTrue(v.isSpecial(0));
    assertEquals(" a", text(v, 2));
    assertEquals("▁", text(v, 3));
    assertEquals("<0x0A>", text(v, 4));
    assertTrue(v.isHole(5));
  }

  @Test
  void blanksAreFoundInTheNormalizerToo() {
    String file =
        """
        {"added_tokens": [{"id": 1, "content": "<eos>", "special": true},
                          {"id": 3, "content": "▁▁", "special": false}],
         "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
         "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]},
         "model": {"vocab": {"▁a": 0, "<0x09>": 2, "▁▁": 3}, "merges": []}}
        """;
    Vocabulary v = read(file);
    assertEquals(" a", text(v, 0));
    assertHex("09", v, 2);
    assertEquals("  ", text(v, 3));
  }

  // ---- what is not supported

  @ParameterizedTest
  @ValueSource(strings = {"WordPiece", "WordLevel", "Nonsense"})
  void otherModelsAreRefusedByName(String type) {
    refused(
        "a " + type + " model is not supported",
        "{\"model\": {\"type\": \"%s\", \"vocab\": {\"a\": 0}}}".formatted(type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"WordPiece\", \"prefix\": \"##\"} | a WordPiece decoder",
        "{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"} | a BPEDecoder decoder",
        "{\"type\": \"CTC\"} | a CTC decoder",
        "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"x\"}, \"content\": \" \"} | a Replace decoder",
        "{\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0} | a Strip decoder",
        "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"ByteLevel\"}, {\"type\": \"ByteFallback\"}]} | both",
        "null | neither ByteLevel nor Metaspace",
        "{\"x\": 1} | without a type",
        "[] | an object",
      })
  void decodersThatLeaveTheBytesInDoubtAreRefused(String decoder, String part) {
    refused(part, bpe("{\"a\": 0}", SPECIALS, "null", decoder));
  }

  @Test
  void affixesOfWordsAreRefused() {
    refused(
        "end_of_word_suffix",
        bpe("{\"a</w>\": 0}", SPECIALS, "null", BYTE_LEVEL, "\"end_of_word_suffix\": \"</w>\","));
    refused(
        "continuing_subword_prefix",
        bpe("{\"a\": 0}", SPECIALS, "null", BYTE_LEVEL, "\"continuing_subword_prefix\": \"##\","));
  }

  // ---- EOS and width

  private static final String TWO_ENDS =
      """
      {"id": 5, "content": "<|im_end|>", "special": true},
      {"id": 6, "content": "<|endofprompt|>", "special": true},
      {"id": 90, "content": "<|endoftext|>", "special": true}\
      """;

  @Test
  void theOneKnownEndTokenEndsAText() {
    refused("several special tokens", bpe("{\"a\": 0}", TWO_ENDS, "null", BYTE_LEVEL));
    refused("--eos", bpe("{\"a\": 0}", TWO_ENDS, "null", BYTE_LEVEL));
    refused(
        "no special token is known",
        bpe(
            "{\"</s>\": 0}",
            "{\"id\": 6, \"content\": \"<|endofprompt|>\", \"special\": true}",
            "null",
            BYTE_LEVEL));
  }

  @Test
  void optionsNameTheEndTokens() {
    String file = bpe("{\"a\": 0, \"</s>\": 1, \"Ġb\": 2}", TWO_ENDS, "null", BYTE_LEVEL);
    assertArrayEquals(new int[] {5}, read(file, eos("<|im_end|>")).eos());
    assertArrayEquals(new int[] {5, 90}, read(file, eos("90", "<|im_end|>")).eos());
    assertArrayEquals(new int[] {6}, read(file, VocabularyOptions.defaults().withEos(6)).eos());
    Vocabulary regular = read(file, eos("</s>"));
    assertArrayEquals(new int[] {1}, regular.eos());
    assertEquals(Optional.of("</s>"), regular.specialName(1));
    assertEquals(0, regular.byteLength(1));
    assertEquals(3, regular.longestToken() + regular.singleByte('a') + 1);
    Vocabulary hole = read(file, eos("40"));
    assertTrue(hole.isSpecial(40));
    assertEquals(Optional.empty(), hole.specialName(40));
    refused("no token <nope>", file, eos("<nope>"));
    refused("beyond the 91 ids", file, eos("91"));
    refused("maxIds", file, eos("999999999"));
    refused("maxIds", file, eos("99999999999999999999"));
  }

  @Test
  void theFilesBesideItDecide() throws IOException {
    Path file = write("tokenizer.json", bpe("{\"a\": 0, \"b\": 1}", TWO_ENDS, "null", BYTE_LEVEL));
    write(
        "config.json",
        "{\"eos_token_id\": 90, \"vocab_size\": 128, \"text_config\": {\"vocab_size\": 7}}");
    Vocabulary v = Vocabulary.read(file);
    assertArrayEquals(new int[] {90}, v.eos());
    assertEquals(128, v.size());
    assertTrue(v.isHole(127));

    write("generation_config.json", "{\"eos_token_id\": [5, 90], \"x\": [1, {\"y\": 2}]}");
    assertArrayEquals(new int[] {5, 90}, Vocabulary.read(file).eos());
    Vocabulary given = Vocabulary.read(file, eos("6").withWidth(200));
    assertArrayEquals(new int[] {6}, given.eos());
    assertEquals(200, given.size());

    write("generation_config.json", "{\"eos_token_id\": null}");
    write("config.json", "{\"text_config\": {\"eos_token_id\": [6], \"vocab_size\": 100}}");
    assertArrayEquals(new int[] {6}, Vocabulary.read(file).eos());
    assertEquals(100, Vocabulary.read(file).size());
  }

  @Test
  void theFilesBesideItMayBeBroken() throws IOException {
    Path file = write("tokenizer.json", bpe("{\"a\": 0, \"b\": 89}", TWO_ENDS, "null", BYTE_LEVEL));
    for (String[] config :
        new String[][] {
          {"{\"eos_token_id\": 500}", "the EOS id 500 is beyond the 91 ids"},
          {"{\"eos_token_id\": -1}", "-1"},
          {"{\"eos_token_id\": []}", "is empty"},
          {"{\"eos_token_id\": \"5\"}", "as an integer"},
          {"{\"eos_token_id\": [1.5]}", "as an integer"},
          {"{\"vocab_size\": 99999999999}", "maxIds"},
          {"{\"vocab_size\": 0}", "vocab_size"},
          {"{\"vocab_size\": 80, \"eos_token_id\": 0}", "has a token with the id 89"},
          {"[]", "as an object"},
          {"{\"a\": ", "ends in the middle"},
          {"{\"a\": b}", "broken JSON"},
        }) {
      write("config.json", config[0]);
      VocabularyException e =
          assertThrows(VocabularyException.class, () -> Vocabulary.read(file), config[0]);
      assertTrue(e.problem().contains(config[1]), e.problem());
      assertTrue(e.source().endsWith("config.json"), e.source());
    }
  }

  @Test
  void specialsBeyondTheLogitsAreLeftOut() throws IOException {
    Path file = write("tokenizer.json", bpe("{\"a\": 0}", TWO_ENDS, "null", BYTE_LEVEL));
    write("config.json", "{\"eos_token_id\": 5, \"vocab_size\": 90}");
    Vocabulary v = Vocabulary.read(file);
    assertEquals(90, v.size());
    assertEquals(OptionalInt.empty(), v.special("<|endoftext|>"));
    write("config.json", "{\"eos_token_id\": 90, \"vocab_size\": 90}");
    VocabularyException e = assertThrows(VocabularyException.class, () -> Vocabulary.read(file));
    assertTrue(e.problem().contains("beyond the 90 ids"), e.problem());
  }

  // ---- tiktoken ranks

  @Test
  void ranksAreIds() throws IOException {
    String ranks = "YQ== 0\n/w== 1\r\n\nIGI= 4";
    Vocabulary v = read(ranks);
    assertHex("61", v, 0);
    assertHex("ff", v, 1);
    assertTrue(v.isHole(2) && v.isHole(3));
    assertEquals(" b", text(v, 4));
    assertArrayEquals(new int[] {5}, v.eos());
    assertEquals(6, v.size());
    assertEquals(OptionalInt.of(5), v.special("<|endoftext|>"));

    Vocabulary more =
        read(ranks, eos("<end>").withSpecial(7, "<end>").withSpecial(9, "<x>").withWidth(20));
    assertArrayEquals(new int[] {7}, more.eos());
    assertEquals(Optional.of("<x>"), more.specialName(9));
    assertEquals(20, more.size());
    assertEquals(8, read(ranks, eos("7")).size());
    assertArrayEquals(
        new int[] {8},
        read(ranks, VocabularyOptions.defaults().withSpecial(8, "<|endoftext|>")).eos());
    refused("has the id of a token", ranks, VocabularyOptions.defaults().withSpecial(4, "<x>"));
    refused("beyond the 5 ids", ranks, VocabularyOptions.defaults().withWidth(5));

    Path file = write("ranks.tiktoken", ranks);
    write("config.json", "{\"vocab_size\": 10, \"eos_token_id\": [8, 9]}");
    assertArrayEquals(new int[] {8, 9}, Vocabulary.read(file).eos());
    assertEquals(10, Vocabulary.read(file).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'YQ== 0\nY?== 1' | line 2 | invalid base64",
        "'YQ= 0' | line 1 | invalid base64",
        "'YQ==' | line 1 | no rank file line",
        "'YQ== ' | line 1 | the rank is missing",
        "'YQ== -1' | line 1 | the rank is no number",
        "'YQ== 1x' | line 1 | the rank is no number",
        "'YQ== 99999999999999999999999' | line 1 | maxIds",
        "'YQ== 1\nYg== 1' | line 2 | a second token with the rank 1",
        "' 1' | line 1 | no rank file line",
        "'[1, 2]' | line 1 | expected a token in base64",
        "'\n\n' | '' | it is empty",
        "'' | '' | it is empty",
      })
  void brokenRanksNameTheirLine(String ranks, String place, String problem) {
    VocabularyException e = assertThrows(VocabularyException.class, () -> read(ranks));
    assertEquals(place, e.place());
    assertEquals("test", e.source());
    assertTrue(e.problem().contains(problem), e.problem());
  }

  @Test
  void binaryFilesAreNoRanks() {
    byte[] noise = new byte[100_000];
    new SplittableRandom(1).nextBytes(noise);
    assertThrows(VocabularyException.class, () -> read(noise, VocabularyOptions.defaults()));
    refused("longer than", "A".repeat(100_000) + " 1");
  }

  // ---- broken and hostile files

  @Test
  void aFileCutAnywhereIsRefused() {
    byte[] whole =
        bpe("{\"a\": 0, \"Ġ\\u00e9\": 1}", SPECIALS, "null", BYTE_LEVEL).strip().getBytes(UTF_8);
    read(whole, VocabularyOptions.defaults());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(
          VocabularyException.class,
          () -> read(cut, VocabularyOptions.defaults()),
          () -> new String(cut, UTF_8));
    }
    byte[] zipped = gzip(whole);
    assertEquals(91, read(zipped, VocabularyOptions.defaults()).size());
    for (int length = 0; length < zipped.length; length++) {
      byte[] cut = Arrays.copyOf(zipped, length);
      assertThrows(
          VocabularyException.class, () -> read(cut, VocabularyOptions.defaults()), "" + length);
    }
    for (int i = 0; i < zipped.length; i++) {
      byte[] broken = zipped.clone();
      broken[i] ^= 0x55;
      try {
        read(broken, VocabularyOptions.defaults());
      } catch (VocabularyException e) {
        assertEquals("test", e.source());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": -1} | -1",
        "{\"a\": 1048576} | maxIds",
        "{\"a\": 99999999999999999999} | maxIds",
        "{\"a\": 1.0} | as an integer",
        "{\"a\": \"1\"} | as an integer",
        "{\"a\": null} | as an integer",
        "{\"a\": 1, \"b\": 1} | a second token with the id 1",
        "{\"a\": 1, \"a\": 2} | two ids for the token a",
        "{\"a\\ud800\": 1} | surrogate",
        "[[\"a\", 1]] | is an array",
        "[\"a\"] | a piece",
        "[[3]] | a piece's text",
        "3 | as an object",
      })
  void brokenVocabulariesAreRefused(String vocab, String problem) {
    refused(problem, bpe(vocab, SPECIALS, "null", BYTE_LEVEL));
  }

  @Test
  void brokenDocumentsAreRefused() {
    refused("no model with a vocab", "{}");
    refused("no model with a vocab", "{\"model\": {\"type\": \"BPE\"}}");
    refused("the model as an object", "{\"model\": null}");
    refused("a second field model", "{\"model\": {\"vocab\": {}}, \"model\": {}}");
    refused("a second field vocab", "{\"model\": {\"vocab\": {}, \"vocab\": {}}}");
    refused("no type and no merges", "{\"model\": {\"vocab\": {\"a\": 0}}}");
    refused(
        "unk_id", "{\"model\": {\"type\": \"Unigram\", \"unk_id\": 3, \"vocab\": [[\"a\", 0]]}}");
    refused(
        "more text after the document", bpe("{\"a\": 0}", SPECIALS, "null", BYTE_LEVEL) + " {}");
    refused("broken JSON", "{\"model\": {'a'}}");
    refused("nesting", "{\"x\": " + "[".repeat(10_000));
    refused("maxTokenBytes", "{\"" + "x".repeat(100_000) + "\": 1}");
    VocabularyException e =
        assertThrows(VocabularyException.class, () -> read("{\n  \"model\": [\n1]}"));
    assertEquals("line 2, column 12", e.place());
    byte[] utf8 = bpe("{\"a\": 0}", SPECIALS, "null", BYTE_LEVEL).getBytes(UTF_8);
    utf8[new String(utf8, UTF_8).indexOf("\"a\"") + 1] = (byte) 0xFF;
    VocabularyException malformed =
        assertThrows(VocabularyException.class, () -> read(utf8, VocabularyOptions.defaults()));
    assertTrue(malformed.problem().contains("UTF-8"), malformed.problem());
  }

  @Test
  void limitsAreNamed() {
    String file = bpe("{\"abcd\": 0, \"ef\": 1}", SPECIALS, "null", BYTE_LEVEL);
    VocabularyLimits limits = VocabularyLimits.DEFAULT;
    refused("maxFileBytes", file, with(limits.withMaxFileBytes(50)));
    refused("maxIds", file, with(limits.withMaxIds(90)));
    refused("maxTokenBytes", file, with(limits.withMaxTokenBytes(12)));
    refused("maxTotalBytes", file, with(limits.withMaxTotalBytes(18)));
    assertEquals(
        91,
        read(file, with(limits.withMaxIds(91).withMaxTokenBytes(13).withMaxTotalBytes(19))).size());
    refused("maxTokenBytes", "YWJj 0", with(limits.withMaxTokenBytes(2)));
    refused("maxTotalBytes", "YWI= 0\nYWI= 1", with(limits.withMaxTotalBytes(3)));
    refused("maxIds", "YWI= 3", with(limits.withMaxIds(4)));
  }

  @Test
  void aGzipBombIsCut() throws IOException {
    VocabularyOptions small = with(VocabularyLimits.DEFAULT.withMaxFileBytes(1 << 22));
    for (String start :
        new String[] {"{\"x\": \"", "{\"x\": [", "", " \n ", "{\"model\": {\"vocab\": {\""}) {
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
        out.write(start.getBytes(UTF_8));
        byte[] blanks = new byte[1 << 16];
        Arrays.fill(blanks, (byte) ' ');
        for (int i = 0; i < 1 << 7; i++) {
          out.write(blanks);
        }
      }
      assertTrue(bomb.size() < 1 << 16);
      assertThrows(VocabularyException.class, () -> read(bomb.toByteArray(), small), start);
    }
  }

  @Test
  void noiseIsAlwaysATypedError() {
    byte[] whole =
        bpe("{\"a\": 0, \"Ġb\": 1}", SPECIALS, BYTE_LEVEL, LLAMA_DECODER).getBytes(UTF_8);
    byte[] signs = "{}[]\",:0-9\\ntfu\u0000<".getBytes(UTF_8);
    long seed = 20_261_123;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] broken = whole.clone();
      for (int i = 0; i < 1 + round % 3; i++) {
        broken[random.nextInt(broken.length)] = signs[random.nextInt(signs.length)];
      }
      try {
        read(broken, VocabularyOptions.defaults());
      } catch (VocabularyException e) {
        assertEquals("test", e.source(), "seed " + seed);
      }
    }
  }

  @Test
  void pathsThatAreNoFilesAreRefused() throws IOException {
    VocabularyException missing =
        assertThrows(
            VocabularyException.class, () -> Vocabulary.read(folder.resolve("tokenizer.json")));
    assertEquals("no such file", missing.problem());
    VocabularyException directory =
        assertThrows(VocabularyException.class, () -> Vocabulary.read(folder));
    assertTrue(directory.problem().contains("directory"), directory.problem());
  }

  @Test
  void plainAndGzipAndMarkedFilesAreTheSame() throws IOException {
    String text = bpe("{\"a\": 0, \"Ġb\": 1}", SPECIALS, "null", BYTE_LEVEL);
    String expected = read(text).fingerprint();
    assertEquals(
        expected, read(gzip(text.getBytes(UTF_8)), VocabularyOptions.defaults()).fingerprint());
    assertEquals(expected, read("\uFEFF" + text).fingerprint());
    assertEquals(expected, read("\n\t " + text).fingerprint());
    Files.write(folder.resolve("t.bin"), gzip(text.getBytes(UTF_8)));
    assertEquals(expected, Vocabulary.read(folder.resolve("t.bin")).fingerprint());
    InputStream open =
        new ByteArrayInputStream(text.getBytes(UTF_8)) {
          @Override
          public void close() {
            throw new AssertionError("the caller's stream is the caller's to close");
          }
        };
    Vocabulary.read(open, "test", VocabularyOptions.defaults());
  }

  @Test
  void ranksAndTokenizerFilesAgree() {
    StringBuilder ranks = new StringBuilder();
    StringBuilder vocab = new StringBuilder("{");
    String[] tokens = {"a", "Ġb", "Ã©", "Ċ"};
    String[] texts = {"a", " b", "é", "\n"};
    for (int id = 0; id < tokens.length; id++) {
      ranks
          .append(Base64.getEncoder().encodeToString(texts[id].getBytes(UTF_8)))
          .append(" ")
          .append(id)
          .append("\n");
      vocab.append(id == 0 ? "" : ", ").append("\"" + tokens[id] + "\": " + id);
    }
    assertEquals(
        read(ranks.toString()).fingerprint(),
        read(bpe(
                vocab + "}",
                "{\"id\": 4, \"content\": \"<|endoftext|>\", \"special\": true}",
                "null",
                BYTE_LEVEL))
            .fingerprint());
  }

  // ---- helpers

  private static String bpe(String vocab, String added, String preTokenizer, String decoder) {
    return bpe(vocab, added, preTokenizer, decoder, "");
  }

  private static String bpe(
      String vocab, String added, String preTokenizer, String decoder, String fields) {
    return """
    {"version": "1.0", "truncation": null, "added_tokens": [%s], "normalizer": null,
     "pre_tokenizer": %s, "post_processor": null, "decoder": %s,
     "model": {"type": "BPE", %s "vocab": %s, "merges": [["a", "b"], "c d"]}}
    """
        .formatted(added, preTokenizer, decoder, fields, vocab);
  }

  private static String added(int id, String content) {
    return "{\"id\": %d, \"content\": \"%s\", \"special\": true}".formatted(id, content);
  }

  private static VocabularyOptions eos(String... tokens) {
    return VocabularyOptions.defaults().withEos(tokens);
  }

  private static VocabularyOptions with(VocabularyLimits limits) {
    return VocabularyOptions.defaults().withLimits(limits);
  }

  private static Vocabulary read(String file) {
    return read(file, VocabularyOptions.defaults());
  }

  private static Vocabulary read(String file, VocabularyOptions options) {
    return read(file.getBytes(UTF_8), options);
  }

  private static Vocabulary read(byte[] file, VocabularyOptions options) {
    return Vocabulary.read(new ByteArrayInputStream(file), "test", options);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return zipped.toByteArray();
  }

  private static void refused(String part, String file) {
    refused(part, file, VocabularyOptions.defaults());
  }

  private static void refused(String part, String file, VocabularyOptions options) {
    VocabularyException e =
        assertThrows(VocabularyException.class, () -> read(file, options), () -> file);
    assertTrue(e.problem().contains(part), e.problem());
  }

  private static String text(Vocabulary vocabulary, int token) {
    return new String(vocabulary.bytes(token), UTF_8);
  }

  private static void assertHex(String hex, Vocabulary vocabulary, int token) {
    assertEquals(hex, HexFormat.of().formatHex(vocabulary.bytes(token)));
  }
}
