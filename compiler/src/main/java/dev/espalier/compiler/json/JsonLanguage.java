package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.engine.LexicalPool;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.lexical.FilteredAutomaton;
import dev.espalier.compiler.lexical.LexicalAutomaton;
import dev.espalier.compiler.lexical.NumberAutomaton;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.SpelledNumberAutomaton;
import dev.espalier.compiler.lexical.SpelledNumbers;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.lexical.StringAutomaton;
import dev.espalier.compiler.lexical.StringSet;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The JSON texts of one schema, over one vocabulary's lexical automata: makes the automata of its
 * nodes; what they read next is decided by {@link Steps}.
 */
final class JsonLanguage {
  private static final int REMEMBERED = 10_000;
  private static final int HELD = 1024; // a power of two, so that the count may overflow

  /** What could follow strings and numbers. */
  static final Lexer.Follow AFTER_SCALAR = JsonBytes.follow(label -> '"');

  private static final Lexer.Follow AFTER_VALUE_LEXEME =
      JsonBytes.follow(ValueAutomaton.Kind::lexeme);

  private final Shapes shapes;
  private final Satisfier satisfier;
  private final Steps steps;
  private final OutputForm form;
  private final CompileLimits limits;
  private final LexicalPool pool;
  private final int blanks;

  private final Lexer separatorInObject;
  private final Lexer separatorInArray;
  private final Lexer separatorAfterKey;
  private final Lexer closeOnlyInObject;
  private final Lexer closeOnlyInArray;
  private final Lexer nothing;

  // Automata by goals; the pool still knows those that are in use.
  private final Recent<ValueKey, Lexer> valueLexers = new Recent<>(REMEMBERED);
  private final Recent<Goals, Lexer> stringLexers = new Recent<>(REMEMBERED);
  private final Recent<Goals, Lexer> numberLexers = new Recent<>(REMEMBERED);
  private final DeepStack stack;

  private final Structure[] held = new Structure[HELD];
  private int next;

  // Of values that were read it may turn out only then.
  private volatile boolean deep;

  private final boolean forgetful;

  /**
   * @param deep whether formulas nest deeper than every stack holds
   */
  JsonLanguage(
      Shapes shapes,
      Satisfier satisfier,
      OutputForm form,
      CompileLimits limits,
      LexicalPool pool,
      boolean deep) {
    this(shapes, satisfier, new Steps(shapes, satisfier, limits), form, limits, pool, deep, false);
  }

  private JsonLanguage(
      Shapes shapes,
      Satisfier satisfier,
      Steps steps,
      OutputForm form,
      CompileLimits limits,
      LexicalPool pool,
      boolean deep,
      boolean forgetful) {
    this.stack = new DeepStack(limits);
    this.deep = deep;
    this.forgetful = forgetful;
    this.shapes = shapes;
    this.satisfier = satisfier;
    this.steps = steps;
    this.form = form;
    this.limits = limits;
    this.pool = pool;
    this.blanks = form.whiteSpace() instanceof WhiteSpace.Flexible f ? f.blanks() : -1;
    String comma = satisfier.comma();
    this.separatorInObject = separator(List.of(comma, "}"));
    this.separatorInArray = separator(List.of(comma, "]"));
    this.separatorAfterKey = separator(List.of(satisfier.colon()));
    this.closeOnlyInObject = separator(List.of("}"));
    this.closeOnlyInArray = separator(List.of("]"));
    this.nothing = separator(List.of());
  }

  /** The same language, but for {@link #isForgetful}. Nodes of it are other nodes. */
  JsonLanguage forgetful() {
    return new JsonLanguage(shapes, satisfier, steps, form, limits, pool, deep, true);
  }

  /**
   * Whether keys that have no names may come again where nothing else depends on them. So there are
   * more texts, and fewer nodes: a node need not know the keys before it.
   */
  boolean isForgetful() {
    return forgetful;
  }

  /**
   * Holds a node until some others were made. Most nodes are passed within a token, so that no
   * state holds them; without this each collection of garbage would cost them all.
   */
  void hold(Structure node) {
    held[next++ & (HELD - 1)] = node; // that one of two threads may lose its node here does no harm
  }

  /** Does something for which the stack has to be large if formulas or values nest deeply. */
  <T> T withRoom(Supplier<T> work) {
    return deep ? stack.call(work) : work.get();
  }

