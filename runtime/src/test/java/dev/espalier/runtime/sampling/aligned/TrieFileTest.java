package dev.espalier.runtime.sampling.aligned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.generation.Sampler;
import dev.espalier.runtime.sampling.Choices;
import dev.espalier.runtime.sampling.EnumeratedChoices;
import dev.espalier.runtime.sampling.SamplingException;
import dev.espalier.runtime.sampling.TinyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrieFileTest {
  private static final TrieKey KEY =
      new TrieKey("tiny", new int[] {1, 2}, new Sampler(1, 0, 1, 0), "world", 9);

  @TempDir Path folder;

  private static PrefixTrie trie(TrieMode mode, boolean replacement, long bytes) {
    return new PrefixTrie(TinyWorld.reference().target(9), mode, replacement, bytes);
  }

  private static PrefixTrie warm(TrieMode mode, boolean replacement) {
    PrefixTrie trie = trie(mode, replacement, 1 << 30);
    Choices choices = Choices.seeded(4);
    for (int i = 0; i < 12; i++) {
      trie.learn(trie.attempt(1, choices));
    }
    return trie;
  }

  private static Map<String, Double> next(PrefixTrie trie) {
    return EnumeratedChoices.law(choices -> {
      Attempt attempt = trie.attempt(1, choices).get(0);
      return attempt.outcome + Arrays.toString(attempt.tokens());
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"ARS", "CARS", "ASAP"})
  void whatIsReadIsWhatWasWritten(TrieMode mode) {
    for (boolean replacement : new boolean[] {true, mode == TrieMode.ARS}) {
      Path file = folder.resolve(mode + "-" + replacement);
      PrefixTrie written = warm(mode, replacement);
      TrieFile.write(written, KEY, file);
      PrefixTrie read = trie(mode, replacement, 1 << 30);
      assertTrue(TrieFile.read(read, KEY, file));
      assertEquals(written.memoryBytes(), read.memoryBytes());
      assertEquals(written.logBound(), read.logBound());
      assertEquals(written.certificate(), read.certificate());
      assertEquals(next(written), next(read));
    }
  }

  @Test
  void aTrieOfAnythingElseIsRefused() {
    Path file = folder.resolve("trie");
    TrieFile.write(warm(TrieMode.CARS, true), KEY, file);
    assertFalse(TrieFile.read(trie(TrieMode.CARS, true, 1 << 30), KEY, folder.resolve("none")));
    Sampler rules = new Sampler(1, 0, 1, 0);
    for (TrieKey other :
        new TrieKey[] {
          new TrieKey("other", KEY.prompt(), rules, "world", 9),
          new TrieKey("tiny", new int[] {1, 3}, rules, "world", 9),
          new TrieKey("tiny", KEY.prompt(), new Sampler(0.9, 0, 1, 0), "world", 9),
          new TrieKey("tiny", KEY.prompt(), new Sampler(1, 4, 1, 0), "world", 9),
          new TrieKey("tiny", KEY.prompt(), rules, "worlds", 9),
          new TrieKey("tiny", KEY.prompt(), rules, "world", 8)
        }) {
      refused(trie(TrieMode.CARS, true, 1 << 30), other, file);
    }
    refused(trie(TrieMode.ASAP, true, 1 << 30), KEY, file);
    refused(trie(TrieMode.CARS, false, 1 << 30), KEY, file);
    refused(trie(TrieMode.CARS, true, 1_000), KEY, file);
  }

  private static void refused(PrefixTrie trie, TrieKey key, Path file) {
    SamplingException e =
        assertThrows(SamplingException.class, () -> TrieFile.read(trie, key, file));
    assertEquals(SamplingException.Kind.FILE, e.kind());
    assertEquals(0, trie.memoryBytes(), "the trie is as it was");
  }

  /** Whatever byte is changed, wherever the file ends. */
  @Test
  void brokenFilesAreRefused() throws IOException {
    Path file = folder.resolve("trie");
    TrieFile.write(warm(TrieMode.CARS, true), KEY, file);
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] broken = whole.clone();
      broken[at] ^= (byte) (1 << at % 8);
      Files.write(file, broken);
      refused(trie(TrieMode.CARS, true, 1 << 30), KEY, file);
      if (at % 7 == 0) {
        Files.write(file, Arrays.copyOf(whole, at));
        refused(trie(TrieMode.CARS, true, 1 << 30), KEY, file);
      }
    }
  }
}
