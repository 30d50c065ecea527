package dev.espalier.compiler.json;

import dev.espalier.compiler.canvas.Core;
import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.json.Steps.Step;
import dev.espalier.compiler.lexical.Spelling;
import dev.espalier.compiler.lexical.StringWord;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The places of a JSON text between lexemes, as persistent nodes: each knows the containers around
 * it and what is still asked of them.
 *
 * <p>A node is its future only. Two texts that leave the same things to be said reach equal nodes.
 */
abstract sealed class JsonNode implements Structure {
  final JsonLanguage language;
  private final int hash;
  private volatile @Nullable Lexer lexer;

  // As long as a position holds them, or they are new: a node is not to keep all texts that ever
  // went on from it.
  private final ConcurrentHashMap<Integer, WeakReference<Structure>> followers =
      new ConcurrentHashMap<>(4);

  JsonNode(JsonLanguage language, int hash) {
    this.language = language;
    this.hash = 31 * hash + getClass().hashCode();
  }

  @Override
  public final Lexer lexer() {
    Lexer made = lexer;
    if (made == null) {
      made = language.withRoom(this::makeLexer);
      lexer = made;
    }
    return made;
  }

  abstract Lexer makeLexer();

  @Override
  public final Structure after(int label, byte @Nullable [] text) {
    if (text != null && needsText(label)) {
      return language.withRoom(() -> follow(label, text));
    }
    WeakReference<Structure> before = followers.get(label);
    Structure known = before == null ? null : before.get();
    if (known == null) {
      known = language.withRoom(() -> follow(label, null));
      followers.put(label, new WeakReference<>(known));
      language.hold(known);
    }
    return known;
  }

  abstract Structure follow(int label, byte @Nullable [] text);

  /** Whether {@link #needsText} is meant of lexemes of a label. */
  boolean needsText(int label) {
    return needsText();
  }

  @Override
  public boolean accepting() {
    return false;
  }

  /** What is asked here, for people, and of each container around it, the innermost first. */
  final List<String> frames() {
    List<String> frames = new ArrayList<>();
    Around around = null;
    Container container = null;
    switch (this) {
      case Unknown node -> frames.add("after a text that is not known");
      case End node -> frames.add("at the end");
      case Returned node -> frames.add("after a value");
      case Value node -> {
        frames.add(
            (node.first == null ? "before a value" : "before the first item, if any")
                + (node.goals == null ? "" : ", which is " + ShapeText.of(node.goals)));
        around = node.around;
        container = around == null ? node.first : null;
      }
      case Scalar node -> {
        frames.add("within a string or a number");
        around = node.around;
      }
      case NextKey node -> {
        frames.add(node.first ? "before the first key, if any" : "before a key");
        container = node.object;
      }
      case InKey node -> {
        frames.add("within a key");
        container = node.object;
      }
      case Colon node -> {
        frames.add("before a colon, then a value, which is " + ShapeText.of(node.ahead.goals));
        around = node.ahead.around;
      }
      case AfterMember node -> {
        frames.add("after a member");
        container = node.object;
      }
      case AfterItem node -> {
        frames.add("after an item");
        container = node.array;
      }
    }
    if (around != null) {
      container = container(around);
    }
    for (; container != null; container = container(container.around)) {
      frames.add(
          (container instanceof OpenObject ? "in an object" : "in an array")
              + " whose rest is "
              + ShapeText.of(container.goals));
    }
    return frames;
  }

  private static @Nullable Container container(Around around) {
    return switch (around) {
      case Root outermost -> null;
      case Somewhere anywhere -> null;
      case Undecided array -> null;
      case InObject inside -> inside.object;
      case InArray inside -> inside.array;
    };
  }

  @Override
  public final int closings() {
    Container innermost =
        switch (this) {
          case Unknown node -> null;
          case End node -> null;
          case Returned node -> null;
          case Value node -> node.around == null ? node.first : container(node.around);
          case Scalar node -> node.around == null ? null : container(node.around);
          case NextKey node -> node.object;
          case InKey node -> node.object;
          case Colon node -> container(node.ahead.around);
          case AfterMember node -> node.object;
          case AfterItem node -> node.array;
        };
    int open = 0;
    for (Container at = innermost; at != null; at = container(at.around)) {
      open++;
    }
    return open;
  }