  /**
   * Whether what follows depends on a container that begins here.
   *
   * @throws LimitExceeded ({@code nesting}) if it lies too deep in what is compared
   */
  boolean captures(JsonNode.Around around) {
    int depth = around.captured();
    if (depth > limits.nesting()) {
      throw new LimitExceeded("nesting", limits.nesting(), "comparing items for uniqueItems");
    }
    if (depth > DeepStack.SHALLOW) {
      deep = true;
    }
    return depth > 0;
  }

  /** Whether white space may stand between lexemes. */
  boolean hasBlanks() {
    return blanks >= 0;
  }

  Shapes shapes() {
    return shapes;
  }

  Satisfier satisfier() {
    return satisfier;
  }

  /** The steps of containers. */
  Steps steps() {
    return steps;
  }

  String comma() {
    return satisfier.comma();
  }

  String colon() {
    return satisfier.colon();
  }

  private Lexer separator(List<String> separators) {
    SeparatorAutomaton.Kind kind =
        new SeparatorAutomaton.Kind(separators, separators.isEmpty() ? -1 : blanks);
    return pool.get(
        kind,
        () -> new SeparatorAutomaton(kind, limits.lexicalStates()),
        JsonBytes.follow(kind::mark));
  }

  /** What may come after a member or an item. */
  Lexer separators(boolean object, boolean more, boolean close) {
    if (more && close) {
      return object ? separatorInObject : separatorInArray;
    }
    if (more) {
      return separator(List.of(comma()));
    }
    return object ? closeOnlyInObject : closeOnlyInArray;
  }

  Lexer colonLexer() {
    return separatorAfterKey;
  }

  /** Reads nothing: the end of the text. */
  Lexer nothing() {
    return nothing;
  }

  private record StringsKey(StringSet viable, List<StringSet> open, Object spelling) {}

  private record NumbersKey(SpelledNumbers viable, List<SpelledNumbers> open, Object form) {}

  private record ValueKey(@Nullable Goals goals, boolean close, boolean blanksBefore) {}

  /** Reads a value that meets some goals. */
  Lexer value(@Nullable Goals goals, boolean close, boolean blanksBefore) {
    ValueKey key = new ValueKey(goals, close, blanksBefore);
    Lexer known = valueLexers.get(key);
    return known != null ? known : valueLexers.put(key, find(key));
  }

  private Lexer find(ValueKey key) {
    Goals goals = key.goals;
    Lexer strings = null;
    Lexer numbers = null;
    int labels = key.close ? 1 << ValueAutomaton.CLOSE : 0;
    if (goals != null) {
      Shape viable = goals.viable();
      strings = strings(goals).orElse(null);
      numbers = numbers(goals).orElse(null);
      for (JsonType word : List.of(JsonType.NULL, JsonType.FALSE, JsonType.TRUE)) {
        if (shapes.restrict(viable, word) == shapes.any) {
          labels |= 1 << (ValueAutomaton.WORDS + word.ordinal());
        }
      }
      if (satisfier.arraySatisfiable(shapes.restrict(viable, JsonType.ARRAY))) {
        labels |= 1 << ValueAutomaton.ARRAY;
      }
      if (satisfier.objectSatisfiable(shapes.restrict(viable, JsonType.OBJECT))) {
        labels |= 1 << ValueAutomaton.OBJECT;
      }
    }
    ValueAutomaton.Kind kind =
        new ValueAutomaton.Kind(strings, numbers, labels, key.blanksBefore ? blanks : -1);
    return values(kind);
  }

  private Lexer values(ValueAutomaton.Kind kind) {
    return pool.get(
        kind,
        () ->
            new ValueAutomaton(
                kind, kind.isFrame() ? null : values(kind.frame()), limits.lexicalStates()),
        AFTER_VALUE_LEXEME);
  }

  private Optional<Lexer> strings(Goals goals) {
    if (shapes.restrict(goals.viable(), JsonType.STRING) == shapes.none) {
      return Optional.empty();
    }
    Lexer known = stringLexers.get(goals);
    if (known != null) {
      return Optional.of(known);
    }
    StringSet viable = shapes.stringsOf(goals.viable());
    if (viable.isEmpty()) {
      return Optional.empty();
    }
    List<StringSet> open = goals.open().stream().map(shapes::stringsOf).toList();
    StringsKey key = new StringsKey(viable, open, form.strings());
    Lexer made =
        pool.get(
            key,
            () -> new StringAutomaton(viable, open, form.strings(), limits.lexicalStates()),
            AFTER_SCALAR);
    return Optional.of(stringLexers.put(goals, made));
  }

