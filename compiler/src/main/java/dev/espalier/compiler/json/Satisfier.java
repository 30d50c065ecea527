package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.OutputForm;
import dev.espalier.compiler.OutputForm.WhiteSpace;
import dev.espalier.compiler.json.JsonValue.Arr;
import dev.espalier.compiler.json.JsonValue.Obj;
import dev.espalier.compiler.json.Shape.And;
import dev.espalier.compiler.json.Shape.False;
import dev.espalier.compiler.json.Shape.One;
import dev.espalier.compiler.json.Shape.Or;
import dev.espalier.compiler.json.Shape.True;
import dev.espalier.compiler.lexical.StringSet;
import dev.espalier.compiler.lexical.StringWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a shape has values, by finding one: witness generation (Attouche, Baazizi,
 * Colazzo, Ghelli, Sartiani, Scherzinger, "Witness Generation for JSON Schema", VLDB 2022), on the
 * formulas of {@link Shapes} as they are.
 *
 * <p>Disjunctions are not multiplied out. A value of the facts that hold in any case is found
 * first, and looked at: only a disjunction in which it is not is taken branch by branch, under a
 * budget. Shapes that need themselves have no finite value that way and are tried otherwise.
 *
 * <p>Safe for many threads.
 */
final class Satisfier {
  // Answers; then they are found anew.
  private static final int REMEMBERED = 100_000;

  private final Shapes shapes;
  private final OutputForm form;
  private final CompileLimits limits;
  private final Membership membership;
  private final KeySpaces spaces;
  private final DeepStack stack;
  private final ConcurrentHashMap<Shape, Optional<JsonValue>> known = new ConcurrentHashMap<>();
  private final String comma;
  private final String colon;

  /** One search: what it is in the middle of, whether that was met again, what it has cost. */
  final class Search {
    private final Map<Shape, Integer> active = new HashMap<>();
    private final boolean deep = DeepStack.isDeep();
    private int lowest = Integer.MAX_VALUE;
    private int branches;
    private int levels;

    /** A value of a shape, or null if there is none. */
    @Nullable JsonValue find(Shape shape) {
      return Satisfier.this.find(shape, this);
    }

    /** Whether a shape has values that are no containers. */
    boolean isScalar(Shape shape) {
      Optional<JsonValue> before = known.get(shape);
      return (before == null ? scalar(shape) : before.orElse(null)) instanceof JsonValue found
          && found.type().compareTo(JsonType.ARRAY) < 0;
    }

    /** Different scalar values of a shape: so many, or as many as are found at once. */
    List<JsonValue> scalars(Shape shape, int count) {
      Set<JsonValue> found = new LinkedHashSet<>();
      for (StringSet.Piece piece : shapes.stringsOf(shape).pieces()) {
        if (!piece.isBounded() && found.size() < count) {
          piece.dfa().words(count, shapes.work("strings that differ")).stream()
              .map(word -> (JsonValue) new JsonValue.Str(StringWord.of(word)))
              .forEach(found::add);
        }
      }
      return List.copyOf(found);
    }

    /** One more than may be looked at: who asks for so many reaches the limit. */
    int mostBranches() {
      return (int) Math.min(limits.branches() + 1L, Integer.MAX_VALUE);
    }

    /**
     * Goes one level down in a recursion.
     *
     * @throws TooDeep if the search has to begin again on a larger stack
     */
    void enter() {
      if (++levels > DeepStack.SHALLOW && !deep) {
        throw TooDeep.INSTANCE;
      }
    }

    /** Comes back from a level, with or without a result. */
    void leave() {
      levels--;
    }

    /**
     * Counts a combination that is looked at.
     *
     * @throws LimitExceeded ({@code branches}) if there were too many
     */
    void branch() {
      if (++branches > limits.branches()) {
        throw new LimitExceeded(
            "branches",
            limits.branches(),
            "combining the alternatives of anyOf, oneOf, not, if, contains and dependencies");
      }
    }
  }

