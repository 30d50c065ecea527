package dev.espalier.runtime.cli;

import dev.espalier.compiler.State;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.runtime.PromptTokenizer;
import dev.espalier.runtime.generation.RankBpe;
import dev.espalier.runtime.generation.Segmenter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Texts as tokens, with whatever the tokenizer's file offers. */
final class Tokens {
  private Tokens() {}

  /**
   * The tokens of a text: those of the file's own tokenizer where they spell the text exactly (it
   * may add a blank, or take a part of the text for a special token), else the longest ones. Which
   * tokens they are has no influence on whether the text is accepted, only on the token that a
   * refusal names.
   */
  static int[] of(byte[] text, Path file, Vocabulary vocabulary) {
    Optional<int[]> own = own(text, file, vocabulary);
    if (own.isPresent() && spells(own.get(), text, vocabulary)) {
      return own.get();
    }
    return new Segmenter(vocabulary.trie())
        .longest(text)
        .orElseThrow(() ->
            new VocabularyException(
                file.toString(), "", "its tokens cannot spell the text: a byte is missing"));
  }

  private static Optional<int[]> own(byte[] text, Path file, Vocabulary vocabulary) {
    if (!isJson(file)) {
      return RankBpe.split(text, vocabulary);
    }
    String string;
    try {
      string =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    try (PromptTokenizer tokenizer = PromptTokenizer.read(file)) {
      return Optional.of(tokenizer.text(string));
    }
  }

  private static boolean isJson(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      InputStream in = gzip ? new GZIPInputStream(raw) : raw;
      int b;
      do {
        b = in.read();
      } while (b == ' ' || b == '\t' || b == '\r' || b == '\n' || b > 0x7F);
      return b == '{';
    } catch (IOException e) {
      throw Failure.file(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean spells(int[] tokens, byte[] text, Vocabulary vocabulary) {
    int at = 0;
    for (int token : tokens) {
      byte[] part = token >= 0 && token < vocabulary.size() ? vocabulary.bytes(token) : new byte[0];
      int end = at + part.length;
      if (part.length == 0
          || end > text.length
          || !Arrays.equals(part, 0, part.length, text, at, end)) {
        return false;
      }
      at = end;
    }
    return at == text.length;
  }

  /** What a completion appends, with special tokens by their names. */
  static String text(State.Completion completion, Vocabulary vocabulary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : completion.ids()) {
      byte[] part = vocabulary.bytes(id);
      bytes.writeBytes(
          part.length > 0 ? part : shown(vocabulary, id).getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A token for people: its text as JSON writes it, its bytes if it is no text, or its name. */
  static String shown(Vocabulary vocabulary, int token) {
    byte[] bytes = vocabulary.bytes(token);
    if (bytes.length == 0) {
      return vocabulary.specialName(token).orElse(vocabulary.isEos(token) ? "(end)" : "(special)");
    }
    try {
      return Streams.json(
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return "bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
  }
}
