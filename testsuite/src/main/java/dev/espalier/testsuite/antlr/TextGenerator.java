package dev.espalier.testsuite.antlr;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.PlusLoopbackState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.StarLoopEntryState;
import org.antlr.v4.runtime.atn.Transition;

/** Makes texts of a grammar by random walks through the networks of its parser and its lexer. */
final class TextGenerator {
  /** The most tokens of a text. */
  static final int LONGEST = 2000;

  private static final int GIVE_UP = 8;
  private static final int RETRIES = 4;

  /**
   * A text.
   *
   * @param borders where its matches begin, and its end
   * @param types of its tokens, as they were meant
   * @param whole whether the walk came to its end: then the text is in the language of the grammar,
   *     unless the lexer reads other tokens
   * @param parser the transitions of the parser that made it
   * @param lexer the transitions of the lexer that made it
   */
  record Made(int[] text, int[] borders, int[] types, boolean whole, int[] parser, int[] lexer) {}

  private final ParserModel model;
  private final Network network;
  private final TextWriter writer;
  private final SplittableRandom random;
  private final int[] uses;
  private final int[] failures;
  private final BitSet wanted;

  private final Ints follow = new Ints();
  private final Ints precedences = new Ints();
  private final Ints taken = new Ints();

  TextGenerator(ParserModel model, TextWriter writer, SplittableRandom random) {
    this.model = model;
    this.network = model.network();
    this.writer = writer;
    this.random = random;
    uses = new int[network.size()];
    failures = new int[network.size()];
    wanted = (BitSet) model.reachable().clone();
  }

  /** Tells that transitions were in a text that was accepted. */
  void covered(int[] transitions) {
    for (int id : transitions) {
      wanted.clear(id);
    }
  }

  /** The next text. */
  Made next() {
    int kind = random.nextInt(100);
    writer.begin(new double[] {0, 0, 0.1, 0.5, 1}[random.nextInt(5)]);
    if (kind < 8) {
      return soup();
    }
    int target =
        kind < 60
            ? random.nextInt(16)
            : kind < 90
                ? random.nextInt(80)
                : kind < 99 ? random.nextInt(400) : random.nextInt(LONGEST);
    Network.Way way = Network.Way.NONE;
    if (!wanted.isEmpty() && random.nextInt(2) == 0) {
      int id = wanted.nextSetBit(random.nextInt(wanted.length()));
      way = model.wayTo(id);
      if (++failures[id] >= GIVE_UP) {
        wanted.clear(id);
      }
    }
    boolean whole = walk(target, way);
    // Some of what came to nothing is judged as it is.
    for (int again = 0; !whole && again < RETRIES && random.nextInt(4) > 0; again++) {
      target /= 4;
      writer.begin(random.nextDouble());
      whole = walk(target, way);
    }
    if (whole && random.nextInt(8) == 0) {
      writer.hidden();
    }
    return made(whole);
  }