  /** Ends a search that needs a larger stack. It is only seen by {@link #search}. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final TooDeep INSTANCE = new TooDeep();

    private TooDeep() {
      super("a search that needs a larger stack", null, false, false);
    }
  }

  Satisfier(Shapes shapes, OutputForm form, CompileLimits limits) {
    this.shapes = shapes;
    this.form = form;
    this.limits = limits;
    this.membership = new Membership(shapes);
    this.spaces = new KeySpaces(form, limits);
    this.stack = new DeepStack(limits);
    if (form.whiteSpace() instanceof WhiteSpace.Fixed fixed) {
      comma = fixed.itemSeparator();
      colon = fixed.keySeparator();
    } else {
      comma = ",";
      colon = ":";
    }
  }

  /** Between two items or members of a witness. */
  String comma() {
    return comma;
  }

  /** Between a key and its value in a witness. */
  String colon() {
    return colon;
  }

  /** Somewhere to write witnesses. */
  JsonValue.Text text() {
    return new JsonValue.Text(comma, colon, limits.completionBytes());
  }

  KeySpaces spaces() {
    return spaces;
  }

  Membership membership() {
    return membership;
  }

  /** A value of a shape, if there is one. */
  Optional<JsonValue> witness(Shape shape) {
    Optional<JsonValue> before = known.get(shape);
    return before != null ? before : search(search -> search.find(shape));
  }

  /**
   * Runs a search. Most are shallow; one that is not begins again where there is room, once: what
   * it found so far is known, and to go elsewhere at every crossing of a depth would cost a thread
   * each time.
   */
  private <T extends JsonValue> Optional<T> search(Function<Search, @Nullable T> search) {
    try {
      return Optional.ofNullable(search.apply(new Search()));
    } catch (TooDeep e) {
      return stack.call(() -> Optional.ofNullable(search.apply(new Search())));
    }
  }

  boolean satisfiable(Shape shape) {
    return shape == shapes.any || witness(shape).isPresent();
  }

  private @Nullable JsonValue find(Shape shape, Search search) {
    Optional<JsonValue> before = known.get(shape);
    if (before != null) {
      return before.orElse(null);
    }
    Integer above = search.active.get(shape);
    if (above != null) {
      search.lowest = Math.min(search.lowest, above);
      return null;
    }
    int depth = search.active.size();
    if (depth > limits.nesting()) {
      throw new LimitExceeded("nesting", limits.nesting(), "looking for a value of " + name(shape));
    }
    int outside = search.lowest;
    search.lowest = Integer.MAX_VALUE;
    search.active.put(shape, depth);
    search.enter();
    JsonValue found = findNow(shape, search);
    search.leave();
    search.active.remove(shape);
    if (known.size() > REMEMBERED) {
      known.clear();
    }
    if (found != null) {
      known.put(shape, Optional.of(found));
      search.lowest = outside;
    } else if (search.lowest >= depth) {
      // No value, and that did not hang on a shape that is still being looked at.
      known.put(shape, Optional.empty());
      search.lowest = outside;
    } else {
      search.lowest = Math.min(outside, search.lowest);
    }
    return found;
  }

  private static String name(Shape shape) {
    String name = shape.toString();
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }

  private @Nullable JsonValue findNow(Shape shape, Search search) {
    JsonValue best = scalar(shape);
    if (best != null) {
      return best;
    }
    best = array(shapes.restrict(shape, JsonType.ARRAY), search);
    return best != null ? best : object(shapes.restrict(shape, JsonType.OBJECT), search);
  }

  private @Nullable JsonValue scalar(Shape shape) {
    JsonValue best = number(shape);
    if (best != null && best.length() == 1) {
      return best;
    }
    best = shorter(best, string(shape));
    for (JsonType word : List.of(JsonType.NULL, JsonType.TRUE, JsonType.FALSE)) {
      if (shapes.restrict(shape, word) == shapes.any) {
        best = shorter(best, new JsonValue.Word(word));
      }
    }
    return best;
  }

