package dev.espalier.compiler.vocabulary;

import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.VocabularyLimits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON as a stream, with errors that name the source and the place. What is not asked for is
 * skipped without being kept, so the memory that a file costs is that of the parts that are kept.
 */
final class JsonInput implements AutoCloseable {
  /** Tokenizer files are at most about ten deep. */
  private static final int MAX_NESTING = 64;

  private final String source;
  private final JsonParser parser;

  private JsonInput(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /** Reads a whole document, or part of it. */
  interface Reading<T> {
    T read(JsonInput in);
  }

  /**
   * Opens a document, reads it to its end and closes it; every failure becomes a {@link
   * VocabularyException}.
   */
  static <T> T read(
      InputStream stream, String source, VocabularyLimits limits, Reading<T> reading) {
    // Names of a vocabulary are each met once: a table of names only costs, and its hashes can be
    // attacked.
    JsonFactory factory =
        JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(Math.max(1000, limits.maxTokenBytes()))
                    .maxStringLength(Math.max(1000, limits.maxTokenBytes()))
                    .maxNumberLength(1000)
                    .build())
            .build();
    // The decoder reports malformed bytes, where a reader of its own making would replace them.
    Reader text = new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
    try (JsonInput in =
        new JsonInput(source, factory.createParser(ObjectReadContext.empty(), text))) {
      in.parser.nextToken();
      T result = reading.read(in);
      if (in.parser.nextToken() != null) {
        throw in.refused("more text after the document; expected the end of the file");
      }
      return result;
    } catch (JacksonException e) {
      throw translated(source, e);
    }
  }

  /** The token that the input stands on; null at the end. */
  @Nullable JsonToken token() {
    return parser.currentToken();
  }

  /**
   * Reads the members of an object: the input stands on each value in turn, which must be read or
   * skipped.
   */
  void object(String what, Consumer<String> member) {
    expect(JsonToken.START_OBJECT, what + " as an object");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      member.accept(name);
    }
  }

  /**
   * Reads the elements of an array: the input stands on each in turn, which must be read or
   * skipped.
   */
  void array(String what, Runnable element) {
    expect(JsonToken.START_ARRAY, what + " as an array");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.run();
    }
  }

  boolean is(JsonToken token) {
    return parser.currentToken() == token;
  }

  void next() {
    parser.nextToken();
  }

  /** Passes over the value that the input stands on. */
  void skip() {
    parser.skipChildren();
  }

  String string(String what) {
    expect(JsonToken.VALUE_STRING, what + " as a string");
    return parser.getString();
  }

  /** A string, or nothing where null stands. */
  @Nullable String stringOrNull(String what) {
    return is(JsonToken.VALUE_NULL) ? null : string(what);
  }

  boolean bool(String what) {
    if (!is(JsonToken.VALUE_TRUE) && !is(JsonToken.VALUE_FALSE)) {
      throw unexpected(what + " as true or false");
    }
    return is(JsonToken.VALUE_TRUE);
  }

  /** An integer from {@code least} to {@code most}. */
  int integer(String what, int least, int most, String limit) {
    expect(JsonToken.VALUE_NUMBER_INT, what + " as an integer");
    if (parser.getNumberType() == JsonParser.NumberType.INT) {
      int value = parser.getIntValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw refused(
        "%s is %s; expected %d to %d%s"
            .formatted(what, clip(parser.getString()), least, most, limit));
  }

  /** An error at the value that the input stands on. */
  VocabularyException refused(String problem) {
    return new VocabularyException(source, place(parser.currentTokenLocation()), problem);
  }

  /** The value is not of the type that was expected. */
  VocabularyException unexpected(String expected) {
    JsonToken token = parser.currentToken();
    String found =
        switch (token) {
          case null -> "the end of the file";
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
          case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getString();
          default -> "a closing bracket";
        };
    return refused("found " + found + "; expected " + expected);
  }

  private void expect(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  /** A text for a message, short enough to be read. */
  static String clip(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** What is wrong with a stream that could not be read to its end. */
  static VocabularyException unreadable(String source, IOException e) {
    String problem =
        switch (e) {
          case BoundedInput.Exceeded exceeded -> String.valueOf(exceeded.getMessage());
          case EOFException eof -> "it ends in the middle of its gzip data; expected a whole file";
          case CharacterCodingException text -> "it is not UTF-8; expected JSON in UTF-8";
          case ZipException zip -> "broken gzip data: " + zip.getMessage();
          default -> "cannot be read: " + e;
        };
    return new VocabularyException(source, "", problem, e);
  }

  private static VocabularyException translated(String source, JacksonException e) {
    String place = place(e.getLocation());
    String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    String said = message.length() <= 200 ? message : message.substring(0, 197) + "...";
    return switch (e) {
      case JacksonIOException io when io.getCause() instanceof IOException cause ->
          unreadable(source, cause);
      case StreamConstraintsException limit ->
          new VocabularyException(
              source,
              place,
              "a string is longer than maxTokenBytes allows, or the nesting is deeper than "
                  + MAX_NESTING
                  + ": "
                  + said,
              e);
      case UnexpectedEndOfInputException end ->
          new VocabularyException(
              source, place, "it ends in the middle; expected a whole JSON document", e);
      default -> new VocabularyException(source, place, "broken JSON: " + said, e);
    };
  }

  private static String place(@Nullable TokenStreamLocation at) {
    return at == null || at.getLineNr() < 0
        ? ""
        : "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  @Override
  public void close() {
    parser.close();
  }
}
