package dev.espalier.compiler.json;

import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Report.Relaxation;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.json.Evaluations.Evaluated;
import dev.espalier.compiler.json.Evaluations.Evaluator;
import dev.espalier.compiler.json.SchemaDocument.Place;
import dev.espalier.compiler.json.Shape.Definition;
import dev.espalier.compiler.json.Shape.Definition.Part;
import dev.espalier.compiler.regex.EcmaRegex;
import dev.espalier.compiler.regex.RegexException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads schemas as shapes: each resource by the specification of its own draft.
 *
 * <p>Everything that the root leads to is read and checked; definitions that nothing refers to are
 * not. A keyword that cannot be enforced is refused by name, unless the caller had it relaxed. A
 * schema is read once for each {@link Scope} in which dynamic references may see it, so where there
 * are none, once.
 */
final class SchemaReader {
  private final SchemaRegistry registry;
  private final Shapes shapes;
  private final JsonSchemaOptions options;
  private final ConstantShapes constants;
  private final Evaluations evaluations;
  private final Set<String> dynamicNames;

  private final IdentityHashMap<JsonNode, Map<Way, Reading>> readings = new IdentityHashMap<>();
  private final ArrayDeque<Reading> toRead = new ArrayDeque<>();
  private final List<Reading> read = new ArrayList<>();
  private final Map<Definition, Reading> byDefinition = new IdentityHashMap<>();
  private final Map<String, CodePointDfa> patterns = new HashMap<>();
  private final Set<String> enforced = new TreeSet<>();
  private final Set<Relaxation> relaxed = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /** How much was looked at for unevaluated keywords. */
  private long evaluated;

  private int inARow;

  /** A schema that applies to the same value when another one does. */
  record Link(Shape condition, Definition to) {}

  /**
   * How one schema leads to another.
   *
   * @param inPlace whether both speak of the same value
   * @param mixed whether less in the one may be more in the other, as under {@code not}
   */
  record Edge(Definition to, boolean inPlace, boolean mixed) {}

  /**
   * In what surroundings a schema is read.
   *
   * @param mayClose whether objects are closed here where nothing is said: nowhere where less would
   *     be more
   * @param closes whether this schema closes them: the first that speaks of a value does
   */
  private record Way(Scope scope, boolean mayClose, boolean closes) {}

  /** A schema while it is read. */
  static final class Reading {
    final Definition definition;
    final Place place;
    final Scope scope;
    private final Way way;
    final List<Part> parts = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final List<Relaxation> relaxed = new ArrayList<>();

    /** What its own keywords evaluate, but for the unevaluated ones. */
    @Nullable Evaluated evaluated;

    @Nullable Shape unevaluatedProperties;
    @Nullable Shape unevaluatedItems;

    private Reading(Definition definition, Place place, Way way) {
      this.definition = definition;
      this.place = place;
      this.scope = way.scope;
      this.way = way;
    }

    String pointer(String keyword) {
      return place.at(place.node(), keyword).where();
    }
  }

  private SchemaReader(SchemaRegistry registry, Shapes shapes, JsonSchemaOptions options) {
    this.registry = registry;
    this.shapes = shapes;
    this.options = options;
    this.constants = new ConstantShapes(shapes, options.form());
    this.evaluations = new Evaluations(shapes, options.limits());
    this.dynamicNames = Set.copyOf(registry.dynamicNames());
  }

  /**
   * What a schema says, and what is said of it.
   *
   * @param inARow the most schemas that apply to one value, each because of the one before
   */
  record Result(Definition root, Report report, int inARow) {}

  /** Reads the root and all that it leads to. */
  static Result read(SchemaRegistry registry, Shapes shapes, JsonSchemaOptions options) {
    while (true) {
      SchemaReader reader = new SchemaReader(registry, shapes, options);
      Optional<Definition> root = reader.read();
      if (root.isPresent()) {
        return new Result(root.get(), reader.report(), reader.inARow);
      }
    }
  }