  @Override
  public final int hashCode() {
    return hash;
  }

  @Override
  public final boolean equals(Object other) {
    return this == other
        || (other instanceof JsonNode n
            && n.hash == hash
            && n.getClass() == getClass()
            && n.language == language
            && sameAs(n));
  }

  abstract boolean sameAs(JsonNode other);

  /** The value of a string or a number; null if its text is not known. */
  private static @Nullable JsonValue scalar(byte @Nullable [] text) {
    if (text == null) {
      return null;
    }
    String spelled = new String(text, StandardCharsets.UTF_8).strip();
    return spelled.startsWith("\"")
        ? new JsonValue.Str(StringWord.of(Spelling.unquote(text)))
        : new JsonValue.Num(spelled);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---- What is around a value

  /** Where a value stands: what follows when it has ended. */
  sealed interface Around permits Root, Somewhere, Undecided, InObject, InArray {
    /**
     * The node after the value.
     *
     * @param outcome which of the value's open goals hold
     * @param value the value, if {@link #captures}; null when it is not known, as while a mask is
     *     made for many at once
     */
    JsonNode resume(BitSet outcome, @Nullable JsonValue value);

    /** Whether what follows depends on the value itself: items that have to differ. */
    default boolean captures() {
      return captured() > 0;
    }

    /** How deep the value lies in one that what follows depends on; 0 if in none. */
    int captured();
  }

  /** Nothing: the value is the text. */
  static final class Root implements Around {
    private final End end;

    Root(JsonLanguage language) {
      this.end = new End(language);
    }

    @Override
    public JsonNode resume(BitSet outcome, @Nullable JsonValue value) {
      return end;
    }

    @Override
    public int captured() {
      return 0;
    }
  }

  /** Whatever it is: a value is looked at by itself. */
  private static final class Somewhere implements Around {
    private final JsonLanguage language;

    private Somewhere(JsonLanguage language) {
      this.language = language;
    }

    @Override
    public JsonNode resume(BitSet outcome, @Nullable JsonValue value) {
      return new Returned(language, outcome);
    }

    @Override
    public int captured() {
      return 0;
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Somewhere s && s.language == language;
    }
  }

  /** An array with an item that is not known: another may be equal to it, and is known itself. */
  private enum Undecided implements Around {
    INSTANCE;

    @Override
    public JsonNode resume(BitSet outcome, @Nullable JsonValue value) {
      throw NeedsText.INSTANCE;
    }

    @Override
    public int captured() {
      return 1;
    }
  }

  /** A container that is open, and what is asked of the rest of it. */
  private abstract static sealed class Container {
    final JsonLanguage language;
    final Around around;
    final Goals goals;

    /** What was read of it, if that matters and is known. */
    final @Nullable JsonValue read;

    private final int hash;

    Container(
        JsonLanguage language, Around around, Goals goals, @Nullable JsonValue read, int hash) {
      this.language = language;
      this.around = around;
      this.goals = goals;
      this.read = read;
      this.hash =
          31 * (31 * (31 * around.hashCode() + goals.hashCode()) + Objects.hashCode(read)) + hash;
    }

    boolean mayEnd() {
      return language.steps().ended(goals).get(0);
    }

    JsonNode end() {
      return around.resume(language.steps().endOutcome(goals), read);
    }

    @Override
    public final int hashCode() {
      return hash;
    }

    @Override
    public final boolean equals(Object other) {
      return this == other
          || (other instanceof Container c
              && c.hash == hash
              && c.goals.equals(goals)
              && Objects.equals(c.read, read)
              && sameAs(c)
              && c.around.equals(around));
    }

    abstract boolean sameAs(Container other);
  }

  private static final class OpenObject extends Container {
    final ObjectKeys keys;

    final Seen seen;

    final int rank;

    OpenObject(
        JsonLanguage language,
        Around around,
        Goals goals,
        @Nullable JsonValue read,
        ObjectKeys keys,
        Seen seen,
        int rank) {
      super(language, around, goals, read, 31 * seen.hashCode() + rank);
      this.keys = keys;
      this.seen = seen;
      this.rank = rank;
    }

    @Override
    boolean sameAs(Container other) {
      return other instanceof OpenObject o
          && o.keys.equals(keys)
          && o.rank == rank
          && o.seen.equals(seen);
    }

    private volatile KeyContent.@Nullable Allowed allowed;

    /** The keys that may come next. */
    KeyContent.Allowed allowed() {
      KeyContent.Allowed known = allowed;
      if (known == null) {
        known = language.steps().allowed(goals, keys, seen, rank);
        allowed = known;
      }
      return known;
    }

    boolean mayGoOn() {
      return goals.viable() != language.shapes().none && new KeyContent(allowed()).isLive();
    }

    /** Members that complete the object. */
    JsonValue.Obj rest() {
      if (seen.unknown()) {
        throw Structure.NeedsText.INSTANCE;
      }
      return language
          .satisfier()
          .restOfObject(goals.viable(), Remaining.after(keys, seen, rank))
          .orElseThrow();
    }

    /** Whether what follows depends on which of the keys that may come it is. */
    boolean needsText() {
      BitSet classes = allowed().classes();
      return language.isForgetful()
          ? classes.stream().anyMatch(c -> needsText(keys.space().classLabel(c)))
          : !classes.isEmpty();
    }

    /** Whether what follows depends on which key it was of those that the label stands for. */
    boolean needsText(int label) {
      return !keys.space().isName(label) && !isForgotten(label);
    }

    private boolean isForgotten(int label) {
      return language.isForgetful()
          && around.captured() == 0
          && !keys.space().isName(label)
          && !Steps.needsKey(keys, label);
    }

    /** The node after a key. */
    Structure read(int label, byte @Nullable [] text) {
      if (isForgotten(label)) {
        return read(label, null, seen);
      }
      if (text == null && Steps.needsKey(keys, label)) {
        return new Unknown(language);
      }
      String key =
          keys.space().isName(label)
              ? keys.space().name(label)
              : text == null ? null : Spelling.unquote(text);
      return read(
          label, key, key == null ? seen.withUnknown() : seen.with(keys.space(), label, key));
    }

    private Structure read(int label, @Nullable String key, Seen more) {
      Step step =
          language
              .steps()
              .memberStep(goals, keys, label, more, rank)
              .orElseThrow(() -> new AssertionError("a key that may not come"));
      InObject inside = new InObject(this, key, step.after(), more, keys.rankAfter(label, rank));
      return new Colon(new Ahead(inside, step.child()), language);
    }
  }

  /** What a value is asked, and where it stands. */
  private record Ahead(Around around, Goals goals) {}

  private static final class OpenArray extends Container {
    private volatile @Nullable Optional<Step> next;

    OpenArray(JsonLanguage language, Around around, Goals goals, @Nullable JsonValue read) {
      super(language, around, goals, read, 1);
    }

    /** Whether an item came last whose value is not known, though it matters. */
    boolean isUnknown() {
      return Steps.captures(goals);
    }

    boolean mayGoOn() {
      return isUnknown() ? language.steps().itemMayCome(goals) : step().isPresent();
    }

    @Override
    boolean sameAs(Container other) {
      return other instanceof OpenArray;
    }

    Optional<Step> step() {
      Optional<Step> known = next;
      if (known == null) {
        known = language.steps().itemStep(goals);
        next = known;
      }
      return known;
    }

    Optional<Ahead> item() {
      return step().map(s -> new Ahead(new InArray(this, s.after()), s.child()));
    }
  }

  /** A member's value. */
  static final class InObject implements Around {
    private final OpenObject object;
    private final @Nullable String key;
    private final Goals after;
    private final Seen seen;
    private final int rank;
    private final int captured;
    private final int hash;

    /**
     * @param key the key, if it is known
     */
    private InObject(OpenObject object, @Nullable String key, Goals after, Seen seen, int rank) {
      this.object = object;
      int outside = object.around.captured();
      this.captured = outside > 0 ? outside + 1 : 0;
      this.key = outside > 0 ? key : null; // else it matters no more
      this.after = after;
      this.seen = seen;
      this.rank = rank;
      this.hash = 31 * Objects.hash(object.around, after, seen, object.read, this.key) + rank;
    }

    @Override
    public int captured() {
      return captured;
    }

    @Override
    public JsonNode resume(BitSet outcome, @Nullable JsonValue value) {
      JsonValue read =
          key != null && value != null && object.read instanceof JsonValue.Obj before
              ? before.with(key, value)
              : null;
      return new AfterMember(
          new OpenObject(
              object.language,
              object.around,
              object.language.steps().decide(after, JsonType.OBJECT, outcome, null),
              read,
              object.keys,
              seen,
              rank));
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof InObject o
              && o.hash == hash
              && o.rank == rank
              && o.object.keys.equals(object.keys)
              && o.after.equals(after)
              && o.seen.equals(seen)
              && Objects.equals(o.key, key)
              && Objects.equals(o.object.read, object.read)
              && o.object.around.equals(object.around));
    }
  }

