package dev.espalier.testsuite.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testsuite.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonProcessTest {
  private static JsonProcess shell(String script) {
    return JsonProcess.start("the shell", List.of("sh", "-c", script));
  }

  private static String refusal(String script) {
    try (JsonProcess process = shell(script)) {
      return assertThrows(RunException.class, () -> process.ask(Map.of("a", 1))).getMessage();
    }
  }

  @Test
  void answersLineByLine() {
    try (JsonProcess echo = shell("while read -r line; do printf '%s\\n' \"$line\"; done")) {
      assertEquals(1, echo.ask(Map.of("a", 1)).required("a").asInt());
      assertEquals("ä\n\"", echo.ask(Map.of("b", "ä\n\"")).required("b").stringValue());
    }
  }

  @Test
  void errorsOfTheProcessAreTold() {
    assertEquals(
        "the shell: no such thing", refusal("read -r line; echo '{\"error\": \"no such thing\"}'"));
    assertTrue(refusal("read -r line; echo oops").contains("no JSON: oops"));
    assertTrue(refusal("read -r line; echo 17").contains("no JSON object"));
    assertTrue(refusal("read -r line").contains("without an answer"));
  }

  @Test
  void whatTakesTooLongIsEnded() {
    try (JsonProcess process = shell("read -r line; exec sleep 60")) {
      assertEquals(new Reply.Late(), process.ask(Map.of("a", 1), Duration.ofMillis(50)));
      assertTrue(
          process.ask(Map.of("a", 1), Duration.ofSeconds(30)) instanceof Reply.Broken broken
              && broken.why().startsWith("has ended"));
    }
    try (JsonProcess process = shell("read -r line; echo '{\"error\": \"no\"}'")) {
      assertTrue(
          process.ask(Map.of("a", 1), Duration.ofSeconds(30)) instanceof Reply.Answer answer
              && answer.json().required("error").stringValue().equals("no"));
    }
  }

  @Test
  void memoryOfARunningProcessIsTold() {
    try (JsonProcess process = shell("read -r line")) {
      Path status = Path.of("/proc/self/status");
      assertEquals(Files.exists(status), process.peakMemory().orElse(0) > 0);
    }
  }

  @Test
  void aMissingProgramIsTold(@TempDir Path folder) {
    assertTrue(
        assertThrows(
                RunException.class,
                () -> JsonProcess.start("judge", List.of("/no/such/program-of-ours")))
            .getMessage()
            .startsWith("cannot start judge"));
    assertTrue(
        assertThrows(
                RunException.class,
                () -> PythonEnvironment.of(folder, "/no/such/python", "lark==1.3.1"))
            .getMessage()
            .contains("--python"));
  }

  @Test
  void whatFailsToInstallIsTold(@TempDir Path folder) {
    // A Python that makes anything but installs nothing.
    String message =
        assertThrows(RunException.class, () -> PythonEnvironment.of(folder, "false", "lark==1.3.1"))
            .getMessage();
    assertTrue(message.contains("venv"), message);
  }
}
