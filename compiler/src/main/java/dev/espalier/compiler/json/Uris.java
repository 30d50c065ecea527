package dev.espalier.compiler.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * References against bases (RFC 3986, section 5.2) and the normal form of both (section 6.2.2), for
 * URIs and IRIs without fragments. {@code java.net.URI} does neither for {@code urn:} bases and
 * references that are only a query.
 */
final class Uris {
  // Appendix B of RFC 3986, less the fragment; what looks like a scheme must be one.
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?]*))?([^?]*)(?:\\?(.*))?", Pattern.DOTALL);

  private Uris() {}

  private record Parts(
      @Nullable String scheme, @Nullable String authority, String path, @Nullable String query) {
    @Override
    public String toString() {
      return (scheme == null ? "" : scheme + ":")
          + (authority == null ? "" : "//" + authority)
          + path
          + (query == null ? "" : "?" + query);
    }
  }

  private static Parts parts(String uri) {
    Matcher matcher = PARTS.matcher(uri);
    if (!matcher.matches()) {
      throw new AssertionError("every text has a path: " + uri);
    }
    String scheme = matcher.group(1);
    String authority = matcher.group(2);
    return new Parts(
        scheme == null ? null : scheme.toLowerCase(Locale.ROOT),
        authority == null ? null : lowerHost(triplets(authority)),
        triplets(matcher.group(3)),
        matcher.group(4) == null ? null : triplets(matcher.group(4)));
  }

  private static String lowerHost(String authority) {
    int at = authority.lastIndexOf('@');
    return authority.substring(0, at + 1) + authority.substring(at + 1).toLowerCase(Locale.ROOT);
  }

  /** Percent-encodings in capitals, and none of a character that needs none. */
  private static String triplets(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int octet = text.charAt(i) == '%' ? octet(text, i) : -1;
      if (octet < 0) {
        out.append(text.charAt(i));
      } else {
        boolean unreserved =
            (octet >= 'A' && octet <= 'Z')
                || (octet >= 'a' && octet <= 'z')
                || (octet >= '0' && octet <= '9')
                || (octet != 0 && "-._~".indexOf(octet) >= 0);
        out.append(
            unreserved
                ? String.valueOf((char) octet)
                : String.format(Locale.ROOT, "%%%02X", octet));
        i += 2;
      }
    }
    return out.toString();
  }

  /** The octet that is percent-encoded at a place, or -1. */
  private static int octet(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at + 1), 16);
    int low = Character.digit(text.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /**
   * What a reference means.
   *
   * @param base an absolute URI, or empty if none is known
   * @param reference without a fragment
   */
  static String resolve(String base, String reference) {
    Parts r = parts(reference);
    Parts b = parts(base);
    if (r.scheme != null) {
      return new Parts(r.scheme, r.authority, withoutDots(r.path), r.query).toString();
    }
    if (r.authority != null) {
      return new Parts(b.scheme, r.authority, withoutDots(r.path), r.query).toString();
    }
    if (r.path.isEmpty()) {
      String query = r.query == null ? b.query : r.query;
      return new Parts(b.scheme, b.authority, b.path, query).toString();
    }
    String path = r.path;
    if (!path.startsWith("/")) {
      path =
          b.authority != null && b.path.isEmpty()
              ? "/" + path
              : b.path.substring(0, b.path.lastIndexOf('/') + 1) + path;
    }
    return new Parts(b.scheme, b.authority, withoutDots(path), r.query).toString();
  }

  private static String withoutDots(String path) {
    if (!path.contains(".")) {
      return path;
    }
    List<String> out = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      boolean last = i == segments.length - 1;
      if (segment.equals(".") || segment.equals("..")) {
        // The first segment of an absolute path is the nothing before its slash.
        if (segment.equals("..") && out.size() > (path.startsWith("/") ? 1 : 0)) {
          out.remove(out.size() - 1);
        }
        if (last) {
          out.add("");
        }
      } else {
        out.add(segment);
      }
    }
    return String.join("/", out);
  }

  /** A fragment without its percent-encoding; nothing if that is not UTF-8. */
  static Optional<String> decode(String fragment) {
    if (fragment.indexOf('%') < 0) {
      return Optional.of(fragment);
    }
    byte[] bytes = fragment.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[bytes.length];
    int n = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out[n++] = bytes[i];
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      out[n++] = (byte) (high << 4 | low);
      i += 2;
    }
    String text = new String(out, 0, n, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') >= 0 ? Optional.empty() : Optional.of(text);
  }
}
