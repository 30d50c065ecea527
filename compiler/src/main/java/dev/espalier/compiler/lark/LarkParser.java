package dev.espalier.compiler.lark;

import dev.espalier.compiler.GrammarException;
import dev.espalier.compiler.LimitExceeded;
import dev.espalier.compiler.grammar.Location;
import dev.espalier.compiler.lark.LarkLexer.Kind;
import dev.espalier.compiler.lark.LarkLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses the statements of a Lark grammar. Recursive descent, as deep as groups are nested. */
final class LarkParser {
  private final LarkSource source;
  private final List<Token> tokens;
  private final int nesting;
  private int at;
  private int depth;

  private LarkParser(LarkSource source, int nesting) {
    this.source = source;
    this.tokens = LarkLexer.tokens(source);
    this.nesting = nesting;
  }

  static List<Syntax.Statement> parse(LarkSource source, int nesting) {
    LarkParser parser = new LarkParser(source, nesting);
    List<Syntax.Statement> statements = parser.statements();
    if (parser.peek().kind() != Kind.END) {
      throw parser.expected("a rule, a terminal or a statement", "");
    }
    return statements;
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  private boolean eat(String sign) {
    if (peek().is(sign)) {
      at++;
      return true;
    }
    return false;
  }

  private Location place(Token token) {
    return source.at(token.offset());
  }

  private GrammarException expected(String what, String hint) {
    return source.syntax(peek().offset(), "expected " + what + ", found " + peek().shown(), hint);
  }

  private Token expect(Kind kind, String what) {
    if (peek().kind() != kind) {
      throw expected(what, "");
    }
    return next();
  }

  private void expect(String sign, String hint) {
    if (!eat(sign)) {
      throw expected(sign, hint);
    }
  }

  private void deeper() {
    if (++depth > nesting) {
      LimitExceeded cause = new LimitExceeded("nesting", nesting, "the groups of a grammar");
      throw new GrammarException(
          GrammarException.Kind.LIMIT,
          place(peek()),
          cause.getMessage(),
          "give the inner groups names of their own",
          cause);
    }
  }

  private List<Syntax.Statement> statements() {
    List<Syntax.Statement> statements = new ArrayList<>();
    while (true) {
      while (peek().kind() == Kind.NEWLINE) {
        at++;
      }
      if (peek().kind() == Kind.END || peek().is("}")) {
        return statements;
      }
      statements.add(statement());
      if (peek().kind() != Kind.NEWLINE && !peek().is("}")) {
        throw expected(
            "| or the end of the line", "every rule and statement stands on lines of its own");
      }
    }
  }

  private Syntax.Statement statement() {
    Token token = peek();
    if (token.kind() != Kind.KEYWORD) {
      return definition(Syntax.Mode.DEFINE);
    }
    at++;
    Location place = place(token);
    return switch (token.text()) {
      case "%ignore" -> new Syntax.Ignore(expansions(), place);
      case "%import" -> imports(place);
      case "%override" -> definition(Syntax.Mode.OVERRIDE);
      case "%extend" -> definition(Syntax.Mode.EXTEND);
      case "%declare" -> {
        List<Syntax.Name> names = new ArrayList<>();
        do {
          Token name = expect(Kind.NAME, "the name of a terminal");
          names.add(new Syntax.Name(name.text(), place(name)));
        } while (peek().kind() == Kind.NAME);
        yield new Syntax.Declare(names, place);
      }
      case "%llguidance" -> new Syntax.Options(expect(Kind.JSON, "JSON").text(), place);
      default -> {
        at--;
        throw expected("a rule, a terminal or a statement", token.text() + " stands in rules");
      }
    };
  }

  private Syntax.Import imports(Location place) {
    boolean relative = eat(".");
    List<String> path = new ArrayList<>();
    Token name;
    do {
      name = expect(Kind.NAME, "a name");
      path.add(name.text());
    } while (eat("."));
    if (eat("(")) {
      List<Syntax.Imported> names = new ArrayList<>();
      do {
        Token one = expect(Kind.NAME, "a name");
        names.add(new Syntax.Imported(one.text(), one.text(), place(one)));
      } while (eat(","));
      expect(")", "");
      return new Syntax.Import(relative, path, names, place);
    }
    path.remove(path.size() - 1);
    if (path.isEmpty()) {
      throw source.syntax(
          name.offset(),
          "nothing is imported from the grammar " + name.text(),
          "write %import " + name.text() + ".NAME");
    }
    String alias = eat("->") ? expect(Kind.NAME, "a name").text() : name.text();
    return new Syntax.Import(
        relative, path, List.of(new Syntax.Imported(name.text(), alias, place(name))), place);
  }

  private Syntax.Definition definition(Syntax.Mode mode) {
    while (peek().is("?") || peek().is("!")) {
      at++; // the shape of trees
    }
    Token name = expect(Kind.NAME, "a rule, a terminal or a statement");
    List<String> parameters = new ArrayList<>();
    if (eat("{")) {
      do {
        parameters.add(expect(Kind.NAME, "the name of a parameter").text());
      } while (eat(","));
      expect("}", "");
    }
    List<Syntax.Attribute> attributes = new ArrayList<>();
    Optional<Location> priority = Optional.empty();
    while (!peek().is(":")) {
      Token token = peek();
      if (eat(".")) {
        priority = Optional.of(place(token));
        expect(Kind.NUMBER, "a priority");
      } else if (eat("[")) {
        attributes(attributes);
      } else {
        throw expected(": after " + name.text(), "every statement begins a line");
      }
    }
    at++;
    if (!attributes.isEmpty() && Syntax.isTerminal(name.text())) {
      throw source.syntax(
          name.offset(), "attributes of a terminal: " + name.text(), "only rules have them");
    }
    Syntax body = expansions();
    return new Syntax.Definition(
        mode, name.text(), parameters, attributes, priority, body, place(name));
  }

  private void attributes(List<Syntax.Attribute> attributes) {
    while (!peek().is("]")) {
      Token name = expect(Kind.NAME, "an attribute");
      Optional<Syntax> value = Optional.empty();
      if (eat("=")) {
        Token token = peek();
        if (token.kind() == Kind.NUMBER) {
          at++;
          value = Optional.of(new Syntax.Name(token.text(), place(token)));
        } else {
          value = Optional.of(value());
        }
      }
      attributes.add(new Syntax.Attribute(name.text(), value, place(name)));
      if (!eat(",")) {
        break;
      }
    }
    expect("]", "");
  }

  /** Whether a | follows, on a later line too. */
  private boolean alternative() {
    int before = at;
    if (peek().kind() == Kind.NEWLINE) {
      at++;
    }
    if (eat("|")) {
      return true;
    }
    at = before;
    return false;
  }

  private Syntax expansions() {
    deeper();
    Location place = place(peek());
    List<Syntax> alternatives = new ArrayList<>();
    do {
      alternatives.add(conjunction());
    } while (alternative());
    depth--;
    return alternatives.size() == 1 ? alternatives.get(0) : new Syntax.Choice(alternatives, place);
  }

  private Syntax conjunction() {
    Location place = place(peek());
    List<Syntax> parts = new ArrayList<>();
    do {
      parts.add(sequence());
    } while (eat("&"));
    Syntax body = parts.size() == 1 ? parts.get(0) : new Syntax.Both(parts, place);
    Location alias = place(peek());
    if (eat("->")) {
      expect(Kind.NAME, "a name for the alternative");
      return new Syntax.Alias(body, alias);
    }
    return body;
  }

  private Syntax sequence() {
    Location place = place(peek());
    List<Syntax> parts = new ArrayList<>();
    while (true) {
      Token token = peek();
      switch (token.kind()) {
        case NEWLINE, END -> {
          return sequence(parts, place);
        }
        case KEYWORD -> {
          if (token.text().equals("%if")) {
            throw new GrammarException(
                GrammarException.Kind.UNSUPPORTED,
                place(token),
                "not supported: conditions, %if",
                "");
          }
        }
        case SIGN -> {
          if (!token.is("(") && !token.is("[") && !token.is("~")) {
            return sequence(parts, place);
          }
        }
        default -> {}
      }
      parts.add(repeated());
    }
  }

  private static Syntax sequence(List<Syntax> parts, Location place) {
    return parts.size() == 1 ? parts.get(0) : new Syntax.Sequence(parts, place);
  }

  private Syntax repeated() {
    Location place = place(peek());
    int negations = 0;
    while (eat("~")) {
      negations++;
    }
    Syntax atom = atom();
    if (negations > 0) {
      // Twice is as good as not at all.
      atom = new Syntax.Not(atom, place);
      atom = negations % 2 == 1 ? atom : new Syntax.Not(atom, place);
    }
    if (eat("*")) {
      return new Syntax.Repeat(atom, 0, -1, place);
    } else if (eat("+")) {
      return new Syntax.Repeat(atom, 1, -1, place);
    } else if (eat("?")) {
      return new Syntax.Repeat(atom, 0, 1, place);
    } else if (peek().is("~") && tokens.get(at + 1).kind() == Kind.NUMBER) {
      at++;
      int start = at;
      int min = count();
      int max = eat("..") ? count() : min;
      return repeat(atom, min, max, start, place);
    } else if (peek().is("{")) {
      at++;
      int start = at;
      int min = peek().is(",") ? 0 : count();
      int max = min;
      if (eat(",")) {
        max = peek().is("}") ? -1 : count();
      }
      expect("}", "");
      return repeat(atom, min, max, start, place);
    }
    return atom;
  }

  private Syntax repeat(Syntax atom, int min, int max, int start, Location place) {
    if (max >= 0 && max < min) {
      throw source.syntax(
          tokens.get(start).offset(),
          "a repetition from " + min + " to " + max + " times",
          "the first number is the least");
    }
    return new Syntax.Repeat(atom, min, max, place);
  }

  private int count() {
    Token token = expect(Kind.NUMBER, "a number of times");
    try {
      int value = Integer.parseInt(token.text());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw source.syntax(token.offset(), "expected a number of times, found " + token.text(), "");
  }

  private Syntax atom() {
    Token token = peek();
    if (eat("(")) {
      Syntax body = expansions();
      expect(")", "close the group");
      return body;
    } else if (eat("[")) {
      Syntax body = expansions();
      expect("]", "close the optional part");
      return new Syntax.Repeat(body, 0, 1, place(token));
    }
    return value();
  }

  private Syntax value() {
    Token token = next();
    Location place = place(token);
    switch (token.kind()) {
      case STRING -> {
        Syntax.Text text = text(token);
        if (!eat("..")) {
          return text;
        }
        return new Syntax.Range(text, text(expect(Kind.STRING, "the end of the range")));
      }
      case REGEX -> {
        return new Syntax.Regex(source, token.text(), token.offset() + 1, token.flags(), place);
      }
      case SPECIAL -> {
        return new Syntax.Special(source, token.text(), token.offset(), place);
      }
      case KEYWORD -> {
        switch (token.text()) {
          case "%json":
            return new Syntax.Json(next().text(), place);
          case "%regex":
            return new Syntax.Structured(next().text(), place);
          case "%lark":
            return nested(place);
          default:
            break;
        }
      }
      case NAME -> {
        if (!peek().is("{") || !arguments(tokens.get(at + 1))) {
          return new Syntax.Name(token.text(), place);
        }
        at++;
        deeper();
        List<Syntax> arguments = new ArrayList<>();
        do {
          arguments.add(value());
        } while (eat(","));
        depth--;
        expect("}", "");
        return new Syntax.Template(token.text(), arguments, place);
      }
      default -> {}
    }
    at--;
    throw expected("a rule, a terminal, a string or a regular expression", "");
  }

  private static boolean arguments(Token first) {
    return first.kind() != Kind.NUMBER && !first.is(",");
  }

  private Syntax.Text text(Token token) {
    return new Syntax.Text(
        source, token.text(), token.offset() + 1, !token.flags().isEmpty(), place(token));
  }

  private Syntax nested(Location place) {
    expect("{", "%lark { start: … }");
    deeper();
    List<Syntax.Statement> statements = statements();
    depth--;
    expect("}", "close the nested grammar");
    return new Syntax.Nested(statements, place);
  }
}
