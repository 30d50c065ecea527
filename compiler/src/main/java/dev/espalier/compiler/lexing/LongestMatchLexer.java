package dev.espalier.compiler.lexing;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import dev.espalier.compiler.grammar.Lexing.LexerAlternative;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A lexer by longest match, as the set of the readings that a text may still turn out to have.
 *
 * <p>ANTLR's lexer takes the longest match, and gives back what it read beyond it. So where a
 * lexeme may end but could also grow, both readings are followed: in the one where it ends here,
 * the longer match becomes an <em>obligation</em>: the bytes to come must never complete it.
 *
 * <p>Safe for use by many threads. Configurations are made when they are first entered.
 */
public final class LongestMatchLexer {
  /** The terminal of lexemes that the parser does not see. */
  public static final int INVISIBLE = -1;

  private static final int UNKNOWN = -2; // a token type that no parser rule takes

  private final TokenDfa dfa;
  private final int terminals;
  private final int maxDepth;
  private final int maxConfigs;
  private final Effect[] effects;
  private final List<String> ruleNames = new ArrayList<>(); // of each alternative
  private final List<String> modeNames;
  private final Map<Config, Config> configs = new HashMap<>();
  private final List<Config> numbered = new ArrayList<>();
  private final Config start;
  private final Config dead;
  private final OptionalInt endToken;
  private final int[] pleasant;
  private final Recent<Config, Map<Integer, Way>> ways = new Recent<>(1000);

  /** What the end of a lexeme does. Modes: pushed or entered, in order; -1 pops. */
  private record Effect(int terminal, List<ModeStep> modes) {}

  private record ModeStep(boolean push, int mode) {}

  /**
   * @param terminalOf the terminals of the parser by the names of their token types
   * @param terminals how many terminals the parser has, its end of text included, which comes last
   * @param maxDepth how deep modes may be pushed, and lexer rules call each other
   * @param maxConfigs how many configurations may be entered
   */
  public LongestMatchLexer(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      Map<String, Integer> terminalOf,
      int terminals,
      int nesting,
      int maxDepth,
      int maxConfigs,
      Work work) {
    this.terminals = terminals;
    this.maxDepth = maxDepth;
    this.maxConfigs = maxConfigs;
    LexerNfa nfa = new LexerNfa(grammar, lexing.modes(), nesting, work);
    this.dfa = TokenDfa.of(nfa, maxDepth, work);
    Map<String, Integer> modeNumbers = LexerNfa.modeNumbers(lexing);
    this.modeNames = lexing.modes().stream().map(Lexing.Mode::name).toList();
    this.effects = new Effect[nfa.alternatives()];
    for (int i = 0; i < effects.length; i++) {
      effects[i] = effect(nfa, i, terminalOf, modeNumbers);
      ruleNames.add(nfa.rule(i).name());
    }
    for (int mode = 0; mode < nfa.modes(); mode++) {
      int accepted = dfa.accepts(dfa.start(mode));
      if (accepted != TokenDfa.NONE) {
        Lexing.LexerRule rule = nfa.rule(accepted);
        throw new GrammarException(
            Kind.UNSUPPORTED,
            rule.at(),
            "the lexer rule " + rule.name() + " matches the empty text",
            "a token has at least one character");
      }
    }
    Integer end = terminalOf.get(Expr.Tokens.END);
    this.endToken = end == null ? OptionalInt.empty() : OptionalInt.of(end);
    this.pleasant = pleasant();
    this.dead = new Config(TokenDfa.DEAD, new int[0], new int[0], 0, -1);
    this.start = config(dfa.start(0), new int[] {0}, new int[0]);
  }

  private static Effect effect(
      LexerNfa nfa, int alternative, Map<String, Integer> terminalOf, Map<String, Integer> modes) {
    LexerAlternative given = nfa.alternative(alternative);
    String type = nfa.rule(alternative).name();
    boolean visible = true; // a later type() makes a skipped token visible again
    boolean hidden = false;
    List<ModeStep> steps = new ArrayList<>();
    for (Command command : given.commands()) {
      switch (command) {
        case Command.Skip c -> visible = false;
        case Command.More c -> visible = false;
        case Command.Type c -> {
          type = c.name();
          visible = true;
        }
        case Command.Channel c -> hidden = c.hidden();
        case Command.ToMode c ->
            steps.add(new ModeStep(false, mode(modes, c.mode(), nfa, alternative)));
        case Command.PushMode c ->
            steps.add(new ModeStep(true, mode(modes, c.mode(), nfa, alternative)));
        case Command.PopMode c -> steps.add(new ModeStep(false, -1));
      }
    }
    int terminal = visible && !hidden ? terminalOf.getOrDefault(type, UNKNOWN) : INVISIBLE;
    return new Effect(terminal, List.copyOf(steps));
  }

