package dev.espalier.grammars;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files beside this class, in a folder or in a jar. Paths are relative to this package. */
final class Resources {

  private Resources() {}

  /** The text of a file, which is in UTF-8. */
  static String text(String path) {
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files of a folder, sorted. */
  static List<String> names(String folder) {
    URL url = Resources.class.getResource(folder);
    if (url == null) {
      throw new IllegalStateException("the resource folder " + folder + " is missing");
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return names(Path.of(uri));
      }
      // A file system of our own: one that is shared by URI could be closed by another reader.
      String place = uri.getRawSchemeSpecificPart();
      int inside = place.lastIndexOf("!/");
      try (FileSystem jar =
          FileSystems.newFileSystem(Path.of(new URI(place.substring(0, inside))), Map.of())) {
        return names(jar.getPath(place.substring(inside + 1)));
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
