package dev.espalier.runtime.model.safetensors;

import dev.espalier.runtime.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Collects tensors and writes them as one safetensors file. Equal input gives equal bytes: tensors
 * lie in the order in which they were added.
 *
 * <p>
 *
 * {@snippet :
 * new SafetensorsWriter()
 *     .metadata("format", "pt")
 *     .add("model.norm.weight", ElementType.BF16, weights, 64)
 *     .write(directory.resolve("model.safetensors"));
 * }
 *
 * <p>Not safe for use by several threads.
 */
public final class SafetensorsWriter {

  /** Headers end at a multiple of this, as the reference implementation aligns them. */
  private static final int ALIGNMENT = 8;

  private static final int BLOCK = 16 << 10;

  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Item(ElementType type, float[] values, long[] shape) {
    long bytes() {
      return (long) values.length * type.bytes();
    }
  }

  /** Adds a text to the file's {@code __metadata__}; a key given twice keeps its last text. */
  public SafetensorsWriter metadata(String key, String text) {
    metadata.put(key, text);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param name its name, new to this file
   * @param type {@code F32}, {@code F16} or {@code BF16}; numbers are rounded to nearest, ties to
   *     even
   * @param values its numbers in row-major order; not copied until {@link #write}
   * @param shape its sizes, outermost first; their product is the number of values
   * @throws ModelException if the name is taken, the type cannot be written or the shape does not
   *     match
   */
  public SafetensorsWriter add(String name, ElementType type, float[] values, long... shape) {
    if (type != ElementType.F32 && type != ElementType.F16 && type != ElementType.BF16) {
      throw new ModelException("tensors are written as F32, F16 or BF16, not as " + type);
    }
    long size = 1;
    for (long s : shape) {
      size = s < 0 || s > Integer.MAX_VALUE || size > Integer.MAX_VALUE ? -1 : size * s;
    }
    if (size != values.length || name.equals("__metadata__")) {
      throw new ModelException(
          "tensor %s of shape %s has %d numbers"
              .formatted(name, Arrays.toString(shape), values.length));
    }
    if (items.putIfAbsent(name, new Item(type, values, shape.clone())) != null) {
      throw new ModelException("tensor %s is given twice".formatted(name));
    }
    return this;
  }

  /**
   * Writes the file: first beside its place, then moved onto it, so that a failure leaves what was
   * there before.
   *
   * @throws ModelException if it cannot be written
   */
  public void write(Path file) {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling("." + whole.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeFully(channel, header());
        for (Item item : items.values()) {
          writeValues(channel, item);
        }
        channel.force(true);
      }
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      ModelException failure =
          new ModelException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
      try {
        Files.deleteIfExists(part);
      } catch (IOException again) {
        failure.addSuppressed(again);
      }
      throw failure;
    }
  }

  private ByteBuffer header() {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator g = new JsonFactory().createGenerator(ObjectWriteContext.empty(), json)) {
      g.writeStartObject();
      if (!metadata.isEmpty()) {
        g.writeName("__metadata__");
        g.writeStartObject();
        metadata.forEach(g::writeStringProperty);
        g.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Item> entry : items.entrySet()) {
        Item item = entry.getValue();
        g.writeName(entry.getKey());
        g.writeStartObject();
        g.writeStringProperty("dtype", item.type().name());
        g.writeName("shape");
        g.writeArray(item.shape(), 0, item.shape().length);
        g.writeName("data_offsets");
        g.writeArray(new long[] {offset, offset + item.bytes()}, 0, 2);
        g.writeEndObject();
        offset += item.bytes();
      }
      g.writeEndObject();
    }
    int length = Math.ceilDiv(json.size(), ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(length).put(json.toByteArray());
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static void writeValues(FileChannel channel, Item item) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : item.values()) {
      if (!block.hasRemaining()) {
        writeFully(channel, block.flip());
        block.clear();
      }
      switch (item.type()) {
        case F32 -> block.putFloat(value);
        case F16 -> block.putShort(Float.floatToFloat16(value));
        default -> block.putShort(ElementType.toBfloat16(value));
      }
    }
    writeFully(channel, block.flip());
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