  /** An item. */
  static final class InArray implements Around {
    private final OpenArray array;
    private final Goals after;
    private final int captured;
    private final int hash;

    private InArray(OpenArray array, Goals after) {
      this.array = array;
      this.after = after;
      int outside = array.around.captured();
      this.captured = outside > 0 || Steps.captures(after) ? outside + 1 : 0;
      this.hash = 31 * Objects.hash(array.around, after, array.read) + 7;
    }

    @Override
    public int captured() {
      return captured;
    }

    @Override
    public JsonNode resume(BitSet outcome, @Nullable JsonValue value) {
      JsonValue read =
          value != null && array.read instanceof JsonValue.Arr before ? before.with(value) : null;
      return new AfterItem(
          new OpenArray(
              array.language,
              array.around,
              array.language.steps().decide(after, JsonType.ARRAY, outcome, value),
              read));
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || (other instanceof InArray a
              && a.hash == hash
              && a.after.equals(after)
              && Objects.equals(a.array.read, array.read)
              && a.array.around.equals(array.around));
    }
  }

  /**
   * A value within a container, which can be looked at by itself.
   *
   * @param goals what is asked of it
   * @param inside whether white space may come before it
   */
  record Part(Goals goals, boolean inside, Around around) {
    /** The node before such a value, wherever it stands. */
    JsonNode alone(JsonLanguage language) {
      return new Value(language, new Somewhere(language), goals, null, inside);
    }

