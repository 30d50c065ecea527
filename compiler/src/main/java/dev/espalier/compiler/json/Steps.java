package dev.espalier.compiler.json;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.engine.Recent;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.json.Shape.Captured;
import dev.espalier.compiler.json.Shape.Counted;
import dev.espalier.compiler.json.Shape.ItemCount;
import dev.espalier.compiler.json.Shape.Items;
import dev.espalier.compiler.json.Shape.KeyedShapes;
import dev.espalier.compiler.json.Shape.MemberCount;
import dev.espalier.compiler.json.Shape.Members;
import dev.espalier.compiler.json.Shape.Pending;
import dev.espalier.compiler.json.Shape.Required;
import dev.espalier.compiler.json.Shape.SomeMember;
import dev.espalier.compiler.json.Shape.Unique;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of containers along a text: their goals before a child, the child's goals, and theirs
 * after it.
 *
 * <p>A fact becomes a formula over what remains of it and over answers to what it asks of the
 * child. What the container needs in any case is asked of the child as a whole; where the rest
 * depends on the child, the outcome is found out when the child has ended.
 *
 * <p>Law: a child may come exactly if some value of it leaves the container satisfiable, and its
 * goals are exactly those values.
 */
final class Steps {
  private static final Optional<JsonValue> KNOWN_TO_GO_ON =
      Optional.of(new JsonValue.Obj(Map.of()));

  // Objects of one kind, and one object along its keys, ask the same.
  private static final int REMEMBERED = 4096;

  private final Shapes shapes;
  private final Satisfier satisfier;
  private final CompileLimits limits;
  private final Recent<Labels, BitSet> possibleLabels = new Recent<>(REMEMBERED);
  private final Recent<Member, Optional<Step>> memberSteps = new Recent<>(REMEMBERED);

  Steps(Shapes shapes, Satisfier satisfier, CompileLimits limits) {
    this.shapes = shapes;
    this.satisfier = satisfier;
    this.limits = limits;
  }

  /**
   * One step into a child.
   *
   * @param child what is asked of the child
   * @param after what is asked of the container then: formulas over its remaining facts, the
   *     outcome of the child's open goals and, where items have to differ, the child's value
   */
  record Step(Goals child, Goals after) {}

  /**
   * What a container's facts ask of a child: shapes, each once.
   *
   * <p>Where there are no alternatives, all of them are needed. Where there are, a shape and its
   * complement are one question. That is found out each time: if it were only seen of complements
   * that are known by now, a step would depend on those before it.
   */
  private final class Questions {
    final List<Shape> children = new ArrayList<>();
    final boolean plain;

    Questions(Goals goals) {
      this.plain = goals.open().isEmpty() && !hasAlternatives(goals.viable());
    }

    /** Stands for the answer to whether the child is in a shape. */
    Shape ask(Shape child) {
      if (child == shapes.any || child == shapes.none) {
        return child;
      }
      if (plain) {
        children.add(child);
        return shapes.any;
      }
      int index = children.indexOf(child);
      if (index < 0 && !children.isEmpty()) {
        index = children.indexOf(shapes.not(child));
        if (index >= 0) {
          return shapes.pending(index, true);
        }
      }
      if (index < 0) {
        index = children.size();
        children.add(child);
      }
      return shapes.pending(index, false);
    }

    /** That of a shape and its complement which a question is known by, whichever was asked. */
    Shape positive(Shape child) {
      Shape complement = shapes.not(child);
      return complement.id() < child.id() ? complement : child;
    }

    /** A literal by the places of its question among some that are {@link #positive}. */
    Shape number(Pending literal, List<Shape> open) {
      Shape child = children.get(literal.index);
      Shape positive = positive(child);
      return shapes.pending(open.indexOf(positive), literal.negated != (positive != child));
    }

    /** The children for which some literals hold. */
    Shape answered(BitSet literals) {
      return shapes.and(literals.stream().mapToObj(this::answer).toList());
    }

    private Shape answer(int literal) {
      Shape child = children.get(literal >> 1);
      return (literal & 1) == 0 ? child : shapes.not(child);
    }
  }

