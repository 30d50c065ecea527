package dev.espalier.compiler.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.lexical.StringSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Texts of each format, and texts that are none, chosen by hand from the specifications. */
class FormatExamplesTest {
  private final Set<Format> seen = EnumSet.noneOf(Format.class);

  private void check(Format format, List<String> accepted, List<String> refused) {
    StringSet language = format.make();
    // so that it can stand under not
    StringSet rest = language.not(new Work(Work.DEFAULT_STATES, Work.DEFAULT_STEPS, format.text()));
    for (String text : accepted) {
      assertTrue(language.contains(text), () -> format + " refuses " + text);
      assertFalse(rest.contains(text), () -> "not " + format + " accepts " + text);
    }
    for (String text : refused) {
      assertFalse(language.contains(text), () -> format + " accepts " + text);
      assertTrue(rest.contains(text), () -> "not " + format + " refuses " + text);
    }
    seen.add(format);
  }

  @Test
  void everyFormatHasItsTexts() {
    for (Format format : List.of(Format.DATE, Format.DATE_3)) {
      check(
          format,
          List.of("1963-06-19", "2000-02-29", "0000-02-29", "9999-12-31"),
          List.of("", "1900-02-29", "2001-04-31", "2001-4-01", "10000-01-01", "२००१-01-01"));
    }
    check(
        Format.TIME,
        List.of("08:30:06Z", "08:30:06.283185z", "23:59:60Z", "01:29:60+01:30", "00:00:00-23:59"),
        List.of("08:30:06", "24:00:00Z", "23:58:60Z", "01:29:60-01:30", "08:30Z", "08:30:06.Z"));
    check(
        Format.TIME_3,
        List.of("08:30:06", "23:59:59", "00:00:00"),
        List.of("08:30:06Z", "8:30:06", "24:00:00", "12:60:00", "12:00:60"));
    check(
        Format.DATE_TIME,
        List.of("1990-12-31T23:59:60Z", "1990-12-31T15:59:60.5-08:00", "2024-02-29t00:00:00z"),
        List.of("1990-12-31", "1990-12-31 23:59:59Z", "2023-02-29T00:00:00Z", "1990-12-31T10:00Z"));
    check(
        Format.DURATION,
        List.of("P4DT12H30M5S", "P1Y", "PT0S", "P2W", "PT1H1M", "P1Y2M3D"),
        List.of("P", "PT", "P1D1Y", "P1Y1D", "PT1H1S", "P2WT1H", "PT0.5S", "1Y", "P1"));
    check(
        Format.EMAIL,
        List.of(
            "joe.bloggs@example.com",
            "\"joe bloggs\"@example.com",
            "te~st@example.com",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]"),
        List.of(
            "2962",
            "@example.com",
            ".test@example.com",
            "te..st@example.com",
            "joe bloggs@example.com",
            "a@-example.com",
            "a@[127.0.0.300]",
            "실례@실례.테스트",
            "a".repeat(65) + "@example.com"));
    check(
        Format.IDN_EMAIL,
        List.of("실례@실례.테스트", "joe.bloggs@example.com", "é".repeat(32) + "@b"),
        List.of("2962", "실례", "@실례.테스트", "é".repeat(33) + "@b"));
    for (Format format : List.of(Format.HOSTNAME, Format.HOSTNAME_4, Format.HOST_NAME_3)) {
      check(
          format,
          List.of(
              "www.example.com",
              "1host",
              "a--b.com",
              "xn--9n2bp8q.xn--9t4b11yi5a",
              "a".repeat(63),
              String.join(".", "a".repeat(63), "a".repeat(63), "a".repeat(63), "a".repeat(61))),
          List.of(
              "",
              ".",
              "a..b",
              "example.",
              "-a",
              "a-",
              "a_b",
              "é",
              "a".repeat(64),
              String.join(".", "a".repeat(63), "a".repeat(63), "a".repeat(63), "a".repeat(62))));
    }
    check(
        Format.HOSTNAME,
        List.of("xn--4dbc5h", "xn--ll-0ea", "XN--FIQS8S"),
        List.of("xn--", "xn--X", "xn--example-", "xn--la-0ea", "xn--chb89f", "ab--cd".repeat(11)));
    check(
        Format.IDN_HOSTNAME,
        List.of(
            "실례.테스트",
            "www.example.com",
            "l·l",
            "xn--9n2bp8q",
            "א1",
            "a。b",
            "ü".repeat(56),
            "a".repeat(63)),
        List.of(
            "",
            "〮실례",
            "a·l",
            "ab--ü",
            "-ü",
            "aא",
            "1א",
            "xn--X",
            "Ü",
            "a".repeat(64),
            "ü".repeat(58)));
    for (Format format : List.of(Format.IPV4, Format.IP_ADDRESS)) {
      check(
          format,
          List.of("192.168.0.1", "0.0.0.0", "255.255.255.255"),
          List.of("", "256.0.0.0", "1.2.3", "1.2.3.4.5", "087.10.0.1", "1.2.3.4/24", "1.2.3.٤"));
    }
    check(
        Format.IPV6,
        List.of("::", "::1", "12:34:56:78:9a:bc:de:F0", "1::8", "::ffff:192.168.0.1", "1:2::"),
        List.of("", ":", "1:2:3:4:5:6:7", "::1::", "12345::", "::1%eth0", "1.2.3.4::", ":2::8"));
    check(
        Format.URI,
        List.of(
            "http://foo.bar/?baz=qux#quux",
            "urn:oasis:names",
            "mailto:John.Doe@example.com",
            "ldap://[2001:db8::7]/c=GB?objectClass?one",
            "a:"),
        List.of(
            "//foo.bar/?baz=qux",
            "/abc",
            "\\\\WINDOWS",
            "http:// should fail",
            "http://[1::2::3]",
            "http://a/%zz",
            "http://é.com",
            "1a:b"));
    check(
        Format.URI_REFERENCE,
        List.of("", "abc", "/abc", "//foo.bar", "#fragment", "?q", "http://a", "./a:b"),
        List.of("\\\\WINDOWS", "#frag\\ment", "1:b", "a b", "é"));
    check(
        Format.IRI,
        List.of("http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://a/?\uE000"),
        List.of("/abc", "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", "http://a/\u202E"));
    check(
        Format.IRI_REFERENCE,
        List.of("", "âππ", "#ƒrägmênt", "//ƒøø.ßår"),
        List.of("\\\\WINDÖWS", "#ƒräg\\mênt", "a b"));
    check(
        Format.URI_TEMPLATE,
        List.of("", "http://a/{term:1}/{term}", "{+path,x}/here", "{?q*}", "{a.b}", "é"),
        List.of("http://a/{term", "}", "{}", "{a..b}", "{x:0}", "{x:10000}", "<a>"));
    check(
        Format.JSON_POINTER,
        List.of("", "/", "/foo//bar~0/baz~1/%a", "/~01", "/\u0000"),
        List.of("a", "#", "/foo/bar~", "/~2", "#/a"));
    check(
        Format.RELATIVE_JSON_POINTER_7,
        List.of("1", "0/foo/bar", "120/foo", "0#"),
        List.of("", "/foo", "-1/a", "01/a", "0##", "+1", "0+1"));
    check(
        Format.RELATIVE_JSON_POINTER,
        List.of("1", "0/foo/bar", "0#", "0+1", "1-20/a", "0+1#"),
        List.of("", "0+", "0+01", "0+1+1", "+1", "0##"));
    check(
        Format.UUID,
        List.of("2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380"),
        List.of("", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4ga-73b441d16380"));
    for (Format format : List.of(Format.REGEX, Format.REGEX_3)) {
      check(
          format,
          List.of("", "([abc])+\\s+$", "(?<a>b)\\k<a>", "[a-z&&]", "\\p{L}", "a{2,10}?", "(?i:a)"),
          List.of(
              "^(abc]", "a**", "\\a", "[z-a]", "a{2,1}", "a{,3}", "(?", "]", "\\01", "(?ii:a)"));
    }
    check(
        Format.COLOR,
        List.of("fuchsia", "#CC8899", "#C89", "rgb(255, 0, 51)", "RGB(100%,0%,20%)", "ButtonFace"),
        List.of("puce", "#00332520", "CC8899", "rgb(1,2)", "rgb(1,2%,3)", ""));
    assertEquals(EnumSet.allOf(Format.class), seen);
  }

  @Test
  void draftsKnowTheirFormatsOnly() {
    assertEquals(
        Set.of("date-time", "email", "hostname", "ipv4", "ipv6", "uri"),
        FormatLanguages.names(Dialect.DRAFT_4));
    assertTrue(FormatLanguages.names(Dialect.DRAFT_3).contains("color"));
    assertFalse(FormatLanguages.names(Dialect.DRAFT_7).contains("uuid"));
    assertTrue(FormatLanguages.names(Dialect.V1).contains("uuid"));
    assertTrue(FormatLanguages.language("phone", Dialect.DRAFT_3).isEmpty());
    for (Dialect dialect : Dialect.values()) {
      for (String name : FormatLanguages.names(dialect)) {
        assertTrue(FormatLanguages.language(name, dialect).isPresent(), name);
      }
    }
  }
}
