package dev.espalier.compiler.lark;

import dev.espalier.compiler.grammar.Location;
import java.util.List;
import java.util.Optional;

/** What a Lark grammar says, as it is written. */
sealed interface Syntax {
  Location at();

  /** A rule, a terminal or a parameter of a template. */
  record Name(String name, Location at) implements Syntax {
    boolean terminal() {
      return isTerminal(name);
    }
  }

  /**
   * {@code "…"}, with an {@code i} after it or not.
   *
   * @param written between the quotes
   * @param offset of that
   */
  record Text(LarkSource source, String written, int offset, boolean ignoreCase, Location at)
      implements Syntax {}

  /**
   * {@code /…/}, with flags after it or not.
   *
   * @param written between the slashes
   * @param offset of that
   */
  record Regex(LarkSource source, String written, int offset, String flags, Location at)
      implements Syntax {}

  /** {@code "a".."z"}. */
  record Range(Text from, Text to) implements Syntax {
    @Override
    public Location at() {
      return from.at();
    }
  }

  /** {@code name{a, b}}. */
  record Template(String name, List<Syntax> arguments, Location at) implements Syntax {
    public Template {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code <…>}. */
  record Special(LarkSource source, String text, int offset, Location at) implements Syntax {}

  /** {@code %json …}. */
  record Json(String text, Location at) implements Syntax {}

  /** {@code %regex …}. */
  record Structured(String text, Location at) implements Syntax {}

  /** {@code %lark { … }}. */
  record Nested(List<Statement> statements, Location at) implements Syntax {
    public Nested {
      statements = List.copyOf(statements);
    }
  }

  record Sequence(List<Syntax> parts, Location at) implements Syntax {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  record Choice(List<Syntax> alternatives, Location at) implements Syntax {
    public Choice {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** Of {@code &}. */
  record Both(List<Syntax> parts, Location at) implements Syntax {
    public Both {
      parts = List.copyOf(parts);
    }
  }

  /** Of {@code ~} before something. */
  record Not(Syntax body, Location at) implements Syntax {}

  /** An alternative with {@code -> name}. */
  record Alias(Syntax body, Location at) implements Syntax {}

  /**
   * Several times.
   *
   * @param max at most, or -1
   */
  record Repeat(Syntax body, int min, int max, Location at) implements Syntax {}

  /** What a grammar consists of. */
  sealed interface Statement {
    Location at();
  }

  /** How a definition stands to one of the same name. */
  enum Mode {
    DEFINE,
    OVERRIDE,
    EXTEND
  }

  record Definition(
      Mode mode,
      String name,
      List<String> parameters,
      List<Attribute> attributes,
      Optional<Location> priority,
      Syntax body,
      Location at)
      implements Statement {
    public Definition {
      parameters = List.copyOf(parameters);
      attributes = List.copyOf(attributes);
    }
  }

  /** One of those in brackets after a rule's name. */
  record Attribute(String name, Optional<Syntax> value, Location at) {}

  /**
   * {@code %import}.
   *
   * @param path without the name of what is imported
   */
  record Import(boolean relative, List<String> path, List<Imported> names, Location at)
      implements Statement {
    public Import {
      path = List.copyOf(path);
      names = List.copyOf(names);
    }
  }

  record Imported(String name, String alias, Location at) {}

  record Ignore(Syntax body, Location at) implements Statement {}

  record Declare(List<Name> names, Location at) implements Statement {
    public Declare {
      names = List.copyOf(names);
    }
  }

  /** {@code %llguidance …}. */
  record Options(String text, Location at) implements Statement {}

  static boolean isTerminal(String name) {
    int i = 0;
    while (i < name.length() && name.charAt(i) == '_') {
      i++;
    }
    return i < name.length() && name.charAt(i) >= 'A' && name.charAt(i) <= 'Z';
  }
}
