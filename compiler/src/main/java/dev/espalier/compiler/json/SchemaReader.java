package dev.espalier.compiler.json;

import static java.util.stream.Collectors.joining;

import dev.espalier.compiler.GrammarOptions;
import dev.espalier.compiler.GrammarSyntax;
import dev.espalier.compiler.JsonSchemaOptions;
import dev.espalier.compiler.JsonSchemaOptions.Additional;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.Report;
import dev.espalier.compiler.Report.Relaxation;
import dev.espalier.compiler.SchemaException;
import dev.espalier.compiler.SchemaException.Kind;
import dev.espalier.compiler.TextGrammar;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.cfg.GrammarCompiler;
import dev.espalier.compiler.grammar.GrammarDefinition;
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
  private final Map<Map.Entry<String, GrammarOptions>, Optional<CodePointDfa>> grammars =
      new HashMap<>();
  private final Work grammarWork; // of all grammars in the schema
  private final Set<String> enforced = new TreeSet<>();
  private final Set<Relaxation> relaxed = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<String> closed = new LinkedHashSet<>();

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

  /** What becomes of keys and items that a schema does not mention. */
  enum Role {
    /** They are allowed, here and below. */
    AS_WRITTEN,
    /** A schema for the same value forbids them; schemas of values inside forbid theirs. */
    PART,
    /** This schema forbids those that it and all for the same value do not mention. */
    WHOLE
  }

  /** In which way a schema is read: one for each is enough. */
  private record Way(Scope scope, Role role) {}

  /**
   * What a schema mentions when it holds, where that closes objects and arrays.
   *
   * @param what the keys and items
   * @param keys whether it closes objects
   * @param items whether it closes arrays
   */
  record Mentioned(Evaluated what, boolean keys, boolean items) {}

  /** A schema while it is read. */
  static final class Reading {
    final Definition definition;
    final Place place;
    final Scope scope;
    final Role role;
    final List<Part> parts = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    final List<Link> links = new ArrayList<>();
    final List<Relaxation> relaxed = new ArrayList<>();

    /** What its own keywords evaluate, but for the unevaluated ones. */
    @Nullable Evaluated evaluated;

    /** What it mentions; only where that matters. */
    @Nullable Mentioned mentioned;

    @Nullable Shape unevaluatedProperties;
    @Nullable Shape unevaluatedItems;

    Reading(Definition definition, Place place, Scope scope, Role role) {
      this.definition = definition;
      this.place = place;
      this.scope = scope;
      this.role = role;
    }

    String pointer(String keyword) {
      return place.at(place.node(), keyword).where();
    }
  }

  private SchemaReader(SchemaRegistry registry, Shapes shapes, JsonSchemaOptions options) {
    this.registry = registry;
    this.shapes = shapes;
    this.options = options;
    this.grammarWork = shapes.work("a grammar in the schema");
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
    Role role = closes() ? Role.WHOLE : Role.AS_WRITTEN;
    Definition definition = define(root, Scope.EMPTY.enter(root.resource(), dynamicNames), role);
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
    if (closes()) {
      notes.add(
          "additional properties and items are off where the schema does not say otherwise: "
              + (closed.isEmpty() ? "nowhere here" : "at " + places(closed)));
    }
    return new Report(List.copyOf(enforced), List.copyOf(relaxed), List.copyOf(notes));
  }

  private static String places(Set<String> all) {
    int shown = 5;
    return all.stream().limit(shown).map(at -> "'" + at + "'").collect(joining(", "))
        + (all.size() > shown ? " and " + (all.size() - shown) + " more places" : "");
  }

  // ---- What the readers of keywords share

  /** Whether objects and arrays are closed where the schema does not say otherwise. */
  boolean closes() {
    return options.additional() == Additional.OFF_UNLESS_SAID;
  }

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

  /**
   * The language of a grammar, compiled once; nothing if it is not seen to be regular.
   *
   * @throws dev.espalier.compiler.GrammarException if there is none
   */
  Optional<CodePointDfa> grammar(String text, GrammarOptions how) {
    Map.Entry<String, GrammarOptions> key = Map.entry(text, how);
    Optional<CodePointDfa> known = grammars.get(key);
    if (known == null) {
      // Terminals of Lark are compiled while it is read.
      long reading = Math.max(1, options.limits().automatonWork() / 100);
      grammarWork.spend(
          how.syntax().equals(Optional.of(GrammarSyntax.LARK)) ? reading : text.length());
      GrammarDefinition definition =
          TextGrammar.definition(text, how.withLimits(options.limits().withAutomatonWork(reading)));
      definition.notes().forEach(note -> notes.add("x-grammar: " + note));
      known = GrammarCompiler.regular(definition, options.limits(), grammarWork);
      grammars.put(key, known);
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
    // Closing what is negated or counted would make other values valid.
    Role role =
        from.role == Role.AS_WRITTEN || mixed ? Role.AS_WRITTEN : inPlace ? Role.PART : Role.WHOLE;
    Scope scope = from.scope.enter(place.resource(), dynamicNames);
    Definition definition = define(place, scope, role);
    from.edges.add(new Edge(definition, inPlace, mixed));
    return shapes.reference(definition);
  }

  private Definition define(Place place, Scope scope, Role role) {
    Map<Way, Reading> known = readings.computeIfAbsent(place.node(), n -> new HashMap<>(2));
    Way way = new Way(scope, role);
    Reading reading = known.get(way);
    if (reading == null) {
      int limit = options.limits().subschemas();
      if (byDefinition.size() == limit) {
        LimitExceeded exceeded = new LimitExceeded("subschemas", limit, "reading schemas");
        throw new SchemaException(Kind.LIMIT, place.where(), "", exceeded.getMessage(), exceeded);
      }
      reading = new Reading(new Definition(place.where()), place, scope, role);
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
              () ->
                  new Part(
                      where,
                      evaluations.properties(
                          adjacent(reading, false).evaluators, properties, where))));
    }
    Shape items = reading.unevaluatedItems;
    if (items != null) {
      String where = reading.pointer("unevaluatedItems");
      parts.add(
          within(
              where,
              "unevaluatedItems",
              () ->
                  new Part(
                      where,
                      evaluations.items(adjacent(reading, false).evaluators, items, where))));
    }
    if (reading.role == Role.WHOLE) {
      String where = reading.place.where();
      within(where, "", () -> parts.addAll(closing(reading, where)));
    }
    parts.removeIf(part -> part.shape() == shapes.any);
    Shape all =
        within(
            reading.place.where(), "", () -> shapes.and(parts.stream().map(Part::shape).toList()));
    reading.definition.define(all, parts);
  }

  /**
   * That there is nothing that is not mentioned, where the schema does not speak of that itself.
   */
  private List<Part> closing(Reading reading, String where) {
    Adjacent adjacent = adjacent(reading, true);
    Shape keys = shapes.any;
    if (adjacent.keys && reading.unevaluatedProperties == null) {
      keys = evaluations.properties(adjacent.evaluators, shapes.none, where);
    }
    Shape items = shapes.any;
    if (adjacent.items && reading.unevaluatedItems == null) {
      items = evaluations.items(adjacent.evaluators, shapes.none, where);
    }
    if (keys != shapes.any || items != shapes.any) {
      closed.add(where);
    }
    String ban = "the ban on what '" + where + "' does not mention";
    return List.of(new Part(ban, keys), new Part(ban, items));
  }

  private static <T> T within(String pointer, String keyword, Supplier<T> made) {
    try {
      return made.get();
    } catch (LimitExceeded e) {
      throw new SchemaException(Kind.LIMIT, pointer, keyword, e.getMessage(), e);
    }
  }

  /**
   * What the schemas for one value evaluate or mention.
   *
   * @param keys whether one of them closes objects
   * @param items whether one of them closes arrays
   */
  private record Adjacent(List<Evaluator> evaluators, boolean keys, boolean items) {}

  /**
   * What a schema and all that apply to the same value evaluate.
   *
   * <p>Complexity: the number of those schemas, and for each of what it evaluates and of the
   * conditions under which it applies. They are looked at once for each unevaluated keyword, and
   * all that is counted as subschemas that are read.
   *
   * @param mentions whether what they mention is meant, not what they evaluate
   */
  private Adjacent adjacent(Reading start, boolean mentions) {
    record Visit(Definition definition, Shape condition, int conditions) {}
    Set<Evaluator> found = new LinkedHashSet<>();
    boolean closesObjects = false;
    boolean closesArrays = false;
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
      Mentioned mentioned = mentions ? reading.mentioned : null;
      Evaluated own = mentioned != null ? mentioned.what : reading.evaluated;
      closesObjects |= mentioned != null && mentioned.keys;
      closesArrays |= mentioned != null && mentioned.items;
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
    return new Adjacent(List.copyOf(found), closesObjects, closesArrays);
  }

  /** Refuses schemas that apply to a value only if they apply to it. */
  private void checkLoops() {
    record Frame(Definition definition, Iterator<Edge> next) {}
    Map<Definition, Integer> done = new HashMap<>(); // how long the way is from there
    Set<Definition> path = new HashSet<>();
    ArrayDeque<Frame> stack = new ArrayDeque<>();
    for (Reading start : read) {
      if (done.containsKey(start.definition)) {
        continue;
      }
      path.add(start.definition);
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
