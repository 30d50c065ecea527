package dev.espalier.compiler.lark;

import dev.espalier.compiler.CompileLimits;
import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.automata.CodePointDfa;
import dev.espalier.compiler.automata.CodePointDfas;
import dev.espalier.compiler.automata.CodePointNfa;
import dev.espalier.compiler.automata.CodePointSet;
import dev.espalier.compiler.automata.Work;
import dev.espalier.compiler.grammar.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Terminals as regular expressions.
 *
 * <p>Lark writes one out of another as text, so what stands side by side is joined as text would
 * be: the alternatives at the top of {@code /a|b/} reach over what stands beside it. Only
 * alternatives of the grammar, repetitions, and expressions with flags are groups. Of the
 * alternatives of the grammar the widest is tried first.
 */
final class LarkTerminals {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * An expression, and what its place among others depends on.
   *
   * @param open the alternatives at its top that no group closes
   * @param length of its text in characters, without flags
   * @param written the same with flags and escapes
   * @param globalFlags where it has flags for the whole of what it becomes a part of
   */
  record Pattern(List<RegexNode> open, long length, long written, Optional<Location> globalFlags) {
    Pattern(RegexNode node, long length, long written) {
      this(List.of(node), length, written, Optional.empty());
    }

    RegexNode node() {
      return PythonRegex.choice(open);
    }
  }

  private static final Comparator<Pattern> WIDEST_FIRST =
      Comparator.comparingLong((Pattern p) -> p.node().max())
          .thenComparingLong(p -> p.node().min())
          .thenComparingLong(Pattern::length)
          .reversed();

  private final CompileLimits limits;
  private final Work work;
  private final List<String> notes;
  private final Map<LarkScope.Definition, Pattern> patterns = new HashMap<>();
  private final Set<LarkScope.Definition> open = new HashSet<>();
  private final Set<LarkScope.Definition> used = new HashSet<>();

  LarkTerminals(CompileLimits limits, List<String> notes) {
    this.limits = limits;
    this.work =
        new Work(
            limits.automatonStates(), limits.automatonWork(), "the terminals of a Lark grammar");
    this.notes = notes;
  }

  /** The definitions that some terminal was made of, or that were made. */
  Set<LarkScope.Definition> used() {
    return used;
  }

  Work work() {
    return work;
  }

  /** The texts of a named terminal. */
  CodePointDfa texts(LarkScope.Definition terminal) {
    return texts(() -> pattern(terminal, terminal.at).node(), terminal.at);
  }

  /** The texts of a terminal without a name. */
  CodePointDfa texts(Syntax terminal, LarkScope scope) {
    return texts(() -> pattern(terminal, scope).node(), terminal.at());
  }

  /**
   * The texts of a rule that is one lexeme: the shortest of those that go on like this, so that no
   * text is the beginning of another.
   */
  CodePointDfa shortestTexts(LarkScope.Definition rule, List<Syntax> suffix, LarkScope scope) {
    CodePointDfa all =
        texts(
            () -> {
              List<RegexNode> parts = new ArrayList<>();
              parts.add(pattern(rule, rule.at).node());
              for (Syntax part : suffix) {
                parts.add(pattern(part, scope).node());
              }
              return new RegexNode.Sequence(parts);
            },
            rule.at);
    CodePointNfa nfa = new CodePointNfa(work);
    for (int s = 0; s < all.states(); s++) {
      nfa.state();
    }
    for (int s = 0; s < all.states(); s++) {
      if (all.accepts(s)) {
        nfa.accept(s);
        continue;
      }
      for (int i = all.firstTransition(s); i < all.endTransition(s); i++) {
        nfa.edge(s, CodePointSet.range(all.lo(i), all.hi(i)), all.target(i));
      }
    }
    return limited(() -> nfa.determinise(CodePointDfa.START), rule.at);
  }

  private interface Made<T> {
    T make();
  }

