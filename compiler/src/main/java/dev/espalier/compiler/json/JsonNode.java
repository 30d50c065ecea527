package dev.espalier.compiler.json;

import dev.espalier.compiler.engine.Lexer;
import dev.espalier.compiler.engine.Structure;
import dev.espalier.compiler.json.JsonLanguage.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
  private final ConcurrentHashMap<Integer, Structure> followers = new ConcurrentHashMap<>(4);

  JsonNode(JsonLanguage language, int hash) {
    this.language = language;
    this.hash = 31 * hash + getClass().hashCode();
  }

  @Override
  public final Lexer lexer() {
    Lexer made = lexer;
    if (made == null) {
      made = makeLexer();
      lexer = made;
    }
    return made;
  }

  abstract Lexer makeLexer();

  @Override
  public final Structure after(int label, byte @Nullable [] text) {
    if (text != null) {
      return follow(label, text);
    }
    Structure known = followers.get(label);
    if (known == null) {
      known = follow(label, null);
      followers.put(label, known);
    }
    return known;
  }

  abstract Structure follow(int label, byte @Nullable [] text);

  @Override
  public boolean accepting() {
    return false;
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

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // ---- What is around a value

  /** Where a value stands: what follows when it has ended. */
  sealed interface Around permits Root, InObject, InArray {
    /**
     * The node after the value.
     *
     * @param outcome which of the value's open goals hold
     */
    JsonNode resume(BitSet outcome);
  }

  /** Nothing: the value is the text. */
  static final class Root implements Around {
    private final End end;

    Root(JsonLanguage language) {
      this.end = new End(language);
    }

    @Override
    public JsonNode resume(BitSet outcome) {
      return end;
    }
  }

  /** The keys of an object that were read: those with names as bits, others in order. */
  private record Seen(BitSet names, List<String> others) {
    static final Seen NONE = new Seen(new BitSet(), List.of());

    Seen with(ObjectKeys keys, int label, String text) {
      if (keys.space().isName(label)) {
        BitSet more = (BitSet) names.clone();
        more.set(label - 1);
        return new Seen(more, others);
      }
      List<String> more = new ArrayList<>(others.size() + 1);
      more.addAll(others);
      int at = java.util.Collections.binarySearch(more, text);
      more.add(at >= 0 ? at : -at - 1, text);
      return new Seen(names, List.copyOf(more));
    }
  }

  /** A container that is open, and what is asked of the rest of it. */
  private abstract static sealed class Container {
    final JsonLanguage language;
    final Around around;
    final Goals goals;
    private final int hash;

    Container(JsonLanguage language, Around around, Goals goals, int hash) {
      this.language = language;
      this.around = around;
      this.goals = goals;
      this.hash = 31 * (31 * around.hashCode() + goals.hashCode()) + hash;
    }

    boolean mayEnd() {
      return language.ended(goals).get(0);
    }

    JsonNode end() {
      return around.resume(language.endOutcome(goals));
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
              && sameAs(c)
              && c.around.equals(around));
    }

    abstract boolean sameAs(Container other);
  }

  private static final class OpenObject extends Container {
    final ObjectKeys keys;

    /** Null while a mask is made for many keys at once: the last key is not known. */
    final @Nullable Seen seen;

    final int rank;

    OpenObject(
        JsonLanguage language,
        Around around,
        Goals goals,
        ObjectKeys keys,
        @Nullable Seen seen,
        int rank) {
      super(language, around, goals, 31 * (seen == null ? 0 : seen.hashCode()) + rank);
      this.keys = keys;
      this.seen = seen;
      this.rank = rank;
    }

    @Override
    boolean sameAs(Container other) {
      return other instanceof OpenObject o
          && o.keys == keys
          && o.rank == rank
          && java.util.Objects.equals(o.seen, seen);
    }

    private volatile KeyContent.@Nullable Allowed allowed;

    /** The keys that may come next. */
    KeyContent.Allowed allowed() {
      KeyContent.Allowed known = allowed;
      if (known == null) {
        if (seen == null) {
          throw Structure.NeedsText.INSTANCE;
        }
        known = findAllowed(seen);
        allowed = known;
      }
      return known;
    }

    private KeyContent.Allowed findAllowed(Seen read) {
      KeySpace space = keys.space();
      BitSet names = new BitSet();
      for (int i = 0; i < space.names().size(); i++) {
        if (!read.names.get(i)
            && keys.mayCome(space.names().get(i), rank)
            && language.mayCome(goals, keys, space.nameLabel(i), rank)) {
          names.set(i);
        }
      }
      BitSet classes = space.patterns().reachable(PatternProduct.START);
      BitSet allowedClasses = new BitSet();
      for (int c = classes.nextSetBit(0); c >= 0; c = classes.nextSetBit(c + 1)) {
        if (language.mayCome(goals, keys, space.classLabel(c), rank)) {
          allowedClasses.set(c);
        }
      }
      KeySpace left = allowedClasses.isEmpty() ? space : space.without(read.others);
      return new KeyContent.Allowed(left, names, allowedClasses);
    }

    Optional<Step> step(int label) {
      return language.memberStep(goals, keys, label, rank);
    }

    boolean mayGoOn() {
      if (goals.viable() == language.shapes().none) {
        return false;
      }
      KeyContent.Allowed keys = allowed();
      return new KeyContent(keys).isLive();
    }

    /** The object after a key, while its value is read. */
    Ahead read(int label, byte @Nullable [] text) {
      Step step = step(label).orElseThrow(() -> new AssertionError("a key that may not come"));
      Seen more = seen;
      if (more != null) {
        String key =
            keys.space().isName(label)
                ? keys.space().name(label)
                : text == null ? null : JsonBytes.unquote(text);
        more = key == null ? null : more.with(keys, label, key);
      }
      InObject inside = new InObject(this, step.after(), more, keys.rankAfter(label, rank));
      return new Ahead(inside, step.child());
    }
  }

  /** What a value is asked, and where it stands. */
  private record Ahead(Around around, Goals goals) {}

  private static final class OpenArray extends Container {
    private volatile @Nullable Optional<Step> next;

    OpenArray(JsonLanguage language, Around around, Goals goals) {
      super(language, around, goals, 1);
    }

    @Override
    boolean sameAs(Container other) {
      return other instanceof OpenArray;
    }

    Optional<Step> step() {
      Optional<Step> known = next;
      if (known == null) {
        known = language.itemStep(goals);
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
    private final Goals after;
    private final @Nullable Seen seen;
    private final int rank;
    private final int hash;

    private InObject(OpenObject object, Goals after, @Nullable Seen seen, int rank) {
      this.object = object;
      this.after = after;
      this.seen = seen;
      this.rank = rank;
      this.hash =
          31
                  * (31 * (31 * object.around.hashCode() + after.hashCode())
                      + (seen == null ? 0 : seen.hashCode()))
              + rank;
    }

    @Override
    public JsonNode resume(BitSet outcome) {
      return new AfterMember(
          new OpenObject(
              object.language,
              object.around,
              object.language.decide(after, outcome),
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
              && o.object.keys == object.keys
              && o.after.equals(after)
              && java.util.Objects.equals(o.seen, seen)
              && o.object.around.equals(object.around));
    }
  }

  /** An item. */
  static final class InArray implements Around {
    private final OpenArray array;
    private final Goals after;
    private final int hash;

    private InArray(OpenArray array, Goals after) {
      this.array = array;
      this.after = after;
      this.hash = 31 * (31 * array.around.hashCode() + after.hashCode()) + 7;
    }

    @Override
    public JsonNode resume(BitSet outcome) {
      return new AfterItem(
          new OpenArray(array.language, array.around, array.language.decide(after, outcome)));
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
              && a.array.around.equals(array.around));
    }
  }

  // ---- The nodes

  /** The root of the texts of a shape. */
  static JsonNode root(JsonLanguage language, Shape shape) {
    return new Value(language, new Root(language), Goals.of(shape), null, false);
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
          31 * (first == null ? 0 : first.hashCode())
              + java.util.Objects.hash(around, goals, inside));
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
        return new NextKey(
            new OpenObject(language, around, members, language.objectKeys(members), Seen.NONE, 0),
            true);
      }
      if (label == ValueAutomaton.ARRAY) {
        return of(new OpenArray(language, around, language.restrict(goals, JsonType.ARRAY)));
      }
      int word = label - ValueAutomaton.WORDS;
      if (word < 3) {
        return around.resume(language.outcome(goals, JsonType.values()[word]));
      }
      Lexer scalars =
          ValueAutomaton.isString(label) ? language.stringsOf(goals) : language.numbersOf(goals);
      return around.resume(JsonLanguage.outcome(scalars, ValueAutomaton.scalar(label)));
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
      int limit = language.completionBytes();
      return bytes(language.satisfier().witness(goals.viable()).orElseThrow().text(limit));
    }

    @Override
    boolean sameAs(JsonNode other) {
      Value v = (Value) other;
      return v.inside == inside
          && java.util.Objects.equals(v.goals, goals)
          && java.util.Objects.equals(v.first, first)
          && java.util.Objects.equals(v.around, around);
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
      return around.resume(JsonLanguage.outcome(reader, label));
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
      return label == KeySpace.CLOSE ? object.end() : new Colon(object.read(label, text), language);
    }

    @Override
    public boolean needsText() {
      return !object.allowed().classes().isEmpty();
    }

    @Override
    public Place settle(int state) {
      int within = ((KeyAutomaton) lexer().automaton()).keyState(state);
      return within < 0 ? new Place(this, state) : new Place(new InKey(object), within);
    }

    @Override
    public byte[] suggestion() {
      if (first && object.mayEnd()) {
        return bytes("}");
      }
      // A key that some way to the end needs; failing that, any that may come.
      return language
          .satisfier()
          .neededKey(
              object.goals.viable(),
              key -> object.keys.mayCome(key, object.rank),
              object.keys.declared())
          .map(key -> bytes(JsonBytes.quote(key)))
          .orElseGet(() -> lexer().automaton().finish(0));
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
      return new Colon(object.read(label, text), language);
    }

    @Override
    public boolean needsText() {
      return !object.allowed().classes().isEmpty();
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
      return bytes(object.mayEnd() ? "}" : language.comma());
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
      return language.separators(false, array.step().isPresent(), array.mayEnd());
    }

    @Override
    Structure follow(int label, byte @Nullable [] text) {
      if (label == 0 && array.step().isPresent()) {
        Ahead item = array.item().orElseThrow();
        return new Value(language, item.around, item.goals, null, true);
      }
      return array.end();
    }

    @Override
    public byte[] suggestion() {
      return bytes(array.mayEnd() ? "]" : language.comma());
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