  /**
   * Takes a step.
   *
   * @param follow what becomes of a fact, as a formula over facts and answers
   * @param rest finds something that completes the container, for a formula over facts
   */
  private Optional<Step> step(
      Goals goals,
      JsonType type,
      Questions questions,
      Function<Shape, Shape> follow,
      Function<Shape, Optional<? extends JsonValue>> rest) {
    if (questions.plain) {
      return plainStep(goals.viable(), type, questions, follow, rest);
    }
    Function<Shape, Shape> derive =
        formula ->
            shapes.restrict(
                shapes.map(formula, s -> s == shapes.any || s == shapes.none ? s : follow.apply(s)),
                type);
    Shape viable = derive.apply(goals.viable());
    List<Shape> open = goals.open().stream().map(derive).toList();

    // What the container needs in any case is asked of the child as a whole.
    BitSet must = new BitSet();
    while (viable != shapes.none) {
      BitSet more = topLevelPending(viable);
      more.andNot(must);
      if (more.isEmpty()) {
        break;
      }
      must.or(more);
      Function<Shape, Shape> granted =
          s ->
              !(s instanceof Pending p)
                  ? s
                  : must.get(p.literal())
                      ? shapes.any
                      : must.get(p.literal() ^ 1) ? shapes.none : s;
      viable = shapes.map(viable, granted);
      open = open.stream().map(s -> shapes.map(s, granted)).toList();
    }
    if (viable == shapes.none) {
      return Optional.empty();
    }
    Shape child = questions.answered(must);

    // The rest depends on the child: which sets of answers leave the container viable?
    Enough sets = new Enough(questions, rest);
    sets.collect(viable);
    child = shapes.and(child, sets.child());
    if (mentions(viable, Captured.class)) {
      child = apart(child, viable, sets.sets, questions, rest);
    }
    if (!satisfier.satisfiable(child)) {
      return Optional.empty();
    }
    BitSet asked = new BitSet();
    collectPending(viable, asked);
    open.forEach(s -> collectPending(s, asked));
    // In an order of their own: that of the facts may be another on another way to equal goals.
    List<Shape> childOpen =
        asked.stream()
            .mapToObj(i -> questions.positive(questions.children.get(i)))
            .distinct()
            .sorted(Comparator.comparingInt(Shape::id))
            .toList();
    Function<Shape, Shape> renumber =
        s -> s instanceof Pending p ? questions.number(p, childOpen) : s;
    return Optional.of(
        new Step(
            new Goals(child, childOpen),
            new Goals(
                shapes.map(viable, renumber),
                open.stream().map(s -> shapes.map(s, renumber)).toList())));
  }

  /** A step of a conjunction of facts that hold in one way each. */
  private Optional<Step> plainStep(
      Shape viable,
      JsonType type,
      Questions questions,
      Function<Shape, Shape> follow,
      Function<Shape, Optional<? extends JsonValue>> rest) {
    Shape after =
        shapes.restrict(
            shapes.and(
                Shapes.parts(viable).stream()
                    .map(s -> s == shapes.any || s == shapes.none ? s : follow.apply(s))
                    .toList()),
            type);
    if (after == shapes.none || rest.apply(optimistic(after)).isEmpty()) {
      return Optional.empty();
    }
    Shape child = shapes.and(questions.children);
    if (mentions(after, Captured.class)) {
      Sufficient nothing = new Sufficient(new BitSet(), new BitSet());
      child = apart(child, after, List.of(nothing), questions, rest);
    }
    return satisfier.satisfiable(child)
        ? Optional.of(new Step(Goals.of(child), Goals.of(after)))
        : Optional.empty();
  }

  /** Answers that are enough, and with them those that they imply. */
  private record Sufficient(BitSet given, BitSet implied) {}

  /**
   * Finds out which answers are enough to leave the container viable.
   *
   * <p>Of a disjunction the alternatives are looked at one by one; of anything else, what the child
   * can be: answer by answer, yes and no, as far as there are values of both kinds and it matters.
   * So no more is looked at than the child's values can be told apart by the answers.
   */
  private final class Enough {
    private final Questions questions;
    private final Function<Shape, Optional<? extends JsonValue>> rest;
    final List<Sufficient> sets = new ArrayList<>();
    private int tried;

    Enough(Questions questions, Function<Shape, Optional<? extends JsonValue>> rest) {
      this.questions = questions;
      this.rest = rest;
    }

    /** The values of the child that are left. */
    Shape child() {
      return shapes.or(sets.stream().map(set -> questions.answered(set.given)).toList());
    }

