package dev.espalier.compiler.cfg;

import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.lexing.Scanner;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a text without a lexer: where its current terminals stand, each with the parses
 * before it. Terminals that may end here and go on are both.
 */
final class Threads implements ByteState.Walker<Threads> {
  private final ScannerlessGrammar grammar;
  private final Symbols symbols;
  private Map<Scanner.Scan, Level> scans = new HashMap<>(4);
  private Map<Inner, Level> inners = Map.of();

  /** Within a text of another grammar, of which one byte at least was read. */
  record Inner(int terminal, ByteState<?> state) {}

  private Threads(ScannerlessGrammar grammar, Symbols symbols) {
    this.grammar = grammar;
    this.symbols = symbols;
  }

  /** Before the next terminal. */
  static Threads before(ScannerlessGrammar grammar, Symbols symbols, Level level) {
    Threads threads = new Threads(grammar, symbols);
    threads.scans.put(grammar.begin(level), level);
    return threads;
  }

  /** Within a text of another grammar. */
  static Threads within(
      ScannerlessGrammar grammar, Symbols symbols, int terminal, ByteState<?> state, Level level) {
    Threads threads = new Threads(grammar, symbols);
    threads.inners = Map.of(new Inner(terminal, state), level);
    return threads;
  }

  /** The parses before the current terminals, by where these stand. Not to be changed. */
  Map<Scanner.Scan, Level> scans() {
    return scans;
  }

  /** The parses before the texts of other grammars, by where these stand. Not to be changed. */
  Map<Inner, Level> inners() {
    return inners;
  }

  Symbols symbols() {
    return symbols;
  }

  @Override
  public Threads copy() {
    Threads copy = new Threads(grammar, symbols);
    copy.scans = scans;
    copy.inners = inners;
    return copy;
  }

  @Override
  public boolean step(int b) {
    Threads next = new Threads(grammar, symbols);
    scans.forEach((scan, level) -> {
      next.add(grammar.scanner().step(scan, b), level);
      // Before the first byte of a terminal, those that are no plain texts begin as well.
      next.begin(scan.begun() ? grammar.ended(scan, level) : level, b, scan.begun());
    });
    inners.forEach((inner, level) -> {
      next.add(inner.terminal, inner.state.after(b), level);
      if (inner.state.accepting()) {
        next.begin(grammar.parser().shift(level, inner.terminal), b, true);
      }
    });
    if (next.scans.isEmpty() && next.inners.isEmpty()) {
      return false;
    }
    scans = next.scans;
    inners = next.inners;
    return true;
  }

  private void begin(Level level, int b, boolean plain) {
    if (level == grammar.parser().none()) {
      return;
    }
    if (plain) {
      add(grammar.scanner().step(grammar.begin(level), b), level);
    }
    for (int terminal : symbols.textTerminals()) {
      if (level.allows(terminal)) {
        add(terminal, symbols.start(terminal).after(b), level);
      }
    }
  }

  private void add(Scanner.@Nullable Scan scan, Level level) {
    if (scan != null) {
      scans.merge(scan, level, grammar.parser()::union);
    }
  }

  private void add(int terminal, @Nullable ByteState<?> state, Level level) {
    if (state != null) {
      if (inners.isEmpty()) {
        inners = new HashMap<>(4);
      }
      inners.merge(new Inner(terminal, state), level, grammar.parser()::union);
    }
  }

  /** The levels where the current terminal may end here. */
  private Level ended() {
    Level[] all = {grammar.parser().none()};
    scans.forEach((scan, level) ->
        all[0] = grammar.parser().union(all[0], scan.begun() ? grammar.ended(scan, level) : level));
    inners.forEach((inner, level) -> {
      if (inner.state.accepting()) {
        all[0] = grammar.parser().union(all[0], grammar.parser().shift(level, inner.terminal));
      }
    });
    return all[0];
  }

  /** The readings after a token that is a symbol; null where it is none. */
  @Nullable Threads afterSymbol(int token) {
    if (symbols.isEmpty()) {
      return null;
    }
    Threads next = new Threads(grammar, symbols);
    Level ended = ended();
    for (int terminal : symbols.tokenTerminals()) {
      if (ended.allows(terminal) && symbols.tokens(terminal).get(token)) {
        Level after = grammar.parser().shift(ended, terminal);
        next.add(grammar.begin(after), after);
      }
    }
    for (int terminal : symbols.textTerminals()) {
      if (ended.allows(terminal)) {
        next.add(terminal, symbols.start(terminal).afterSymbol(token), ended);
      }
    }
    inners.forEach(
        (inner, level) -> next.add(inner.terminal, inner.state.afterSymbol(token), level));
    return next.scans.isEmpty() && next.inners.isEmpty() ? null : next;
  }

  /** The readings of both. */
  Threads or(Threads other) {
    Threads both = new Threads(grammar, symbols);
    for (Threads one : new Threads[] {this, other}) {
      one.scans.forEach(both::add);
      one.inners.forEach((inner, level) -> both.add(inner.terminal, inner.state, level));
    }
    return both;
  }

  @Override
  public boolean accepting() {
    return ended().allows(grammar.parser().end());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Threads t && t.scans.equals(scans) && t.inners.equals(inners);
  }

  @Override
  public int hashCode() {
    return 31 * scans.hashCode() + inners.hashCode();
  }

  @Override
  public String toString() {
    return scans.size()
        + " readings"
        + (inners.isEmpty() ? "" : ", and " + inners.size() + " of other grammars");
  }
}
