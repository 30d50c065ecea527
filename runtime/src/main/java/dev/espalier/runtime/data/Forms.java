package dev.espalier.runtime.data;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas made up on the spot, with texts that name their fields. They teach a model to look for
 * what the line of fields asks for, instead of learning the schemas of the files by heart.
 */
final class Forms {
  private static final String PATTERN_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
  private static final String PATTERN_TIME = "^[0-9]{2}:[0-9]{2}$";
  private static final List<String> PEOPLE =
      List.of(
          "name",
          "owner",
          "author",
          "teacher",
          "captain",
          "guest",
          "seller",
          "buyer",
          "manager",
          "client",
          "artist",
          "singer",
          "host",
          "player",
          "coach",
          "editor",
          "winner",
          "sender",
          "driver",
          "pilot",
          "tenant",
          "witness",
          "speaker",
          "actor",
          "director",
          "baker",
          "judge",
          "contact_person",
          "sales_agent",
          "team_leader");
  private static final List<String> THINGS =
      List.of(
          "brand",
          "model",
          "product",
          "item",
          "title",
          "song",
          "album",
          "device",
          "material",
          "gift",
          "tool",
          "prize",
          "article",
          "label",
          "main_part",
          "spare_part");
  private static final List<String> PLACES =
      List.of(
          "city",
          "town",
          "place",
          "origin",
          "destination",
          "birthplace",
          "location",
          "harbor",
          "station",
          "home_town",
          "last_stop",
          "company",
          "employer",
          "supplier",
          "bank",
          "shop");
  private static final List<String> COUNTS =
      List.of(
          "age",
          "count",
          "floor",
          "row",
          "seat",
          "level",
          "points",
          "members",
          "copies",
          "pages",
          "year",
          "score",
          "rank",
          "number",
          "quantity",
          "distance",
          "speed",
          "volume",
          "rooms",
          "guests",
          "nights",
          "tickets",
          "room",
          "hours",
          "batch_number",
          "house_number",
          "doors",
          "windows",
          "votes",
          "lap_count");
  private static final List<String> AMOUNTS =
      List.of(
          "price",
          "weight",
          "height",
          "length",
          "width",
          "cost",
          "fee",
          "rent",
          "area",
          "rate",
          "depth",
          "fuel",
          "load",
          "unit_price",
          "net_weight",
          "deposit",
          "discount",
          "size");
  private static final List<String> ADJECTIVES =
      List.of(
          "urgent",
          "broken",
          "free",
          "closed",
          "open",
          "ready",
          "new",
          "clean",
          "locked",
          "empty",
          "full",
          "public",
          "private",
          "married",
          "certified",
          "confirmed",
          "heated",
          "signed");
  private static final List<String> EXTRAS =
      List.of(
          "balcony",
          "breakfast",
          "parking",
          "warranty",
          "elevator",
          "kitchen",
          "deposit_paid",
          "invoice",
          "pool",
          "licence",
          "receipt",
          "helmet",
          "roof",
          "camera",
          "cellar");
  private static final List<String> LISTS =
      List.of(
          "colours",
          "parts",
          "languages",
          "extras",
          "tools",
          "sports",
          "hobbies",
          "toppings",
          "keywords",
          "tags",
          "flavours",
          "animals",
          "courses",
          "players");
  private static final List<String> CHOICES =
      List.of(
          "status",
          "kind",
          "category",
          "priority",
          "colour",
          "season",
          "mood",
          "grade",
          "shape",
          "size_class",
          "state",
          "phase");
  private static final List<String> DAYS =
      List.of("date", "deadline", "birthday", "start", "end", "arrival", "expiry", "founded_on");
  private static final List<String> CODES =
      List.of("code", "ticket", "reference", "serial", "plate", "locker", "key_number", "model_id");

  private final Draw draw;
  private final Story story;
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final ArrayNode required = JsonNodeFactory.instance.arrayNode();

  private Forms(Draw draw) {
    this.draw = draw;
    this.story = new Story(draw);
  }

  /** A schema, and a story whose record follows it. */
  record Form(ObjectNode schema, Story story) {}

