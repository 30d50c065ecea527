package dev.espalier.compiler.lexing;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.GrammarException.Kind;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Vocabulary;
import dev.espalier.compiler.VocabularyException;
import dev.espalier.compiler.automata.IntList;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.grammar.Expr;
import dev.espalier.compiler.grammar.GrammarDefinition;
import dev.espalier.compiler.grammar.Lexing;
import dev.espalier.compiler.grammar.Lexing.Command;
import dev.espalier.compiler.grammar.Lexing.LexerAlternative;
import dev.espalier.compiler.lexing.Boundaries.Sight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  // Below the modes of a place that is looked at without them.
  private static final int ANY = -1;

  private static final String FINDING = "finding what can be written between tokens";

  private static final int UNKNOWN = -2; // a token type that no parser rule takes

  private static final Config.End NO_END =
      new Config.End(
          INVISIBLE, new Config(TokenDfa.DEAD, new int[0], new int[0], false, false, 0, -1));

  private final TokenDfa dfa;
  private @Nullable Work compiling; // until it is bound
  private int recursion; // not changed after the constructor
  private final int endType; // the token type of the end of the text, or -1
  private final boolean recursive; // whether modes may lie above themselves
  private final int maxDepth;
  private final int maxConfigs;
  private final Effect[] effects;
  private final List<String> ruleNames = new ArrayList<>(); // of each alternative
  private final List<String> modeNames;
  private final Map<Config, Config> configs = new HashMap<>();
  private final List<Config> numbered = new ArrayList<>();
  private final boolean endAlone; // whether some mode has a match of the end of the text alone
  private final Config start;
  private final Config dead;
  private final @Nullable ModeMoves moves; // what token types are split by, if they are
  private @Nullable Places relative; // without modes below, once they are asked for
  private @Nullable Boundaries boundaries; // not changed once the parser is made
  private final Map<End, Integer> endNumbers = new HashMap<>();
  private final List<End> endList = new ArrayList<>();
  private final int[] pleasant;
  private final Recent<Config, List<Way>> ways = new Recent<>(1000);

  /** What the end of a lexeme does. Modes: pushed or entered, in order; -1 pops. */
  private record Effect(Making making, int terminal, Channel channel, List<ModeStep> modes) {}

  private enum Making {
    TOKEN,
    SKIP,
    MORE
  }

  private enum Channel {
    /** That of the text before which is part of the token, or the parser's. */
    SAME,
    PARSER,
    HIDDEN
  }

  private record ModeStep(boolean push, int mode) {}

  /**
   * A lexer that has to be {@linkplain #bind bound} to what a parser wants.
   *
   * @param terminalOf the token types by their names
   * @param maxDepth how deep modes may be pushed, and lexer rules call each other
   * @param maxConfigs how many configurations may be entered
   */
  public LongestMatchLexer(
      GrammarDefinition grammar,
      Lexing.LongestMatch lexing,
      Map<String, Integer> terminalOf,
      int nesting,
      int maxDepth,
      int maxConfigs,
      Work work) {
    this.maxDepth = maxDepth;
    this.maxConfigs = maxConfigs;
    LexerNfa nfa = new LexerNfa(grammar, lexing.modes(), nesting, work);
    this.dfa = automaton(nfa, work);
    Map<String, Integer> modeNumbers = LexerNfa.modeNumbers(lexing);
    Map<Lexing.LexerRule, Integer> modes = new IdentityHashMap<>();
    for (Lexing.Mode mode : lexing.modes()) {
      mode.rules().forEach(rule -> modes.put(rule, modeNumbers.get(mode.name())));
    }
    int[] modeOf = new int[nfa.alternatives()];
    this.modeNames = lexing.modes().stream().map(Lexing.Mode::name).toList();
    this.effects = new Effect[nfa.alternatives()];
    for (int i = 0; i < effects.length; i++) {
      effects[i] = effect(nfa, i, terminalOf, modeNumbers);
      ruleNames.add(nfa.rule(i).name());
      modeOf[i] = modes.getOrDefault(nfa.rule(i), 0);
    }
    this.recursive = isRecursive(modeOf);
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
    this.pleasant = pleasant();
    this.dead = new Config(TokenDfa.DEAD, new int[0], new int[0], false, false, 0, -1);
    boolean endAlone = false;
    for (int mode = 0; mode < nfa.modes(); mode++) {
      endAlone |= dfa.acceptsAtEnd(dfa.start(mode)) != TokenDfa.NONE;
    }
    this.endAlone = endAlone;
    this.endType = terminalOf.getOrDefault(Expr.Tokens.END, -1);
    this.moves = null;
    this.start = config(dfa.start(0), new int[] {0}, new int[0], false, endAlone);
  }

  /** The same lexer, with token types that say what happens to the modes. */
  private LongestMatchLexer(LongestMatchLexer plain, ModeMoves moves) {
    this.dfa = plain.dfa;
    this.recursion = plain.recursion;
    this.recursive = plain.recursive;
    this.maxDepth = plain.maxDepth;
    this.maxConfigs = plain.maxConfigs;
    this.effects = plain.effects;
    this.ruleNames.addAll(plain.ruleNames);
    this.modeNames = plain.modeNames;
    this.endAlone = plain.endAlone;
    this.dead = plain.dead;
    this.pleasant = plain.pleasant;
    this.endType = plain.endType < 0 ? -1 : moves.ended(plain.endType);
    this.moves = moves;
    this.start = own(plain.start);
  }

  /** The configuration of this lexer that is equal to one of a lexer with other token types. */
  Config own(Config config) {
    return config(config.state, config.modes, config.obligations, config.hidden, config.open);
  }

  /**
   * Whether modes may come to lie above themselves, so that there are stacks of every height.
   *
   * @param modeOf the mode of each alternative
   */
  private boolean isRecursive(int[] modeOf) {
    BitSet[] above = new BitSet[dfa.modes()]; // those that may follow a mode or lie above it
    Arrays.setAll(above, mode -> new BitSet());
    BitSet[] pushed = new BitSet[dfa.modes()]; // onto each mode
    Arrays.setAll(pushed, mode -> new BitSet());
    for (int i = 0; i < effects.length; i++) {
      int top = modeOf[i];
      for (ModeStep step : effects[i].modes) {
        if (step.mode >= 0) {
          above[top].set(step.mode);
          if (step.push) {
            pushed[top].set(step.mode);
          }
          top = step.mode;
        }
      }
    }
    for (int through = 0; through < above.length; through++) {
      above[through].set(through);
      for (BitSet set : above) {
        if (set.get(through)) {
          set.or(above[through]);
        }
      }
    }
    for (int mode = 0; mode < pushed.length; mode++) {
      int below = mode;
      if (pushed[mode].stream().anyMatch(top -> above[top].get(below))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether some token does more to the modes than to enter one, to push one, or to pop one, or
   * anything at all when it ends with the text.
   */
  boolean isTangled() {
    for (int q = 0; q < dfa.states(); q++) {
      int last = dfa.acceptsAtEnd(q);
      if (last != TokenDfa.NONE && !effects[last].modes.isEmpty()) {
        return true;
      }
    }
    return Arrays.stream(effects)
        .map(Effect::modes)
        .anyMatch(steps ->
            steps.stream().filter(step -> step.push || step.mode < 0).count() > 1
                || (steps.size() > 1 && steps.getFirst().mode < 0));
  }

  /** The token type of the end of the text; -1 if the grammar has none. */
  public int endType() {
    return endType;
  }

  /** The mode in which texts begin. */
  public int startMode() {
    return start.modes[0];
  }

  /**
   * What tokens do to the modes, where a parser should know it: modes can be pushed above
   * themselves, so that places with all the modes below them would be too many to tell apart. Empty
   * where it does not help, since modes are pushed or popped by what the parser does not see, or
   * several at once.
   *
   * @throws LimitExceeded {@code automatonWork}
   */
  public Optional<ModeMoves> moves(Work limits) {
    if (!recursive) {
      return Optional.empty();
    }
    compiling = limits.anew(FINDING);
    ModeMoves.Builder builder = new ModeMoves.Builder();
    relative = Places.relative(this, builder);
    return relative == null ? Optional.empty() : Optional.of(builder.build(relative, endType));
  }

  /**
   * This lexer, for a parser.
   *
   * @param terminals how many terminals the parser has, its end of text included, which comes last
   * @param asked what the parser may want
   * @throws LimitExceeded {@code automatonWork}
   */
  public LongestMatchLexer bind(int terminals, Boundaries.Asked asked, Work limits) {
    Work work = limits.anew(FINDING);
    try {
      compiling = work.part(2);
      Places places = Places.exact(this);
      PlaceClasses classes =
          places == null ? null : PlaceClasses.of(places, terminals, endType, asked);
      if (places != null && classes != null) {
        return bind(new Boundaries(this, Sight.EXACT, places.numbers(), endType, classes, null, 0));
      }
    } catch (LimitExceeded e) {
      // Looked at more roughly.
    }
    compiling = work;
    Places places = Places.rough(this);
    PlaceClasses classes = PlaceClasses.of(places, terminals, endType, asked);
    Sight sight = classes == null ? Sight.BLURRED : Sight.ABOVE;
    if (classes == null) {
      classes = PlaceClasses.blurred(places, terminals, endType, asked);
    }
    return bind(new Boundaries(this, sight, places.numbers(), endType, classes, null, 0));
  }

  /**
   * This lexer, for a parser whose token types are split by what they do to modes. Empty if its
   * places cannot be told apart in few classes.
   *
   * @param moves the numbers of the token types, from {@link #moves} of this lexer
   * @param terminals how many terminals the parser has, its end of text included, which comes last
   * @param asked what the parser may want
   */
  public Optional<LongestMatchLexer> bind(ModeMoves moves, int terminals, Boundaries.Asked asked) {
    Places places = Objects.requireNonNull(relative);
    LongestMatchLexer split = new LongestMatchLexer(this, moves);
    PlaceClasses classes = PlaceClasses.of(places, terminals, split.endType, asked);
    return classes != null && Boundaries.fits(classes, 1)
        ? Optional.of(
            split.bind(
                new Boundaries(
                    split, Sight.RELATIVE, places.numbers(), split.endType, classes, moves, 1)))
        : Optional.empty();
  }

  /**
   * Tells apart one more mode that can be pushed; to be called before anything is read. Answers
   * whether there are few enough classes for it.
   */
  public boolean makeRoom() {
    Boundaries more = boundaries().withMoreRoom();
    if (more != null) {
      boundaries = more;
    }
    return more != null;
  }

  private LongestMatchLexer bind(Boundaries found) {
    boundaries = found;
    compiling = null;
    return this;
  }

  /**
   * The automaton of all rules. Where several rules call each other in turns, it can need a number
   * of states that is exponential in the depth of their calls: then they are followed less deep.
   */
  private TokenDfa automaton(LexerNfa nfa, Work work) {
    recursion = maxDepth;
    if (!nfa.isRecursive()) {
      return TokenDfa.of(nfa, maxDepth, work);
    }
    try {
      return TokenDfa.of(nfa, maxDepth, work.part(4));
    } catch (LimitExceeded e) {
      // As deep as is possible, then.
    }
    recursion = 1;
    TokenDfa made = TokenDfa.of(nfa, recursion, work);
    Work part = work.part(4);
    try {
      while (recursion < maxDepth) {
        made = TokenDfa.of(nfa, recursion + 1, part);
        recursion++;
      }
    } catch (LimitExceeded e) {
      // The one before is the largest.
    }
    return made;
  }

  /** How deep rules that call themselves are followed; empty where no text needs it. */
  public OptionalInt recursion() {
    return dfa.isBounded() ? OptionalInt.of(recursion) : OptionalInt.empty();
  }

  private static Effect effect(
      LexerNfa nfa, int alternative, Map<String, Integer> terminalOf, Map<String, Integer> modes) {
    LexerAlternative given = nfa.alternative(alternative);
    String type = nfa.rule(alternative).name();
    Making making = Making.TOKEN; // the last of skip, more and type counts
    Channel channel = Channel.SAME;
    List<ModeStep> steps = new ArrayList<>();
    for (Command command : given.commands()) {
      switch (command) {
        case Command.Skip c -> making = Making.SKIP;
        case Command.More c -> making = Making.MORE;
        case Command.Type c -> {
          type = c.name();
          making = Making.TOKEN;
        }
        case Command.Channel c -> channel = c.hidden() ? Channel.HIDDEN : Channel.PARSER;
        case Command.ToMode c ->
            steps.add(new ModeStep(false, mode(modes, c.mode(), nfa, alternative)));
        case Command.PushMode c ->
            steps.add(new ModeStep(true, mode(modes, c.mode(), nfa, alternative)));
        case Command.PopMode c -> steps.add(new ModeStep(false, -1));
      }
    }
    return new Effect(making, terminalOf.getOrDefault(type, UNKNOWN), channel, List.copyOf(steps));
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

  /** The configuration with a number. */
  public synchronized Config config(int number) {
    return numbered.get(number);
  }

  /** The same place where nothing must not happen: whatever can be read there can be read here. */
  public Config relaxed(Config config) {
    return config.obligations.length == 0
        ? config
        : config(config.state, config.modes, new int[0], config.hidden, config.open);
  }

  private synchronized Config config(
      int state, int[] modes, int[] all, boolean hidden, boolean open) {
    int[] obligations = all.length < 2 ? all : dfa.strictest(all);
    Config made =
        new Config(state, modes, obligations, hidden, open, dfa.classes(), numbered.size());
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
    Effect effect = effects[alternative];
    return effect.making != Making.TOKEN || effect.channel == Channel.HIDDEN
        ? name + " (not for the parser)"
        : name;
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

  /** The bytes that some lexeme ends with. */
  public BitSet lastBytes() {
    BitSet last = new BitSet(256);
    for (int b = 0; b < 256; b++) {
      for (int q = 0; q < dfa.states(); q++) {
        int to = dfa.next(q, dfa.classOf(b));
        if (to != TokenDfa.DEAD
            && (dfa.accepts(to) != TokenDfa.NONE || dfa.acceptsAtEnd(to) != TokenDfa.NONE)) {
          last.set(b);
        }
      }
    }
    return last;
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
    IntList left = new IntList();
    for (int obligation : config.obligations) {
      int after = dfa.watch(obligation, byteClass);
      if (after == TokenDfa.VIOLATED) {
        return dead;
      }
      if (after != TokenDfa.KEPT) {
        left.add(after);
      }
    }
    left.sortDistinct();
    return config(state, config.modes, left.toArray(), config.hidden, false);
  }

  /** How the lexeme may end here, without another byte; null if it may not. */
  public Config.@Nullable End end(Config config) {
    Config.End known = config.end;
    if (known == null) {
      Config.End typed = typed(config);
      known =
          typed == null
              ? NO_END
              : typed.terminal() == INVISIBLE
                  ? typed
                  : new Config.End(
                      boundaries().terminal(typed.terminal(), typed.next()), typed.next());
      config.end = known;
    }
    return known == NO_END ? null : known;
  }

  // As above, with the token type for the terminal.
  private Config.@Nullable End typed(Config config) {
    int alternative = dfa.accepts(config.state);
    if (alternative == TokenDfa.NONE) {
      return null;
    }
    Config.End end = end(config, alternative);
    return end.next() == dead ? null : end;
  }

  private Config.End end(Config config, int alternative) {
    Effect effect = effects[alternative];
    int[] modes = modes(config.modes, effect);
    if (modes == null) {
      return new Config.End(INVISIBLE, dead);
    }
    boolean hidden =
        effect.channel == Channel.SAME ? config.hidden : effect.channel == Channel.HIDDEN;
    boolean visible = effect.making == Making.TOKEN && !hidden;
    if (visible && effect.terminal == UNKNOWN) {
      return new Config.End(INVISIBLE, dead);
    }
    int obligation = dfa.obligation(config.state);
    int[] obligations = config.obligations;
    if (obligation != TokenDfa.NONE && Arrays.binarySearch(obligations, obligation) < 0) {
      obligations = Arrays.copyOf(obligations, obligations.length + 1);
      obligations[obligations.length - 1] = obligation;
      Arrays.sort(obligations);
    }
    int type = visible ? type(effect, config.modes, modes) : INVISIBLE;
    if (visible && type < 0) {
      return new Config.End(INVISIBLE, dead);
    }
    int mode = modes[modes.length - 1];
    return new Config.End(
        type,
        config(
            mode == ANY ? TokenDfa.DEAD : dfa.start(mode),
            modes,
            obligations,
            hidden && effect.making == Making.MORE,
            endAlone && effect.making == Making.MORE));
  }

  private int type(Effect effect, int[] before, int[] after) {
    return moves == null ? effect.terminal : moves.number(effect.terminal, before, after);
  }

  /** The modes after a lexeme; null where one would be left that was never entered. */
  private int @Nullable [] modes(int[] before, Effect effect) {
    int[] modes = before;
    boolean any = modes[0] == ANY;
    for (ModeStep step : effect.modes) {
      int depth = modes.length;
      if (step.push) {
        if (!any && depth > maxDepth) {
          return null;
        }
        modes = Arrays.copyOf(modes, depth + 1);
        modes[depth] = step.mode;
      } else if (step.mode >= 0) {
        modes = any && depth == 1 ? new int[] {ANY, ANY} : modes.clone();
        modes[modes.length - 1] = step.mode;
      } else if (depth > 1) {
        modes = Arrays.copyOf(modes, depth - 1);
      } else if (!any) {
        return null;
      }
    }
    return modes;
  }

  /** How many modes can still be pushed. */
  int room(Config config) {
    return maxDepth + 1 - config.modes.length;
  }

  /** The configuration in the same mode, above whatever modes. */
  Config above(Config config) {
    int mode = config.modes[config.modes.length - 1];
    return config(
        config.state, new int[] {ANY, mode}, config.obligations, config.hidden, config.open);
  }

  /** The places that one may be, after the mode above unknown ones was left. */
  List<Config> popped(Config config) {
    if (config.modes.length > 1 || config.modes[0] != ANY) {
      return List.of(config);
    }
    List<Config> all = new ArrayList<>();
    for (int mode = 0; mode < dfa.modes(); mode++) {
      all.add(
          config(
              dfa.start(mode),
              new int[] {ANY, mode},
              config.obligations,
              config.hidden,
              config.open));
    }
    return all;
  }

  /** Whether a lexeme begins here, so that the text may end, as far as the lexer is concerned. */
  public boolean mayEnd(Config config) {
    return atBoundary(config)
        && !violatedAtEnd(config)
        && !(config.open && dfa.acceptsAtEnd(config.state) != TokenDfa.NONE);
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
  public OptionalInt endTerminal(Config config) {
    OptionalInt type = terminalAtEnd(config);
    return type.isEmpty() || type.getAsInt() == INVISIBLE
        ? type
        : OptionalInt.of(boundaries().terminal(type.getAsInt(), null));
  }

  /** Where lexemes begin. */
  public Boundaries boundaries() {
    return Objects.requireNonNull(boundaries, "the lexer is not bound to a parser");
  }

  private OptionalInt terminalAtEnd(Config config) {
    // Behind a whole token that came to the end of the text, no match is made.
    if (violatedAtEnd(config) || (atBoundary(config) && !config.open)) {
      return OptionalInt.empty();
    }
    int[] modes = config.modes;
    int state = config.state;
    boolean hidden = config.hidden;
    // Every match may be one of which more is read, in another mode. They go on for ever in the end
    // if they are more than places.
    for (int i = 0; i <= dfa.modes() * (maxDepth + 2); i++) {
      int alternative = dfa.acceptsAtEnd(state);
      if (alternative == TokenDfa.NONE) {
        return i == 0 ? OptionalInt.empty() : OptionalInt.of(INVISIBLE);
      }
      Effect effect = effects[alternative];
      int @Nullable [] after = modes(modes, effect);
      if (after == null) {
        return OptionalInt.empty();
      }
      hidden = effect.channel == Channel.SAME ? hidden : effect.channel == Channel.HIDDEN;
      int mode = after[after.length - 1];
      if (effect.making == Making.MORE && mode != ANY) {
        modes = after;
        state = dfa.start(mode);
      } else if (hidden || effect.making != Making.TOKEN) {
        return OptionalInt.of(INVISIBLE);
      } else {
        int type = moves == null ? effect.terminal : moves.ended(effect.terminal);
        return type < 0 ? OptionalInt.empty() : OptionalInt.of(type);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The terminals, as bits, of which one comes next for the parser, in some continuation. Shared,
   * not to be changed. Empty if no continuation can be read.
   */
  public long[] expected(Config config) {
    long[] known = config.expected;
    if (known == null) {
      known =
          atBoundary(config)
              ? boundaries().expectedAt(config)
              : boundaries().expected(ends(config));
      config.expected = known;
    }
    return known;
  }

  /** The numbers of all ends that the lexeme of a configuration may come to. */
  BitSet ends(Config config) {
    BitSet known = config.ends;
    return known != null ? known : new Search().run(config);
  }

  /** The number of an end; the same for equal ones. */
  private synchronized int number(End end) {
    Integer known = endNumbers.get(end);
    if (known == null) {
      known = endList.size();
      endNumbers.put(end, known);
      endList.add(end);
    }
    return known;
  }

  /** The end with a number. */
  synchronized End end(int number) {
    return endList.get(number);
  }

  /**
   * How a lexeme ends.
   *
   * @param type the token type's terminal, or {@link #INVISIBLE}
   * @param next where the next one begins, or null if the text has ended
   */
  record End(int type, @Nullable Config next) {}

  /**
   * Finds the ends that configurations may come to, component by component (Tarjan 1972, with a
   * stack of its own).
   */
  private final class Search {
    private final Map<Config, Mark> marks = new HashMap<>();
    private final ArrayDeque<Config> component = new ArrayDeque<>();
    private int counter;

    private static final class Mark {
      private final Config config;
      private final int index;
      private int lowest;
      private final BitSet ends;
      private final List<Config> next;
      private int at;

      private Mark(Config config, int index, BitSet ends, List<Config> next) {
        this.config = config;
        this.index = index;
        this.lowest = index;
        this.ends = ends;
        this.next = next;
      }
    }

    private BitSet run(Config root) {
      ArrayDeque<Mark> path = new ArrayDeque<>();
      Mark first = enter(root);
      path.push(first);
      while (!path.isEmpty()) {
        Mark mark = path.element();
        if (mark.at < mark.next.size()) {
          Config next = mark.next.get(mark.at++);
          BitSet done = next.ends;
          Mark seen = marks.get(next);
          if (done != null) {
            mark.ends.or(done);
          } else if (seen == null) {
            path.push(enter(next));
          } else {
            mark.lowest = Math.min(mark.lowest, seen.index);
            mark.ends.or(seen.ends);
          }
          continue;
        }
        path.pop();
        if (mark.lowest == mark.index) {
          // The whole component comes to the same ends.
          List<Config> members = new ArrayList<>();
          Config member;
          do {
            member = component.pop();
            members.add(member);
            Mark its = marks.get(member);
            if (its != null) {
              mark.ends.or(its.ends);
            }
          } while (member != mark.config);
          for (Config c : members) {
            c.ends = mark.ends;
          }
        }
        if (!path.isEmpty()) {
          Mark before = path.element();
          before.ends.or(mark.ends);
          before.lowest = Math.min(before.lowest, mark.lowest);
        }
      }
      return first.ends;
    }

    private Mark enter(Config config) {
      Work meter = compiling;
      if (meter != null) {
        meter.spend(32);
      }
      BitSet ends = new BitSet();
      terminalAtEnd(config).ifPresent(t -> ends.set(number(new End(t, null))));
      Config.End end = typed(config);
      if (end != null) {
        ends.set(number(new End(end.terminal(), end.next())));
      }
      Set<Config> next = new LinkedHashSet<>();
      for (int c = 0; c < dfa.classes(); c++) {
        Config after = move(config, c);
        if (after != null) {
          next.add(after);
        }
      }
      Mark mark = new Mark(config, counter++, ends, List.copyOf(next));
      marks.put(config, mark);
      component.push(config);
      return mark;
    }
  }

  /**
   * Bytes that bring the lexer from a configuration to the end of a lexeme that the parser sees, or
   * to the end of the text, over any number of lexemes that it does not see.
   *
   * @param type the token type of the lexeme; for the end of the text, the last one
   * @param next where the next lexeme begins; what {@link #isEnded} knows, where the text has ended
   */
  public record Way(int type, byte[] bytes, Config next) {}

  /** Whether a way led to the end of the text, so that nothing can come behind it. */
  public boolean isEnded(Config next) {
    return next == dead;
  }

  /** A shortest way to each end that can come next. O(size of the automaton), once. */
  public List<Way> ways(Config from) {
    List<Way> known = ways.get(from);
    return known != null ? known : ways.put(from, search(from));
  }

  private record Step(Config config, @Nullable Step before, int b) {
    byte[] bytes() {
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
      return bytes;
    }
  }

  private List<Way> search(Config from) {
    Map<End, Way> found = new LinkedHashMap<>();
    if (isEnded(from)) {
      return List.of(new Way(boundaries().endType(), new byte[0], dead));
    }
    ArrayDeque<Step> open = new ArrayDeque<>();
    Set<Config> seen = new HashSet<>();
    open.add(new Step(from, null, -1));
    seen.add(from);
    while (!open.isEmpty()) {
      Step step = open.remove();
      Config at = step.config;
      OptionalInt last = terminalAtEnd(at);
      if (mayEnd(at) || (last.isPresent() && last.getAsInt() == INVISIBLE)) {
        put(found, boundaries().endType(), dead, step);
      }
      if (last.isPresent() && last.getAsInt() != INVISIBLE) {
        put(found, last.getAsInt(), dead, step);
      }
      Config.End end = typed(at);
      if (end != null && end.terminal() != INVISIBLE) {
        put(found, end.terminal(), end.next(), step);
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
    return List.copyOf(found.values());
  }

  private static void put(Map<End, Way> found, int type, Config next, Step step) {
    found.computeIfAbsent(new End(type, next), key -> new Way(type, step.bytes(), next));
  }

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