    /** The node after the value. */
    JsonNode after(BitSet outcome) {
      return around.resume(outcome, null);
    }
  }

  /** The value that comes next, if it stands within a container. */
  Optional<Part> part() {
    return this instanceof Value value
            && value.goals != null
            && value.around != null
            && !(value.around instanceof Somewhere)
        ? Optional.of(new Part(value.goals, value.inside, value.around))
        : Optional.empty();
  }

  /** Which open goals hold, behind a value that was looked at by itself. */
  Optional<BitSet> returned() {
    return this instanceof Returned end ? Optional.of(end.outcome) : Optional.empty();
  }

  /** What reads the next key, roughly; empty where none comes next. */
  final Optional<RoughKeys> keys() {
    return this instanceof NextKey node
        ? Optional.of(
            new RoughKeys(
                node.object.allowed(), node.first && node.object.mayEnd(), language.hasBlanks()))
        : Optional.empty();
  }

  @Override
  public final Optional<Core> core() {
    return language.withRoom(
        () -> part().flatMap(whole -> new JsonCore(language.forgetful()).of(whole)));
  }

  @Override
  public final Optional<Structure> relaxed() {
    return this instanceof Value value && value.goals != null && value.around instanceof Root
        ? Optional.of(root(language.forgetful(), value.goals))
        : Optional.empty();
  }