  /** Matches in any order. */
  private Made soup() {
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length && writer.any(); i++) {
      taken.cut(0);
    }
    return made(false);
  }

  private Made made(boolean whole) {
    return new Made(
        writer.text(),
        writer.borders(),
        writer.types(),
        whole,
        whole ? taken.toArray() : new int[0],
        writer.transitions());
  }

  /**
   * A walk from the start to the end.
   *
   * @param target so many tokens are wanted
   * @param way what to follow first
   * @return whether it came to the end
   */
  private boolean walk(int target, Network.Way way) {
    follow.cut(0);
    precedences.cut(0);
    taken.cut(0);
    double loops = new double[] {0.3, 0.6, 0.9, 0.97, 0.995}[random.nextInt(5)];
    double growth = new double[] {0, 0.5, 0.9, 0.98}[random.nextInt(4)];
    ATNState state = model.start();
    int precedence = 0;
    long pending = 0;
    int at = 0;
    boolean ended = false;
    BitSet following = writer.following();
    for (int steps = 0; ; steps++) {
      if (state instanceof RuleStopState) {
        if (follow.size() == 0) {
          return true;
        }
        state = network.atn().states.get(follow.at(follow.size() - 1));
        precedence = precedences.at(precedences.size() - 1);
        follow.cut(follow.size() - 1);
        precedences.cut(precedences.size() - 1);
        pending -= network.cost(state);
        continue;
      }
      if (steps > 400 * (LONGEST + 50)) {
        return false;
      }
      boolean finish =
          writer.tokens() + (pending + network.cost(state)) / Network.READ >= target
              || steps > 200 * (target + 50);
      int index = -1;
      if (at < way.states().length
          && way.states()[at] == state.stateNumber
          && way.depths()[at] == follow.size()) {
        index = way.indexes()[at++];
        if (!may(state, index, precedence, following)) {
          index = -1;
          at = way.states().length;
        }
      }
      if (index < 0) {
        index = choose(state, precedence, following, finish, loops, growth);
      }
      if (index < 0) {
        return false;
      }
      int id = network.id(state, index);
      taken.add(id);
      uses[id]++;
      Transition t = state.transition(index);
      if (t instanceof RuleTransition call) {
        follow.add(call.followState.stateNumber);
        precedences.add(precedence);
        pending += network.cost(call.followState);
        precedence = call.precedence;
      } else if (!t.isEpsilon()) {
        BitSet possible = (BitSet) model.types(id).clone();
        possible.and(following);
        int type = pick(possible);
        if (type == ParserModel.END) {
          ended = true;
        } else if (type == Token.EOF || !writer.write(type)) {
          return false;
        }
        following = ended ? only(ParserModel.END) : writer.following();
      }
      state = t.target;
    }
  }

  private boolean may(ATNState state, int index, int precedence, BitSet following) {
    Transition t = state.transition(index);
    return network.cost(state, index) < Network.NEVER
        && model.open(t, precedence)
        && model.goesOn(network.id(state, index), following);
  }

  private int choose(
      ATNState state,
      int precedence,
      BitSet following,
      boolean finish,
      double loops,
      double growth) {
    int n = state.getNumberOfTransitions();
    Ints choices = new Ints();
    for (int i = 0; i < n; i++) {
      if (may(state, i, precedence, following)) {
        choices.add(i);
      }
    }
    if (choices.size() <= 1) {
      return choices.size() == 0 ? -1 : choices.at(0);
    }
    if (finish) {
      int best = choices.at(0);
      for (int c = 1; c < choices.size(); c++) {
        if (network.cost(state, choices.at(c)) < network.cost(state, best)) {
          best = choices.at(c);
        }
      }
      return best;
    }
    int rare = choices.at(0);
    for (int c = 1; c < choices.size(); c++) {
      if (uses[network.id(state, choices.at(c))] < uses[network.id(state, rare)]) {
        rare = choices.at(c);
      }
    }
    boolean loop = state instanceof StarLoopEntryState || state instanceof PlusLoopbackState;
    if (uses[network.id(state, rare)] == 0 || (!loop && random.nextInt(3) == 0)) {
      return rare;
    }
    if (loop && n == 2) {
      // The way on stands first, or last where the loop is not greedy.
      boolean greedy = !((org.antlr.v4.runtime.atn.DecisionState) state).nonGreedy;
      return (random.nextDouble() < loops) == greedy ? 0 : 1;
    }
    if (random.nextDouble() < growth) {
      Ints growing = new Ints();
      for (int c = 0; c < choices.size(); c++) {
        if (network.grows(state.transition(choices.at(c)))) {
          growing.add(choices.at(c));
        }
      }
      if (growing.size() > 0) {
        return growing.at(random.nextInt(growing.size()));
      }
    }
    return choices.at(random.nextInt(choices.size()));
  }

  private static BitSet only(int type) {
    BitSet set = new BitSet();
    set.set(type);
    return set;
  }

  private int pick(BitSet types) {
    int n = types.cardinality();
    if (n == 0) {
      return Token.EOF;
    }
    int type = types.nextSetBit(0);
    for (int i = random.nextInt(n); i > 0; i--) {
      type = types.nextSetBit(type + 1);
    }
    return type;
  }

  /** How often each transition was taken. */
  int[] uses() {
    return uses.clone();
  }
}
