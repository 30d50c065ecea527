package dev.espalier.grammars;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads nested lists and computes the sorts of their terms from tables of the operators' signatures.
 * A sort is a letter: S, I, B, V (bits), or nothing where only names say it.
 */
final class SygusJudge {

  private static final Pattern WORD =
      Pattern.compile(
          "[ \\t\\r\\n]+|;[^\\r\\n]*|(?<paren>[()])"
              + "|(?<atom>(?:\"(?:[^\"]|\"\")*\"|\\|[^|\\\\]*\\||[^\\s()\";|])+)");
  private static final Pattern NUMERAL = Pattern.compile("0|[1-9][0-9]*");
  private static final Pattern STRING =
      Pattern.compile("\"(?:[^\"\\p{Cntrl}]|[\\t\\r\\n]|\"\")*\"");
  private static final Pattern BITS = Pattern.compile("#x[0-9a-fA-F]+|#b[01]+");
  private static final Pattern KEYWORD = Pattern.compile(":[a-zA-Z0-9~!@$%^&*_+=<>.?/-]+");
  private static final Pattern SYMBOL =
      Pattern.compile(
          "[a-zA-Z~!@$%^&*_+=<>.?/-][a-zA-Z0-9~!@$%^&*_+=<>.?/-]*"
              + "|\\|(?:[^|\\\\\\p{Cntrl}]|[\\t\\r\\n])*\\|");

  /** Arguments and result; '+' after the last argument for one or more of it. */
  private static final Map<String, String> SIGNATURES = signatures();

  private static final Set<String> INDEXED_ONCE =
      Set.of("zero_extend", "sign_extend", "rotate_left", "rotate_right", "repeat");
  private static final Set<String> RESERVED =
      Set.of(
          "_ ! as let exists forall match par NUMERAL DECIMAL HEXADECIMAL BINARY STRING assert"
              .concat(" check-sat declare-const declare-datatype declare-datatypes declare-fun")
              .concat(" declare-sort define-sort exit check-synth constraint assume inv-constraint")
              .concat(" declare-var define-fun synth-fun synth-inv set-logic set-feature set-info")
              .concat(" set-option String Int Bool BitVec Constant Variable true false ite = extract")
              .concat(" distinct zero_extend sign_extend rotate_left rotate_right repeat")
              .split(" "));

  private SygusJudge() {}

  /** An atom or a list. */
  private sealed interface Node {}

  private record Atom(String text) implements Node {}

  private record Nodes(List<Node> all) implements Node {
    private int size() {
      return all.size();
    }

    private String head() {
      return all.isEmpty() ? "" : text(all.getFirst());
    }
  }

  static void check(String text) {
    Nodes script = read(text);
    script.all.forEach(command -> command(list(command)));
  }

