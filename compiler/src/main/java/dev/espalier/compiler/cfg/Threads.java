package dev.espalier.compiler.cfg;

import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.lexing.Scanner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a text without a lexer: where its current terminals stand, each with the parses
 * before it. Terminals that may end here and go on are both.
 */
final class Threads implements ByteState.Walker<Threads> {
  private final ScannerlessGrammar grammar;
  private Map<Scanner.Scan, Level> levels;

  /** Before the first byte. */
  Threads(ScannerlessGrammar grammar) {
    this(grammar, new HashMap<>());
    Level start = grammar.parser().start();
    levels.put(grammar.begin(start), start);
  }

  private Threads(ScannerlessGrammar grammar, Map<Scanner.Scan, Level> levels) {
    this.grammar = grammar;
    this.levels = levels;
  }

  ScannerlessGrammar grammar() {
    return grammar;
  }

  /** The parses before the current terminals, by where these stand. Not to be changed. */
  Map<Scanner.Scan, Level> levels() {
    return levels;
  }

  @Override
  public Threads copy() {
    return new Threads(grammar, levels);
  }

  @Override
  public boolean step(int b) {
    Map<Scanner.Scan, Level> next = new HashMap<>(4);
    levels.forEach((scan, level) -> {
      add(next, grammar.scanner().step(scan, b), level);
      Level ended = grammar.ended(scan, level);
      if (ended != grammar.parser().none()) {
        add(next, grammar.scanner().step(grammar.begin(ended), b), ended);
      }
    });
    if (next.isEmpty()) {
      return false;
    }
    levels = next;
    return true;
  }

  private void add(Map<Scanner.Scan, Level> next, Scanner.@Nullable Scan scan, Level level) {
    if (scan != null) {
      next.merge(scan, level, grammar.parser()::union);
    }
  }

  @Override
  public boolean accepting() {
    int end = grammar.parser().end();
    for (Map.Entry<Scanner.Scan, Level> entry : levels.entrySet()) {
      Scanner.Scan scan = entry.getKey();
      Level level = scan.begun() ? grammar.ended(scan, entry.getValue()) : entry.getValue();
      if (level.allows(end)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Threads t && t.levels.equals(levels);
  }

  @Override
  public int hashCode() {
    return levels.hashCode();
  }

  @Override
  public String toString() {
    return levels.size()
        + " readings over "
        + Arrays.toString(levels.values().stream().mapToInt(Level::size).toArray());
  }
}
