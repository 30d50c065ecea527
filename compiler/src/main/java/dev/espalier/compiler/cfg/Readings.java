package dev.espalier.compiler.cfg;

import dev.espalier.compiler.engine.ByteState;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The readings that a text may still turn out to have: where its current lexeme stands, each with
 * the parses of the lexemes before it. Nearly always one or two.
 */
final class Readings implements ByteState.Walker<Readings> {
  private final LongestMatchGrammar grammar;
  private Config[] configs;
  private Level[] levels;
  private int count;

  /** Before the first byte. */
  Readings(LongestMatchGrammar grammar) {
    this.grammar = grammar;
    this.configs = new Config[] {grammar.lexer().start()};
    this.levels = new Level[] {grammar.parser().start()};
    this.count = 1;
  }

  private Readings(LongestMatchGrammar grammar, Config[] configs, Level[] levels, int count) {
    this.grammar = grammar;
    this.configs = configs;
    this.levels = levels;
    this.count = count;
  }

  LongestMatchGrammar grammar() {
    return grammar;
  }

  int count() {
    return count;
  }

  /** Where the current lexeme of a reading stands. Ordered by their numbers. */
  Config config(int reading) {
    return configs[reading];
  }

  /** The parses before the current lexeme of a reading. */
  Level level(int reading) {
    return levels[reading];
  }

  @Override
  public Readings copy() {
    return new Readings(
        grammar, Arrays.copyOf(configs, count), Arrays.copyOf(levels, count), count);
  }

  @Override
  public boolean step(int b) {
    LongestMatchLexer lexer = grammar.lexer();
    Readings next = new Readings(grammar, new Config[count + 1], new Level[count + 1], 0);
    for (int i = 0; i < count; i++) {
      next.add(lexer.stay(configs[i], b), levels[i]);
      Config.End end = lexer.end(configs[i]);
      if (end != null) {
        Config config = lexer.stay(end.next(), b);
        if (config != null) {
          next.add(config, after(levels[i], end));
        }
      }
    }
    if (next.count == 0) {
      return false;
    }
    configs = next.configs;
    levels = next.levels;
    count = next.count;
    return true;
  }

  private Level after(Level level, Config.End end) {
    return end.terminal() == LongestMatchLexer.INVISIBLE
        ? level
        : grammar.parser().shift(level, end.terminal());
  }

  private void add(@org.jspecify.annotations.Nullable Config config, Level level) {
    if (config == null || !level.allowsAny(grammar.lexer().expected(config))) {
      return;
    }
    int at = 0;
    while (at < count && configs[at].number() < config.number()) {
      at++;
    }
    if (at < count && configs[at] == config) {
      levels[at] = grammar.parser().union(levels[at], level);
      return;
    }
    if (count == configs.length) {
      configs = Arrays.copyOf(configs, 2 * count);
      levels = Arrays.copyOf(levels, 2 * count);
    }
    System.arraycopy(configs, at, configs, at + 1, count - at);
    System.arraycopy(levels, at, levels, at + 1, count - at);
    configs[at] = config;
    levels[at] = level;
    count++;
  }

  @Override
  public boolean accepting() {
    for (int i = 0; i < count; i++) {
      if (accepting(configs[i], levels[i])) {
        return true;
      }
    }
    return false;
  }

  private boolean accepting(Config config, Level level) {
    LongestMatchLexer lexer = grammar.lexer();
    if (lexer.mayEnd(config) && grammar.accepts(level)) {
      return true;
    }
    Config.End end = lexer.end(config);
    // Where a token goes on, the end of the text may make it.
    if (end != null && accepting(end.next(), after(level, end))) {
      return true;
    }
    OptionalInt last = lexer.endTerminal(config);
    return last.isPresent()
        && grammar.accepts(after(level, new Config.End(last.getAsInt(), config)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Readings r
        && r.count == count
        && Arrays.equals(r.configs, 0, count, configs, 0, count)
        && Arrays.equals(r.levels, 0, count, levels, 0, count);
  }

  @Override
  public int hashCode() {
    int hash = count;
    for (int i = 0; i < count; i++) {
      hash = 31 * (31 * hash + configs[i].hashCode()) + levels[i].hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i > 0 ? ", " : "").append(configs[i]).append(" over ").append(levels[i].size());
    }
    return text.toString();
  }
}
