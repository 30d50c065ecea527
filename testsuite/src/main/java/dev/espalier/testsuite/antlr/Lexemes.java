package dev.espalier.testsuite.antlr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.ActionTransition;
import org.antlr.v4.runtime.atn.LexerAction;
import org.antlr.v4.runtime.atn.LexerChannelAction;
import org.antlr.v4.runtime.atn.LexerModeAction;
import org.antlr.v4.runtime.atn.LexerMoreAction;
import org.antlr.v4.runtime.atn.LexerPopModeAction;
import org.antlr.v4.runtime.atn.LexerPushModeAction;
import org.antlr.v4.runtime.atn.LexerSkipAction;
import org.antlr.v4.runtime.atn.LexerTypeAction;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/** Makes texts of single matches of the lexer, by random walks through its network. */
final class Lexemes {
  /**
   * How deep lexer rules call each other in what is made: below what the engine follows, which is
   * eight calls for nested comments.
   */
  static final int DEEPEST = 6;

  private static final int POOL = 24;

  /** The first walks through a rule end when so many have brought nothing new. */
  private static final int FIRST_WALKS = 16;

  private static final int MOST_WALKS = 1000;

  /** So often a transition is sought that was in no lexeme. */
  private static final int SEEKS = 3;

  /**
   * What a match does.
   *
   * @param type the token type, 0 if no token is made
   * @param steps what happens to the modes
   * @param end whether the match read the end of the text
   */
  record Outcome(StepLexer.Kind kind, int type, List<ModeState.Step> steps, boolean end) {
    /** The modes after it, or none where there is nothing to pop. */
    Optional<ModeState> after(ModeState modes) {
      Optional<ModeState> result = Optional.of(modes);
      for (ModeState.Step step : steps) {
        result = result.flatMap(each -> each.after(step));
      }
      return result;
    }
  }

  /**
   * A text that one match reads.
   *
   * @param transitions the walk that made it
   */
  record Lexeme(int[] text, int[] transitions, Outcome outcome) {}

  /**
   * Lexemes with one outcome.
   *
   * @param fresh those that took a transition for the first time, and were not drawn yet
   */
  private record Pool(Set<Integer> rules, List<Lexeme> samples, Deque<Lexeme> fresh) {
    Pool() {
      this(new LinkedHashSet<>(), new ArrayList<>(), new ArrayDeque<>());
    }
  }

  private final LexerModel model;
  private final Network network;
  private final StepLexer lexer;
  private final SplittableRandom random;
  private final int[] uses;
  private final int[] readings;
  private final List<Map<Outcome, Pool>> pools = new ArrayList<>();
  private int news;
  private final CodePoints scratch = new CodePoints();

  Lexemes(LexerModel model, StepLexer lexer, SplittableRandom random) {
    this.model = model;
    this.network = model.network();
    this.lexer = lexer;
    this.random = random;
    uses = new int[network.size()];
    readings = new int[network.size()];
    ATN atn = network.atn();
    for (int mode = 0; mode < atn.modeToStartState.size(); mode++) {
      pools.add(new LinkedHashMap<>());
      ATNState start = atn.modeToStartState.get(mode);
      for (int i = 0; i < start.getNumberOfTransitions(); i++) {
        int rule = start.transition(i).target.ruleIndex;
        if (network.cost(atn.ruleToStartState[rule]) >= Network.NEVER) {
          continue;
        }
        int idle = 0;
        for (int walk = 0; idle < FIRST_WALKS && walk < MOST_WALKS; walk++) {
          int before = news;
          keep(mode, rule, walk(mode, i, walk == 0 ? 0 : budget(), Network.Way.NONE));
          idle = news == before ? idle + 1 : 0;
        }
        seek(mode, i, rule);
      }
    }
  }

  /** Walks to every transition of a rule that was in no lexeme yet. */
  private void seek(int mode, int index, int rule) {
    ATNState first = network.atn().ruleToStartState[rule];
    BitSet all = network.reachable(List.of(first), true);
    for (int id = all.nextSetBit(0); id >= 0; id = all.nextSetBit(id + 1)) {
      for (int tries = 0; readings[id] == 0 && tries < SEEKS; tries++) {
        keep(mode, rule, walk(mode, index, 0, network.way(first, id)));
      }
    }
  }

