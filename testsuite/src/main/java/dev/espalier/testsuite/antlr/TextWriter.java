package dev.espalier.testsuite.antlr;

import dev.espalier.testsuite.antlr.Lexemes.Lexeme;
import dev.espalier.testsuite.antlr.Lexemes.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes texts whose tokens have given types. Each match is looked at once more with what follows
 * it, so that lexemes that would fuse are kept apart, or others are taken.
 */
final class TextWriter {
  /** How many modes are kept at most in what is made: below the engine's limit. */
  static final int DEEPEST = 14;

  private static final int TRIES = 8;
  private static final int ROUTES = 4;
  private static final int SEARCHED = 400;
  private static final int KEPT = 2000;

  /** One match in the text. */
  private record Unit(int start, int end, ModeState before, ModeState after, Lexeme lexeme) {}

  private final Lexemes lexemes;
  private final StepLexer lexer;
  private final SplittableRandom random;
  private final Map<ModeState, Map<Integer, List<List<Outcome>>>> routes = new HashMap<>();
  private final CodePoints text = new CodePoints();
  private final List<Unit> units = new ArrayList<>();
  private final Ints types = new Ints();

  /** Where in the list of matches each token begins, with what is hidden before it. */
  private final Ints marks = new Ints();

  private double separate;
  private ModeState modes = ModeState.START;

  TextWriter(Lexemes lexemes, StepLexer lexer, SplittableRandom random) {
    this.lexemes = lexemes;
    this.lexer = lexer;
    this.random = random;
  }

  /**
   * Begins a new text.
   *
   * @param separate how often something hidden is put between two tokens without need
   */
  void begin(double separate) {
    text.replace(new int[0]);
    units.clear();
    types.cut(0);
    marks.cut(0);
    modes = ModeState.START;
    this.separate = separate;
  }

  /** The token types that may come next; the bit of the end is set. */
  BitSet following() {
    BitSet set = new BitSet();
    routes(modes).keySet().forEach(set::set);
    set.set(ParserModel.END);
    return set;
  }

  /**
   * Writes a token of a type, if need be with another text of the one before it; false if it could
   * not, and then nothing was written.
   */
  boolean write(int type) {
    if (ended() || !routes(modes).containsKey(type)) {
      return false;
    }
    int mark = units.size();
    for (int tries = 0; tries < TRIES; tries++) {
      if (attempt(type, tries)) {
        written(type, mark);
        return true;
      }
      undo(mark);
    }
    return types.size() > 0 && writeBoth(types.at(types.size() - 1), type);
  }

  private boolean writeBoth(int last, int type) {
    int mark = marks.at(marks.size() - 1);
    List<Unit> before = List.copyOf(units.subList(mark, units.size()));
    for (int tries = 0; tries < 2 * TRIES; tries++) {
      undo(mark);
      if (attempt(last, tries)) {
        int between = units.size();
        if (attempt(type, tries)) {
          written(type, between);
          return true;
        }
      }
    }
    undo(mark);
    for (Unit unit : before) {
      text.append(unit.lexeme().text());
      units.add(unit);
      modes = unit.after();
    }
    return false;
  }

  private void written(int type, int mark) {
    types.add(type);
    marks.add(mark);
  }

  private boolean attempt(int type, int tries) {
    if (tries % 2 == 1 || random.nextDouble() < separate) {
      hidden();
    }
    // Ways round: what is hidden or goes on, and may change the mode.
    for (int i = 0; i < 6 && random.nextInt(6) == 0; i++) {
      List<Outcome> others =
          lexemes.outcomes(modes.mode()).stream()
              .filter(each -> each.kind() != StepLexer.Kind.TOKEN && !each.end())
              .filter(each ->
                  each.after(modes)
                      .filter(next -> next.pushed().length <= DEEPEST)
                      .filter(next -> routes(next).containsKey(type))
                      .isPresent())
              .toList();
      if (others.isEmpty() || !append(others.get(random.nextInt(others.size())))) {
        break;
      }
    }
    List<List<Outcome>> known = routes(modes).getOrDefault(type, List.of());
    if (known.isEmpty()) {
      return false;
    }
    for (Outcome each : known.get(random.nextInt(known.size()))) {
      if (!append(each)) {
        return false;
      }
    }
    return true;
  }

