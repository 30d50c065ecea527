package dev.espalier.compiler;

/**
 * A part of a text with a constraint of its own, between two markers.
 *
 * @param begin where it begins; not empty
 * @param content what stands between the markers
 * @param end where it ends; the empty text if the content says by itself where that is
 */
public record Tag(Marker begin, Grammar content, Marker end) {
  /** A tag whose markers are texts. */
  public static Tag of(String begin, Grammar content, String end) {
    return new Tag(Marker.text(begin), content, Marker.text(end));
  }

  /** A tag that holds free text: any text that has no end marker in it. */
  public static Tag ofText(Marker begin, Marker end) {
    return switch (end) {
      case Marker.Text text -> new Tag(begin, Grammars.textUntil(text.text()), Marker.text(""));
      case Marker.Token token -> new Tag(begin, Grammars.textWithout(token.name()), end);
    };
  }
}