  /**
   * @return nothing if a document that a reference led to brought dynamic references of its own:
   *     what was read before must be read again, with their names in mind
   */
  private Optional<Definition> read() {
    Place root = registry.root();
    boolean closes = options.additional() == Additional.OFF_UNLESS_SAID;
    if (closes) {
      note("additional properties and items are off where the schema does not say otherwise");
    }
    Scope scope = Scope.EMPTY.enter(root.resource(), dynamicNames);
    Definition definition = define(root, new Way(scope, closes, closes));
    while (!toRead.isEmpty()) {
      readNow(toRead.remove());
      if (!registry.dynamicNames().equals(dynamicNames)) {
        return Optional.empty();
      }
    }
    checkLoops();
    checkRelaxed(definition);
    read.forEach(this::finish);
    return Optional.of(definition);
  }

  private Report report() {
    notes.addAll(registry.notes());
    return new Report(List.copyOf(enforced), List.copyOf(relaxed), List.copyOf(notes));
  }

  // ---- What the readers of keywords share

  Shapes shapes() {
    return shapes;
  }

  JsonSchemaOptions options() {
    return options;
  }

  SchemaRegistry registry() {
    return registry;
  }

  ConstantShapes constants() {
    return constants;
  }

  void note(String note) {
    notes.add(note);
  }

  void enforces(String keyword) {
    enforced.add(keyword);
  }

  void relaxes(Reading reading, String keyword) {
    Relaxation relaxation = new Relaxation(keyword, reading.pointer(keyword));
    relaxed.add(relaxation);
    reading.relaxed.add(relaxation);
  }

  /**
   * The language of a pattern, compiled once.
   *
   * @throws RegexException if there is none
   */
  CodePointDfa pattern(String pattern) throws RegexException {
    CodePointDfa known = patterns.get(pattern);
    if (known == null) {
      String what = "the pattern " + ConstantShapes.shortened(pattern);
      EcmaRegex regex =
          EcmaRegex.parse(pattern, options.limits().patternNesting(), shapes.work(what));
      regex
          .notes()
          .forEach(
              note -> notes.add("pattern '" + ConstantShapes.shortened(pattern) + "': " + note));
      known = regex.dfa();
      patterns.put(pattern, known);
    }
    return known;
  }

  /** A schema that a schema leads to. */
  Shape subschema(Reading from, Place place, boolean inPlace, boolean mixed) {
    JsonNode node = place.node();
    if (node.isBoolean() && place.resource().rules().booleans()) {
      return node.asBoolean() ? shapes.any : shapes.none;
    }
    if (node.isObject() && node.isEmpty()) {
      return shapes.any;
    }
    boolean mayClose = from.way.mayClose && !mixed;
    Scope scope = from.scope.enter(place.resource(), dynamicNames);
    Definition definition = define(place, new Way(scope, mayClose, mayClose && !inPlace));
    from.edges.add(new Edge(definition, inPlace, mixed));
    return shapes.reference(definition);
  }

  private Definition define(Place place, Way way) {
    Map<Way, Reading> known = readings.computeIfAbsent(place.node(), n -> new HashMap<>(2));
    Reading reading = known.get(way);
    if (reading == null) {
      int limit = options.limits().subschemas();
      if (byDefinition.size() == limit) {
        LimitExceeded exceeded = new LimitExceeded("subschemas", limit, "reading schemas");
        throw new SchemaException(Kind.LIMIT, place.where(), "", exceeded.getMessage(), exceeded);
      }
      reading = new Reading(new Definition(place.where()), place, way);
      known.put(way, reading);
      byDefinition.put(reading.definition, reading);
      toRead.add(reading);
    }
    return reading.definition;
  }