  private static int mode(Map<String, Integer> modes, String name, LexerNfa nfa, int alternative) {
    Integer mode = modes.get(name);
    if (mode == null) {
      throw new GrammarException(
          Kind.NAME, nfa.rule(alternative).at(), "there is no mode " + name, "");
    }
    return mode;
  }

  /** Before the first byte. */
  public Config start() {
    return start;
  }

  /** How many configurations were entered so far; their numbers are below. */
  public synchronized int configs() {
    return numbered.size();
  }

  private synchronized Config config(int state, int[] modes, int[] obligations) {
    Config made = new Config(state, modes, obligations, dfa.classes(), numbered.size());
    Config known = configs.putIfAbsent(made, made);
    if (known != null) {
      return known;
    }
    if (numbered.size() == maxConfigs) {
      throw new LimitExceeded("lexicalStates", maxConfigs, "reading a token");
    }
    numbered.add(made);
    return made;
  }

  /**
   * Whether a vocabulary can write what the lexer reads.
   *
   * @throws VocabularyException when it lacks a single byte that a text may need; names the byte
   */
  public void checkBytes(Vocabulary vocabulary) {
    for (int b = 0; b < 256; b++) {
      if (dfa.reads(dfa.classOf(b)) && vocabulary.singleByte(b) < 0) {
        throw new VocabularyException(
            "vocabulary",
            "",
            String.format(
                "no token is the single byte 0x%02x, which a text of the grammar may need; masks"
                    + " would not be live",
                b));
      }
    }
  }

  /**
   * The automaton of all modes, to be looked at.
   *
   * @param current where readings stand
   */
  public AutomatonView view(Collection<Config> current) {
    Map<String, Integer> starts = new LinkedHashMap<>();
    for (int mode = 0; mode < modeNames.size(); mode++) {
      starts.put(modeNames.get(mode), dfa.start(mode));
    }
    Set<Integer> states = new TreeSet<>();
    current.forEach(config -> states.add(config.state));
    return new AutomatonView(
        starts,
        (state, b) -> dfa.next(state, dfa.classOf(b)),
        this::label,
        states,
        OptionalInt.of(dfa.states()));
  }

  private String label(int state) {
    int now = dfa.accepts(state);
    int last = dfa.acceptsAtEnd(state);
    return now != TokenDfa.NONE
        ? named(now)
        : last != TokenDfa.NONE ? named(last) + " at the end of the text" : "";
  }

  private String named(int alternative) {
    String name = ruleNames.get(alternative);
    return effects[alternative].terminal == INVISIBLE ? name + " (not for the parser)" : name;
  }

  /** A configuration for people. */
  public String describe(Config config) {
    StringBuilder text = new StringBuilder();
    text.append(atBoundary(config) ? "before a token" : "within a token").append(", lexer state ");
    text.append(config.state);
    String label = label(config.state);
    text.append(label.isEmpty() ? "" : " (may end as " + label + ")");
    if (modeNames.size() > 1) {
      List<String> stack = new ArrayList<>();
      for (int mode : config.modes) {
        stack.add(modeNames.get(mode));
      }
      text.append(", modes ").append(String.join(" > ", stack));
    }
    if (config.obligations.length > 0) {
      text.append(", a longer match must never complete (")
          .append(config.obligations.length)
          .append(config.obligations.length == 1 ? " obligation)" : " obligations)");
    }
    return text.toString();
  }

  /** Where a lexeme stands after one more byte; null where it cannot go on, or never end. */
  public @Nullable Config stay(Config config, int b) {
    Config after = move(config, dfa.classOf(b));
    return after == null || isEmpty(expected(after)) ? null : after;
  }