  private CodePointDfa texts(Made<RegexNode> node, Location at) {
    return limited(() -> PreferredMatches.of(node.make(), work), at);
  }

  private <T> T limited(Made<T> made, Location at) {
    try {
      return made.make();
    } catch (LimitExceeded e) {
      throw new GrammarException(
          GrammarException.Kind.LIMIT, at, e.getMessage(), "make the terminal smaller", e);
    }
  }

  private Pattern pattern(LarkScope.Definition terminal, Location from) {
    Pattern known = patterns.get(terminal);
    if (known != null) {
      return known;
    }
    if (!open.add(terminal)) {
      throw new GrammarException(
          GrammarException.Kind.NAME,
          from,
          "the terminal " + terminal.name + " is a part of itself",
          "only rules may be recursive: write its name in small letters");
    }
    if (open.size() > limits.nesting()) {
      throw new LimitExceeded("nesting", limits.nesting(), "terminals made of terminals");
    }
    used.add(terminal);
    List<Pattern> alternatives = new ArrayList<>();
    for (LarkScope.Part part : terminal.parts) {
      alternatives.add(pattern(part.body(), part.scope()));
    }
    Pattern pattern = alternatives.size() == 1 ? alternatives.get(0) : choice(alternatives);
    open.remove(terminal);
    patterns.put(terminal, pattern);
    return pattern;
  }

  private Pattern pattern(Syntax syntax, LarkScope scope) {
    work.spend(1);
    return switch (syntax) {
      case Syntax.Text text -> text(text);
      case Syntax.Regex regex -> regex(regex);
      case Syntax.Range range -> {
        CodePointSet set = range(range);
        yield literal(
            new RegexNode.Characters(set),
            3L + range.from().written().length() + range.to().written().length());
      }
      case Syntax.Structured structured -> {
        RegexNode node = new RegexNode.Language(structured(structured));
        yield literal(node, 0);
      }
      case Syntax.Name name -> {
        LarkScope.Definition found = scope.find(name.name(), name.at());
        if (!found.terminal) {
          throw new GrammarException(
              GrammarException.Kind.NAME,
              name.at(),
              "the rule " + name.name() + " stands in a terminal",
              "terminals are made of strings, regular expressions and other terminals");
        }
        yield pattern(found, name.at());
      }
      case Syntax.Sequence sequence -> sequence(sequence, scope);
      case Syntax.Choice choice -> {
        List<Pattern> alternatives = new ArrayList<>();
        for (Syntax alternative : choice.alternatives()) {
          alternatives.add(pattern(alternative, scope));
        }
        yield choice(alternatives);
      }
      case Syntax.Repeat repeat -> {
        Pattern body = closed(pattern(repeat.body(), scope));
        long length = body.written() + 4 + 1;
        yield literal(
            RegexNode.checked(
                new RegexNode.Repeat(body.node(), repeat.min(), repeat.max(), true),
                limits.nesting()),
            length);
      }
      case Syntax.Both both -> {
        CodePointDfa all = CodePointDfa.ANY;
        for (Syntax part : both.parts()) {
          CodePointDfa one = texts(part, scope);
          all = CodePointDfas.intersection(all, one, work);
        }
        yield literal(new RegexNode.Language(all), 0);
      }
      case Syntax.Not not ->
          literal(
              new RegexNode.Language(CodePointDfas.complement(texts(not.body(), scope), work)), 0);
      case Syntax.Alias alias -> throw misplaced("a name for an alternative, ->", alias.at());
      case Syntax.Template template -> throw misplaced("a template", template.at());
      case Syntax.Special special -> throw misplaced("a special token", special.at());
      case Syntax.Json json -> throw misplaced("%json", json.at());
      case Syntax.Nested nested -> throw misplaced("%lark", nested.at());
    };
  }

