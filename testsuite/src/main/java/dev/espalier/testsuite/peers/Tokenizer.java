package dev.espalier.testsuite.peers;

import com.knuddels.jtokkit.Encodings;
import dev.espalier.testsuite.Home;
import dev.espalier.testsuite.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a tokenizer.
 *
 * @param file what Espalier reads
 * @param json the same as a {@code tokenizer.json} that is not compressed; empty for ranks
 */
public record Tokenizer(Path file, Optional<Path> json) {
  /** The name of the shared data's o200k. */
  public static final String O200K = "o200k_base";

  /** The name of jtokkit's cl100k, which has ranks alone. */
  public static final String CL100K = "cl100k_base";

  /** The tokenizer of a name, or of a file. What has to be unpacked is laid under target. */
  public static Tokenizer of(String name) {
    if (name.equals(CL100K)) {
      String resource = "/com/knuddels/jtokkit/" + name + ".tiktoken";
      try (@Nullable InputStream in = Encodings.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new RunException("no " + resource + " in jtokkit's jar");
        }
        return new Tokenizer(unpack(in, name + ".tiktoken"), Optional.empty());
      } catch (IOException e) {
        throw new RunException("cannot unpack " + resource + ": " + e.getMessage(), e);
      }
    }
    Path file =
        Home.need(
            name.equals(O200K)
                ? Home.data("tokenizers/o200k_base/tokenizer.json.gz")
                : Path.of(name),
            "--tokenizer");
    if (file.toString().endsWith(".json.gz")) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        return new Tokenizer(file, Optional.of(unpack(in, "tokenizer.json")));
      } catch (IOException e) {
        throw new RunException("cannot unpack " + file + ": " + e.getMessage(), e);
      }
    }
    return new Tokenizer(
        file, file.toString().endsWith(".json") ? Optional.of(file) : Optional.empty());
  }

  private static Path unpack(InputStream in, String name) throws IOException {
    Path folder = Home.root().resolve("target/peers");
    Files.createDirectories(folder);
    Path unpacked = folder.resolve(name);
    Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
    return unpacked;
  }
}
