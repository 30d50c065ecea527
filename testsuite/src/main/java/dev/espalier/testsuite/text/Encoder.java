package dev.espalier.testsuite.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.testsuite.RunException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * Texts to the token ids of a tokenizer file, as the tokenizer itself would write them.
 *
 * <p>Whatever encodes them, the bytes of the ids (by the vocabulary under test) are compared with
 * the text every time.
 */
public final class Encoder implements AutoCloseable {
  private static final String PROBE =
      "{\"name\": \"Ångström — 日本語, don't\",\n  \"n\": [1.5e-3, 12345, true, null]}\t\t😀 xyz";

  private final Vocabulary vocabulary;
  private final Function<String, int[]> encode;
  private final Runnable close;
  private final String name;

  private Encoder(
      Vocabulary vocabulary, Function<String, int[]> encode, Runnable close, String name) {
    this.vocabulary = vocabulary;
    this.encode = encode;
    this.close = close;
    this.name = name;
  }

  /**
   * The encoder of a tokenizer file: jtokkit's where its ranks are the file's ids, else DJL's.
   *
   * @param file a {@code tokenizer.json}, or one in gzip, or tiktoken ranks
   * @param vocabulary what was read from it
   */
  public static Encoder of(Path file, Vocabulary vocabulary) {
    Optional<Encoder> known = ofTiktoken(vocabulary);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(plain(file)),
              Map.of(
                  "addSpecialTokens", "false",
                  "truncation", "false",
                  "padding", "false"));
      return new Encoder(
          vocabulary,
          text -> Arrays.stream(tokenizer.encode(text).getIds()).mapToInt(id -> (int) id).toArray(),
          tokenizer::close,
          "DJL");
    } catch (IOException | RuntimeException e) {
      throw new RunException("cannot encode with " + file + ": " + e.getMessage(), e);
    }
  }

  /** Encodes byte by byte: for vocabularies that have every single byte. */
  public static Encoder ofBytes(Vocabulary vocabulary) {
    return new Encoder(
        vocabulary,
        text -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          int[] ids = new int[bytes.length];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabulary.singleByte(bytes[i] & 0xff);
          }
          return ids;
        },
        () -> {},
        "bytes");
  }

  private static Optional<Encoder> ofTiktoken(Vocabulary vocabulary) {
    for (EncodingType type :
        new EncodingType[] {
          EncodingType.O200K_BASE, EncodingType.CL100K_BASE, EncodingType.R50K_BASE
        }) {
      if (vocabulary.size() < sizeOf(type) || vocabulary.size() > sizeOf(type) + 4096) {
        continue;
      }
      Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
      Encoder encoder =
          new Encoder(
              vocabulary,
              text -> encoding.encodeOrdinary(text).toArray(),
              () -> {},
              "jtokkit " + encoding.getName());
      if (encoder.faithful(PROBE)) {
        return Optional.of(encoder);
      }
    }
    return Optional.empty();
  }

  private static int sizeOf(EncodingType type) {
    return switch (type) {
      case R50K_BASE -> 50_256;
      case CL100K_BASE -> 100_256;
      default -> 199_998;
    };
  }

  private static byte[] plain(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    }
  }

  private boolean faithful(String text) {
    return Arrays.equals(bytes(encode.apply(text)), text.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] bytes(int[] ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id : ids) {
      all.writeBytes(vocabulary.bytes(id));
    }
    return all.toByteArray();
  }

  /**
   * The ids of a text.
   *
   * @throws RunException if their bytes are not the text
   */
  public int[] encode(String text) {
    int[] ids = withoutDummyBlank(encode.apply(text), text);
    if (!Arrays.equals(bytes(ids), text.getBytes(StandardCharsets.UTF_8))) {
      throw new RunException(
          name + " encodes a text so that its tokens' bytes are not the text: " + clip(text));
    }
    return ids;
  }

  /**
   * SentencePiece puts a blank before every text; no JSON text begins with one. The first token is
   * replaced by the one without it.
   */
  private int[] withoutDummyBlank(int[] ids, String text) {
    if (ids.length == 0 || text.startsWith(" ")) {
      return ids;
    }
    byte[] first = vocabulary.bytes(ids[0]);
    if (first.length == 0 || first[0] != ' ') {
      return ids;
    }
    if (first.length == 1) {
      return Arrays.copyOfRange(ids, 1, ids.length);
    }
    byte[] rest = Arrays.copyOfRange(first, 1, first.length);
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.byteLength(id) == rest.length && Arrays.equals(vocabulary.bytes(id), rest)) {
        int[] without = ids.clone();
        without[0] = id;
        return without;
      }
    }
    return ids;
  }

  /** What encodes. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    close.run();
  }

  private static String clip(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
