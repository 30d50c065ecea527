package dev.espalier.grammars;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * An installed interpreter of another language that is given a program: it reads texts, one a line
 * and in Base64, and answers each with a line, which is empty if the text is right.
 */
class ProcessJudge implements Judge {

  private final List<String> command;

  ProcessJudge(String... command) {
    this.command = List.of(command);
  }

  /** Whether it can be started here. */
  boolean isThere() {
    try {
      return refusals(List.of("")).size() == 1;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public Optional<String> refusal(String text) {
    return refusals(List.of(text)).getFirst();
  }

  @Override
  public List<Optional<String>> refusals(List<String> texts) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      byte[] input =
          texts.stream()
              .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
              .collect(Collectors.joining("\n", "", "\n"))
              .getBytes(StandardCharsets.US_ASCII);
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try (OutputStream out = process.getOutputStream()) {
                  out.write(input);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      writing.join();
      List<String> lines = output.lines().toList();
      if (lines.size() != texts.size()) {
        throw new IllegalStateException(
            command.getFirst() + ": " + lines.size() + " answers for " + texts.size() + " texts");
      }
      return lines.stream().map(line -> Optional.of(line).filter(s -> !s.isEmpty())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