  static Form make(Draw draw) {
    return new Forms(draw).make();
  }

  private Form make() {
    story.let("topic", draw.pick(Words.THINGS)).let("place", draw.pick(Words.PLACES));
    story.open(
        "A note about the {topic}.",
        "Here is what we know.",
        "From the files of the {place}.",
        "Hello, here are the details.",
        "New entry.",
        "Seen at the {place} today.",
        "");
    int fields = draw.between(2, 6);
    List<Runnable> makers = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      kinds.add(draw.between(0, 13));
    }
    for (int kind : kinds) {
      makers.add(maker(kind, story.record(), properties, required));
    }
    makers.forEach(Runnable::run);
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.set("properties", properties);
    schema.set("required", required);
    schema.put("additionalProperties", false);
    return new Form(schema, story);
  }

  private Runnable maker(int kind, ObjectNode record, ObjectNode into, ArrayNode needed) {
    return () -> {
      switch (kind) {
        case 0, 1 -> text(record, into, needed, draw.pick(PEOPLE), draw.person());
        case 2 -> text(record, into, needed, draw.pick(THINGS), draw.product());
        case 3 ->
            text(
                record,
                into,
                needed,
                draw.pick(PLACES),
                draw.chance(0.6) ? draw.city() : draw.company());
        case 4, 5 -> {
          String key = fresh(into, draw.pick(COUNTS));
          int value = draw.chance(0.6) ? draw.between(0, 99) : draw.between(100, 99999);
          if (describe(into, needed, key, "integer", Integer.toString(value))) {
            record.put(key, value);
          } else if (into.get(key).get("type").isArray()) {
            record.putNull(key);
          }
        }
        case 6, 7 -> {
          String key = fresh(into, draw.pick(AMOUNTS));
          java.math.BigDecimal value =
              draw.decimal(0, draw.pick(List.of(9, 99, 999)), draw.between(1, 2));
          if (describe(into, needed, key, "number", value.toPlainString())) {
            record.put(key, value);
          } else if (into.get(key).get("type").isArray()) {
            record.putNull(key);
          }
        }
        case 8 -> {
          String key = fresh(into, draw.pick(ADJECTIVES));
          boolean value = draw.chance(0.5);
          into.putObject(key).put("type", "boolean");
          needed.add(key);
          record.put(key, value);
          story.let("w", spoken(key));
          if (value) {
            story.say("It is {w}.", "Yes, it is {w}.", "This one is {w}.", spoken(key) + ": yes.");
          } else {
            story.say("It is not {w}.", "This one is not {w}.", "Not {w}.", "{w}: no.");
          }
        }
        case 9 -> {
          String key = fresh(into, draw.pick(EXTRAS));
          boolean value = draw.chance(0.5);
          into.putObject(key).put("type", "boolean");
          needed.add(key);
          record.put(key, value);
          story.let("w", spoken(key));
          if (value) {
            story.say(
                "It has a {w}.", "There is a {w}.", "With {w}.", "{w}: yes.", "{w} included.");
          } else {
            story.say("It has no {w}.", "There is no {w}.", "Without {w}.", "{w}: no.", "No {w}.");
          }
        }
        case 10 -> {
          String key = fresh(into, draw.pick(CHOICES));
          List<String> values =
              draw.some(
                  draw.chance(0.5) ? Words.ADJECTIVES : Words.TITLE_NOUNS, draw.between(2, 4));
          ArrayNode options = into.putObject(key).putArray("enum");
          values.forEach(options::add);
          needed.add(key);
          String value = draw.pick(values);
          record.put(key, value);
          story.let("w", spoken(key)).let("v", value);
          story.say("The {w} is {v}.", "{w}: {v}.", "It is {v}.", "Its {w} is {v}.");
        }
        case 11 -> {
          String key = fresh(into, draw.pick(LISTS));
          List<String> values = draw.some(mixedList(), draw.between(1, 3));
          ObjectNode list = into.putObject(key);
          list.put("type", "array");
          list.putObject("items").put("type", "string");
          needed.add(key);
          ArrayNode array = record.putArray(key);
          values.forEach(array::add);
          story.let("w", spoken(key)).let("v", Draw.joined(values));
          story.say("The {w} are {v}.", "{w}: {v}.", "Its {w}: {v}.", "{v} are the {w}.");
        }
        case 12 -> {
          int which = draw.between(0, 2);
          String key = fresh(into, draw.pick(which == 0 ? DAYS : which == 1 ? DAYS : CODES));
          String value;
          String shown;
          String pattern;
          if (which == 0) {
            Draw.Day day = draw.day();
            value = day.iso();
            shown = day.written();
            pattern = PATTERN_DATE;
          } else if (which == 1) {
            value = draw.time();
            shown = value;
            pattern = PATTERN_TIME;
          } else {
            int letters = draw.between(1, 3);
            int digits = draw.between(2, 4);
            String joint = draw.pick("-", "", "/");
            value = draw.capitals(letters) + joint + draw.digits(digits);
            shown = value;
            pattern = "^[A-Z]{" + letters + "}" + joint + "[0-9]{" + digits + "}$";
          }
          ObjectNode type = into.putObject(key);
          type.put("type", "string");
          type.put("pattern", pattern);
          needed.add(key);
          record.put(key, value);
          story.let("w", spoken(key)).let("v", shown);
          story.say("The {w} is {v}.", "{w}: {v}.", "Its {w} is {v}.", "{v} is the {w}.");
        }
        default -> {
          if (into != properties) {
            text(record, into, needed, draw.pick(PEOPLE), draw.person());
            return;
          }
          String key = fresh(into, draw.pick(draw.chance(0.5) ? PEOPLE : THINGS));
          ObjectNode type = into.putObject(key);
          type.put("type", "object");
          ObjectNode inner = type.putObject("properties");
          ArrayNode innerNeeded = type.putArray("required");
          type.put("additionalProperties", false);
          needed.add(key);
          ObjectNode value = record.putObject(key);
          for (int i = draw.between(1, 3); i > 0; i--) {
            maker(draw.between(0, 8), value, inner, innerNeeded).run();
          }
        }
      }
    };
  }

  private List<String> mixedList() {
    return draw.pick(
        List.of(
            Words.ADJECTIVES,
            Words.INGREDIENTS,
            Words.SKILLS,
            Words.THINGS,
            Words.TOPICS,
            Words.TITLE_NOUNS));
  }

  private void text(
      ObjectNode record, ObjectNode into, ArrayNode needed, String key, String value) {
    String name = fresh(into, key);
    if (describe(into, needed, name, "string", value)) {
      record.put(name, value);
    } else if (into.get(name).get("type").isArray()) {
      record.putNull(name);
    }
  }

  /**
   * Declares a field of a plain type, and tells its value if it has one.
   *
   * @return whether it has: fields that need not stand in the record, or may be null, sometimes do
   *     not
   */
  private boolean describe(
      ObjectNode into, ArrayNode needed, String key, String type, String value) {
    ObjectNode declared = into.putObject(key);
    boolean optional = draw.chance(0.12);
    boolean nullable = !optional && draw.chance(0.15);
    if (nullable) {
      declared.putArray("type").add(type).add("null");
    } else {
      declared.put("type", type);
    }
    if (!optional) {
      needed.add(key);
    }
    story.let("w", spoken(key)).let("W", Draw.capital(spoken(key))).let("v", value);
    if ((optional || nullable) && draw.chance(0.45)) {
      story.say("", "The {w} is not known.", "No {w} given.", "{W}: unknown.");
      return false;
    }
    story.say(
        "The {w} is {v}.",
        "{W}: {v}.",
        "Its {w} is {v}.",
        "{v} is the {w}.",
        "It has a {w} of {v}.",
        "As {w} we have {v}.",
        "The {w} was given as {v}.",
        "{w} {v}.");
    return true;
  }

  /** {@code key}, or the next number behind it if it is taken. */
  private static String fresh(ObjectNode into, String key) {
    String name = key;
    for (int i = 2; into.has(name); i++) {
      name = key + "_" + i;
    }
    return name;
  }

  private static String spoken(String key) {
    return key.replace('_', ' ');
  }
}