  private static Map<String, String> signatures() {
    Map<String, String> all = new java.util.HashMap<>();
    String table =
        """
        SS+S str.++
        SIS str.at
        SIIS str.substr
        SSSS str.replace str.replace_all
        IS str.from_int int.to.str str.from_code
        II+I + *
        I+I -
        III div mod
        II abs
        SI str.len str.to_int str.to.int str.to_code
        SSII str.indexof
        BB not
        BB+B and or xor =>
        IIB < <= > >=
        SSB str.prefixof str.suffixof str.contains str.< str.<=
        SB str.is_digit
        VVB bvult bvule bvugt bvuge bvslt bvsle bvsgt bvsge
        VV bvnot bvneg
        VVV bvsub bvudiv bvurem bvsdiv bvsrem bvsmod bvshl bvlshr bvashr bvnand bvnor bvxnor concat
        VV+V bvadd bvmul bvand bvor bvxor
        """;
    for (String line : table.split("\n")) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        all.put(words[i], words[0]);
      }
    }
    return Map.copyOf(all);
  }

  private static Nodes read(String text) {
    List<List<Node>> open = new ArrayList<>();
    open.add(new ArrayList<>());
    Matcher matcher = WORD.matcher(text);
    int at = 0;
    while (at < text.length()) {
      require(matcher.region(at, text.length()).lookingAt(), "a word", text.substring(at));
      at = matcher.end();
      if (matcher.group("atom") != null) {
        open.getLast().add(new Atom(matcher.group("atom")));
      } else if ("(".equals(matcher.group("paren"))) {
        open.add(new ArrayList<>());
      } else if (")".equals(matcher.group("paren"))) {
        require(open.size() > 1, "no ')'", text.substring(at));
        Nodes done = new Nodes(open.removeLast());
        open.getLast().add(done);
      }
    }
    require(open.size() == 1, "')'", "the end");
    return new Nodes(open.getFirst());
  }

  private static void command(Nodes command) {
    List<Node> all = command.all;
    switch (command.head()) {
      case "check-synth" -> size(command, 1, 1);
      case "constraint", "assume" -> {
        size(command, 2, 2);
        argument(all.get(1), 'B');
      }
      case "inv-constraint" -> {
        size(command, 5, 5);
        all.subList(1, 5).forEach(SygusJudge::symbol);
      }
      case "declare-var" -> {
        size(command, 3, 3);
        symbol(all.get(1));
        sort(all.get(2));
      }
      case "define-fun" -> {
        size(command, 5, 5);
        symbol(all.get(1));
        list(all.get(2)).all.forEach(SygusJudge::sortedName);
        argument(all.get(4), sort(all.get(3)));
      }
      case "synth-fun", "synth-inv" -> {
        int fixed = command.head().equals("synth-fun") ? 4 : 3;
        size(command, fixed, fixed + 2);
        symbol(all.get(1));
        list(all.get(2)).all.forEach(SygusJudge::sortedName);
        if (fixed == 4) {
          sort(all.get(3));
        }
        if (all.size() > fixed) {
          if (all.size() == fixed + 2) {
            nonEmpty(all.get(fixed)).forEach(SygusJudge::sortedName);
          }
          nonEmpty(all.getLast()).forEach(SygusJudge::group);
        }
      }
      case "set-logic" -> {
        size(command, 2, 2);
        symbol(all.get(1));
      }
      case "set-feature" -> {
        size(command, 3, 3);
        require(KEYWORD.matcher(text(all.get(1))).matches(), "a keyword", all.get(1));
        require(Set.of("true", "false").contains(text(all.get(2))), "a boolean", all.get(2));
      }
      case "set-info", "set-option" -> {
        size(command, 3, 3);
        require(KEYWORD.matcher(text(all.get(1))).matches(), "a keyword", all.get(1));
        if (literal(all.get(2)).isEmpty()) {
          symbol(all.get(2));
        }
      }
      default -> throw new IllegalArgumentException("no command: " + command);
    }
  }

  private static void group(Node node) {
    Nodes group = list(node);
    size(group, 3, 3);
    symbol(group.all.get(0));
    sort(group.all.get(1));
    for (Node term : nonEmpty(group.all.get(2))) {
      if (term instanceof Nodes nodes && Set.of("Constant", "Variable").contains(nodes.head())) {
        size(nodes, 2, 2);
        sort(nodes.all.get(1));
      } else {
        pattern(term);
      }
    }
  }

  private static void pattern(Node node) {
    if (node instanceof Nodes nodes) {
      require(nodes.size() > 1, "arguments", node);
      if (!isIndexed(nodes.all.getFirst())) {
        String head = nodes.head();
        if (!SIGNATURES.containsKey(head) && !Set.of("ite", "=", "distinct").contains(head)) {
          symbol(nodes.all.getFirst());
        }
      }
      nodes.all.subList(1, nodes.size()).forEach(SygusJudge::pattern);
    } else if (literal(node).isEmpty()) {
      symbol(node);
    }
  }

  /** The sort of a term, or nothing. */
  private static Optional<Character> term(Node node) {
    if (!(node instanceof Nodes nodes)) {
      Optional<Character> literal = literal(node);
      if (literal.isEmpty()) {
        symbol(node);
      }
      return literal;
    }
    List<Node> all = nodes.all;
    require(nodes.size() > 1, "a term", node);
    if (isIndexed(all.getFirst())) {
      size(nodes, 2, 2);
      argument(all.get(1), 'V');
      return Optional.of('V');
    }
    String head = nodes.head();
    switch (head) {
      case "let" -> {
        size(nodes, 3, 3);
        for (Node binding : nonEmpty(all.get(1))) {
          size(list(binding), 2, 2);
          symbol(list(binding).all.get(0));
          term(list(binding).all.get(1));
        }
        return term(all.get(2));
      }
      case "forall", "exists" -> {
        size(nodes, 3, 3);
        nonEmpty(all.get(1)).forEach(SygusJudge::sortedName);
        argument(all.get(2), 'B');
        return Optional.of('B');
      }
      case "ite" -> {
        size(nodes, 4, 4);
        argument(all.get(1), 'B');
        return same(all.get(2), all.get(3));
      }
      case "=", "distinct" -> {
        size(nodes, 3, 3);
        same(all.get(1), all.get(2));
        return Optional.of('B');
      }
      default -> {
        String signature = SIGNATURES.get(head);
        if (signature == null) {
          symbol(all.getFirst());
          all.subList(1, all.size()).forEach(SygusJudge::term);
          return Optional.empty();
        }
        char result = signature.charAt(signature.length() - 1);
        String wanted = signature.substring(0, signature.length() - 1);
        boolean many = wanted.endsWith("+");
        wanted = many ? wanted.substring(0, wanted.length() - 1) : wanted;
        int last = wanted.length();
        size(nodes, 1 + last, many ? Integer.MAX_VALUE : 1 + last);
        for (int i = 1; i < all.size(); i++) {
          argument(all.get(i), wanted.charAt(Math.min(i, last) - 1));
        }
        return Optional.of(result);
      }
    }
  }

  private static Optional<Character> same(Node a, Node b) {
    Optional<Character> first = term(a);
    Optional<Character> second = term(b);
    require(first.isEmpty() || second.isEmpty() || first.equals(second), "one sort", b);
    return first.or(() -> second);
  }

  private static void argument(Node node, char sort) {
    require(term(node).orElse(sort) == sort, "a term of sort " + sort, node);
  }

  private static boolean isIndexed(Node node) {
    if (!(node instanceof Nodes nodes)) {
      return false;
    }
    List<Node> all = nodes.all;
    require(nodes.head().equals("_") && all.size() >= 3, "an indexed operator", node);
    String name = text(all.get(1));
    require(
        name.equals("extract") ? all.size() == 4 : INDEXED_ONCE.contains(name) && all.size() == 3,
        "an indexed operator",
        node);
    all.subList(2, all.size()).forEach(SygusJudge::numeral);
    return true;
  }

  private static void sortedName(Node node) {
    Nodes pair = list(node);
    size(pair, 2, 2);
    symbol(pair.all.get(0));
    sort(pair.all.get(1));
  }

  private static char sort(Node node) {
    if (node instanceof Nodes nodes) {
      int shift = nodes.head().equals("_") ? 1 : 0;
      size(nodes, 2 + shift, 2 + shift);
      require(text(nodes.all.get(shift)).equals("BitVec"), "a sort", node);
      numeral(nodes.all.get(1 + shift));
      return 'V';
    }
    require(Set.of("String", "Int", "Bool").contains(text(node)), "a sort", node);
    return text(node).charAt(0);
  }

  private static Optional<Character> literal(Node node) {
    String text = text(node);
    if (NUMERAL.matcher(text).matches()) {
      return Optional.of('I');
    } else if (STRING.matcher(text).matches()) {
      return Optional.of('S');
    } else if (BITS.matcher(text).matches()) {
      return Optional.of('V');
    }
    return text.equals("true") || text.equals("false") ? Optional.of('B') : Optional.empty();
  }

  private static void symbol(Node node) {
    String text = text(node);
    require(
        SYMBOL.matcher(text).matches()
            && !RESERVED.contains(text)
            && !SIGNATURES.containsKey(text),
        "a symbol",
        node);
  }

  private static void numeral(Node node) {
    require(NUMERAL.matcher(text(node)).matches(), "a numeral", node);
  }

  private static Nodes list(Node node) {
    require(node instanceof Nodes, "a list", node);
    return (Nodes) node;
  }

  private static List<Node> nonEmpty(Node node) {
    require(list(node).size() > 0, "a list that is not empty", node);
    return list(node).all;
  }

  private static void size(Nodes nodes, int least, int most) {
    require(nodes.size() >= least && nodes.size() <= most, least + " to " + most, nodes);
  }

  /** Of an atom; empty of a list. */
  private static String text(Node node) {
    return node instanceof Atom atom ? atom.text : "";
  }

  private static void require(boolean holds, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }
}
