package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.KeyOrder;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.engine.LexicalPool;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.PatternMember;
import dev.espalier.compiler.json.Shape.Pending;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.lexical.NumberAutomaton;
import dev.espalier.compiler.lexical.NumberSet;
import dev.espalier.compiler.lexical.SpelledString;
import dev.espalier.compiler.lexical.StringAutomaton;
import dev.espalier.compiler.lexical.StringSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The JSON texts of one schema, over one vocabulary's lexical automata: makes the automata of its
 * nodes and takes the steps of its containers.
 */
final class JsonLanguage {
  private static final Lexer.Follow AFTER_SCALAR = JsonBytes.follow(label -> '"');
  private static final Lexer.Follow AFTER_VALUE_LEXEME =
      JsonBytes.follow(ValueAutomaton.Kind::lexeme);

  private final Shapes shapes;
  private final Satisfier satisfier;
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

  private final ConcurrentHashMap<Goals, Lexer> stringLexers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Goals, ObjectKeys> objectKeys = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<List<CodePointDfa>, PatternProduct> products =
      new ConcurrentHashMap<>();

  JsonLanguage(
      Shapes shapes, Satisfier satisfier, OutputForm form, CompileLimits limits, LexicalPool pool) {
    this.shapes = shapes;
    this.satisfier = satisfier;
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

  Shapes shapes() {
    return shapes;
  }

  Satisfier satisfier() {
    return satisfier;
  }

  String comma() {
    return satisfier.comma();
  }

  String colon() {
    return satisfier.colon();
  }

  int completionBytes() {
    return limits.completionBytes();
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

  private record NumbersKey(NumberSet viable, List<NumberSet> open, Object form) {}

  /** Reads a value that meets some goals. */
  Lexer value(@Nullable Goals goals, boolean close, boolean blanksBefore) {
    Lexer strings = null;
    Lexer numbers = null;
    int labels = close ? 1 << ValueAutomaton.CLOSE : 0;
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
      if (satisfier.objectSatisfiable(shapes.restrict(viable, JsonType.OBJECT), key -> true)) {
        labels |= 1 << ValueAutomaton.OBJECT;
      }
    }
    ValueAutomaton.Kind kind =
        new ValueAutomaton.Kind(strings, numbers, labels, blanksBefore ? blanks : -1);
    return pool.get(
        kind, () -> new ValueAutomaton(kind, limits.lexicalStates()), AFTER_VALUE_LEXEME);
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
    stringLexers.put(goals, made);
    return Optional.of(made);
  }

  private Optional<Lexer> numbers(Goals goals) {
    if (shapes.restrict(goals.viable(), JsonType.NUMBER) == shapes.none) {
      return Optional.empty();
    }
    NumberSet viable = shapes.numbersOf(goals.viable());
    if (viable.isEmpty(form.numbers())) {
      return Optional.empty();
    }
    List<NumberSet> open = goals.open().stream().map(shapes::numbersOf).toList();
    NumbersKey key = new NumbersKey(viable, open, form.numbers());
    return Optional.of(
        pool.get(
            key,
            () -> new NumberAutomaton(viable, open, form.numbers(), limits.lexicalStates()),
            AFTER_SCALAR));
  }

  /** Which of some open goals hold of a string, a number or a word. */
  static BitSet outcome(Lexer lexer, int label) {
    return switch (lexer.automaton()) {
      case StringAutomaton strings -> strings.outcome(label);
      case NumberAutomaton numbers -> numbers.outcome(label);
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

  // ---- Steps: a container's goals before a child, the child's goals, the container's after it.

  /**
   * One step into a child.
   *
   * @param child what is asked of the child
   * @param after what is asked of the container then: formulas over its remaining facts and the
   *     outcome of the child's open goals
   */
  record Step(Goals child, Goals after) {}

  /** A fact before a child: what it asks of the child and of the rest. */
  private record Asked(Shape child, Shape rest) {}

  /**
   * Takes a step.
   *
   * @param ask what each fact asks
   * @param restSatisfiable whether a conjunction of remaining facts can be met
   * @return nothing if the child cannot come
   */
  private Optional<Step> step(
      Goals goals, Function<Shape, Asked> ask, Predicate<Shape> restSatisfiable) {
    List<Shape> children = new ArrayList<>();
    Function<Shape, Shape> leaf =
        fact -> {
          if (fact == shapes.any || fact == shapes.none) {
            return fact;
          }
          Asked asked = ask.apply(fact);
          if (asked.rest == shapes.none || asked.child == shapes.none) {
            return shapes.none;
          }
          if (asked.child == shapes.any) {
            return asked.rest;
          }
          int index = children.indexOf(asked.child);
          if (index < 0) {
            index = children.size();
            children.add(asked.child);
          }
          return shapes.and(asked.rest, shapes.pending(index));
        };
    Shape viable = shapes.map(goals.viable(), leaf);
    List<Shape> open = goals.open().stream().map(s -> shapes.map(s, leaf)).toList();

    // What the container needs in any case is asked of the child as a whole.
    BitSet must = new BitSet();
    while (viable != shapes.none) {
      BitSet more = topLevelPending(viable);
      if (more.isEmpty()) {
        break;
      }
      must.or(more);
      Function<Shape, Shape> granted =
          s -> s instanceof Pending p && must.get(p.index) ? shapes.any : s;
      viable = shapes.map(viable, granted);
      open = open.stream().map(s -> shapes.map(s, granted)).toList();
    }
    if (viable == shapes.none) {
      return Optional.empty();
    }
    Shape needed = shapes.and(must.stream().mapToObj(children::get).toList());

    BitSet asked = new BitSet();
    collectPending(viable, asked);
    open.forEach(s -> collectPending(s, asked));
    if (asked.isEmpty()) {
      return satisfier.satisfiable(needed) && restSatisfiable.test(viable)
          ? Optional.of(new Step(Goals.of(needed), new Goals(viable, open)))
          : Optional.empty();
    }

    // The rest depends on the child: which sets of outcomes leave the container viable?
    List<BitSet> enough = new ArrayList<>();
    satisfier.anyBranch(
        viable,
        facts -> {
          BitSet outcomes = new BitSet();
          List<Shape> rest = new ArrayList<>();
          for (Shape fact : facts) {
            if (fact instanceof Pending p) {
              outcomes.set(p.index);
            } else {
              rest.add(fact);
            }
          }
          boolean covered = enough.stream().anyMatch(e -> isSubset(e, outcomes));
          if (!covered && restSatisfiable.test(shapes.and(rest))) {
            enough.removeIf(e -> isSubset(outcomes, e));
            enough.add(outcomes);
          }
          return outcomes.isEmpty() && !enough.isEmpty() && enough.contains(outcomes);
        });
    if (enough.isEmpty()) {
      return Optional.empty();
    }
    Shape either =
        shapes.or(
            enough.stream()
                .map(e -> shapes.and(e.stream().mapToObj(children::get).toList()))
                .toList());
    Shape childViable = shapes.and(needed, either);
    if (!satisfier.satisfiable(childViable)) {
      return Optional.empty();
    }
    int[] renumbered = new int[children.size()];
    List<Shape> childOpen = new ArrayList<>();
    for (int i = asked.nextSetBit(0); i >= 0; i = asked.nextSetBit(i + 1)) {
      renumbered[i] = childOpen.size();
      childOpen.add(children.get(i));
    }
    Function<Shape, Shape> renumber =
        s -> s instanceof Pending p ? shapes.pending(renumbered[p.index]) : s;
    return Optional.of(
        new Step(
            new Goals(childViable, childOpen),
            new Goals(
                shapes.map(viable, renumber),
                open.stream().map(s -> shapes.map(s, renumber)).toList())));
  }

  private static boolean isSubset(BitSet a, BitSet b) {
    BitSet rest = (BitSet) a.clone();
    rest.andNot(b);
    return rest.isEmpty();
  }

  private static BitSet topLevelPending(Shape formula) {
    BitSet found = new BitSet();
    if (formula instanceof Pending p) {
      found.set(p.index);
    } else if (formula instanceof Shape.And and) {
      for (Shape part : and.parts) {
        if (part instanceof Pending p) {
          found.set(p.index);
        }
      }
    }
    return found;
  }

  private static void collectPending(Shape formula, BitSet into) {
    switch (formula) {
      case Pending p -> into.set(p.index);
      case Shape.And and -> and.parts.forEach(part -> collectPending(part, into));
      case Shape.Or or -> or.parts.forEach(part -> collectPending(part, into));
      default -> {}
    }
  }

  /** The goals of a container once the outcome of its child's open goals is known. */
  Goals decide(Goals after, BitSet outcome) {
    Function<Shape, Shape> decided =
        s -> s instanceof Pending p ? (outcome.get(p.index) ? shapes.any : shapes.none) : s;
    return new Goals(
        shapes.map(after.viable(), decided),
        after.open().stream().map(s -> shapes.map(s, decided)).toList());
  }

  /** Which goals of a container hold if it ends now; the viable one is the first bit. */
  BitSet ended(Goals goals) {
    BitSet holds = new BitSet();
    holds.set(0, holdsAtEnd(goals.viable()));
    for (int i = 0; i < goals.open().size(); i++) {
      holds.set(i + 1, holdsAtEnd(goals.open().get(i)));
    }
    return holds;
  }

  private boolean holdsAtEnd(Shape formula) {
    return shapes.evaluate(
            formula,
            fact ->
                switch (fact) {
                  case Members m -> true;
                  case Items i -> true;
                  case ItemCount c -> c.min <= 0;
                  default -> false; // keys that are still required
                })
        == shapes.any;
  }

  /** Which open goals hold if a container ends now. */
  BitSet endOutcome(Goals goals) {
    BitSet ended = ended(goals);
    return ended.get(1, Math.max(1, ended.length()));
  }

  /** The step into the next item of an array. */
  Optional<Step> itemStep(Goals goals) {
    return step(
        goals,
        fact ->
            switch (fact) {
              case Items i -> new Asked(Shapes.item(i), shapes.afterItem(i));
              case ItemCount c -> new Asked(shapes.any, shapes.afterItem(c));
              default -> throw new AssertionError("not about arrays: " + fact);
            },
        satisfier::arraySatisfiable);
  }

  // ---- Objects

  /** How the keys of an object are told apart; the same from its first key to its last. */
  ObjectKeys objectKeys(Goals goals) {
    return objectKeys.computeIfAbsent(goals, this::makeObjectKeys);
  }

  private ObjectKeys makeObjectKeys(Goals goals) {
    List<Shape> facts = new ArrayList<>();
    collectFacts(goals.viable(), facts);
    goals.open().forEach(s -> collectFacts(s, facts));
    List<String> declared = Satisfier.declared(facts);
    Set<CodePointDfa> patterns = new LinkedHashSet<>();
    for (Shape fact : facts) {
      if (fact instanceof Members m) {
        m.patterns.forEach(p -> patterns.add(p.keys()));
      }
    }
    List<CodePointDfa> list = List.copyOf(patterns);
    PatternProduct product =
        products.computeIfAbsent(list, l -> new PatternProduct(l, limits.automatonStates()));
    return new ObjectKeys(
        new KeySpace(declared, product), declared, list, form.keys() == KeyOrder.DECLARED);
  }

  private static void collectFacts(Shape formula, List<Shape> into) {
    switch (formula) {
      case Shape.And and -> and.parts.forEach(part -> collectFacts(part, into));
      case Shape.Or or -> or.parts.forEach(part -> collectFacts(part, into));
      default -> into.add(formula);
    }
  }

  /** What a fact about members asks of the value of the keys with a label. */
  private Shape member(Members members, ObjectKeys keys, int label) {
    if (keys.space().isName(label)) {
      return shapes.member(members, keys.space().name(label));
    }
    BitSet matches = keys.space().matches(label);
    List<Shape> parts = new ArrayList<>();
    boolean known = false;
    for (PatternMember pattern : members.patterns) {
      if (matches.get(keys.patterns().indexOf(pattern.keys()))) {
        parts.add(pattern.value());
        known = true;
      }
    }
    return known ? shapes.and(parts) : members.others;
  }

  /** Whether a key may come next: whether there is a step into its value. */
  boolean mayCome(Goals goals, ObjectKeys keys, int label, int rank) {
    if (!goals.open().isEmpty() || !isConjunction(goals.viable())) {
      return memberStep(goals, keys, label, rank).isPresent();
    }
    // Of a conjunction every fact says by itself whether the key may come.
    List<Shape> values = new ArrayList<>(1);
    for (Shape fact : parts(goals.viable())) {
      if (fact instanceof Members m) {
        values.add(member(m, keys, label));
      }
    }
    Shape value = values.size() == 1 ? values.get(0) : shapes.and(values);
    return satisfier.satisfiable(value)
        && requiredMayCome(goals.viable(), keys, label, keys.rankAfter(label, rank));
  }

  /** Whether everything that a conjunction requires, but for one label, may come after a rank. */
  private static boolean requiredMayCome(Shape conjunction, ObjectKeys keys, int label, int rank) {
    if (!keys.ordered()) {
      return true;
    }
    String name = keys.space().isName(label) ? keys.space().name(label) : null;
    for (Shape fact : parts(conjunction)) {
      if (fact instanceof Required r) {
        for (String key : r.keys) {
          if (!key.equals(name) && !keys.mayCome(key, rank)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static List<Shape> parts(Shape formula) {
    return formula instanceof Shape.And and ? and.parts : List.of(formula);
  }

  private static boolean isConjunction(Shape formula) {
    for (Shape part : parts(formula)) {
      if (part instanceof Shape.Or) {
        return false;
      }
    }
    return true;
  }

  /** The step into the value of a key. */
  Optional<Step> memberStep(Goals goals, ObjectKeys keys, int label, int rank) {
    String name = keys.space().isName(label) ? keys.space().name(label) : null;
    int after = keys.rankAfter(label, rank);
    // What a conjunction requires had values before this key, and has them still.
    boolean conjunction = isConjunction(goals.viable());
    return step(
        goals,
        fact ->
            switch (fact) {
              case Members m -> new Asked(member(m, keys, label), m);
              case Required r -> new Asked(shapes.any, without(r, name));
              default -> throw new AssertionError("not about objects: " + fact);
            },
        rest ->
            conjunction
                ? requiredMayCome(goals.viable(), keys, label, after)
                : satisfier.objectSatisfiable(rest, key -> keys.mayCome(key, after)));
  }

  private Shape without(Required required, @Nullable String key) {
    if (key == null || !required.keys.contains(key)) {
      return required;
    }
    return shapes.required(required.keys.stream().filter(k -> !k.equals(key)).toList());
  }

  /** The lexer of the next key. */
  Lexer keys(KeyContent.Allowed allowed, boolean close) {
    boolean any = !allowed.names().isEmpty() || !allowed.classes().isEmpty();
    Lexer names = any ? keyStrings(allowed) : null;
    KeyAutomaton.Kind kind = new KeyAutomaton.Kind(names, close, blanks);
    return pool.get(kind, () -> new KeyAutomaton(kind, limits.lexicalStates()), AFTER_SCALAR);
  }

  Lexer keyStrings(KeyContent.Allowed allowed) {
    return pool.get(
        allowed,
        () ->
            new SpelledString<>(
                "a key", new KeyContent(allowed), form.strings(), limits.lexicalStates()),
        AFTER_SCALAR);
  }
}