    void collect(Shape formula) {
      if (!(formula instanceof Shape.Or) && !(formula instanceof Shape.One)) {
        collect(formula, topLevelPending(formula), pending(formula));
      } else if (!isEnough(formula, new BitSet())) {
        shapes.alternatives(formula).forEach(this::collect);
      } else {
        add(new BitSet(), new BitSet());
      }
    }

    private boolean isEnough(Shape formula, BitSet answers) {
      if (++tried > limits.branches()) {
        throw new LimitExceeded("branches", limits.branches(), "finding out what a value may be");
      }
      return rest.apply(granting(formula, answers)).isPresent();
    }

    /**
     * @param given answers that are counted on
     * @param left answers of which the formula speaks
     */
    private void collect(Shape formula, BitSet given, BitSet left) {
      if (sets.stream().anyMatch(set -> isSubset(set.given, given))) {
        return;
      }
      Shape child = questions.answered(given);
      if (!satisfier.satisfiable(child)) {
        return;
      }
      if (isEnough(formula, given)) {
        add(given, given);
        return;
      }
      BitSet implied = (BitSet) given.clone();
      BitSet possible = new BitSet();
      for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
        Shape answer = questions.answer(i);
        if (!satisfier.satisfiable(shapes.and(child, shapes.not(answer)))) {
          implied.set(i);
        } else if (satisfier.satisfiable(shapes.and(child, answer))) {
          possible.set(i);
        }
      }
      if (!implied.equals(given) && isEnough(formula, implied)) {
        add(given, implied);
        return;
      }
      possible.andNot(implied);
      BitSet most = (BitSet) implied.clone();
      most.or(possible);
      if (possible.isEmpty() || !isEnough(formula, most)) {
        return;
      }
      int next = possible.nextSetBit(0);
      for (int literal : new int[] {next, next ^ 1}) {
        BitSet more = (BitSet) given.clone();
        more.set(literal);
        collect(formula, more, most);
      }
    }

