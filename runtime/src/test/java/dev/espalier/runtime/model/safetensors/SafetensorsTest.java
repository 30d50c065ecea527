package dev.espalier.runtime.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.CheckpointLimits;
import dev.espalier.runtime.model.ModelException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  private static final CheckpointLimits LIMITS = CheckpointLimits.defaults();

  @TempDir Path directory;

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    return Files.write(directory.resolve("x.safetensors"), bytes.array());
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static float[] read(SafetensorsFile file, String name) {
    TensorEntry entry = file.tensor(name);
    float[] values = new float[(int) entry.size()];
    file.read(entry, 0, FloatBuffer.wrap(values));
    return values;
  }

  @Test
  void readsTheBytesThatTheFormatDescribes() throws IOException {
    // Written by hand from the format's description, not by our writer.
    String header =
        """
        {"__metadata__":{"format":"pt"},
         "b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},
         "a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
         "h":{"dtype":"F16","shape":[],"data_offsets":[12,14]},
         "d":{"dtype":"F64","shape":[1],"data_offsets":[14,22]},
         "none":{"dtype":"F32","shape":[0,7],"data_offsets":[22,22]},
         "i":{"dtype":"I64","shape":[1],"data_offsets":[22,30]}}    \
        """;
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 30).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).putFloat(1.5f).putFloat(-0.1f);
    bytes.putShort((short) 0x3f80).putShort((short) 0xc049); // 1, -3.140625
    bytes.putShort((short) 0x3555); // 0.333251953125
    bytes.putDouble(2.25).putLong(7);
    Path path = Files.write(directory.resolve("hand.safetensors"), bytes.array());
    try (SafetensorsFile file = SafetensorsFile.open(path, LIMITS)) {
      assertEquals("pt", file.metadata().get("format"));
      assertEquals(List.of(1L, 2L), file.tensor("a").shape());
      assertArrayEquals(new float[] {1.5f, -0.1f}, read(file, "a"));
      assertArrayEquals(new float[] {1f, -3.140625f}, read(file, "b"));
      assertArrayEquals(new float[] {0.33325195f}, read(file, "h"));
      assertArrayEquals(new float[] {2.25f}, read(file, "d"));
      assertArrayEquals(new float[0], read(file, "none"));
      CheckpointException e = assertThrows(CheckpointException.class, () -> read(file, "i"));
      assertEquals(Kind.WRONG_TYPE, e.kind());
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> file.read(file.tensor("a"), 1, FloatBuffer.allocate(2)));
    }
  }

  @ParameterizedTest
  @CsvSource({"F32", "F16", "BF16"})
  void writtenFilesReadBack(ElementType type) {
    SplittableRandom random = new SplittableRandom(42);
    float[] values = new float[3 * 20_011];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 8 - 4);
    }
    Path path = directory.resolve("w.safetensors");
    new SafetensorsWriter()
        .metadata("format", "pt")
        .add("first", ElementType.F32, new float[] {1, 2}, 2)
        .add("sécond\"", type, values, 3, 20_011)
        .write(path);
    assertFalse(Files.exists(directory.resolve(".w.safetensors.part")));
    try (SafetensorsFile file = SafetensorsFile.open(path, LIMITS)) {
      TensorEntry entry = file.tensor("sécond\"");
      assertEquals(List.of(3L, 20_011L), entry.shape());
      float[] found = read(file, "sécond\"");
      int precision = type == ElementType.F32 ? 24 : type == ElementType.F16 ? 11 : 8;
      for (int i = 0; i < values.length; i++) {
        // Half a unit in the last place of the type, at most.
        double bound = Math.scalb(1.0, Math.max(Math.getExponent(values[i]), -14) - precision);
        assertEquals(values[i], found[i], type == ElementType.F32 ? 0 : bound, "number " + i);
      }
      float[] part = new float[5];
      file.read(entry, 20_000, FloatBuffer.wrap(part));
      for (int i = 0; i < 5; i++) {
        assertEquals(found[20_000 + i], part[i]);
      }
    }
  }

  @Test
  void bfloat16RoundsToNearestAndTiesToEven() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isFinite(value)) {
        continue;
      }
      float rounded = ElementType.fromBfloat16(ElementType.toBfloat16(value));
      if (Float.isInfinite(rounded)) {
        assertTrue(Math.abs(value) > 3.38e38);
        continue;
      }
      int bits = Float.floatToRawIntBits(rounded);
      BigDecimal error = distance(value, rounded);
      for (int step : new int[] {-0x10000, 0x10000}) {
        float neighbour = Float.intBitsToFloat(bits + step);
        if (!Float.isFinite(neighbour) || (bits & 0x7fff0000) == 0) {
          continue;
        }
        int order = error.compareTo(distance(value, neighbour));
        assertTrue(order < 0 || (order == 0 && (bits & 0x10000) == 0), "value " + value);
      }
    }
    assertTrue(Float.isNaN(ElementType.fromBfloat16(ElementType.toBfloat16(Float.NaN))));
    float quiet = Float.intBitsToFloat(0x7f800001);
    assertTrue(Float.isNaN(ElementType.fromBfloat16(ElementType.toBfloat16(quiet))));
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }

  /** Headers that break one rule each, over eight bytes of data. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'a':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}} | Duplicate",
        "MALFORMED | {'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Dupl",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | data_offsets",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets",
        "MALFORMED | {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | shape",
        "MALFORMED | {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | needs 12 bytes",
        "MALFORMED | {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} |"
            + " shape",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,99999999999999999999]}} |"
            + " data_offsets",
        "MALFORMED | {'a':{'dtype':'F32','shape':[1e0],'data_offsets':[0,8]}} | shape",
        "MALFORMED | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes follow",
        "MALFORMED | {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | begins at",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | begins at",
        "TRUNCATED | {'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | has only",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2]}} | lacks",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | unknown key",
        "MALFORMED | {'a':7} | expected START_OBJECT",
        "MALFORMED | [] | the header",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} {} | follows",
        "MALFORMED | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | valid JSON",
        "MALFORMED | {'a':{'dtype':'F32','shape':[[[[[[2]]]]]],'data_offsets':[0,8]}} | shape",
        "MALFORMED | {'__metadata__':{'k':1}} | metadata",
        "WRONG_TYPE | {'a':{'dtype':'F99','shape':[2],'data_offsets':[0,8]}} | dtype",
      })
  void brokenHeadersAreNamed(Kind kind, String header, String detail) throws IOException {
    Path path = file(header.replace('\'', '"'), 8);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path, LIMITS));
    assertEquals(kind, e.kind(), message(e));
    assertTrue(message(e).contains(detail), message(e));
    assertTrue(message(e).startsWith(path.toString()), message(e));
    assertFalse(message(e).contains("\n"), message(e));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, LIMIT",
    "100000001, LIMIT",
    "9223372036854775807, LIMIT",
    "99999999, TRUNCATED",
    "0, MALFORMED"
  })
  void headerLengthsAreChecked(long length, Kind kind) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Path path = Files.write(directory.resolve("x.safetensors"), bytes.array());
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path, LIMITS));
    assertEquals(kind, e.kind(), message(e));
  }

  @Test
  void namesOfStrangersDoNotBreakTheMessage() throws IOException {
    String name = "x\\n\\u001b[31m" + "y".repeat(5_000);
    Path path = file("{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8);
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(path, LIMITS));
    assertTrue(message(e).length() < 500 && !message(e).contains("\u001b"));
  }

  @Test
  void tooManyTensorsAreRefused() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 11; i++) {
      header.append(i == 0 ? "" : ",").append("\"t").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    Path path = file(header.append("}").toString(), 0);
    SafetensorsFile.open(path, LIMITS).close();
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> SafetensorsFile.open(path, new CheckpointLimits(1 << 20, 1 << 20, 10, 1)));
    assertEquals(Kind.LIMIT, e.kind());
  }

  @Test
  void missingAndEmptyFilesAreNamed() throws IOException {
    Path none = directory.resolve("none.safetensors");
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> SafetensorsFile.open(none, LIMITS));
    assertEquals(Kind.MISSING_FILE, e.kind());
    e = assertThrows(CheckpointException.class, () -> SafetensorsFile.open(directory, LIMITS));
    assertEquals(Kind.MISSING_FILE, e.kind());
    Path empty = Files.createFile(directory.resolve("empty.safetensors"));
    e = assertThrows(CheckpointException.class, () -> SafetensorsFile.open(empty, LIMITS));
    assertEquals(Kind.TRUNCATED, e.kind());
  }

  @Test
  void writerRefusesWhatItCannotWrite() {
    SafetensorsWriter writer = new SafetensorsWriter().add("a", ElementType.F32, new float[2], 2);
    assertThrows(ModelException.class, () -> writer.add("a", ElementType.F32, new float[2], 2));
    assertThrows(ModelException.class, () -> writer.add("b", ElementType.F32, new float[2], 3));
    assertThrows(
        ModelException.class, () -> writer.add("b", ElementType.F32, new float[2], -1, -2));
    assertThrows(ModelException.class, () -> writer.add("b", ElementType.I32, new float[2], 2));
    assertThrows(ModelException.class, () -> writer.write(directory.resolve("no/such/dir/f")));
  }
}