  private static @Nullable JsonValue shorter(@Nullable JsonValue a, @Nullable JsonValue b) {
    return a == null ? b : b == null || a.length() <= b.length() ? a : b;
  }

  private @Nullable JsonValue number(Shape shape) {
    if (shapes.restrict(shape, JsonType.NUMBER) == shapes.none) {
      return null;
    }
    return shapes.numbersOf(shape).shortest(form.numbers()).map(JsonValue.Num::new).orElse(null);
  }

  private @Nullable JsonValue string(Shape shape) {
    if (shapes.restrict(shape, JsonType.STRING) == shapes.none) {
      return null;
    }
    StringSet strings = shapes.stringsOf(shape);
    return strings.shortest().map(JsonValue.Str::new).orElse(null);
  }

  private @Nullable Arr array(Shape formula, Search search) {
    return (Arr) solve(formula, facts -> ArraySolver.solve(facts, this, search), search);
  }

  private @Nullable Obj object(Shape formula, Search search) {
    return object(formula, Remaining.all(() -> spaces.of(List.of(formula))), search);
  }

  private @Nullable Obj object(Shape formula, Remaining remaining, Search search) {
    return (Obj)
        solve(formula, facts -> ObjectSolver.solve(facts, remaining, this, search), search);
  }

  /**
   * Items that complete an array of whose remaining items a formula speaks.
   *
   * @return nothing if there are none
   */
  Optional<Arr> restOfArray(Shape formula) {
    return search(search -> array(formula, search));
  }

  /**
   * Members that complete an object of whose remaining members a formula speaks, in declared order.
   *
   * @return nothing if there are none
   */
  Optional<Obj> restOfObject(Shape formula, Remaining remaining) {
    return search(search -> object(formula, remaining, search));
  }

  /** Whether an object has a value in a formula. */
  boolean objectSatisfiable(Shape formula) {
    return formula == shapes.any || search(search -> object(formula, search)).isPresent();
  }

  /** Whether an array can be completed of whose remaining items a formula speaks. */
  boolean arraySatisfiable(Shape formula) {
    return formula == shapes.any || restOfArray(formula).isPresent();
  }

  Shapes shapes() {
    return shapes;
  }

  // ---- Formulas

  /**
   * Looks for a container in a formula.
   *
   * @param ofFacts finds one for a conjunction of facts
   */
  private @Nullable JsonValue solve(
      Shape formula, Function<Shape, @Nullable JsonValue> ofFacts, Search search) {
    return branch(List.of(formula), List.of(), List.of(), ofFacts, search);
  }

  private @Nullable JsonValue branch(
      List<Shape> more,
      List<Shape> facts,
      List<Shape> choices,
      Function<Shape, @Nullable JsonValue> ofFacts,
      Search search) {
    search.branch();
    List<Shape> allFacts = new ArrayList<>(facts);
    List<Shape> allChoices = new ArrayList<>(choices);
    ArrayDeque<Shape> open = new ArrayDeque<>(more);
    while (!open.isEmpty()) {
      switch (open.remove()) {
        case True t -> {}
        case False f -> {
          return null;
        }
        case And and -> open.addAll(and.parts);
        case Or or -> allChoices.add(or);
        case One one -> allChoices.add(one);
        case Shape fact -> allFacts.add(fact);
      }
    }
    JsonValue found = ofFacts.apply(shapes.and(allFacts));
    if (found == null) {
      return null;
    }
    for (Shape choice : allChoices) {
      if (membership.holds(choice, found)) {
        continue;
      }
      List<Shape> others = new ArrayList<>(allChoices);
      others.remove(choice);
      for (List<Shape> alternative : shapes.alternativeParts(choice)) {
        search.enter();
        JsonValue within = branch(alternative, allFacts, others, ofFacts, search);
        search.leave();
        if (within != null) {
          return within;
        }
      }
      return null;
    }
    return found;
  }
}
