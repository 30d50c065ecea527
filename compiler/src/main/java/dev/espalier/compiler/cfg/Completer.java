package dev.espalier.compiler.cfg;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer.Way;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes out a way to finish a text of a grammar under longest match. */
final class Completer {
  private final LongestMatchGrammar grammar;
  private volatile @Nullable Finisher finisher;

  Completer(LongestMatchGrammar grammar) {
    this.grammar = grammar;
  }

  private Finisher finisher() {
    Finisher known = finisher;
    if (known == null) {
      int[] costs = new int[grammar.parser().terminals()];
      Arrays.fill(costs, 8);
      grammar
          .lexer()
          .ways(grammar.lexer().start())
          .forEach((terminal, way) -> costs[terminal] = 1 + way.bytes().length);
      known = new Finisher(grammar.parser(), grammar.lexer().boundaries(), costs);
      finisher = known;
    }
    return known;
  }

  byte[] complete(Readings readings) {
    if (readings.accepting()) {
      return new byte[0];
    }
    int limit = grammar.limits().completionBytes();
    ByteArrayOutputStream best = new ByteArrayOutputStream();
    long cost = Long.MAX_VALUE;
    @Nullable Config config = null;
    int[] rest = {};
    for (int i = 0; i < readings.count(); i++) {
      Level level = readings.level(i);
      for (Map.Entry<Integer, Way> entry : grammar.lexer().ways(readings.config(i)).entrySet()) {
        int terminal = entry.getKey();
        if (!level.allows(terminal)) {
          continue;
        }
        int[] after =
            terminal == grammar.parser().end()
                ? new int[0]
                : finisher()
                    .finish(
                        grammar.parser().shift(level, terminal),
                        terminal % grammar.parser().classes());
        long sum = entry.getValue().bytes().length;
        for (int t : after) {
          sum += finisher().cost(t);
        }
        if (sum < cost) {
          cost = sum;
          best.reset();
          best.writeBytes(entry.getValue().bytes());
          config = entry.getValue().next();
          rest = after;
        }
      }
    }
    for (int terminal : rest) {
      if (config != null && !grammar.lexer().boundaries().isEnd(terminal)) {
        Way way = grammar.lexer().way(config, terminal);
        best.writeBytes(way.bytes());
        config = way.next();
        if (best.size() > limit) {
          throw new LimitExceeded("completionBytes", limit, "writing out a completion");
        }
      }
    }
    if (config != null) {
      best.writeBytes(grammar.lexer().way(config, grammar.parser().end()).bytes());
    }
    return best.toByteArray();
  }
}