    private void add(BitSet given, BitSet implied) {
      sets.removeIf(set -> isSubset(given, set.given));
      sets.add(new Sufficient(given, implied));
    }
  }

  /** The answers that a formula speaks of. */
  private static BitSet pending(Shape formula) {
    BitSet found = new BitSet();
    Shapes.leaves(
        formula,
        s -> {
          if (s instanceof Pending p) {
            found.set(p.literal());
          }
        });
    return found;
  }

  /** A formula with some answers taken for yes and all others for no. */
  private Shape granting(Shape formula, BitSet literals) {
    return optimistic(
        shapes.map(
            formula,
            s ->
                s instanceof Pending p
                    ? (literals.get(p.literal()) ? shapes.any : shapes.none)
                    : s));
  }

  /**
   * A formula for a value that is still to be chosen: all later ones can differ from it, or one, if
   * there is one, can be equal.
   */
  private Shape optimistic(Shape formula) {
    Shape another = shapes.itemCount(1, Long.MAX_VALUE);
    return shapes.map(
        formula, s -> s instanceof Captured c ? (c.differ ? shapes.unique() : another) : s);
  }

  /** Whether a formula can hold in several ways, depending on the child. */
  private static boolean hasAlternatives(Shape formula) {
    for (Shape part : Shapes.parts(formula)) {
      if (part instanceof Shape.Or
          || part instanceof Shape.One
          || part instanceof SomeMember
          || part instanceof Counted) {
        return true;
      }
    }
    return false;
  }

  private static boolean mentions(Shape formula, Class<? extends Shape> kind) {
    boolean[] found = new boolean[1];
    Shapes.leaves(formula, s -> found[0] |= kind.isInstance(s));
    return found[0];
  }

  /**
   * Takes from an item's values those that later items cannot do without.
   *
   * <p>Let some later items complete the array. A value that is not among them leaves them as they
   * are; so only they have to be tried.
   */
  private Shape apart(
      Shape child,
      Shape viable,
      List<Sufficient> enough,
      Questions questions,
      Function<Shape, Optional<? extends JsonValue>> rest) {
    if (isUniform(viable) && rest.apply(withOneMore(viable)).isPresent()) {
      // There is a value more than is needed, and this item takes one at the most.
      return child;
    }
    // Items that have to repeat need not repeat this one, if later ones can be equal.
    Shape repeated = shapes.restrict(shapes.not(shapes.unique()), JsonType.ARRAY);
    Shape byOthers = shapes.map(viable, s -> s instanceof Captured c && !c.differ ? repeated : s);
    List<JsonValue> later = new ArrayList<>();
    for (Sufficient answers : enough) {
      rest.apply(granting(byOthers, answers.implied)).ifPresent(later::add);
    }
    if (later.size() < enough.size()) {
      return repeating(child, viable, questions, rest);
    }
    Shape apart = child;
    for (JsonValue items : later) {
      for (JsonValue.Run run : ((JsonValue.Arr) items).runs()) {
        if (satisfier.membership().holds(apart, run.item())
            && !leavesViable(run.item(), viable, questions, rest)) {
          apart = shapes.and(apart, shapes.not(shapes.constant(run.item())));
        }
      }
    }
    return apart;
  }

  /** What is asked of the items to come, of one item more: of a uniform formula. */
  private Shape withOneMore(Shape viable) {
    return shapes.map(
        viable,
        fact ->
            switch (fact) {
              case ItemCount c ->
                  shapes.itemCount(c.min + 1, c.max == Long.MAX_VALUE ? Long.MAX_VALUE : c.max + 1);
              case Captured c -> shapes.unique();
              default -> fact;
            });
  }

  /** Whether all items to come are to be in one shape and only have to differ. */
  private static boolean isUniform(Shape viable) {
    for (Shape part : Shapes.parts(viable)) {
      boolean uniform =
          switch (part) {
            case Items items -> items.prefix.isEmpty();
            case ItemCount c -> true;
            case Captured c -> c.differ;
            default -> false;
          };
      if (!uniform) {
        return false;
      }
    }
    return true;
  }

  private boolean leavesViable(
      JsonValue value,
      Shape viable,
      Questions questions,
      Function<Shape, Optional<? extends JsonValue>> rest) {
    BitSet outcome = new BitSet();
    for (int i = 0; i < questions.children.size(); i++) {
      outcome.set(i, satisfier.membership().holds(questions.children.get(i), value));
    }
    return rest.apply(decide(viable, JsonType.ARRAY, outcome, value)).isPresent();
  }

  /** Where one of the later items has to be equal to this one, the values that it can have. */
  private Shape repeating(
      Shape child,
      Shape viable,
      Questions questions,
      Function<Shape, Optional<? extends JsonValue>> rest) {
    List<Shape> places = new ArrayList<>();
    boolean plain = true;
    long max = Long.MAX_VALUE;
    Items items = null;
    for (Shape part : Shapes.parts(viable)) {
      switch (part) {
        case Items i -> items = i;
        case ItemCount c -> max = c.max;
        case Captured c when !c.differ -> {}
        default -> plain = false;
      }
    }
    if (plain) {
      int prefix = items == null ? 0 : items.prefix.size();
      for (int i = 0; i <= prefix && i < max; i++) {
        Shape place = items == null ? shapes.any : items.place(i);
        if (!satisfier.satisfiable(place)) {
          break;
        }
        places.add(place);
      }
      return shapes.and(child, shapes.or(places));
    }
    Shape left = child;
    for (int i = 0; i < limits.repeatedValues(); i++) {
      Optional<JsonValue> value = satisfier.witness(left);
      if (value.isEmpty()) {
        return shapes.or(places);
      }
      Shape constant = shapes.constant(value.get());
      left = shapes.and(left, shapes.not(constant));
      if (leavesViable(value.get(), viable, questions, rest)) {
        places.add(constant);
      }
    }
    throw new LimitExceeded(
        "repeatedValues",
        limits.repeatedValues(),
        "an item that has to be repeated (uniqueItems, not)");
  }

  private static boolean isSubset(BitSet a, BitSet b) {
    BitSet rest = (BitSet) a.clone();
    rest.andNot(b);
    return rest.isEmpty();
  }

  /** The literals that a formula needs in any case. */
  private static BitSet topLevelPending(Shape formula) {
    BitSet found = new BitSet();
    for (Shape part : Shapes.parts(formula)) {
      if (part instanceof Pending p) {
        found.set(p.literal());
      }
    }
    return found;
  }

  private static void collectPending(Shape formula, BitSet into) {
    Shapes.leaves(
        formula,
        s -> {
          if (s instanceof Pending p) {
            into.set(p.index);
          }
        });
  }

  /**
   * The goals of a container once it is known what its child is.
   *
   * @param type the container's type
   * @param outcome which of the child's open goals hold
   * @param value the child's value; null if it is not known, or does not matter
   */
  Goals decide(Goals after, JsonType type, BitSet outcome, @Nullable JsonValue value) {
    return new Goals(
        decide(after.viable(), type, outcome, value),
        after.open().stream().map(s -> decide(s, type, outcome, value)).toList());
  }

  private Shape decide(Shape formula, JsonType type, BitSet outcome, @Nullable JsonValue value) {
    Shape decided =
        shapes.map(
            formula,
            s ->
                switch (s) {
                  case Pending p -> outcome.get(p.index) != p.negated ? shapes.any : shapes.none;
                  case Captured c when value != null -> captured(c.differ, value);
                  default -> s;
                });
    // Facts that are known now may exclude each other.
    return shapes.restrict(decided, type);
  }

  private Shape captured(boolean differ, JsonValue value) {
    Shape constant = shapes.constant(value);
    Shape all = shapes.unique();
    return differ
        ? shapes.and(all, shapes.items(List.of(), shapes.not(constant)))
        : shapes.or(
            shapes.restrict(shapes.not(all), JsonType.ARRAY),
            shapes.counted(List.of(), constant, 1, true));
  }

  /** Whether goals depend on the value of the child that is being read. */
  static boolean captures(Goals after) {
    return mentions(after.viable(), Captured.class)
        || after.open().stream().anyMatch(s -> mentions(s, Captured.class));
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
                  case Items i -> true;
                  case ItemCount c -> c.min <= 0;
                  case Counted c -> !c.atLeast;
                  case Unique u -> u.differ;
                  case Captured c -> c.differ;
                  case Members m -> true;
                  case MemberCount c -> c.min <= 0;
                  default -> false; // members that are still needed
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
    Questions questions = new Questions(goals);
    return step(
        goals,
        JsonType.ARRAY,
        questions,
        fact ->
            switch (fact) {
              case Items i -> shapes.and(questions.ask(i.place(0)), shapes.afterItem(i));
              case ItemCount c -> shapes.afterItem(c);
              case Counted c -> afterItem(c, questions);
              case Unique u -> shapes.captured(u.differ);
              default -> throw new AssertionError("not about arrays: " + fact);
            },
        satisfier::restOfArray);
  }

  private Shape afterItem(Counted counted, Questions questions) {
    Shape item = counted.place(0);
    Shape unchanged = shapes.afterItem(counted, counted.count);
    Shape less = shapes.afterItem(counted, counted.count - 1);
    return counted.atLeast
        ? shapes.or(shapes.and(questions.ask(item), less), unchanged)
        : shapes.or(shapes.and(questions.ask(shapes.not(item)), unchanged), less);
  }

  /**
   * Whether an item may come next after one whose value is not known: certainly if there is room
   * and no later item can run out of values.
   */
  boolean itemMayCome(Goals goals) {
    for (Shape part : Shapes.parts(goals.viable())) {
      switch (part) {
        case Items items -> {
          List<Shape> all = new ArrayList<>(items.prefix);
          all.add(items.rest);
          if (!all.stream().allMatch(this::hasNoEnd)) {
            throw Structure.NeedsText.INSTANCE;
          }
        }
        case ItemCount c -> {
          if (c.max == 0) {
            return false;
          }
        }
        case Captured c when c.differ -> {}
        case Shape.True t -> {}
        default -> throw Structure.NeedsText.INSTANCE;
      }
    }
    return true;
  }

  /** What is asked of an item after one whose value is not known, if {@link #itemMayCome}. */
  Shape nextItem(Goals goals) {
    List<Shape> asked = new ArrayList<>();
    for (Shape part : Shapes.parts(goals.viable())) {
      if (part instanceof Items items) {
        asked.add(items.place(0));
      }
    }
    return shapes.and(asked);
  }

  /** Whether a shape surely has values without end: strings. */
  private boolean hasNoEnd(Shape shape) {
    return shapes.stringsOf(shape).atMost() == CodePointDfa.INFINITE;
  }

  // ---- Objects

  /** How the keys of an object are told apart; the same from its first key to its last. */
  ObjectKeys objectKeys(Goals goals) {
    List<Shape> formulas = new ArrayList<>();
    formulas.add(goals.viable());
    formulas.addAll(goals.open());
    return satisfier.spaces().of(formulas);
  }

  /** What a fact about members says of the value of the keys with a label. */
  private Shape member(KeyedShapes members, ObjectKeys keys, int label) {
    if (keys.space().isName(label)) {
      return shapes.member(members, keys.space().name(label));
    }
    BitSet matches = keys.space().matches(label);
    return shapes.member(
        members, null, pattern -> matches.get(keys.patterns().indexOf(pattern.keys())));
  }

  /** The keys that may come next. */
  KeyContent.Allowed allowed(Goals goals, ObjectKeys keys, Seen seen, int rank) {
    KeySpace space = keys.space();
    boolean simple = isSimple(goals.viable(), keys);
    BitSet may = simple ? simplyMayCome(goals.viable(), keys, rank) : new BitSet();
    Remaining remaining = Remaining.after(keys, seen, rank);
    Optional<JsonValue.Obj> rest =
        simple || keys.ordered()
            ? Optional.empty()
            : satisfier.restOfObject(goals.viable(), remaining);
    BitSet names = new BitSet();
    for (int i = 0; i < space.names().size(); i++) {
      String name = space.names().get(i);
      int label = space.nameLabel(i);
      if (!seen.names().get(i)
          && keys.mayCome(name, rank)
          && (simple
              ? may.get(label)
              : rest.isPresent() && surelyMayCome(goals.viable(), rest.get(), keys, label, name)
                  || mayCome(goals.viable(), remaining, label, name))) {
        names.set(i);
      }
    }
    BitSet classes = space.patterns().reachable(PatternProduct.START);
    BitSet allowed = new BitSet();
    for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
      int label = space.classLabel(c);
      if (simple) {
        allowed.set(c, may.get(label));
      } else {
        Optional<String> key = remaining.fresh(c, Set.of());
        allowed.set(
            c,
            key.isPresent()
                && (rest.isPresent()
                        && surelyMayCome(goals.viable(), rest.get(), keys, label, key.get())
                    || mayCome(goals.viable(), remaining, label, key.get())));
      }
    }
    KeySpace left = allowed.isEmpty() ? space : space.without(seen.others());
    return new KeyContent.Allowed(left, names, allowed);
  }

  private record Labels(List<Shape> members, KeySpace space) {}

  /** The labels of the keys that may come, of a conjunction of simple facts. */
  private BitSet simplyMayCome(Shape conjunction, ObjectKeys keys, int rank) {
    List<Shape> members = new ArrayList<>(1);
    boolean anyMay = !keys.ordered();
    for (Shape fact : Shapes.parts(conjunction)) {
      if (fact instanceof Members) {
        members.add(fact);
      } else if (fact instanceof MemberCount) {
        anyMay = false;
      }
    }
    Labels of = new Labels(members, keys.space());
    BitSet possible = possibleLabels.get(of);
    if (possible == null) {
      possible = possibleLabels.put(of, findPossible(members, keys));
    }
    if (anyMay) {
      return possible;
    }
    BitSet may = new BitSet();
    for (int l = possible.nextSetBit(0); l >= 0; l = possible.nextSetBit(l + 1)) {
      may.set(l, restMayCome(conjunction, keys, l, keys.rankAfter(l, rank)));
    }
    return may;
  }

  /** The labels of the keys for which some facts leave a value. */
  private BitSet findPossible(List<Shape> members, ObjectKeys keys) {
    KeySpace space = keys.space();
    BitSet labels = new BitSet();
    labels.set(space.nameLabel(0), space.nameLabel(space.names().size()));
    BitSet classes = space.patterns().reachable(PatternProduct.START);
    classes.stream().forEach(c -> labels.set(space.classLabel(c)));
    BitSet possible = new BitSet();
    for (int l = labels.nextSetBit(0); l >= 0; l = labels.nextSetBit(l + 1)) {
      List<Shape> values = new ArrayList<>(members.size());
      for (Shape fact : members) {
        values.add(member((Members) fact, keys, l));
      }
      possible.set(
          l, satisfier.satisfiable(values.size() == 1 ? values.get(0) : shapes.and(values)));
    }
    return possible;
  }

  /** Whether some object that is still possible has a key: if so, it may as well come next. */
  private boolean mayCome(Shape viable, Remaining remaining, int label, String key) {
    Shape withKey = shapes.and(viable, shapes.required(List.of(key)));
    return satisfier.restOfObject(withKey, remaining.beginningWith(label, key)).isPresent();
  }

  /**
   * Whether a key may come since one rest of the object has it, or has room for it: to see that is
   * much less than to search. Where keys come in any order.
   *
   * @param rest members that complete the object
   */
  private boolean surelyMayCome(
      Shape viable, JsonValue.Obj rest, ObjectKeys keys, int label, String key) {
    if (rest.members().containsKey(key)) {
      return true;
    }
    List<Shape> asked = new ArrayList<>();
    for (Shape part : Shapes.parts(viable)) {
      if (part instanceof Members members) {
        asked.add(member(members, keys, label));
      }
    }
    Optional<JsonValue> value = satisfier.witness(shapes.and(asked));
    return value.isPresent() && satisfier.membership().holds(viable, rest.with(key, value.get()));
  }

  /** Whether every fact of a formula says by itself whether a key may come. */
  private static boolean isSimple(Shape viable, ObjectKeys keys) {
    for (Shape part : Shapes.parts(viable)) {
      switch (part) {
        case Shape.Or or -> {
          return false;
        }
        case Shape.One one -> {
          return false;
        }
        case SomeMember some -> {
          return false;
        }
        case MemberCount c -> {
          if (keys.ordered() && c.min > 1) {
            return false;
          }
        }
        default -> {}
      }
    }
    return true;
  }

  /** Whether everything that a conjunction requires, but for one label, may come after a rank. */
  private static boolean restMayCome(Shape conjunction, ObjectKeys keys, int label, int rank) {
    String name = keys.space().isName(label) ? keys.space().name(label) : null;
    long room = Long.MAX_VALUE;
    long needed = 0;
    for (Shape fact : Shapes.parts(conjunction)) {
      if (fact instanceof MemberCount c) {
        room = c.max - 1;
      } else if (fact instanceof Required r) {
        for (String key : r.keys) {
          if (!key.equals(name)) {
            needed++;
            if (!keys.mayCome(key, rank)) {
              return false;
            }
          }
        }
      }
    }
    return needed <= room;
  }

  /**
   * Whether what follows a key depends on which key of its class it is: nothing does if there are
   * keys of the class without end, so that one less makes no difference.
   */
  static boolean needsKey(ObjectKeys keys, int label) {
    KeySpace space = keys.space();
    return !space.isName(label) && !space.patterns().isEndless(space.keyClass(label));
  }

  /**
   * The step into the value of a key.
   *
   * @param after the keys that were read, this one among them
   */
  Optional<Step> memberStep(Goals goals, ObjectKeys keys, int label, Seen after, int rank) {
    if (!isSimple(goals.viable(), keys)) {
      return findMemberStep(goals, keys, label, after, rank);
    }
    // What a conjunction requires had values before this key, and has them still; so the step does
    // not depend on the keys before.
    Member member = new Member(goals, keys.space(), label);
    Optional<Step> known = memberSteps.get(member);
    return known != null
        ? known
        : memberSteps.put(member, findMemberStep(goals, keys, label, Seen.NONE, rank));
  }

  private record Member(Goals goals, KeySpace space, int label) {}

  private Optional<Step> findMemberStep(
      Goals goals, ObjectKeys keys, int label, Seen after, int rank) {
    String name = keys.space().isName(label) ? keys.space().name(label) : null;
    Questions questions = new Questions(goals);
    boolean simple = isSimple(goals.viable(), keys);
    int rankAfter = keys.rankAfter(label, rank);
    return step(
        goals,
        JsonType.OBJECT,
        questions,
        fact ->
            switch (fact) {
              case Members m -> shapes.and(questions.ask(member(m, keys, label)), m);
              case SomeMember m ->
                  shapes.or(questions.ask(member(m, keys, label)), without(m, name));
              case Required r -> without(r, name);
              case MemberCount c -> shapes.afterMember(c);
              default -> throw new AssertionError("not about objects: " + fact);
            },
        rest -> {
          if (simple) {
            return KNOWN_TO_GO_ON;
          }
          return satisfier.restOfObject(rest, Remaining.after(keys, after, rankAfter));
        });
  }

  private Shape without(Required required, @Nullable String key) {
    if (key == null || !required.keys.contains(key)) {
      return required;
    }
    return shapes.required(required.keys.stream().filter(k -> !k.equals(key)).toList());
  }

  /** The fact once a name was read: it does not come again. */
  private Shape without(SomeMember some, @Nullable String key) {
    if (key == null || !some.patterns.isEmpty() || shapes.member(some, key) == shapes.none) {
      return some;
    }
    Map<String, Shape> names = new LinkedHashMap<>(some.names);
    names.put(key, shapes.none);
    return shapes.someMember(names, some.patterns, some.others);
  }
}