  // ---- The nodes

  /** After a value that is looked at by itself. */
  private static final class Returned extends JsonNode {
    private final BitSet outcome;

    Returned(JsonLanguage language, BitSet outcome) {
      super(language, outcome.hashCode());
      this.outcome = outcome;
    }

    @Override
    Lexer makeLexer() {
      return language.nothing();
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      throw new AssertionError("nothing is known of what follows");
    }

    @Override
    public byte[] suggestion() {
      throw new AssertionError("nothing is known of what follows");
    }

    @Override
    boolean sameAs(JsonNode other) {
      return ((Returned) other).outcome.equals(outcome);
    }

    @Override
    public String toString() {
      return "returned";
    }
  }

  /** The root of the texts of a shape. */
  static JsonNode root(JsonLanguage language, Shape shape) {
    return root(language, Goals.of(shape));
  }

  private static JsonNode root(JsonLanguage language, Goals goals) {
    return new Value(language, new Root(language), goals, null, false);
  }

  /** After something whose text is needed but not known. */
  private static final class Unknown extends JsonNode {
    Unknown(JsonLanguage language) {
      super(language, 0);
    }

    @Override
    Lexer makeLexer() {
      throw NeedsText.INSTANCE;
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      throw NeedsText.INSTANCE;
    }

    @Override
    public byte[] suggestion() {
      throw NeedsText.INSTANCE;
    }

    @Override
    boolean sameAs(JsonNode other) {
      return true;
    }

    @Override
    public String toString() {
      return "unknown";
    }
  }

  /** After the text. */
  private static final class End extends JsonNode {
    End(JsonLanguage language) {
      super(language, 0);
    }

    @Override
    Lexer makeLexer() {
      return language.nothing();
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      throw new AssertionError("nothing follows the end");
    }

    @Override
    public boolean accepting() {
      return true;
    }

    @Override
    public byte[] suggestion() {
      return new byte[0];
    }

    @Override
    boolean sameAs(JsonNode other) {
      return true;
    }

    @Override
    public String toString() {
      return "end";
    }
  }

  /** Before a value; of an array's first item, the closing bracket may come instead. */
  private static final class Value extends JsonNode {
    private final @Nullable Around around;
    private final @Nullable Goals goals;
    private final @Nullable OpenArray first;
    private final boolean inside;

    /**
     * @param around where the value stands; null if none can come
     * @param first the array whose first item the value is
     * @param inside whether white space may come before it
     */
    Value(
        JsonLanguage language,
        @Nullable Around around,
        @Nullable Goals goals,
        @Nullable OpenArray first,
        boolean inside) {
      super(
          language,
          31 * (first == null ? 0 : first.hashCode()) + Objects.hash(around, goals, inside));
      this.around = around;
      this.goals = goals;
      this.first = first;
      this.inside = inside;
    }

    static Value of(OpenArray array) {
      Optional<Ahead> item = array.item();
      return new Value(
          array.language,
          item.map(Ahead::around).orElse(null),
          item.map(Ahead::goals).orElse(null),
          array,
          true);
    }

    @Override
    Lexer makeLexer() {
      return language.value(goals, first != null && first.mayEnd(), inside);
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      if (label == ValueAutomaton.CLOSE && first != null) {
        return first.end();
      }
      if (around == null || goals == null) {
        throw new AssertionError("no value can come");
      }
      if (label == ValueAutomaton.OBJECT) {
        Goals members = language.restrict(goals, JsonType.OBJECT);
        JsonValue read = language.captures(around) ? new JsonValue.Obj(Map.of()) : null;
        ObjectKeys keys = language.steps().objectKeys(members);
        return new NextKey(
            new OpenObject(language, around, members, read, keys, Seen.NONE, 0), true);
      }
      if (label == ValueAutomaton.ARRAY) {
        Goals items = language.restrict(goals, JsonType.ARRAY);
        JsonValue read = language.captures(around) ? new JsonValue.Arr(List.of()) : null;
        return of(new OpenArray(language, around, items, read));
      }
      int word = label - ValueAutomaton.WORDS;
      if (word < 3) {
        JsonType type = JsonType.values()[word];
        return around.resume(language.outcome(goals, type), new JsonValue.Word(type));
      }
      Lexer scalars =
          ValueAutomaton.isString(label) ? language.stringsOf(goals) : language.numbersOf(goals);
      return around.resume(
          JsonLanguage.outcome(scalars, ValueAutomaton.scalar(label)), scalar(text));
    }

