package dev.espalier.compiler.cfg;

import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.lexing.Boundaries;
import dev.espalier.compiler.lexing.Config;
import dev.espalier.compiler.lexing.LongestMatchLexer.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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
      int classes = grammar.parser().classes();
      for (Way way : grammar.lexer().ways(grammar.lexer().start())) {
        for (int c = 0; c < classes; c++) {
          int terminal = way.type() * classes + c;
          costs[terminal] = Math.min(costs[terminal], 1 + way.bytes().length);
        }
      }
      for (int t = 0; t < costs.length; t++) {
        if (grammar.isEnd(t)) {
          costs[t] = 0;
        }
      }
      known = new Finisher(grammar.parser(), grammar.lexer().boundaries(), costs);
      finisher = known;
    }
    return known;
  }

  /** A lexeme that may come next, and the tokens after it that finish the text. */
  private record Plan(Way first, int[] rest, long cost) {}

  byte[] complete(Readings readings) {
    if (readings.accepting()) {
      return new byte[0];
    }
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < readings.count(); i++) {
      for (Way way : grammar.lexer().ways(readings.config(i))) {
        plan(readings.level(i), way, plans);
      }
    }
    plans.sort(Comparator.comparingLong(Plan::cost));
    for (Plan plan : plans) {
      byte[] bytes = write(plan);
      if (bytes != null) {
        return bytes;
      }
    }
    throw new LimitExceeded("completions", plans.size(), "looking for a completion");
  }

  private void plan(Level level, Way way, List<Plan> plans) {
    Boundaries boundaries = grammar.lexer().boundaries();
    if (way.type() == boundaries.endType()) {
      if (grammar.accepts(level)) {
        plans.add(new Plan(way, new int[0], way.bytes().length));
      }
      return;
    }
    boolean ended = grammar.lexer().isEnded(way.next());
    int terminal = boundaries.terminal(way.type(), ended ? null : way.next());
    if (!level.allows(terminal)) {
      return;
    }
    int classes = grammar.parser().classes();
    int[] rest = finisher().finish(grammar.parser().shift(level, terminal), terminal % classes);
    long cost = way.bytes().length;
    for (int t : rest) {
      cost += finisher().cost(t);
    }
    plans.add(new Plan(way, rest, cost));
  }

  /** Bytes behind others. */
  private record Chain(@Nullable Chain before, byte[] bytes, long length) {
    private Chain then(byte[] more) {
      return new Chain(this, more, length + more.length);
    }
  }

  /**
   * The shortest way to write a plan, over all places that its lexemes may end in: one more blank
   * behind a lexeme may be what lets the next one begin. Null if it cannot be written.
   */
  private byte @Nullable [] write(Plan plan) {
    Chain first = new Chain(null, plan.first.bytes(), plan.first.bytes().length);
    if (plan.first.type() == grammar.lexer().boundaries().endType()) {
      return plan.first.bytes();
    }
    Map<Config, Chain> places = new HashMap<>();
    places.put(plan.first.next(), first);
    for (int terminal : plan.rest) {
      if (!grammar.isEnd(terminal)) {
        places = after(places, terminal / grammar.parser().classes());
      }
    }
    Chain whole = null;
    for (Map.Entry<Config, Chain> place : places.entrySet()) {
      for (Way way : grammar.lexer().ways(place.getKey())) {
        if (way.type() == grammar.lexer().boundaries().endType()) {
          Chain chain = place.getValue().then(way.bytes());
          whole = whole == null || chain.length < whole.length ? chain : whole;
        }
      }
    }
    return whole == null ? null : bytes(whole);
  }

  private Map<Config, Chain> after(Map<Config, Chain> places, int type) {
    int limit = grammar.limits().completionBytes();
    Map<Config, Chain> next = new HashMap<>();
    places.forEach((place, chain) -> {
      for (Way way : grammar.lexer().ways(place)) {
        if (way.type() == type) {
          Chain longer = chain.then(way.bytes());
          if (longer.length > limit) {
            throw new LimitExceeded("completionBytes", limit, "writing out a completion");
          }
          next.merge(way.next(), longer, (a, b) -> a.length <= b.length ? a : b);
        }
      }
    });
    return next;
  }

  private static byte[] bytes(Chain whole) {
    byte[] bytes = new byte[(int) whole.length];
    for (Chain chain = whole; chain != null; chain = chain.before) {
      int from = (int) chain.length - chain.bytes.length;
      System.arraycopy(chain.bytes, 0, bytes, from, chain.bytes.length);
    }
    return bytes;
  }
}
