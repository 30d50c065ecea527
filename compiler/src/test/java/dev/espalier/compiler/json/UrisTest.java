package dev.espalier.compiler.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrisTest {
  /** The examples of RFC 3986, sections 5.4.1 and 5.4.2, less those with fragments. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          g:h           | g:h
          g             | http://a/b/c/g
          ./g           | http://a/b/c/g
          g/            | http://a/b/c/g/
          /g            | http://a/g
          //g           | http://g
          ?y            | http://a/b/c/d;p?y
          g?y           | http://a/b/c/g?y
          ;x            | http://a/b/c/;x
          g;x           | http://a/b/c/g;x
          g;x?y         | http://a/b/c/g;x?y
          ``            | http://a/b/c/d;p?q
          .             | http://a/b/c/
          ./            | http://a/b/c/
          ..            | http://a/b/
          ../           | http://a/b/
          ../g          | http://a/b/g
          ../..         | http://a/
          ../../        | http://a/
          ../../g       | http://a/g
          ../../../g    | http://a/g
          ../../../../g | http://a/g
          /./g          | http://a/g
          /../g         | http://a/g
          g.            | http://a/b/c/g.
          .g            | http://a/b/c/.g
          g..           | http://a/b/c/g..
          ..g           | http://a/b/c/..g
          ./../g        | http://a/b/g
          ./g/.         | http://a/b/c/g/
          g/./h         | http://a/b/c/g/h
          g/../h        | http://a/b/c/h
          g;x=1/./y     | http://a/b/c/g;x=1/y
          g;x=1/../y    | http://a/b/c/y
          g?y/./x       | http://a/b/c/g?y/./x
          http:g        | http:g
          """)
  void references(String reference, String uri) {
    assertEquals(uri, Uris.resolve("http://a/b/c/d;p?q", reference));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                    | other.json        | other.json
          http://a              | b                 | http://a/b
          urn:uuid:1-2          | ``                | urn:uuid:1-2
          urn:example:a?=x      | ``                | urn:example:a?=x
          file:///a/b           | c                 | file:///a/c
          HTTP://User@Host/%7ea | ../%e2%82%ac      | http://User@host/%E2%82%AC
          tag:x,2020:y          | http://a/b        | http://a/b
          """)
  void bases(String base, String reference, String uri) {
    assertEquals(uri, Uris.resolve(base, reference));
  }

  @Test
  void fragmentsAreDecodedIfTheyCanBe() {
    assertEquals(Optional.of("/a b/é%"), Uris.decode("/a%20b/%C3%A9%25"));
    assertEquals(Optional.of("a+b"), Uris.decode("a+b"));
    assertEquals(Optional.empty(), Uris.decode("%zz"));
    assertEquals(Optional.empty(), Uris.decode("a%2"));
    assertEquals(Optional.empty(), Uris.decode("%ff"));
  }
}