  /** What matches may do in a mode, as far as is known. */
  Set<Outcome> outcomes(int mode) {
    return pools.get(mode).keySet();
  }

  /** Whether there are lexemes with an outcome that bring something new. */
  boolean fresh(int mode, Outcome outcome) {
    Pool pool = pools.get(mode).get(outcome);
    return pool != null && !pool.fresh().isEmpty();
  }

  /** A lexeme with an outcome. */
  Lexeme draw(int mode, Outcome outcome) {
    Pool pool = pools.get(mode).get(outcome);
    if (pool == null) {
      throw new IllegalArgumentException("no " + outcome + " in mode " + mode);
    }
    if (!pool.fresh().isEmpty() && random.nextBoolean()) {
      return pool.fresh().remove();
    }
    if (random.nextBoolean()) {
      List<Integer> rules = new ArrayList<>(pool.rules());
      for (int tries = 0; tries < 2; tries++) {
        int start = rules.get(random.nextInt(rules.size()));
        Lexeme made = keep(mode, start, walk(mode, start(mode, start), budget(), Network.Way.NONE));
        if (made != null && made.outcome().equals(outcome)) {
          return made;
        }
      }
    }
    return pool.samples().get(random.nextInt(pool.samples().size()));
  }

  private int start(int mode, int rule) {
    ATNState start = network.atn().modeToStartState.get(mode);
    for (int i = 0; i < start.getNumberOfTransitions(); i++) {
      if (start.transition(i).target.ruleIndex == rule) {
        return i;
      }
    }
    throw new IllegalArgumentException("no rule " + rule + " in mode " + mode);
  }

  /** Keeps a lexeme that the lexer reads as it was meant, and gives it back. */
  private @Nullable Lexeme keep(int mode, int rule, @Nullable Lexeme made) {
    if (made == null || made.text().length == 0 || !reads(mode, made)) {
      return null;
    }
    boolean fresh = false;
    for (int id : made.transitions()) {
      fresh |= readings[id]++ == 0;
    }
    Pool pool = pools.get(mode).computeIfAbsent(made.outcome(), any -> new Pool());
    pool.rules().add(rule);
    if (fresh) {
      news++;
      pool.fresh().add(made);
    }
    if (pool.samples().size() < POOL) {
      pool.samples().add(made);
    } else {
      // The first, shortest one stays.
      pool.samples().set(1 + random.nextInt(POOL - 1), made);
    }
    return made;
  }

  private boolean reads(int mode, Lexeme made) {
    ModeState before = new ModeState(mode, new int[] {mode, mode, mode});
    Optional<ModeState> after = made.outcome().after(before);
    if (after.isEmpty()) {
      return false;
    }
    scratch.replace(made.text());
    try {
      return lexer.step(scratch, before) == made.outcome().kind()
          && scratch.index() == scratch.size()
          && (made.outcome().kind() != StepLexer.Kind.TOKEN
              || lexer.type() == made.outcome().type())
          && lexer.modes().equals(after.get());
    } catch (StepLexer.LexerError e) {
      return false;
    }
  }

  private int budget() {
    int kind = random.nextInt(100);
    return kind < 60
        ? random.nextInt(5)
        : kind < 90 ? random.nextInt(12) : kind < 99 ? random.nextInt(40) : random.nextInt(300);
  }

  /**
   * A walk through a rule of a mode; null if it came to nothing.
   *
   * @param way what to follow first, from the start of the rule
   */
  private @Nullable Lexeme walk(int mode, int index, int budget, Network.Way way) {
    ATN atn = network.atn();
    ATNState state = atn.modeToStartState.get(mode);
    Ints text = new Ints();
    Ints taken = new Ints();
    List<ATNState> stack = new ArrayList<>();
    List<LexerAction> actions = new ArrayList<>();
    boolean end = false;
    int at = 0;
    taken.add(network.id(state, index));
    state = state.transition(index).target;
    int rule = state.ruleIndex;
    for (int steps = 0; ; steps++) {
      if (state instanceof RuleStopState) {
        if (stack.isEmpty()) {
          break;
        }
        state = stack.removeLast();
        continue;
      }
      boolean finish =
          text.size() >= budget || stack.size() >= DEEPEST || steps > 20 * budget + 200;
      int i;
      if (at < way.states().length
          && way.states()[at] == state.stateNumber
          && way.depths()[at] == stack.size()) {
        i = way.indexes()[at++];
      } else {
        i = choose(state, finish);
      }
      if (i < 0 || steps > 20_000) {
        return null;
      }
      Transition t = state.transition(i);
      int id = network.id(state, i);
      taken.add(id);
      if (uses[id]++ == 0) {
        news++;
      }
      if (t instanceof RuleTransition call) {
        stack.add(call.followState);
      } else if (t instanceof ActionTransition action) {
        if (stack.isEmpty()) {
          actions.add(atn.lexerActions[action.actionIndex]);
        }
      } else if (LexerModel.readsEnd(t) && (model.set(id).isNil() || random.nextInt(3) == 0)) {
        end = true;
      } else if (!t.isEpsilon()) {
        if (end) {
          return null;
        }
        text.add(character(model.set(id)));
      }
      state = t.target;
    }
    return new Lexeme(
        text.toArray(), taken.toArray(), outcome(atn.ruleToTokenType[rule], actions, end));
  }