  private void readNow(Reading reading) {
    Place place = reading.place;
    JsonNode node = place.node();
    boolean booleans = place.resource().rules().booleans();
    read.add(reading);
    if (node.isBoolean() && booleans) {
      Shape shape = node.asBoolean() ? shapes.any : shapes.none;
      reading.parts.add(new Part(place.where(), shape));
      return;
    }
    if (!node.isObject()) {
      throw new SchemaException(
          Kind.INVALID,
          place.where(),
          "",
          booleans ? "a schema must be an object or a boolean" : "a schema must be an object");
    }
    within(
        place.where(),
        "",
        () -> {
          new KeywordReader(this, reading).read();
          return reading;
        });
  }

  // ---- When all are read

  /** What is unevaluated needs all that is evaluated. */
  private void finish(Reading reading) {
    List<Part> parts = reading.parts;
    Shape properties = reading.unevaluatedProperties;
    if (properties != null) {
      String where = reading.pointer("unevaluatedProperties");
      parts.add(
          within(
              where,
              "unevaluatedProperties",
              () -> new Part(where, evaluations.properties(adjacent(reading), properties, where))));
    }
    Shape items = reading.unevaluatedItems;
    if (items != null) {
      String where = reading.pointer("unevaluatedItems");
      parts.add(
          within(
              where,
              "unevaluatedItems",
              () -> new Part(where, evaluations.items(adjacent(reading), items, where))));
    }
    if (reading.way.closes) {
      close(reading);
    }
    parts.removeIf(part -> part.shape() == shapes.any);
    Shape all =
        within(
            reading.place.where(), "", () -> shapes.and(parts.stream().map(Part::shape).toList()));
    reading.definition.define(all, parts);
  }

  /** Forbids what nothing is said of, if something is said of keys, or of items by their places. */
  private void close(Reading reading) {
    String where = reading.place.where();
    List<Evaluator> evaluators = within(where, "", () -> adjacent(reading));
    boolean keys = reading.unevaluatedProperties == null;
    boolean items = reading.unevaluatedItems == null;
    boolean named = false;
    boolean placed = false;
    for (Evaluator evaluator : evaluators) {
      named |= !evaluator.what().names().isEmpty() || !evaluator.what().patterns().isEmpty();
      placed |= evaluator.what().prefix() > 0;
    }
    if (keys && named) {
      Shape closed =
          within(where, "", () -> evaluations.properties(evaluators, shapes.none, where));
      reading.parts.add(new Part(where, closed));
    }
    if (items && placed) {
      Shape closed = within(where, "", () -> evaluations.items(evaluators, shapes.none, where));
      reading.parts.add(new Part(where, closed));
    }
  }

  private static <T> T within(String pointer, String keyword, Supplier<T> made) {
    try {
      return made.get();
    } catch (LimitExceeded e) {
      throw new SchemaException(Kind.LIMIT, pointer, keyword, e.getMessage(), e);
    }
  }