  /** Writes something that the parser does not see, if there is such a thing here. */
  void hidden() {
    if (ended()) {
      return;
    }
    for (int i = 0; i == 0 || (i < 4 && random.nextInt(4) == 0); i++) {
      List<Outcome> silent =
          lexemes.outcomes(modes.mode()).stream()
              .filter(each ->
                  each.kind() == StepLexer.Kind.HIDDEN && each.steps().isEmpty() && !each.end())
              .toList();
      if (silent.isEmpty() || !append(silent.get(random.nextInt(silent.size())))) {
        return;
      }
    }
  }

  /** Writes any match; false if none was found. */
  boolean any() {
    List<Outcome> all = List.copyOf(lexemes.outcomes(modes.mode()));
    if (ended() || all.isEmpty()) {
      return false;
    }
    List<Outcome> fresh =
        random.nextInt(4) > 0
            ? all.stream().filter(each -> lexemes.fresh(modes.mode(), each)).toList()
            : List.of();
    List<Outcome> from = fresh.isEmpty() ? all : fresh;
    return append(from.get(random.nextInt(from.size())));
  }

  /** Whether the last match has read the end of the text. */
  private boolean ended() {
    return !units.isEmpty() && units.getLast().lexeme().outcome().end();
  }

  private boolean append(Outcome outcome) {
    Optional<ModeState> after = outcome.after(modes);
    if (after.isEmpty() || after.get().pushed().length > DEEPEST) {
      return false;
    }
    Lexeme lexeme = lexemes.draw(modes.mode(), outcome);
    int start = text.size();
    text.append(lexeme.text());
    Unit unit = new Unit(start, text.size(), modes, after.get(), lexeme);
    if ((units.isEmpty() || reads(units.getLast())) && reads(unit)) {
      units.add(unit);
      modes = unit.after();
      return true;
    }
    text.cut(start);
    return false;
  }

  private boolean reads(Unit unit) {
    text.seek(unit.start());
    Outcome outcome = unit.lexeme().outcome();
    try {
      return lexer.step(text, unit.before()) == outcome.kind()
          && text.index() == unit.end()
          && (outcome.kind() != StepLexer.Kind.TOKEN || lexer.type() == outcome.type())
          && lexer.modes().equals(unit.after());
    } catch (StepLexer.LexerError e) {
      return false;
    }
  }

  private void undo(int count) {
    while (units.size() > count) {
      Unit last = units.removeLast();
      text.cut(last.start());
      modes = last.before();
    }
  }

  /** The ways from some modes to a token of each type that can be had: matches, the token last. */
  private Map<Integer, List<List<Outcome>>> routes(ModeState from) {
    Map<Integer, List<List<Outcome>>> known = routes.get(from);
    if (known == null) {
      known = search(from);
      if (routes.size() >= KEPT) {
        routes.clear();
      }
      routes.put(from, known);
    }
    return known;
  }

  private record Step(ModeState modes, List<Outcome> so) {}

  private Map<Integer, List<List<Outcome>>> search(ModeState from) {
    Map<Integer, List<List<Outcome>>> found = new HashMap<>();
    Set<ModeState> seen = new HashSet<>(Set.of(from));
    Deque<Step> open = new ArrayDeque<>(List.of(new Step(from, List.of())));
    while (!open.isEmpty() && seen.size() < SEARCHED) {
      Step step = open.poll();
      for (Outcome outcome : lexemes.outcomes(step.modes().mode())) {
        Optional<ModeState> after = outcome.after(step.modes());
        if (after.isEmpty() || after.get().pushed().length > DEEPEST) {
          continue;
        }
        List<Outcome> way = new ArrayList<>(step.so());
        way.add(outcome);
        if (outcome.kind() == StepLexer.Kind.TOKEN) {
          List<List<Outcome>> ways =
              found.computeIfAbsent(outcome.type(), any -> new ArrayList<>());
          if (ways.size() < ROUTES) {
            ways.add(way);
          }
        } else if (!outcome.end() && seen.add(after.get())) {
          open.add(new Step(after.get(), way));
        }
      }
    }
    return found;
  }

  /** The text. */
  int[] text() {
    return text.toArray();
  }

  /** Where matches begin, and the end. */
  int[] borders() {
    int[] borders = new int[units.size() + 1];
    for (int i = 0; i < units.size(); i++) {
      borders[i] = units.get(i).start();
    }
    borders[units.size()] = text.size();
    return borders;
  }

  /** The types of the tokens. */
  int[] types() {
    return types.toArray();
  }

  int tokens() {
    return types.size();
  }

  /** The transitions of the lexer that the matches have taken. */
  int[] transitions() {
    Ints all = new Ints();
    units.forEach(each -> all.addAll(each.lexeme().transitions()));
    return all.toArray();
  }
}