  private int choose(ATNState state, boolean finish) {
    int n = state.getNumberOfTransitions();
    int best = -1;
    if (finish) {
      for (int i = 0; i < n; i++) {
        if (uses[network.id(state, i)] == 0 && network.cost(state, i) < Network.NEVER) {
          return i; // what was never taken is worth a longer text
        }
        if (network.cost(state, i) < Network.NEVER
            && (best < 0 || network.cost(state, i) < network.cost(state, best))) {
          best = i;
        }
      }
      return best;
    }
    boolean rare = random.nextInt(3) == 0;
    int found = 0;
    for (int i = 0; i < n; i++) {
      if (network.cost(state, i) >= Network.NEVER) {
        continue;
      }
      found++;
      if (best < 0
          || (rare
              ? uses[network.id(state, i)] < uses[network.id(state, best)]
              : random.nextInt(found) == 0)) {
        best = i;
      }
    }
    return best;
  }

  /** A character of a set: often one that can be read, often one at a border. */
  private int character(IntervalSet set) {
    List<Interval> intervals = set.getIntervals();
    Interval each = intervals.get(random.nextInt(intervals.size()));
    switch (random.nextInt(4)) {
      case 0 -> {
        return random.nextBoolean() ? each.a : each.b;
      }
      case 1 -> {
        int[] alphabet = model.alphabet();
        int point = alphabet[random.nextInt(alphabet.length)];
        if (set.contains(point)) {
          return point;
        }
      }
      case 2 -> {
        int point = ' ' + random.nextInt(95);
        if (set.contains(point)) {
          return point;
        }
      }
      default -> {}
    }
    return each.a + random.nextInt(Math.min(each.b - each.a + 1, 0x20000));
  }

  private static Outcome outcome(int ownType, List<LexerAction> actions, boolean end) {
    int type = Token.INVALID_TYPE;
    boolean hidden = false;
    List<ModeState.Step> steps = new ArrayList<>();
    for (LexerAction action : actions) {
      switch (action) {
        case LexerSkipAction skip -> type = Lexer.SKIP;
        case LexerMoreAction more -> type = Lexer.MORE;
        case LexerTypeAction other -> type = other.getType();
        case LexerChannelAction channel -> hidden = channel.getChannel() != Token.DEFAULT_CHANNEL;
        case LexerModeAction mode ->
            steps.add(new ModeState.Step(ModeState.Step.Kind.MODE, mode.getMode()));
        case LexerPushModeAction push ->
            steps.add(new ModeState.Step(ModeState.Step.Kind.PUSH, push.getMode()));
        case LexerPopModeAction pop -> steps.add(new ModeState.Step(ModeState.Step.Kind.POP, 0));
        default -> {}
      }
    }
    if (type == Token.INVALID_TYPE) {
      type = ownType;
    }
    StepLexer.Kind kind =
        type == Lexer.MORE
            ? StepLexer.Kind.MORE
            : type == Lexer.SKIP || hidden ? StepLexer.Kind.HIDDEN : StepLexer.Kind.TOKEN;
    return new Outcome(kind, kind == StepLexer.Kind.TOKEN ? type : 0, List.copyOf(steps), end);
  }

  /** How often each transition was taken. */
  int[] uses() {
    return uses.clone();
  }

  /** How often each transition was in a lexeme that the lexer reads as it was meant. */
  int[] readings() {
    return readings.clone();
  }
}
