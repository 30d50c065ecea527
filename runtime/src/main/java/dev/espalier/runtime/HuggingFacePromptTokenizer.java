package dev.espalier.runtime;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.espalier.compiler.VocabularyException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The tokenizers library behind DJL. It truncates and pads by default, and must be told not to. */
final class HuggingFacePromptTokenizer implements PromptTokenizer {
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");

  private final HuggingFaceTokenizer tokenizer;

  private HuggingFacePromptTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static HuggingFacePromptTokenizer read(Path file) {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      InputStream in = gzip ? new GZIPInputStream(raw) : raw;
      return new HuggingFacePromptTokenizer(HuggingFaceTokenizer.newInstance(in, OPTIONS));
    } catch (NoSuchFileException e) {
      throw new VocabularyException(file.toString(), "", "there is no such file", e);
    } catch (IOException | RuntimeException e) {
      throw new VocabularyException(
          file.toString(), "", "not a tokenizer that can be read: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  @Override
  public int[] prompt(String text) {
    return encode(text, true);
  }

  @Override
  public int[] text(String text) {
    return encode(text, false);
  }

  private int[] encode(String text, boolean special) {
    // Lone surrogates have no UTF-8; the library would crash on them.
    Encoding encoding = tokenizer.encode(wellFormed(text), special, false);
    long[] ids = encoding.getIds();
    int[] tokens = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = Math.toIntExact(ids[i]);
    }
    return tokens;
  }

  private static String wellFormed(String text) {
    StringBuilder changed = new StringBuilder(text);
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        changed.setCharAt(i, '\uFFFD');
        any = true;
      }
    }
    return any ? changed.toString() : text;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
