package dev.espalier.runtime.model.safetensors;

import dev.espalier.runtime.model.CheckpointException;
import dev.espalier.runtime.model.CheckpointException.Kind;
import dev.espalier.runtime.model.CheckpointLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * An open safetensors file. Its header has been read and checked; numbers are read through memory
 * maps when they are asked for.
 *
 * <p>Safe for use by several threads until it is closed.
 */
public final class SafetensorsFile implements AutoCloseable {

  /** A map covers at most this much, so that big tensors do not need big maps. */
  private static final long MAP_BYTES = 256L << 20;

  private static final int BLOCK = 8 << 10;

  private final Path path;
  private final FileChannel channel;
  private final Map<String, TensorEntry> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(
      Path path,
      FileChannel channel,
      Map<String, TensorEntry> tensors,
      Map<String, String> metadata) {
    this.path = path;
    this.channel = channel;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Opens a file and checks its header. Reads the header only; linear in its length.
   *
   * @throws CheckpointException if there is no such file, or its header breaks the format or a
   *     limit
   */
  public static SafetensorsFile open(Path path, CheckpointLimits limits) {
    if (!Files.isRegularFile(path)) {
      // Anything else, such as a named pipe, could block for ever.
      throw new CheckpointException(Kind.MISSING_FILE, path, "there is no such file");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new CheckpointException(
          Kind.MISSING_FILE, path, "cannot be opened: " + e.getMessage(), e);
    }
    try {
      return new Header(path, channel, limits).read();
    } catch (IOException e) {
      closeAfter(channel, e);
      throw new CheckpointException(
          Kind.MISSING_FILE, path, "cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      closeAfter(channel, e);
      throw e;
    }
  }

  private static void closeAfter(FileChannel channel, Exception failure) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The file's path, as it was opened. */
  public Path path() {
    return path;
  }

  /** All tensors by name, in the order of the header. */
  public Map<String, TensorEntry> tensors() {
    return tensors;
  }

  /**
   * One tensor.
   *
   * @throws CheckpointException if there is none of this name
   */
  public TensorEntry tensor(String name) {
    TensorEntry entry = tensors.get(name);
    if (entry == null) {
      throw new CheckpointException(
          Kind.MISSING_TENSOR, path, "it has no tensor " + Quoted.of(name));
    }
    return entry;
  }

  /** The free-form texts of the header's {@code __metadata__}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Reads numbers of a tensor as floats, in row-major order, until the target is full. bfloat16 and
   * float16 are exact; float64 is rounded.
   *
   * @param tensor an entry of {@link #tensors}
   * @param from index of the first number
   * @param target filled from its position to its limit
   * @throws CheckpointException if the numbers are not floating-point, or the file cannot be read
   */
  public void read(TensorEntry tensor, long from, FloatBuffer target) {
    if (!tensor.type().isReadable()) {
      throw new CheckpointException(
          Kind.WRONG_TYPE,
          path,
          "tensor %s holds %s; weights are F32, F16, BF16 or F64"
              .formatted(Quoted.of(tensor.name()), tensor.type()));
    }
    if (from < 0 || from + target.remaining() > tensor.size()) {
      throw new IndexOutOfBoundsException(
          "numbers %d to %d of %d".formatted(from, from + target.remaining(), tensor.size()));
    }
    int bytes = tensor.type().bytes();
    try {
      while (target.hasRemaining()) {
        int count = (int) Math.min(target.remaining(), MAP_BYTES / bytes);
        MappedByteBuffer map =
            channel.map(MapMode.READ_ONLY, tensor.begin() + from * bytes, (long) count * bytes);
        convert(tensor.type(), map.order(ByteOrder.LITTLE_ENDIAN), target);
        from += count;
      }
    } catch (IOException e) {
      throw new CheckpointException(
          Kind.TRUNCATED,
          path,
          "tensor %s cannot be read: %s".formatted(Quoted.of(tensor.name()), e.getMessage()),
          e);
    }
  }

  /** Goes through arrays, whose loops are compiled to vector instructions. */
  private static void convert(ElementType type, ByteBuffer source, FloatBuffer target) {
    switch (type) {
      case F32 -> target.put(source.asFloatBuffer());
      case F16, BF16 -> {
        ShortBuffer shorts = source.asShortBuffer();
        short[] in = new short[BLOCK];
        float[] out = new float[BLOCK];
        while (shorts.hasRemaining()) {
          int count = Math.min(BLOCK, shorts.remaining());
          shorts.get(in, 0, count);
          if (type == ElementType.BF16) {
            for (int i = 0; i < count; i++) {
              out[i] = Float.intBitsToFloat(in[i] << 16);
            }
          } else {
            for (int i = 0; i < count; i++) {
              out[i] = Float.float16ToFloat(in[i]);
            }
          }
          target.put(out, 0, count);
        }
      }
      case F64 -> {
        DoubleBuffer doubles = source.asDoubleBuffer();
        while (doubles.hasRemaining()) {
          target.put((float) doubles.get());
        }
      }
      default -> throw new IllegalArgumentException(type + " is not readable");
    }
  }

  /** Closes the file. What has been read stays. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CheckpointException(
          Kind.MISSING_FILE, path, "cannot be closed: " + e.getMessage(), e);
    }
  }

  /** Names of strangers, made fit for one line of a message. */
  static final class Quoted {
    private static final int MOST = 120;

    private Quoted() {}

    static String of(String name) {
      StringBuilder text = new StringBuilder("\"");
      for (int i = 0; i < Math.min(name.length(), MOST); i++) {
        char c = name.charAt(i);
        text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
      }
      return text.append(name.length() > MOST ? "…\"" : "\"").toString();
    }
  }

  /** Reads and checks the header, token by token, so that it is never held as a tree. */
  private static final class Header {
    private static final int LENGTH_BYTES = 8;
    private static final int MOST_DIMENSIONS = 16;

    private final Path path;
    private final FileChannel channel;
    private final CheckpointLimits limits;
    private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long dataBegin;

    Header(Path path, FileChannel channel, CheckpointLimits limits) {
      this.path = path;
      this.channel = channel;
      this.limits = limits;
    }

    SafetensorsFile read() throws IOException {
      long fileSize = channel.size();
      if (fileSize < LENGTH_BYTES) {
        throw new CheckpointException(
            Kind.TRUNCATED, path, "%d bytes are too few for a header".formatted(fileSize));
      }
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      fill(length, 0);
      long headerLength = length.getLong(0);
      if (headerLength < 0 || headerLength > limits.headerBytes()) {
        throw new CheckpointException(
            Kind.LIMIT,
            path,
            "its header claims %s bytes; the limit headerBytes is %d"
                .formatted(Long.toUnsignedString(headerLength), limits.headerBytes()));
      }
      if (headerLength > fileSize - LENGTH_BYTES) {
        throw new CheckpointException(
            Kind.TRUNCATED,
            path,
            "its header claims %d bytes, but only %d follow"
                .formatted(headerLength, fileSize - LENGTH_BYTES));
      }
      dataBegin = LENGTH_BYTES + headerLength;
      ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(headerLength));
      fill(header, LENGTH_BYTES);
      parse(header.array());
      checkLayout(fileSize);
      return new SafetensorsFile(path, channel, tensors, metadata);
    }

    private void fill(ByteBuffer target, long position) throws IOException {
      while (target.hasRemaining()) {
        int count = channel.read(target, position);
        if (count < 0) {
          throw new CheckpointException(Kind.TRUNCATED, path, "ends within its header");
        }
        position += count;
      }
    }

    private void parse(byte[] json) {
      JsonFactory factory =
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(4)
                      .maxNumberLength(20)
                      .maxNameLength(10_000)
                      .maxStringLength(Math.max(1, json.length))
                      .build())
              .build();
      try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          expect(parser.nextToken(), JsonToken.START_OBJECT, Quoted.of(name));
          if (name.equals("__metadata__")) {
            readMetadata(parser);
          } else {
            readTensor(parser, name);
          }
        }
        if (parser.nextToken() != null) {
          throw malformed("something follows the header's object");
        }
      } catch (JacksonException e) {
        throw new CheckpointException(
            Kind.MALFORMED, path, "its header is not valid JSON: " + e.getOriginalMessage(), e);
      }
    }

    private void readMetadata(JsonParser parser) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "metadata " + Quoted.of(key));
        metadata.put(key, parser.getString());
      }
    }

    private void readTensor(JsonParser parser, String name) {
      if (tensors.size() == limits.tensors()) {
        throw new CheckpointException(
            Kind.LIMIT, path, "it has more tensors than the limit tensors, " + limits.tensors());
      }
      String quoted = "tensor " + Quoted.of(name);
      String typeName = "";
      List<Long> shape = List.of();
      List<Long> offsets = List.of();
      int seen = 0;
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (key) {
          case "dtype" -> {
            expect(value, JsonToken.VALUE_STRING, quoted + ", dtype");
            typeName = parser.getString();
            seen |= 1;
          }
          case "shape" -> {
            shape = readNumbers(parser, value, quoted + ", shape");
            seen |= 2;
          }
          case "data_offsets" -> {
            offsets = readNumbers(parser, value, quoted + ", data_offsets");
            seen |= 4;
          }
          default -> throw malformed(quoted + " has an unknown key " + Quoted.of(key));
        }
      }
      if (seen != 7) {
        throw malformed(quoted + " lacks one of dtype, shape, data_offsets");
      }
      String unknown = typeName;
      ElementType type =
          ElementType.named(typeName)
              .orElseThrow(() ->
                  new CheckpointException(
                      Kind.WRONG_TYPE,
                      path,
                      quoted + " has the unknown dtype " + Quoted.of(unknown)));
      if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
        throw malformed("%s has the data_offsets %s".formatted(quoted, offsets));
      }
      long bytes = type.bytes();
      try {
        for (long size : shape) {
          bytes = Math.multiplyExact(bytes, size);
        }
        long begin = Math.addExact(dataBegin, offsets.get(0));
        long end = Math.addExact(dataBegin, offsets.get(1));
        if (end - begin != bytes) {
          throw malformed(
              "%s of shape %s and dtype %s needs %d bytes, but its data_offsets span %d"
                  .formatted(quoted, shape, type, bytes, end - begin));
        }
        tensors.put(name, new TensorEntry(name, type, shape, begin, end));
      } catch (ArithmeticException e) {
        throw new CheckpointException(
            Kind.MALFORMED, path, "%s has the shape %s".formatted(quoted, shape), e);
      }
    }

    private List<Long> readNumbers(JsonParser parser, JsonToken start, String what) {
      expect(start, JsonToken.START_ARRAY, what);
      List<Long> numbers = new ArrayList<>();
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        expect(t, JsonToken.VALUE_NUMBER_INT, what);
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            || parser.getLongValue() < 0
            || numbers.size() == MOST_DIMENSIONS) {
          throw malformed(
              what + " is not a list of at most " + MOST_DIMENSIONS + " sizes from 0 to 2^63-1");
        }
        numbers.add(parser.getLongValue());
      }
      return numbers;
    }

    /** The format asks for tensors that cover the data exactly: no overlap, no gap, no rest. */
    private void checkLayout(long fileSize) {
      List<TensorEntry> entries = new ArrayList<>(tensors.values());
      entries.sort(
          Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
      long reached = dataBegin;
      String before = "the header";
      for (TensorEntry entry : entries) {
        String name = "tensor " + Quoted.of(entry.name());
        if (entry.end() > fileSize) {
          throw new CheckpointException(
              Kind.TRUNCATED,
              path,
              "%s ends at byte %d, but the file has only %d"
                  .formatted(name, entry.end(), fileSize));
        }
        if (entry.begin() != reached) {
          throw malformed(
              "%s begins at byte %d, but %s ends at byte %d"
                  .formatted(name, entry.begin(), before, reached));
        }
        reached = entry.end();
        before = name;
      }
      if (reached != fileSize) {
        throw malformed("%d bytes follow the last tensor".formatted(fileSize - reached));
      }
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what) {
      if (found != expected) {
        throw malformed("%s: expected %s, found %s".formatted(what, expected, found));
      }
    }

    private CheckpointException malformed(String detail) {
      return new CheckpointException(Kind.MALFORMED, path, detail);
    }
  }
}