    @Override
    public boolean needsText() {
      return around != null && around.captures();
    }

    @Override
    public Place settle(int state) {
      if (goals == null || around == null) {
        return new Place(this, state);
      }
      ValueAutomaton automaton = (ValueAutomaton) lexer().automaton();
      int within = automaton.stringState(state);
      if (within >= 0) {
        return new Place(new Scalar(language, language.stringsOf(goals), around), within);
      }
      within = automaton.numberState(state);
      if (within >= 0) {
        return new Place(new Scalar(language, language.numbersOf(goals), around), within);
      }
      return new Place(this, state);
    }

    @Override
    public byte[] suggestion() {
      if (first != null && first.mayEnd()) {
        return bytes("]");
      }
      if (goals == null) {
        throw new AssertionError("no value can come");
      }
      JsonValue.Text out = language.satisfier().text();
      language.satisfier().witness(goals.viable()).orElseThrow().write(out);
      return bytes(out.toString());
    }

    @Override
    boolean sameAs(JsonNode other) {
      Value v = (Value) other;
      return v.inside == inside
          && Objects.equals(v.goals, goals)
          && Objects.equals(v.first, first)
          && Objects.equals(v.around, around);
    }

    @Override
    public String toString() {
      return first == null ? "value" : "first item";
    }
  }

  /** Within a string or a number. */
  private static final class Scalar extends JsonNode {
    private final Lexer reader;
    private final Around around;

    Scalar(JsonLanguage language, Lexer reader, Around around) {
      super(language, 31 * System.identityHashCode(reader) + around.hashCode());
      this.reader = reader;
      this.around = around;
    }

    @Override
    Lexer makeLexer() {
      return reader;
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      return around.resume(JsonLanguage.outcome(reader, label), scalar(text));
    }

    @Override
    public boolean needsText() {
      return around.captures();
    }

    @Override
    public byte[] suggestion() {
      return reader.automaton().finish(0);
    }

    @Override
    boolean sameAs(JsonNode other) {
      Scalar s = (Scalar) other;
      return s.reader == reader && s.around.equals(around);
    }

    @Override
    public String toString() {
      return "scalar";
    }
  }

  /** Before a key, the first or one after a comma. */
  private static final class NextKey extends JsonNode {
    private final OpenObject object;
    private final boolean first;

    NextKey(OpenObject object, boolean first) {
      super(object.language, 31 * object.hashCode() + (first ? 1 : 0));
      this.object = object;
      this.first = first;
    }

    @Override
    Lexer makeLexer() {
      return language.keys(object.allowed(), first && object.mayEnd());
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      return label == KeySpace.CLOSE ? object.end() : object.read(label, text);
    }

    @Override
    public boolean needsText() {
      return object.needsText();
    }

    @Override
    boolean needsText(int label) {
      return label != KeySpace.CLOSE && object.needsText(label);
    }

    @Override
    public Place settle(int state) {
      int within = JsonLanguage.keyState(lexer(), state);
      return within < 0 ? new Place(this, state) : new Place(new InKey(object), within);
    }

    @Override
    public byte[] suggestion() {
      if (first && object.mayEnd()) {
        return bytes("}");
      }
      // Everything that some way to the end needs; failing that, any key that may come.
      JsonValue.Obj rest = object.rest();
      return rest.members().isEmpty()
          ? lexer().automaton().finish(0)
          : bytes(language.satisfier().text().members(rest, true).append("}").toString());
    }

