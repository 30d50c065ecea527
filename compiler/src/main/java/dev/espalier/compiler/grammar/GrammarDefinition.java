package dev.espalier.compiler.grammar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A grammar as its source defines it.
 *
 * @param name as the source or the file says it
 * @param start the rule that a whole text is
 * @param rules by name, in the order of the source. Under {@link Lexing.LongestMatch}: the parser
 *     rules, and as terminal rules the fragments
 * @param lexing how texts are cut into terminals
 * @param notes what was noticed while it was read: dropped actions, departures from the syntax's
 *     specification, things that mean something else elsewhere; each with its place
 */
public record GrammarDefinition(
    String name, String start, Map<String, Rule> rules, Lexing lexing, List<String> notes) {
  public GrammarDefinition {
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    notes = List.copyOf(notes);
  }

  /** The same grammar from another rule. */
  public GrammarDefinition withStart(String rule) {
    return new GrammarDefinition(name, rule, rules, lexing, notes);
  }
}
