package dev.espalier.compiler.formats;

import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.lexical.StringSet;
import java.util.function.Function;

/**
 * A format as some drafts define it: a name that drafts define differently stands here several
 * times.
 */
enum Format {
  DATE_TIME("date-time", 0, Format.LATER, words(Times::dateTime)),
  DATE_3("date", 0, 3, words(Times::date)),
  DATE("date", 7, Format.LATER, words(Times::date)),
  TIME_3("time", 0, 3, words(Times::timeOfDay)),
  TIME("time", 7, Format.LATER, words(Times::time)),
  DURATION("duration", 2019, Format.LATER, words(Times::duration)),
  EMAIL("email", 0, Format.LATER, Addresses::email),
  IDN_EMAIL("idn-email", 7, Format.LATER, Addresses::idnEmail),
  HOST_NAME_3("host-name", 0, 3, Addresses::hostName),
  HOSTNAME_4("hostname", 4, 6, Addresses::hostName),
  HOSTNAME("hostname", 7, Format.LATER, Addresses::hostNameWithALabels),
  IP_ADDRESS("ip-address", 0, 3, words(Addresses::ipv4)),
  IPV4("ipv4", 4, Format.LATER, words(Addresses::ipv4)),
  IPV6("ipv6", 0, Format.LATER, words(Addresses::ipv6)),
  URI("uri", 0, Format.LATER, words(Uris::uri)),
  URI_REFERENCE("uri-reference", 6, Format.LATER, words(Uris::uriReference)),
  IRI("iri", 7, Format.LATER, words(Uris::iri)),
  IRI_REFERENCE("iri-reference", 7, Format.LATER, words(Uris::iriReference)),
  URI_TEMPLATE("uri-template", 6, Format.LATER, words(Uris::uriTemplate)),
  JSON_POINTER("json-pointer", 6, Format.LATER, words(Pointers::absolute)),
  RELATIVE_JSON_POINTER_7("relative-json-pointer", 7, 2019, words(Pointers::relative)),
  RELATIVE_JSON_POINTER(
      "relative-json-pointer", 2020, Format.LATER, words(Pointers::relativeWithIndex)),
  IDN_HOSTNAME("idn-hostname", 7, Format.LATER, Idna::hostName),
  UUID("uuid", 2019, Format.LATER, words(Format::uuid)),
  REGEX_3("regex", 0, 3, words(Regexes::patterns)),
  REGEX("regex", 7, Format.LATER, words(Regexes::patterns)),
  COLOR("color", 0, 3, words(Styles::color));

  /** The number of the drafts after 2020-12. */
  static final int LATER = Integer.MAX_VALUE;

  private final String text;
  private final int since;
  private final int until;
  private final Function<Work, StringSet> maker;

  Format(String text, int since, int until, Function<Work, StringSet> maker) {
    this.text = text;
    this.since = since;
    this.until = until;
    this.maker = maker;
  }

  /** Its name in a schema. */
  String text() {
    return text;
  }

  /** Whether a draft defines it so, drafts being numbered 3 to 7 and then by their year. */
  boolean isOf(int draft) {
    return since <= draft && draft <= until;
  }

  /** Makes the language anew. */
  StringSet make() {
    return maker.apply(new Work(Work.DEFAULT_STATES, Work.DEFAULT_STEPS, "the format " + text));
  }

  private static Function<Work, StringSet> words(Function<Work, CodePointDfa> maker) {
    return work -> StringSet.of(maker.apply(work));
  }

  /** RFC 4122, § 3, of any variant and version. */
  private static CodePointDfa uuid(Work work) {
    String hex = Languages.HEX;
    return Languages.whole(hex + "{8}-(?:" + hex + "{4}-){3}" + hex + "{12}", work);
  }
}