  private static boolean isEmpty(long[] set) {
    for (long word : set) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Config move(Config config, int byteClass) {
    Config known = config.stays[byteClass];
    if (known == null) {
      known = compute(config, byteClass);
      config.stays[byteClass] = known;
    }
    return known == dead ? null : known;
  }

  private Config compute(Config config, int byteClass) {
    int state = dfa.next(config.state, byteClass);
    if (state == TokenDfa.DEAD) {
      return dead;
    }
    int[] left = new int[config.obligations.length];
    int n = 0;
    for (int obligation : config.obligations) {
      int after = dfa.watch(obligation, byteClass);
      if (after == TokenDfa.VIOLATED) {
        return dead;
      }
      if (after != TokenDfa.KEPT) {
        left[n++] = after;
      }
    }
    return config(state, config.modes, Arrays.stream(left, 0, n).sorted().distinct().toArray());
  }

  /** How the lexeme may end here, without another byte; null if it may not. */
  public Config.@Nullable End end(Config config) {
    int alternative = dfa.accepts(config.state);
    if (alternative == TokenDfa.NONE) {
      return null;
    }
    Config.End known = config.end;
    if (known == null) {
      known = end(config, alternative);
      config.end = known;
    }
    return known.next() == dead ? null : known;
  }

  private Config.End end(Config config, int alternative) {
    Effect effect = effects[alternative];
    int[] modes = config.modes;
    for (ModeStep step : effect.modes) {
      if (step.push) {
        if (modes.length > maxDepth) {
          return new Config.End(effect.terminal, dead);
        }
        modes = Arrays.copyOf(modes, modes.length + 1);
        modes[modes.length - 1] = step.mode;
      } else if (step.mode >= 0) {
        modes = modes.clone();
        modes[modes.length - 1] = step.mode;
      } else if (modes.length == 1) {
        return new Config.End(effect.terminal, dead);
      } else {
        modes = Arrays.copyOf(modes, modes.length - 1);
      }
    }
    if (effect.terminal == UNKNOWN) {
      return new Config.End(effect.terminal, dead);
    }
    int obligation = dfa.obligation(config.state);
    int[] obligations = config.obligations;
    if (obligation != TokenDfa.NONE && Arrays.binarySearch(obligations, obligation) < 0) {
      obligations = Arrays.copyOf(obligations, obligations.length + 1);
      obligations[obligations.length - 1] = obligation;
      Arrays.sort(obligations);
    }
    return new Config.End(
        effect.terminal, config(dfa.start(modes[modes.length - 1]), modes, obligations));
  }

  /** Whether a lexeme begins here, so that the text may end, as far as the lexer is concerned. */
  public boolean mayEnd(Config config) {
    return atBoundary(config) && !violatedAtEnd(config);
  }

  private boolean atBoundary(Config config) {
    return config.state == dfa.start(config.modes[config.modes.length - 1]);
  }

  private boolean violatedAtEnd(Config config) {
    for (int obligation : config.obligations) {
      if (dfa.violatedAtEnd(obligation)) {
        return true;
      }
    }
    return false;
  }

  /** The terminal that a lexeme is if the text ends here, by reading its end; empty for none. */
  public OptionalInt terminalAtEnd(Config config) {
    int alternative = dfa.acceptsAtEnd(config.state);
    if (alternative == TokenDfa.NONE || violatedAtEnd(config)) {
      return OptionalInt.empty();
    }
    int terminal = effects[alternative].terminal;
    return terminal == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(terminal);
  }

  /**
   * The terminals, as bits, of which one comes next for the parser, in some continuation. Shared,
   * not to be changed. Empty if no continuation can be read.
   */
  public long[] expected(Config config) {
    long[] known = config.expected;
    return known != null ? known : new Search().run(config);
  }

  /**
   * Finds what is expected of all configurations that one leads to, component by component (Tarjan
   * 1972, with a stack of its own).
   */
  private final class Search {
    private final Map<Config, int[]> marks = new HashMap<>(); // index, lowest
    private final Map<Config, long[]> found = new HashMap<>();
    private final ArrayDeque<Config> component = new ArrayDeque<>();
    private int counter;

    private record Visit(Config config, List<Config> next, int[] at) {}

    private long[] run(Config root) {
      ArrayDeque<Visit> path = new ArrayDeque<>();
      path.push(enter(root));
      while (true) {
        Visit visit = path.element();
        long[] set = found.get(visit.config);
        int[] mark = marks.get(visit.config);
        if (set == null || mark == null) {
          throw new AssertionError();
        }
        if (visit.at[0] < visit.next.size()) {
          Config next = visit.next.get(visit.at[0]);
          long[] done = next.expected;
          if (done != null) {
            or(set, done);
            visit.at[0]++;
          } else {
            int[] seen = marks.get(next);
            if (seen == null) {
              path.push(enter(next));
            } else {
              mark[1] = Math.min(mark[1], seen[0]);
              or(set, found.getOrDefault(next, set));
              visit.at[0]++;
            }
          }
          continue;
        }
        path.pop();
        if (mark[1] == mark[0]) {
          // The whole component expects the same.
          List<Config> members = new ArrayList<>();
          Config member;
          do {
            member = component.pop();
            members.add(member);
            or(set, found.getOrDefault(member, set));
          } while (member != visit.config);
          for (Config c : members) {
            c.expected = set;
          }
        }
        if (path.isEmpty()) {
          return set;
        }
        // A member of a component that is still open: its set and mark go to the one before it.
        Visit before = path.element();
        if (visit.config.expected == null) {
          int[] beforeMark = marks.get(before.config);
          long[] beforeSet = found.get(before.config);
          if (beforeMark == null || beforeSet == null) {
            throw new AssertionError();
          }
          beforeMark[1] = Math.min(beforeMark[1], mark[1]);
          or(beforeSet, set);
          before.at[0]++;
        }
      }
    }

    private Visit enter(Config config) {
      marks.put(config, new int[] {counter, counter});
      counter++;
      component.push(config);
      long[] set = new long[(terminals + 63) / 64];
      found.put(config, set);
      if (mayEnd(config)) {
        setEnd(set);
      }
      terminalAtEnd(config)
          .ifPresent(t -> {
            if (t == INVISIBLE) {
              setEnd(set);
            } else {
              set(set, t);
            }
          });
      List<Config> next = new ArrayList<>();
      for (int c = 0; c < dfa.classes(); c++) {
        Config after = move(config, c);
        if (after != null && !next.contains(after)) {
          next.add(after);
        }
      }
      Config.End end = end(config);
      if (end != null) {
        if (end.terminal() == INVISIBLE) {
          next.add(end.next());
        } else {
          set(set, end.terminal());
        }
      }
      return new Visit(config, next, new int[1]);
    }
  }

  private void setEnd(long[] set) {
    set(set, terminals - 1);
    endToken.ifPresent(t -> set(set, t));
  }

  private static void set(long[] set, int bit) {
    set[bit >> 6] |= 1L << bit;
  }

  private static void or(long[] into, long[] set) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= set[i];
    }
  }

  /**
   * Bytes that bring the lexer from a configuration to the end of a lexeme of a terminal, or to the
   * end of the text, over any number of lexemes that the parser does not see: a shortest way.
   *
   * @param terminal one of {@link #expected}
   */
  public Way way(Config from, int terminal) {
    Way way = ways(from).get(terminal);
    if (way == null) {
      throw new AssertionError("no way from " + from + " to terminal " + terminal);
    }
    return way;
  }

  /**
   * For every terminal that is {@linkplain #expected expected}, and for the end of the text, a
   * shortest way there.
   */
  public Map<Integer, Way> ways(Config from) {
    Map<Integer, Way> known = ways.get(from);
    return known != null ? known : ways.put(from, search(from));
  }

  private record Step(Config config, @Nullable Step before, int b) {
    Way to(Config next) {
      int length = 0;
      for (Step s = this; s != null; s = s.before) {
        length += s.b >= 0 ? 1 : 0;
      }
      byte[] bytes = new byte[length];
      for (Step s = this; s != null; s = s.before) {
        if (s.b >= 0) {
          bytes[--length] = (byte) s.b;
        }
      }
      return new Way(bytes, next);
    }
  }

  private Map<Integer, Way> search(Config from) {
    int wanted = 0;
    for (long word : expected(from)) {
      wanted += Long.bitCount(word);
    }
    Map<Integer, Way> found = new HashMap<>();
    ArrayDeque<Step> open = new ArrayDeque<>();
    Set<Config> seen = new HashSet<>();
    open.add(new Step(from, null, -1));
    seen.add(from);
    while (!open.isEmpty() && found.size() < wanted) {
      Step step = open.remove();
      Config at = step.config;
      if (mayEnd(at)) {
        putEnd(found, step);
      }
      terminalAtEnd(at)
          .ifPresent(t -> {
            if (t == INVISIBLE) {
              putEnd(found, step);
            } else {
              found.putIfAbsent(t, step.to(at));
            }
          });
      Config.End end = end(at);
      if (end != null && end.terminal() != INVISIBLE) {
        found.putIfAbsent(end.terminal(), step.to(end.next()));
      } else if (end != null && seen.add(end.next())) {
        // Without a byte: looked at before what is further away.
        open.addFirst(new Step(end.next(), step, -1));
      }
      for (int c = 0; c < dfa.classes(); c++) {
        Config after = move(at, c);
        if (after != null && !isEmpty(expected(after)) && seen.add(after)) {
          open.add(new Step(after, step, pleasant[c]));
        }
      }
    }
    return found;
  }

  private void putEnd(Map<Integer, Way> found, Step step) {
    found.putIfAbsent(terminals - 1, step.to(step.config));
    endToken.ifPresent(t -> found.putIfAbsent(t, step.to(step.config)));
  }

  /** A way through a lexer. */
  public record Way(byte[] bytes, Config next) {}

  // The byte of each class that reads best: a letter, a digit, else the lowest.
  private int[] pleasant() {
    int[] best = new int[dfa.classes()];
    Arrays.fill(best, -1);
    for (int b = 255; b >= 0; b--) {
      int c = dfa.classOf(b);
      if (best[c] < 0 || Bytes.rank(b) <= Bytes.rank(best[c])) {
        best[c] = b;
      }
    }
    return best;
  }
}