  /** Whether values are strings, in which any character may come anywhere. */
  boolean isFreeText(Shape shape) {
    for (JsonType type : JsonType.values()) {
      if (type != JsonType.STRING && shapes.restrict(shape, type) != shapes.none) {
        return false;
      }
    }
    return strings(Goals.of(shape))
        .map(strings -> ((StringAutomaton) strings.automaton()).isFree())
        .orElse(false);
  }

  private Optional<Lexer> numbers(Goals goals) {
    if (shapes.restrict(goals.viable(), JsonType.NUMBER) == shapes.none) {
      return Optional.empty();
    }
    Lexer known = numberLexers.get(goals);
    if (known != null) {
      return Optional.of(known);
    }
    SpelledNumbers viable = shapes.numbersOf(goals.viable());
    if (viable.isEmpty(form.numbers())) {
      return Optional.empty();
    }
    List<SpelledNumbers> open = goals.open().stream().map(shapes::numbersOf).toList();
    NumbersKey key = new NumbersKey(viable, open, form.numbers());
    Lexer made = pool.get(key, () -> numberAutomaton(viable, open), AFTER_SCALAR);
    return Optional.of(numberLexers.put(goals, made));
  }

  private LexicalAutomaton numberAutomaton(SpelledNumbers viable, List<SpelledNumbers> open) {
    if (viable.isByValue() && open.stream().allMatch(SpelledNumbers::isByValue)) {
      List<NumberSet> goals = open.stream().map(SpelledNumbers::plain).toList();
      return new NumberAutomaton(viable.plain(), goals, form.numbers(), limits.lexicalStates());
    }
    return new SpelledNumberAutomaton(viable, open, form.numbers(), limits.lexicalStates());
  }

  /** The state of {@link #keyStrings} in which a state of {@link #keys} is, or -1 outside keys. */
  static int keyState(Lexer keys, int state) {
    return switch (keys.automaton()) {
      case KeyAutomaton automaton -> automaton.keyState(state);
      case FilteredAutomaton part -> ((KeyAutomaton) part.base()).keyState(state);
      default -> throw new AssertionError("not of keys: " + keys.automaton());
    };
  }

  /** Which of some open goals hold of a string, a number or a word. */
  static BitSet outcome(Lexer lexer, int label) {
    return switch (lexer.automaton()) {
      case StringAutomaton strings -> strings.outcome(label);
      case NumberAutomaton numbers -> numbers.outcome(label);
      case SpelledNumberAutomaton numbers -> numbers.outcome(label);
      default -> throw new AssertionError("not a scalar: " + lexer.automaton());
    };
  }

  BitSet outcome(Goals goals, JsonType word) {
    BitSet holds = new BitSet();
    for (int i = 0; i < goals.open().size(); i++) {
      holds.set(i, shapes.restrict(goals.open().get(i), word) == shapes.any);
    }
    return holds;
  }

  Lexer stringsOf(Goals goals) {
    return strings(goals).orElseThrow();
  }

  Lexer numbersOf(Goals goals) {
    return numbers(goals).orElseThrow();
  }

  /** The goals of a value, as formulas over the facts of one type of container. */
  Goals restrict(Goals goals, JsonType type) {
    return new Goals(
        shapes.restrict(goals.viable(), type),
        goals.open().stream().map(s -> shapes.restrict(s, type)).toList());
  }

  /** The lexer of the next key. */
  Lexer keys(KeyContent.Allowed allowed, boolean close) {
    KeyContent.Allowed more = allowed.withAllNames();
    if (more != allowed) {
      return without(keys(more, close), allowed);
    }
    Lexer names = new KeyContent(allowed).isLive() ? keyStrings(allowed) : null;
    KeyAutomaton.Kind kind = new KeyAutomaton.Kind(names, close, blanks);
    return keys(kind);
  }

  private Lexer keys(KeyAutomaton.Kind kind) {
    return pool.get(
        kind,
        () ->
            new KeyAutomaton(
                kind, kind.keys() == null ? null : keys(kind.frame()), limits.lexicalStates()),
        AFTER_SCALAR);
  }

  private record Without(Lexer base, BitSet names) {}

  private Lexer without(Lexer base, KeyContent.Allowed allowed) {
    return pool.without(new Without(base, allowed.names()), base, allowed.missingLabels());
  }

  /** The lexer within a key. */
  Lexer keyStrings(KeyContent.Allowed allowed) {
    KeyContent.Allowed more = allowed.withAllNames();
    if (more != allowed) {
      return without(keyStrings(more), allowed);
    }
    return pool.get(
        allowed,
        () ->
            new SpelledString<>(
                "a key", new KeyContent(allowed), form.strings(), limits.lexicalStates()),
        AFTER_SCALAR);
  }
}