  /**
   * What a schema and all that apply to the same value evaluate.
   *
   * <p>Complexity: the number of those schemas, and for each of what it evaluates and of the
   * conditions under which it applies. They are looked at once for each unevaluated keyword, and
   * all that is counted as subschemas that are read.
   */
  private List<Evaluator> adjacent(Reading start) {
    record Visit(Definition definition, Shape condition, int conditions) {}
    Set<Evaluator> found = new LinkedHashSet<>();
    Set<List<Object>> seen = new HashSet<>();
    ArrayDeque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(start.definition, shapes.any, 0));
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      Reading reading = byDefinition.get(visit.definition);
      if (reading == null || !seen.add(List.of(visit.definition, visit.condition))) {
        continue;
      }
      evaluated += 1 + visit.conditions;
      Evaluated own = reading.evaluated;
      if (own != null) {
        evaluated += own.names().size() + own.patterns().size() + own.prefix();
        found.add(new Evaluator(visit.condition, own));
      }
      boolean keys = reading.unevaluatedProperties != null;
      boolean items = reading.unevaluatedItems != null;
      if (reading != start && (keys || items)) {
        found.add(
            new Evaluator(
                visit.condition, new Evaluated(Set.of(), Set.of(), keys, 0, items, shapes.none)));
      }
      if (evaluated > options.limits().subschemas()) {
        throw new LimitExceeded(
            "subschemas", options.limits().subschemas(), "what schemas evaluate");
      }
      for (int i = reading.links.size() - 1; i >= 0; i--) {
        Link link = reading.links.get(i);
        boolean free = link.condition == shapes.any;
        open.push(
            new Visit(
                link.to,
                shapes.and(visit.condition, link.condition),
                visit.conditions + (free ? 0 : 1)));
      }
    }
    return List.copyOf(found);
  }

  /** Refuses schemas that apply to a value only if they apply to it. */
  private void checkLoops() {
    record Frame(Definition definition, Iterator<Edge> next) {}
    Map<Definition, Integer> done = new HashMap<>(); // how long the way is from there
    for (Reading start : read) {
      if (done.containsKey(start.definition)) {
        continue;
      }
      Set<Definition> path = new LinkedHashSet<>(Set.of(start.definition));
      ArrayDeque<Frame> stack = new ArrayDeque<>();
      stack.push(new Frame(start.definition, start.edges.iterator()));
      while (!stack.isEmpty()) {
        Frame top = stack.peek();
        if (!top.next.hasNext()) {
          stack.pop();
          path.remove(top.definition);
          done.put(top.definition, wayFrom(top.definition, done));
          continue;
        }
        Edge edge = top.next.next();
        if (!edge.inPlace || done.containsKey(edge.to)) {
          continue;
        }
        Reading next = byDefinition.get(edge.to);
        if (next == null || !path.add(edge.to)) {
          throw new SchemaException(
              Kind.REFERENCE,
              edge.to.pointer(),
              "$ref",
              "refers to itself without reading anything, so it has no meaning");
        }
        stack.push(new Frame(edge.to, next.edges.iterator()));
      }
    }
  }

  /**
   * How many schemas in a row may apply to one value, from one on; all of it is followed at once.
   */
  private int wayFrom(Definition definition, Map<Definition, Integer> done) {
    int longest = 0;
    Reading reading = byDefinition.get(definition);
    if (reading != null) {
      for (Edge edge : reading.edges) {
        longest = edge.inPlace ? Math.max(longest, done.getOrDefault(edge.to, 0)) : longest;
      }
    }
    if (longest == options.limits().nesting()) {
      LimitExceeded exceeded =
          new LimitExceeded(
              "nesting", longest, "following schemas in a row, all of the same value");
      throw new SchemaException(
          Kind.LIMIT, definition.pointer(), "$ref", exceeded.getMessage(), exceeded);
    }
    inARow = Math.max(inARow, longest + 1);
    return longest + 1;
  }

  /** Refuses to leave out what would then forbid more: under a negation, less is more. */
  private void checkRelaxed(Definition root) {
    if (relaxed.isEmpty()) {
      return;
    }
    record Reached(Definition definition, boolean mixed) {}
    Set<Reached> seen = new HashSet<>(Set.of(new Reached(root, false)));
    ArrayDeque<Reached> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Reached reached = open.remove();
      Reading reading = byDefinition.get(reached.definition);
      if (reading == null) {
        continue;
      }
      if (reached.mixed && !reading.relaxed.isEmpty()) {
        Relaxation relaxation = reading.relaxed.get(0);
        throw new SchemaException(
            Kind.UNSUPPORTED,
            relaxation.pointer(),
            relaxation.keyword(),
            "'"
                + relaxation.keyword()
                + "' cannot be left out where its schema is negated or counted:"
                + " valid values would be refused");
      }
      for (Edge edge : reading.edges) {
        Reached next = new Reached(edge.to, reached.mixed || edge.mixed);
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
  }
}
