package dev.espalier.runtime.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Finds the models that come with this library. */
public final class BundledModels {
  private static final String FOLDER = "/dev/espalier/runtime/models/";
  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "tokenizer.json",
          "MODEL_CARD.md");

  private BundledModels() {}

  /**
   * The folder of the small causal model that writes records from short texts, and SQL queries and
   * formulas from questions; its {@code MODEL_CARD.md} says how it was made and what it can do. A
   * Hugging Face checkpoint like any other. Where the library lies in a folder this is that
   * folder's own copy; where it lies in a jar, the files are copied once per process to a temporary
   * folder, which goes when the process ends.
   *
   * @throws ModelException if the files are missing or cannot be copied
   */
  public static Path records() {
    return Records.FOLDER;
  }

  /**
   * The folder of the small diffusion model that does the same on a canvas, likewise.
   *
   * @throws ModelException if the files are missing or cannot be copied
   */
  public static Path diffusion() {
    return Canvases.FOLDER;
  }

  /** Made on first use, by one thread. */
  private static final class Records {
    static final Path FOLDER = locate("records");
  }

  /** Likewise. */
  private static final class Canvases {
    static final Path FOLDER = locate("diffusion");
  }

  private static Path locate(String name) {
    URL config = BundledModels.class.getResource(FOLDER + name + "/" + FILES.getFirst());
    if (config == null) {
      throw new ModelException("this build of the library comes without its model " + name);
    }
    try {
      URI place = config.toURI();
      if ("file".equals(place.getScheme())) {
        Path folder = Path.of(place).getParent();
        if (folder != null) {
          return folder;
        }
      }
      return copy(name);
    } catch (URISyntaxException | IOException e) {
      throw new ModelException("the bundled model cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private static Path copy(String model) throws IOException {
    Path folder = Files.createTempDirectory("espalier-" + model + "-");
    folder.toFile().deleteOnExit();
    for (String name : FILES) {
      Path file = folder.resolve(name);
      try (InputStream in = BundledModels.class.getResourceAsStream(FOLDER + model + "/" + name)) {
        if (in == null) {
          throw new IOException(name + " is missing");
        }
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      file.toFile().deleteOnExit();
    }
    return folder;
  }
}