    @Override
    boolean sameAs(JsonNode other) {
      NextKey k = (NextKey) other;
      return k.first == first && k.object.equals(object);
    }

    @Override
    public String toString() {
      return "key";
    }
  }

  /** Within a key. */
  private static final class InKey extends JsonNode {
    private final OpenObject object;

    InKey(OpenObject object) {
      super(object.language, object.hashCode());
      this.object = object;
    }

    @Override
    Lexer makeLexer() {
      return language.keyStrings(object.allowed());
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      return object.read(label, text);
    }

    @Override
    public boolean needsText() {
      return object.needsText();
    }

    @Override
    boolean needsText(int label) {
      return object.needsText(label);
    }

    @Override
    public byte[] suggestion() {
      return lexer().automaton().finish(0);
    }

    @Override
    boolean sameAs(JsonNode other) {
      return ((InKey) other).object.equals(object);
    }

    @Override
    public String toString() {
      return "within a key";
    }
  }

  /** After a key. */
  private static final class Colon extends JsonNode {
    private final Ahead ahead;

    Colon(Ahead ahead, JsonLanguage language) {
      super(language, ahead.hashCode());
      this.ahead = ahead;
    }

    @Override
    Lexer makeLexer() {
      return language.colonLexer();
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      return new Value(language, ahead.around, ahead.goals, null, true);
    }

    @Override
    public byte[] suggestion() {
      return bytes(language.colon());
    }

    @Override
    boolean sameAs(JsonNode other) {
      return ((Colon) other).ahead.equals(ahead);
    }

    @Override
    public String toString() {
      return "colon";
    }
  }

  /** After a member. */
  private static final class AfterMember extends JsonNode {
    private final OpenObject object;

    AfterMember(OpenObject object) {
      super(object.language, object.hashCode());
      this.object = object;
    }

    @Override
    Lexer makeLexer() {
      return language.separators(true, object.mayGoOn(), object.mayEnd());
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      return label == 0 && object.mayGoOn() ? new NextKey(object, false) : object.end();
    }

    @Override
    public byte[] suggestion() {
      JsonValue.Text out = language.satisfier().text();
      if (!object.mayEnd()) {
        out.members(object.rest(), false);
      }
      return bytes(out.append("}").toString());
    }

    @Override
    boolean sameAs(JsonNode other) {
      return ((AfterMember) other).object.equals(object);
    }

    @Override
    public String toString() {
      return "after a member";
    }
  }

  /** After an item. */
  private static final class AfterItem extends JsonNode {
    private final OpenArray array;

    AfterItem(OpenArray array) {
      super(array.language, array.hashCode());
      this.array = array;
    }

    @Override
    Lexer makeLexer() {
      return language.separators(false, array.mayGoOn(), array.mayEnd());
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      if (label == 0 && array.mayGoOn()) {
        if (array.isUnknown()) {
          return afterUnknown();
        }
        Ahead item = array.item().orElseThrow();
        return new Value(language, item.around, item.goals, null, true);
      }
      return array.end();
    }

    /** Before an item that has to differ from one that is not known. */
    private JsonNode afterUnknown() {
      Shape item = language.steps().nextItem(array.goals);
      // One word less leaves every beginning of a string that all strings go on from.
      return language.isFreeText(item)
          ? new Value(language, Undecided.INSTANCE, Goals.of(item), null, true)
          : new Unknown(language);
    }

    @Override
    public byte[] suggestion() {
      JsonValue.Text out = language.satisfier().text();
      if (!array.mayEnd()) {
        out.items(language.satisfier().restOfArray(array.goals.viable()).orElseThrow(), false);
      }
      return bytes(out.append("]").toString());
    }

    @Override
    boolean sameAs(JsonNode other) {
      return ((AfterItem) other).array.equals(array);
    }

    @Override
    public String toString() {
      return "after an item";
    }
  }
}
