package dev.espalier.testsuite.speed;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a grammar of llguidance's dialect without what only that dialect has: a terminal that is
 * all words but some ({@code /head tail*}{@code / & ~KEYWORD}) becomes a regular expression, the
 * trie of the words turned inside out, and the directive of llguidance is left out.
 */
final class PlainLark {
  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^([A-Za-z_0-9]+): (.*(?:\\n  \\|.*)*)");
  private static final Pattern WORDS =
      Pattern.compile("\"([A-Za-z0-9_]+)\"|/(?:\\(\\?i:)?([A-Za-z0-9_|]+)\\)?/");
  private static final Pattern EXCLUDED = Pattern.compile("& ~([A-Za-z_0-9]+)");

  /** A set of characters behind what was read of some words, and where they go on. */
  private static final class Node {
    private final Map<Character, Node> next = new TreeMap<>();
    private boolean end;
  }

  private PlainLark() {}

  /** The same grammar in plain Lark. */
  static String of(String lark) {
    String text = lark.replaceAll("(?m)^%llguidance.*$", "");
    Map<String, String> definitions = new TreeMap<>();
    Matcher definition = DEFINITION.matcher(text);
    while (definition.find()) {
      definitions.put(definition.group(1), definition.group(2));
    }
    List<String> excluded = new ArrayList<>();
    for (Map.Entry<String, String> each : definitions.entrySet()) {
      String body = each.getValue();
      if (body.contains(" & ~")) {
        String plain = each.getKey() + ": /" + allBut(body, definitions, excluded) + "/";
        text = text.replace(each.getKey() + ": " + body, plain);
      }
    }
    for (String name : excluded) {
      // Written for the exclusion alone; where a rule uses it, it stays.
      if (!uses(text, name)) {
        text = text.replace(name + ": " + definitions.getOrDefault(name, ""), "");
      }
    }
    return text;
  }

  private static boolean uses(String text, String name) {
    return Pattern.compile("\\b" + name + "\\b(?!: )").matcher(text).find();
  }

  private static String allBut(
      String body, Map<String, String> definitions, List<String> excluded) {
    Matcher shape =
        Pattern.compile(
                "/(_\\?)?\\[((?:[^\\]\\\\]|\\\\.)+)\\]\\[((?:[^\\]\\\\]|\\\\.)+)\\]\\*/ & .*")
            .matcher(body);
    if (!shape.matches()) {
      throw new IllegalArgumentException("words are written as /[head][tail]*/: " + body);
    }
    String head = shape.group(2);
    String tail = shape.group(3);
    Node root = new Node();
    boolean anyCase = false;
    Matcher names = EXCLUDED.matcher(body);
    while (names.find()) {
      excluded.add(names.group(1));
      String words = definitions.getOrDefault(names.group(1), "");
      anyCase |= words.contains("(?i:");
      Matcher each = WORDS.matcher(words);
      while (each.find()) {
        String literal = each.group(1);
        for (String word : (literal != null ? literal : each.group(2)).split("\\|")) {
          add(root, anyCase ? word.toLowerCase(Locale.ROOT) : word);
        }
      }
    }
    String all = "[" + tail + "]*";
    String plain = but(root, set(head), set(tail), all, anyCase, true);
    return shape.group(1) == null ? plain : "(_[" + head + "]" + all + "|" + plain + ")";
  }

  private static void add(Node root, String word) {
    Node node = root;
    for (char c : word.toCharArray()) {
      node = node.next.computeIfAbsent(c, next -> new Node());
    }
    node.end = true;
  }

  /** What may follow here so that no word is read; nothing at all, if no word ends here. */
  private static String but(
      Node node, BitSet here, BitSet tail, String all, boolean anyCase, boolean root) {
    StringJoiner ways = new StringJoiner("|", "(", ")");
    BitSet others = (BitSet) here.clone();
    node.next.forEach((c, next) -> {
      BitSet one = new BitSet();
      one.set(c);
      if (anyCase) {
        one.set(Character.toUpperCase(c));
      }
      others.andNot(one);
      ways.add(write(one) + but(next, tail, tail, all, anyCase, false));
    });
    ways.add(write(others) + all);
    return ways + (root || node.end ? "" : "?");
  }

  /** The characters of a class, as it is written between brackets. */
  private static BitSet set(String characters) {
    Matcher each =
        Pattern.compile("\\\\u\\{([0-9A-Fa-f]+)\\}|\\\\u([0-9A-Fa-f]{4})|\\\\?(.)")
            .matcher(characters);
    BitSet set = new BitSet();
    int last = -1;
    boolean range = false;
    while (each.find()) {
      String code = each.group(1) != null ? each.group(1) : each.group(2);
      if (each.group().equals("-") && last >= 0) {
        range = true;
        continue;
      }
      int next = code != null ? Integer.parseInt(code, 16) : each.group(3).codePointAt(0);
      set.set(range ? last : next, next + 1);
      range = false;
      last = next;
    }
    return set;
  }

  private static String write(BitSet set) {
    StringBuilder all = new StringBuilder("[");
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int to = set.nextClearBit(from) - 1;
      all.append(one(from));
      if (to > from) {
        all.append('-').append(one(to));
      }
      from = set.nextSetBit(to + 1);
    }
    return all.append(']').toString();
  }

  private static String one(int c) {
    if (c < 0x80 && Character.isLetterOrDigit(c)) {
      return String.valueOf((char) c);
    }
    return c < 0x80
        ? String.format(Locale.ROOT, "\\x%02x", c)
        : String.format(Locale.ROOT, "\\u{%X}", c);
  }
}
