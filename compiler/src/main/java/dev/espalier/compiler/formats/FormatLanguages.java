package dev.espalier.compiler.formats;

import dev.espalier.compiler.JsonSchemaOptions.Dialect;
import dev.espalier.compiler.lexical.StringSet;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of {@code format} as sets of strings.
 *
 * <p>What each format accepts, by which specification, and where it departs from that, is written
 * in {@code docs/formats.md}. All are regular, and so can be combined with each other, with
 * patterns and with lengths.
 */
public final class FormatLanguages {
  /** How deep the groups of a {@code regex} may nest; an alternative outside of all is at 0. */
  public static final int REGEX_NESTING = 4;

  // Constants that are made when they are needed: which thread makes one cannot be seen.
  private static final Map<Format, StringSet> MADE = new ConcurrentHashMap<>();

  private FormatLanguages() {}

  /**
   * The names that a draft defines for strings and that constrain them, in alphabetical order.
   *
   * <p>Not among them are two of draft 3: {@code utc-millisec}, which is of numbers, and {@code
   * phone}, of which the draft says only what it may follow.
   */
  public static Set<String> names(Dialect dialect) {
    Set<String> names = new TreeSet<>();
    for (Format format : Format.values()) {
      if (format.isOf(draft(dialect))) {
        names.add(format.text());
      }
    }
    return Collections.unmodifiableSet(names);
  }

  /**
   * The strings of a format.
   *
   * <p>The first call for a format takes some milliseconds, for the international ones up to some
   * hundreds; later ones return the same object.
   *
   * @return empty if the draft does not define it, so that it is only an annotation
   */
  public static Optional<StringSet> language(String format, Dialect dialect) {
    return language(format, draft(dialect));
  }

  /** The same by the number of the draft. */
  static Optional<StringSet> language(String format, int draft) {
    for (Format known : Format.values()) {
      if (known.text().equals(format) && known.isOf(draft)) {
        return Optional.of(MADE.computeIfAbsent(known, Format::make));
      }
    }
    return Optional.empty();
  }

  /** The number of a draft: 3 to 7, and the year of those after. */
  static int draft(Dialect dialect) {
    return switch (dialect.name()) {
      case "DRAFT_3" -> 3;
      case "DRAFT_4" -> 4;
      case "DRAFT_6" -> 6;
      case "DRAFT_7" -> 7;
      case "DRAFT_2019_09" -> 2019;
      case "DRAFT_2020_12" -> 2020;
      default -> Format.LATER; // whatever comes after
    };
  }
}
