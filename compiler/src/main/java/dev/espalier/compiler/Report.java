package dev.espalier.compiler;

import java.util.List;

/**
 * What a grammar enforces of what it was made from.
 *
 * @param enforced the keywords that were found and are enforced, without repetition, in order of
 *     their names
 * @param relaxed what the caller had relaxed
 * @param notes what was noticed: patterns read by the rules of Annex B, formats that are
 *     annotations or asserted by another draft, where the options closed objects
 */
public record Report(List<String> enforced, List<Relaxation> relaxed, List<String> notes) {
  public Report {
    enforced = List.copyOf(enforced);
    relaxed = List.copyOf(relaxed);
    notes = List.copyOf(notes);
  }

  /**
   * A keyword that is not enforced because the caller said so.
   *
   * @param keyword its name
   * @param pointer where it stands: a JSON pointer; in another document, its URI, {@code #} and the
   *     JSON pointer
   */
  public record Relaxation(String keyword, String pointer) {}
}