  private static GrammarException misplaced(String what, Location at) {
    return new GrammarException(
        GrammarException.Kind.SYNTAX,
        at,
        what + " stands in a terminal",
        "write the name on the left in small letters, as that of a rule");
  }

  private static Pattern literal(RegexNode node, long length) {
    return new Pattern(node, length, length);
  }

  /** A pattern that is no longer the whole: flags for the whole have no place in it. */
  private static Pattern closed(Pattern pattern) {
    pattern
        .globalFlags()
        .ifPresent(at -> {
          throw new GrammarException(
              GrammarException.Kind.UNSUPPORTED,
              at,
              "not supported: flags for the whole expression in a part of a terminal",
              "write (?flags:…), or the flags after the closing /");
        });
    return pattern;
  }

  private Pattern sequence(Syntax.Sequence sequence, LarkScope scope) {
    if (sequence.parts().size() == 1) {
      return pattern(sequence.parts().get(0), scope);
    }
    List<RegexNode> done = new ArrayList<>();
    List<RegexNode> last = new ArrayList<>(); // of the alternative that is still open
    long length = 0;
    for (Syntax part : sequence.parts()) {
      Pattern pattern = closed(pattern(part, scope));
      length += pattern.written();
      List<RegexNode> alternatives = pattern.open();
      if (alternatives.size() > 1) {
        notes.add(
            part.at()
                + ": the alternatives of this regular expression reach over what stands beside"
                + " it, as in Lark; (?:…) would end them");
      }
      for (int i = 0; i < alternatives.size(); i++) {
        if (i > 0) {
          done.add(new RegexNode.Sequence(last));
          last = new ArrayList<>();
        }
        last.add(alternatives.get(i));
      }
    }
    done.add(new RegexNode.Sequence(last));
    done.forEach(node -> RegexNode.checked(node, limits.nesting()));
    return new Pattern(List.copyOf(done), length, length, Optional.empty());
  }

  private Pattern choice(List<Pattern> alternatives) {
    List<Pattern> sorted = new ArrayList<>(alternatives);
    sorted.forEach(LarkTerminals::closed);
    sorted.sort(WIDEST_FIRST);
    long length = 3;
    for (Pattern pattern : sorted) {
      length += pattern.written() + 1;
    }
    return literal(
        RegexNode.checked(
            PythonRegex.choice(sorted.stream().map(Pattern::node).toList()), limits.nesting()),
        length);
  }

  private Pattern text(Syntax.Text text) {
    LarkText read = LarkText.ofString(text);
    work.spend(read.text().length());
    List<RegexNode> characters = new ArrayList<>();
    long escaped = text.ignoreCase() ? 5 : 0;
    for (int i = 0; i < read.text().length(); ) {
      int c = read.text().codePointAt(i);
      // What Python's re.escape escapes.
      escaped += "()[]{}?*+-|^$\\.&~# \t\n\r\u000B\f".indexOf(c) >= 0 ? 2 : 1;
      characters.add(
          new RegexNode.Characters(
              text.ignoreCase() ? PythonCharacters.ignoringCase(c, false) : CodePointSet.of(c)));
      i += Character.charCount(c);
    }
    return new Pattern(new RegexNode.Sequence(characters), characters.size(), escaped);
  }

  private Pattern regex(Syntax.Regex regex) {
    LarkText read = LarkText.ofRegex(regex);
    work.spend(read.text().length());
    if (read.quoteLost()) {
      notes.add(
          regex.at()
              + ": Lark takes a backslash away before a quote, so \\\\\" is the quote alone here;"
              + " \\x5c\\x5c is the backslash in every place");
    }
    int end = regex.offset() + regex.written().length();
    PythonRegex.Parsed parsed =
        PythonRegex.parse(
            read.text(),
            regex.flags(),
            limits.nesting(),
            i -> regex.source().at(i < read.text().length() ? read.offsets()[i] : end));
    long length = read.text().codePointCount(0, read.text().length());
    Optional<Location> global = parsed.globalFlags() ? Optional.of(regex.at()) : Optional.empty();
    return new Pattern(
        // Flags make a group.
        regex.flags().isEmpty()
            ? parsed.alternatives()
            : List.of(PythonRegex.choice(parsed.alternatives())),
        length,
        length + 5L * regex.flags().length(),
        global);
  }

