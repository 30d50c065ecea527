package dev.espalier.runtime.tensor.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.tensor.TensorException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding libtorch in directories made for it. No library is loaded here. */
class LibtorchLocatorTest {

  @TempDir Path directory;

  private Path libtorch(String place) throws IOException {
    Path lib = Files.createDirectories(directory.resolve(place));
    Files.createFile(lib.resolve(LibtorchLocator.LIBRARY));
    return lib;
  }

  private LibtorchLocator with(Map<String, String> environment) {
    return new LibtorchLocator(environment, directory.resolve("home"));
  }

  @Test
  void aGivenDirectoryMayBeAnyOfTheUsualPlaces() throws IOException {
    Path lib = libtorch("env/lib/python3.12/site-packages/torch/lib");
    String packages = "env/lib/python3.12/site-packages";
    for (String given : List.of(packages + "/torch/lib", packages + "/torch", packages, "env")) {
      assertEquals(lib, LibtorchLocator.within(directory.resolve(given)));
    }
  }

  @Test
  void whatIsNotThereIsSaidInALine() {
    for (Path given : new Path[] {directory, directory.resolve("nowhere")}) {
      TensorException e = assertThrows(TensorException.class, () -> LibtorchLocator.within(given));
      assertTrue(String.valueOf(e.getMessage()).startsWith("no libtorch in " + given));
      assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }
  }

  @Test
  void theEnvironmentInUseComesBeforeThePath() throws IOException {
    Path active = libtorch("active/lib/python3.11/site-packages/torch/lib");
    Path other = libtorch("other/lib/python3.13/site-packages/torch/lib");
    Path cache = libtorch("home/.djl.ai/pytorch/2.7.1-cpu-linux-x86_64");
    Path bin = Files.createDirectories(directory.resolve("other/bin"));
    Files.createFile(bin.resolve("python3"));
    String path = directory.resolve("nowhere") + File.pathSeparator + bin;
    // In a process that has loaded one already, that one is taken.
    if (LibtorchLocator.loaded().isEmpty()) {
      String name = directory.resolve("active").toString();
      assertEquals(active, with(Map.of("VIRTUAL_ENV", name, "PATH", path)).find());
      assertEquals(active, with(Map.of("CONDA_PREFIX", name)).find());
      assertEquals(other, with(Map.of("PATH", path)).find());
      assertEquals(cache, with(Map.of()).find());
    }
  }

  @Test
  void linksToInterpretersAreFollowed() throws IOException {
    Path lib = libtorch("venv/lib/python3.12/site-packages/torch/lib");
    Path real = Files.createDirectories(directory.resolve("usr/bin")).resolve("python3.12");
    Files.createFile(real);
    Path inner = Files.createDirectories(directory.resolve("venv/bin")).resolve("python3");
    Files.createSymbolicLink(inner, real);
    Path local = Files.createDirectories(directory.resolve("local"));
    Files.createSymbolicLink(local.resolve("python3"), inner);
    if (LibtorchLocator.loaded().isEmpty()) {
      assertEquals(lib, with(Map.of("PATH", local.toString())).find());
    }
  }
}
