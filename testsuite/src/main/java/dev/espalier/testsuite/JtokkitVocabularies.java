package dev.espalier.testsuite;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyOptions;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The tiktoken vocabularies that ship in jtokkit's jar: real ones of 50,000 to 200,000 tokens, at
 * hand wherever the tests run. An id is a token's rank; EOS is the id after the last.
 */
public final class JtokkitVocabularies {
  private JtokkitVocabularies() {}

  /** 50,256 tokens and EOS: GPT-2's. */
  public static Vocabulary r50k() {
    return of(EncodingType.R50K_BASE);
  }

  /** 100,256 tokens and EOS. */
  public static Vocabulary cl100k() {
    return of(EncodingType.CL100K_BASE);
  }

  /** 199,998 tokens and EOS. */
  public static Vocabulary o200k() {
    return of(EncodingType.O200K_BASE);
  }

  /** Reads the ranks of an encoding from the jar; every call reads them again. */
  public static Vocabulary of(EncodingType type) {
    String name = type == EncodingType.P50K_EDIT ? "p50k_base" : type.getName();
    String resource = "/com/knuddels/jtokkit/" + name + ".tiktoken";
    try (@Nullable InputStream ranks = Encodings.class.getResourceAsStream(resource)) {
      if (ranks == null) {
        throw new VocabularyException(resource, "", "it is not in jtokkit's jar");
      }
      return Vocabulary.read(ranks, resource, VocabularyOptions.defaults());
    } catch (IOException e) {
      throw new VocabularyException(resource, "", "cannot be read: " + e.getMessage(), e);
    }
  }
}