  /** The characters of a range. */
  static CodePointSet range(Syntax.Range range) {
    int from = end(range.from());
    int to = end(range.to());
    if (from > to) {
      throw new GrammarException(
          GrammarException.Kind.SYNTAX,
          range.at(),
          "the characters of a range are out of order",
          "the lower one comes first");
    }
    return CodePointSet.range(from, to);
  }

  private static int end(Syntax.Text text) {
    String character = LarkText.ofString(text).text();
    if (text.ignoreCase() || character.codePointCount(0, character.length()) != 1) {
      throw new GrammarException(
          GrammarException.Kind.SYNTAX,
          text.at(),
          "expected one character as the end of a range",
          "such as \"a\"..\"z\"");
    }
    return character.codePointAt(0);
  }

  /** The texts of {@code %regex}: what is joined of some chunks that follow one another. */
  CodePointDfa structured(Syntax.Structured structured) {
    List<String> chunks = chunks(structured);
    return limited(
        () -> {
          CodePointNfa nfa = new CodePointNfa(work);
          int start = nfa.state();
          nfa.accept(start);
          int at = nfa.state();
          nfa.empty(start, at);
          for (String chunk : chunks) {
            int from = at;
            for (int i = 0; i < chunk.length(); ) {
              int c = chunk.codePointAt(i);
              int to = nfa.state();
              nfa.edge(from, CodePointSet.of(c), to);
              from = to;
              i += Character.charCount(c);
            }
            at = nfa.state();
            nfa.empty(from, at);
            nfa.empty(start, at);
            nfa.accept(at);
          }
          return nfa.determinise(start);
        },
        structured.at());
  }

  private static List<String> chunks(Syntax.Structured structured) {
    GrammarException wrong =
        new GrammarException(
            GrammarException.Kind.SYNTAX,
            structured.at(),
            "expected %regex with one of \"substring_chunks\": [strings],"
                + " \"substring_words\": string, \"substring_chars\": string",
            "");
    List<String> chunks = new ArrayList<>();
    try (JsonParser json = JSON.createParser(structured.text())) {
      if (json.nextToken() != JsonToken.START_OBJECT
          || json.nextToken() != JsonToken.PROPERTY_NAME) {
        throw wrong;
      }
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("substring_chunks") && value == JsonToken.START_ARRAY) {
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
          if (t != JsonToken.VALUE_STRING) {
            throw wrong;
          }
          chunks.add(json.getString());
        }
      } else if (value != JsonToken.VALUE_STRING) {
        throw wrong;
      } else if (name.equals("substring_words")) {
        words(json.getString(), chunks);
      } else if (name.equals("substring_chars")) {
        json.getString().codePoints().forEach(c -> chunks.add(Character.toString(c)));
      } else {
        throw wrong;
      }
      if (json.nextToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw wrong;
      }
    } catch (JacksonException e) {
      throw new GrammarException(
          GrammarException.Kind.SYNTAX, structured.at(), wrong.getMessage(), "", e);
    }
    return chunks;
  }

  /** Runs of word characters, of white space, and of others. */
  private static void words(String text, List<String> chunks) {
    int start = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (i > start && kind(c) != kind(text.codePointBefore(i))) {
        chunks.add(text.substring(start, i));
        start = i;
      }
      i += Character.charCount(c);
    }
    if (start < text.length()) {
      chunks.add(text.substring(start));
    }
  }

  private static int kind(int c) {
    return PythonCharacters.WORD.contains(c) ? 0 : PythonCharacters.SPACE.contains(c) ? 1 : 2;
  }
}
